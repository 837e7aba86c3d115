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

func isAHA(data []byte) bool {
	return len(data) >= ahaEntry && data[0] == 0 && strings.IndexByte(ahaFirst, data[1]) >= 0
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
