package wfdb

import (
	"io/fs"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/goecg/goecg/ecg"
)

// parseFormat reads format[xSPF][:SKEW][+OFFSET], the modifiers in any order as the WFDB library does.
func parseFormat(s *Signal, text string) bool {
	i := strings.IndexAny(text, "x:+")
	if i < 0 {
		i = len(text)
	}
	v, err := strconv.ParseUint(text[:i], 10, 16)
	if err != nil {
		return false
	}
	s.Format = int(v)
	for text = text[i:]; text != ""; {
		kind := text[0]
		i := 1 + strings.IndexAny(text[1:], "x:+")
		if i == 0 {
			i = len(text)
		}
		v, err := strconv.ParseInt(text[1:i], 10, 64)
		if err != nil {
			return false
		}
		switch kind {
		case 'x':
			if v > maxPerFrame {
				return false
			}
			s.PerFrame = int(max(v, 1))
		case ':':
			if v > maxSkew {
				return false
			}
			s.Skew = int(max(v, 0))
		case '+':
			if v < 0 {
				return false
			}
			s.Offset = v
		}
		text = text[i:]
	}
	return true
}

// parseGain reads gain[(baseline)][/units]. A number that is no use as a gain (0, not finite) leaves the default.
func parseGain(s *Signal, text string) (hasBaseline, ok bool) {
	if text == "" {
		return false, true
	}
	num, units, hasUnits := strings.Cut(text, "/")
	if hasUnits && units != "" {
		if !validText(units) {
			return false, false
		}
		s.Units = units
	}
	if i := strings.IndexByte(num, '('); i >= 0 {
		b, closed := strings.CutSuffix(num[i+1:], ")")
		v, ok := parseWhole(b)
		if !ok || !closed || v != int64(int32(v)) {
			return false, false
		}
		s.Baseline, hasBaseline = int32(v), true
		num = num[:i]
	}
	g, err := strconv.ParseFloat(num, 64)
	if err != nil && num != "" && !math.IsInf(g, 0) {
		return false, false
	}
	if k, _ := unitScale(s.Units); g != 0 && !math.IsNaN(g) && !math.IsInf(g, 0) && !math.IsInf(k/g, 0) && k/g != 0 {
		s.Gain, s.Calibrated = g, true
	}
	return hasBaseline, true
}

// parseWhole reads a whole number, also one with a point ("5000.0", "1e4"), as programs write it that know floats only.
func parseWhole(s string) (int64, bool) {
	if v, err := strconv.ParseInt(s, 10, 64); err == nil {
		return v, true
	}
	const exact = 1 << 53 // whole numbers up to here are exact as float64
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f != math.Trunc(f) || math.Abs(f) > exact {
		return 0, false
	}
	return int64(f), true
}

// unitScale returns how many units of the record's channel one unit of the header is.
func unitScale(units string) (float64, ecg.Unit) {
	if k, ok := ecg.VoltageScale(units); ok {
		return k, ecg.UnitMicrovolt
	}
	return 1, ecg.Unit(units)
}

// parseStart reads base time and base date: "HH:MM:SS[.fff] DD/MM/YYYY" and, as the Challenges of 2020 and 2021 write it,
// "DD-Mon-YYYY HH:MM:SS". A time without a date, and 0:0:0 0/0/0, are unknown.
func parseStart(f []string) ecg.Timestamp {
	if len(f) > 2 {
		f = f[:2]
	}
	var date time.Time
	var nanos int64
	hasDate, hasTime := false, false
	for _, s := range f {
		if d, ok := parseDate(s); ok && !hasDate {
			date, hasDate = d, true
		} else if t, ok := parseClock(s); ok && !hasTime {
			nanos, hasTime = t, true
		}
	}
	if !hasDate {
		return ecg.Timestamp{}
	}
	return ecg.Timestamp{Time: date.Add(time.Duration(nanos)), DateOnly: !hasTime}
}

func parseDate(s string) (time.Time, bool) {
	for _, layout := range []string{"2/1/2006", "2-Jan-2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, t.Year() > 0
		}
	}
	return time.Time{}, false
}

// parseClock reads HH:MM:SS[.fff], MM:SS or SS as nanoseconds.
func parseClock(s string) (int64, bool) {
	whole, frac, _ := strings.Cut(s, ".")
	parts := strings.Split(whole, ":")
	if len(parts) > 3 {
		return 0, false
	}
	var sec int64
	for _, p := range parts {
		v, err := strconv.ParseUint(p, 10, 16)
		if err != nil {
			return 0, false
		}
		sec = sec*60 + int64(v)
	}
	const dayLimit = 100 * 3600 // some writers count hours past midnight
	if sec > dayLimit {
		return 0, false
	}
	var nanos int64
	for i := 0; i < 9; i++ {
		nanos *= 10
		if i < len(frac) {
			if frac[i] < '0' || frac[i] > '9' {
				return 0, false
			}
			nanos += int64(frac[i] - '0')
		}
	}
	return sec*int64(time.Second) + nanos, true
}

// noFile reports whether a file field stands for no file (a layout) or standard input.
func noFile(name string) bool { return name == "~" || name == "-" }

// safeName reports whether a signal file or segment name stays inside the header's folder.
func safeName(name string) bool {
	return fs.ValidPath(name) && name != "." && !strings.ContainsAny(name, `\:`)
}

func validText(s string) bool {
	if s == "" || !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

func trimSuffixFold(s string, suffixes ...string) string {
	for _, x := range suffixes {
		if len(s) > len(x) && strings.EqualFold(s[len(s)-len(x):], x) {
			return s[:len(s)-len(x)]
		}
	}
	return s
}

func positiveOr(v, other float64) float64 {
	if v > 0 {
		return v
	}
	return other
}

func finite(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
