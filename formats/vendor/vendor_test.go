package vendor_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
)

// codecSure is what the codecs' own recognisers report at least.
const codecSure = 60

// edf makes the head of an EDF or BDF file of one signal.
func edf(magic string) string {
	field := func(s string, n int) string { return fmt.Sprintf("%-*s", n, s) }
	return magic + field("X X X X", 80) + field("Startdate X X X X", 80) + "01.01.2600.00.00" + field("512", 8) + field("EDF+C", 44) +
		field("10", 8) + field("1", 8) + field("1", 4) + strings.Repeat(" ", 256)
}

func utf16Text(s string, order binary.AppendByteOrder) string {
	out := make([]byte, 0, 2*len(s)+2)
	for _, u := range append([]uint16{0xFEFF}, utf16.Encode([]rune(s))...) {
		out = order.AppendUint16(out, u)
	}
	return string(out)
}

func contec(rows int) string {
	b := make([]byte, 80+16*rows)
	copy(b, "0000001")
	copy(b[10:], "2026-01-07 15:04:05")
	return string(b)
}

// nihonKohden makes the first sections of a cart's file.
func nihonKohden(types ...uint16) string {
	var b []byte
	for _, t := range types {
		const body = 20
		b = append(b, make([]byte, 10)...)
		b = binary.BigEndian.AppendUint16(b, 14+body)
		b = binary.BigEndian.AppendUint16(b, t)
		b = append(b, make([]byte, body+2)...)
	}
	return string(b)
}

var heads = []struct{ title, format, detail, head string }{
	{"edf", "edf", "EDF", edf("0       ")},
	{"bdf", "bdf", "BDF", edf("\xFFBIOSEMI")},
	{"gdf 1", "gdf", "GDF", "GDF 1.25" + strings.Repeat(" ", 248)},
	{"gdf 2", "gdf", "GDF", "GDF 2.51"},
	{"ishne", "ishne", "ISHNE", "ISHNE1.0" + strings.Repeat("\x00", 600)},
	{"ishne annotations", "ishne", "ISHNE", "ANN  1.0" + strings.Repeat("\x00", 600)},
	{"mfer preamble", "mfer", "MFER", "\x40\x20MFR Standard 12 leads ECG       \x01\x01\x01"},
	{"mfer byte order", "mfer", "MFER", "\x01\x01\x01\x40\x20MFR                             "},
	{"mfer without preamble", "mfer", "MFER", "\x01\x01\x01\x02\x03\x01\x00\x00\x0B\x04\x00\xFD\x02\x00\x04\x02\x10\x27\x05\x01\x0C\x3F\x00\x03\x09\x01\x01"},
	{"contec", "contec", "Contec", contec(12)},
	{"contec longer than the head", "contec", "Contec", contec(5000)},
	{"mindray", "mindray", "Mindray", "\xEB\xEC\x12\x34\x20" + strings.Repeat("\x00", 600)},
	{"nihon kohden", "nihon-kohden", "Nihon Kohden", nihonKohden(1, 2, 7, 8, 0x100)},
	{"pdf", "pdf", "PDF", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj"},
	{"hl7", "hl7v2", "HL7", "MSH|^~\\&|ECG|WARD|HIS|HOSPITAL|20260107150405||ORU^R01|1|P|2.5\rPID|1\r"},
	{"hl7 over mllp", "hl7v2", "HL7", "\x0BMSH|^~\\&|ECG|WARD\rPID|1\r\x1C\r"},
	{"hl7 without subcomponents", "hl7v2", "HL7", "MSH$%~\\&$ECG\r"},
	{"muse", "muse-xml", "GE MUSE", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE RestingECG SYSTEM \"restecg.dtd\">\n<RestingECG>\n <MuseInfo>"},
	{"muse without declaration", "muse-xml", "GE MUSE", "<RestingECG/>"},
	{"cardiosoft", "cardiosoft-xml", "CardioSoft", "<?xml version='1.0'?><CardiologyXML><ObservationType>RestECG</ObservationType>"},
	{"philips", "philips-xml", "Philips", "<?xml version=\"1.0\" encoding=\"UTF-8\"?><restingecgdata xmlns=\"http://www3.medical.philips.com\"><documentinfo>"},
	{"philips prefixed", "philips-xml", "Philips", "<p:restingecgdata xmlns:p='http://www3.medical.philips.com'>"},
	{"philips utf-16le", "philips-xml", "Philips", utf16Text("<?xml version=\"1.0\" encoding=\"UTF-16\"?><restingecgdata>", binary.LittleEndian)},
	{"philips utf-16be", "philips-xml", "Philips", utf16Text("<?xml version=\"1.0\" encoding=\"UTF-16\"?><restingecgdata>", binary.BigEndian)},
	{"schiller", "schiller-xml", "Schiller", "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?><com.xiriuz.sema.xml.schillerEDI.SchillerEDI><patdata>"},
	{"mortara", "mortara-xml", "Mortara", "<ECG ACQUISITION_TIME='20260107150405'><SUBJECT/><CHANNEL OFFSET='0' BITS='16' FORMAT='SIGNED' UNITS_PER_MV='200' DATA='AAAA'/>"},
	{"zoncare", "zoncare-xml", "Zoncare", "<zqecg><lead>12</lead>"},
}

func TestFilesAreRefusedByName(t *testing.T) {
	for _, c := range heads {
		f, sure, ok := formats.Sniff([]byte(c.head))
		require.True(t, ok, c.title)
		assert.Equal(t, c.format, f.Name, c.title)
		assert.True(t, f.Unread, c.title)
		assert.Less(t, sure, codecSure, c.title)
		for name, decode := range map[string]func([]byte) (string, error){
			"Decode": func(b []byte) (string, error) {
				rec, err := formats.Decode(b, nil)
				return rec.Format, err
			},
			"DecodeConfig": func(b []byte) (string, error) {
				rec, err := formats.DecodeConfig(b, nil)
				return rec.Format, err
			},
		} {
			format, err := decode([]byte(c.head))
			require.ErrorIs(t, err, formats.ErrUnsupported, "%s %s", c.title, name)
			var e *formats.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.format, e.Format, c.title)
			assert.Equal(t, c.format, format, c.title)
			assert.Contains(t, e.Detail, c.detail, c.title)
			assert.Equal(t, "unsupported", formats.Reason(err), c.title)
		}
	}
}

func TestOthersStayUnknown(t *testing.T) {
	for title, head := range map[string]string{
		"other xml":               "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
		"root as a word in text":  "<notes>RestingECG</notes>",
		"root in a comment":       "<!-- <RestingECG> --><other/>",
		"ECG without channels":    "<ECG><TITLE>lecture</TITLE></ECG>",
		"html":                    "<!DOCTYPE html><html><body>AnnotatedECG</body></html>",
		"json":                    `{"RestingECG": {}}`,
		"zip":                     "PK\x03\x04" + strings.Repeat("\x00", 300),
		"edf magic alone":         "0       ",
		"zero and blanks":         "0       " + strings.Repeat(" ", 400),
		"edf without signals":     strings.Replace(edf("0       "), "1       1   ", "1       0   ", 1),
		"ishne of another time":   "ISHNE2.0" + strings.Repeat("\x00", 600),
		"gdf of a geometry":       "GDF graph",
		"pdf not at the start":    "\n%PDF-1.4",
		"hl7 word":                "MSH is a segment",
		"hl7 short":               "MSH|",
		"mfer preamble of others": "\x40\x03ABCDEF",
		"mfer zeros":              "\x01\x01" + strings.Repeat("\x00", 600),
		"mfer bad byte order":     "\x01\x02\x00\x00\x04\x01\x01\x05\x01\x01",
		"mfer cut":                "\x01\x01\x01\x05\x01\x01\x04\x7F",
		"contec of another size":  contec(12) + "x",
		"contec without date":     strings.Replace(contec(12), "-", "/", 1),
		"contec without number":   "\x00" + contec(12)[1:],
		"nihon kohden other type": nihonKohden(1, 9, 7),
		"nihon kohden no system":  nihonKohden(2, 7, 8),
		"nihon kohden cut":        nihonKohden(1, 2),
		"zeros":                   strings.Repeat("\x00", 1<<10),
		"random text":             strings.Repeat("lorem ipsum ", 100),
	} {
		_, err := formats.Decode([]byte(head), nil)
		require.ErrorIs(t, err, formats.ErrUnknown, title)
	}
}

// TestCodecsKeepTheirFiles puts vendors' marks where the codecs allow anything.
func TestCodecsKeepTheirFiles(t *testing.T) {
	dicom := make([]byte, 128, 132) // the preamble may hold another format's head, as of a picture
	copy(dicom, "%PDF-1.4")
	dicom = append(dicom, "DICM"...)
	for want, head := range map[string][]byte{
		"dicom": dicom,
		"aecg":  []byte("<AnnotatedECG><!-- RestingECG --></AnnotatedECG>"),
		"wfdb":  []byte("MSH 1 500 1000\nMSH.dat 16 200 12 0 0 0 0 MSH|^~\\&|\n"),
	} {
		f, sure, ok := formats.Sniff(head)
		require.True(t, ok, want)
		assert.Equal(t, want, f.Name)
		assert.GreaterOrEqual(t, sure, codecSure)
	}
}

func TestSniffingAllocatesNothing(t *testing.T) {
	for _, c := range heads {
		if strings.Contains(c.title, "utf-16") {
			continue // is converted
		}
		b := []byte(c.head)
		for _, f := range formats.List() {
			if f.Unread {
				assert.Zero(t, testing.AllocsPerRun(20, func() { f.Sniff(b) }), "%s on %s", f.Name, c.title)
			}
		}
	}
}

func Example() {
	_, err := formats.Decode([]byte("<RestingECG><MuseInfo/></RestingECG>"), nil)
	fmt.Println(err)
	fmt.Println(formats.Reason(err))
	// Output:
	// muse-xml: not supported: GE MUSE XML
	// unsupported
}

func BenchmarkSniff(b *testing.B) {
	head := bytes.Repeat([]byte{1, 2, 3, 4}, formats.SniffLen/4)
	for b.Loop() {
		formats.Sniff(head)
	}
}

// FuzzSniff: no head makes a recogniser panic, and what it recognises is refused with its name.
func FuzzSniff(f *testing.F) {
	for _, c := range heads {
		f.Add([]byte(c.head))
	}
	f.Fuzz(func(t *testing.T, head []byte) {
		known, sure, ok := formats.Sniff(head)
		if !ok || !known.Unread {
			return
		}
		require.Less(t, sure, codecSure)
		_, err := formats.Decode(head, nil)
		require.ErrorIs(t, err, formats.ErrUnsupported)
	})
}
