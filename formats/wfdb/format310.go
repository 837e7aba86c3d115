package wfdb

import "encoding/binary"

// sign10 extends a 10-bit two's complement number.
func sign10(v uint32) int32 { return int32(v<<22) >> 22 }

// unpack310 expands three 10-bit samples from two 16-bit words: bits 1 to 10 of each word, and the third from their top
// five bits, the first word's being the lower half.
func unpack310(dst []int32, src []byte) {
	for i := 0; i+2 < len(dst); i += 3 {
		w := binary.LittleEndian.Uint32(src[i/3*4:])
		w0, w1 := w&0xFFFF, w>>16
		dst[i] = sign10(w0 >> 1 & 0x3FF)
		dst[i+1] = sign10(w1 >> 1 & 0x3FF)
		dst[i+2] = sign10(w0>>11 | w1>>11<<5)
	}
}

// unpack311 expands three 10-bit samples from one 32-bit word, the first lowest.
func unpack311(dst []int32, src []byte) {
	for i := 0; i+2 < len(dst); i += 3 {
		w := binary.LittleEndian.Uint32(src[i/3*4:])
		dst[i] = sign10(w & 0x3FF)
		dst[i+1] = sign10(w >> 10 & 0x3FF)
		dst[i+2] = sign10(w >> 20 & 0x3FF)
	}
}
