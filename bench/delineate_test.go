package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// waveMarks reads marks such as "10:( 20:p 30:)".
func waveMarks(t testing.TB, s string) []wfdb.Annotation {
	codes := map[string]byte{"(": wfdb.CodeWaveOn, ")": wfdb.CodeWaveOff, "p": wfdb.CodePWave, "N": wfdb.CodeNormal, "t": wfdb.CodeTWave, "u": wfdb.CodeUWave}
	list := rhythmMarks(t, s)
	for i, f := range strings.Fields(s) {
		_, mark, _ := strings.Cut(f, ":")
		code, ok := codes[mark]
		require.True(t, ok, mark)
		list[i].Code, list[i].Aux = code, ""
	}
	return list
}

func TestWaves(t *testing.T) {
	u := int64(unmarked)
	for name, c := range map[string]struct {
		marks string
		want  [waveKinds][]wave
	}{
		"triples":           {"1:( 2:p 3:) 4:( 5:N 6:) 7:( 8:t 9:)", [waveKinds][]wave{{{1, 2, 3}}, {{4, 5, 6}}, {{7, 8, 9}}}},
		"without onset":     {"5:N 6:) 8:t 9:)", [waveKinds][]wave{nil, {{u, 5, 6}}, {{u, 8, 9}}}},
		"alone":             {"5:N 7:( 8:t 9:)", [waveKinds][]wave{nil, {{u, 5, u}}, {{7, 8, 9}}}},
		"two peaks":         {"7:( 8:t 9:t 10:)", [waveKinds][]wave{nil, nil, {{7, 8, u}, {u, 9, 10}}}},
		"others passed":     {"1:( 2:u 3:)", [waveKinds][]wave{}},
		"nothing but marks": {"1:( 2:)", [waveKinds][]wave{}},
	} {
		assert.Equal(t, c.want, waves(waveMarks(t, c.marks)), name)
	}
}

func TestPairMarks(t *testing.T) {
	u := int64(unmarked)
	for name, c := range map[string]struct {
		ref, test []int64
		want      []markPair
	}{
		"window included":    {[]int64{100}, []int64{175}, []markPair{{100, 175}}},
		"window exceeded":    {[]int64{100}, []int64{176}, []markPair{{100, u}, {u, 176}}},
		"nearest first":      {[]int64{100, 160}, []int64{140}, []markPair{{100, u}, {160, 140}}},
		"earlier when equal": {[]int64{100, 160}, []int64{130}, []markPair{{100, 130}, {160, u}}},
		"one to one":         {[]int64{100}, []int64{95, 104, 110}, []markPair{{u, 95}, {100, 104}, {u, 110}}},
		"outside the span":   {[]int64{100}, []int64{5, 90, 301}, []markPair{{100, 90}}},
		"partner outside":    {[]int64{20}, []int64{9}, []markPair{{20, 9}}},
		"same place twice":   {[]int64{100, 100}, []int64{100}, []markPair{{100, 100}, {100, u}}},
	} {
		assert.Equal(t, c.want, pairMarks(c.ref, c.test, 75, 10, 300), name)
	}
}

func TestDescribe(t *testing.T) {
	d := describe([]float64{-4, 2, 2, 4})
	assert.Equal(t, distribution{1, ecg.Millisecond(math.Sqrt(12)), 3, 4}, d)
	one := describe([]float64{-7})
	assert.Equal(t, []float64{-7, 7, 7}, []float64{float64(one.mean), float64(one.median), float64(one.p95)})
	assert.True(t, math.IsNaN(float64(one.sd)))
	assert.True(t, math.IsNaN(float64(describe(nil).p95)))
	var ramp []float64
	for i := range 100 {
		ramp = append(ramp, float64(i+1))
	}
	assert.Equal(t, ecg.Millisecond(95), describe(ramp).p95)
}

// byHand writes a database of two records of two leads at 500 Hz with test files: what is to be counted can be read off.
func byHand(t testing.TB) (db, test string) {
	db, test = filepath.Join(t.TempDir(), "hand"), t.TempDir()
	require.NoError(t, os.Mkdir(db, 0o777))
	for _, name := range []string{"1", "2", "3"} {
		require.NoError(t, os.WriteFile(filepath.Join(db, name+".hea"), []byte(name+" 2 500 5000\nx.dat 16 200 16 0 0 0 0 II\nx.dat 16 200 16 0 0 0 0 V2\n"), 0o600))
	}
	ref := "500:( 520:N 550:) 650:( 700:t 740:) 900:( 925:p 950:) 1000:( 1020:N 1050:) 1150:( 1200:t 1240:) 1400:( 1425:p 1450:) 1500:( 1520:N 1550:)"
	for file, marks := range map[string]string{"1.ii": ref, "1.v2": ref, "2.ii": ref} {
		writeAnnotations(t, filepath.Join(db, file), waveMarks(t, marks))
	}
	for file, marks := range map[string]string{
		// P before the span, one P missed, one T false, errors of +4, -2, ... ms.
		"1.ii": "400:( 425:p 450:) 498:( 520:N 555:) 660:( 702:t 744:) 902:( 925:p 950:) 1000:( 1020:N 1052:) 1140:( 1198:t 1240:) 1300:( 1320:t 1330:) 1500:( 1520:N 1551:) 1700:( 1720:t 1730:)",
		"1.v2": strings.ReplaceAll(ref, "550:)", "560:)"), // 10 samples too late in two of three
		"2.ii": "500:( 520:N 550:)",
	} {
		writeAnnotations(t, filepath.Join(test, file), waveMarks(t, marks))
	}
	require.NoError(t, os.WriteFile(filepath.Join(db, "ludb.csv"),
		[]byte("ID,Sex,Age,Rhythms\n1,\"F\n\",\"51\n\",Sinus rhythm\n2,M,60,\"Atrial fibrillation\nAberrant conduction\"\n9,M,60,Atrial fibrillation\n"), 0o600))
	return db, test
}

func TestDelineateFiles(t *testing.T) {
	db, test := byHand(t)
	p, err := Delineate(context.Background(), db, DelineationOptions{AnnDir: test, KeepErrors: true})
	require.NoError(t, err)
	assert.Empty(t, p.Failed)
	assert.Equal(t, []string{"3"}, p.Skipped)
	assert.Equal(t, 2, p.Records)
	assert.Nil(t, p.Primary, "there is no V5")
	require.Len(t, p.Leads, 2)
	ii := p.Leads[0]
	assert.Equal(t, "ii", ii.Lead)
	assert.Equal(t, Counts{TP: 1, FN: 3}, ii.Fiducials[0].Counts, "P on; what lies before the span is not counted")
	assert.Equal(t, ecg.Millisecond(4), ii.Fiducials[0].Mean)
	assert.Equal(t, Counts{TP: 4, FN: 2}, ii.Fiducials[4].Counts, "R")
	assert.Equal(t, Counts{TP: 2, FN: 2, FP: 1}, ii.Fiducials[7].Counts, "T peak; the last one lies beyond the span")
	assert.Equal(t, ecg.Millisecond(4), ii.Fiducials[7].P95)
	off := p.Leads[1].Fiducials[5]
	assert.Equal(t, FiducialStats{"QRS off", Counts{TP: 3}, 100, 100, off.Mean, off.SD, 20, 20}, off)
	assert.InDelta(t, 40.0/3, float64(off.Mean), 1e-9)
	assert.Equal(t, []PWaveRecord{{"2", 1, 0, 0, 2}}, p.AF.Records)
	for _, v := range p.Intervals {
		switch v.Interval + " " + v.Lead {
		case "QRS global":
			assert.Equal(t, 2, v.Records)
			assert.Equal(t, SourceMarks, v.Source)
		case "PR v2":
			assert.Equal(t, []ecg.Millisecond{0, 0, 0}, []ecg.Millisecond{v.Mean, v.Median, v.P95})
			assert.Equal(t, []IntervalError{{"1", 200, 200}}, v.Worst)
		case "QT ii":
			assert.Equal(t, []any{1, 1}, []any{v.Records, v.Missing})
		}
	}
	p.Options.AnnDir = "test"
	golden(t, "delineate.txt", func(w io.Writer) error { return p.Text(w, TextOptions{}) })
	golden(t, "delineate.md", func(w io.Writer) error { return p.Markdown(w, TextOptions{SummaryOnly: true}) })
	golden(t, "delineate.csv", func(w io.Writer) error { return p.ErrorsCSV(w, 3) })
	golden(t, "delineate.json", func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		return enc.Encode(p)
	})

	worst := p.Worst(3)
	require.Len(t, worst, 3)
	assert.Equal(t, KindFN, worst[0].Kind)
	assert.Contains(t, worst[0].Title(), "missed")

	one, err := Delineate(context.Background(), db, DelineationOptions{AnnDir: test, Leads: []string{"V2"}})
	require.NoError(t, err)
	require.Len(t, one.Leads, 1)
	assert.Equal(t, p.Leads[1], one.Leads[0])
	require.Len(t, one.Failed, 0)
}

// synthetic writes a database of synthetic records with the exact bounds of their waves as reference in every lead.
func syntheticWaves(t testing.TB, names ...string) string {
	dir := filepath.Join(t.TempDir(), "waves")
	require.NoError(t, os.Mkdir(dir, 0o777))
	for _, name := range names {
		spec, ok := ecgtest.Preset(name)
		require.True(t, ok, name)
		spec.Noise.MuscleUV = 5
		rec, truth := ecgtest.MustGenerate(spec)
		require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
		var beats []measure.BeatFiducials
		at := func(i ecgtest.Instant) int {
			if !i.Exists() || i.Sample < 0 {
				return measure.None
			}
			return i.Sample
		}
		for i := 1; i+1 < len(truth.Beats); i++ {
			b := &truth.Beats[i]
			beats = append(beats, measure.BeatFiducials{Beat: i, Fiducials: measure.Fiducials{
				POn: at(b.POn), PPeak: at(b.PPeak), POff: at(b.POff), QRSOn: at(b.QRSOn), R: at(b.R), QRSOff: at(b.QRSOff), TOn: at(b.TOn), TPeak: at(b.TPeak), TOff: at(b.TOff),
			}})
		}
		for i := range rec.Channels {
			writeAnnotations(t, filepath.Join(dir, name+"."+strings.ToLower(rec.Channels[i].Label)), WaveMarks(nil, beats, 1))
		}
	}
	return dir
}

// The delineator on synthetic records, together and lead by lead; its files give the same figures, and so does any number of workers.
func TestDelineateSynthetic(t *testing.T) {
	db := syntheticWaves(t, "normal", "avb1", "pvc")
	run := func(o DelineationOptions) *DelineationReport {
		p, err := Delineate(context.Background(), db, o)
		require.NoError(t, err)
		require.Empty(t, p.Failed)
		return p
	}
	p := run(DelineationOptions{Workers: 1})
	require.NotNil(t, p.Primary)
	for _, f := range p.Primary.Fiducials {
		assert.Greater(t, float64(f.Se), 90.0, f.Fiducial)
		assert.Less(t, math.Abs(float64(f.Mean)), 25.0, f.Fiducial)
	}
	for _, v := range p.Intervals {
		if v.Lead == LeadMedian && v.Source == SourceReport {
			assert.Equal(t, 3, v.Records, v.Interval)
			assert.Less(t, math.Abs(float64(v.Mean)), 20.0, v.Interval)
		}
	}
	assert.Equal(t, p.Leads, run(DelineationOptions{Workers: 3}).Leads)
	assert.Equal(t, "each lead alone", run(DelineationOptions{Single: true, Leads: []string{"ii"}}).subject())

	files := t.TempDir()
	a, err := engine.New(engine.Options{KeepRecorded: true})
	require.NoError(t, err)
	for _, name := range []string{"normal", "avb1", "pvc"} {
		rec := new(ecg.Record)
		require.NoError(t, wfdb.Open(rec, os.DirFS(db), name+".hea", false, nil))
		in, err := a.Input(rec)
		require.NoError(t, err)
		for l, beats := range a.Measurer().DelineateAll(nil, in) {
			Untangle(beats)
			writeAnnotations(t, filepath.Join(files, name+"."+strings.ToLower(in.Leads[l].Label)), WaveMarks(nil, beats, 1))
		}
	}
	scored := run(DelineationOptions{AnnDir: files, KeepErrors: true})
	assert.Equal(t, p.Leads, scored.Leads)
	assert.Equal(t, p.Primary, scored.Primary)

	drawn := 0
	require.NoError(t, DrawWaves(context.Background(), db, scored.Worst(2), func(c *WaveCase, d *render.Drawing) error {
		drawn++
		var b bytes.Buffer
		require.NoError(t, render.WriteSVG(&b, d))
		assert.Contains(t, b.String(), "lead "+c.Lead)
		return nil
	}))
	assert.Equal(t, 2, drawn)
}

func TestDelineateErrors(t *testing.T) {
	ctx := context.Background()
	_, err := Delineate(ctx, filepath.Join(t.TempDir(), "absent"), DelineationOptions{})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = Delineate(ctx, t.TempDir(), DelineationOptions{})
	assert.ErrorIs(t, err, ErrNoRecords)
	db, _ := byHand(t)
	_, err = Delineate(ctx, db, DelineationOptions{AnnDir: filepath.Join(db, "absent")})
	assert.ErrorIs(t, err, os.ErrNotExist)
	p, err := Delineate(ctx, db, DelineationOptions{AnnDir: t.TempDir()})
	require.NoError(t, err)
	require.Len(t, p.Failed, 2)
	assert.ErrorIs(t, p.Failed[0].Err, os.ErrNotExist)
	p, err = Delineate(ctx, db, DelineationOptions{}) // no signal files
	require.NoError(t, err)
	require.Len(t, p.Failed, 2)
	assert.Equal(t, formats.Reason(formats.ErrNoWaveform), p.Failed[0].Reason)
	require.NoError(t, os.WriteFile(filepath.Join(db, "ludb.csv"), []byte("\"ID\n"), 0o600))
	_, err = Delineate(ctx, db, DelineationOptions{})
	assert.ErrorIs(t, err, formats.ErrCorrupt)
	done, cancel := context.WithCancel(ctx)
	cancel()
	db, test := byHand(t)
	_, err = Delineate(done, db, DelineationOptions{AnnDir: test})
	assert.ErrorIs(t, err, context.Canceled)
}

// Whatever two lists hold, every mark is counted once, pairs keep the window, and a list agrees with itself.
func FuzzWaveMarks(f *testing.F) {
	f.Add([]byte("(p)(N)(t)"), []byte("(p)N)t)t)"))
	f.Add([]byte("NNN((("), []byte(""))
	codes := []byte{wfdb.CodeWaveOn, wfdb.CodePWave, wfdb.CodeWaveOff, wfdb.CodeNormal, wfdb.CodeTWave, wfdb.CodePVC}
	list := func(data []byte) (out []wfdb.Annotation) {
		at := int64(0)
		for _, b := range data {
			at += int64(b>>3) * 3
			out = append(out, wfdb.Annotation{Sample: at, Code: codes[int(b)%len(codes)]})
		}
		return out
	}
	f.Fuzz(func(t *testing.T, a, b []byte) {
		ref, test := waves(list(a)), waves(list(b))
		for k := range fiducialNames {
			x, y := positions(ref[k/marksPerWave], k%marksPerWave), positions(test[k/marksPerWave], k%marksPerWave)
			const all = math.MaxInt64 / 2
			left, right := 0, 0
			for _, p := range pairMarks(x, y, 20, -all, all) {
				left += b2i(p.ref != unmarked)
				right += b2i(p.test != unmarked)
				if p.ref != unmarked && p.test != unmarked {
					assert.LessOrEqual(t, max(p.ref-p.test, p.test-p.ref), int64(20))
				}
			}
			assert.Equal(t, []int{len(x), len(y)}, []int{left, right})
			for _, p := range pairMarks(x, x, 20, -all, all) {
				assert.Equal(t, p.ref, p.test)
			}
		}
	})
}
