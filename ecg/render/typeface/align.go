package typeface

import (
	"encoding/binary"
	"errors"

	"golang.org/x/image/font/sfnt"
)

var errFont = errors.New("typeface: not a TrueType or OpenType font")

// Layout of a font file (OpenType specification, "Organization of an OpenType font").
const (
	collectionTag  = "ttcf"
	collectionHead = 12
	directoryHead  = 12
	directoryEntry = 16
	maxFonts       = 64
	maxTables      = 64
)

// wanted are the tables that outlines need.
var wanted = map[string]bool{"cmap": true, "glyf": true, "loca": true, "CFF ": true, "head": true, "hhea": true, "hmtx": true,
	"maxp": true, "name": true, "OS/2": true, "post": true}

// count returns how many fonts a file holds.
func count(data []byte) (int, error) {
	if len(data) < directoryHead {
		return 0, errFont
	}
	if string(data[:4]) != collectionTag {
		return 1, nil
	}
	n := binary.BigEndian.Uint32(data[8:])
	if n < 1 || n > maxFonts || len(data) < collectionHead+4*int(n) {
		return 0, errFont
	}
	return int(n), nil
}

// single returns font i of a file, rebuilt from the tables that are needed. Real fonts, WenQuanYi among them, have tables that do not
// start at a multiple of four bytes, which package sfnt refuses; and without the rest less can be wrong.
func single(data []byte, i int) (*sfnt.Font, error) {
	at := uint64(0)
	if string(data[:4]) == collectionTag {
		at = uint64(binary.BigEndian.Uint32(data[collectionHead+4*i:]))
	}
	size := uint64(len(data))
	if at+directoryHead > size {
		return nil, errFont
	}
	n := int(binary.BigEndian.Uint16(data[at+4:]))
	if n < 1 || n > maxTables || at+directoryHead+uint64(n)*directoryEntry > size {
		return nil, errFont
	}
	var entries [][]byte
	for k := range n {
		e := data[at+directoryHead+uint64(k)*directoryEntry:][:directoryEntry]
		if wanted[string(e[:4])] {
			entries = append(entries, e)
		}
	}
	out := make([]byte, directoryHead+len(entries)*directoryEntry)
	copy(out, data[at:at+directoryHead])
	binary.BigEndian.PutUint16(out[4:], uint16(len(entries)))
	for k, e := range entries {
		from, length := uint64(binary.BigEndian.Uint32(e[8:])), uint64(binary.BigEndian.Uint32(e[12:]))
		if from+length > size || uint64(len(out))+length > 2*size { // tables may share bytes, but not many
			return nil, errFont
		}
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
		d := out[directoryHead+k*directoryEntry:]
		copy(d, e)
		binary.BigEndian.PutUint32(d[8:], uint32(len(out)))
		out = append(out, data[from:from+length]...)
	}
	return sfnt.Parse(out)
}
