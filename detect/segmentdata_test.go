package detect

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// vfScore sums up, over records, the time of fibrillation that the reference marks and that was found.
type vfScore struct {
	reference, found, both int // samples
	beats                  int // reference beats within what was found
}

func (v *vfScore) add(reference [][2]int, got []Segment, beats []int) {
	for _, r := range reference {
		v.reference += r[1] - r[0]
	}
	for _, g := range got {
		if g.Kind != VF {
			continue
		}
		v.found += g.End - g.Start
		for _, r := range reference {
			v.both += max(0, min(r[1], g.End)-max(r[0], g.Start))
		}
		for _, b := range beats {
			if b >= g.Start && b < g.End {
				v.beats++
			}
		}
	}
}

// TestSegmentsMITBIH: over thirteen hours, fibrillation is found where record 207 has flutter and nowhere else, on both leads
// and on each, and no beat is lost to asystole or leads that are off but where a lead shows none.
func TestSegmentsMITBIH(t *testing.T) {
	dir := testdata.Dir(t, "mitdb")
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("thirteen hours of ECG take too long here")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.atr"))
	require.NoError(t, err)
	var both, each vfScore
	s, err := NewSegmenter(mitRate, 2)
	require.NoError(t, err)
	var got []Segment
	for _, f := range files {
		leads := readLeads(t, strings.TrimSuffix(f, ".atr"))
		beats, flutter := mitBeats(t, f)
		got = s.Segments(got[:0], leads)
		for _, g := range got {
			assert.Equal(t, VF, g.Kind, "%s %+v", f, g)
			assert.NotEmpty(t, flutter, "%s %+v", f, g)
		}
		both.add(flutter, got, beats)
		for i := range leads {
			got = s.Segments(got[:0], leads[i:i+1])
			each.add(flutter, got, beats)
			for _, g := range got {
				assert.True(t, g.Kind != VF || len(flutter) > 0, "%s lead %d %+v", f, i, g)
				assert.NotEqual(t, Flat, g.Kind, f)
				// The first lead of 116 is lost there for some seconds.
				assert.True(t, g.Kind != Asystole || strings.HasSuffix(f, "116.atr"), "%s lead %d %+v", f, i, g)
			}
		}
	}
	t.Logf("both leads %+v, each lead %+v", both, each)
	assert.GreaterOrEqual(t, float64(both.both), 0.95*float64(both.reference))
	assert.GreaterOrEqual(t, float64(both.both), 0.98*float64(both.found))
	assert.LessOrEqual(t, both.beats, 1)
	assert.GreaterOrEqual(t, float64(each.both), 0.84*float64(each.reference))
	assert.GreaterOrEqual(t, float64(each.both), 0.98*float64(each.found))
	assert.LessOrEqual(t, each.beats, 2)
}

// TestSegmentsCUDB: the fibrillation of cu01 begins where the reference has it and lasts to the end.
func TestSegmentsCUDB(t *testing.T) {
	dir := testdata.Dir(t, "cudb")
	const rate = 250
	x := readLeads(t, filepath.Join(dir, "cu01"))[0]
	want := [2]int{53545, 127232}
	for _, k := range []float64{1, -1, 0.3, 10} {
		y := clone(x)
		for i := range y {
			y[i] *= k
		}
		got := segmentsOf(t, rate, y)
		if assert.Len(t, got, 1, k) {
			assert.Equal(t, VF, got[0].Kind)
			assert.InDelta(t, want[0], got[0].Start, 1.1*rate, k)
			assert.InDelta(t, want[1], got[0].End, 0.1*rate, k)
			assert.InDelta(t, 5.4, got[0].Hz, 0.3, k)
		}
	}
}

// TestSegmentsNoiseStress: beats in noise are beats down to 0 dB.
func TestSegmentsNoiseStress(t *testing.T) {
	dir := testdata.Dir(t, "nstdb")
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("an hour and a half of ECG takes too long here")
	}
	for _, name := range []string{"118e24", "118e06", "118e00"} {
		assert.Empty(t, segmentsOf(t, mitRate, readLeads(t, filepath.Join(dir, name))...), name)
	}
	for _, name := range []string{"bw", "ma"} {
		for _, g := range segmentsOf(t, mitRate, readLeads(t, filepath.Join(dir, name))...) {
			assert.NotEqual(t, VF, g.Kind, name)
		}
	}
}

// TestSegmentsLUDB: none in the strips, on the twelve leads and on each alone.
func TestSegmentsLUDB(t *testing.T) {
	dir := testdata.Dir(t, "ludb")
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("takes too long here")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.hea"))
	require.NoError(t, err)
	for _, f := range files {
		leads := readLeads(t, strings.TrimSuffix(f, ".hea"))
		assert.Empty(t, segmentsOf(t, 500, leads...), f)
		for i := range leads {
			assert.Empty(t, segmentsOf(t, 500, leads[i]), "%s lead %d", f, i)
		}
	}
}

func BenchmarkSegmenterMITBIH(b *testing.B) {
	x := readLeads(b, filepath.Join(testdata.Dir(b, "mitdb"), "119"))[:1]
	s, _ := NewSegmenter(mitRate, 1)
	var got []Segment
	for b.Loop() {
		got = s.Segments(got[:0], x)
	}
	b.ReportMetric(float64(len(x[0]))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}
