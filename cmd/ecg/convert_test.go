package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

// convert runs the verb and expects success; it returns what was said.
func convert(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := call(t, nil, append([]string{"convert"}, args...)...)
	require.Equal(t, exitOK, code, errs)
	require.Empty(t, out)
	return errs
}

func openRecord(t *testing.T, name string) *ecg.Record {
	t.Helper()
	rec, err := formats.Open(os.DirFS(filepath.Dir(name)), filepath.Base(name), nil)
	require.NoError(t, err)
	return rec
}

// A file goes round all formats and its samples, leads, times and patient are the same at the end.
func TestConvertRound(t *testing.T) {
	dir := t.TempDir()
	first := filepath.Join(files, "stemi_inferior.scp")
	name := first
	for i, to := range []string{"dicom", "csv", "aecg", "json", "scp", "csv", "dicom", "json", "aecg"} {
		out := filepath.Join(dir, strconv.Itoa(i)+"."+to)
		convert(t, "-to", to, name, out)
		name = out
	}
	want, got := openRecord(t, first), openRecord(t, name)
	for _, s := range formats.Compare(want, got) {
		for _, k := range []string{"leads", "samples", "start", "rate", "patient"} {
			assert.NotContains(t, s, k)
		}
	}
	assert.Equal(t, want.Rate(), got.Rate())
}

func TestConvertByEnding(t *testing.T) {
	dir := t.TempDir()
	for ending, format := range map[string]string{".scp": "scp", ".dcm": "dicom", ".xml": "aecg", ".csv": "csv", ".json": "json", ".hea": "wfdb"} {
		out := filepath.Join(dir, "x"+ending)
		convert(t, filepath.Join(files, "normal.scp"), out)
		assert.Equal(t, format, openRecord(t, out).Format)
	}
}

// What is not kept is said, a line each, and never what it was.
func TestConvertSaysWhatIsLost(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.csv")
	require.NoError(t, os.WriteFile(in, []byte("# rate_hz: 500\n# patient_name: Secretname\n# institution: Secretplace\ntime_ms,I,ABP (mmHg)\n0,1,80\n2,2,81\n"), 0o666))
	errs := convert(t, "-to", "wfdb", in, filepath.Join(dir, "out"))
	assert.Contains(t, errs, "ecg: convert: not kept: patient name\n")
	assert.Contains(t, errs, "ecg: convert: not kept: institution\n")
	errs = convert(t, "-to", "scp", in, filepath.Join(dir, "out.scp"))
	assert.Contains(t, errs, "ecg: convert: not kept: leads channel 2\n", "SCP-ECG holds voltages only")
	assert.Empty(t, convert(t, "-to", "json", in, filepath.Join(dir, "out.json")))
	for _, l := range strings.Split(strings.TrimSpace(errs), "\n") {
		assert.Regexp(t, `^ecg: convert: (not kept|warning): `, l)
		assert.NotContains(t, l, "Secret")
	}
}

func TestConvertWFDBWithAnnotations(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(files, "pvc")
	marks := []wfdb.Annotation{{Sample: 0, Code: wfdb.CodeRhythm, Aux: "(B"}, {Sample: 300, Code: wfdb.CodeNormal}, {Sample: 500, Code: wfdb.CodePVC}, {Sample: 700, Code: wfdb.CodeNoise, Subtype: 1}}
	src := filepath.Join(dir, "src")
	convert(t, "-to", "wfdb", in, src)
	write := func(ext string) {
		f, err := os.Create(src + ext)
		require.NoError(t, err)
		require.NoError(t, wfdb.WriteAnnotations(f, marks, nil))
		require.NoError(t, f.Close())
	}
	write(".atr")
	write(".mine")
	for _, to := range []string{"dicom", "json", "aecg"} {
		out := filepath.Join(dir, "x."+to)
		convert(t, "-to", to, src, out)
		back := filepath.Join(dir, "back-"+to)
		convert(t, "-to", "wfdb", out, back)
		list, err := wfdb.OpenAnnotations(os.DirFS(dir), filepath.Base(back)+".atr", 360)
		require.NoError(t, err)
		at := map[int64]byte{}
		for _, a := range list {
			at[a.Sample] = a.Code
		}
		assert.Contains(t, at, int64(300), to)
		assert.Equal(t, byte(wfdb.CodePVC), at[500], to)
	}
	convert(t, "-to", "json", "-ann", "none", src, filepath.Join(dir, "none.json"))
	assert.Empty(t, openRecord(t, filepath.Join(dir, "none.json")).Annotations)
	convert(t, "-to", "json", "-ann", "mine", src, filepath.Join(dir, "mine.json"))
	assert.Len(t, openRecord(t, filepath.Join(dir, "mine.json")).Annotations, len(marks))
	code, _, errs := call(t, nil, "convert", "-to", "json", "-ann", "absent", src, filepath.Join(dir, "y.json"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "no such file")
}

// A rate that SCP-ECG cannot hold is refused with what to do, and -rate does it.
func TestConvertRate(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(files, "pvc"), filepath.Join(dir, "x.scp")
	code, _, errs := call(t, nil, "convert", in, out)
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "360 Hz")
	assert.Contains(t, errs, "-rate 500")
	assert.NoFileExists(t, out)
	convert(t, "-rate", "500", in, out)
	a, b := openRecord(t, in+".hea"), openRecord(t, out)
	assert.Equal(t, 500.0, b.Rate())
	assert.InDelta(t, a.Duration(), b.Duration(), 0.01)
	x, y := a.Channels[0].Microvolts(nil), b.Channels[0].Microvolts(nil)
	for i := range y { // where the grids meet: every 18th sample at 360 Hz is every 25th at 500 Hz
		if i%25 == 0 && i > 100 && i < len(y)-100 {
			assert.InDelta(t, x[i/25*18], y[i], 60, "sample %d", i)
		}
	}
}

func TestConvertGroupAndDerive(t *testing.T) {
	dir := t.TempDir()
	rec := &ecg.Record{Channels: []ecg.Channel{
		{Lead: ecg.LeadI, Rate: 500, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{1, 3, 5}},
		{Lead: ecg.LeadII, Rate: 500, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{2, 2, 2}},
	}}
	g := rec.AddGroup()
	g.Kind, g.OffsetMS = ecg.GroupRhythm, 1500
	*g.AddChannel() = ecg.Channel{Lead: ecg.LeadV1, Rate: 250, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{7, 8}}
	rec.Start = ecg.Local(2026, 1, 1, 0, 0, 0, 0)
	rec.Annotations = []ecg.Annotation{{Kind: ecg.AnnotationBeat, Onset: -1, Peak: 1, End: -1, Group: 1, Value: math.NaN()}}
	in := filepath.Join(dir, "in.json")
	require.NoError(t, writeRecord(&env{}, rec, "json", in))

	convert(t, in, filepath.Join(dir, "a.csv"))
	data, err := os.ReadFile(filepath.Join(dir, "a.csv"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "time_ms,I,II\n0,1,2\n2,3,2\n4,5,2\n", "only leads in the file")
	convert(t, "-derive", in, filepath.Join(dir, "b.csv"))
	data, err = os.ReadFile(filepath.Join(dir, "b.csv"))
	require.NoError(t, err)
	assert.Contains(t, string(data), "time_ms,I,II,III,aVR,aVL,aVF\n0,1,2,1,-1.5,0,1.5\n")
	convert(t, "-group", "1", in, filepath.Join(dir, "c.json"))
	got := openRecord(t, filepath.Join(dir, "c.json"))
	assert.Equal(t, []int32{7, 8}, got.Lead(ecg.LeadV1).Raw)
	assert.Equal(t, "2026-01-01T00:00:01.5", got.Start.String())
	require.Len(t, got.Annotations, 1)
	assert.Equal(t, 0, got.Annotations[0].Group)
	code, _, errs := call(t, nil, "convert", "-group", "2", in, filepath.Join(dir, "d.csv"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "no group 2")
	convert(t, "-rate", "500", in, filepath.Join(dir, "e.json"))
	got = openRecord(t, filepath.Join(dir, "e.json"))
	assert.Equal(t, 500.0, got.Groups[0].Channels[0].Rate)
	assert.Equal(t, int64(2), got.Annotations[0].Peak)
}

func TestConvertPipes(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(files, "normal.scp"))
	require.NoError(t, err)
	code, out, errs := call(t, data, "convert", "-to", "csv", "-", "-")
	require.Equal(t, exitOK, code, errs)
	assert.True(t, strings.HasPrefix(out, "# rate_hz: 500\n"))
	code, back, errs := call(t, []byte(out), "convert", "-to", "scp", "-", "-")
	require.Equal(t, exitOK, code, errs)
	rec, err := formats.Decode([]byte(back), nil)
	require.NoError(t, err)
	assert.Empty(t, formats.Compare(&ecg.Record{Channels: openRecord(t, filepath.Join(files, "normal.scp")).Channels}, rec))
}

func TestConvertUsage(t *testing.T) {
	in := filepath.Join(files, "normal.scp")
	for _, args := range [][]string{
		{}, {in}, {in, "x"}, {"-to", "pdf", in, "x"}, {"-to", "wfdb", in, "-"}, {"-group", "-1", in, "x.csv"}, {"-rate", "-5", in, "x.csv"},
		{files, "x.csv"}, {in, in}, {filepath.Join(files, "pvc"), filepath.Join(files, "pvc.hea")},
	} {
		code, out, errs := call(t, nil, append([]string{"convert"}, args...)...)
		assert.Equal(t, exitUsage, code, args)
		assert.NotEmpty(t, errs)
		assert.Empty(t, out)
	}
	code, _, errs := call(t, nil, "convert", "no/such.scp", filepath.Join(t.TempDir(), "x.csv"))
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "no/such.scp")
}

// refLead is a lead as an independent reader found it.
type refLead struct {
	UV struct {
		N       int
		First10 []float64
		SHA     string `json:"sha256_int32_round"`
	} `json:"uV"`
}

// refGroups are the leads of a reference, group by group, the rhythm first.
func refGroups(t *testing.T, data []byte) (list [][]refLead) {
	var ref struct {
		Leads  []refLead
		Groups []struct{ Channels []refLead }
		Series []struct{ Sets []struct{ Leads []refLead } }
	}
	require.NoError(t, json.Unmarshal(data, &ref))
	for _, g := range ref.Groups {
		list = append(list, g.Channels)
	}
	for _, s := range ref.Series {
		list = append(list, s.Sets[0].Leads)
	}
	if len(ref.Leads) > 0 {
		list = append(list, ref.Leads)
	}
	return list
}

// The CSV of real files holds what other people's readers find in them.
func TestConvertToCSVAgainstReferences(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	refs, err := filepath.Glob(filepath.Join(testdata.Dir(t, "formats"), "*", "*.ref.json"))
	require.NoError(t, err)
	require.NotEmpty(t, refs)
	checked := 0
	for _, ref := range refs {
		data, err := os.ReadFile(ref)
		require.NoError(t, err)
		in := strings.TrimSuffix(ref, ".ref.json")
		for group, leads := range refGroups(t, data) {
			if leads[0].UV.N == 0 {
				continue // a file that is refused
			}
			code, out, errs := call(t, nil, "convert", "-to", "csv", "-group", strconv.Itoa(group), in, "-")
			require.Equal(t, exitOK, code, errs)
			r := csv.NewReader(strings.NewReader(out))
			r.Comment = '#'
			rows, err := r.ReadAll()
			require.NoError(t, err)
			require.Equal(t, "time_ms", rows[0][0])
			require.Len(t, rows[0], len(leads)+1)
			for k, lead := range leads {
				sum := sha256.New()
				for i, row := range rows[1:] {
					if i == lead.UV.N {
						break
					}
					v, err := strconv.ParseFloat(row[k+1], 64)
					require.NoError(t, err, "%s row %d", in, i)
					if i < len(lead.UV.First10) {
						assert.InDelta(t, lead.UV.First10[i], v, 1e-3)
					}
					_ = binary.Write(sum, binary.LittleEndian, int32(math.RoundToEven(v)))
				}
				assert.Equal(t, lead.UV.SHA, hex.EncodeToString(sum.Sum(nil)), "%s group %d lead %s", in, group, rows[0][k+1])
				checked++
			}
		}
	}
	assert.Greater(t, checked, 100)
}
