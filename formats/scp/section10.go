package scp

import (
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
)

// Section 10 (EN 1064, 5.13): measurements of each lead.
const (
	leadMeasureHead = 4
	itemLen         = 2
	maxLeads        = 255 // section 3 counts leads in a byte
	leadIntervals   = 4   // the first items are intervals, which cannot be 0
	itemsWritten    = 50  // words of a block (EN 1064 asks for no fewer)
	firstMorphology = 20  // words 20 and 21 are codes, with 0 for unknown
	lastMorphology  = 21
)

// item is one word of a lead's block.
type item struct {
	name string // a Measure constant, or empty
	code string // where there is none
	unit string
}

// items are the words 0 to 30. From word 9 on an early draft and one implementation count differently; this is the order
// of protocol 1.x and 2.x as real devices write it.
var items = [...]item{
	{name: ecg.MeasureP, unit: "ms"},
	{name: ecg.MeasurePR, unit: "ms"},
	{name: ecg.MeasureQRS, unit: "ms"},
	{name: ecg.MeasureQT, unit: "ms"},
	{name: ecg.MeasureQDuration, unit: "ms"},
	{name: ecg.MeasureRDuration, unit: "ms"},
	{name: ecg.MeasureSDuration, unit: "ms"},
	{name: ecg.MeasureR2Duration, unit: "ms"},
	{name: ecg.MeasureS2Duration, unit: "ms"},
	{name: ecg.MeasureQAmplitude, unit: "uV"},
	{name: ecg.MeasureRAmplitude, unit: "uV"},
	{name: ecg.MeasureSAmplitude, unit: "uV"},
	{name: ecg.MeasureR2Amplitude, unit: "uV"},
	{name: ecg.MeasureS2Amplitude, unit: "uV"},
	{name: ecg.MeasureJ, unit: "uV"},
	{name: ecg.MeasurePAmplitude, unit: "uV"},
	{name: ecg.MeasurePNegative, unit: "uV"},
	{name: ecg.MeasureTAmplitude, unit: "uV"},
	{name: ecg.MeasureTNegative, unit: "uV"},
	{name: ecg.MeasureSTSlope, unit: "uV/s"},
	{code: "P morphology"},
	{code: "T morphology"},
	{code: "isoelectric segment I", unit: "ms"},
	{code: "isoelectric segment K", unit: "ms"},
	{name: ecg.MeasureVAT, unit: "ms"},
	{code: "quality"},
	{name: ecg.MeasureST20, unit: "uV"},
	{name: ecg.MeasureST60, unit: "uV"},
	{name: ecg.MeasureST80, unit: "uV"},
	{code: "ST J+RR/16", unit: "uV"},
	{code: "ST J+RR/8", unit: "uV"},
}

// readLeadMeasurements reads section 10. Lead blocks have lengths of their own and are followed by them.
func (d *decoder) readLeadMeasurements() {
	if !d.has(sectionLeadMeasures) {
		return
	}
	s := d.known[sectionLeadMeasures]
	f := s.fields()
	n := f.u16()
	f.u16() // bytes of all blocks, or the manufacturer's
	if f.left() < n*leadMeasureHead || n > maxLeads {
		if len(s.data) > 0 {
			d.rec.Warn(ecg.WarnInconsistent, int64(s.off), "section 10: %d leads in %d bytes", n, len(s.data))
		}
		n = min(n, f.left()/leadMeasureHead, maxLeads)
	}
	for range n {
		at := f.at()
		lead, length := ecg.LeadFromSCP(f.u16()), f.u16()
		if f.short {
			return
		}
		if length > f.left() {
			d.rec.Warn(ecg.WarnInconsistent, at, "section 10: a block of %d bytes exceeds the section", length)
			length = f.left()
		}
		block := fields{b: f.bytes(length)}
		for i := range min(len(items), length/itemLen) {
			it := &items[i]
			v := amplitude(block.i16())
			// Devices write 0 where they compute nothing, which for a wave's amplitude also means that there is none.
			if math.IsNaN(v) || lead == ecg.LeadUnknown || v == 0 && it.code != "" || v <= 0 && i < leadIntervals {
				continue
			}
			m := ecg.Measurement{Name: it.name, Lead: lead, Value: v, Unit: it.unit, Code: it.code, System: System}
			if m.Code == "" {
				m.Code = strconv.Itoa(i)
			}
			d.rec.Measurements = append(d.rec.Measurements, m)
		}
	}
}

// leadMeasureSection makes section 10; nil when rec has no measurements of leads.
func leadMeasureSection(rec *ecg.Record) []byte {
	var leads []ecg.Lead
	blocks := map[ecg.Lead]*[itemsWritten]int16{}
	for i := range rec.Measurements {
		m := &rec.Measurements[i]
		word := itemOf(m)
		v := math.Round(m.Value)
		if word < 0 || m.Lead.SCP() == 0 || m.Beat != 0 || math.IsNaN(v) || math.Abs(v) >= notPresent {
			continue
		}
		b := blocks[m.Lead]
		if b == nil {
			b = new([itemsWritten]int16)
			for k := range b {
				if k < firstMorphology || k > lastMorphology {
					b[k] = notComputed
				}
			}
			blocks[m.Lead] = b
			leads = append(leads, m.Lead)
		}
		b[word] = int16(v)
	}
	if len(leads) == 0 {
		return nil
	}
	const size = itemLen * itemsWritten
	out := le.AppendUint16(nil, uint16(len(leads)))
	out = le.AppendUint16(out, uint16(len(leads)*(leadMeasureHead+size)))
	for _, l := range leads {
		out = le.AppendUint16(out, uint16(l.SCP()))
		out = le.AppendUint16(out, size)
		for _, v := range blocks[l] {
			out = le.AppendUint16(out, uint16(v))
		}
	}
	return out
}

// itemOf returns the word that a measurement of a lead has in section 10, -1 for none.
func itemOf(m *ecg.Measurement) int {
	for i := range items {
		if it := &items[i]; m.Name != "" && it.name == m.Name || m.Name == "" && it.code == m.Code && m.System == System {
			return i
		}
	}
	return -1
}
