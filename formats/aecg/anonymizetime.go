package aecg

import (
	"bytes"
	"time"

	"github.com/goecg/goecg/ecg"
)

// dateDigits is how many digits a date has, YYYYMMDD.
const dateDigits = 8

// Years that a date may be of.
const (
	firstYear = 1800
	lastYear  = 2200
)

// dateAt finds the date at the head of b, YYYYMMDD or YYYY-MM-DD, and where its digits stand.
func dateAt(b []byte) (t time.Time, at [dateDigits]int, ok bool) {
	n := 0
	var v [dateDigits]int
	for i := 0; i < len(b) && n < dateDigits; i++ {
		if b[i] == '-' && (i == 4 || i == 7) {
			continue
		}
		if b[i] < '0' || b[i] > '9' {
			return t, at, false
		}
		v[n], at[n] = int(b[i]-'0'), i
		n++
	}
	if n < dateDigits {
		return t, at, false
	}
	year := v[0]*1000 + v[1]*100 + v[2]*10 + v[3]
	day := ecg.NewDate(year, time.Month(v[4]*10+v[5]), v[6]*10+v[7])
	if day.IsZero() || year < firstYear || year > lastYear {
		return t, at, false
	}
	return time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC), at, true
}

func startsWithDate(b []byte) bool {
	_, _, ok := dateAt(b)
	return ok
}

// moved returns a TS with its date moved, all else as it is; false for what holds anything but digits and the signs of a TS.
func (a *anonymizer) moved(b []byte) (string, bool) {
	t, at, ok := dateAt(b)
	if !ok {
		return "", false
	}
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9', c == '.', c == '+', c == '-', c == ':', c == 'T', c == ' ', c == 'Z', c == 'z':
		default:
			return "", false
		}
	}
	t = a.m.Date(t)
	if t.Year() < 1 {
		return "", false
	}
	out := bytes.Clone(b)
	digits := t.Format("20060102")
	for i, p := range at {
		out[p] = digits[i]
	}
	return string(out), true
}
