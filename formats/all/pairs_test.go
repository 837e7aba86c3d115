package all_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

// written are the formats of the pairs.
var written = []string{"scp", "dicom", "aecg", "wfdb", "csv", "json"}

// through writes rec in a format and reads it again.
func through(t testing.TB, rec *ecg.Record, format string) *ecg.Record {
	t.Helper()
	if format != "wfdb" {
		var b bytes.Buffer
		require.NoError(t, formats.Encode(&b, rec, format), format)
		back, err := formats.Decode(b.Bytes(), nil)
		require.NoError(t, err, format)
		require.Equal(t, format, back.Format)
		return back
	}
	dir := t.TempDir()
	require.NoError(t, wfdb.WriteDir(dir, "x", rec, nil))
	var b bytes.Buffer
	require.NoError(t, wfdb.WriteAnnotations(&b, wfdb.AnnotationsOf(rec), &wfdb.AnnotationOptions{Resolution: rec.Rate()}))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "x.atr"), b.Bytes(), 0o666))
	back, err := formats.Open(os.DirFS(dir), "x", nil)
	require.NoError(t, err)
	require.NoError(t, wfdb.LoadAnnotations(back, os.DirFS(dir), "x", "atr"))
	return back
}

// rich is a record with all that files commonly carry; zone says whether its times have one.
func rich(zone bool) *ecg.Record {
	rec, truth := ecgtest.MustGenerate(ecgtest.Spec{StepUV: 2.5})
	rec.ID = "rec-1"
	rec.Patient = ecg.Patient{
		ID: "P0007", Name: ecg.Name{Full: "欧阳娜娜"}, Sex: ecg.Female, BirthDate: ecg.NewDate(1964, 2, 29), Age: ecg.AgeOf(61, ecg.Year),
		HeightCM: 163, WeightKG: 55.5, Systolic: 120, Diastolic: 80, Race: "Asian", Drugs: []string{"阿司匹林"}, Diagnoses: []string{"胸痛"}, History: []string{"高血压"},
	}
	rec.Device = ecg.Device{Manufacturer: "Maker", Model: "M-12", Serial: "SN1", Software: "2.1", MainsHz: 50}
	rec.Analyzer = ecg.Device{Manufacturer: "Reader", Model: "R", Software: "7"}
	rec.Site = ecg.Site{Institution: "第一医院", Department: "心内科", Technician: "李", Referring: "赵", Confirming: "钱", Room: "3"}
	rec.Filters = ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50}
	rec.Start, rec.Analyzed = ecg.Local(2026, 1, 7, 15, 4, 5, 0), ecg.Local(2026, 1, 7, 15, 6, 0, 0)
	if zone {
		cst := time.FixedZone("", 8*3600)
		rec.Start = ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, 5, 0, cst), Zoned: true}
		rec.Analyzed = ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 6, 0, 0, cst), Zoned: true}
	}
	rec.Statements = []ecg.Statement{{Text: "窦性心律"}, {Text: "Left bundle branch block"}}
	rec.Confirmation = ecg.Unconfirmed
	rec.Comments = []string{"备注:测试"}
	for _, b := range truth.Beats {
		if b.R.Sample == ecg.NoSample {
			continue
		}
		rec.Annotations = append(rec.Annotations, ecg.Annotation{
			Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: ecg.NoSample, Peak: int64(b.R.Sample), End: ecg.NoSample, Code: "N", System: "WFDB", Value: math.NaN(),
		})
	}
	for _, m := range []struct {
		name, unit string
		value      float64
	}{
		{ecg.MeasureHeartRate, "bpm", 70}, {ecg.MeasureRR, "ms", 857}, {ecg.MeasureP, "ms", 104}, {ecg.MeasurePR, "ms", 160}, {ecg.MeasureQRS, "ms", 92},
		{ecg.MeasureQT, "ms", 400}, {ecg.MeasureQTcBazett, "ms", 432}, {ecg.MeasurePAxis, "deg", 50}, {ecg.MeasureQRSAxis, "deg", -30}, {ecg.MeasureTAxis, "deg", 40},
	} {
		rec.Measurements = append(rec.Measurements, ecg.Measurement{Name: m.name, Value: m.value, Unit: m.unit})
	}
	rec.Measurements = append(rec.Measurements, ecg.Measurement{Name: ecg.MeasureRAmplitude, Lead: ecg.LeadV2, Value: 410, Unit: "uV"})
	g := rec.AddGroup()
	g.Kind, g.Label = ecg.GroupRepresentativeBeat, "MEDIAN BEAT"
	for i := range rec.Channels {
		*g.AddChannel() = rec.Channels[i]
		g.Channels[i].Raw = rec.Channels[i].Raw[:500]
		g.Channels[i].Samples = 500
	}
	return rec
}

// kept is what every format holds.
var kept = []string{"samples of", "missing samples", "leads ", "order of the leads", "units of", "sampling rates of", "patient sex", "patient age"}

// What each format does not hold of the rich record: nothing else may be lost.
var expected = map[string][]string{
	"scp": {"patient race", "codes of beats"},
	"dicom": {
		"record id", "patient systolic pressure", "patient diastolic pressure", "drugs", "device mains frequency", "analysing device manufacturer",
		"analysing device model", "analysing device software", "time of analysis", "confirmation of the statements", "codes of beats",
	},
	"aecg": {
		"drugs", "diagnoses", "medical history", "device mains frequency", "department", "room", "referring physician", "confirming physician",
	},
	"wfdb": {
		"record id", "patient id", "patient name", "patient birth date", "patient race", "patient systolic pressure", "patient diastolic pressure", "diagnoses",
		"device manufacturer", "device model", "device serial number", "device software", "device mains frequency", "analysing device manufacturer",
		"analysing device model", "analysing device software", "time of analysis", "institution", "department", "room", "technician",
		"referring physician", "confirming physician", "filters: high-pass", "filters: low-pass", "filters: notch", "confirmation of the statements",
		"representative beat", "measurements: 11 of 11 (heart_rate_bpm, p_axis_deg, p_duration_ms, pr_ms, qrs_axis_deg, qrs_ms, ...)",
	},
	"csv":  {"representative beat", "beats"},
	"json": nil,
}

func TestLossesOfEachFormat(t *testing.T) {
	for _, zone := range []bool{false, true} {
		for _, format := range written {
			rec := rich(zone)
			got := formats.Compare(rec, through(t, rec, format))
			want := slices.Clone(expected[format])
			if zone && format == "wfdb" {
				want = append(want, "start: time zone")
			}
			assert.ElementsMatch(t, want, got, "%s, zone %t", format, zone)
		}
	}
}

// From every format to every other: what the first holds comes out of the second unless that has no place for it.
func TestPairs(t *testing.T) {
	for _, from := range written {
		first := through(t, rich(true), from)
		for _, to := range written {
			allowed := append(slices.Clone(expected[to]), "start: time zone", "record id", "patient name: its parts")
			if to == "scp" && len(first.Groups) == 0 {
				allowed = append(allowed, "beats") // they go with the representative beat
			}
			got := formats.Compare(first, through(t, first, to))
			for _, s := range got {
				for _, k := range kept {
					assert.NotContains(t, s, k, "%s to %s", from, to)
				}
				if !strings.Contains(s, " of ") {
					assert.Contains(t, allowed, s, "%s to %s", from, to)
				}
			}
		}
	}
}

// realFiles are those of other people, by their paths.
func realFiles(t *testing.T) (list []string) {
	for _, pattern := range []string{"scp/*.[sS][cC][pP]", "dicom/*.dcm", "aecg/*.xml"} {
		names, err := filepath.Glob(filepath.Join(testdata.Dir(t, "formats"), filepath.FromSlash(pattern)))
		require.NoError(t, err)
		list = append(list, names...)
	}
	require.NotEmpty(t, list)
	return list
}

// The real files go through every format with their samples, leads, times and patient.
func TestPairsOfRealFiles(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	converted := 0
	for _, name := range realFiles(t) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		rec, err := formats.Decode(data, nil)
		if err != nil {
			continue // without samples, or scrambled
		}
		for _, to := range written {
			converted++
			for _, s := range formats.Compare(rec, through(t, rec, to)) {
				at := filepath.Base(name) + " to " + to + ": " + s
				if to == "scp" && strings.Contains(s, "samples of") {
					assert.Regexp(t, `rounded by up to 0\.0\d+ µV`, s, at) // SCP has whole nV and 16 bits
					continue
				}
				for _, k := range kept {
					assert.NotContains(t, s, k, at)
				}
				if to != "wfdb" {
					for _, k := range []string{"patient id", "patient birth date", "start", "filters: low-pass", "filters: high-pass"} {
						assert.NotEqual(t, k, s, at)
					}
				}
			}
		}
	}
	assert.Greater(t, converted, 60)
}

// Leads recorded one after another, leads of a lower rate and gaps go through, or are refused, or said to be lost.
func TestOddRecords(t *testing.T) {
	lead := func(l ecg.Lead, rate float64, start, n int) ecg.Channel {
		c := ecg.Channel{Lead: l, Rate: rate, Start: start, Scale: 2.5, Unit: ecg.UnitMicrovolt}
		for i := range n {
			c.Raw = append(c.Raw, int32(i%50+int(l)))
		}
		return c
	}
	sequential := new(ecg.Record)
	for i, l := range ecg.StandardLeads {
		sequential.Channels = append(sequential.Channels, lead(l, 500, i/3*1250, 1250))
	}
	gaps := &ecg.Record{Channels: []ecg.Channel{lead(ecg.LeadI, 500, 0, 1000), lead(ecg.LeadII, 500, 0, 1000)}}
	gaps.Channels[1].Raw[500] = ecg.Missing
	ends := &ecg.Record{Channels: []ecg.Channel{lead(ecg.LeadI, 500, 0, 1000), lead(ecg.LeadII, 500, 0, 1000)}}
	for _, k := range []int{0, 1, 998, 999} {
		ends.Channels[1].Raw[k] = ecg.Missing
	}
	mixed := &ecg.Record{Channels: []ecg.Channel{lead(ecg.LeadI, 500, 0, 1000), lead(ecg.LeadII, 250, 0, 500)}}
	adu := &ecg.Record{Channels: []ecg.Channel{lead(ecg.LeadI, 500, 0, 1000), lead(ecg.LeadII, 500, 0, 1000)}}
	adu.Channels[1].Unit, adu.Channels[1].Scale = ecg.UnitUncalibrated, 1
	odd := &ecg.Record{Channels: []ecg.Channel{lead(ecg.LeadI, 360, 0, 720), lead(ecg.LeadMLII, 360, 0, 720)}}

	apart := "leads II: in a group apart"
	for name, c := range map[string]struct {
		rec    *ecg.Record
		refuse []string
		losses map[string][]string
	}{
		"sequential": {sequential, nil, nil},
		"gaps":       {gaps, []string{"scp"}, nil},
		"ends":       {ends, nil, nil},
		"mixed":      {mixed, []string{"scp"}, map[string][]string{"dicom": {apart}, "aecg": {apart}}},
		"adu":        {adu, nil, map[string][]string{"scp": {"leads II"}}},
		"360 Hz":     {odd, []string{"scp"}, nil},
	} {
		for _, format := range written {
			if slices.Contains(c.refuse, format) {
				err := formats.Encode(&bytes.Buffer{}, c.rec, format)
				assert.ErrorIs(t, err, formats.ErrUnsupported, "%s as %s", name, format)
				continue
			}
			got := formats.Compare(c.rec, through(t, c.rec, format))
			assert.ElementsMatch(t, c.losses[format], got, "%s as %s", name, format)
		}
	}
}
