package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of atrioventricular block. The recommendations (AHA/ACCF/HRS 2007 part II) define the degrees; how regular P waves
// must be to be believed is this library's.
const (
	prLong   = 200 // ms
	prMarked = 220 // Minnesota code 6-3
	prUpper  = 212 // 98th percentile of 79 743 healthy people (Mason 2007)

	atrialWaves   = 4    // P waves found, at least
	atrialRegular = 0.8  // share of their intervals that are multiples of one
	atrialFound   = 0.7  // share of the places that hold one
	atrialCorr    = 0.75 // their likeness
	atrialMax     = 180  // 1/min: faster is atrial tachycardia or flutter with block

	onTime       = 0.15 // of PP, by which a blocked P wave may miss its place: earlier is a premature one
	conductedMin = 60   // ms from the peak of P to R of the beat it leads to
	conductedMax = 480
	prSteady     = 25 // ms: range of PR that is constant, with the error of two P waves
	prGrows      = 30 // ms by which PR before the blocked P wave exceeds that after it (Wenckebach)

	escapeSpread = 0.12 // of the mean: range of RR of an escape rhythm
	escapeRate   = 60   // bpm: faster is an accelerated focus that the atria do not reach
	escapeMore   = 1.15 // atrial over ventricular rate
	driftShare   = 0.12 // of PP: P waves that move by so much against the beats have nothing to do with them
	driftMS      = 80
	blockBeats   = 3 // beats without which nothing is said
	surePWaves   = 6
	narrowQRS    = blockQRS
)

// atrioventricular is what P waves and beats tell of the way from atria to ventricles.
type atrioventricular struct {
	pp       float64             // ms
	lag      [maxAVBeats]float64 // from the last P wave to R, ms, NaN without
	blocked  [maxAVBeats]int     // P waves between this beat and the one before that none follows, on time
	n        int                 // beats looked at
	vRate    float64
	rrSpread float64 // range of RR over its mean
}

// maxAVBeats bounds how many beats are looked at, so that no memory is needed.
const maxAVBeats = 256

// atrioventricularOf relates P waves and beats; false when the P waves are not regular or not sure enough.
func atrioventricularOf(r *measure.Report) (av atrioventricular, ok bool) {
	p := &r.PWaves
	if len(p.Peaks) < atrialWaves || len(r.Beats) < blockBeats || r.RateHz <= 0 ||
		!(p.Regular >= atrialRegular && p.Found >= atrialFound && p.Corr >= atrialCorr && p.Rate <= atrialMax) {
		return av, false
	}
	ms := 1000 / r.RateHz
	av.pp = float64(p.PP)
	lo, hi, sum, count := math.Inf(1), 0.0, 0.0, 0
	k := 0             // first P wave not yet before a beat
	last := math.NaN() // time of the P wave that the beat before had
	for i := range r.Beats[:min(len(r.Beats), maxAVBeats)] {
		at := float64(r.Beats[i].Sample) * ms
		first := k
		for k < len(p.Peaks) && float64(p.Peaks[k])*ms < at-conductedMin {
			k++
		}
		av.lag[i] = math.NaN()
		own := math.NaN()
		if k > first {
			own = float64(p.Peaks[k-1]) * ms
			av.lag[i] = at - own
		}
		if i > 0 {
			rr := float64(r.Beats[i].RR)
			if known(rr) {
				lo, hi, sum, count = min(lo, rr), max(hi, rr), sum+rr, count+1
			}
			// Behind a premature beat the way is still closed: that is no block.
			if k > first+1 && r.Beats[i-1].Class == measure.Normal {
				av.blocked[i] = onTimeWaves(p.Peaks[first:k-1], ms, last, own, av.pp)
			}
		}
		last = own
		av.n++
	}
	if count == 0 {
		return av, false
	}
	mean := sum / float64(count)
	av.vRate, av.rrSpread = rateMS/mean, (hi-lo)/mean
	return av, true
}

// onTimeWaves counts the P waves that stand where PP before own, or after last, predicts them.
func onTimeWaves(peaks []int, ms, last, own, pp float64) int {
	n := 0
	for _, k := range peaks {
		x := (own - float64(k)*ms) / pp
		if math.IsNaN(x) {
			x = (float64(k)*ms - last) / pp
		}
		if near := math.Round(x); near >= 1 && math.Abs(x-near) <= onTime {
			n++
		}
	}
	return n
}

// drift is by how much P waves move against the beats, ms: the range of the lag, followed from beat to beat.
func (av *atrioventricular) drift() float64 {
	lo, hi, at := 0.0, 0.0, 0.0
	last := math.NaN()
	for _, v := range av.lag[:av.n] {
		if math.IsNaN(v) {
			continue
		}
		if known(last) {
			d := v - last
			d -= av.pp * math.Round(d/av.pp)
			at += d
			lo, hi = min(lo, at), max(hi, at)
		}
		last = v
	}
	return hi - lo
}

// blockKind is a kind of second-degree block, as the number of its AHA primary statement.
type blockKind int

const (
	noBlock     blockKind = 0
	mobitz1     blockKind = 83
	mobitz2     blockKind = 84
	twoToOne    blockKind = 85
	varying     blockKind = 86
	highGrade   blockKind = 87
	leastPhases           = 2 // RR intervals with a blocked P wave that make a 2:1 rhythm
)

// secondDegree judges the blocked P waves between conducted beats. events is how many RR intervals hold one.
func (av *atrioventricular) secondDegree() (kind blockKind, events int) {
	lo, hi := math.Inf(1), 0.0
	most, phases := 0, 0
	grows, constant, judged := 0, 0, 0
	for i := 1; i < av.n; i++ {
		if v := av.lag[i]; known(v) && v <= conductedMax {
			lo, hi = min(lo, v), max(hi, v)
		}
		phases++
		b := av.blocked[i]
		if b == 0 {
			continue
		}
		events++
		most = max(most, b)
		before, after := av.lag[i-1], av.lag[i]
		if i < 2 || av.blocked[i-1] > 0 || !known(before, after) {
			continue // no beat before it was conducted after another
		}
		judged++
		switch {
		case before-after >= prGrows:
			grows++
		case math.Abs(before-after) <= prSteady:
			constant++
		}
	}
	switch {
	case events == 0:
		return noBlock, 0
	case hi-lo > conductedMax/2 && grows == 0: // the beats do not keep to the P waves
		return noBlock, 0
	case most >= 2 && hi-lo <= 2*prSteady:
		return highGrade, events
	case most == 1 && events == phases && events >= leastPhases && hi-lo <= 2*prSteady:
		return twoToOne, events
	case judged > 0 && grows == judged:
		return mobitz1, events
	case judged > 0 && constant == judged && hi-lo <= 2*prSteady:
		return mobitz2, events
	case hi-lo <= conductedMax/2:
		return varying, events
	}
	return noBlock, 0
}

// highBlock states AVB3, AVB2 and AV dissociation, and remembers the atrial rate, by which the sinus rhythm is then named. P
// waves must be regular and alike; premature ones that are blocked are no AV block.
func highBlock(r *measure.Report, _ *Context, f *Findings) {
	f.s.atrialRate = math.NaN()
	if f.s.unusable || f.s.poor || f.Has("AFL") || f.Has("VF") || ventricularPaced(r) {
		return
	}
	if af := f.Find("AFIB"); af != nil && af.Confidence > Possible && !sureP(r) {
		return // Wenckebach periods look irregular, but fibrillation has no regular P waves
	}
	av, ok := atrioventricularOf(r)
	if !ok {
		return
	}
	rate := float64(r.PWaves.Rate)
	const rule = "AHA 2007 part II"
	if drift := av.drift(); av.rrSpread <= escapeSpread && drift >= max(driftMS, driftShare*av.pp) && rate >= escapeMore*av.vRate {
		f.Evidence("atrial_rate_bpm", 0, rate, math.NaN(), rule)
		f.Evidence("heart_rate_bpm", 0, av.vRate, escapeRate, rule)
		f.Evidence("pr_range_ms", 0, drift, driftMS, "P waves and beats unrelated")
		f.s.atrialRate, f.s.dissociated = rate, true
		f.Remove("AFIB")
		if av.vRate > escapeRate {
			f.Add(Finding{Code: codeAVD, Severity: Abnormal, Confidence: Probable})
			return
		}
		x := Finding{Code: "AVB3", Severity: Abnormal, Confidence: Probable,
			EN: "Third-degree AV block with junctional escape rhythm", ZH: "三度房室阻滞伴交界性逸搏心律"}
		if r.QRS >= narrowQRS || mostlyVentricular(r) {
			x.EN, x.ZH = "Third-degree AV block with ventricular escape rhythm", "三度房室阻滞伴室性逸搏心律"
		}
		if len(r.PWaves.Peaks) >= surePWaves && drift >= 2*max(driftMS, driftShare*av.pp) {
			x.Confidence = Definite
		}
		f.Add(x)
		return
	}
	kind, events := av.secondDegree()
	if kind == noBlock || mostlyVentricular(r) {
		return
	}
	f.s.atrialRate = rate
	f.Remove("AFIB")
	f.Evidence("atrial_rate_bpm", 0, rate, math.NaN(), rule)
	f.Evidence("heart_rate_bpm", 0, av.vRate, math.NaN(), rule)
	f.Evidence("blocked_p_waves", 0, float64(events), 1, "P wave on time without QRS complex")
	s := ahaPrimary[int(kind)]
	x := Finding{Code: "AVB2", AHA: int(kind), Severity: Abnormal, Confidence: Probable, EN: s.en, ZH: s.zh, SNOMED: s.snomed}
	if events > 1 && len(r.PWaves.Peaks) >= surePWaves {
		x.Confidence = Definite
	}
	f.Add(x)
}

// Regular P waves that speak even against fibrillation.
const (
	sureRegular = 0.95
	sureFound   = 0.9
	sureCorr    = 0.9
	sureWaves   = 8
)

func sureP(r *measure.Report) bool {
	p := &r.PWaves
	return len(p.Peaks) >= sureWaves && p.Regular >= sureRegular && p.Found >= sureFound && p.Corr >= sureCorr
}

// mostlyVentricular reports whether more beats than not are of ventricular origin.
func mostlyVentricular(r *measure.Report) bool {
	n := 0
	for i := range r.Beats {
		if r.Beats[i].Class == measure.Ventricular {
			n++
		}
	}
	return 2*n > len(r.Beats)
}

// avBlock states AVB1: every P wave is conducted, but late. PR is taken from the earliest P onset of all leads; the limit comes
// from single leads, so that at least half of them must show it too. It is definite over prUpper.
func avBlock(r *measure.Report, _ *Context, f *Findings) {
	pr := float64(r.PR)
	conducted := f.s.sinus || f.s.pPresent && f.Has(codeEctopicAtrial)
	if !conducted || f.s.dissociated || f.HasAny("AVB2", "AVB3") || !(pr > prLong) || !longInLeads(r) {
		return
	}
	f.Evidence("pr_ms", 0, pr, prLong, "PR over 200")
	x := Finding{Code: "AVB1", Severity: Borderline, Confidence: Probable}
	if pr >= prMarked {
		x.Severity = Abnormal
	}
	if pr > prUpper && f.s.pPresent && !f.s.poor {
		x.Confidence = Definite
	}
	f.Add(x)
}

// longInLeads reports whether PR is over prLong in half of the leads that show a P wave, true where none was measured by itself.
func longInLeads(r *measure.Report) bool {
	n, long := 0, 0
	for _, l := range ecg.StandardLeads {
		if m := get(r, l); m != nil && m.PR > 0 {
			n++
			if m.PR > prLong {
				long++
			}
		}
	}
	return 2*long >= n
}

// shortPR states SHORT_PR in sinus rhythm without pre-excitation, which may be a normal variant.
func shortPR(r *measure.Report, _ *Context, f *Findings) {
	pr := float64(r.PR)
	if !f.s.sinus || !f.s.pPresent || f.s.poor || f.s.dissociated || f.HasAny("WPW", "PACED", "JR", "EAR", "STACH") || !(pr > 0 && pr < prShort) {
		return
	}
	f.Evidence("pr_ms", ecg.LeadUnknown, pr, prShort, "PR under 120")
	f.Add(Finding{Code: codeShortPR, Severity: Borderline, Confidence: Probable})
}
