package detect

import "math"

// Limits of a lead's window. Each was set between what cu01 and the flutter of record 207 show and what all windows without
// fibrillation show, unless a source is given; strict ones at the former's bulk, loose ones at its fringe.
const (
	// Least peak-to-peak amplitude of fibrillation: above 200 µV it is called coarse, down to 80 µV fine; less is asystole
	// (Kerber et al., AHA statement on automated defibrillators, Circulation 1997;95:1677).
	coarseVF = 200.0 // µV
	fineVF   = 100.0 // µV
	quiet    = 80.0  // µV

	// Kurtosis of the slopes. QRS complexes give 7 or more in 95 % of the windows of the development records.
	vfKurtosis       = 4.6
	vfKurtosisLoose  = 7.0
	beatKurtosis     = 8.0 // from here on a lead shows beats
	vfKurtosisSmooth = 4.0
	noiseKurtosis    = 4.5
	quietKurtosis    = 6.0

	// Leakage of the VF filter: Kuo and Dillman ask for less than 0.406 where peaks are high, 0.625 where they are not.
	vfLeakage       = 0.43
	vfLeakageSmooth = 0.65
	vfLeakageLoose  = 0.68

	// First moment of the amplitude spectrum over its dominant frequency: up to 1.55 in VF by Barro et al.
	vfMoment      = 1.7
	vfMomentLoose = 2.4
	// Share of the power within 1 Hz of the dominant frequency.
	vfNarrow       = 0.55
	vfNarrowSmooth = 0.40
	vfNarrowLoose  = 0.40
	// Share of the power above 12 Hz: muscle, mains and QRS complexes. Waves without any of these may be less regular.
	vfHigh       = 0.10
	vfHighFine   = 0.05
	vfHighSmooth = 0.018
	vfHighLoose  = 0.30
	// Dominant frequency: flutter from 150 waves a minute, where that of 207 begins, fibrillation up to 9 Hz (Barro et al.).
	vfSlowest      = 2.5 // Hz
	vfSlowestLoose = 2.2 // Hz
	vfFastest      = 9.0 // Hz
	// Share of samples within a tenth of the extreme around the mean level.
	vfIso      = 0.38
	vfIsoLoose = 0.45
	// Samples of the 12-20 Hz band that reach its mean (count2).
	vfCount2       = 0.33
	vfCount2Loose  = 0.30
	vfCount2Smooth = 0.34

	// Best correlation with itself one wave later, and by how much that at the distance of beats may exceed it: what repeats
	// only from beat to beat is a rhythm of wide beats.
	vfWave         = 0.30
	beatOver       = 0.12
	beatOverLoose  = 0.25
	beatRepetition = 0.80
	// Waves that repeat this well are those of flutter, which is nearly a sine, or else beats of a fast regular tachycardia.
	regularWave    = 0.85
	flutterMoment  = 1.35
	flutterLeakage = 0.37
	// Noise does not repeat.
	noiseRepetition = 0.6

	isoLevel = 0.1

	// What has no peaks is noise where it is mostly muscle, mains and the like, or higher than hearts make it: slow smooth waves
	// may be a dying heart's.
	noiseHigh   = 0.15
	noiseHeight = 10000.0 // µV
)

// leadVerdict is what a window of one lead looks like.
type leadVerdict byte

const (
	leadUnclear leadVerdict = iota
	leadAbsent              // missing or constant
	leadBeats               // steep complexes stand out
	leadVF                  // within the strict limits
	leadMaybeVF             // within the loose ones
	leadNoise               // nothing stands out and nothing is regular
	leadQuiet               // nothing but small residual noise
)

// look judges the window of lead l. usual is the amplitude of the tallest lead, 0 when not known.
func (s *Segmenter) look(l *segmentLead, usual float64) (v leadVerdict, height, hz float64) {
	w := l.measure()
	switch {
	case w.off:
		return leadAbsent, 0, 0
	case isQuiet(w, usual):
		return leadQuiet, w.height, 0
	case !(w.kurtosis < beatKurtosis):
		return leadBeats, w.height, 0
	case !(w.kurtosis < vfKurtosisLoose):
		return leadUnclear, w.height, 0
	}
	x := l.x[l.lag:]
	c := candidate{leadWindow: w}
	// Cheap measures first: most leads that come here are noisy ones with beats.
	maybe := w.height >= fineVF
	if maybe {
		c.leakage = vfLeak(x)
		maybe = c.leakage < vfLeakageLoose
	}
	if maybe {
		c.iso = nearMean(x)
		maybe = c.iso < vfIsoLoose
	}
	if !maybe && !(w.kurtosis < noiseKurtosis) {
		return leadUnclear, w.height, 0
	}
	c.spectrum = s.spec.measure(x)
	if maybe {
		if v := s.lookVF(&c, x); v != leadUnclear {
			return v, w.height, c.hz
		}
	}
	if w.kurtosis < noiseKurtosis && (c.high > noiseHigh || w.height > noiseHeight) {
		if wave, beat := s.spec.rhythm(x); max(wave, beat) < noiseRepetition {
			return leadNoise, w.height, 0
		}
	}
	return leadUnclear, w.height, 0
}

// candidate is what was measured of a window that may be fibrillation.
type candidate struct {
	leadWindow
	spectrum
	leakage, iso float64
}

// lookVF holds the window x of a candidate against the other limits of fibrillation.
func (s *Segmenter) lookVF(c *candidate, x []float64) leadVerdict {
	if c.hz < vfSlowestLoose || c.hz > vfFastest || !c.within(vfMomentLoose, vfNarrowLoose, vfHighLoose) {
		return leadUnclear
	}
	count := s.spec.count2(x)
	if count <= vfCount2Loose {
		return leadUnclear
	}
	wave, beat := s.spec.rhythm(x)
	switch over := beat - wave; {
	case over > beatOverLoose && beat > beatRepetition:
		return leadBeats
	case over > beatOverLoose:
		return leadUnclear
	case over > beatOver || wave < vfWave || c.hz < vfSlowest:
		return leadMaybeVF
	}
	high := vfHigh
	if c.height < coarseVF {
		high = vfHighFine
	}
	if wave > regularWave && (c.moment > flutterMoment || c.leakage > flutterLeakage) {
		return leadMaybeVF
	}
	regular := c.kurtosis < vfKurtosis && c.leakage < vfLeakage && c.within(vfMoment, vfNarrow, high)
	smooth := c.kurtosis < vfKurtosisSmooth && c.leakage < vfLeakageSmooth && c.within(vfMoment, vfNarrowSmooth, vfHighSmooth)
	if c.iso < vfIso && (regular && count > vfCount2 || smooth && count > vfCount2Smooth) {
		return leadVF
	}
	return leadMaybeVF
}

// Asystole stands out from what was there before: its noise is no more than quietPart of the usual amplitude. Noise that has
// no peaks, or is a quarter of that, is not a row of small beats.
const (
	quietPart   = 0.15
	quietAnyway = 0.25
)

func isQuiet(w leadWindow, usual float64) bool {
	limit := quiet
	if usual > 0 {
		limit = min(limit, quietPart*usual)
	}
	return w.height < limit && (w.kurtosis < quietKurtosis || usual > 0 && w.height < quietAnyway*limit || w.height == 0)
}

// vfLeak is the leakage of the VF filter: what is left of x when it is added to itself half a mean period later, 0 for a
// sine and near 1 for a signal of peaks and pauses.
func vfLeak(x []float64) float64 {
	sum, step := 0.0, 0.0
	for i := 1; i < len(x); i++ {
		sum += math.Abs(x[i])
		step += math.Abs(x[i] - x[i-1])
	}
	half := math.Pi*sum/step + 0.5
	if !(half >= 1 && half < float64(len(x)/2)) {
		return 1
	}
	n := int(half)
	over, under := 0.0, 0.0
	for i := n; i < len(x); i++ {
		over += math.Abs(x[i] + x[i-n])
		under += math.Abs(x[i]) + math.Abs(x[i-n])
	}
	return over / under
}

// nearMean is the share of samples about the mean level, where a lead rests between beats.
func nearMean(x []float64) float64 {
	top := 0.0
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	n := 0
	for _, v := range x {
		if math.Abs(v) < isoLevel*top {
			n++
		}
	}
	return float64(n) / float64(len(x))
}
