package aecg

import (
	"bytes"
	"math"
	"time"

	"github.com/goecg/goecg/ecg"
)

type timeKind byte

const (
	noTime timeKind = iota
	absolute
	relative
)

// instant is a moment: of the wall clock, or relative to the start of a series.
type instant struct {
	ns       int64 // absolute: the wall clock read as UTC, since 1970; relative: after the reference
	zone     int32 // seconds east of UTC, when zoned
	kind     timeKind
	zoned    bool
	dateOnly bool
}

// maxZone is the largest offset from UTC in use (UTC+14, Kiribati), in hours.
const maxZone = 14

// parseTS reads an HL7 TS: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS with any fraction, each with an optional zone. Less
// than a day, and fields out of range, give no time. The ISO 8601 spelling with separators is read too.
func parseTS(b []byte) instant {
	b = bytes.TrimSpace(b)
	var digits [14]byte
	n, i := 0, 0
	iso := len(b) >= 10 && b[4] == '-' && b[7] == '-'
	for ; i < len(b); i++ {
		c := b[i]
		if iso && (i == 4 || i == 7 || i == 10 && (c == 'T' || c == ' ') || i > 10 && c == ':') {
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		if n == len(digits) {
			return instant{}
		}
		digits[n] = c - '0'
		n++
	}
	if n != 8 && n != 10 && n != 12 && n != 14 {
		return instant{}
	}
	field := func(from, to int) (v int) {
		for _, c := range digits[from:to] {
			v = v*10 + int(c)
		}
		return v
	}
	nsec := 0
	if i < len(b) && b[i] == '.' && n == 14 {
		i++
		for unit := 100_000_000; i < len(b) && b[i] >= '0' && b[i] <= '9'; i++ {
			nsec += int(b[i]-'0') * unit
			unit /= 10
		}
	}
	t := ecg.Local(field(0, 4), time.Month(field(4, 6)), field(6, 8), field(8, 10), field(10, 12), field(12, 14), nsec)
	if t.IsZero() || t.Time.Year() < 1800 || t.Time.Year() > 2200 { // what an int64 of nanoseconds holds, and sense
		return instant{}
	}
	at := instant{ns: t.Time.UnixNano(), kind: absolute, dateOnly: n == 8}
	if i < len(b) {
		zone, ok := parseZone(b[i:])
		if !ok {
			return instant{}
		}
		at.zone, at.zoned = zone, true
	}
	return at
}

// parseZone reads Z, +h, +hh, +hhmm or +hh:mm.
func parseZone(b []byte) (seconds int32, ok bool) {
	if string(b) == "Z" || string(b) == "z" {
		return 0, true
	}
	if b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	var d []int32
	var store [4]int32
	d = store[:0]
	for _, c := range b[1:] {
		switch {
		case c == ':' && len(d) == 2:
		case c >= '0' && c <= '9' && len(d) < len(store):
			d = append(d, int32(c-'0'))
		default:
			return 0, false
		}
	}
	var h, m int32
	switch len(d) {
	case 1:
		h = d[0]
	case 2:
		h = d[0]*10 + d[1]
	case 4:
		h, m = d[0]*10+d[1], d[2]*10+d[3]
	default:
		return 0, false
	}
	if h > maxZone || m > 59 {
		return 0, false
	}
	seconds = h*3600 + m*60
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true
}

// timestamp is an absolute instant as the record keeps it, zero for others.
func (t instant) timestamp() ecg.Timestamp {
	if t.kind != absolute {
		return ecg.Timestamp{}
	}
	at := time.Unix(0, t.ns).UTC()
	if t.zoned {
		loc := time.UTC
		if t.zone != 0 {
			loc = time.FixedZone("", int(t.zone))
		}
		at = time.Unix(0, t.ns-int64(t.zone)*int64(time.Second)).In(loc)
	}
	return ecg.Timestamp{Time: at, Zoned: t.zoned, DateOnly: t.dateOnly}
}

// sub returns t - u in nanoseconds; false when they cannot be compared. Where only one has a zone, both are taken as
// readings of the same clock.
func (t instant) sub(u instant) (int64, bool) {
	if t.kind == noTime || t.kind != u.kind {
		return 0, false
	}
	d := t.ns - u.ns
	if t.zoned && u.zoned {
		d -= int64(t.zone-u.zone) * int64(time.Second)
	}
	return d, true
}

// add returns t moved by ns.
func (t instant) add(ns int64) instant {
	if t.kind != noTime {
		t.ns += ns
	}
	return t
}

// perSecond returns how many of the unit a second has; false for what is no unit of time.
func perSecond(unit []byte) (float64, bool) {
	switch string(bytes.TrimSpace(unit)) {
	case "s", "sec", "S", "second", "seconds":
		return 1, true
	case "ms", "msec", "mS", "millisecond", "milliseconds":
		return 1e3, true
	case "us", "µs", "μs", "usec", "microsecond", "microseconds":
		return 1e6, true
	case "ns":
		return 1e9, true
	case "min":
		return 1.0 / 60, true
	}
	return 0, false
}

// maxRelative bounds a relative time: ten years, in seconds.
const maxRelative = 10 * 366 * 86400

// parseRelative reads a PQ of time; nothing when the unit is none of time or the value out of range.
func parseRelative(value, unit []byte) instant {
	per, ok := perSecond(unit)
	seconds := number(value) / per
	if !ok || math.IsNaN(seconds) || math.Abs(seconds) > maxRelative {
		return instant{}
	}
	return instant{ns: int64(math.Round(seconds * 1e9)), kind: relative}
}

// interval reads an IVL_TS, IVL_PQ, TS or PQ at the current element: low and high, or a centre or plain value as both.
func (d *decoder) interval() (low, high instant) {
	read := func() instant {
		v := d.sc.Attr("value")
		if u := d.sc.Attr("unit"); len(u) > 0 {
			if t := parseRelative(v, u); t.kind != noTime {
				return t
			}
		}
		return parseTS(v)
	}
	if len(d.sc.Attr("value")) > 0 {
		low = read()
		high = low
	}
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "low":
			low = read()
		case "high":
			high = read()
		case "center":
			low = read()
			high = low
		}
	}
	return low, high
}
