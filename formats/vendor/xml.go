package vendor

import (
	"bytes"

	"github.com/goecg/goecg/internal/xmlscan"
)

// xmlHead is how far the root element is looked for; no vendor writes more than a DOCTYPE and a comment before it.
const xmlHead = 4 << 10

// root returns the local name of the document's root element, nil when head is no XML.
func root(head []byte) []byte {
	return xmlscan.Root(head[:min(len(head), xmlHead)])
}

// rootIs makes a recogniser of documents by their root element.
func rootIs(names ...string) func(head []byte) int {
	return func(head []byte) int {
		r := root(head)
		for _, n := range names {
			if string(r) == n {
				return sureMark
			}
		}
		return 0
	}
}

// sniffMortara recognises ECG elements whose CHANNEL children carry the samples in an attribute. The name of the root alone
// would claim any document about an ECG.
func sniffMortara(head []byte) int {
	if string(root(head)) != "ECG" {
		return 0
	}
	text := xmlscan.Open(head, nil).Data
	i := bytes.Index(text, []byte("<CHANNEL"))
	if i < 0 {
		return 0
	}
	for _, attribute := range []string{"UNITS_PER_MV", "SAMPLE_FREQ", "ENCODING", "DATA"} {
		if bytes.Contains(text[i:], []byte(attribute)) {
			return sureMark
		}
	}
	return 0
}
