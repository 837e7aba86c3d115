package classify

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// leadSet is a set of the leads that ST criteria speak of, by their index in stLeads.
type leadSet uint32

// stLeads are the leads of ST criteria: the frontal plane in the order of Cabrera, then the chest from V1 to the back and
// to the right. Neighbours are consecutive; -aVR is read from aVR.
var stLeads = [...]ecg.Lead{
	ecg.LeadAVL, ecg.LeadI, ecg.LeadAVRneg, ecg.LeadII, ecg.LeadAVF, ecg.LeadIII,
	ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6, ecg.LeadV7, ecg.LeadV8, ecg.LeadV9,
	ecg.LeadV3R, ecg.LeadV4R,
}

// setOf returns the set of the leads given.
func setOf(leads ...ecg.Lead) leadSet {
	var s leadSet
	for _, l := range leads {
		for i, m := range stLeads {
			if l == m {
				s |= 1 << i
			}
		}
	}
	return s
}

func (s leadSet) has(i int) bool { return s>>i&1 != 0 }

func (s leadSet) count() int {
	n := 0
	for ; s != 0; s &= s - 1 {
		n++
	}
	return n
}

// contiguous are the pairs of neighbouring leads.
var contiguous = [...]leadSet{
	setOf(ecg.LeadAVL, ecg.LeadI), setOf(ecg.LeadI, ecg.LeadAVRneg), setOf(ecg.LeadAVRneg, ecg.LeadII),
	setOf(ecg.LeadII, ecg.LeadAVF), setOf(ecg.LeadAVF, ecg.LeadIII),
	setOf(ecg.LeadV1, ecg.LeadV2), setOf(ecg.LeadV2, ecg.LeadV3), setOf(ecg.LeadV3, ecg.LeadV4), setOf(ecg.LeadV4, ecg.LeadV5),
	setOf(ecg.LeadV5, ecg.LeadV6), setOf(ecg.LeadV6, ecg.LeadV7), setOf(ecg.LeadV7, ecg.LeadV8), setOf(ecg.LeadV8, ecg.LeadV9),
	setOf(ecg.LeadV3R, ecg.LeadV4R), setOf(ecg.LeadV1, ecg.LeadV3R),
}

// paired returns the leads of s that have a neighbour in s.
func (s leadSet) paired() leadSet {
	var out leadSet
	for _, p := range contiguous {
		if s&p == p {
			out |= p
		}
	}
	return out
}

// Regions of the heart by their leads.
var (
	inferiorLeads  = setOf(ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
	highLateral    = setOf(ecg.LeadI, ecg.LeadAVL)
	lowLateral     = setOf(ecg.LeadV5, ecg.LeadV6)
	septalLeads    = setOf(ecg.LeadV1, ecg.LeadV2)
	anteriorLeads  = setOf(ecg.LeadV3, ecg.LeadV4)
	posteriorLeads = setOf(ecg.LeadV7, ecg.LeadV8, ecg.LeadV9)
	rightLeads     = setOf(ecg.LeadV3R, ecg.LeadV4R)
	chestLeads     = septalLeads | anteriorLeads | lowLateral
	limbLeads      = inferiorLeads | highLateral | setOf(ecg.LeadAVRneg)
	cavityLead     = setOf(ecg.LeadAVRneg)
)

// extensive is the number of chest leads from which an infarct is called extensive anterior.
const extensive = 5

// territory is a region of the heart in words, with the AHA statement and SCP-ECG acronym of an infarct there.
type territory struct {
	en, zh, scp string
	aha         int
	reciprocal  leadSet // where ST depression is expected against ST elevation here
}

var (
	inferiorT    = territory{"inferior", "下壁", "IMI", 161, highLateral}
	inferolatT   = territory{"inferolateral", "下侧壁", "ILMI", 161, setOf(ecg.LeadAVL, ecg.LeadV1, ecg.LeadV2)}
	inferopostT  = territory{"inferoposterior", "下后壁", "IPMI", 161, highLateral | septalLeads}
	posteriorT   = territory{"posterior", "后壁", "PMI", 162, septalLeads | setOf(ecg.LeadV3)}
	inferorightT = territory{"inferior and right ventricular", "下壁及右室", "IMI", 161, highLateral}
	rightT       = territory{"right ventricular", "右室", "", 174, highLateral}
	septalT      = territory{"septal", "间壁", "ASMI", 165, inferiorLeads}
	anteroseptT  = territory{"anteroseptal", "前间壁", "ASMI", 165, inferiorLeads}
	anteriorT    = territory{"anterior", "前壁", "AMI", 160, inferiorLeads}
	anterolatT   = territory{"anterolateral", "前侧壁", "ALMI", 160, inferiorLeads}
	extensiveT   = territory{"extensive anterior", "广泛前壁", "AMI", 166, inferiorLeads}
	anteroinfT   = territory{"anterior and inferior", "前壁及下壁", "AMI", 160, 0}
	lateralT     = territory{"lateral", "侧壁", "LMI", 163, inferiorLeads}
	highLateralT = territory{"high lateral", "高侧壁", "LMI", 163, setOf(ecg.LeadIII, ecg.LeadAVF)}
)

// locate names the territory of a set of leads.
func locate(s leadSet) territory {
	inferior := s&inferiorLeads != 0
	chest := s & chestLeads
	front := chest & (septalLeads | anteriorLeads)
	lateral := s & (highLateral | lowLateral | cavityLead)
	if s&rightLeads != 0 && inferior {
		front &^= setOf(ecg.LeadV1) // V1 lies over the right ventricle
	}
	switch {
	case chest.count() >= extensive:
		return extensiveT
	case front != 0 && inferior:
		return anteroinfT
	case front != 0 && s&(highLateral|lowLateral) != 0:
		return anterolatT
	case front == septalLeads || front == setOf(ecg.LeadV1):
		return septalT
	case front&setOf(ecg.LeadV1) != 0:
		return anteroseptT
	case front != 0:
		return anteriorT
	case inferior && s&rightLeads != 0:
		return inferorightT
	case inferior && s&posteriorLeads != 0:
		return inferopostT
	case inferior && s&(highLateral|lowLateral) != 0:
		return inferolatT
	case inferior:
		return inferiorT
	case s&posteriorLeads != 0:
		return posteriorT
	case s&rightLeads != 0:
		return rightT
	case lateral&lowLateral == 0 && lateral != 0:
		return highLateralT
	}
	return lateralT
}

// stLead reads one of stLeads from the report: its measurements, the sign that turns aVR into -aVR, and the lead recorded.
func stLead(r *measure.Report, i int) (m *measure.Lead, sign float64, recorded ecg.Lead) {
	l := stLeads[i]
	if l == ecg.LeadAVRneg {
		return get(r, ecg.LeadAVR), -1, ecg.LeadAVR
	}
	return get(r, l), 1, l
}
