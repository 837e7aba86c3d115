package json

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// number is a float64 for which null stands for NaN, and "Inf" and "-Inf" for the infinities.
type number float64

func (n number) MarshalJSON() ([]byte, error) {
	switch v := float64(n); {
	case math.IsNaN(v):
		return []byte("null"), nil
	case math.IsInf(v, 1):
		return []byte(`"Inf"`), nil
	case math.IsInf(v, -1):
		return []byte(`"-Inf"`), nil
	default:
		return strconv.AppendFloat(nil, v, 'g', -1, 64), nil
	}
}

var errNumber = errors.New("want a number or null")

func (n *number) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null":
		*n = number(math.NaN())
	case `"Inf"`:
		*n = number(math.Inf(1))
	case `"-Inf"`:
		*n = number(math.Inf(-1))
	default:
		v, err := strconv.ParseFloat(string(b), 64)
		if err != nil {
			return errNumber
		}
		*n = number(v)
	}
	return nil
}

// known is a pointer to v, nil for NaN.
func known(v float64) *number {
	if math.IsNaN(v) {
		return nil
	}
	n := number(v)
	return &n
}

func orNaN(n *number) float64 {
	if n == nil {
		return math.NaN()
	}
	return float64(*n)
}

// given is a pointer to a sample index, nil for none.
func given(v int64) *int64 {
	if v == ecg.NoSample {
		return nil
	}
	return &v
}

// orNone is the index pointed to; a negative one is none.
func orNone(p *int64) int64 {
	if p == nil || *p < 0 {
		return ecg.NoSample
	}
	return *p
}

// moment is a time; one that cannot be read is an error, for leaving it out would lose it silently.
type moment struct{ ecg.Timestamp }

var errMoment = errors.New("want a time in RFC 3339, with or without a zone, or a date")

func (m *moment) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*m = moment{}
		return nil
	}
	t, ok := ecg.ParseTimestamp(strings.Trim(string(b), `"`))
	if !ok {
		return errMoment
	}
	m.Timestamp = t
	return nil
}

// word is a value of an enumeration: its number, written as a word.
type word string

// Words of the enumerations of package ecg, by value; the first is the zero value and is left out.
var (
	kindWords         = []word{"other", "beat", "wave", "rhythm", "noise", "spike", "note"}
	waveWords         = []word{"none", "p", "qrs", "t", "u"}
	groupWords        = []word{"other", "rhythm", "representative_beat"}
	confirmationWords = []word{"unknown", "unconfirmed", "overread", "confirmed"}
)

func wordOf[T ~byte](list []word, v T) word {
	if v == 0 || int(v) >= len(list) {
		return ""
	}
	return list[v]
}

// valueOf is the value that a word stands for, 0 for one not known.
func valueOf[T ~byte](list []word, w word) T {
	for i, x := range list {
		if x == w {
			return T(i)
		}
	}
	return 0
}

// samples are stored integers, with null for ecg.Missing.
type samples []int32

func (s samples) MarshalJSON() ([]byte, error) {
	const typical = 5 // characters of a sample
	b := append(make([]byte, 0, 2+typical*len(s)), '[')
	for i, v := range s {
		if i > 0 {
			b = append(b, ',')
		}
		if v == ecg.Missing {
			b = append(b, "null"...)
			continue
		}
		b = strconv.AppendInt(b, int64(v), 10)
	}
	return append(b, ']'), nil
}

var errSamples = errors.New("want a list of 32-bit integers and nulls")

// UnmarshalJSON reads b, which is valid JSON.
func (s *samples) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*s = nil
		return nil
	}
	if b[0] != '[' {
		return errSamples
	}
	b = bytes.TrimLeft(b[1:], " \t\r\n")
	if b[0] == ']' {
		*s = samples{}
		return nil
	}
	out := make(samples, 0, bytes.Count(b, []byte{','})+1) // each sample takes two bytes or more
	for {
		end := bytes.IndexAny(b, ",]")
		v, ok := parseSample(bytes.Trim(b[:end], " \t\r\n"))
		if !ok {
			return errSamples
		}
		out = append(out, v)
		if b[end] == ']' {
			*s = out
			return nil
		}
		b = b[end+1:]
	}
}

func parseSample(b []byte) (int32, bool) {
	if string(b) == "null" {
		return ecg.Missing, true
	}
	const longest = len("-2147483648")
	if len(b) == 0 || len(b) > longest {
		return 0, false
	}
	digits, neg := b, false
	if b[0] == '-' {
		digits, neg = b[1:], true
	}
	v := int64(0)
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	if neg {
		v = -v
	}
	return int32(v), len(digits) > 0 && v >= math.MinInt32 && v <= math.MaxInt32
}
