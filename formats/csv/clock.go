package csv

import (
	"bytes"
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// clock reads the column of times.
type clock struct {
	column      bool
	unit        float64 // seconds of the column's unit, 0 not stated
	hms         bool    // written h:m:s
	first, last float64 // in the column's unit, or seconds when written h:m:s
	at, seen    int     // row of last; rows with a time up to there
	places      int     // decimal places met
	bad         int     // line of the first field that is no time, 0 none
	checked     bool    // a deviation has been reported
	stated      bool    // the rate does not come from here
}

func (k *clock) start(h *header) {
	for i := range h.columns {
		if c := &h.columns[i]; c.kind == columnTime {
			k.column = true
			k.unit = timeUnits[strings.ToLower(c.unit)]
		}
	}
}

// see takes note of the time of a row.
func (k *clock) see(f []byte, comma bool, row, line int) {
	v, places, hms, ok := parseTime(f, comma)
	if !ok {
		if k.bad == 0 {
			k.bad = line
		}
		return
	}
	if k.seen == 0 {
		k.first = v
	}
	k.hms = k.hms || hms
	k.last, k.at = v, row
	k.places = max(k.places, places)
	k.seen++
}

// parseTime reads a number, or h:m:s or m:s as seconds, and its decimal places.
func parseTime(f []byte, comma bool) (v float64, places int, hms, ok bool) {
	if i := bytes.LastIndexByte(f, ':'); i >= 0 {
		s, kind := parseDecimal(f[i+1:], comma)
		if kind != cellNumber || s.mant < 0 {
			return 0, 0, true, false
		}
		v, unit := s.float(), 60.0
		for n, rest := 0, f[:i]; n < 2; n++ { // minutes, hours
			j := bytes.LastIndexByte(rest, ':')
			part, kind := parseDecimal(trim(rest[j+1:]), false)
			if kind != cellNumber || part.exp != 0 || part.mant < 0 {
				return 0, 0, true, false
			}
			v += unit * float64(part.mant)
			if j < 0 {
				return v, -s.exp, true, true
			}
			unit *= 60
			rest = rest[:j]
		}
		return 0, 0, true, false
	}
	d, kind := parseDecimal(f, comma)
	return d.float(), -d.exp, false, kind == cellNumber
}

// Steps, in units of a column without one, by which seconds and milliseconds are told apart: those of 20 Hz to 20 kHz.
const (
	leastStep, mostStep     = 5e-5, 0.05 // s
	thousand                = 1000
	leastStepMS, mostStepMS = leastStep * thousand, mostStep * thousand
	regularTolerance        = 0.01 // samples that a time may be off beside its last decimal place
	mostTolerance           = 0.5
	timeNoise               = 1e-9 // relative, of floating-point times
)

// rate is the sampling rate: as stated, else by the times.
func (d *decoder) rate() (float64, error) {
	k := &d.clock
	if d.set.rate > 0 {
		if k.unit == 0 && k.hms {
			k.unit = 1
		}
		k.stated = true
		return d.set.rate, nil
	}
	const remedy = "add a line \"# rate_hz: ...\" or a column time_ms"
	line, off := d.head.line, int64(d.head.at)
	switch {
	case !k.column:
		return 0, fail(formats.ErrUnsupported, line, off, "no sampling rate: %s", remedy)
	case k.bad > 0:
		return 0, fail(formats.ErrUnsupported, k.bad, -1, "the field of time is no number: %s", remedy)
	case k.seen < 2 || !(k.last > k.first) || math.IsInf(k.last-k.first, 0):
		return 0, fail(formats.ErrUnsupported, line, off, "no sampling rate, the times do not give one: %s", remedy)
	}
	step := (k.last - k.first) / float64(k.at)
	if k.hms {
		k.unit = 1
	}
	if k.unit == 0 {
		switch {
		case step >= leastStep && step < mostStep:
			k.unit = 1
			d.rec.Warn(ecg.WarnNonstandard, off, "times without a unit are taken for seconds")
		case step >= leastStepMS && step <= mostStepMS:
			k.unit = 1e-3
			d.rec.Warn(ecg.WarnNonstandard, off, "times without a unit are taken for milliseconds")
		default:
			return 0, fail(formats.ErrUnsupported, line, off, "times without a unit: %s", remedy)
		}
	}
	rate := float64(k.at) / ((k.last - k.first) * k.unit)
	// Each end may be off by half of the last decimal place.
	slack := rate * (k.place()/(k.last-k.first) + timeNoise)
	rate = roundest(rate, slack)
	if !(rate > 0 && rate <= maxRate) {
		return 0, fail(formats.ErrUnsupported, line, off, "no sampling rate, the times do not give one: %s", remedy)
	}
	return rate, nil
}

// place is the value of the last decimal place met.
func (k *clock) place() float64 { return pow10(-min(max(k.places, 0), maxDigits)) }

// roundest is the number with the fewest decimals within slack of v.
func roundest(v, slack float64) float64 {
	const most = 1e6
	for p := 1.0; p <= most; p *= 10 {
		if r := math.Round(v*p) / p; r > 0 && math.Abs(r-v) <= slack {
			return r
		}
	}
	return v
}

// check holds a row's time against the rate: an error where the rate comes from the times, a warning where it was stated.
func (k *clock) check(rec *ecg.Record, f []byte, comma bool, row int, rate float64, r *rows) error {
	if k.checked || k.unit == 0 {
		return nil
	}
	v, _, _, ok := parseTime(f, comma)
	slack := min(mostTolerance, regularTolerance+k.place()*k.unit*rate)
	if ok && math.Abs((v-k.first)*k.unit*rate-float64(row)) <= slack {
		return nil
	}
	k.checked = true
	if k.stated {
		rec.Warn(ecg.WarnInconsistent, int64(r.at), "line %d: the time does not fit the rate stated", r.no)
		return nil
	}
	return fail(formats.ErrUnsupported, r.no, int64(r.at), "the times are not regular")
}
