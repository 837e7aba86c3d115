package vendor

import (
	"bytes"
	"encoding/binary"

	"github.com/goecg/goecg/formats"
)

// Layout of a Contec ECG90A file: a header of text fields, rows of eight 16-bit words, a footer.
const (
	contecID      = 8  // bytes of digits and NULs
	contecDate    = 10 // "YYYY-MM-DD hh:mm:ss"
	contecName    = 32
	contecMinimum = 96
	contecFixed   = 80 // header and footer
	contecRow     = 16
	dateLayout    = "0000-00-00 00:00:00"
)

func sniffContec(head []byte) int {
	if len(head) < contecMinimum || len(head) < formats.SniffLen && (len(head)-contecFixed)%contecRow != 0 {
		return 0
	}
	id := bytes.TrimRight(head[:contecID], "\x00")
	if len(id) == 0 || len(id) == contecID || !digits(id) {
		return 0
	}
	if !zero(head[contecID:contecDate]) || !zero(head[contecDate+len(dateLayout):contecName]) {
		return 0
	}
	for i, want := range []byte(dateLayout) {
		c := head[contecDate+i]
		if want == '0' && (c < '0' || c > '9') || want != '0' && c != want {
			return 0
		}
	}
	return sureLayout
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func zero(b []byte) bool {
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

var mindrayMagic = []byte{0xEB, 0xEC, 0x12, 0x34, 0x20}

func sniffMindray(head []byte) int {
	if bytes.HasPrefix(head, mindrayMagic) {
		return sureMark
	}
	return 0
}

// Layout of a section of a Nihon Kohden cart's file; numbers are big endian and a section's checksum follows it.
const (
	nkSize     = 10 // of the section with this header
	nkType     = 12
	nkHeader   = 14
	nkChecksum = 2
)

// nkTypes are the types of section known.
var nkTypes = map[uint16]bool{
	0x0001: true, 0x0002: true, 0x0006: true, 0x0007: true, 0x0008: true,
	0x0100: true, 0x0103: true, 0x0113: true, 0x0120: true,
}

// sniffNihonKohden follows the first sections: the system section, then others of known types.
func sniffNihonKohden(head []byte) int {
	const enough = 3
	p := 0
	for i := range enough {
		if len(head)-p < nkHeader {
			return 0
		}
		size, kind := int(binary.BigEndian.Uint16(head[p+nkSize:])), binary.BigEndian.Uint16(head[p+nkType:])
		if size < nkHeader || !nkTypes[kind] || (i == 0) != (kind == 1) {
			return 0
		}
		p += size + nkChecksum
	}
	return sureGuess
}
