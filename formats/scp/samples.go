package scp

import (
	"encoding/binary"
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

const bitsPerSample = 16

// decodeSamples makes the reference-beat group and the channels of the rhythm.
func (d *decoder) decodeSamples() error {
	if err := d.setFactor(); err != nil {
		return err
	}
	if err := d.decodeReference(); err != nil {
		return err
	}
	if d.rhythm.blocks == nil {
		if len(d.rec.Groups) == 0 {
			return d.fail(formats.ErrNoWaveform, sectionRhythm, -1, "absent")
		}
		return nil
	}
	g := d.grid()
	empty := 0
	for i := range d.leads {
		ok, err := d.decodeLead(i, &g)
		if err != nil {
			return err
		}
		if !ok {
			empty++
		}
	}
	switch {
	case len(d.rec.Channels) == 0 && (d.cut || d.rhythm.cut):
		return d.fail(formats.ErrTruncated, sectionRhythm, int64(len(d.data)), "no samples")
	case len(d.rec.Channels) == 0:
		return d.fail(formats.ErrNoWaveform, sectionRhythm, int64(d.known[sectionRhythm].off), "no samples")
	case empty > 0:
		d.truncated(d.known[sectionRhythm].off, "%d of %d leads have no samples and are left out", empty, len(d.leads))
	}
	if g.overflow > 0 {
		d.rec.Warn(ecg.WarnInconsistent, int64(d.known[sectionRhythm].off), "%d samples exceed 32 bits", g.overflow)
	}
	return nil
}

// setFactor finds the decimation of bimodal compression from the two sample intervals.
func (d *decoder) setFactor() error {
	w := &d.rhythm
	if w.blocks == nil || !w.bimodal {
		return nil
	}
	off := int64(d.known[sectionRhythm].off + sectionHeaderLen)
	switch {
	case d.ref.blocks != nil:
	case len(d.beats.protected) == 0:
		// Nothing was kept at a higher rate, so section 6 stands for itself: some writers set the flag and compress nothing.
		d.rec.Warn(ecg.WarnInconsistent, off, "section 6 claims bimodal compression, section 5 is absent")
		return nil
	default:
		return d.fail(formats.ErrCorrupt, sectionRhythm, off, "bimodal compression without section 5")
	}
	factor := w.interval / d.ref.interval
	if factor < 1 || factor > maxFactor || factor*d.ref.interval != w.interval {
		return d.fail(formats.ErrUnsupported, sectionRhythm, off, "bimodal compression with intervals of %d and %d µs",
			w.interval, d.ref.interval)
	}
	if !d.has(sectionBeats) {
		d.rec.Warn(ecg.WarnInconsistent, off, "bimodal compression without protected areas")
	}
	w.factor = factor
	return nil
}

// decodeReference makes a group of the reference beat.
func (d *decoder) decodeReference() error {
	w := &d.ref
	if w.blocks == nil {
		return nil
	}
	n := int64(d.beats.refMS) * 1000 / int64(w.interval)
	if n == 0 {
		d.rec.Warn(ecg.WarnSkipped, int64(d.known[sectionReference].off), "reference beat of unknown length")
		return nil
	}
	g := d.rec.AddGroup()
	g.Kind, g.Label = ecg.GroupRepresentativeBeat, "reference beat"
	for i := range d.leads {
		c := g.AddChannel()
		d.leads[i].name(c)
		c.Rate, c.Bits = w.rate(), bitsPerSample
		d.calibrate(c, w)
		if d.config {
			c.Samples = int(min(n, d.capacity(w.blocks[i])))
			continue
		}
		if err := d.values(c, w, i, n); err != nil {
			return err
		}
	}
	if d.beats.fiducial >= 0 && d.beats.fiducial < n {
		d.rec.Annotations = append(d.rec.Annotations, ecg.Annotation{
			Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: ecg.NoSample, Peak: d.beats.fiducial, End: ecg.NoSample,
			Group: len(d.rec.Groups), Code: "0", System: System, Value: ecg.NaN[float64](),
		})
	}
	return nil
}

// calibrate sets unit and scale from the section's amplitude value multiplier.
func (d *decoder) calibrate(c *ecg.Channel, w *waveform) {
	if w.avm == 0 {
		c.Unit, c.Scale = ecg.UnitUncalibrated, 1
		return
	}
	c.Unit, c.Scale = ecg.UnitMicrovolt, float64(w.avm)/nvPerUV
}

// capacity is how many values a block can hold at most.
func (d *decoder) capacity(block []byte) int64 {
	if d.huffman.plain {
		return int64(len(block) / 2)
	}
	return int64(len(block)) * 8 // no code is shorter than a bit
}

// decodeLead adds lead i of the rhythm; false when it has no samples.
func (d *decoder) decodeLead(i int, g *grid) (bool, error) {
	w, l := &d.rhythm, &d.leads[i]
	if d.huffman.plain {
		l.settle(int64(len(w.blocks[i]) / 2))
	}
	if l.start+l.samples > math.MaxInt32 {
		return false, d.fail(formats.ErrCorrupt, sectionLeads, -1, "lead %d ends at sample %d", i+1, l.start+l.samples)
	}
	c := d.rec.AddChannel()
	l.name(c)
	c.Rate, c.Bits, c.Start = w.rate(), bitsPerSample, int(max(l.start, 0))
	d.calibrate(c, w)
	if c.Unit == ecg.UnitMicrovolt {
		c.Scale = g.scale
	}
	if d.config {
		c.Samples = int(min(l.samples, d.capacity(w.blocks[i])*int64(w.factor)))
		if int64(c.Samples) < l.samples {
			d.truncated(w.offsets[i], "lead %d cannot hold its %d samples", i+1, l.samples)
		}
		if c.Samples == 0 {
			d.rec.Channels = d.rec.Channels[:len(d.rec.Channels)-1]
		}
		return c.Samples > 0, nil
	}
	if err := d.fill(c, i, g); err != nil {
		return false, err
	}
	if len(c.Raw) == 0 {
		d.rec.Channels = d.rec.Channels[:len(d.rec.Channels)-1]
		return false, nil
	}
	if filler(c) {
		c.Bad = true
		d.rec.Warn(ecg.WarnInconsistent, int64(w.offsets[i]), "lead %d holds a filler instead of a signal", i+1)
	}
	return true, nil
}

// fillerLevel is 20 times the range of an ECG amplifier's output (IEC 60601-2-25: ±5 mV): a constant there is no signal.
const fillerLevel = 1e5 // µV

// filler reports whether c is one huge value throughout, as some converters mark an invalid lead.
func filler(c *ecg.Channel) bool {
	first := c.Raw[0]
	if !c.IsVoltage() || math.Abs(c.At(0)) < fillerLevel {
		return false
	}
	for _, v := range c.Raw {
		if v != first {
			return false
		}
	}
	return true
}

// fill decodes the samples of a rhythm lead.
func (d *decoder) fill(c *ecg.Channel, i int, g *grid) error {
	w, l := &d.rhythm, &d.leads[i]
	if w.factor == 1 {
		if err := d.values(c, w, i, l.samples); err != nil {
			return err
		}
		g.multiply(c.Raw)
	} else {
		// No value gives more samples than the factor; what a short block cannot fill need not be laid out.
		most := d.capacity(w.blocks[i]) * int64(w.factor)
		stored := bimodal{factor: int64(w.factor), protected: d.beats.protected, start: l.start, samples: min(l.samples, most)}
		if l.samples > most {
			d.truncated(w.offsets[i], "section %d: lead %d ends before %d samples", w.id, i+1, l.samples)
		}
		tmp := ecg.Channel{Raw: d.spare[:0]}
		if err := d.values(&tmp, w, i, stored.count()); err != nil {
			return err
		}
		d.spare = tmp.Raw
		d.budget += int64(len(tmp.Raw)) // scratch, bounded by the block
		n := min(stored.samples, int64(len(tmp.Raw))*stored.factor)
		if d.budget -= n; d.budget < 0 {
			return d.fail(formats.ErrTooLarge, sectionRhythm, int64(w.offsets[i]), "lead %d has %d samples", i+1, l.samples)
		}
		c.Raw = resize(c.Raw, int(n))
		c.Raw = c.Raw[:stored.expand(c.Raw, tmp.Raw)]
		g.multiply(c.Raw)
	}
	if g.subtracted && i < len(d.rec.Groups[0].Channels) {
		if !g.addReference(c, d.rec.Groups[0].Channels[i].Raw, &d.beats) {
			return d.fail(formats.ErrCorrupt, sectionBeats, int64(d.known[sectionBeats].off), "subtraction zones overlap")
		}
	}
	return nil
}

// values decodes n values of lead i of a section into c.Raw, or as many as are there, and undoes the differences.
func (d *decoder) values(c *ecg.Channel, w *waveform, i int, n int64) error {
	block := w.blocks[i]
	want := n
	n = min(n, d.capacity(block))
	if d.budget -= n; d.budget < 0 {
		return d.fail(formats.ErrTooLarge, w.id, int64(w.offsets[i]), "lead %d has %d samples", i+1, want)
	}
	c.Raw = resize(c.Raw, int(n))
	got, bad := int(n), false
	switch {
	case d.huffman.plain:
		for k := range c.Raw {
			c.Raw[k] = int32(int16(binary.LittleEndian.Uint16(block[2*k:])))
		}
	case d.huffman.custom != nil:
		got, bad = d.huffman.custom.decode(c.Raw, block)
	default:
		got = decodeDefault(c.Raw, block)
	}
	c.Raw = c.Raw[:got]
	if bad {
		d.rec.Warn(ecg.WarnInconsistent, int64(w.offsets[i]), "section %d: lead %d holds a code that no table has", w.id, i+1)
	}
	if int64(got) < want {
		d.truncated(w.offsets[i], "section %d: lead %d ends after %d of %d values", w.id, i+1, got, want)
	}
	if !integrate(c.Raw, w.order) {
		d.rec.Warn(ecg.WarnInconsistent, int64(w.offsets[i]), "section %d: lead %d exceeds 16 bits", w.id, i+1)
	}
	return nil
}

func resize(x []int32, n int) []int32 {
	if cap(x) < n {
		return make([]int32, n)
	}
	return x[:n]
}

// integrate undoes differences of the given order in place (EN 1064, 5.9.3): the first values are the amplitudes
// themselves. It reports whether all amplitudes fit 16 bits.
func integrate(x []int32, order int) bool {
	const half = 1 << 15
	if order == 0 || len(x) < order {
		return true
	}
	y := x[order-1]
	beyond := uint32(x[0]+half) | uint32(y+half)
	if order == 1 {
		for i, v := range x[1:] {
			y += v
			x[1+i] = y
			beyond |= uint32(y + half)
		}
		return beyond < 2*half
	}
	step := y - x[0]
	rest := x[2:]
	for i, v := range rest {
		step += v
		y += step
		rest[i] = y
		beyond |= uint32(y + half)
	}
	return beyond < 2*half
}
