package scp

import (
	"encoding/binary"
	"math/bits"
)

// The default Huffman table (EN 1064, annex C, table C.1). With k leading ones:
//
//	k = 0       one bit, value 0
//	k = 1 to 8  k ones, a zero, a sign bit: +k or -k
//	k = 9       nine ones, a zero, 8 bits of two's complement
//	k = 10      ten ones, 16 bits of two's complement
const (
	maxShort     = 8 // largest magnitude without an escape
	escapePrefix = 10
	escape8Bits  = escapePrefix + 8
	escape16Bits = escapePrefix + 16
)

// lookupBits is the width of the table that decodes several short codes at once. 12 bits hold every short code (10 bits)
// and, at the 4 to 5 bits that a sample of a real ECG takes, two or three of them, in 32 kB.
const (
	lookupBits   = 12
	lookupValues = 4 // most codes of one entry
)

// lookupEntry packs the bits of its codes in byte 0, where the next lookup waits for them, up to four values as int8 in
// bytes 1 to 4 and their number in byte 5. The number is 0 for an escape.
type lookupEntry uint64

var lookup = func() (t [1 << lookupBits]lookupEntry) {
	for i := range t {
		w := uint64(i) << (64 - lookupBits)
		used, n := 0, 0
		var e lookupEntry
		for n < lookupValues {
			v, length := shortCode(w)
			if length == 0 || used+length > lookupBits {
				break
			}
			e |= lookupEntry(uint8(int8(v))) << (8 + 8*n)
			w <<= length
			used += length
			n++
		}
		t[i] = e | lookupEntry(n)<<40 | lookupEntry(used)
	}
	return t
}()

// shortCode decodes the first code of w, most significant bit first; length 0 means an escape.
func shortCode(w uint64) (value, length int) {
	k := bits.LeadingZeros64(^w)
	switch {
	case k == 0:
		return 0, 1
	case k > maxShort:
		return 0, 0
	}
	length = k + 2
	if w<<(k+1)>>63 != 0 {
		k = -k
	}
	return k, length
}

// decodeDefault decodes default-table codes of src into dst and returns how many values src held completely, at most
// len(dst). The window w holds the next have bits of src at its top.
func decodeDefault(dst []int32, src []byte) int {
	const (
		batch    = 4                    // lookups between refills
		need     = batch * lookupBits   // bits of a batch
		advance  = batch * lookupValues // most values of a batch
		fullLoad = 56                   // bits there are at least after a refill
	)
	_ = uint(fullLoad - need) // a batch never runs out of bits
	i, pos := 0, 0
	var w uint64
	have := uint(0)
	for i+advance <= len(dst) && pos+8 <= len(src) {
		w |= binary.BigEndian.Uint64(src[pos:]) >> have
		pos += int((63 - have) >> 3)
		have |= fullLoad
		for range batch {
			e := lookup[w>>(64-lookupBits)]
			n := int(e >> 40)
			if n == 0 {
				if have < escape16Bits {
					break
				}
				v, length := longCode(w)
				dst[i] = v
				i++
				w <<= length
				have -= length
				break // more than its share of bits: refill
			}
			out := dst[i : i+lookupValues]
			out[0] = int32(int8(e >> 8))
			out[1] = int32(int8(e >> 16))
			out[2] = int32(int8(e >> 24))
			out[3] = int32(int8(e >> 32))
			i += n
			used := uint(e & 63)
			w <<= used
			have -= used
		}
	}
	return i + decodeTail(dst[i:], src, pos*8-int(have))
}

// decodeTail decodes code by code from bit position at, never beyond the end of src.
func decodeTail(dst []int32, src []byte, at int) int {
	end := len(src) * 8
	for i := range dst {
		if at >= end {
			return i
		}
		w := window(src, at)
		v, length := shortCode(w)
		value := int32(v)
		if length == 0 {
			var n uint
			value, n = longCode(w)
			length = int(n)
		}
		if at+length > end {
			return i
		}
		dst[i] = value
		at += length
	}
	return len(dst)
}

// longCode decodes an escape at the top of w.
func longCode(w uint64) (value int32, length uint) {
	if w<<(escapePrefix-1)>>63 == 0 {
		return int32(int8(w >> (64 - escape8Bits))), escape8Bits
	}
	return int32(int16(w >> (64 - escape16Bits))), escape16Bits
}

// window returns at least 57 bits of src from bit position at, zero beyond the end.
func window(src []byte, at int) uint64 {
	p := at >> 3
	if p+8 <= len(src) {
		return binary.BigEndian.Uint64(src[p:]) << (at & 7)
	}
	var b [8]byte
	copy(b[:], src[p:])
	return binary.BigEndian.Uint64(b[:]) << (at & 7)
}
