package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
)

// These tests hold, from the bytes of a file to the numbers of a result, what users of ECG software complain of most.

// warned reports whether a result has a warning of the code.
func warned(res *engine.Result, code string) bool {
	return slices.ContainsFunc(res.Record.Warnings, func(w ecg.Warning) bool { return w.Code == code })
}

// A voltage is the same in whatever unit the file states it.
func TestComplaintScale(t *testing.T) {
	const nano, micro, milli, volt = 1e-3, 1, 1e3, 1e6 // µV
	for _, c := range []struct {
		name, format string
		step         float64
		edit         func([]byte) []byte
	}{
		{"as written", "dicom", 1, nil},
		{"as written", "scp", 1, nil},
		{"as written", "aecg", 1, nil},
		{"as written", "wfdb", 1, nil},
		{"as written", "csv", 1, nil},
		{"as written", "json", 1, nil},
		{"4.88 µV a step", "dicom", 4.88, nil},
		{"4.88 µV a step", "scp", 4.88, nil},
		{"4.88 µV a step", "aecg", 4.88, nil},
		{"4.88 µV a step", "wfdb", 4.88, nil},
		{"4.88 µV a step", "csv", 4.88, nil},
		{"nV", "dicom", 2.5, dicomInUnit("nV", nano, false)},
		{"mV", "dicom", 2.5, dicomInUnit("mV", milli, false)},
		{"V", "dicom", 2.5, dicomInUnit("V", volt, false)},
		{"mV, by the correction factor", "dicom", 2.5, dicomInUnit("mV", milli, true)},
		{"nV", "aecg", 2.5, aecgInUnit("nV", nano)},
		{"µV", "aecg", 2.5, aecgInUnit("µV", micro)},
		{"mV", "aecg", 2.5, aecgInUnit("mV", milli)},
		{"V", "aecg", 2.5, aecgInUnit("V", volt)},
		{"nV", "wfdb", 2.5, wfdbInUnit("/nV", nano)},
		{"uV", "wfdb", 2.5, wfdbInUnit("/uV", micro)},
		{"V", "wfdb", 2.5, wfdbInUnit("/V", volt)},
		{"no unit, mV by the specification", "wfdb", 2.5, wfdbInUnit("", milli)},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			spec := preset(t, "stemi-anterior")
			spec.StepUV = c.step
			rec, truth := ecgtest.MustGenerate(spec)
			res, err := read(t, rec, c.format, c.edit)
			require.NoError(t, err)
			assert.False(t, warned(res, ecg.WarnUncalibrated))
			for _, l := range ecg.StandardLeads {
				want, got := truth.Templates[0].Leads[l], res.Report.Find(l)
				require.NotNil(t, got, l)
				assert.InDelta(t, float64(want.R), float64(got.R), 15+0.03*float64(want.R), "R of %s", l)
				assert.InDelta(t, float64(want.J), float64(got.J), 25, "J of %s", l)
			}
			assert.True(t, res.Has("STEMI"))
		})
	}
}

// A lead is found whatever its name is spelled like, where the file has no code for it.
func TestComplaintLabels(t *testing.T) {
	skipUnderRace(t)
	spec := ecgtest.Spec{Duration: 4}
	original, _ := ecgtest.MustGenerate(spec)
	plain, err := read(t, original, "json", nil)
	require.NoError(t, err)
	for _, c := range []struct {
		lead   ecg.Lead
		labels []string
	}{
		{ecg.LeadI, []string{"i", "Lead I", "I导联", "Ⅰ", "D1", "LEAD 1", "ECG I"}},
		{ecg.LeadII, []string{"ii", "Ⅱ", "ⅱ", "LEAD_II", "MDC_ECG_LEAD_II", "Lead II (Einthoven)", "DII", "Ⅱ导联", "ＩＩ"}},
		{ecg.LeadAVR, []string{"avr", "AVR", "Lead aVR", "MDC_ECG_LEAD_AVR", "MDC_ECG_LEAD_aVR", "aVR ", "aVR导联", "ａＶＲ"}},
		{ecg.LeadV1, []string{"V1 ", "v1", "V 1", "C1", "Lead V1", "ECG V1", "V1导联", "Ｖ１", "Ｖ1"}},
		{ecg.LeadV6, []string{"v6", "\"V6\"", "LEAD V6", "MDC_ECG_LEAD_V6"}},
	} {
		for _, label := range c.labels {
			for _, format := range []string{"dicom", "wfdb", "csv", "aecg"} {
				t.Run(fmt.Sprintf("%s %q", format, label), func(t *testing.T) {
					rec, _ := ecgtest.MustGenerate(spec)
					var edit func([]byte) []byte
					if format == "aecg" {
						edit = replace(`code code="`+c.lead.MDCName()+`" `, `code code="`+strings.ReplaceAll(label, `"`, "&quot;")+`" `)
						if strings.HasSuffix(label, c.lead.MDCName()) {
							edit = nil
						}
					} else {
						ch := rec.Lead(c.lead)
						ch.Lead, ch.Label = ecg.LeadUnknown, label
					}
					res, err := read(t, rec, format, edit)
					require.NoError(t, err)
					assert.False(t, warned(res, ecg.WarnLead))
					assert.Equal(t, 12, res.Recorded)
					found := res.Record.Lead(c.lead)
					require.NotNil(t, found)
					assert.False(t, found.Derived)
					got, want := res.Report.Find(c.lead), plain.Report.Find(c.lead)
					assert.InDelta(t, float64(want.QRSNet), float64(got.QRSNet), 1)
					assert.InDelta(t, float64(want.J), float64(got.J), 1)
				})
			}
		}
	}
}

// A Chinese name is readable in the JSON, whatever set its bytes are in and whatever the file declares.
func TestComplaintNames(t *testing.T) {
	const name = "欧阳娜娜"
	declared := func(set string, value []byte) func([]byte) []byte {
		return dicomEdit{value: func(_, tag uint32, v []byte) []byte {
			switch tag {
			case dicomCharset:
				return []byte(set)
			case dicomName:
				return value
			}
			return v
		}}.apply
	}
	bytesOfGBK := gbk(t, name)
	for _, c := range []struct {
		name, format string
		edit         func([]byte) []byte
	}{
		{"as written", "scp", nil},
		{"undeclared", "scp", scpLanguage(0)},
		{"declared Latin 1", "scp", scpLanguage(1)},
		{"as written", "dicom", nil},
		{"GB 18030", "dicom", declared("GB18030", bytesOfGBK)},
		{"GBK", "dicom", declared("GBK", bytesOfGBK)},
		{"ISO 2022", "dicom", declared(`\ISO 2022 IR 58`, append([]byte("\x1b$)A"), bytesOfGBK...))},
		{"undeclared", "dicom", declared("", bytesOfGBK)},
		{"declared Latin 1", "dicom", declared("ISO_IR 100", bytesOfGBK)},
		{"declared UTF-8", "dicom", declared("ISO_IR 192", bytesOfGBK)},
		{"as written", "aecg", nil},
		{"declared GBK", "aecg", func(b []byte) []byte {
			return gbk(t, strings.Replace(string(b), "UTF-8", "GBK", 1))
		}},
		{"declared UTF-8", "aecg", func(b []byte) []byte { return gbk(t, string(b)) }},
		{"UTF-8", "csv", nil},
		{"undeclared", "csv", func(b []byte) []byte { return gbk(t, string(b)) }},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			rec, _ := ecgtest.MustGenerate(preset(t, "normal"))
			rec.Patient.Name = ecg.Name{Full: name}
			res, err := read(t, rec, c.format, c.edit)
			require.NoError(t, err)
			var out struct {
				Patient struct {
					Name string `json:"name"`
				} `json:"patient"`
			}
			marshal(t, res, &out)
			assert.Equal(t, name, strings.TrimSpace(out.Patient.Name))
		})
	}
}

// The rhythm is the rhythm, in whatever order the file has its groups.
func TestComplaintGroups(t *testing.T) {
	rec, truth := ecgtest.MustGenerate(preset(t, "stemi-anterior"))
	swap := dicomEdit{items: func(tag uint32, items [][]byte) {
		if tag == dicomWaveforms {
			slices.Reverse(items)
		}
	}}.apply
	other, _ := ecgtest.MustGenerate(ecgtest.Spec{HeartRate: 130, Duration: 5, QRSScale: 0.4})
	for _, c := range []struct {
		name, format string
		kind         ecg.GroupKind
		n            int // samples of the other group
		edit         func([]byte) []byte
	}{
		{"beat after", "dicom", ecg.GroupRepresentativeBeat, 600, nil},
		{"beat first", "dicom", ecg.GroupRepresentativeBeat, 600, swap},
		{"second rhythm after", "dicom", ecg.GroupRhythm, 2500, nil},
		{"shorter rhythm first", "dicom", ecg.GroupRhythm, 2500, swap},
		{"beat", "scp", ecg.GroupRepresentativeBeat, 600, nil},
		{"beat within the series", "aecg", ecg.GroupRepresentativeBeat, 600, nil},
		{"series of the beat first", "aecg", ecg.GroupRepresentativeBeat, 600, aecgBeatFirst},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			both := *rec
			both.Groups = nil
			g := both.AddGroup()
			g.Kind, g.Label = c.kind, "OTHER"
			if c.kind == ecg.GroupRhythm {
				g.OffsetMS = 20000
			}
			g.Channels = slices.Clone(other.Channels)
			for i := range g.Channels {
				g.Channels[i].Raw = g.Channels[i].Raw[:c.n]
			}
			res, err := read(t, &both, c.format, c.edit)
			require.NoError(t, err)
			assert.InDelta(t, 10, res.Record.Duration(), 1e-9)
			require.Len(t, res.Record.Groups, 1)
			assert.Len(t, res.Record.Groups[0].Channels[0].Raw, c.n)
			assert.InDelta(t, float64(truth.HeartRate), float64(res.Report.HeartRate), 1)
			assert.InDelta(t, float64(truth.Templates[0].Leads[ecg.LeadV2].J), float64(res.Report.Find(ecg.LeadV2).J), 25)
			assert.True(t, res.Has("STEMI"))
		})
	}
}

// What breaks a rule without harm to the samples is read, and the same as without it.
func TestComplaintOddities(t *testing.T) {
	add := func(tail string) func([]byte) []byte {
		return func(b []byte) []byte { return append(b, tail...) }
	}
	before := func(head string) func([]byte) []byte {
		return func(b []byte) []byte { return append([]byte(head), b...) }
	}
	for _, c := range []struct {
		name, format string
		edit         func([]byte) []byte
	}{
		{"zeros after the end", "dicom", add("\x00\x00\x00\x00\x00\x00\x00\x00")},
		{"one byte after the end", "dicom", add("\x00")},
		{"no preamble", "dicom", func(b []byte) []byte { return b[dicomPreamble:] }},
		{"data set only", "dicom", func(b []byte) []byte { return b[bytes.Index(b, []byte{8, 0, 0x16, 0, 'U', 'I'}):] }},
		{"comma in a number", "dicom", dicomEdit{value: func(_, tag uint32, v []byte) []byte {
			if tag == dicomSensitivity {
				return bytes.ReplaceAll(v, []byte("."), []byte(","))
			}
			return v
		}}.apply},
		{"blanks in a number", "dicom", dicomEdit{value: func(_, tag uint32, v []byte) []byte {
			if tag == dicomSensitivity {
				return slices.Concat([]byte("  "), v, []byte("  "))
			}
			return v
		}}.apply},
		{"unknown character set", "dicom", func(b []byte) []byte {
			set := []byte{8, 0, 5, 0, 'C', 'S', 8, 0, 'N', 'O', 'N', 'S', 'E', 'N', 'S', 'E'}
			i := bytes.Index(b, []byte{8, 0, 0x16, 0, 'U', 'I'})
			return slices.Concat(b[:i], set, b[i:])
		}},
		{"checksum", "scp", func(b []byte) []byte { b[0] ^= 0xFF; return b }},
		{"bytes after the end", "scp", add("\x00\x00\x00trailing")},
		{"byte order mark", "aecg", before("\ufeff")},
		{"blank lines first", "aecg", before("\r\n  \n")},
		{"blank lines and zeros last", "aecg", add("\n\n\x00\x00")},
		{"no declaration", "aecg", func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }},
		{"no namespace", "aecg", replace(` xmlns="urn:hl7-org:v3"`, "")},
		{"prefix", "aecg", func(b []byte) []byte {
			s := strings.ReplaceAll(strings.ReplaceAll(string(b), "<", "<h:"), "<h:/", "</h:")
			return []byte(strings.ReplaceAll(strings.Replace(s, `xmlns="urn`, `xmlns:h="urn`, 1), "<h:?", "<?"))
		}},
		{"line ends", "aecg", replace("\n", "\r\n")},
		{"line ends", "wfdb", replace("\n", "\r\n")},
		{"comments and blank lines first", "wfdb", before("# a comment\n\n")},
		{"tabs", "wfdb", replace(" 16 0 ", "\t16\t0\t")},
		{"no last line end", "wfdb", func(b []byte) []byte { return bytes.TrimRight(b, "\n") }},
		{"no length, date or checksums", "wfdb", func(b []byte) []byte {
			lines := strings.Split(string(b), "\n")
			lines[0] = "x 12 500"
			return []byte(strings.Join(lines, "\n"))
		}},
		{"name of the record", "wfdb", replace("x 12", "y 12")},
		{"line ends", "csv", replace("\n", "\r\n")},
		{"byte order mark", "csv", before("\ufeff")},
		{"semicolons", "csv", replace(",", ";")},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			rec, _ := ecgtest.MustGenerate(preset(t, "stemi-anterior"))
			want, err := read(t, rec, c.format, nil)
			require.NoError(t, err)
			got, err := read(t, rec, c.format, c.edit)
			require.NoError(t, err)
			assert.Equal(t, measurements(t, want), measurements(t, got))
			assert.Equal(t, codes(want), codes(got))
		})
	}
}

func measurements(t testing.TB, res *engine.Result) string {
	t.Helper()
	var out struct {
		Measurements json.RawMessage `json:"measurements"`
	}
	marshal(t, res, &out)
	return string(out.Measurements)
}

// PR and QT are right at every rate. Where P begins within the T wave before it, its onset cannot be seen: then PR is right
// or not stated, and QT may be late by some of P.
func TestComplaintIntervals(t *testing.T) {
	skipUnderRace(t)
	const tolerance, share = 15, 0.15 // ms; of QT, with P in T
	names := []string{"dicom", "scp", "aecg"}
	hidden, unknown := 0, 0
	for i, rate := range []float64{45, 60, 75, 90, 110, 130, 150} {
		for j, pr := range []float64{120, 160, 200, 260, 320} {
			rec, truth := ecgtest.MustGenerate(ecgtest.Spec{HeartRate: rate, PR: pr, Noise: ecgtest.Noise{BaselineUV: 50, MuscleUV: 5}})
			res, err := read(t, rec, names[(i+j)%len(names)], nil)
			require.NoError(t, err)
			qt := float64(truth.Templates[0].QT)
			at := fmt.Sprintf("PR %g at %g/min", pr, rate)
			if 60000/rate-pr >= qt {
				assert.InDelta(t, pr, float64(res.Report.PR), tolerance, at)
				assert.InDelta(t, qt, float64(res.Report.QT), tolerance, at)
				continue
			}
			hidden++
			if ecg.Known(res.Report.PR) {
				assert.InDelta(t, pr, float64(res.Report.PR), tolerance, at)
			} else {
				unknown++
				assert.False(t, ecg.Known(res.Report.P), at)
			}
			assert.InDelta(t, qt, float64(res.Report.QT), share*qt, at)
		}
	}
	assert.Less(t, unknown, hidden, "P in T is never measured")
}

// A sampling rate is never made up. That of WFDB has a default by its specification, which is warned of.
func TestComplaintRate(t *testing.T) {
	for _, c := range []struct {
		name, format string
		edit         func([]byte) []byte
		rate         float64 // where there is only a warning
		warning      string
	}{
		{"absent", "dicom", dicomRateIs(nil), 0, ""},
		{"empty", "dicom", dicomRateIs([]byte{}), 0, ""},
		{"zero", "dicom", dicomRateIs([]byte("0")), 0, ""},
		{"negative", "dicom", dicomRateIs([]byte("-500")), 0, ""},
		{"not a number", "dicom", dicomRateIs([]byte("fast")), 0, ""},
		{"zero", "aecg", replace(`<increment value="0.002" unit="s"/>`, `<increment value="0" unit="s"/>`), 0, ""},
		{"absent", "aecg", replace(`<increment value="0.002" unit="s"/>`, ""), 0, ""},
		{"no unit", "aecg", replace(`<increment value="0.002" unit="s"/>`, `<increment value="0.002"/>`), 500, ecg.WarnNonstandard},
		{"no value", "aecg", replace(`<increment value="0.002" unit="s"/>`, `<increment unit="s"/>`), 0, ""},
		{"zero", "wfdb", replace("x 12 500", "x 12 0"), 250, ecg.WarnInconsistent},
		{"absent", "wfdb", replace("x 12 500 5000 12:00:00 01/01/2000", "x 12"), 250, ecg.WarnInconsistent},
		{"zero", "scp", scpInterval(0), 0, ""},
		{"zero", "json", replace(`"rate_hz":500`, `"rate_hz":0`), 0, ""},
	} {
		t.Run(c.format+" "+c.name, func(t *testing.T) {
			rec, _ := ecgtest.MustGenerate(preset(t, "normal"))
			res, err := read(t, rec, c.format, c.edit)
			if c.warning == "" {
				var fault *formats.Error
				require.ErrorAs(t, err, &fault)
				assert.Equal(t, c.format, fault.Format)
				assert.NotContains(t, string(marshal(t, res, new(output))), "measurements")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.rate, res.Record.Rate())
			assert.True(t, warned(res, c.warning))
		})
	}
}

// Memory stays near the size of the samples, and is used again.
func TestComplaintMemory(t *testing.T) {
	skipUnderRace(t)
	spec := noisy(t)
	spec.Duration = 600
	data := encode(t, spec, "dicom")
	const samples = 12 * 600 * 500 * 8
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	run := func() float64 {
		return float64(codectest.Allocated(func() { require.NoError(t, a.Analyze(res, "x", data)) })) / samples
	}
	first, second := run(), run()
	t.Logf("%.2f, then %.4f times the samples", first, second)
	assert.Less(t, first, 4.0)
	assert.Less(t, second, 0.01)
}
