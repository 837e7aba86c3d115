package wfdb

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How sure Sniff is.
const (
	sniffMagic  = 95 // "#wfdb" and a sound record line
	sniffHeader = 80 // sound record line and first signal or segment line
)

// sniffLimit is how much of the input is looked at; the first signal line of every header known lies in it.
const sniffLimit = 4096

// Sniff says from 0 to 100 whether head begins a WFDB header. It is text whose record line and first signal line (or
// segment line) parse, with a letter in the file name, which tables of numbers lack; a header without signals is recognised only by a "#wfdb" line.
func Sniff(head []byte) int {
	whole := len(head) <= sniffLimit
	head = head[:min(len(head), sniffLimit)]
	if bytes.IndexByte(head, 0) >= 0 || bytes.IndexByte(head, '\n') < 0 {
		return 0
	}
	if !whole { // cut at a line's end
		head = head[:bytes.LastIndexByte(head, '\n')+1]
	}
	magic := bytes.HasPrefix(head, []byte("#wfdb"))
	p := headerParser{text: bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))}
	l, ok := p.content()
	if !ok || !utf8.Valid(l) || strings.ContainsAny(string(l[:1]), "<{[\"") {
		return 0
	}
	var h Header
	multi, err := p.record(&h, l)
	if err != nil {
		return 0
	}
	if h.NumSignals == 0 || multi && p.numSegments == 0 {
		if magic {
			return sniffMagic
		}
		return 0
	}
	if l, ok = p.content(); !ok {
		return 0
	}
	if multi {
		f := bytes.Fields(l)
		if len(f) < 2 || !isDigits(f[1]) {
			return 0
		}
	} else {
		var s Signal
		if p.signal(&s, l) != nil || !knownFormat(s.Format) || !noFile(s.File) && !strings.ContainsFunc(s.File, unicode.IsLetter) {
			return 0
		}
	}
	if magic {
		return sniffMagic
	}
	return sniffHeader
}

func knownFormat(f int) bool {
	_, plain := storages[f]
	_, flac := flacFormats[f]
	return plain || flac || f == 0
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}
