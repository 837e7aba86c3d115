package dicom

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"math"
	"strconv"
)

// fixture builds files in any transfer syntax, independently of the writer.
type fixture struct {
	uid       string
	syn       syntax
	undefined bool // lengths of sequences and items
	bare      bool // no preamble, no group 0002
	tags      []byte
}

func newFixture(uid string) *fixture {
	return &fixture{uid: uid, syn: syntax{explicit: uid != uidImplicit, big: uid == uidBigEndian}}
}

func (f *fixture) order() binary.AppendByteOrder {
	if f.syn.big {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (f *fixture) header(t tag, v string, n uint32) []byte {
	o := f.order()
	b := o.AppendUint16(nil, t.group())
	b = o.AppendUint16(b, uint16(t&0xFFFF))
	switch {
	case !f.syn.explicit || t.group() == 0xFFFE:
		return o.AppendUint32(b, n)
	case shortVR[vrOf(v)]:
		return o.AppendUint16(append(b, v...), uint16(n))
	}
	return o.AppendUint32(append(append(b, v...), 0, 0), n)
}

func (f *fixture) elem(t tag, v string, value []byte) []byte {
	if len(value)%2 != 0 {
		value = append(bytes.Clone(value), ' ')
	}
	return append(f.header(t, v, uint32(len(value))), value...)
}

func (f *fixture) text(t tag, v, s string) []byte { return f.elem(t, v, []byte(s)) }

func (f *fixture) us(t tag, v int) []byte {
	return f.elem(t, "US", f.order().AppendUint16(nil, uint16(v)))
}

func (f *fixture) ul(t tag, v int64) []byte {
	return f.elem(t, "UL", f.order().AppendUint32(nil, uint32(v)))
}

func (f *fixture) wrap(t tag, v string, end tag, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	if !f.undefined {
		return append(f.header(t, v, uint32(len(body))), body...)
	}
	b := append(f.header(t, v, undefined), body...)
	return append(b, f.header(end, "", 0)...)
}

func (f *fixture) sequence(t tag, items ...[]byte) []byte {
	return f.wrap(t, "SQ", tagSequenceEnd, items...)
}

func (f *fixture) item(elems ...[]byte) []byte { return f.wrap(tagItem, "", tagItemEnd, elems...) }

func (f *fixture) code(t tag, scheme, value, meaning string) []byte {
	return f.sequence(t, f.item(f.text(tagCodeValue, "SH", value), f.text(tagCodeScheme, "SH", scheme), f.text(tagCodeMeaning, "LO", meaning)))
}

// chan1 is a channel definition; extra elements must be given in tag order after the bits stored.
type chan1 struct {
	scheme, code, meaning, label, unit string
	sens, corr, base                   string
	status                             string
	skew                               string
	bits                               int
	extra                              [][]byte
}

func (f *fixture) channel(c chan1) []byte {
	var e [][]byte
	if c.label != "" {
		e = append(e, f.text(tagChannelLabel, "SH", c.label))
	}
	if c.status != "" {
		e = append(e, f.text(tagChannelStatus, "CS", c.status))
	}
	e = append(e, f.code(tagChannelSource, c.scheme, c.code, c.meaning))
	if c.sens != "" {
		e = append(e, f.text(tagSensitivity, "DS", c.sens))
	}
	if c.unit != "" {
		e = append(e, f.code(tagSensitivityUnits, "UCUM", c.unit, c.unit))
	}
	if c.corr != "" {
		e = append(e, f.text(tagCorrection, "DS", c.corr))
	}
	if c.base != "" {
		e = append(e, f.text(tagBaseline, "DS", c.base))
	}
	if c.skew != "" {
		e = append(e, f.text(tagSampleSkew, "DS", c.skew))
	}
	if c.bits != 0 {
		e = append(e, f.us(tagBitsStored, c.bits))
	}
	return f.item(append(e, c.extra...)...)
}

// lead is a channel of lead n at 1 µV a step.
func lead(n int) chan1 {
	return chan1{scheme: "MDC", code: "2:" + strconv.Itoa(n), meaning: "Lead", unit: "uV", sens: "1", corr: "1", base: "0", skew: "0", bits: 16}
}

// group builds a multiplex group of 16-bit samples given in little endian.
func (f *fixture) group(originality, label string, nch int, n int64, rate float64, defs [][]byte, data []byte, extra ...[]byte) []byte {
	return f.wave(originality, label, nch, n, rate, defs, 16, "SS", nil, data, extra...)
}

func (f *fixture) wave(originality, label string, nch int, n int64, rate float64, defs [][]byte, bits int, form string, pad, data []byte, extra ...[]byte) []byte {
	e := append([][]byte{}, extra...)
	e = append(e, f.text(tagOriginality, "CS", originality), f.us(tagChannelCount, nch), f.ul(tagSampleCount, n),
		f.text(tagRate, "DS", strconv.FormatFloat(rate, 'f', -1, 64)))
	if label != "" {
		e = append(e, f.text(tagGroupLabel, "SH", label))
	}
	e = append(e, f.sequence(tagChannels, defs...), f.us(tagBitsAllocated, bits), f.text(tagInterpretation, "CS", form))
	if pad != nil {
		e = append(e, f.elem(tagPadding, "OW", f.words(pad)))
	}
	e = append(e, f.elem(tagData, "OW", f.words(data)))
	return f.item(e...)
}

// words swaps 16-bit words in big-endian files.
func (f *fixture) words(b []byte) []byte {
	b = bytes.Clone(b)
	if len(b)%2 != 0 {
		b = append(b, 0)
	}
	for i := 0; f.syn.big && i+1 < len(b); i += 2 {
		b[i], b[i+1] = b[i+1], b[i]
	}
	return b
}

// offset is a MultiplexGroupTimeOffset in ms.
func (f *fixture) offset(ms string) []byte { return f.text(tagGroupOffset, "DS", ms) }

// samples16 interleaves n samples of nch channels: sample i of channel k is wave16(k, i).
func samples16(nch, n int) []byte {
	b := make([]byte, 0, 2*n*nch)
	for i := range n {
		for k := range nch {
			b = binary.LittleEndian.AppendUint16(b, uint16(wave16(k, i)))
		}
	}
	return b
}

func wave16(k, i int) int16 { return int16(1000*math.Sin(float64(i)/9+float64(k))) - int16(k) }

// simpleGroup is a rhythm of leads 1 to nch, wrapped as the Waveform Sequence's items.
func simpleGroup(f *fixture, nch, n int) []byte {
	var defs [][]byte
	for k := range nch {
		defs = append(defs, f.channel(lead(k+1)))
	}
	return f.group("ORIGINAL", "RHYTHM", nch, int64(n), 500, defs, samples16(nch, n))
}

// head is everything before the data set.
func (f *fixture) head() []byte {
	if f.bare {
		return nil
	}
	m := newFixture(uidExplicit)
	uid := f.uid
	if len(uid)%2 != 0 {
		uid += "\x00"
	}
	meta := m.elem(tagTransferSyntax, "UI", []byte(uid))
	b := make([]byte, preamble, 1024)
	b = append(b, magic...)
	b = append(b, m.ul(tagMetaLength, int64(len(meta)))...)
	return append(b, meta...)
}

// file makes a file of one Waveform Sequence item or several, joined, after other elements in f.tags and before others.
func (f *fixture) file(items []byte, before ...[]byte) []byte {
	set := f.text(tagSOPClass, "UI", class12Lead+"\x00")
	if f.tags != nil {
		set = f.tags
	}
	set = append(bytes.Clone(set), bytes.Join(before, nil)...)
	set = append(set, f.sequence(tagWaveforms, items)...)
	if f.uid == uidDeflated {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.DefaultCompression)
		w.Write(set)
		w.Close()
		set = b.Bytes()
	}
	return append(f.head(), set...)
}
