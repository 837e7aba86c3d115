package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of infarction behind a wide QRS complex, µV unless stated.
const (
	concordantST   = 100   // Sgarbossa 1996, criteria A and B
	discordantST   = 500   // criterion C
	modifiedST     = 100   // Smith 2012, criterion C'
	modifiedRatio  = -0.25 // ST/S
	sgarbossaScore = 3
	sgarbossaA     = 5 // points
	sgarbossaB     = 3
	sgarbossaC     = 2
)

// Rules of the evidence.
const (
	ruleSgarbossaA    = "Sgarbossa A, concordant elevation"
	ruleSgarbossaB    = "Sgarbossa B, concordant depression"
	ruleSgarbossaC    = "Sgarbossa C, discordant elevation"
	ruleSmithModified = "Smith-modified Sgarbossa"
)

// sgarbossa states an infarct behind LBBB, ventricular pacing or an unspecific delay: three points of the original score or
// one criterion of the modified rule. Behind pacing, concordant depression counts in V1-V6 (Dodd 2021), else in V1-V3.
func sgarbossa(r *measure.Report, c *Context, f *Findings) {
	paced := ventricularPaced(r)
	modified := false
	var concordant, depressed, discordant bool
	for _, l := range ecg.StandardLeads {
		m := get(r, l)
		if m == nil || l == ecg.LeadAVR || !ecg.Known(m.QRSNet) || !ecg.Known(m.J) {
			continue // aVR looks into the cavity: its ST mirrors the other leads'
		}
		j := float64(m.J)
		held := math.IsNaN(float64(m.ST40)) || j > 0 && float64(m.ST40) >= stPersist*concordantST ||
			j < 0 && float64(m.ST40) <= -stPersist*concordantST
		switch {
		case !held:
		case m.QRSNet > 0 && j >= concordantST:
			concordant = true
			f.Evidence("j_uv", l, j, concordantST, ruleSgarbossaA)
		case m.QRSNet < 0 && j <= -concordantST && (l >= ecg.LeadV1 && l <= ecg.LeadV3 || paced && l >= ecg.LeadV4 && l <= ecg.LeadV6):
			depressed = true
			f.Evidence("j_uv", l, j, -concordantST, ruleSgarbossaB)
		case m.QRSNet < 0 && j >= modifiedST:
			if ratio := -j / negative(m); ratio <= modifiedRatio {
				modified = true
				f.Evidence("st_s_ratio", l, ratio, modifiedRatio, ruleSmithModified)
			}
			if j >= discordantST {
				discordant = true
				f.Evidence("j_uv", l, j, discordantST, ruleSgarbossaC)
			}
		}
	}
	score := 0
	if concordant {
		score += sgarbossaA
	}
	if depressed {
		score += sgarbossaB
	}
	if discordant {
		score += sgarbossaC
	}
	if score < sgarbossaScore && !modified {
		f.Drop() // excessive discordance alone is not enough in the original score
		return
	}
	x := Finding{Confidence: Probable}
	if score >= sgarbossaScore {
		x.Confidence = Definite
	}
	switch {
	case f.Has("LBBB"):
		x.AHA = 173
		x.EN, x.ZH = "Suspected acute myocardial infarction in the presence of left bundle branch block (Sgarbossa)",
			"左束支阻滞合并急性心肌梗死可能（Sgarbossa标准阳性），请立即结合临床"
	case paced:
		x.EN, x.ZH = "Suspected acute myocardial infarction in a paced rhythm (Sgarbossa)",
			"起搏心律合并急性心肌梗死可能（Sgarbossa标准阳性），请立即结合临床"
	default: // the criteria were not validated for an unspecific delay
		x.Confidence = Possible
		x.EN, x.ZH = "Suspected acute myocardial infarction behind a wide QRS complex (Sgarbossa)",
			"宽QRS伴急性心肌梗死可能（Sgarbossa标准阳性），请立即结合临床"
	}
	f.Evidence("sgarbossa_score", 0, float64(score), sgarbossaScore, "Sgarbossa 1996")
	if f.Has("HYPERKALEMIA") {
		f.Note("hyperkalaemia", ruleSmithModified)
		x.Confidence = Possible
	}
	f.equivalent(r, c, x, 0)
}
