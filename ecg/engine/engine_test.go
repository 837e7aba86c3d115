package engine_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
	"github.com/goecg/goecg/formats/wfdb"
)

// encode gives the spec's ECG as a file of the format.
func encode(t testing.TB, spec ecgtest.Spec, format string) []byte {
	t.Helper()
	rec, _, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, formats.Encode(&b, rec, format))
	return b.Bytes()
}

func preset(t testing.TB, name string) ecgtest.Spec {
	t.Helper()
	s, ok := ecgtest.Preset(name)
	require.True(t, ok, name)
	return s
}

func analyze(t testing.TB, o engine.Options, data []byte) *engine.Result {
	t.Helper()
	a, err := engine.New(o)
	require.NoError(t, err)
	res := engine.NewResult()
	require.NoError(t, a.Analyze(res, "test", data))
	return res
}

// The same ECG must read the same whatever file brings it.
func TestSameReadingFromEveryFormat(t *testing.T) {
	spec := preset(t, "stemi-anterior")
	var first *engine.Result
	for _, format := range []string{"scp", "dicom", "aecg"} {
		res := analyze(t, engine.Options{}, encode(t, spec, format))
		assert.Equal(t, format, res.Record.Format)
		require.True(t, res.Has("STEMI"), "%s: %v", format, codes(res))
		if first == nil {
			first = res
			continue
		}
		assert.Equal(t, codes(first), codes(res), format)
		assert.InDelta(t, float64(first.Report.PR), float64(res.Report.PR), 1, format)
		assert.InDelta(t, float64(first.Report.QT), float64(res.Report.QT), 1, format)
		j1, j2 := first.Report.Find(ecg.LeadV2).J, res.Report.Find(ecg.LeadV2).J
		assert.InDelta(t, float64(j1), float64(j2), 2, format)
	}
}

func codes(r *engine.Result) []string {
	var out []string
	for _, f := range r.Findings {
		out = append(out, f.Code)
	}
	return out
}

func TestWFDBRecordAndItsDigest(t *testing.T) {
	rec, _, err := ecgtest.Generate(preset(t, "normal"))
	require.NoError(t, err)
	dir := t.TempDir()
	require.NoError(t, wfdb.WriteDir(dir, "one", rec, nil))
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), "one.hea"))
	head, err := os.ReadFile(filepath.Join(dir, "one.hea"))
	require.NoError(t, err)
	dat, err := os.ReadFile(filepath.Join(dir, "one.dat"))
	require.NoError(t, err)
	assert.Equal(t, digest(append(head, dat...)), res.SHA256.String(), "header, then signals")
	assert.Equal(t, 12, res.Recorded)
}

// Eight leads are a complete recording: four more follow from I and II, and say so.
func TestEightLeads(t *testing.T) {
	spec := preset(t, "normal")
	spec.Leads = []ecg.Lead{ecg.LeadI, ecg.LeadII, ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6}
	res := analyze(t, engine.Options{}, encode(t, spec, "scp"))
	assert.Equal(t, 8, res.Recorded)
	require.Len(t, res.Report.Leads, 12)
	var out output
	marshal(t, res, &out)
	assert.Equal(t, []string{"I", "II", "V1", "V2", "V3", "V4", "V5", "V6"}, out.Recording.Leads)
	assert.Equal(t, []string{"III", "aVR", "aVL", "aVF"}, out.Recording.DerivedLeads)
	res = analyze(t, engine.Options{KeepRecorded: true}, encode(t, spec, "scp"))
	assert.Len(t, res.Report.Leads, 8)
}

func TestChildrenGetMeasurementsOnly(t *testing.T) {
	spec := preset(t, "stemi-anterior")
	spec.Age = 9
	res := analyze(t, engine.Options{}, encode(t, spec, "scp"))
	assert.False(t, res.Has("STEMI"))
	assert.True(t, ecg.Known(res.Report.PR))
	age := 60.0
	res = analyze(t, engine.Options{AgeYears: &age}, encode(t, spec, "scp"))
	assert.True(t, res.Has("STEMI"), "the override counts: %v", codes(res))
}

// output is the part of the JSON that tests look at.
type output struct {
	Schema      int    `json:"schema"`
	Input       string `json:"input"`
	Unconfirmed bool   `json:"unconfirmed"`
	Recording   struct {
		RateHz       float64  `json:"rate_hz"`
		DurationS    float64  `json:"duration_s"`
		Leads        []string `json:"leads"`
		DerivedLeads []string `json:"derived_leads"`
	} `json:"recording"`
	Error *engine.ErrorFields `json:"error"`
}

func marshal(t testing.TB, res *engine.Result, v any) []byte {
	t.Helper()
	data, err := json.Marshal(res)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, v))
	return data
}

func TestJSONHasEveryKey(t *testing.T) {
	for _, name := range []string{"normal", "afib"} {
		var m map[string]any
		marshal(t, analyze(t, engine.Options{}, encode(t, preset(t, name), "scp")), &m)
		for _, key := range []string{"schema", "input", "sha256", "version", "source", "patient", "recording", "quality", "beats",
			"measurements", "findings", "critical", "priority", "unconfirmed"} {
			require.Contains(t, m, key)
			require.NotNil(t, m[key], key)
		}
		assert.Equal(t, true, m["unconfirmed"])
		leads := m["measurements"].(map[string]any)["leads"].(map[string]any)
		require.Len(t, leads, 12)
		for _, key := range []string{"p_uv", "q_uv", "r_uv", "s_uv", "t_uv", "j_uv", "st20_uv", "st40_uv", "st60_uv", "st80_uv", "st_slope_uv_per_s"} {
			require.Contains(t, leads["V2"], key)
		}
		priority := m["priority"].(map[string]any)
		for _, key := range []string{"level", "due_s", "reason"} {
			require.Contains(t, priority, key)
		}
	}
}

func TestTooShortToMeasureIsNotAnError(t *testing.T) {
	spec := ecgtest.Spec{Duration: 0.4}
	res := analyze(t, engine.Options{}, encode(t, spec, "scp"))
	data, err := json.Marshal(res)
	require.NoError(t, err)
	assert.Contains(t, string(data), `"qt_ms":null`)
	assert.NotContains(t, string(data), "NaN")
}

func TestFailuresInJSON(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	require.Error(t, a.Analyze(res, "bad", []byte("no ECG")))
	var out output
	marshal(t, res, &out)
	require.NotNil(t, out.Error)
	assert.Equal(t, "bad", out.Input)
	assert.Equal(t, "unknown", out.Error.Reason)
	_, err = engine.New(engine.Options{Detector: "nonsense"})
	require.Error(t, err)
}

// items is a mixed bag of inputs, good and bad, with one error of the sequence itself.
func items(t testing.TB) iter.Seq2[engine.Item, error] {
	good := encode(t, preset(t, "normal"), "scp")
	other := encode(t, preset(t, "afib"), "dicom")
	return func(yield func(engine.Item, error) bool) {
		for i := range 24 {
			item := engine.Item{Name: fmt.Sprint(i), Data: good}
			var err error
			switch i % 6 {
			case 1:
				item.Data = other
			case 2:
				item.Data = []byte("nonsense")
			case 3:
				item.Data = good[:len(good)/2]
			case 4:
				item.Data, err = nil, fs.ErrNotExist
			case 5:
				item.Data, item.FS, item.Path = nil, fstest.MapFS{"x.scp": {Data: good}}, "x.scp"
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

func TestRunIsOrderedAndDeterministic(t *testing.T) {
	var want []string
	for _, workers := range []int{1, 2, 7} {
		var got []string
		err := engine.Run(context.Background(), items(t), engine.RunOptions{Workers: workers}, func(r *engine.Result) error {
			assert.Equal(t, fmt.Sprint(len(got)), r.Input)
			if len(got)%6 == 4 {
				assert.ErrorIs(t, r.Err, fs.ErrNotExist)
			}
			data, err := json.Marshal(r)
			require.NoError(t, err)
			got = append(got, string(data))
			return nil
		})
		require.NoError(t, err)
		require.Len(t, got, 24)
		if want == nil {
			want = got
		}
		assert.Equal(t, want, got, "%d workers", workers)
	}
}

func TestRunStops(t *testing.T) {
	full := errors.New("disk full")
	n := 0
	err := engine.Run(context.Background(), items(t), engine.RunOptions{Workers: 3}, func(*engine.Result) error {
		n++
		if n == 5 {
			return full
		}
		return nil
	})
	require.ErrorIs(t, err, full)
	assert.Equal(t, 5, n)

	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	err = engine.Run(ctx, items(t), engine.RunOptions{Workers: 2}, func(*engine.Result) error {
		n++
		if n == 3 {
			cancel()
		}
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)
	assert.Less(t, n, 24)
}

func TestDetectOnChosenLeads(t *testing.T) {
	rec, truth, err := ecgtest.Generate(preset(t, "normal"))
	require.NoError(t, err)
	for _, detector := range []string{engine.DetectorDefault, engine.DetectorPanTompkins} {
		a, err := engine.New(engine.Options{Detector: detector})
		require.NoError(t, err)
		for _, lead := range []string{"", engine.AllLeads, "II", "ii", "V5", "1"} {
			beats, err := a.Detect(nil, rec, lead)
			require.NoError(t, err)
			assert.InDelta(t, len(truth.Beats), len(beats), 2, "%s on %q", detector, lead)
		}
		for _, lead := range []string{"V9", "99", "-1"} {
			_, err := a.Detect(nil, rec, lead)
			require.ErrorIs(t, err, engine.ErrNoLead, lead)
		}
	}
}

// Leads with other rates and starts than the rest land on the same axis.
func TestMixedRates(t *testing.T) {
	spec := preset(t, "normal")
	rec, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	spec.Rate = 250
	half, _, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	*rec.Lead(ecg.LeadV5) = *half.Lead(ecg.LeadV5)
	late := rec.Lead(ecg.LeadV6)
	late.Start, late.Raw = 1000, late.Raw[1000:]
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	in, err := a.Input(rec)
	require.NoError(t, err)
	assert.Equal(t, 500.0, in.RateHz)
	assert.InDelta(t, len(truth.Beats), len(in.Beats), 1)
	for _, l := range in.Leads {
		require.Len(t, l.Clean, 5000, l.Lead)
	}
	res := engine.NewResult()
	require.NoError(t, a.AnalyzeRecord(res, rec))
	v5, v4 := res.Report.Find(ecg.LeadV5), res.Report.Find(ecg.LeadV4)
	assert.InDelta(t, float64(v4.Fiducials.QRSOn), float64(v5.Fiducials.QRSOn), 12, "the leads are aligned")
}

// A scale that the file does not know must never be read as one.
func TestUncalibratedHasNoVoltages(t *testing.T) {
	rec, _, err := ecgtest.Generate(preset(t, "stemi-anterior"))
	require.NoError(t, err)
	for i := range rec.Channels {
		rec.Channels[i].Unit = ecg.UnitUncalibrated
	}
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	require.NoError(t, a.AnalyzeRecord(res, rec))
	assert.True(t, ecg.Known(res.Report.HeartRate))
	assert.False(t, ecg.Known(res.Report.Find(ecg.LeadV2).J))
	assert.False(t, res.Has("STEMI"))
}

func TestNoECGChannel(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	err = a.AnalyzeRecord(engine.NewResult(), &ecg.Record{Channels: []ecg.Channel{{Unit: "mmHg", Rate: 100, Scale: 1, Raw: []int32{1, 2}}}})
	require.ErrorIs(t, err, formats.ErrNoWaveform)
}
