package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

const mitRate = 360

// readRecord reads a record, given by its path without an extension.
func readRecord(t testing.TB, path string) *ecg.Record {
	t.Helper()
	rec := new(ecg.Record)
	require.NoError(t, wfdb.Open(rec, os.DirFS(filepath.Dir(path)), filepath.Base(path)+".hea", false, nil))
	return rec
}

func leadsOf(rec *ecg.Record) (leads [][]float64) {
	for i := range rec.Channels {
		leads = append(leads, rec.Channels[i].Microvolts(nil))
	}
	return leads
}

// readLeads reads the leads of a record, given by its path without an extension, in µV.
func readLeads(t testing.TB, path string) [][]float64 {
	t.Helper()
	return leadsOf(readRecord(t, path))
}

// mitBeats returns the beat annotations outside ventricular flutter, and the flutter.
func mitBeats(t testing.TB, file string) (beats []int, flutter [][2]int) {
	t.Helper()
	list, err := wfdb.OpenAnnotations(os.DirFS(filepath.Dir(file)), filepath.Base(file), 0)
	require.NoError(t, err)
	from := -1
	for _, a := range list {
		at := int(a.Sample)
		switch {
		case a.Code == wfdb.CodeVFOn:
			from = at
		case a.Code == wfdb.CodeVFOff:
			flutter = append(flutter, [2]int{from, at})
			from = -1
		case from < 0 && wfdb.IsBeat(a.Code):
			beats = append(beats, at)
		}
	}
	return beats, flutter
}

// tally counts matches within 150 ms after the first five minutes. It pairs greedily
// in time, which for beats further apart than the window is what EC57 asks.
type tally struct{ hit, missed, extra int }

func (s *tally) score(ref, got []int, flutter [][2]int) {
	const window, start = 54, 300 * mitRate
	i, j := 0, 0
	for i < len(ref) || j < len(got) {
		switch {
		case i < len(ref) && ref[i] < start:
			i++
		case j < len(got) && got[j] < start && (i >= len(ref) || got[j] < ref[i]-window):
			j++
		case j >= len(got) || i < len(ref) && ref[i] < got[j]-window:
			s.missed++
			i++
		case i >= len(ref) || got[j] < ref[i]-window:
			inside := false
			for _, f := range flutter {
				inside = inside || got[j] >= f[0] && got[j] <= f[1]
			}
			if !inside {
				s.extra++
			}
			j++
		default:
			s.hit++
			i, j = i+1, j+1
		}
	}
}

func (s tally) f1() float64 { return 200 * float64(s.hit) / float64(2*s.hit+s.missed+s.extra) }

// TestMITBIH holds the detectors to what they reach on the development half of the
// database: the first lead for PanTompkins, both for MultiLead.
func TestMITBIH(t *testing.T) {
	dir := testdata.Dir(t, "mitdb")
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("thirteen hours of ECG take too long here")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.atr"))
	require.NoError(t, err)
	var classic, single, multi tally
	p, err := NewPanTompkins(mitRate)
	require.NoError(t, err)
	m, err := NewMultiLead(mitRate)
	require.NoError(t, err)
	var got []int
	for _, f := range files {
		leads := readLeads(t, strings.TrimSuffix(f, ".atr"))
		ref, flutter := mitBeats(t, f)
		got = p.Detect(got[:0], leads[0])
		checkOrder(t, got, len(leads[0]))
		classic.score(ref, got, flutter)
		got = m.Detect(got[:0], leads[0])
		checkOrder(t, got, len(leads[0]))
		single.score(ref, got, flutter)
		got = m.DetectLeads(got[:0], leads)
		checkOrder(t, got, len(leads[0]))
		multi.score(ref, got, flutter)
	}
	t.Logf("%d records: Pan-Tompkins %+v F1 %.3f, MultiLead on one lead %+v F1 %.3f, on two %+v F1 %.3f",
		len(files), classic, classic.f1(), single, single.f1(), multi, multi.f1())
	assert.GreaterOrEqual(t, classic.f1(), 99.5)
	assert.GreaterOrEqual(t, single.f1(), 99.88)
	assert.GreaterOrEqual(t, multi.f1(), 99.91)
}

// TestNoiseStress holds MultiLead to what it reaches on one lead and on two with the noise of moving electrodes, as strong as the
// beats and half as strong.
func TestNoiseStress(t *testing.T) {
	dir := testdata.Dir(t, "nstdb")
	m := newMulti(t, mitRate)
	for name, least := range map[string][2]float64{"118e00": {87, 97}, "118e06": {98, 99.5}, "118e24": {99.9, 99.9}} {
		base := filepath.Join(dir, name)
		leads := readLeads(t, base)
		ref, flutter := mitBeats(t, base+".atr")
		var single, multi tally
		single.score(ref, m.Detect(nil, leads[0]), flutter)
		multi.score(ref, m.DetectLeads(nil, leads), flutter)
		t.Logf("%s: one lead %+v F1 %.2f, two %+v F1 %.2f", name, single, single.f1(), multi, multi.f1())
		assert.GreaterOrEqual(t, single.f1(), least[0], name)
		assert.GreaterOrEqual(t, multi.f1(), least[1], name)
	}
}

func BenchmarkPanTompkinsMITBIH(b *testing.B) {
	x := readLeads(b, filepath.Join(testdata.Dir(b, "mitdb"), "119"))[0]
	p, _ := NewPanTompkins(mitRate)
	got := p.Detect(nil, x)
	for b.Loop() {
		got = p.Detect(got[:0], x)
	}
	b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}
