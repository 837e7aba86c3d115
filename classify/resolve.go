package classify

import (
	"slices"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// exclusion is a rule for contradictions: where a finding with code If stands, findings with codes Drop do not.
type exclusion struct {
	If   string
	Drop []string
}

// exclusions are applied in this order. Criteria already ask for most of it; the table also holds for criteria that a user
// adds, and says in one place what excludes what.
var exclusions = []exclusion{
	{"VF", []string{"NSR", "STACH", "SBRAD", codeSARRH, "AFIB", "AFL", "SVT", "VT", codePolyVT, "PVC", "PAC", "AVB1", "AVB2", "AVB3", codeAVD,
		codeJunctional, codeEctopicAtrial, codeAtrialTachy, codeIVR, codeAIVR, codeUndetermined, "LQT", "SQT", codeTAlternans}},
	{codePolyVT, []string{"VT", "NSR", "STACH", "SBRAD", codeSARRH, "PVC", codeAIVR, codeUndetermined}},
	{"AFL", []string{"AFIB", "NSR", "STACH", "SBRAD", codeSARRH, "PAC", "AVB1", "AVB2", "SVT", "LAE", "RAE", "WPW", codeShortPR, codeEctopicAtrial, codeAtrialTachy, codeUndetermined}},
	{"AFIB", []string{"NSR", "STACH", "SBRAD", codeSARRH, "PAC", "AVB1", "AVB2", "SVT", "LAE", "RAE", "WPW", codeShortPR, codeEctopicAtrial, codeAtrialTachy, codeUndetermined}},
	{"SVT", []string{"NSR", "STACH", codeSARRH, "AVB1", codeShortPR, codeEctopicAtrial, codeJunctional, codeUndetermined}},
	{"STACH", []string{"NSR", "SBRAD"}},
	{"SBRAD", []string{"NSR"}},
	{"AVB3", []string{"AVB1", "AVB2", codeAVD, codeSARRH, codeShortPR, codeJunctional, codeIVR, codeAIVR, codeUndetermined}},
	{"AVB2", []string{"AVB1", codeAVD, codeSARRH, codeJunctional, codeUndetermined}},
	{codeAVD, []string{"AVB1", codeSARRH, codeShortPR, codeUndetermined}},
	{"WPW", []string{"LBBB", "RBBB", codeIRBBB, codeILBBB, "IVCD", codeShortPR, "LVH", "RVH", codeBVH, codeHighVoltage, codeProgression, "OLD_MI", "ISCHEMIA", "T_ABNORMAL", "STEMI", "STEMI_EQUIVALENT"}},
	{"LBBB", []string{"RBBB", codeIRBBB, codeILBBB, "IVCD", "LAFB", "LPFB", "LVH", "RVH", codeBVH, codeHighVoltage, codeProgression, "OLD_MI", "STEMI", "ISCHEMIA", "ST_DEPRESSION", "T_ABNORMAL", "EARLY_REPOL"}},
	{"RBBB", []string{codeIRBBB, codeILBBB, "IVCD", "RVH", codeBVH}},
	{"LVH", []string{codeHighVoltage}},
	{"HYPOKALEMIA", []string{codeProminentU}}, // the waves are part of the pattern
	{"LAFB", []string{codeLAD, "LPFB"}},       // the axis is part of the block
	{"LPFB", []string{codeRAD}},
	{"DEXTROCARDIA", []string{codeRAD, codeARAD, "LAFB", "LPFB", "RVH", codeProgression}},
	{"STEMI", []string{codeProgression, codePE, "STEMI_EQUIVALENT", "ST_ELEVATION", "ISCHEMIA", "ST_DEPRESSION", "T_ABNORMAL", "EARLY_REPOL", "PERICARDITIS", "BRUGADA"}},
	{"STEMI_EQUIVALENT", []string{"ISCHEMIA", "ST_DEPRESSION", "ST_ELEVATION", "T_ABNORMAL"}},
	{"PERICARDITIS", []string{"EARLY_REPOL", "ST_ELEVATION"}},
	{"ISCHEMIA", []string{"ST_DEPRESSION", "T_ABNORMAL"}},
	{"LEAD_REVERSAL", []string{codeLAD, codeRAD, codeARAD, "LAFB", "LPFB", codeProgression, codePE}}, // the axis is not the heart's
	{"ABNORMAL", []string{"NORMAL"}},
}

// safeCodes are what an unusable recording may still state; AFIB is stated there only where the leads of rhythm are good.
var safeCodes = []string{"POOR_QUALITY", "LEAD_REVERSAL", "PACED", "VF", "AFIB", codePause, "STEMI", "STEMI_EQUIVALENT", "ST_ELEVATION"}

// resolve removes findings that contradict others.
func resolve(f *Findings) {
	for i := range exclusions {
		if e := &exclusions[i]; f.Has(e.If) {
			for _, code := range e.Drop {
				f.Remove(code)
			}
		}
	}
	if f.s.unusable {
		f.list = slices.DeleteFunc(f.list, func(x Finding) bool {
			_, ours := statements[x.Code]
			return ours && !slices.Contains(safeCodes, x.Code)
		})
	}
}

// verdictLeads is the least number of standard leads that must be good to call an ECG normal.
const verdictLeads = 10

// verdict states ABNORMAL when a finding is, else NORMAL when enough was measured to say so: sinus rhythm, intervals, and ten
// of the twelve leads in a signal that is not noisy. Otherwise there is no verdict.
func verdict(r *measure.Report, _ *Context, f *Findings) {
	worst, sure := Normal, Possible
	for i := range f.list {
		x := &f.list[i]
		switch {
		case x.Severity > worst:
			worst, sure = x.Severity, x.Confidence
		case x.Severity == worst:
			sure = max(sure, x.Confidence)
		}
	}
	if worst >= Abnormal {
		f.Add(Finding{Code: "ABNORMAL", Severity: Abnormal, Confidence: sure})
		return
	}
	if f.s.poor || f.s.lost || f.s.reversed || !f.s.sinus || f.Has(codeUndetermined) ||
		!ecg.Known(r.PR) || !ecg.Known(r.QRS) || !ecg.Known(r.QT) || goodLeads(r, ecg.StandardLeads[:]) < verdictLeads {
		return
	}
	x := Finding{Code: "NORMAL", Severity: Normal, Confidence: Definite}
	if worst == Borderline {
		x.AHA, x.Confidence = 2, Probable
		x.EN, x.ZH, x.SNOMED = ahaPrimary[2].en, ahaPrimary[2].zh, "251135002" // borderline normal ECG, DICOM CID 3677
	}
	f.Add(x)
}
