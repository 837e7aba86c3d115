package measure

import (
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

// rhythm writes rate and RR statistics.
func (m *Measurer) rhythm(dst *Report) {
	m.rr, m.nn = m.rr[:0], m.nn[:0]
	paced := m.mostly(detect.Unclassified) // the rule in a paced rhythm
	normal := func(c detect.Class) bool { return c == detect.Normal || paced && c == detect.Unclassified }
	for i := 1; i < len(m.beats); i++ {
		m.rr = append(m.rr, m.interval(i)*1000/m.rate)
		m.nn = append(m.nn, normal(m.beats[i-1].label) && normal(m.beats[i].label))
	}
	m.sorted = resize(m.sorted, len(m.rr))
	dst.RR = RRStatistics(m.rr, m.nn, m.sorted)
	dst.HeartRate = Rate(dst.RR.Mean)
}

// mostly reports whether more than half of the beats are labelled c.
func (m *Measurer) mostly(c detect.Class) bool {
	n := 0
	for i := range m.beats {
		if m.beats[i].label == c {
			n++
		}
	}
	return 2*n > len(m.beats)
}

// writeBeats writes the list of beats.
func (m *Measurer) writeBeats(dst *Report) {
	dst.Beats = resize(dst.Beats, len(m.beats))
	ms := 1000 / m.rate
	for i := range m.beats {
		b := &m.beats[i]
		out := Beat{
			Sample: b.mark, Class: b.label, RR: ecg.Millisecond(m.interval(i) * ms), QRS: ecg.NaN[ecg.Millisecond](),
			PR: ecg.NaN[ecg.Millisecond](), HasP: b.hasP, Corr: b.corr, Paced: b.paced,
		}
		if out.Corr != out.Corr {
			out.Corr = 0
		}
		switch {
		case m.found && b.class == m.main:
			out.QRS = dst.QRS
			if b.hasP {
				out.PR = dst.PR - ecg.Millisecond(b.pLag*ms)
			}
		case m.singleQRS(i):
			out.QRS = ecg.Millisecond(float64(m.one.g.QRSOff-m.one.g.QRSOn) * ms)
		}
		dst.Beats[i] = out
	}
}

// Where a pacing spike lies that captures, in ms.
const (
	spikeBeforeMS = 80 // before the onset of QRS or P
	spikeAfterMS  = 40 // after it: the onset of a paced complex is hard to see
)

// pacing relates the pacing spikes to the beats.
func (m *Measurer) pacing(dst *Report) {
	p := &dst.Pacing
	p.Spikes = append(emptied(p.Spikes), m.in.Spikes...)
	p.Ventricular, p.Atrial = 0, 0
	on, pOn := -m.samples(40), None
	if m.found {
		on = m.rep.g.QRSOn - m.rep.r
		if m.hasP {
			pOn = m.rep.g.POn - m.rep.r
		}
	}
	before, after := m.samples(spikeBeforeMS), m.samples(spikeAfterMS)
	for i := range m.beats {
		b := &m.beats[i]
		b.paced = len(m.spikesIn(b.r+on-before, b.r+on+after)) > 0
		if pOn != None && b.hasP {
			at := b.r + pOn + int(b.pLag)
			p.Atrial += len(m.spikesIn(at-before, min(at+after, b.r+on-before-1)))
		}
		if b.paced {
			p.Ventricular++
		}
	}
}
