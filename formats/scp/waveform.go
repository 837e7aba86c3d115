package scp

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Sections 5 and 6 (EN 1064, 5.8 and 5.9) share their layout.
const (
	waveformHeader = 6
	usPerSecond    = 1e6
	nvPerUV        = 1000
	// maxFactor bounds the decimation of bimodal compression; the standard allows 1 to 4.
	maxFactor = 16
)

// waveform is section 5 or 6 before its samples are decoded.
type waveform struct {
	id       int
	avm      int // nV a step, 0 unknown
	interval int // µs
	order    int // of the differences, 0 to 2
	bimodal  bool
	factor   int // decimation outside protected areas, 1 without bimodal compression
	blocks   [][]byte
	offsets  []int // of the blocks in the input
	cut      bool  // some block is shorter than declared
}

// readRhythm reads the head of section 6.
func (d *decoder) readRhythm() error {
	if !d.has(sectionRhythm) {
		d.rec.Warn(ecg.WarnSkipped, 0, "section 6 is absent: the record holds a reference beat only")
		return nil
	}
	return d.readWaveform(sectionRhythm, &d.rhythm)
}

// readReference reads the head of section 5. A fault there matters only if the rhythm cannot do without it.
func (d *decoder) readReference() {
	if !d.has(sectionReference) {
		return
	}
	if err := d.readWaveform(sectionReference, &d.ref); err != nil {
		d.ref = waveform{}
		d.rec.Warn(ecg.WarnSkipped, int64(d.known[sectionReference].off), "section 5 cannot be read")
	}
}

func (d *decoder) readWaveform(id int, w *waveform) error {
	s := d.known[id]
	f := s.fields()
	at := f.at()
	w.id, w.factor = id, 1
	w.avm, w.interval, w.order = f.u16(), f.u16(), f.u8()
	w.bimodal = f.u8() != 0 && id == sectionRhythm
	if f.left() < 2*len(d.leads) || f.short {
		if s.cut {
			return d.fail(formats.ErrTruncated, id, int64(len(d.data)), "byte counts of %d leads", len(d.leads))
		}
		return d.fail(formats.ErrCorrupt, id, at, "byte counts of %d leads in %d bytes", len(d.leads), len(s.data))
	}
	if w.interval == 0 {
		return d.fail(formats.ErrCorrupt, id, at+2, "sample interval 0")
	}
	if w.order > 2 {
		return d.fail(formats.ErrUnsupported, id, at+4, "differences of order %d", w.order)
	}
	counts := make([]int, len(d.leads))
	sum := 0
	for i := range counts {
		counts[i] = f.u16()
		sum += counts[i]
	}
	if id == sectionRhythm && d.huffman.plain {
		if d.huffman.settle(d.leads, counts); !d.huffman.plain {
			d.rec.Warn(ecg.WarnNonstandard, at, "section 6 is Huffman coded, but section 2 names no table: the default one is taken")
		} else if sum != f.left() {
			d.unwrapCounts(counts, f.left())
		}
	}
	w.blocks = make([][]byte, len(counts))
	w.offsets = make([]int, len(counts))
	for i, n := range counts {
		w.offsets[i] = int(f.at())
		if n > f.left() {
			n, w.cut = f.left(), true
		}
		w.blocks[i] = f.bytes(n)
	}
	if w.cut && !s.cut {
		d.truncated(w.offsets[len(counts)-1], "section %d is shorter than the byte counts of its leads", id)
	}
	return nil
}

// unwrapCounts mends byte counts of 16-bit samples that overflowed their two bytes: where every count agrees with its
// number of samples modulo 65536, and all samples together are there, the counts follow from the numbers of samples.
func (d *decoder) unwrapCounts(counts []int, available int) {
	const modulus = 1 << 16
	var total int64
	for i, n := range counts {
		need := 2 * d.leads[i].samples
		if need%modulus != int64(n) {
			return
		}
		total += need
	}
	if total > int64(available) {
		return
	}
	for i := range counts {
		counts[i] = int(2 * d.leads[i].samples)
	}
	d.rec.Warn(ecg.WarnInconsistent, int64(d.known[sectionRhythm].off), "section 6: byte counts overflowed, taken from section 3")
}

// rate is the sampling rate in Hz after decoding.
func (w *waveform) rate() float64 {
	return usPerSecond * float64(w.factor) / float64(w.interval)
}
