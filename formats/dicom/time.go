package dicom

import (
	"time"

	"github.com/goecg/goecg/ecg"
)

// zoneOf reads an offset from UTC "+0800", nil when there is none.
func zoneOf(b []byte) *time.Location {
	if len(b) != 5 || b[0] != '+' && b[0] != '-' {
		return nil
	}
	h, ok1 := plain(b[1:3])
	m, ok2 := plain(b[3:5])
	const maxHours, hourMinutes, minuteSeconds = 14, 60, 60
	if !ok1 || !ok2 || h > maxHours || m >= hourMinutes {
		return nil
	}
	s := (int(h)*hourMinutes + int(m)) * minuteSeconds
	if b[0] == '-' {
		s = -s
	}
	if s == 0 {
		return time.UTC
	}
	return time.FixedZone("", s)
}

// dateTime reads a DT value, YYYYMMDDHHMMSS.FFFFFF&ZZXX, whose own offset goes before zone.
func dateTime(b []byte, zone *time.Location) ecg.Timestamp {
	for i, c := range b {
		if (c == '+' || c == '-') && i >= 4 {
			if z := zoneOf(b[i:]); z != nil {
				zone = z
			}
			b = b[:i]
			break
		}
	}
	const dateDigits = 8
	if len(b) < dateDigits {
		return ecg.Timestamp{}
	}
	return dateAndTime(b[:dateDigits], b[dateDigits:], zone)
}

// dateAndTime joins a DA and a TM value; without a time of day only the date is known.
func dateAndTime(da, tm []byte, zone *time.Location) ecg.Timestamp {
	day := date(da)
	if day.IsZero() {
		return ecg.Timestamp{}
	}
	var hms [3]int
	var nsec int
	known := false
	b := trim(tm)
	for i := range hms {
		if len(b) > 0 && b[0] == ':' { // HH:MM:SS of ACR-NEMA
			b = b[1:]
		}
		if len(b) < 2 {
			break
		}
		v, ok := plain(b[:2])
		if !ok {
			known = false
			break
		}
		hms[i], b, known = int(v), b[2:], true
	}
	if len(b) > 1 && b[0] == '.' {
		const nanoDigits = 9
		digits := 0
		for _, c := range b[1:] {
			if c < '0' || c > '9' || digits == nanoDigits {
				break
			}
			nsec, digits = nsec*10+int(c-'0'), digits+1
		}
		for ; digits < nanoDigits; digits++ {
			nsec *= 10
		}
	}
	if hms[2] == 60 { // a leap second
		hms[2] = 59
	}
	t := ecg.Local(day.Year, day.Month, day.Day, hms[0], hms[1], hms[2], nsec)
	if t.IsZero() {
		return t
	}
	t.DateOnly = !known
	if zone != nil && known {
		y, m, d := t.Time.Date()
		t.Time = time.Date(y, m, d, t.Time.Hour(), t.Time.Minute(), t.Time.Second(), t.Time.Nanosecond(), zone)
		t.Zoned = true
	}
	return t
}

// date reads a DA value, YYYYMMDD or the older YYYY.MM.DD.
func date(b []byte) ecg.Date {
	b = trim(b)
	var digits [8]byte
	n := 0
	for _, c := range b {
		switch {
		case c >= '0' && c <= '9' && n < len(digits):
			digits[n] = c
			n++
		case (c == '.' || c == '-') && (n == 4 || n == 6):
		default:
			return ecg.Date{}
		}
	}
	if n != len(digits) {
		return ecg.Date{}
	}
	y, _ := plain(digits[:4])
	m, _ := plain(digits[4:6])
	d, _ := plain(digits[6:])
	return ecg.NewDate(int(y), time.Month(m), int(d))
}
