package classify

import (
	"math"
	"slices"

	"github.com/goecg/goecg/measure"
)

// quality states POOR_QUALITY for a record that is not usable, and remembers a noisy one. A lead that is lost by itself makes
// the others no less sure, but keeps a record from being called normal when it is a chest lead.
func quality(r *measure.Report, _ *Context, f *Findings) {
	q := &r.Quality
	f.s.unusable = q.Grade == "D" || q.Grade != "" && !q.Usable
	f.s.poor = f.s.unusable || q.Grade == "C" && !q.LostOnly
	f.s.lost = slices.ContainsFunc(q.Leads, func(l measure.LeadQuality) bool { return l.Grade == "D" && l.Lead.IsChest() })
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
