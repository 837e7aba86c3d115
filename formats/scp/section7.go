package scp

import (
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
)

// Codes for "no value" in sections 7 and 10.
const (
	missing16     = 0xFFFF
	notComputed   = 29999 // not computed by the program
	leadRejected  = 29998
	notPresent    = 19999 // there is no such wave
	undefinedAxis = 999
)

// Section 7 (EN 1064, 5.10): global measurements.
const (
	measureBlockLen = 16
	spikeTimeLen    = 4
	spikeKindLen    = 6
)

// QTc formulas of section 7.
const (
	formulaBazett = 1
	formulaHodges = 2
)

// blockNames are the fields of a measurement block: times in ms, then axes in degrees.
var blockNames = [8]string{
	ecg.MeasurePOnset, ecg.MeasurePEnd, ecg.MeasureQRSOnset, ecg.MeasureQRSEnd, ecg.MeasureTEnd,
	ecg.MeasurePAxis, ecg.MeasureQRSAxis, ecg.MeasureTAxis,
}

const blockTimes = 5 // of blockNames

// readMeasurements reads section 7. Its tail is often cut, or laid out differently by early devices: reading stops where
// the counts do not fit.
func (d *decoder) readMeasurements() {
	if !d.has(sectionMeasures) {
		return
	}
	f := d.known[sectionMeasures].fields()
	blocks, spikes := f.u8(), f.u8()
	rr, pp := f.u16(), f.u16()
	if f.short {
		return
	}
	d.measure(ecg.MeasureRR, positive(rr), "ms")
	d.measure(ecg.MeasurePP, positive(pp), "ms")
	if blocks*measureBlockLen > f.left() {
		d.rec.Warn(ecg.WarnInconsistent, f.at(), "section 7: %d measurement blocks in %d bytes", blocks, f.left())
		blocks = f.left() / measureBlockLen
	}
	tail := f
	tail.bytes(blocks*measureBlockLen + spikes*(spikeTimeLen+spikeKindLen))
	perBeat := blocks > 1 && (blocks == tail.u16()+1 || blocks == len(d.beats.beats)+1)
	for b := range blocks {
		d.readBlock(&f, b, perBeat)
	}
	if spikes*(spikeTimeLen+spikeKindLen) > f.left() {
		d.rec.Warn(ecg.WarnInconsistent, f.at(), "section 7: %d pacemaker spikes in %d bytes", spikes, f.left())
		return
	}
	d.readSpikes(&f, spikes)
	d.readRates(&f)
}

// Above these, rates and QTc are taken for signs of another layout.
const (
	maxRate = 1000 // bpm
	maxQTc  = 3000 // ms
)

// readRates reads the tail of section 7: types of the QRS complexes (section 4 has them with their places), rates, QTc.
func (d *decoder) readRates(f *fields) {
	if f.left() == 0 {
		return
	}
	at := f.at()
	n := f.u16()
	f.bytes(n)
	if f.short {
		d.rec.Warn(ecg.WarnNonstandard, at, "section 7: the part after the measurement blocks is not understood")
		return
	}
	// Fields that the section is too short for are absent.
	next := func() float64 {
		if v := f.u16(); !f.short {
			return positive(v)
		}
		return math.NaN()
	}
	ventricular, atrial, qtc := next(), next(), next()
	formula := f.u8()
	if ventricular > maxRate || atrial > maxRate || qtc > maxQTc {
		d.rec.Warn(ecg.WarnNonstandard, at, "section 7: the part after the measurement blocks is not understood")
		return
	}
	d.measure(ecg.MeasureHeartRate, ventricular, "bpm")
	d.measure(ecg.MeasureAtrialRate, atrial, "bpm")
	name := ecg.MeasureQTc
	switch formula {
	case formulaBazett:
		name = ecg.MeasureQTcBazett
	case formulaHodges:
		name = ecg.MeasureQTcHodges
	}
	d.measure(name, qtc, "ms")
}

// readBlock reads one measurement block. Block 0 is the reference beat's, and gives the record's intervals; further blocks
// belong to single beats or to other beat types, which have no place in a Measurement but their code.
func (d *decoder) readBlock(f *fields, block int, perBeat bool) {
	var v [len(blockNames)]float64
	blank := true
	for i := range v {
		if i < blockTimes {
			v[i] = duration(f.u16())
		} else {
			v[i] = axis(f.i16())
		}
		blank = blank && (v[i] == 0 || math.IsNaN(v[i]))
	}
	if blank { // written by programs that measure nothing
		return
	}
	m := ecg.Measurement{System: System, Unit: "ms"}
	if perBeat {
		m.Beat = block
	} else if block > 0 {
		m.Code = "beat type " + strconv.Itoa(block)
	}
	for i, name := range blockNames {
		if i >= blockTimes {
			m.Unit = "deg"
		}
		if m.Value = v[i]; math.IsNaN(m.Value) {
			continue
		}
		if m.Code == "" {
			m.Name = name
			d.rec.Measurements = append(d.rec.Measurements, m)
			continue
		}
		typed := m
		typed.Code += ": " + name
		d.rec.Measurements = append(d.rec.Measurements, typed)
	}
	if block == 0 {
		d.measure(ecg.MeasureP, v[1]-v[0], "ms")
		d.measure(ecg.MeasurePR, v[2]-v[0], "ms")
		d.measure(ecg.MeasureQRS, v[3]-v[2], "ms")
		d.measure(ecg.MeasureQT, v[4]-v[2], "ms")
	}
}

// measure adds a global measurement unless it is unknown or, as a difference, not positive.
func (d *decoder) measure(name string, v float64, unit string) {
	if v > 0 {
		d.rec.Measurements = append(d.rec.Measurements, ecg.Measurement{Name: name, Value: v, Unit: unit, System: System})
	}
}

// Pacemaker spikes: what they triggered and where they come from.
var (
	spikeKinds   = [...]string{"", "triggers neither P nor QRS", "triggers QRS", "triggers P"}
	spikeSources = [...]string{"", "internal", "external"}
)

func (d *decoder) readSpikes(f *fields, n int) {
	first := len(d.rec.Annotations)
	rate := d.rec.Rate()
	for range n {
		ms, uv := f.u16(), f.i16()
		a := ecg.Annotation{
			Kind: ecg.AnnotationSpike, Onset: ecg.NoSample, Peak: int64(math.Round(float64(ms) * rate / 1000)), End: ecg.NoSample,
			System: System, Value: amplitude(uv), Unit: string(ecg.UnitMicrovolt),
		}
		if rate == 0 { // a reference beat alone has no time axis to put it on
			a.Peak = ecg.NoSample
		}
		d.rec.Annotations = append(d.rec.Annotations, a)
	}
	for i := range n {
		a := &d.rec.Annotations[first+i]
		kind, source := f.u8(), f.u8()
		f.bytes(spikeKindLen - 2) // QRS index and pulse width
		a.Code = strconv.Itoa(kind)
		if kind < len(spikeKinds) {
			a.Text = spikeKinds[kind]
		}
		if source > 0 && source < len(spikeSources) {
			if a.Text != "" {
				a.Text += ", "
			}
			a.Text += spikeSources[source]
		}
	}
}

// positive is a rate or interval that cannot be 0: some programs write 0 for unknown.
func positive(v int) float64 {
	if v == 0 {
		return math.NaN()
	}
	return duration(v)
}

func duration(v int) float64 {
	switch v {
	case missing16, notComputed, leadRejected, notPresent:
		return math.NaN()
	}
	return float64(v)
}

func axis(v int) float64 {
	if v == undefinedAxis || v < -360 || v > 360 {
		return math.NaN()
	}
	return float64(v)
}

func amplitude(v int) float64 {
	switch v {
	case notComputed, leadRejected, notPresent:
		return math.NaN()
	}
	return float64(v)
}
