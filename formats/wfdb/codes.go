package wfdb

// Annotation codes of annot(5) that programs speak of.
const (
	CodeNone    = 0  // null
	CodeNormal  = 1  // N
	CodeLBBB    = 2  // L
	CodeRBBB    = 3  // R
	CodeAberr   = 4  // a
	CodePVC     = 5  // V
	CodeFusion  = 6  // F
	CodeNPC     = 7  // J
	CodeAPC     = 8  // A
	CodeSVPB    = 9  // S
	CodeVEsc    = 10 // E
	CodeNEsc    = 11 // j
	CodePace    = 12 // /
	CodeUnknown = 13 // Q
	CodeNoise   = 14 // ~
	CodeSTCh    = 18 // s
	CodeNote    = 22 // "
	CodePWave   = 24 // p
	CodeBBB     = 25 // B
	CodePaceSp  = 26 // ^
	CodeTWave   = 27 // t
	CodeRhythm  = 28 // +
	CodeUWave   = 29 // u
	CodeLearn   = 30 // ?
	CodeFlutter = 31 // !
	CodeVFOn    = 32 // [
	CodeVFOff   = 33 // ]
	CodeAEsc    = 34 // e
	CodeSVEsc   = 35 // n
	CodePFusion = 38 // f
	CodeWaveOn  = 39 // (
	CodeWaveOff = 40 // )
	CodeRonT    = 41 // r
	MaxCode     = 49 // largest code an annotation file can hold
)

// codeInfo describes a code. class is the AAMI class: N S V F Q, or O for a flutter wave, which counts as a QRS complex but
// not as a beat of any class; 0 is not a beat.
type codeInfo struct {
	symbol, name string
	class        byte
}

var codes = [MaxCode + 1]codeInfo{
	0:  {" ", "null", 0},
	1:  {"N", "normal beat", 'N'},
	2:  {"L", "left bundle branch block beat", 'N'},
	3:  {"R", "right bundle branch block beat", 'N'},
	4:  {"a", "aberrated atrial premature beat", 'S'},
	5:  {"V", "premature ventricular contraction", 'V'},
	6:  {"F", "fusion of ventricular and normal beat", 'F'},
	7:  {"J", "junctional premature beat", 'S'},
	8:  {"A", "atrial premature beat", 'S'},
	9:  {"S", "supraventricular premature or ectopic beat", 'S'},
	10: {"E", "ventricular escape beat", 'V'},
	11: {"j", "junctional escape beat", 'S'},
	12: {"/", "paced beat", 'Q'},
	13: {"Q", "unclassifiable beat", 'Q'},
	14: {"~", "signal quality change", 0},
	15: {"[15]", "", 0},
	16: {"|", "isolated QRS-like artifact", 0},
	17: {"[17]", "", 0},
	18: {"s", "ST change", 0},
	19: {"T", "T-wave change", 0},
	20: {"*", "systole", 0},
	21: {"D", "diastole", 0},
	22: {"\"", "comment", 0},
	23: {"=", "measurement", 0},
	24: {"p", "P-wave peak", 0},
	25: {"B", "bundle branch block beat, side unspecified", 'N'},
	26: {"^", "non-conducted pacer spike", 0},
	27: {"t", "T-wave peak", 0},
	28: {"+", "rhythm change", 0},
	29: {"u", "U-wave peak", 0},
	30: {"?", "beat of the learning period", 'Q'},
	31: {"!", "ventricular flutter wave", 'O'},
	32: {"[", "start of ventricular flutter or fibrillation", 0},
	33: {"]", "end of ventricular flutter or fibrillation", 0},
	34: {"e", "atrial escape beat", 'S'},
	35: {"n", "supraventricular escape beat", 'S'},
	36: {"@", "link", 0},
	37: {"x", "non-conducted P wave", 0},
	38: {"f", "fusion of paced and normal beat", 'Q'},
	39: {"(", "waveform onset", 0},
	40: {")", "waveform end", 0},
	41: {"r", "R-on-T premature ventricular contraction", 'V'},
	42: {"[42]", "", 0}, 43: {"[43]", "", 0}, 44: {"[44]", "", 0}, 45: {"[45]", "", 0},
	46: {"[46]", "", 0}, 47: {"[47]", "", 0}, 48: {"[48]", "", 0}, 49: {"[49]", "", 0},
}

var codeBySymbol = func() map[string]byte {
	m := make(map[string]byte, len(codes))
	for i, c := range codes {
		m[c.symbol] = byte(i)
	}
	return m
}()

// Symbol returns the one-character mnemonic of a code, "[15]" and the like for those without one, "" above MaxCode.
func Symbol(code byte) string {
	if code > MaxCode {
		return ""
	}
	return codes[code].symbol
}

// Name describes a code in words, "" where it has no fixed meaning.
func Name(code byte) string {
	if code > MaxCode {
		return ""
	}
	return codes[code].name
}

// CodeOf returns the code of a mnemonic.
func CodeOf(symbol string) (code byte, ok bool) {
	code, ok = codeBySymbol[symbol]
	return code, ok
}

// IsQRS reports whether the code marks a QRS complex in the library's table, which includes flutter waves.
func IsQRS(code byte) bool { return code <= MaxCode && codes[code].class != 0 }

// IsBeat reports whether the code marks a beat: a QRS complex that is not a flutter wave.
func IsBeat(code byte) bool { return Class(code) != 0 }

// Class returns the AAMI class of a beat, 'N', 'S', 'V', 'F' or 'Q', and 0 for what is not a beat.
func Class(code byte) byte {
	if code > MaxCode || codes[code].class == 'O' {
		return 0
	}
	return codes[code].class
}

// ClassCode returns the code that stands for an AAMI class in annotation files written here: N, S, V, F or Q;
// CodeUnknown for any other letter.
func ClassCode(class byte) byte {
	switch class {
	case 'N':
		return CodeNormal
	case 'S':
		return CodeSVPB
	case 'V':
		return CodePVC
	case 'F':
		return CodeFusion
	}
	return CodeUnknown
}
