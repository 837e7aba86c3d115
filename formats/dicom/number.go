package dicom

import (
	"bytes"
	"math"
	"strconv"
)

// first returns the first of several values, which backslashes separate.
func first(b []byte) []byte {
	for i, c := range b {
		if c == '\\' {
			return trim(b[:i])
		}
	}
	return trim(b)
}

// maxNumber is the longest decimal string that is read; DS has 16 characters, careless writers more.
const maxNumber = 32

// decimal reads a DS or IS value, NaN when absent or not a number.
func decimal(b []byte) float64 {
	b = first(b)
	if len(b) == 0 || len(b) > maxNumber {
		return math.NaN()
	}
	if v, ok := plain(b); ok {
		return v
	}
	if i := bytes.IndexByte(b, ','); i >= 0 { // a decimal comma, from a program that follows its user's locale
		b = append(append(append(make([]byte, 0, maxNumber), b[:i]...), '.'), b[i+1:]...)
	}
	v, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.IsInf(v, 0) {
		return math.NaN()
	}
	return v
}

// plain reads a short integer without sign or exponent, the usual case.
func plain(b []byte) (float64, bool) {
	const digits = 9
	if len(b) > digits {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return float64(n), true
}

// short reads a US value, 0 when it is not one.
func (s *scanner) short(e *element) int {
	if e.end-e.start < 2 {
		return 0
	}
	return int(s.u16(e.start, e.syn.big))
}

// long reads a UL value, or a US where a writer took that, 0 when it is neither.
func (s *scanner) long(e *element) int64 {
	switch e.end - e.start {
	case 0, 1:
		return 0
	case 2, 3:
		return int64(s.u16(e.start, e.syn.big))
	}
	return int64(s.u32(e.start, e.syn.big))
}

// orElse is v, or d where v is NaN.
func orElse(v, d float64) float64 {
	if math.IsNaN(v) {
		return d
	}
	return v
}
