package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of the rules for exchanged electrodes.
const (
	flatLimbII  = 100 // µV peak to peak of QRS: II shows the legs' potential difference, some 10 µV, once RA sits on RL
	flatLimbIII = 50  // III may be small in health, so less than in II, with P and T gone too
	limbPresent = 400 // µV of another limb lead that shows that the heart is not just small,
	limbLeast   = 120 // or less where the flat lead has
	limbRatio   = 0.1 // but this part of it

	// Log odds of an exchange against the leads as named. Cross-validated by record on 350 records of LUDB and PTB-XL, at most
	// one in a thousand reaches them as recorded, an obvious exchange of V2 and V3 left out.
	oddsArms      = 1.5
	oddsRightLeft = 2.0
	oddsLeft      = 3.5 // LA-LL: a horizontal heart looks like it
	oddsRotation  = 2.0
	oddsChest     = 3.5
	oddsSure      = 3.0  // above the limit: probable becomes definite
	oddsPoor      = 1.5  // more is asked of a noisy recording
	oddsWide      = 12.0 // and of chest leads with a broad QRS complex, whose shapes are many
	wideForChest  = 130  // ms
)

// exchanges are what the codes of measure.Electrodes mean, and the limits they are held against.
var exchanges = map[string]struct {
	en, zh string
	odds   float64
	most   Confidence
}{
	"RA-LA":    {"right arm and left arm", "左右上肢", oddsArms, Definite},
	"RA-LL":    {"right arm and left leg", "右上肢-左下肢", oddsRightLeft, Definite},
	"LA-LL":    {"left arm and left leg", "左上肢-左下肢", oddsLeft, Possible},
	"RA>LA>LL": {"right arm cable on the left arm, left arm cable on the left leg, left leg cable on the right arm", "右上肢线接左上肢、左上肢线接左下肢、左下肢线接右上肢", oddsRotation, Probable},
	"RA>LL>LA": {"right arm cable on the left leg, left leg cable on the left arm, left arm cable on the right arm", "右上肢线接左下肢、左下肢线接左上肢、左上肢线接右上肢", oddsRotation, Probable},
}

// reversal states LEAD_REVERSAL with the electrodes named: an arm exchanged with the right leg from a limb lead that is flat,
// an exchange of the other limb electrodes or of chest electrodes from the odds that measure gives. Where those could not be
// judged, the arms, and right arm and left leg, from P, QRS and T inverted together.
func reversal(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable {
		return
	}
	const rule = "limb electrode algebra"
	limb := func(en, zh string, c Confidence) {
		f.s.reversed = true
		f.Add(Finding{Code: "LEAD_REVERSAL", Severity: Borderline, Confidence: c,
			EN: "Suspected limb electrode reversal, " + en, ZH: "可疑肢体导联反接（" + zh + "），请检查电极并重做"})
	}
	one, two, three := r.Find(ecg.LeadI), r.Find(ecg.LeadII), r.Find(ecg.LeadIII)
	if one == nil || two == nil || three == nil {
		return
	}
	flat := func(m, other *measure.Lead, limit float64) bool {
		peak, beside := limbPeak(r, m), float64(other.QRSPeak)
		return peak < limit && (beside > limbPresent || beside > limbLeast && peak < limbRatio*beside) &&
			math.Abs(wave(m.P)) < limit/2 && math.Abs(wave(m.T)) < limit/2
	}
	switch { // the reference of the chest leads is displaced by a cable on the right leg: nothing is said of them then
	case flat(two, one, flatLimbII):
		f.Evidence("qrs_peak_uv", ecg.LeadII, limbPeak(r, two), flatLimbII, rule)
		limb("right arm and right leg", "右上肢-右下肢", Definite)
		return
	case flat(three, one, flatLimbIII):
		f.Evidence("qrs_peak_uv", ecg.LeadIII, limbPeak(r, three), flatLimbIII, rule)
		limb("left arm and right leg", "左上肢-右下肢", Possible)
		return
	case flat(one, two, flatLimbII):
		f.Evidence("qrs_peak_uv", ecg.LeadI, limbPeak(r, one), flatLimbII, rule)
		limb("arms and legs", "上下肢", Probable)
		return
	case f.Has("PACED"): // paced P and QRS vectors obey no normal order
		return
	case inverted(one) && heartOnTheRight(r):
		invertedEvidence(f, one, rule)
		f.Add(Finding{Code: codeDextrocardia, SNOMED: "27637000", Severity: Abnormal, Confidence: Possible,
			EN: "Possible dextrocardia", ZH: "可疑右位心"})
		return // the chest leads obey no normal order either
	case r.Electrodes.Limb.Code != "":
		e := &r.Electrodes.Limb
		x := exchanges[e.Code]
		if c, ok := likely(f, e, x.odds); ok {
			f.Evidence("log_odds", 0, float64(e.LogOdds), x.odds, rule)
			limb(x.en, x.zh, min(c, x.most))
		}
	case f.HasAny("AFIB", "AFL"): // what is left asks for P waves
	case inverted(one) && upright(r, ecg.LeadV6, ecg.LeadV5) && chestGrows(r):
		invertedEvidence(f, one, rule)
		limb("right arm and left arm", "左右上肢", Definite)
	case inverted(two) && upright(r, ecg.LeadV6, ecg.LeadV5) && pUprightInAVR(r):
		invertedEvidence(f, two, rule)
		limb("right arm and left leg", "右上肢-左下肢", Probable)
	}
	chestReversal(r, f)
}

// codeDextrocardia is no SCP-ECG statement; the acronym is this package's.
const codeDextrocardia = "DEXTROCARDIA"

// likely reports whether the odds of e reach the limit, and how sure that is.
func likely(f *Findings, e *measure.Exchange, limit float64) (Confidence, bool) {
	if f.s.poor {
		limit += oddsPoor
	}
	switch v := float64(e.LogOdds); {
	case v >= limit+oddsSure:
		return Definite, true
	case v >= limit:
		return Probable, true
	}
	return Possible, false
}

// chestReversal states an exchange of chest electrodes, beside one of limb electrodes if need be.
func chestReversal(r *measure.Report, f *Findings) {
	e := &r.Electrodes.Chest
	limit := oddsChest
	if !(r.QRS < wideForChest) {
		limit = oddsWide
	}
	c, ok := likely(f, e, limit)
	if e.Code == "" || !ok {
		return
	}
	en, zh := e.Code[:2]+" and "+e.Code[len(e.Code)-2:], e.Code
	if len(e.Code) > len("V1-V2") {
		en, zh = "V1, V2, V3, V4, V5 and V6 in reverse order", "V1至V6顺序颠倒"
	}
	x := Finding{Code: "LEAD_REVERSAL", AHA: 11, Severity: Borderline, Confidence: c,
		EN: "Suspected chest electrode reversal, " + en, ZH: "可疑胸导联反接（" + zh + "），请检查电极并重做"}
	if old := f.Find(x.Code); old != nil {
		x.AHA, x.Confidence, x.Evidence = old.AHA, max(c, old.Confidence), old.Evidence
		x.EN, x.ZH = old.EN+"; "+x.EN, old.ZH+";"+x.ZH
	}
	f.Evidence("log_odds_chest", 0, float64(e.LogOdds), limit, "chest electrode order")
	f.Add(x)
}

// limbPeak is the height of QRS in m, 0 in a lead that has no signal at all, NaN when it was not measured for another reason.
func limbPeak(r *measure.Report, m *measure.Lead) float64 {
	if m.OK {
		return float64(m.QRSPeak)
	}
	for i := range r.Quality.Leads {
		if q := &r.Quality.Leads[i]; q.Lead == m.Lead {
			for _, why := range q.Reasons {
				if why == measure.ReasonFlat {
					return 0
				}
			}
		}
	}
	return math.NaN()
}

// heartOnTheRight reports whether the chest leads lose the R wave on the way to the left, as in dextrocardia: an exchange of
// limb electrodes does not change them.
func heartOnTheRight(r *measure.Report) bool {
	v1, v5, v6 := get(r, ecg.LeadV1), get(r, ecg.LeadV5), get(r, ecg.LeadV6)
	return v1 != nil && v5 != nil && v6 != nil && v5.QRSNet < 0 && v6.QRSNet < 0 && positive(v6) <= positive(v1) &&
		negative(v6) <= negative(v1)
}

// inverted reports whether P, QRS and T of m are all negative.
func inverted(m *measure.Lead) bool {
	return m.OK && float64(m.P) <= -minWave && m.QRSNet < 0 && float64(m.T) < 0
}

func invertedEvidence(f *Findings, m *measure.Lead, rule string) {
	f.Evidence("p_uv", m.Lead, float64(m.P), 0, rule)
	f.Evidence("qrs_net_uvms", m.Lead, float64(m.QRSNet), 0, rule)
	f.Evidence("t_uv", m.Lead, float64(m.T), 0, rule)
}

// upright reports whether QRS is positive on balance in the first of the leads that was measured.
func upright(r *measure.Report, leads ...ecg.Lead) bool {
	for _, l := range leads {
		if m := get(r, l); m != nil {
			return m.QRSNet > 0
		}
	}
	return false
}

// chestGrows reports whether R grows from V1 to V5 or V6, which it does not in dextrocardia.
func chestGrows(r *measure.Report) bool {
	v1 := get(r, ecg.LeadV1)
	v := get(r, ecg.LeadV6)
	if v == nil {
		v = get(r, ecg.LeadV5)
	}
	return v1 != nil && v != nil && positive(v) > positive(v1)
}

func pUprightInAVR(r *measure.Report) bool {
	m := get(r, ecg.LeadAVR)
	return m != nil && float64(m.P) >= minWave
}
