package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// quality states POOR_QUALITY for a record that is not usable, and remembers a noisy one.
func quality(r *measure.Report, _ *Context, f *Findings) {
	q := &r.Quality
	f.s.unusable = q.Grade == "D" || q.Grade != "" && !q.Usable
	f.s.poor = f.s.unusable || q.Grade == "C"
	if !f.s.unusable {
		return
	}
	for i := range q.Leads {
		if l := &q.Leads[i]; l.Grade == "D" {
			why := "grade_d"
			if len(l.Reasons) > 0 {
				why = l.Reasons[0]
			}
			f.Evidence("quality_"+why, l.Lead, math.NaN(), math.NaN(), "signal quality")
		}
	}
	if f.Pending() == 0 {
		f.Note("quality_grade_"+q.Grade, "signal quality")
	}
	f.Add(Finding{Code: "POOR_QUALITY", Severity: Borderline, Confidence: Definite})
}

// pacedShare is the share of beats with a ventricular spike from which the rhythm is called paced: measurements of the
// dominant beat are then those of a paced one.
const pacedShare = 0.5

func ventricularPaced(r *measure.Report) bool {
	n, paced := len(r.Beats), r.Pacing.Ventricular
	return n > 0 && paced >= 2 && float64(paced) >= pacedShare*float64(n)
}

// pacing states PACED from spikes that capture. Single spikes are artifacts more often than not.
func pacing(r *measure.Report, _ *Context, f *Findings) {
	p := &r.Pacing
	n := len(r.Beats)
	if n == 0 {
		return
	}
	atrial := p.Atrial >= 2 && 2*p.Atrial >= n
	ventricular := p.Ventricular >= 2
	if !atrial && !ventricular {
		return
	}
	x := Finding{Code: "PACED", Severity: Abnormal, Confidence: Definite}
	if ventricular {
		f.Evidence("paced_beats", 0, float64(p.Ventricular), 2, "spike before QRS")
		if !ventricularPaced(r) {
			x.Confidence = Probable
		}
	}
	if atrial {
		f.Evidence("paced_p_waves", 0, float64(p.Atrial), float64(n)/2, "spike before P")
		x.AHA = 180
		if ventricular {
			x.AHA = 184
		}
		s := ahaPrimary[x.AHA]
		x.SNOMED, x.SCP, x.EN, x.ZH = s.snomed, s.scp, s.en, s.zh
	}
	f.Add(x)
}

// Limits of the rules for exchanged electrodes.
const (
	flatLimbII  = 100 // µV peak to peak of QRS: II shows the legs' potential difference, some 10 µV, once RA sits on RL
	flatLimbIII = 50  // III may be small in health, so less than in II, with P and T gone too
	limbPresent = 400 // µV of another limb lead that shows that the heart is not just small
)

// reversal states LEAD_REVERSAL: arms exchanged, right arm and left leg exchanged, or an arm exchanged with the right leg.
// The maps are exact algebra of Einthoven's leads; that a heart could look so by itself is what the further conditions
// exclude: chest leads that grow (no dextrocardia) and P, QRS and T inverted together.
func reversal(r *measure.Report, _ *Context, f *Findings) {
	if f.s.unusable {
		return
	}
	const rule = "limb electrode algebra"
	add := func(en, zh string, c Confidence) {
		f.s.reversed = true
		f.Add(Finding{Code: "LEAD_REVERSAL", Severity: Borderline, Confidence: c,
			EN: "Suspected limb electrode reversal, " + en, ZH: "可疑肢体导联反接(" + zh + "),请检查电极并重做"})
	}
	one, two, three := r.Find(ecg.LeadI), r.Find(ecg.LeadII), r.Find(ecg.LeadIII)
	if one == nil || two == nil || three == nil {
		return
	}
	flat := func(m, other *measure.Lead, limit float64) bool {
		return float64(m.QRSPeak) < limit && float64(other.QRSPeak) > limbPresent &&
			math.Abs(wave(m.P)) < limit/2 && math.Abs(wave(m.T)) < limit/2
	}
	switch {
	case f.Has("PACED"): // paced P and QRS vectors obey no normal order
	case flat(two, one, flatLimbII):
		f.Evidence("qrs_peak_uv", ecg.LeadII, float64(two.QRSPeak), flatLimbII, rule)
		add("right arm and right leg", "右上肢-右下肢", Definite)
	case flat(three, one, flatLimbIII):
		f.Evidence("qrs_peak_uv", ecg.LeadIII, float64(three.QRSPeak), flatLimbIII, rule)
		add("left arm and right leg", "左上肢-右下肢", Possible)
	case flat(one, two, flatLimbII):
		f.Evidence("qrs_peak_uv", ecg.LeadI, float64(one.QRSPeak), flatLimbII, rule)
		add("arms and legs", "上下肢", Probable)
	case f.HasAny("AFIB", "AFL"): // what is left asks for P waves
	case inverted(one) && upright(r, ecg.LeadV6, ecg.LeadV5) && chestGrows(r):
		invertedEvidence(f, one, rule)
		add("right arm and left arm", "左右上肢", Definite)
	case inverted(two) && upright(r, ecg.LeadV6, ecg.LeadV5) && pUprightInAVR(r):
		invertedEvidence(f, two, rule)
		add("right arm and left leg", "右上肢-左下肢", Probable)
	}
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
