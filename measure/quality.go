package measure

import (
	"math"
	"math/cmplx"

	"github.com/goecg/goecg/ecg"
)

// Grades of a lead or a recording.
const (
	GradeA = "A" // good
	GradeB = "B" // minor noise
	GradeC = "C" // noisy, usable with care
	GradeD = "D" // not usable
)

// Reasons for a grade.
const (
	ReasonFlat      = "flat"
	ReasonMissing   = "missing"
	ReasonSaturated = "saturated"
	ReasonBaseline  = "baseline"
	ReasonMains     = "mains"
	ReasonMuscle    = "muscle"
	ReasonSpikes    = "spikes"
	ReasonNoQRS     = "no_qrs"
	ReasonClipped   = "clipped"  // waves cut at the end of the recorder's range
	ReasonLeadOff   = "lead_off" // beside the reasons that make it likely
)

// Limits of the grades, µV unless stated: the rules that reach about 0.9 accuracy on the acceptability of the 2011
// PhysioNet/CinC challenge; those of minor baseline wander and muscle noise are where the leads of PTB-XL called disturbed part
// from the others (400 µV: 71 % of those with drift, 11 % of the others; 12 µV: 38 % of those with static noise, 50 % of those
// with bursts, 6 % of the others).
const (
	flatUV                     = 50  // range of a whole lead
	flatWarn                   = 0.2 // share of samples without change
	missingWarn                = 0.02
	saturatedBadS              = 0.2
	leastClipped               = 3     // waves
	clippedMost                = 0.04  // share of the time beyond which more than the tops of waves is lost
	outOfRangeUV               = 15000 // peak to peak
	clippedRangeUV             = 9000  // peak to peak: no heart's waves are cut there
	wanderFair, wanderBad      = 400, 1500
	mainsFair, mainsBad        = 50, 200
	muscleFair, muscleBad      = 12, 100
	burstShare                 = 0.25 // what the worst second counts against the mean of all
	muscleSecond               = 30   // a second with muscle noise
	spikesFair, spikesBad      = 1, 4
	noQRSUV                    = 60  // range of the QRS complex
	noQRSNoise                 = 2.0 // or this many times the noise
	noQRSLimbNoise             = 30  // of a limb lead, which may be small by nature
	tooManyChest               = 3   // chest leads that may not be lost together
	limbMismatchUV             = 25  // mean of |I + III - II|, and of what Goldberger's leads differ from theirs
	mismatchStep               = 2   // of the coarse grid
	minQualityBeats, minLength = 2, 2.0
	// Shorter leads are not measured: a beat in them may lack its T wave.
	measureLength = 1.0
	// Share of the beats that are of the dominant shape, and height of its QRS complex in multiples of the noise. Chosen on the
	// records called noisy in CinC 2017 (median 0.44 and 3.8), of which the others have 5 % below 0.65 and 4.3.
	unlikeBeats               = 5
	unlikeFair, unlikeFairSNR = 0.65, 8
	unlikeBad, unlikeBadSNR   = 0.5, 4
)

// quality judges leads and recording.
func (m *Measurer) quality(dst *Report) {
	q := &dst.Quality
	q.Leads = resize(q.Leads, len(m.in.Leads))
	q.Messages, q.Repeat = emptied(q.Messages), emptied(q.Repeat)
	// A pause of the heart is flat in every lead; only what one lead is flat beyond that is its own.
	m.calm = 1.0
	for l := range m.stats {
		m.calm = min(m.calm, m.stats[l].flat)
	}
	if m.calm > maxFlat || len(m.stats) < minMembers {
		m.calm = 0
	}
	for l := range m.in.Leads {
		m.gradeLead(&q.Leads[l], l, dst)
	}
	if m.opt.SQI {
		m.indices(q)
	}
	m.lookAlike = m.unlike(dst)
	least := m.lookAlike
	if m.mismatch = m.limbMismatch() > limbMismatchUV; m.mismatch {
		least = max(least, GradeC)
	}
	m.gradeRecord(q, least)
	m.messages(q)
}

// gradeLead judges lead l.
func (m *Measurer) gradeLead(q *LeadQuality, l int, dst *Report) {
	in, st := &m.in.Leads[l], &m.stats[l]
	st.snr = m.snr(l)
	*q = LeadQuality{
		Lead: in.Lead, Label: in.Label, Grade: GradeA, Reasons: emptied(q.Reasons),
		Baseline: ecg.Microvolt(st.baseline), Mains: ecg.Microvolt(in.MainsUV), Muscle: ecg.Microvolt(st.muscle),
		SNR: ecg.Value(st.snr), SQI: noSQI(), Seconds: append(emptied(q.Seconds), st.seconds...),
	}
	note := func(grade, reason string) {
		q.Grade = max(q.Grade, grade)
		q.Reasons = append(q.Reasons, reason)
	}
	graded := func(v, fair, bad float64, reason string) {
		switch {
		case v >= bad:
			note(GradeC, reason)
		case v >= fair:
			note(GradeB, reason)
		}
	}
	switch {
	case st.missing > maxMissing || in.Bad:
		note(GradeD, ReasonMissing)
	case st.missing > missingWarn:
		note(GradeC, ReasonMissing)
	}
	switch {
	case st.missing < 1 && (st.pp < flatUV || st.flat > maxFlat):
		note(GradeD, ReasonFlat)
		note(GradeD, ReasonLeadOff)
	case st.flat-m.calm > flatWarn:
		note(GradeC, ReasonFlat)
	}
	if q.Grade == GradeD {
		q.Baseline, q.Mains, q.Muscle = ecg.NaN[ecg.Microvolt](), ecg.NaN[ecg.Microvolt](), ecg.NaN[ecg.Microvolt]()
		return
	}
	if in.MainsUV >= mainsFair {
		m.mainsSeconds(q.Seconds, in)
	}
	switch {
	case st.saturated >= saturatedBadS || st.rawPP >= outOfRangeUV || st.clipped > 0 && st.rawPP >= clippedRangeUV:
		note(GradeD, ReasonSaturated)
	case st.clipped > 0:
		note(GradeC, ReasonClipped)
	}
	graded(st.baseline, wanderFair, wanderBad, ReasonBaseline)
	graded(in.MainsUV, mainsFair, mainsBad, ReasonMains)
	graded(math.Max(st.muscle, burstShare*st.burst), muscleFair, muscleBad, ReasonMuscle)
	graded(float64(st.spikes), spikesFair, spikesBad, ReasonSpikes)
	hidden := m.noQRS(dst, l)
	if hidden {
		note(GradeD, ReasonNoQRS)
	}
	// What an open input picks up: the end of the range, or mains, muscle or drift and no heart.
	if st.saturated >= maxFlat*float64(m.n)/m.rate || hidden && (st.baseline >= wanderBad || in.MainsUV >= mainsBad || st.muscle >= muscleBad) {
		note(GradeD, ReasonLeadOff)
	}
}

// mainsSeconds marks the seconds of a lead with mains interference.
func (m *Measurer) mainsSeconds(seconds []Defects, in *InputLead) {
	if in.Raw == nil || m.in.MainsHz <= 0 {
		return
	}
	step := cmplx.Rect(1, -2*math.Pi*m.in.MainsHz/m.rate)
	for s := range seconds {
		a, z := int(float64(s)*m.rate), min(int(float64(s+1)*m.rate), m.n)
		turn, sum := complex(1, 0), complex(0, 0)
		n := 0
		for i := a; i < z; i++ {
			if d := in.Raw[i] - in.Clean[i]; d == d {
				sum += complex(d, 0) * turn
				n++
			}
			turn *= step
		}
		if n > 0 && 2*cmplx.Abs(sum)/float64(n) >= mainsFair {
			seconds[s] |= DefectMains
		}
	}
}

// noQRS reports whether lead l shows no complexes where the others do. Leads implied by others may be small by nature:
// a heart's axis at right angles to a lead is no fault, so only noise hides a complex there.
func (m *Measurer) noQRS(dst *Report, l int) bool {
	if len(m.in.Beats) < minQualityBeats {
		return true
	}
	lead := &dst.Leads[l]
	if !lead.OK {
		return m.found
	}
	pp, noise := float64(lead.QRSPeak), float64(lead.Noise)
	if m.used < minMembers {
		return false
	}
	if lead.Lead.IsLimb() {
		return pp < noQRSNoise*noise && noise > noQRSLimbNoise
	}
	return pp < noQRSUV || pp < noQRSNoise*noise
}

// unlike is GradeC when the beats are so unlike each other, and stand so little above the noise, that many of them may be
// artefacts, GradeD when most may be, else GradeA.
func (m *Measurer) unlike(dst *Report) string {
	if len(m.beats) < unlikeBeats || !m.found {
		return GradeA
	}
	alike := 0
	for i := range m.beats {
		if m.beats[i].class == m.main {
			alike++
		}
	}
	m.sorted = m.sorted[:0]
	for i := range dst.Leads {
		if l := &dst.Leads[i]; l.OK {
			m.sorted = append(m.sorted, float64(l.QRSPeak)/math.Max(float64(l.Noise), 1))
		}
	}
	share, snr := float64(alike)/float64(len(m.beats)), medianInPlace(m.sorted)
	switch {
	case share < unlikeBad && m.used < minMembers: // the noise is not known either
		return GradeC
	case share < unlikeBad && snr < unlikeBadSNR:
		return GradeD
	case share < unlikeFair && snr < unlikeFairSNR:
		return GradeC
	}
	return GradeA
}

// gradeRecord judges the recording from its leads; the grade is not better than least.
func (m *Measurer) gradeRecord(q *Quality, least string) {
	var count [4]int
	limbD, chestD, other, limbC := 0, 0, 0, 0
	for i := range q.Leads {
		l := &q.Leads[i]
		count[l.Grade[0]-'A']++
		if l.Grade == GradeC && l.Lead.IsLimb() {
			limbC++
		}
		if l.Grade == GradeD {
			switch {
			case l.Lead.IsLimb():
				limbD++
			case l.Lead.IsChest():
				chestD++
			default:
				other++
			}
		}
	}
	n := len(q.Leads)
	good := n - count[3]
	q.LostOnly = false
	switch {
	case n == 0 || good == 0 || len(m.in.Beats) < minQualityBeats || float64(m.n) < minLength*m.rate:
		q.Grade = GradeD
	case n >= 8 && (limbD >= 2 || chestD >= tooManyChest): // a limb electrode is off: it spoils at least two leads
		q.Grade = GradeD
	case limbD > 0 || limbC >= 2 || count[2] >= tooManyChest || 2*count[2] >= good:
		q.Grade = GradeC
	case chestD+other > 0:
		q.Grade, q.LostOnly = GradeC, least < GradeC
	case count[2] > 0 || count[1] > 0:
		q.Grade = GradeB
	default:
		q.Grade = GradeA
	}
	q.Grade = max(q.Grade, least)
	q.Usable = q.Grade != GradeD
}

// limbRelations are combinations of limb leads that are 0 by their definition (Einthoven, Goldberger): the sum of the leads, each
// times its weight.
var limbRelations = [...]struct {
	lead    ecg.Lead // once
	one, ii float64  // I and II
}{
	{ecg.LeadIII, 1, -1},
	{ecg.LeadAVR, 0.5, 0.5},
	{ecg.LeadAVL, -1, 0.5},
	{ecg.LeadAVF, 0.5, -1},
}

// limbMismatch is the largest mean of a relation of limb leads in µV, 0 when none of them was recorded whole.
func (m *Measurer) limbMismatch() float64 {
	find := func(lead ecg.Lead) []float64 {
		for l := range m.in.Leads {
			if in := &m.in.Leads[l]; in.Lead == lead && !in.Derived && m.ok[l] {
				return m.grid[l]
			}
		}
		return nil
	}
	i, ii := find(ecg.LeadI), find(ecg.LeadII)
	worst := 0.0
	for _, r := range limbRelations {
		x := find(r.lead)
		if i == nil || ii == nil || x == nil {
			continue
		}
		sum, n := 0.0, 0
		for k := 0; k < len(x); k += mismatchStep {
			if d := math.Abs(x[k] + r.one*i[k] + r.ii*ii[k]); d == d {
				sum += d
				n++
			}
		}
		if n > 0 {
			worst = math.Max(worst, sum/float64(n))
		}
	}
	return worst
}
