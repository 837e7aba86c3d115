package wfdb

import (
	"encoding/binary"
	"strings"
)

// The AHA form: entries of 16 bytes, each a letter, a time and text, filled up with 0xFF.
const (
	ahaEntry = 16
	ahaEnd   = 0xFF
	ahaTime  = 2
	ahaSub   = 8
	ahaText  = 10
)

// ahaFirst are the letters by which a file is recognised; a bracket is none, since other files begin with one.
const ahaFirst = "NVFEPQROU"

var ahaCodes = map[byte]byte{
	'N': CodeNormal, 'V': CodePVC, 'F': CodeFusion, 'E': CodeVEsc, 'P': CodePace, 'Q': CodeUnknown, 'R': CodeRonT,
	'O': CodeNote, 'U': CodeNoise, '[': CodeVFOn, ']': CodeVFOff,
}

func looksAHA(b0, b1 byte) bool { return b0 == 0 && strings.IndexByte(ahaFirst, b1) >= 0 }

// isAHA looks at the first entry and, since a file of the MIT form may begin alike, at the second.
func isAHA(data []byte) bool {
	if len(data) < ahaEntry || !looksAHA(data[0], data[1]) {
		return false
	}
	if data = data[ahaEntry:]; len(data) < 2 {
		return true
	}
	_, known := ahaCodes[data[1]]
	return data[0] == ahaEnd || data[0] == 0 && known
}

func decodeAHA(f *AnnotationFile, data []byte) error {
	f.AHA = true
	for at := 0; ; at += ahaEntry {
		if at >= len(data) {
			f.NoEnd = true
			return nil
		}
		b := data[at:]
		if b[0] == ahaEnd {
			return nil
		}
		if len(b) < ahaEntry {
			return annError(at, "entry cut")
		}
		code, ok := ahaCodes[b[1]]
		if !ok {
			continue // letters without a counterpart are left out
		}
		a := Annotation{
			Sample:  int64(int32(binary.LittleEndian.Uint16(b[ahaTime:]))<<16 | int32(binary.LittleEndian.Uint16(b[ahaTime+2:]))),
			Code:    code,
			Subtype: int8(b[ahaSub]),
			Aux:     strings.TrimRight(string(b[ahaText:ahaEntry]), "\x00"),
		}
		if code == CodeNoise && a.Subtype == 0 {
			a.Subtype = -1
		}
		f.Annotations = append(f.Annotations, a)
	}
}
