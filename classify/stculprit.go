package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// Limits of hints at the occluded artery, µV: AHA/ACCF/HRS 2009 part VI. They are hints: anatomy varies.
const (
	culpritOver      = 10  // III over II by at least this, which two equal leads do not measure
	culpritDepressed = -50 // I and aVL: depressed from here, isoelectric or elevated above
	culpritRightV1   = 50  // elevation of V1 that betrays the right ventricle, as in V3R
	culpritLAD       = 250 // over, in V1-V3: before the first septal branch
	culpritAVR       = 50  // elevation of aVR beside a right bundle branch block
)

// Rules of the evidence.
const (
	ruleRCA         = "III over II, depression in I or aVL"
	ruleRCAProximal = "right coronary artery with elevation in V1 or V4R"
	ruleLCx         = "II at least III, I and aVL not depressed, V5-V6 not depressed"
	ruleLADProximal = "over 250 µV in V1-V3, or right bundle branch block with elevation in aVR"
	ruleDiagonal    = "aVL and V2 with depression in III"
)

// culprit hints at the artery behind elevation in the leads s, in words that continue the name of the territory.
func (f *Findings) culprit(r *measure.Report, s leadSet) (en, zh string) {
	switch {
	case f.s.reversed && s&limbLeads != 0:
		return "", ""
	case s&setOf(ecg.LeadAVL, ecg.LeadV2) == s:
		return ", consider first diagonal branch", "，考虑第一对角支病变"
	case s&(septalLeads|anteriorLeads) != 0 && s&inferiorLeads == 0:
		return f.leftAnterior(r, s)
	case s&inferiorLeads != 0 && s&anteriorLeads == 0:
		return f.inferiorCulprit(r, s)
	}
	return "", ""
}

func (f *Findings) leftAnterior(r *measure.Report, s leadSet) (en, zh string) {
	for i, l := range stLeads {
		if m, _, _ := stLead(r, i); s.has(i) && l >= ecg.LeadV1 && l <= ecg.LeadV3 && stLevel(m) > culpritLAD {
			f.Evidence("culprit_lad_proximal", l, stLevel(m), culpritLAD, ruleLADProximal)
			return ", consider proximal left anterior descending artery", "，考虑左前降支近段病变"
		}
	}
	if j := jLevel(r, ecg.LeadAVR); f.Has("RBBB") && j >= culpritAVR {
		f.Evidence("culprit_lad_proximal", ecg.LeadAVR, j, culpritAVR, ruleLADProximal)
		return ", consider proximal left anterior descending artery", "，考虑左前降支近段病变"
	}
	return "", ""
}

func (f *Findings) inferiorCulprit(r *measure.Report, s leadSet) (en, zh string) {
	one, two, three, avl := jLevel(r, ecg.LeadI), jLevel(r, ecg.LeadII), jLevel(r, ecg.LeadIII), jLevel(r, ecg.LeadAVL)
	v5, v6 := jLevel(r, ecg.LeadV5), jLevel(r, ecg.LeadV6)
	switch {
	case three-two >= culpritOver && (one <= culpritDepressed || avl <= culpritDepressed):
		f.Evidence("culprit_rca", ecg.LeadIII, three, two, ruleRCA)
		switch v1 := jLevel(r, ecg.LeadV1); {
		case v1 >= culpritRightV1:
			f.Evidence("culprit_rca_proximal", ecg.LeadV1, v1, culpritRightV1, ruleRCAProximal)
		case s&rightLeads != 0:
			f.Note("culprit_rca_proximal", ruleRCAProximal)
		default:
			return ", consider right coronary artery", "，考虑右冠状动脉病变"
		}
		return ", consider proximal right coronary artery with right ventricle", "，考虑右冠状动脉近段病变累及右室"
	case two >= three && one > culpritDepressed && avl > culpritDepressed && v5 > culpritDepressed && v6 > culpritDepressed:
		f.Evidence("culprit_lcx", ecg.LeadII, two, three, ruleLCx)
		return ", consider left circumflex artery", "，考虑左回旋支病变"
	}
	return "", ""
}

// extension reports that an inferior or lateral infarct may reach the back: horizontal depression in V1-V3 under an upright T,
// where V7-V9 were not recorded.
func (f *Findings) extension(r *measure.Report, s leadSet) (en, zh string) {
	if s&(inferiorLeads|lowLateral) == 0 || s&(posteriorLeads|septalLeads|anteriorLeads) != 0 || f.HasAny("RBBB", codeIRBBB, "RVH") {
		return "", ""
	}
	d, deepest := horizontalFront(r)
	if v2 := get(r, ecg.LeadV2); d == 0 || v2 == nil || !(v2.T > 0) {
		return "", ""
	}
	f.Evidence("posterior_extension_j_uv", ecg.LeadV2, deepest, posteriorST, rulePosterior)
	return ", possible posterior extension", "，后壁可能受累"
}

// horizontalFront returns the neighbours among V1-V3 with horizontal ST depression, and the deepest, µV.
func horizontalFront(r *measure.Report) (s leadSet, deepest float64) {
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
	return s.paired(), deepest
}
