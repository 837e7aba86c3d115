package wfdb

import "github.com/goecg/goecg/ecg"

const invalid212 = -1 << 11

// Format 212 packs two 12-bit samples into three bytes: the low byte of the first, the high nibbles of both (the first
// one's below), the low byte of the second.

func first212(b0, b1 byte) int32 { return int32(uint32(b0)<<20|uint32(b1)<<28) >> 20 }

func second212(b1, b2 byte) int32 { return int32(uint32(b2)<<20|uint32(b1)>>4<<28) >> 20 }

func unpack212(dst []int32, src []byte) {
	for i := 0; i+1 < len(dst); i += 2 {
		b := src[i/2*3 : i/2*3+3 : i/2*3+3]
		dst[i] = first212(b[0], b[1])
		dst[i+1] = second212(b[1], b[2])
	}
}

// decode212pair deals out the usual two-lead file, where each unit is one frame, in a single pass.
func decode212pair(g *group, data []byte, frames int) {
	x, y := g.tracks[0].raw[:frames], g.tracks[1].raw[:frames]
	var sx, sy uint32
	for i := range x {
		b := data[3*i : 3*i+3 : 3*i+3]
		p, q := first212(b[0], b[1]), second212(b[1], b[2])
		sx += uint32(p)
		sy += uint32(q)
		if p == invalid212 {
			p = ecg.Missing
		}
		if q == invalid212 {
			q = ecg.Missing
		}
		x[i], y[i] = p, q
	}
	g.tracks[0].sum, g.tracks[1].sum = sx, sy
}
