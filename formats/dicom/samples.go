package dicom

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Sample interpretations of PS3.3 C.10.9.1.5, by bytes of a sample.
var (
	signedForms   = map[int]string{1: "SB", 2: "SS", 4: "SL", 8: "SV"}
	unsignedForms = map[int]string{1: "UB", 2: "US", 4: "UL", 8: "UV"}
	companded     = map[string]bool{"MB": true, "AB": true}
)

// sampleSize returns the bytes of a sample and settles the interpretation. The bits allocated decide on the size; where
// they are absent the interpretation does, and where that is absent samples are signed, as the ECG classes ask.
func (g *group) sampleSize() (int, error) {
	f := string(g.form)
	if g.bits == 0 {
		for size := range signedForms {
			if f == signedForms[size] || f == unsignedForms[size] || size == 1 && companded[f] {
				g.bits = size * 8
			}
		}
	}
	size := g.bits / 8
	switch {
	case signedForms[size] == "" || g.bits%8 != 0:
		return 0, fail(formats.ErrUnsupported, tagBitsAllocated, g.off, "%d bits allocated", g.bits)
	case companded[f] && size == 1:
	case f == "" || f == "SB" || f == "SS" || f == "SL" || f == "SV":
		f = signedForms[size]
	case f == "UB" || f == "US" || f == "UL" || f == "UV":
		f = unsignedForms[size]
	default:
		return 0, fail(formats.ErrUnsupported, tagInterpretation, g.off, "sample interpretation for %d bits", g.bits)
	}
	g.encoding = f
	return size, nil
}

// unswap returns samples with the byte order that [pick] takes, and whether that is big-endian. Data of VR OW in big-endian
// files are 16-bit words with swapped bytes whatever the size of a sample, low word first.
func (g *group) unswap(b []byte) ([]byte, bool) {
	if !g.swapped || g.bits == 16 {
		return b, g.swapped
	}
	out := make([]byte, len(b))
	copy(out, b)
	for i := 0; i+1 < len(out); i += 2 {
		out[i], out[i+1] = out[i+1], out[i]
	}
	return out, false
}

// block is how many samples of all channels are decoded at a time, so that the interleaved input stays in the first-level
// cache while channel after channel is picked from it.
const block = 256

// samples decodes a group's interleaved data into the channels.
func (d *decoder) samples(rec *ecg.Record, g *group, list []ecg.Channel) {
	n, nch := g.frames, g.channels
	for i := range list {
		c := &list[i]
		if cap(c.Raw) < n {
			c.Raw = make([]int32, n)
		}
		c.Raw = c.Raw[:n]
	}
	size := g.bits / 8
	form := g.encoding
	data, swapped := g.unswap(g.data)
	lost := false
	for at := 0; at < n; at += block {
		m := min(block, n-at)
		src := data[at*nch*size:]
		done := 0
		if form == "SS" && !swapped {
			for ; done+4 <= nch; done += 4 {
				pick4(list[done:done+4], at, m, src[done*size:], nch*size)
			}
		}
		for i := done; i < nch; i++ {
			lost = pick(list[i].Raw[at:at+m], src[i*size:], nch*size, form, swapped) || lost
		}
	}
	pad, padded := g.paddingValue(form)
	for i := range list {
		c := &list[i]
		width := 0
		if i < g.defs {
			width = d.defs[g.first+i].bitsStored
		}
		if form == "UL" {
			c.Offset += unbias(c.Raw, c.Scale)
		}
		if padded && !(pad == 0 && (form[0] == 'S' || c.Offset == 0)) && float64(pad)*c.Scale+c.Offset != 0 {
			blank(c.Raw, pad)
		}
		if width > 0 && width < g.bits && (form == "SB" || form == "SS" || form == "SL") {
			if signExtend(c.Raw, width) {
				warn(rec, ecg.WarnNonstandard, g.dataOff, "samples of channel %d are not sign-extended", i+1)
			}
		}
	}
	if lost {
		warn(rec, ecg.WarnInconsistent, g.dataOff, "samples beyond 32 bits are left out")
	}
}

// pick4 decodes m signed 16-bit little-endian samples of four neighbouring channels at once.
func pick4(list []ecg.Channel, at, m int, src []byte, stride int) {
	a, b, c, d := list[0].Raw[at:at+m], list[1].Raw[at:at+m], list[2].Raw[at:at+m], list[3].Raw[at:at+m]
	b, c, d = b[:len(a)], c[:len(a)], d[:len(a)]
	p := 0
	for i := range a {
		v := binary.LittleEndian.Uint64(src[p:])
		a[i], b[i], c[i], d[i] = int32(int16(v)), int32(int16(v>>16)), int32(int16(v>>32)), int32(int16(v>>48))
		p += stride
	}
}

// pick decodes len(dst) samples that lie stride bytes apart. It reports whether any did not fit 32 bits; that is
// [ecg.Missing] then. Unsigned 32-bit samples keep their bits, see unbias. Only 16-bit samples may be swapped.
func pick(dst []int32, src []byte, stride int, form string, swapped bool) (lost bool) {
	p := 0
	switch form {
	case "SS":
		if !swapped {
			for i := range dst {
				b := src[p : p+2 : len(src)]
				dst[i] = int32(int16(uint16(b[0]) | uint16(b[1])<<8))
				p += stride
			}
			return false
		}
		for i := range dst {
			dst[i] = int32(int16(binary.BigEndian.Uint16(src[p:])))
			p += stride
		}
	case "US":
		for i := range dst {
			v := binary.LittleEndian.Uint16(src[p:])
			if swapped {
				v = bits.ReverseBytes16(v)
			}
			dst[i] = int32(v)
			p += stride
		}
	case "SL", "UL":
		for i := range dst {
			dst[i] = int32(binary.LittleEndian.Uint32(src[p:]))
			p += stride
		}
	case "SV", "UV":
		for i := range dst {
			v := int64(binary.LittleEndian.Uint64(src[p:]))
			if dst[i] = int32(v); int64(dst[i]) != v {
				dst[i], lost = ecg.Missing, true
			}
			p += stride
		}
	case "SB":
		for i := range dst {
			dst[i] = int32(int8(src[p]))
			p += stride
		}
	case "UB":
		for i := range dst {
			dst[i] = int32(src[p])
			p += stride
		}
	case "MB":
		for i := range dst {
			dst[i] = muLaw(src[p])
			p += stride
		}
	case "AB":
		for i := range dst {
			dst[i] = aLaw(src[p])
			p += stride
		}
	}
	return lost
}

// unbias handles unsigned 32-bit samples: where one exceeds the signed range, all are stored 2^31 lower and the physical
// offset that makes up for it is returned. The value 0 becomes Missing then; an offset-binary converter at that rail is
// saturated.
func unbias(raw []int32, scale float64) float64 {
	const half = 1 << 31
	for _, v := range raw {
		if v < 0 {
			for i := range raw {
				raw[i] ^= math.MinInt32
			}
			return half * scale
		}
	}
	return 0
}

// paddingValue decodes the padding value as a sample; false when there is none.
func (g *group) paddingValue(form string) (int32, bool) {
	size := g.bits / 8
	if len(g.padding) < size || form == "UL" {
		return 0, false
	}
	var v [1]int32
	b, swapped := g.unswap(g.padding)
	lost := pick(v[:], b, size, form, swapped)
	return v[0], !lost && v[0] != ecg.Missing
}

func blank(raw []int32, pad int32) {
	for i, v := range raw {
		if v == pad {
			raw[i] = ecg.Missing
		}
	}
}

// signExtend repairs samples of width stored bits whose sign bit was not carried into the unused ones, as PS3.5 8.1.1 asks.
// It reports whether that was so: a set sign bit below clear unused bits, in no sample negative.
func signExtend(raw []int32, width int) bool {
	if width >= 32 {
		return false
	}
	sign, limit := int32(1)<<(width-1), int64(1)<<width
	found := false
	for _, v := range raw {
		if v == ecg.Missing {
			continue
		}
		if v < 0 || int64(v) >= limit {
			return false
		}
		found = found || v&sign != 0
	}
	if !found {
		return false
	}
	for i, v := range raw {
		if v != ecg.Missing && v&sign != 0 {
			raw[i] = int32(int64(v) - limit)
		}
	}
	return true
}

// muLaw expands an 8-bit µ-law value to 14 bits (ITU-T G.711, table 2).
func muLaw(b byte) int32 {
	const bias = 33
	b = ^b
	v := (int32(b&0x0F)<<1|bias)<<(b>>4&7) - bias
	if b&0x80 != 0 {
		return -v
	}
	return v
}

// aLaw expands an 8-bit A-law value to 13 bits (ITU-T G.711, table 1).
func aLaw(b byte) int32 {
	b ^= 0x55 // even bits are inverted on the line
	v := int32(b&0x0F)<<1 | 1
	if e := b >> 4 & 7; e > 0 {
		v = (v | 0x20) << (e - 1)
	}
	if b&0x80 == 0 {
		return -v
	}
	return v
}
