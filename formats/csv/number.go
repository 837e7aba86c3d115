package csv

import "math"

// maxDigits is how many digits of a number are kept: what an int64 holds. The sixteenth is below a float64's last bit.
const maxDigits = 18

// maxExponent bounds exponents: a larger value is no measurement, a smaller one is 0.
const maxExponent = 60

// kinds of a field.
type cellKind byte

const (
	cellNumber cellKind = iota
	cellMissing
	cellBad
)

// decimal is mant*10^exp.
type decimal struct {
	mant int64
	exp  int
}

// parseDecimal reads a number with a point, or with a comma where that is allowed. Nothing, NaN, NA, null and a dash are
// missing values.
func parseDecimal(b []byte, comma bool) (d decimal, kind cellKind) {
	if len(b) == 0 {
		return d, cellMissing
	}
	i, neg := 0, false
	if b[0] == '-' || b[0] == '+' {
		neg = b[0] == '-'
		i = 1
	}
	digits, point, seen := 0, false, false
	for ; i < len(b); i++ {
		c := b[i]
		if n := c - '0'; n <= 9 {
			seen = true
			switch {
			case digits < maxDigits:
				d.mant = d.mant*10 + int64(n)
				if d.mant != 0 {
					digits++
				}
				if point {
					d.exp--
				}
			case !point:
				d.exp++
			}
			continue
		}
		if (c == '.' || comma && c == ',') && !point {
			point = true
			continue
		}
		break
	}
	if neg {
		d.mant = -d.mant
	}
	switch {
	case i == len(b) && seen:
	case seen && (b[i] == 'e' || b[i] == 'E'):
		e, ok := parseExponent(b[i+1:])
		if !ok {
			return d, cellBad
		}
		d.exp += e
	case isMissing(b):
		return decimal{}, cellMissing
	default:
		return d, cellBad
	}
	switch {
	case d.mant == 0 || d.exp < -maxExponent:
		return decimal{}, cellNumber
	case d.exp > maxExponent:
		return d, cellBad
	}
	return d, cellNumber
}

func parseExponent(b []byte) (int, bool) {
	neg := false
	if len(b) > 0 && (b[0] == '-' || b[0] == '+') {
		neg = b[0] == '-'
		b = b[1:]
	}
	const longest = 4
	if len(b) == 0 || len(b) > longest {
		return 0, false
	}
	v := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int(c-'0')
	}
	if neg {
		v = -v
	}
	return v, true
}

func isMissing(b []byte) bool {
	const longest = 4
	if len(b) > longest {
		return false
	}
	switch string(toLower(b)) {
	case "-", "--", "na", "n/a", "nan", "null", "none", "?":
		return true
	}
	return false
}

func toLower(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		out[i] = c
	}
	return out
}

// trimmed takes the zeros off the end of the fraction.
func (d decimal) trimmed() decimal {
	if d.mant == 0 {
		return decimal{}
	}
	for d.exp < 0 && d.mant%10 == 0 {
		d.mant /= 10
		d.exp++
	}
	return d
}

// powers of ten that a float64 holds exactly.
var powers = func() (p [23]float64) {
	v := 1.0
	for i := range p {
		p[i] = v
		v *= 10
	}
	return p
}()

// pow10 is 10^e.
func pow10(e int) float64 {
	switch {
	case e >= 0 && e < len(powers):
		return powers[e]
	case e < 0 && -e < len(powers):
		return 1 / powers[-e]
	}
	return math.Pow10(e)
}

// float is the value of d, correctly rounded where mantissa and power are exact.
func (d decimal) float() float64 {
	if d.exp < 0 && -d.exp < len(powers) {
		return float64(d.mant) / powers[-d.exp]
	}
	return float64(d.mant) * pow10(d.exp)
}

// steps is d in units of 10^e, rounded half to even; ok is false when that does not fit 32 bits.
func (d decimal) steps(e int) (v int32, ok bool) {
	var x float64
	switch k := d.exp - e; {
	case d.mant == 0:
		return 0, true
	case k == 0:
		return int32(d.mant), int64(int32(d.mant)) == d.mant && int32(d.mant) != math.MinInt32
	case k > 0:
		x = float64(d.mant) * pow10(k)
	default:
		x = math.RoundToEven(float64(d.mant) * pow10(k))
	}
	if math.Abs(x) > math.MaxInt32 {
		return 0, false
	}
	return int32(x), true
}
