package detect

import (
	"math"
	"testing"
	"time"
)

// synthetic is a lead at rate Hz: seconds of P, QRS and T waves every rr seconds from
// 0.3 s on, the times of its R peaks, and a little noise from a fixed generator.
func synthetic(rate, rr, seconds float64) (x []float64, beats []int) {
	x = make([]float64, int(seconds*rate))
	for t := 0.3; t < seconds; t += rr {
		beats = append(beats, int(t*rate+0.5))
		addBeat(x, rate, t, 1, 1)
	}
	seed := uint32(1)
	for i := range x {
		seed = seed*1664525 + 1013904223
		x[i] += 10 * (float64(seed>>8)/(1<<23) - 1)
	}
	for len(beats) > 0 && beats[len(beats)-1] >= len(x) {
		beats = beats[:len(beats)-1]
	}
	return x, beats
}

// addBeat adds one beat with its R peak at time r, scaled in height and in QRS width.
func addBeat(x []float64, rate, r, height, width float64) {
	bump := func(t, at, sd, a float64) float64 { return a * math.Exp(-(t-at)*(t-at)/(2*sd*sd)) }
	for i := max(int((r-0.3)*rate), 0); i < min(int((r+0.5)*rate), len(x)); i++ {
		t := float64(i)/rate - r
		x[i] += height * (bump(t, -0.16, 0.025, 120) + bump(t, -0.025*width, 0.008*width, -100) +
			bump(t, 0, 0.011*width, 1200) + bump(t, 0.028*width, 0.009*width, -250) + bump(t, 0.27, 0.045, 280))
	}
}

func BenchmarkPanTompkins(b *testing.B) {
	x, _ := synthetic(360, 0.8, 600)
	p, _ := NewPanTompkins(360)
	beats := p.Detect(nil, x)
	for b.Loop() {
		beats = p.Detect(beats[:0], x)
	}
	b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}

func BenchmarkMultiLeadSingle(b *testing.B) {
	x, _ := synthetic(360, 0.8, 600)
	m, _ := NewMultiLead(360)
	beats := m.Detect(nil, x)
	for b.Loop() {
		beats = m.Detect(beats[:0], x)
	}
	b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}

// BenchmarkMultiLeadStream pushes blocks of 50 ms; "of batch" is its time over that of Detect on the same lead.
func BenchmarkMultiLeadStream(b *testing.B) {
	x, _ := synthetic(360, 0.8, 600)
	m, _ := NewMultiLead(360)
	beats := m.Detect(nil, x)
	batch := time.Duration(math.MaxInt64)
	for range 3 {
		start := time.Now()
		beats = m.Detect(beats[:0], x)
		batch = min(batch, time.Since(start))
	}
	const piece = 18
	for b.Loop() {
		_ = m.Reset(360) // the rate was accepted above
		beats = beats[:0]
		for at := 0; at < len(x); at += piece {
			beats = m.Push(beats, x[at:min(at+piece, len(x))])
		}
		beats = m.Flush(beats)
	}
	b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/batch.Seconds(), "of-batch")
}

func BenchmarkMultiLead12x5000(b *testing.B) {
	leads := make([][]float64, 12)
	for i := range leads {
		leads[i], _ = synthetic(500, 0.8, 10)
	}
	m, _ := NewMultiLead(500)
	beats := m.DetectLeads(nil, leads)
	for b.Loop() {
		beats = m.DetectLeads(beats[:0], leads)
	}
}
