package vendor

import (
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Confidence of the recognisers: below that of every codec (60 and more).
const (
	sureMark   = 50 // a mark of four bytes and more, or a root element
	sureLayout = 40 // several fields in place, no mark
	sureGuess  = 20 // a plausible chain of lengths and types
)

// kind is a format known by sight.
type kind struct {
	name        string // in the registry and in errors
	description string
	sniff       func(head []byte) int
}

var kinds = []kind{
	{"bdf", "BioSemi BDF", sniffBDF},
	{"cardiosoft-xml", "GE CardioSoft XML", rootIs("CardiologyXML")},
	{"contec", "Contec ECG90A", sniffContec},
	{"edf", "European Data Format (EDF, EDF+)", sniffEDF},
	{"gdf", "General Data Format (GDF)", sniffGDF},
	{"hl7v2", "HL7 version 2 message", sniffHL7},
	{"ishne", "ISHNE Holter", sniffISHNE},
	{"mfer", "MFER (ISO 22077-1), as of Nihon Kohden", sniffMFER},
	{"mindray", "Mindray BeneHeart R12", sniffMindray},
	{"mortara-xml", "Mortara ELI XML", sniffMortara},
	{"muse-xml", "GE MUSE XML", rootIs("RestingECG")},
	{"nihon-kohden", "Nihon Kohden ECG cart", sniffNihonKohden},
	{"pdf", "PDF document", sniffPDF},
	{"philips-xml", "Philips (Sierra) XML", rootIs("restingecgdata")},
	{"schiller-xml", "Schiller SEMA XML", rootIs("com.xiriuz.sema.xml.schillerEDI.SchillerEDI", "SchillerEDI")},
	{"zoncare-xml", "Zoncare XML", rootIs("zqecg")},
}

func init() {
	for _, k := range kinds {
		formats.Register(formats.Format{
			Name:        k.name,
			Description: k.description,
			Unread:      true,
			Sniff:       k.sniff,
			Decode:      k.decode,
		})
	}
}

// decode refuses the input by its name.
func (k kind) decode(rec *ecg.Record, _ []byte, _ *formats.Options) error {
	rec.Format = k.name
	return formats.Errorf(formats.ErrUnsupported, k.name, "", -1, "%s", k.description)
}
