package aecg

import (
	"bytes"
	"math"
	"strconv"
)

// decimal is mant / 10^dec.
type decimal struct {
	mant int64
	dec  int
}

// maxMantissa leaves room for one more digit in an int64.
const maxMantissa = (math.MaxInt64 - 9) / 10

// maxExponent bounds a decimal's exponent; what lies beyond is not a measured value.
const maxExponent = 40

// parseDecimal reads a number such as "-12", "+3", "2.50" or "1.5e-3". exact is false when digits had to be dropped; ok is
// false when b is no number.
func parseDecimal(b []byte) (v decimal, exact, ok bool) {
	exact = true
	i, neg := 0, false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		i++
	}
	digits, point := 0, false
	for ; i < len(b); i++ {
		c := b[i]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		digits++
		switch {
		case v.mant <= maxMantissa:
			v.mant = v.mant*10 + int64(c-'0')
			if point {
				v.dec++
			}
		case point:
			exact = exact && c == '0'
		default:
			exact = exact && c == '0'
			v.dec--
		}
	}
	if digits == 0 {
		return decimal{}, false, false
	}
	if i < len(b) {
		if b[i] != 'e' && b[i] != 'E' {
			return decimal{}, false, false
		}
		e, err := strconv.Atoi(string(b[i+1:]))
		if err != nil || e > maxExponent || e < -maxExponent {
			return decimal{}, false, false
		}
		v.dec -= e
	}
	for v.dec > 0 && v.mant%10 == 0 && v.mant != 0 {
		v.mant, v.dec = v.mant/10, v.dec-1
	}
	if v.mant == 0 {
		v.dec = 0
	}
	if neg {
		v.mant = -v.mant
	}
	return v, exact, true
}

// pow10 are the powers of ten that a float64 holds exactly.
var pow10 = [...]float64{
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

// float returns the value, correctly rounded.
func (v decimal) float() float64 {
	const exact = 1 << 53 // integers up to here are exact as float64
	switch {
	case v.dec >= len(pow10) || -v.dec >= len(pow10) || v.mant > exact || v.mant < -exact:
		b := strconv.AppendInt(nil, v.mant, 10)
		b = strconv.AppendInt(append(b, 'e'), int64(-v.dec), 10)
		f, _ := strconv.ParseFloat(string(b), 64)
		return f
	case v.dec >= 0:
		return float64(v.mant) / pow10[v.dec]
	}
	return float64(v.mant) * pow10[-v.dec]
}

// shift multiplies by 10^n.
func (v decimal) shift(n int) decimal {
	if v.mant != 0 {
		v.dec -= n
	}
	return v
}

// number reads an attribute's number, NaN when it is none.
func number(raw []byte) float64 {
	v, _, ok := parseDecimal(bytes.TrimSpace(raw))
	if !ok {
		return math.NaN()
	}
	return v.float()
}
