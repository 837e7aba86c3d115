package wfdb

import "github.com/goecg/goecg/ecg"

// foreignBeats are beats in other coding schemes: ISO/IEEE 11073-10101 by the codes of DICOM's context group 3335 and by
// reference identifier.
var foreignBeats = map[string]byte{
	"10:8208": CodeNormal, "10:8256": CodeSVPB, "10:8272": CodeAPC, "10:8288": CodeNPC, "10:8304": CodeAberr, "10:8336": CodePVC,
	"10:8352": CodeFusion, "10:8400": CodeAEsc, "10:8416": CodeNEsc, "10:8432": CodeVEsc, "10:8464": CodeLBBB, "10:8496": CodeRBBB,
	"10:8720": CodePFusion, "10:8736": CodeUnknown, "MDC_ECG_BEAT_NORMAL": CodeNormal,
}

// beatCode is the code of a beat of any scheme, CodeUnknown where it says nothing that is understood.
func beatCode(a *ecg.Annotation) byte {
	if c, ok := foreignBeats[a.Code]; ok {
		return c
	}
	return CodeUnknown
}
