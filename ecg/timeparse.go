package ecg

import (
	"strings"
	"time"
)

// ParseTimestamp reads what [Timestamp.String] writes: RFC 3339 with a zone, without one, or a date alone. A blank may stand
// for the T. Anything else gives false.
func ParseTimestamp(s string) (Timestamp, bool) {
	const dateLen = len("2006-01-02")
	if len(s) > dateLen && s[dateLen] == ' ' {
		s = s[:dateLen] + "T" + s[dateLen+1:]
	}
	if t, err := time.Parse("2006-01-02", s); err == nil {
		return Timestamp{Time: t, DateOnly: true}, true
	}
	if t, err := time.Parse("2006-01-02T15:04:05", s); err == nil { // takes fractions too
		return Timestamp{Time: t}, true
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return Timestamp{}, false
	}
	// Not time.Local where the offset happens to be that of the machine: the result must not depend on where it is made.
	if _, offset := t.Zone(); strings.HasSuffix(s, "Z") {
		t = t.UTC()
	} else {
		t = t.In(time.FixedZone("", offset))
	}
	return Timestamp{Time: t, Zoned: true}, true
}

// UnmarshalJSON reads what [Timestamp.MarshalJSON] writes; what [ParseTimestamp] does not know gives the zero Timestamp.
func (t *Timestamp) UnmarshalJSON(b []byte) error {
	*t, _ = ParseTimestamp(strings.Trim(string(b), `"`))
	return nil
}

// ParseDate reads what [Date.String] writes, YYYY-MM-DD. Anything else gives false.
func ParseDate(s string) (Date, bool) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return Date{}, false
	}
	d := NewDate(t.Year(), t.Month(), t.Day())
	return d, !d.IsZero()
}

// UnmarshalJSON reads what [Date.MarshalJSON] writes; what [ParseDate] does not know gives the zero Date.
func (d *Date) UnmarshalJSON(b []byte) error {
	*d, _ = ParseDate(strings.Trim(string(b), `"`))
	return nil
}
