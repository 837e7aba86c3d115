package classify

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// The terms of the fibrillation score, each a number that a reader of the strip would look at.
const (
	afConstant    = iota // 1
	afSteps              // share of successive RR differences over afStep of the median RR
	afUpper              // ln of the upper quartile of these differences, relative to the median RR
	afEntropy            // sample entropy of RR, relative tolerance afMatch
	afP                  // share of beats with the P wave of the others, from pAbsentShare (0) to pPresentShare (1)
	afVentricular        // share of ventricular beats
	afPremature          // share of supraventricular premature beats
	afRate               // ln of the rate over afRateUnit
	afWaves              // 1 when the dominant atrial frequency is that of f waves
	afTerms
)

// Parameters of the terms. The step is the relative tolerance of [RRRhythm]; the wider match of the entropy leaves enough
// matching pairs in 10 s. The bounds keep single strange values from deciding.
const (
	afStep      = 0.06
	afMatch     = 0.10
	afUpperLow  = 0.003
	afUpperHigh = 1.0
	afEntropyHi = 2.5
	// More ectopic beats than these are no more against fibrillation, which may have some, and whose early beats look
	// premature.
	afEctopicMax   = 0.15
	afPrematureMax = 0.20
	afRateUnit     = 75  // bpm
	afRateLow      = 50  // bpm, the rate is held within these
	afRateHigh     = 150 //
	// afProbability is the probability from which fibrillation is stated. For a score that is a probability the best F1 is
	// had at half of that F1, which is 0.85 (Lipton, Elkan and Narayanaswamy 2014).
	afProbability = 0.42
	// Confidence grows with it.
	afProbable = 0.6
	afDefinite = 0.85
)

// afInput are the terms of one report.
type afInput [afTerms]float64

// measure fills the terms from RR intervals between conducted beats of the dominant shape: what lies beside a ventricular
// beat, an artefact or an aberrant beat breaks the series. It returns how many successive differences there were; with fewer
// than two the terms are not to be used.
func (x *afInput) measure(r *measure.Report) int {
	var rr, ln [maxRR]float64 // NaN where the series is broken
	n, ventricular, premature := 0, 0, 0
	fit := func(b *measure.Beat) bool {
		return b.Class != measure.Ventricular && b.Class != measure.Fusion && b.Corr >= unlikeCorr
	}
	for i := range r.Beats {
		b := &r.Beats[i]
		switch b.Class {
		case measure.Ventricular, measure.Fusion:
			ventricular++
		case measure.Supraventricular:
			premature++
		}
		if i == 0 || n == maxRR {
			continue
		}
		rr[n], ln[n] = math.NaN(), math.NaN()
		if v := float64(b.RR); v > 0 && fit(b) && fit(&r.Beats[i-1]) {
			rr[n], ln[n] = v, math.Log(v)
		}
		n++
	}
	var buf [maxRR]float64
	good := buf[:0]
	for _, v := range rr[:n] {
		if v == v {
			good = append(good, v)
		}
	}
	slices.Sort(good)
	*x = afInput{afConstant: 1}
	if len(good) < minBeats {
		return 0
	}
	median := good[len(good)/2]
	diff := buf[:0]
	over := 0
	for i := 1; i < n; i++ {
		if d := math.Abs(rr[i]-rr[i-1]) / median; d == d {
			diff = append(diff, d)
			if d > afStep {
				over++
			}
		}
	}
	if len(diff) < 2 {
		return len(diff)
	}
	slices.Sort(diff)
	x[afSteps] = float64(over) / float64(len(diff))
	x[afUpper] = math.Log(min(max(diff[3*(len(diff)-1)/4], afUpperLow), afUpperHigh))
	x[afEntropy] = min(relativeEntropy(ln[:n]), afEntropyHi)
	if ecg.Known(r.Atrial.PShare) {
		x[afP] = min(max((float64(r.Atrial.PShare)-pAbsentShare)/(pPresentShare-pAbsentShare), 0), 1)
	}
	x[afVentricular] = min(float64(ventricular)/float64(len(r.Beats)), afEctopicMax)
	x[afPremature] = min(float64(premature)/float64(len(r.Beats)), afPrematureMax)
	if hr := heartRate(r); hr > 0 {
		x[afRate] = math.Log(min(max(hr, afRateLow), afRateHigh) / afRateUnit)
	}
	if f := r.Atrial.FRate; f >= fMin && f <= fMax {
		x[afWaves] = 1
	}
	return len(diff)
}

// relativeEntropy is the sample entropy of a series of logarithms with m = 1 and tolerance afMatch, -ln((A+1)/(B+2)) as in
// [RRRhythm]: how little one interval tells of the next.
func relativeEntropy(ln []float64) float64 {
	a, b := 0, 0
	for i := 1; i < len(ln); i++ {
		p, q := ln[i-1], ln[i]
		if p != p || q != q {
			continue
		}
		for j := i + 1; j < len(ln); j++ {
			if math.Abs(p-ln[j-1]) < afMatch && ln[j] == ln[j] {
				b++
				if math.Abs(q-ln[j]) < afMatch {
					a++
				}
			}
		}
	}
	return -math.Log(float64(a+1) / float64(b+2))
}

// probability of fibrillation that the terms imply.
func (x *afInput) probability() float64 {
	z := 0.0
	for i, v := range x {
		z += v * afWeights[i]
	}
	return 1 / (1 + math.Exp(-z))
}
