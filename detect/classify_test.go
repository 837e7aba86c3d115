package detect

import (
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// ectopy is a strip with a premature beat of the usual form (S) and a premature wide
// one of another form (V), over two leads.
func ectopy(rate float64) (leads [][]float64, beats []int, want []Class) {
	a, b := make([]float64, int(12*rate)), make([]float64, int(12*rate))
	at := 0.5
	for k := range 13 {
		class, next := Normal, 0.85
		switch k {
		case 4, 9:
			at -= 0.25 // early, and a pause after
			next += 0.25
			class = map[int]Class{4: Supraventricular, 9: Ventricular}[k]
		}
		if class == Ventricular {
			addBeat(a, rate, at, -1.2, 3)
			addBeat(b, rate, at, 1.5, 3)
		} else {
			addBeat(a, rate, at, 1, 1)
			addBeat(b, rate, at, -0.5, 1)
		}
		beats, want = append(beats, int(at*rate+0.5)), append(want, class)
		at += next
	}
	return [][]float64{a, b}, beats, want
}

func TestClassify(t *testing.T) {
	for _, rate := range []float64{128, 250, 360, 500, 1000} {
		leads, beats, want := ectopy(rate)
		assert.Equal(t, want, Classify(beats, leads, rate), "%g Hz", rate)
		// A missing lead, a lead with a gap and a scaled lead change nothing.
		gap := clone(leads[1])
		gap[beats[2]] = math.NaN()
		scaled := clone(leads[0])
		for i := range scaled {
			scaled[i] *= -3
		}
		assert.Equal(t, want, Classify(beats, [][]float64{scaled, gap, nil}, rate), "%g Hz", rate)
	}
	leads, beats, _ := ectopy(250)
	assert.Equal(t, []Class{Normal, Normal}, Classify(beats[:2], leads, 250))
	assert.Empty(t, Classify(nil, leads, 250))
	assert.Len(t, Classify(beats, nil, 250), len(beats))
	assert.Equal(t, "V", Ventricular.String())
	var c Classifier
	dst := c.Classify(nil, beats, leads, 250)
	assert.Zero(t, testing.AllocsPerRun(5, func() { dst = c.Classify(dst[:0], beats, leads, 250) }))
}

// TestDetectEctopy: MultiLead finds the ectopic beats, too.
func TestDetectEctopy(t *testing.T) {
	leads, beats, _ := ectopy(500)
	m, err := NewMultiLead(500)
	require.NoError(t, err)
	matches(t, beats, m.DetectLeads(nil, leads), 30, "two leads")
	// A lead of pure noise, a flat one, a missing one and one with an artefact do not matter.
	noisy, flat, nan, burst := make([]float64, 6000), make([]float64, 6000), make([]float64, 6000), clone(leads[1])
	seed := uint32(7)
	for i := range noisy {
		seed = seed*1664525 + 1013904223
		noisy[i] = 2000 * (float64(seed>>8)/(1<<23) - 1)
		nan[i] = math.NaN()
	}
	for i := 2000; i < 2100; i++ {
		burst[i] += 8000 * math.Sin(float64(i))
	}
	matches(t, beats, m.DetectLeads(nil, [][]float64{noisy, leads[0], flat, leads[1], nan, burst, nil}), 40, "with bad leads")
}

func TestPacingSpikes(t *testing.T) {
	for _, rate := range []float64{500, 1000} {
		x, beats := synthetic(rate, 0.9, 10)
		assert.Empty(t, PacingSpikes(nil, x, rate), "no stimuli")
		var want []int
		for _, b := range beats {
			at := b - int(0.06*rate)
			x[at] += 900
			x[at+1] += 300
			want = append(want, at)
		}
		x[100] = math.NaN()
		matches(t, want, PacingSpikes(nil, x, rate), 1, "stimuli at %g Hz", rate)
	}
	assert.Empty(t, PacingSpikes(nil, make([]float64, 5000), 500))
	assert.Empty(t, PacingSpikes(nil, make([]float64, 5), 500))
	assert.Empty(t, PacingSpikes(nil, make([]float64, 5000), 100))
}

// TestLUDB: with all twelve leads no beat of a ten-second strip is lost or invented
// between its first and last mark; the marks are those of lead II.
func TestLUDB(t *testing.T) {
	dir := testdata.Dir(t, "ludb")
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("too long here")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.ii"))
	require.NoError(t, err)
	m, err := NewMultiLead(500)
	require.NoError(t, err)
	hit, missed, extra := 0, 0, 0
	for _, f := range files {
		ref, _ := mitBeats(t, f)
		leads := readLeads(t, f[:len(f)-3])
		got := m.DetectLeads(nil, leads)
		const window = 75
		i := 0
		for _, g := range got {
			for i < len(ref) && ref[i] < g-window {
				missed++
				i++
			}
			switch {
			case i < len(ref) && ref[i] <= g+window:
				hit++
				i++
			case g > ref[0] && g < ref[len(ref)-1]:
				extra++
			}
		}
		missed += len(ref) - i
	}
	t.Logf("%d records: %d found, %d missed, %d extra", len(files), hit, missed, extra)
	assert.Greater(t, hit, 8*len(files))
	assert.LessOrEqual(t, missed, hit/500)
	assert.LessOrEqual(t, extra, hit/300)
}

func ExampleClassify() {
	leads, beats, _ := ectopy(500)
	for _, c := range Classify(beats, leads, 500) {
		fmt.Print(c)
	}
	fmt.Println()
	// Output: NNNNSNNNNVNNN
}

func TestMixWhole(t *testing.T) {
	// What another recording left behind is gone, whatever its size.
	dst := []float64{1e12, -3e9, 100.1}
	mix(dst, []float64{1e-9, 2, 0.3}, 1)
	assert.Equal(t, []float64{1e-9, 2, 0.3}, dst)
	mix(dst, []float64{1e-9, 4, 0.3}, 0.5)
	assert.Equal(t, []float64{1e-9, 3, 0.3}, dst)
}
