package scp

import (
	"bytes"

	"github.com/goecg/goecg/ecg"
)

// Types of statement in section 11, the universal statement codes.
const (
	statementCoded = 1
	statementText  = 2
	statementLogic = 3
)

// readCodes reads section 11. A coded statement is a code and its modifiers, each ended by a NUL; statement logic says how
// others hang together and is kept as text.
func (d *decoder) readCodes() {
	d.eachStatement(sectionCodes, func(f *fields) {
		kind := f.u8()
		rest := f.b[f.pos:]
		if kind != statementCoded {
			if s := d.text.decode(rest); s != "" && (kind == statementText || kind == statementLogic) {
				d.rec.Statements = append(d.rec.Statements, ecg.Statement{Text: s})
			}
			return
		}
		var st ecg.Statement
		for part := range bytes.SplitSeq(rest, []byte{0}) {
			s := d.text.decode(part)
			switch {
			case s == "":
			case st.Code == "":
				st.Code, st.System = s, System
			default:
				st.Modifiers = append(st.Modifiers, s)
			}
		}
		if st.Code != "" {
			d.rec.Statements = append(d.rec.Statements, st)
		}
	})
}
