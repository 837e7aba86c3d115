package scp

import "math"

// appendDifferences appends the differences of x in default Huffman codes, filled up to an even number of bytes as some
// readers want; false when a difference does not fit 16 bits.
func appendDifferences(dst []byte, x []int32, order int) ([]byte, bool) {
	var w uint64 // the low have bits are yet to be written
	have := 0
	var y1, y2 int32 // the values before
	for i, v := range x {
		d := v
		if i >= order {
			switch order {
			case 1:
				d = v - y1
			case 2:
				d = v - 2*y1 + y2
			}
		}
		y1, y2 = v, y1
		if d < math.MinInt16 || d > math.MaxInt16 {
			return nil, false
		}
		code, n := defaultCode(d)
		w = w<<n | code
		for have += n; have >= 8; have -= 8 {
			dst = append(dst, byte(w>>(have-8)))
		}
	}
	if have > 0 {
		dst = append(dst, byte(w<<(8-have)))
	}
	if len(dst)%2 != 0 {
		dst = append(dst, 0)
	}
	return dst, true
}

// defaultCode returns the default table's code of d, n bits in the order they are sent.
func defaultCode(d int32) (code uint64, n int) {
	k, sign := d, uint64(0)
	if d < 0 {
		k, sign = -d, 1
	}
	switch {
	case d == 0:
		return 0, 1
	case k <= maxShort: // k ones, a zero, the sign
		return (1<<k-1)<<2 | sign, int(k) + 2
	case d >= math.MinInt8 && d <= math.MaxInt8:
		return (1<<escapePrefix-2)<<8 | uint64(uint8(d)), escape8Bits
	default:
		return (1<<escapePrefix-1)<<16 | uint64(uint16(d)), escape16Bits
	}
}
