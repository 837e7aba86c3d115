package aecg

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/xmlscan"
)

// digits is what was met in a list of digits.
type digits struct {
	decimals int // samples were multiplied by 10^decimals to keep them whole
	missing  int // samples that are no number
	rounded  bool
}

// maxDecimals bounds digits.decimals: 10^9 is the largest power of ten in an int32.
const maxDecimals = 9

// readDigits reads the samples of the digits element at the current token into c, or counts them when the header only is
// asked for and the list is not one of times.
func (d *decoder) readDigits(c *ecg.Channel, q *digits, times bool) {
	b, whole := d.digitsText()
	if !whole { // the last number may have lost its end
		for len(b) > 0 && b[len(b)-1] > ' ' {
			b = b[:len(b)-1]
		}
	}
	if d.config && !times {
		c.Samples = countTokens(b)
		return
	}
	raw, rest := parseIntegers(c.Raw[:0], b)
	if rest > 0 {
		raw = q.parseAny(raw, b)
	}
	c.Raw = raw
	if d.budget -= int64(len(raw)); d.budget < 0 {
		d.stop(formats.ErrTooLarge, "more samples than allowed")
		return
	}
	if q.missing > 0 {
		d.warn(ecg.WarnSkipped, "%d of %d samples are no number, taken as missing", q.missing, len(raw))
	}
	if q.rounded {
		d.warn(ecg.WarnNonstandard, "samples rounded to a step of 10^-%d of the scale", q.decimals)
	} else if q.decimals > 0 {
		d.warn(ecg.WarnNonstandard, "samples with decimals")
	}
}

// digitsText returns the text of the current element and passes its end, as a part of the input where it is one run
// without references, which it is in every known file. whole is false when the input ends in it.
func (d *decoder) digitsText() (b []byte, whole bool) {
	depth := d.sc.Depth()
	runs := 0
	for {
		switch d.sc.Next() {
		case xmlscan.Text:
			t := d.sc.Text()
			plain := d.sc.CDATA() || bytes.IndexByte(t, '&') < 0
			if runs++; runs == 1 && plain {
				b = t
				continue
			}
			if runs == 2 || runs == 1 {
				d.buf = append(d.buf[:0], b...)
			}
			if plain {
				b = append(d.buf, t...)
			} else {
				b, _ = xmlscan.Unescape(d.buf, t)
			}
			d.buf = b
		case xmlscan.End:
			if d.sc.Depth() < depth {
				return b, true
			}
		case xmlscan.EOF:
			return b, false
		}
	}
}

// maxFastDigits is how many digits of an int32 need no check for overflow.
const maxFastDigits = 9

// parseIntegers appends the integers in b, separated by white space, to dst. It stops before the first token that is no
// integer of at most 9 digits and returns how much of b is left from there, 0 when all was read.
func parseIntegers(dst []int32, b []byte) (out []int32, rest int) {
	n, i := len(dst), 0
	dst = dst[:cap(dst)]
	for {
		for i < len(b) && b[i] <= ' ' {
			i++
		}
		if i >= len(b) {
			return dst[:n], 0
		}
		from := i
		neg := b[i] == '-'
		if neg || b[i] == '+' {
			i++
		}
		first := i
		v := uint32(0)
		for i < len(b) {
			c := uint32(b[i]) - '0'
			if c > 9 {
				break
			}
			v = v*10 + c
			i++
		}
		if k := i - first; k == 0 || k > maxFastDigits || i < len(b) && b[i] > ' ' {
			return dst[:n], len(b) - from
		}
		if n == len(dst) {
			more := make([]int32, n+1+countTokens(b[i:]))
			copy(more, dst)
			dst = more
		}
		x := int32(v)
		if neg {
			x = -x
		}
		dst[n] = x
		n++
	}
}

// countTokens counts what parseIntegers and parseAny take as samples, eight bytes at a time: in each word the high bit of a
// byte tells whether it belongs to a token, and a token starts where the byte before does not.
func countTokens(b []byte) int {
	const (
		low7  = 0x7f7f7f7f7f7f7f7f
		high  = 0x8080808080808080
		above = 0x5f5f5f5f5f5f5f5f // 0x7f - ' ': carries into the high bit from bytes above the blank
	)
	n, before := 0, uint64(0)
	for ; len(b) >= 8; b = b[8:] {
		x := binary.LittleEndian.Uint64(b)
		token := ((x&low7 + above) | x) & high
		n += bits.OnesCount64(token &^ (token<<8 | before))
		before = token >> 56
	}
	for _, c := range b {
		token := uint64(0)
		if c > ' ' {
			token = 0x80
		}
		n += int((token &^ before) >> 7)
		before = token
	}
	return n
}

// parseAny appends all of b to dst[:0], decimals and what is no number included: it multiplies every sample by the
// power of ten that makes the one with the most decimals whole, or the largest power that keeps all in 32 bits.
func (q *digits) parseAny(dst []int32, b []byte) []int32 {
	*q = digits{}
	largest := 0.0
	eachToken(b, func(t []byte) {
		v, exact, ok := parseDecimal(t)
		if ok {
			q.decimals = max(q.decimals, v.dec)
			largest = max(largest, math.Abs(v.float()))
			q.rounded = q.rounded || !exact
		}
	})
	wanted := q.decimals
	q.decimals = min(q.decimals, maxDecimals)
	for q.decimals > 0 && largest*pow10[q.decimals] > math.MaxInt32 {
		q.decimals--
	}
	q.rounded = q.rounded || q.decimals < wanted
	dst = dst[:0]
	if n := countTokens(b); cap(dst) < n {
		dst = make([]int32, 0, n)
	}
	eachToken(b, func(t []byte) {
		v, _, ok := parseDecimal(t)
		x := math.RoundToEven(v.shift(q.decimals).float())
		if !ok || math.Abs(x) > math.MaxInt32 {
			q.missing++
			dst = append(dst, ecg.Missing)
			return
		}
		dst = append(dst, int32(x))
	})
	return dst
}

func eachToken(b []byte, f func(token []byte)) {
	for i := 0; i < len(b); {
		for i < len(b) && b[i] <= ' ' {
			i++
		}
		from := i
		for i < len(b) && b[i] > ' ' {
			i++
		}
		if i > from {
			f(b[from:i])
		}
	}
}
