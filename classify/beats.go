package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// pShare is the share of conducted beats that a P wave precedes: beats of ventricular origin have none and do not count.
// NaN when P waves were not looked for.
func pShare(r *measure.Report) float64 {
	if !ecg.Known(r.Atrial.PShare) {
		return math.NaN()
	}
	n, p := 0, 0
	for i := range r.Beats {
		if b := &r.Beats[i]; b.Class == measure.Normal || b.Class == measure.Supraventricular {
			n++
			if b.HasP {
				p++
			}
		}
	}
	if n < minBeats {
		return float64(r.Atrial.PShare)
	}
	// A report may mark no beat when too few have P waves that agree; its own share still says how many do.
	return max(float64(p)/float64(n), float64(r.Atrial.PShare))
}

// minBeats is the least number of beats that a share of beats is taken over.
const minBeats = 3

// irregularity are statistics of the RR intervals between conducted beats that tell atrial fibrillation from rhythms that
// are irregular for another reason.
type irregularity struct {
	n         int     // successive differences
	nrmssd    float64 // RMS of successive differences over mean RR
	cosen     float64 // coefficient of sample entropy
	early     int     // beats classed as supraventricular premature
	unlike    float64 // share of beats unlike the dominant one
	meanDelta float64 // mean |difference| over mean RR
	lag1      float64 // autocorrelation of RR at lag 1
	grouped   bool    // RR repeat every second or third beat: bigeminy and trigeminy
	outliers  float64 // share of RR over outlierRR from the median
	core      float64 // nrmssd of the others
	ectopic   float64 // share of ventricular beats
	spread    float64 // longest less shortest RR, ms
	mean      float64 // ms
}

// outlierRR is the relative distance from the median beyond which an RR interval belongs to a premature beat or its pause:
// the prematurity limit of 0.85 that beat criteria use.
const outlierRR = 0.15

// unlikeCorr is the correlation with the dominant beat below which a beat is another, or noise.
const unlikeCorr = 0.6

// maxRR bounds how many intervals irregularity looks at, so that it needs no memory of its own; 10 s at 300/min have 50.
const maxRR = 256

// irregular computes the statistics over the first maxRR intervals.
func irregular(r *measure.Report) irregularity {
	var rr [maxRR]float64 // NaN where the series is broken
	var nn [maxRR]bool
	early, unlike := 0, 0
	n, ventricular := 0, 0
	for i := range r.Beats {
		b := &r.Beats[i]
		v := b.Class == measure.Ventricular || b.Class == measure.Fusion
		if v {
			ventricular++
		}
		x := float64(b.RR)
		if v || i > 0 && (r.Beats[i-1].Class == measure.Ventricular || r.Beats[i-1].Class == measure.Fusion) {
			x = math.NaN()
		}
		if b.Class == measure.Supraventricular {
			early++
		}
		if b.Corr < unlikeCorr {
			unlike++
		}
		if i > 0 && n < maxRR {
			rr[n], nn[n] = x, !math.IsNaN(x)
			n++
		}
	}
	out := irregularity{early: early, nrmssd: math.NaN(), cosen: math.NaN(), meanDelta: math.NaN(), lag1: math.NaN(), core: math.NaN(), spread: math.NaN(), mean: math.NaN()}
	if len(r.Beats) > 0 {
		out.ectopic = float64(ventricular) / float64(len(r.Beats))
		out.unlike = float64(unlike) / float64(len(r.Beats))
	}
	x := rr[:n]
	mean, count := 0.0, 0
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if !math.IsNaN(v) {
			mean += v
			count++
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if count < 2 {
		return out
	}
	mean /= float64(count)
	out.mean, out.spread = mean, hi-lo
	out.cosen = measure.CoSEn(x, nn[:n])
	median := float64(r.RR.Median)
	if math.IsNaN(median) {
		median = mean
	}
	inlier := func(v float64) bool { return math.Abs(v-median) <= outlierRR*median }
	var sq, abs, c0, c1, coreSq float64
	var coreN, outN int
	for i, v := range x {
		if math.IsNaN(v) {
			continue
		}
		if !inlier(v) {
			outN++
		}
		c0 += (v - mean) * (v - mean)
		if i == 0 || math.IsNaN(x[i-1]) {
			continue
		}
		d := v - x[i-1]
		out.n++
		sq += d * d
		abs += math.Abs(d)
		c1 += (v - mean) * (x[i-1] - mean)
		if inlier(v) && inlier(x[i-1]) {
			coreSq += d * d
			coreN++
		}
	}
	out.outliers = float64(outN) / float64(count)
	if out.n == 0 {
		return out
	}
	out.nrmssd = math.Sqrt(sq/float64(out.n)) / mean
	out.meanDelta = abs / float64(out.n) / mean
	if c0 > 0 {
		out.lag1 = c1 / c0
	}
	if coreN >= minBeats {
		out.core = math.Sqrt(coreSq/float64(coreN)) / mean
	}
	out.grouped = repeats(x, 2, mean) || repeats(x, 3, mean)
	return out
}

// repeats reports whether the differences of x are like those lag beats later and the intervals themselves come back: short
// strips of fibrillation often correlate by chance, but do not repeat.
func repeats(x []float64, lag int, mean float64) bool {
	var c, a, b, sq float64
	n := 0
	for i := 1; i+lag < len(x); i++ {
		p, q := x[i]-x[i-1], x[i+lag]-x[i+lag-1]
		if math.IsNaN(p) || math.IsNaN(q) {
			continue
		}
		c, a, b = c+p*q, a+p*p, b+q*q
		sq += (x[i+lag] - x[i]) * (x[i+lag] - x[i])
		n++
	}
	if n < minBeats || a == 0 || b == 0 {
		return false
	}
	return c/math.Sqrt(a*b) > groupCorr && math.Sqrt(sq/float64(n))/mean < nrmssdLimit
}
