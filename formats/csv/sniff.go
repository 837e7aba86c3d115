package csv

import (
	"bytes"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/charset"
)

// How sure Sniff is.
const (
	sniffOwn   = 90 // metadata with a rate, and a column of times
	sniffTable = 60 // names of leads over numbers
)

// Sniff says from 0 to 100 whether head begins a table of ECG samples: text whose first row after lines of # names columns and
// whose next is of numbers. Names of leads are asked for, or the metadata of this package: other tables of numbers are not
// claimed.
func Sniff(head []byte) int {
	if bytes.IndexByte(head, 0) >= 0 {
		return 0
	}
	h, ok := parseHeader(head, new(charset.Decoder))
	if !ok || !h.plausible() {
		return 0
	}
	rated := false
	for _, m := range h.meta {
		rated = rated || rateKeys[m.key]
	}
	known := 0
	for i := range h.columns {
		// One letter names too many other things: X, Y and Z of an accelerometer are not Frank's leads.
		if c := &h.columns[i]; c.kind == columnLead && c.lead != ecg.LeadUnknown && (len(c.name) > 1 || c.lead == ecg.LeadI) {
			known++
		}
	}
	switch {
	case rated && h.timed:
		return sniffOwn
	case known > 0 && (rated || h.timed), known > 1 && 2*known >= h.leads:
		return sniffTable
	}
	return 0
}

// plausible reports whether numbers follow the names.
func (h *header) plausible() bool {
	r := h.body
	if !r.content() {
		return false
	}
	c := cells{rest: r.line, delim: h.delim}
	n, numbers := 0, 0
	for f, ok := c.next(); ok; f, ok = c.next() {
		if n < len(h.columns) && h.columns[n].kind == columnLead {
			switch _, kind := parseDecimal(f, h.delim != ','); {
			case kind == cellNumber:
				numbers++
			case kind == cellBad && !r.last: // the head may end within a number
				return false
			}
		}
		n++
	}
	return n >= len(h.columns) && (numbers > 0 || h.timed) || r.last && numbers > 0
}
