package scp

import (
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

const maxByte = math.MaxUint8

// global returns a measurement of the whole record, NaN when there is none.
func global(rec *ecg.Record, name string) float64 {
	for i := range rec.Measurements {
		if m := &rec.Measurements[i]; m.Name == name && m.Lead == ecg.LeadUnknown && m.Beat == 0 {
			return m.Value
		}
	}
	return math.NaN()
}

// code16 is v rounded, or none when it is unknown or does not fit.
func code16(v float64, none int) uint16 {
	if r := math.Round(v); r >= 0 && r < notPresent {
		return uint16(r)
	}
	return uint16(none)
}

// measureSection makes section 7 with one block of measurements; nil when rec has nothing for it.
func measureSection(rec *ecg.Record) []byte {
	var spikes []*ecg.Annotation
	var types []byte
	rate := rec.Rate()
	for i := range rec.Annotations {
		a := &rec.Annotations[i]
		switch {
		case a.Group != 0:
		case a.Kind == ecg.AnnotationSpike && a.Peak >= 0 && len(spikes) < maxByte && spikeMS(a, rate) < missing16:
			spikes = append(spikes, a)
		case a.Kind == ecg.AnnotationBeat && a.System == System:
			n, _ := strconv.ParseUint(a.Code, 10, 8)
			types = append(types, byte(n))
		}
	}
	b := []byte{1, byte(len(spikes))}
	found := len(spikes) > 0 || len(types) > 0
	put := func(v float64, none int) {
		found = found || !math.IsNaN(v)
		b = le.AppendUint16(b, code16(v, none))
	}
	put(global(rec, ecg.MeasureRR), notComputed)
	put(global(rec, ecg.MeasurePP), notComputed)
	for _, v := range blockOf(rec) {
		put(v, notComputed)
	}
	for _, name := range blockNames[blockTimes:] {
		v := global(rec, name)
		found = found || !math.IsNaN(v)
		if math.IsNaN(v) || math.Abs(v) > 360 {
			v = undefinedAxis
		}
		b = le.AppendUint16(b, uint16(int16(math.Round(v))))
	}
	for _, a := range spikes {
		b = le.AppendUint16(b, uint16(spikeMS(a, rate)))
		uv := math.Round(a.Value)
		if math.IsNaN(uv) || math.Abs(uv) >= notPresent {
			uv = notComputed
		}
		b = le.AppendUint16(b, uint16(int16(uv)))
	}
	for _, a := range spikes {
		b = append(b, spikeKind(a), spikeSource(a), 0, 0, 0, 0)
	}
	types = types[:min(len(types), math.MaxUint16)]
	b = le.AppendUint16(b, uint16(len(types)))
	b = append(b, types...)
	put(global(rec, ecg.MeasureHeartRate), notComputed)
	put(global(rec, ecg.MeasureAtrialRate), notComputed)
	qtc, formula := global(rec, ecg.MeasureQTcBazett), byte(formulaBazett)
	if math.IsNaN(qtc) {
		qtc, formula = global(rec, ecg.MeasureQTcHodges), formulaHodges
	}
	if math.IsNaN(qtc) {
		qtc, formula = global(rec, ecg.MeasureQTc), 0
	}
	put(qtc, notComputed)
	b = append(b, formula, 0, 0)
	if !found {
		return nil
	}
	return b
}

// blockOf returns the five times of the measurement block. Where rec has durations only, the times count from the start of
// the P wave, or of the QRS complex when there is no P wave.
func blockOf(rec *ecg.Record) (v [blockTimes]float64) {
	known := false
	for i, name := range blockNames[:blockTimes] {
		v[i] = global(rec, name)
		known = known || !math.IsNaN(v[i])
	}
	if known {
		return v
	}
	p, pr := global(rec, ecg.MeasureP), global(rec, ecg.MeasurePR)
	qrs := 0.0
	if !math.IsNaN(pr) {
		v[0], v[1], qrs = 0, p, pr
	}
	if d := global(rec, ecg.MeasureQRS); !math.IsNaN(d) {
		v[2], v[3] = qrs, qrs+d
	}
	if qt := global(rec, ecg.MeasureQT); !math.IsNaN(qt) {
		v[2], v[4] = qrs, qrs+qt
	}
	return v
}

func spikeMS(a *ecg.Annotation, rate float64) float64 {
	return math.Round(float64(a.Peak) * 1000 / rate)
}

func spikeKind(a *ecg.Annotation) byte {
	n, err := strconv.ParseUint(a.Code, 10, 8)
	if err != nil || a.System != System {
		return 0
	}
	return byte(n)
}

func spikeSource(a *ecg.Annotation) byte {
	for i, s := range spikeSources {
		if s != "" && strings.HasSuffix(a.Text, s) {
			return byte(i)
		}
	}
	return 0
}

// statementLine is what section 8 says of a statement: its text, or its code and modifiers.
func statementLine(s *ecg.Statement) string {
	if s.Text != "" {
		return s.Text
	}
	return strings.Join(append([]string{s.Code}, s.Modifiers...), " ")
}

// statements makes section 8; nil when there are none.
func (e *encoder) statements() ([]byte, error) {
	list := e.rec.Statements
	if len(list) == 0 {
		return nil, nil
	}
	if len(list) > maxByte {
		return nil, encodeError(formats.ErrTooLarge, sectionStatements, "%d statements", len(list))
	}
	state := byte(0)
	switch e.rec.Confirmation {
	case ecg.Confirmed:
		state = 1
	case ecg.Overread:
		state = 2
	}
	b := []byte{state}
	if t := e.rec.Analyzed; t.IsZero() {
		b = append(b, make([]byte, 7)...)
	} else {
		when := t.Time
		if t.Zoned && e.rec.Start.Zoned {
			when = when.In(e.rec.Start.Time.Location())
		}
		b = append(b, date(when)...)
		b = append(b, byte(when.Hour()), byte(when.Minute()), byte(when.Second()))
	}
	b = append(b, byte(len(list)))
	for i := range list {
		s := e.str(statementLine(&list[i]))
		if len(s) > maxField {
			return nil, encodeError(formats.ErrTooLarge, sectionStatements, "statement of %d bytes", len(s))
		}
		b = append(b, byte(i+1))
		b = le.AppendUint16(b, uint16(len(s)))
		b = append(b, s...)
	}
	return b, nil
}
