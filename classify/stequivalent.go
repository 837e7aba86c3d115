package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of infarct patterns without the classical ST elevation, µV unless stated.
const (
	concordantST   = 100   // Sgarbossa 1996, criteria A and B
	discordantST   = 500   // criterion C
	modifiedST     = 100   // Smith 2012, criterion C'
	modifiedRatio  = -0.25 // ST/S
	sgarbossaScore = 3

	posteriorST   = -50
	posteriorFlat = 30   // |ST80 - J| of horizontal depression: measurement tolerance on each side
	posteriorDeep = -100 // without a tall R: depression confined to the front is posterior injury (Meyers 2021)
	posteriorR    = 30   // ms, R in V2

	deWinterST = -100
	deWinterT  = 600
	deWinterR  = 50 // elevation in aVR that makes it probable
)

// stEquivalent states STEMI_EQUIVALENT: the Sgarbossa criteria, original or as modified by Smith, behind LBBB, ventricular
// pacing or an unspecific wide QRS; a posterior infarct; the pattern of de Winter.
func stEquivalent(r *measure.Report, _ *Context, f *Findings) {
	if f.HasAny("STEMI", "VT", "WPW") {
		return
	}
	if f.HasAny("LBBB", "IVCD") || ventricularPaced(r) {
		sgarbossa(r, f)
		return
	}
	if f.HasAny("RBBB", codeIRBBB, "RVH") || !(r.QRS < blockQRS) {
		return
	}
	if !posterior(r, f) {
		deWinter(r, f)
	}
}

func (f *Findings) equivalent(r *measure.Report, x Finding) {
	if f.s.poor {
		f.Note("poor_quality", "signal quality")
		x.Confidence = Possible
	}
	x.Code, x.Severity = "STEMI_EQUIVALENT", Critical
	f.Add(x)
}

func sgarbossa(r *measure.Report, f *Findings) {
	paced := ventricularPaced(r)
	score, modified := 0, false
	var concordant, depressed, discordant bool
	for _, l := range ecg.StandardLeads {
		m := get(r, l)
		if m == nil || l == ecg.LeadAVR || !ecg.Known(m.QRSNet) || !ecg.Known(m.J) {
			continue
		}
		j := float64(m.J)
		held := math.IsNaN(float64(m.ST40)) || j > 0 && float64(m.ST40) >= stPersist*concordantST ||
			j < 0 && float64(m.ST40) <= -stPersist*concordantST
		switch {
		case !held:
		case m.QRSNet > 0 && j >= concordantST:
			concordant = true
			f.Evidence("j_uv", l, j, concordantST, "Sgarbossa A, concordant elevation")
		case m.QRSNet < 0 && j <= -concordantST && (l >= ecg.LeadV1 && l <= ecg.LeadV3 || paced && l >= ecg.LeadV4 && l <= ecg.LeadV6):
			depressed = true
			f.Evidence("j_uv", l, j, -concordantST, "Sgarbossa B, concordant depression")
		case m.QRSNet < 0 && j >= modifiedST:
			if ratio := -j / negative(m); ratio <= modifiedRatio {
				modified = true
				f.Evidence("st_s_ratio", l, ratio, modifiedRatio, "Smith-modified Sgarbossa")
			}
			if j >= discordantST {
				discordant = true
				f.Evidence("j_uv", l, j, discordantST, "Sgarbossa C, discordant elevation")
			}
		}
	}
	if concordant {
		score += 5
	}
	if depressed {
		score += 3
	}
	if discordant {
		score += 2
	}
	if score < sgarbossaScore && !modified {
		f.Drop() // excessive discordance alone is not enough in the original score
		return
	}
	x := Finding{Confidence: Probable, EN: "Suspected acute myocardial infarction behind a wide QRS complex (Sgarbossa)",
		ZH: "宽QRS伴急性心肌梗死可能(Sgarbossa标准阳性),请立即结合临床"}
	switch {
	case f.Has("LBBB"):
		x.AHA = 173
		x.EN, x.ZH = "Suspected acute myocardial infarction in the presence of left bundle branch block (Sgarbossa)",
			"左束支阻滞合并急性心肌梗死可能(Sgarbossa标准阳性),请立即结合临床"
	case paced:
		x.EN, x.ZH = "Suspected acute myocardial infarction in a paced rhythm (Sgarbossa)",
			"起搏心律合并急性心肌梗死可能(Sgarbossa标准阳性),请立即结合临床"
	default: // the criteria were not validated for an unspecific delay
		x.Confidence = Possible
	}
	f.Evidence("sgarbossa_score", 0, float64(score), sgarbossaScore, "Sgarbossa 1996")
	if x.Confidence == Probable && score >= sgarbossaScore {
		x.Confidence = Definite
	}
	f.equivalent(r, x)
}

// posterior states a posterior infarct: horizontal ST depression in two neighbours of V1-V3, deeper than any in V5-V6,
// under an upright T, with a dominant and broad R in V2 or 100 µV deep and confined to the front.
func posterior(r *measure.Report, f *Findings) bool {
	v2 := get(r, ecg.LeadV2)
	if v2 == nil || !(v2.T > 0) || v2.TNegative < posteriorST {
		return false
	}
	tallR := rs(v2) > 1 && v2.RDur > posteriorR
	var s leadSet
	deepest := 0.0
	for i, l := range stLeads {
		m, _, _ := stLead(r, i)
		if m == nil || l < ecg.LeadV1 || l > ecg.LeadV3 {
			continue
		}
		if j := float64(m.J); j <= posteriorST && math.Abs(float64(m.ST80)-j) <= posteriorFlat {
			s |= 1 << i
			deepest = min(deepest, j)
		}
	}
	if s = s.paired(); s == 0 {
		return false
	}
	for _, l := range [...]ecg.Lead{ecg.LeadV5, ecg.LeadV6} {
		if m := get(r, l); m != nil && (float64(m.J) < deepest || !tallR && float64(m.J) <= posteriorST) {
			return false
		}
	}
	if !tallR && deepest > posteriorDeep {
		return false
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_uv", l, float64(m.J), posteriorST, "posterior infarct")
		}
	}
	if tallR {
		f.Evidence("r_s_ratio", ecg.LeadV2, rs(v2), 1, "posterior infarct")
	}
	f.Note("record_v7_v9", "confirm a posterior infarct")
	f.equivalent(r, Finding{AHA: 162, SCP: "PMI", Territory: "posterior", Confidence: Possible,
		EN: "ST depression in V1-V3, suspected posterior myocardial infarction", ZH: "V1-V3导联ST段压低,后壁心肌梗死可能,请加做V7-V9并立即结合临床"})
	return true
}

// deWinter states the pattern of de Winter: up-sloping depression into tall T waves in two neighbours of V2-V5.
func deWinter(r *measure.Report, f *Findings) {
	if hr := heartRate(r); !(hr < definiteRate) {
		return // fast rates depress J by themselves
	}
	var s leadSet
	for i, l := range stLeads {
		m, _, _ := stLead(r, i)
		if m != nil && l >= ecg.LeadV2 && l <= ecg.LeadV5 && m.J <= deWinterST && m.STSlope > 0 && m.ST80 > m.J && m.T >= deWinterT {
			s |= 1 << i
		}
	}
	if s = s.paired(); s == 0 {
		return
	}
	for i := range stLeads {
		if m, _, l := stLead(r, i); s.has(i) {
			f.Evidence("j_uv", l, float64(m.J), deWinterST, "de Winter 2008")
			f.Evidence("t_uv", l, float64(m.T), deWinterT, "de Winter 2008")
		}
	}
	x := Finding{AHA: 160, SCP: "AMI", Territory: "anterior", Confidence: Possible,
		EN: "De Winter pattern, suspected occlusion of the left anterior descending artery", ZH: "De Winter征,左前降支闭塞可能,请立即结合临床"}
	if avr := get(r, ecg.LeadAVR); avr != nil && avr.J >= deWinterR {
		f.Evidence("j_uv", ecg.LeadAVR, float64(avr.J), deWinterR, "de Winter 2008")
		x.Confidence = Probable
	}
	f.equivalent(r, x)
}
