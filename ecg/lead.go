package ecg

import (
	"strconv"
	"strings"
)

// Lead identifies an ECG lead. Values 0 to 184 are the numbers of SCP-ECG and of ISO/IEEE 11073-10102; larger ones
// are leads that databases use and those schemes lack. The zero value is a lead unknown or not stated.
type Lead int16

// The leads most code speaks of; leadtable.go has them all.
const (
	LeadUnknown Lead = 0
	LeadI       Lead = 1
	LeadII      Lead = 2
	LeadV1      Lead = 3
	LeadV2      Lead = 4
	LeadV3      Lead = 5
	LeadV4      Lead = 6
	LeadV5      Lead = 7
	LeadV6      Lead = 8
	LeadV7      Lead = 9
	LeadV2R     Lead = 10
	LeadV3R     Lead = 11
	LeadV4R     Lead = 12
	LeadV5R     Lead = 13
	LeadV6R     Lead = 14
	LeadV7R     Lead = 15
	LeadX       Lead = 16
	LeadY       Lead = 17
	LeadZ       Lead = 18
	LeadCC5     Lead = 19
	LeadCM5     Lead = 20
	LeadIII     Lead = 61
	LeadAVR     Lead = 62
	LeadAVL     Lead = 63
	LeadAVF     Lead = 64
	LeadAVRneg  Lead = 65 // -aVR, between I and II in the Cabrera order
	LeadV8      Lead = 66
	LeadV9      Lead = 67
)

// Leads of ambulatory recorders and databases without a number in SCP-ECG.
const (
	LeadMLI   Lead = 1000 + iota // modified limb leads, electrodes on the chest (MIT-BIH)
	LeadMLII                     //
	LeadMLIII                    //
)

var extraLeads = map[Lead]string{LeadMLI: "MLI", LeadMLII: "MLII", LeadMLIII: "MLIII"}

// StandardLeads are the 12 leads in the usual order.
var StandardLeads = [12]Lead{LeadI, LeadII, LeadIII, LeadAVR, LeadAVL, LeadAVF, LeadV1, LeadV2, LeadV3, LeadV4, LeadV5, LeadV6}

// String gives the lead's usual name ("I", "aVR", "V1", "MLII"), "" when unknown.
func (l Lead) String() string {
	if l >= 0 && int(l) < len(leadNames) {
		return leadNames[l]
	}
	return extraLeads[l]
}

// MarshalText gives [Lead.String].
func (l Lead) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads any name that [ParseLead] knows; others give LeadUnknown.
func (l *Lead) UnmarshalText(b []byte) error {
	*l = ParseLead(string(b))
	return nil
}

// IsLimb reports whether l is one of I, II, III, aVR, aVL, aVF.
func (l Lead) IsLimb() bool { return l == LeadI || l == LeadII || l >= LeadIII && l <= LeadAVF }

// IsChest reports whether l is one of V1 to V6.
func (l Lead) IsChest() bool { return l >= LeadV1 && l <= LeadV6 }

// SCP returns the lead's number in SCP-ECG section 3; 0 (unspecified) when it has none.
func (l Lead) SCP() int {
	if l > 0 && int(l) < len(leadNames) {
		return int(l)
	}
	return 0
}

// LeadFromSCP returns the lead with number id in SCP-ECG section 3, LeadUnknown when there is none.
func LeadFromSCP(id int) Lead {
	if id > 0 && id < len(leadNames) {
		return Lead(id)
	}
	return LeadUnknown
}

// mdcPartition is the block of ISO/IEEE 11073-10101 codes that leads lie in: partition 2.
const mdcPartition = 2 << 16

// MDC returns the lead's 32-bit code in ISO/IEEE 11073-10101 (partition 2), e.g. 131073 for I; false when it has none.
func (l Lead) MDC() (code int, ok bool) {
	n := l.SCP()
	return mdcPartition + n, n != 0
}

// MDCName returns the reference identifier, e.g. "MDC_ECG_LEAD_AVR", as HL7 aECG uses it; "" when there is none.
func (l Lead) MDCName() string {
	if l.SCP() == 0 {
		return ""
	}
	s := l.String()
	if l >= LeadAVR && l <= LeadAVF {
		s = strings.ToUpper(s)
	}
	return "MDC_ECG_LEAD_" + s
}

// DICOM returns the lead's code value under the scheme "MDC" (current, "2:1") or "SCPECG" (legacy, "5.6.3-9-1"); false
// when it has none.
func (l Lead) DICOM(scheme string) (value string, ok bool) {
	n := l.SCP()
	if n == 0 {
		return "", false
	}
	switch scheme {
	case "MDC":
		return "2:" + strconv.Itoa(n), true
	case "SCPECG":
		return "5.6.3-9-" + strconv.Itoa(n), true
	}
	return "", false
}

// LeadFromDICOM reads a coded lead of DICOM context group 3001 in any of its spellings: SCPECG "5.6.3-9-n", MDC "2:n" and
// MDC as one 32-bit number. It returns LeadUnknown for anything else.
func LeadFromDICOM(scheme, value string) Lead {
	value = strings.TrimRight(strings.TrimSpace(value), "\x00")
	switch strings.ToUpper(strings.TrimRight(strings.TrimSpace(scheme), "\x00")) {
	case "SCPECG", "SCP-ECG", "SCPECG1.3":
		if s, ok := strings.CutPrefix(value, "5.6.3-9-"); ok {
			return leadFromNumber(s, 0)
		}
	case "MDC":
		if s, ok := strings.CutPrefix(value, "2:"); ok {
			return leadFromNumber(s, 0)
		}
		return leadFromNumber(value, mdcPartition)
	}
	return LeadUnknown
}

func leadFromNumber(s string, base int) Lead {
	n, err := strconv.Atoi(s)
	if err != nil {
		return LeadUnknown
	}
	return LeadFromSCP(n - base)
}

// exactLeads are the canonical names as written; foldedLeads are upper-case names and aliases.
var exactLeads, foldedLeads = leadIndexes()

// leadAliases are names met in files beside the canonical ones, upper case, without blanks.
var leadAliases = map[string]Lead{
	"1": LeadI, "2": LeadII, "3": LeadIII, "L1": LeadI, "L2": LeadII, "L3": LeadIII, "LI": LeadI, "LII": LeadII, "LIII": LeadIII,
	"D1": LeadI, "D2": LeadII, "D3": LeadIII, "DI": LeadI, "DII": LeadII, "DIII": LeadIII, // Romance languages: derivación I
	"Ⅰ": LeadI, "Ⅱ": LeadII, "Ⅲ": LeadIII, // one-character Roman numerals, usual in Chinese files
	"C1": LeadV1, "C2": LeadV2, "C3": LeadV3, "C4": LeadV4, "C5": LeadV5, "C6": LeadV6, // IEC electrode names
	"-AVR": LeadAVRneg, "AVRNEG": LeadAVRneg, "AVR-": LeadAVRneg, "MAVR": LeadAVRneg, "-VR": LeadAVRneg,
	"AVR+": LeadAVR, "AVL+": LeadAVL, "AVF+": LeadAVF,
	"RV3": LeadV3R, "RV4": LeadV4R, "RV5": LeadV5R, "RV6": LeadV6R, "RV7": LeadV7R, "RV2": LeadV2R,
	"VX": LeadX, "VY": LeadY, "VZ": LeadZ,
	"ML1": LeadMLI, "ML2": LeadMLII, "ML3": LeadMLIII, "MLI": LeadMLI, "MLII": LeadMLII, "MLIII": LeadMLIII,
}

func leadIndexes() (exact, folded map[string]Lead) {
	exact = make(map[string]Lead, len(leadNames))
	folded = make(map[string]Lead, len(leadNames)+len(leadAliases))
	for i := len(leadNames) - 1; i > 0; i-- {
		exact[leadNames[i]] = Lead(i)
		folded[strings.ToUpper(leadNames[i])] = Lead(i)
	}
	for name, l := range leadAliases {
		folded[name] = l
	}
	return exact, folded
}

// blanks takes out what separates the parts of a lead name.
var blanks = strings.NewReplacer(" ", "", "_", "", "\t", "")

// narrow turns full-width letters, digits and signs, as Chinese input methods write them, into ASCII.
func narrow(s string) string {
	const first, last, toASCII = '！', '～', '！' - '!'
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= first && r <= last || r == ideographicSpace }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == ideographicSpace:
			return ' '
		case r >= first && r <= last:
			return r - toASCII
		}
		return r
	}, s)
}

const ideographicSpace = '\u3000'

// ParseLead reads a lead's name as files spell it, whatever its case: "II", "ii", "Lead II", "MDC_ECG_LEAD_II",
// "NOM_ECG_LEAD_II", "Lead I (Einthoven)", "MLII", "-aVR", "Ⅱ", "D2", "C1". It returns LeadUnknown for what it does not know.
func ParseLead(name string) Lead {
	if l, ok := exactLeads[name]; ok {
		return l
	}
	name = narrow(name)
	s := strings.Trim(name, " \t\r\n\x00\"'")
	derived := false
	for _, p := range []string{"MDC_ECG_LEAD_", "NOM_ECG_LEAD_", "ECG_LEAD_"} {
		if len(s) > len(p) && strings.EqualFold(s[:len(p)], p) {
			s, derived = s[len(p):], true
		}
	}
	if l, ok := exactLeads[s]; ok {
		return l
	}
	if i := strings.IndexAny(s, "(（["); i > 0 {
		s = s[:i]
	}
	s = strings.ToUpper(s)
	s = strings.TrimSuffix(s, "导联")
	numbered := false // "Lead 1" is I, "ECG 1" the first channel of something
	for _, p := range []string{"ECG", "LEAD", "DERIVATION", "ABLEITUNG", "CHANNEL"} {
		numbered = numbered || p != "ECG" && p != "CHANNEL" && strings.HasPrefix(s, p)
		s = strings.TrimLeft(strings.TrimPrefix(s, p), " _:-")
		if s == "" {
			return LeadUnknown
		}
	}
	if strings.HasPrefix(strings.TrimSpace(name), "-") {
		s = "-" + s
	}
	s = blanks.Replace(s)
	if len(s) == 1 && s[0] >= '1' && s[0] <= '3' && !numbered {
		return LeadUnknown
	}
	if derived && len(s) > 1 && s[0] == 'D' { // MDC_ECG_LEAD_DI is the derived lead I, not derivación I
		if l, ok := exactLeads["d"+s[1:]]; ok {
			return l
		}
	}
	return foldedLeads[s]
}
