package ecg

import (
	"time"
)

// Timestamp is a moment as an ECG file states it. Most devices write local time without a zone; such a Timestamp has
// Zoned false, keeps the wall clock in Time's UTC fields and must not be compared with others as if it were UTC.
type Timestamp struct {
	Time  time.Time // zero when unknown
	Zoned bool      // whether the file gave a zone or offset
	// DateOnly is set when the file gives a date and no time of day.
	DateOnly bool
}

// Local returns a Timestamp without a zone. Fields out of range give the zero Timestamp.
func Local(year int, month time.Month, day, hour, min, sec, nsec int) Timestamp {
	t := time.Date(year, month, day, hour, min, sec, nsec, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || t.Hour() != hour || t.Minute() != min || t.Second() != sec {
		return Timestamp{}
	}
	return Timestamp{Time: t}
}

// IsZero reports whether the moment is unknown.
func (t Timestamp) IsZero() bool { return t.Time.IsZero() }

// String gives RFC 3339 with the file's zone, without any zone when the file had none, and "" when unknown.
func (t Timestamp) String() string {
	switch {
	case t.Time.IsZero():
		return ""
	case t.DateOnly:
		return t.Time.Format("2006-01-02")
	case t.Zoned:
		return t.Time.Format("2006-01-02T15:04:05.999999999Z07:00")
	default:
		return t.Time.Format("2006-01-02T15:04:05.999999999")
	}
}

// MarshalJSON writes [Timestamp.String], or null when unknown.
func (t Timestamp) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + t.String() + `"`), nil
}

// Date is a calendar date, zero when unknown.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// NewDate returns the date, or the zero Date when there is no such day.
func NewDate(year int, month time.Month, day int) Date {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day || year <= 0 {
		return Date{}
	}
	return Date{year, month, day}
}

// IsZero reports whether the date is unknown.
func (d Date) IsZero() bool { return d == Date{} }

// String gives YYYY-MM-DD, or "" when unknown.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Format("2006-01-02")
}

// YearsUntil returns the age in years, with fraction, that a person born on d has at t; false when either is unknown or
// t lies before d.
func (d Date) YearsUntil(t Timestamp) (float64, bool) {
	if d.IsZero() || t.IsZero() {
		return 0, false
	}
	y, m, day := t.Time.Date()
	born := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	at := time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
	if at.Before(born) {
		return 0, false
	}
	years := y - d.Year
	last := born.AddDate(years, 0, 0)
	if last.After(at) {
		years--
		last = born.AddDate(years, 0, 0)
	}
	next := born.AddDate(years+1, 0, 0)
	return float64(years) + at.Sub(last).Hours()/next.Sub(last).Hours(), true
}

// MarshalJSON writes [Date.String], or null when unknown.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}
