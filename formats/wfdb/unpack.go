package wfdb

import "encoding/binary"

// unpack8 expands first differences; the running sum is the caller's, since it runs along one signal.
func unpack8(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(int8(src[i]))
	}
}

// unpack80 expands bytes in offset binary.
func unpack80(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(src[i]) - 1<<7
	}
}

// unpack16 expands 16-bit two's complement, low byte first.
func unpack16(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(int16(binary.LittleEndian.Uint16(src[2*i:])))
	}
}

// unpack61 expands 16-bit two's complement, high byte first.
func unpack61(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(int16(binary.BigEndian.Uint16(src[2*i:])))
	}
}

// unpack160 expands 16-bit offset binary, low byte first.
func unpack160(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(binary.LittleEndian.Uint16(src[2*i:])) - 1<<15
	}
}

// unpack24 expands 24-bit two's complement, low byte first.
func unpack24(dst []int32, src []byte) {
	for i := range dst {
		b := src[3*i : 3*i+3 : 3*i+3]
		dst[i] = int32(uint32(b[0])<<8|uint32(b[1])<<16|uint32(b[2])<<24) >> 8
	}
}

// unpack32 expands 32-bit two's complement, low byte first.
func unpack32(dst []int32, src []byte) {
	for i := range dst {
		dst[i] = int32(binary.LittleEndian.Uint32(src[4*i:]))
	}
}

// decode16 deals format 16 out to signals of one sample a frame: one pass for each signal.
func decode16(g *group, data []byte, frames int) {
	stride := 2 * len(g.tracks)
	invalid := storages[16].invalid
	for k := range g.tracks {
		t := &g.tracks[k]
		dst := t.raw[:frames]
		sum := uint32(0)
		for i, at := 0, 2*k; i < len(dst); i, at = i+1, at+stride {
			v := int32(int16(binary.LittleEndian.Uint16(data[at:])))
			sum += uint32(v)
			if v == invalid {
				v = -1 << 31 // ecg.Missing
			}
			dst[i] = v
		}
		t.sum = sum
	}
}
