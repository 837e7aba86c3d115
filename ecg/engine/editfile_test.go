package engine_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

// Attributes of DICOM that the tests edit.
const (
	dicomCharset     = 0x00080005
	dicomName        = 0x00100010
	dicomRate        = 0x003A001A
	dicomSensitivity = 0x003A0210
	dicomUnits       = 0x003A0211
	dicomCorrection  = 0x003A0212
	dicomCodeValue   = 0x00080100
	dicomWaveforms   = 0x54000100
	dicomPreamble    = 132
)

// dicomEdit changes an explicit little endian file. within is the tag of the sequence around the element, 0 outside any.
// A nil value takes the element out.
type dicomEdit struct {
	value func(within, tag uint32, value []byte) []byte
	items func(tag uint32, items [][]byte)
}

// apply returns data, which must have a preamble, edited, with all lengths set anew.
func (e dicomEdit) apply(data []byte) []byte {
	return append(slices.Clone(data[:dicomPreamble]), e.elements(0, data[dicomPreamble:])...)
}

func (e dicomEdit) elements(within uint32, b []byte) (out []byte) {
	for len(b) > 0 {
		tag := uint32(binary.LittleEndian.Uint16(b))<<16 | uint32(binary.LittleEndian.Uint16(b[2:]))
		vr, head, n := string(b[4:6]), 8, int(binary.LittleEndian.Uint16(b[6:]))
		long := strings.Contains("OB OW SQ UN UT OF", vr)
		if long {
			head, n = 12, int(binary.LittleEndian.Uint32(b[8:]))
		}
		value, drop := b[head:head+n], false
		switch {
		case vr == "SQ":
			var items [][]byte
			for rest := value; len(rest) > 0; {
				m := int(binary.LittleEndian.Uint32(rest[4:]))
				items = append(items, e.elements(tag, rest[8:8+m]))
				rest = rest[8+m:]
			}
			if e.items != nil {
				e.items(tag, items)
			}
			value = nil
			for _, item := range items {
				value = append(value, 0xFE, 0xFF, 0x00, 0xE0)
				value = binary.LittleEndian.AppendUint32(value, uint32(len(item)))
				value = append(value, item...)
			}
		case e.value != nil:
			value = e.value(within, tag, value)
			drop = value == nil
			if len(value)%2 != 0 {
				value = append(slices.Clone(value), ' ')
			}
		}
		if !drop {
			out = append(out, b[:6]...)
			if long {
				out = binary.LittleEndian.AppendUint32(append(out, 0, 0), uint32(len(value)))
			} else {
				out = binary.LittleEndian.AppendUint16(out, uint16(len(value)))
			}
			out = append(out, value...)
		}
		b = b[head+n:]
	}
	return out
}

// dicomRateIs sets the sampling frequencies, or takes them out.
func dicomRateIs(value []byte) func([]byte) []byte {
	return dicomEdit{value: func(_, tag uint32, v []byte) []byte {
		if tag == dicomRate {
			return value
		}
		return v
	}}.apply
}

// dicomInUnit states the sensitivities in another unit, of so many µV; with correct, by way of the correction factor.
func dicomInUnit(unit string, microvolts float64, correct bool) func([]byte) []byte {
	return dicomEdit{value: func(within, tag uint32, v []byte) []byte {
		switch {
		case tag == dicomSensitivity && !correct:
			return scaled(v, 1/microvolts)
		case tag == dicomCorrection && correct:
			return scaled(v, 1/microvolts)
		case within == dicomUnits && tag == dicomCodeValue:
			return []byte(unit)
		}
		return v
	}}.apply
}

// scaled multiplies a decimal number.
func scaled(v []byte, factor float64) []byte {
	x, err := strconv.ParseFloat(strings.TrimSpace(string(v)), 64)
	if err != nil {
		panic(err)
	}
	return strconv.AppendFloat(nil, x*factor, 'g', 10, 64)
}

var aecgQuantity = regexp.MustCompile(`<(origin|scale) value="([^"]*)" unit="uV"/>`)

// aecgInUnit states origins and scales in another unit, of so many µV.
func aecgInUnit(unit string, microvolts float64) func([]byte) []byte {
	return func(b []byte) []byte {
		return aecgQuantity.ReplaceAllFunc(b, func(m []byte) []byte {
			p := aecgQuantity.FindSubmatch(m)
			return fmt.Appendf(nil, `<%s value="%s" unit="%s"/>`, p[1], scaled(p[2], 1/microvolts), unit)
		})
	}
}

// aecgBeatFirst turns the derivation of a series into a series of its own before it.
func aecgBeatFirst(b []byte) []byte {
	head, rest, _ := bytes.Cut(b, []byte("<series>"))
	before, rest, _ := bytes.Cut(rest, []byte("<derivation>"))
	beat, tail, _ := bytes.Cut(rest, []byte("</derivation>"))
	beat = bytes.ReplaceAll(beat, []byte("derivedSeries>"), []byte("series>"))
	return slices.Concat(head, beat, []byte("</component><component><series>"), before, tail)
}

var wfdbGain = regexp.MustCompile(`([0-9.]+)\(0\)/mV`)

// wfdbInUnit states gains in another unit, of so many µV.
func wfdbInUnit(unit string, microvolts float64) func([]byte) []byte {
	return func(b []byte) []byte {
		return wfdbGain.ReplaceAllFunc(b, func(m []byte) []byte {
			return fmt.Appendf(nil, "%s(0)%s", scaled(wfdbGain.FindSubmatch(m)[1], microvolts/1000), unit)
		})
	}
}

// replace exchanges a string wherever it stands.
func replace(old, new string) func([]byte) []byte {
	return func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), old, new)) }
}

// gbk gives s in GBK.
func gbk(t testing.TB, s string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
	require.NoError(t, err)
	return b
}

// wfdbFiles gives rec as a WFDB record named x whose header is edited.
func wfdbFiles(t testing.TB, rec *ecg.Record, edit func([]byte) []byte) fstest.MapFS {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, wfdb.WriteDir(dir, "x", rec, nil))
	files := make(fstest.MapFS)
	for _, name := range []string{"x.hea", "x.dat"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		files[name] = &fstest.MapFile{Data: data}
	}
	if edit != nil {
		head := edit(slices.Clone(files["x.hea"].Data))
		require.NotEqual(t, string(files["x.hea"].Data), string(head), "the edit does nothing")
		files["x.hea"].Data = head
	}
	return files
}

// read analyses rec as a file of the format, changed by edit unless that is nil; of a WFDB record the header is changed.
func read(t testing.TB, rec *ecg.Record, format string, edit func([]byte) []byte) (*engine.Result, error) {
	t.Helper()
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	if format == "wfdb" {
		return res, a.AnalyzeFile(res, wfdbFiles(t, rec, edit), "x.hea")
	}
	var b bytes.Buffer
	require.NoError(t, formats.Encode(&b, rec, format))
	data := b.Bytes()
	if edit != nil {
		edited := edit(slices.Clone(data))
		require.NotEqual(t, string(data), string(edited), "the edit does nothing")
		data = edited
	}
	return res, a.Analyze(res, "x", data)
}

// scpLanguage changes the language code in the device block, tag 14 of section 1, and leaves the checksums wrong.
func scpLanguage(code byte) func([]byte) []byte {
	const tag, head, protocol, revision, language, gb2312 = 14, 3, 14, 20, 16, 0x27
	return func(b []byte) []byte {
		for i := range len(b) - head - language {
			if block := b[i+head:]; b[i] == tag && block[protocol] >= revision && block[protocol] < revision+10 && block[language] == gb2312 {
				block[language] = code
				break
			}
		}
		return b
	}
}

// scpInterval changes the sample interval of section 6, in µs, and leaves the checksums wrong.
func scpInterval(us uint16) func([]byte) []byte {
	const fileHeader, sectionHeader, pointer, index, interval = 6, 16, 10, 6, 2
	return func(b []byte) []byte {
		at := binary.LittleEndian.Uint32(b[fileHeader+sectionHeader+6*pointer+index:]) - 1
		binary.LittleEndian.PutUint16(b[at+sectionHeader+interval:], us)
		return b
	}
}

// skipUnderRace leaves out what runs in one goroutine and is long or counts allocations.
func skipUnderRace(t testing.TB) {
	t.Helper()
	if testdata.RaceEnabled {
		t.Skip("one goroutine: left out under the race detector")
	}
}
