package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
)

// synthetic gives the leads of a spec in µV.
func synthetic(t testing.TB, spec ecgtest.Spec) ([][]float64, ecgtest.Truth) {
	t.Helper()
	rec, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	return allLeads(rec), *truth
}

func allLeads(rec *ecg.Record) (leads [][]float64) {
	for i := range rec.Channels {
		leads = append(leads, rec.Channels[i].Physical(nil))
	}
	return leads
}

// ambulatory is a recording with nearly everything that the chain has to deal with.
func ambulatory(rate, seconds float64) ecgtest.Spec {
	return ecgtest.Spec{
		Rate: rate, Duration: seconds, Seed: 7, Leads: []ecg.Lead{ecg.LeadII, ecg.LeadV1, ecg.LeadV5},
		PVC: ecgtest.Ectopy{Fraction: 0.08}, PAC: ecgtest.Ectopy{Fraction: 0.05}, RSA: 30,
		Episodes: []ecgtest.Episode{
			{Start: 0.20 * seconds, End: 0.30 * seconds, Rhythm: ecgtest.PacedVentricular},
			{Start: 0.40 * seconds, End: 0.50 * seconds, Rhythm: ecgtest.VF},
			{Start: 0.65 * seconds, End: 0.72 * seconds, Rhythm: ecgtest.Asystole},
			{Start: 0.85 * seconds, End: 0.90 * seconds, Rhythm: ecgtest.VT},
		},
	}
}

// pieces pushes leads in blocks of random sizes up to most.
func pieces(s *engine.Stream, leads [][]float64, most int) (found []int) {
	rng := rand.New(rand.NewPCG(uint64(most), 1))
	n := 0
	for _, x := range leads {
		n = max(n, len(x))
	}
	block := make([][]float64, len(leads))
	for at := 0; at < n; {
		end := min(at+rng.IntN(most)+1, n)
		for k, x := range leads {
			block[k] = x[min(at, len(x)):min(end, len(x))]
		}
		found = s.Push(found, block)
		at = end
	}
	return s.Flush(found)
}

func sameAsBatch(t *testing.T, detector string, rate float64, leads [][]float64, name string) {
	t.Helper()
	f, err := engine.NewBeatFinder(detector)
	require.NoError(t, err)
	want, err := f.Find(nil, rate, leads)
	require.NoError(t, err)
	s, err := engine.NewStream(detector)
	require.NoError(t, err)
	for _, most := range []int{1, 37, 360, 5000, 1 << 30} {
		if most == 1 && len(leads[0]) > 100_000 {
			continue // slow, and the same with less
		}
		require.NoError(t, s.Reset(rate, len(leads)))
		found := pieces(s, leads, most)
		got := s.Beats(nil)
		require.Len(t, found, len(got), "%s, blocks up to %d", name, most)
		for i, b := range got {
			require.Equal(t, found[i], b.Sample)
		}
		require.Equal(t, want, got, "%s, blocks up to %d", name, most)
		assert.Equal(t, f.Spikes(nil), s.Spikes(nil), "%s, blocks up to %d", name, most)
		assert.Equal(t, f.Segments(nil), s.Segments(nil), "%s, blocks up to %d", name, most)
	}
}

func TestStreamEqualsBatch(t *testing.T) {
	rates := []float64{128, 250, 500}
	if testdata.RaceEnabled {
		rates = rates[1:2]
	}
	for _, rate := range rates {
		leads, _ := synthetic(t, ambulatory(rate, 150))
		for i := range int(3 * rate) { // a gap in all leads, and a lead that ends early
			for k := range leads {
				leads[k][int(100*rate)+i] = math.NaN()
			}
		}
		leads[2] = leads[2][:int(140*rate)]
		for _, detector := range engine.Detectors() {
			sameAsBatch(t, detector, rate, leads, fmt.Sprintf("%s at %g Hz", detector, rate))
			sameAsBatch(t, detector, rate, leads[1:2], fmt.Sprintf("%s on one lead at %g Hz", detector, rate))
		}
	}
	leads, _ := synthetic(t, ecgtest.Spec{})
	sameAsBatch(t, "", 500, leads, "twelve leads")
	for _, n := range []int{1, 10, 700} {
		for k := range leads {
			leads[k] = leads[k][:n]
		}
		sameAsBatch(t, "", 500, leads, fmt.Sprintf("%d samples", n))
	}
}

// TestStreamEqualsBatchWithoutStimuli: leads in memory take another way than a stream then.
func TestStreamEqualsBatchWithoutStimuli(t *testing.T) {
	for _, rate := range []float64{200, 360} {
		spec := ambulatory(rate, 100)
		spec.Episodes = spec.Episodes[1:] // less the paced rhythm
		leads, _ := synthetic(t, spec)
		for i := range int(2 * rate) { // a gap in all leads
			for k := range leads {
				leads[k][int(75*rate)+i] = math.NaN()
			}
		}
		f, err := engine.NewBeatFinder("")
		require.NoError(t, err)
		_, err = f.Find(nil, rate, leads)
		require.NoError(t, err)
		require.Empty(t, f.Spikes(nil))
		require.GreaterOrEqual(t, len(f.Segments(nil)), 2)
		sameAsBatch(t, "", rate, leads, fmt.Sprintf("at %g Hz", rate))
		leads[2] = leads[2][:int(80*rate)]
		sameAsBatch(t, "", rate, leads, fmt.Sprintf("a short lead at %g Hz", rate))
	}
}

func TestStreamEqualsBatchOnRealRecords(t *testing.T) {
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("too long here")
	}
	for _, r := range []struct{ db, name string }{{"mitdb", "207"}, {"mitdb", "104"}, {"cudb", "cu01"}, {"ludb", "45"}} {
		dir := testdata.Dir(t, r.db)
		rec := new(ecg.Record)
		require.NoError(t, wfdb.Open(rec, os.DirFS(dir), r.name+".hea", false, nil))
		sameAsBatch(t, "", rec.Rate(), allLeads(rec), r.name)
	}
}

// TestStreamFindsWhatThereIs checks beats, spikes and segments of a recording against its truth.
func TestStreamFindsWhatThereIs(t *testing.T) {
	const rate = 500
	spec := ambulatory(rate, 200)
	spec.Episodes = spec.Episodes[:3]
	leads, truth := synthetic(t, spec)
	s, err := engine.NewStream("")
	require.NoError(t, err)
	require.NoError(t, s.Reset(rate, len(leads)))
	found := pieces(s, leads, 1000)
	at := 0
	hit := 0
	for _, b := range truth.Beats {
		for at < len(found) && found[at] < b.R.Sample-rate/10 {
			at++
		}
		if at < len(found) && math.Abs(float64(found[at]-b.R.Sample)) <= rate/10 {
			hit++
		}
	}
	assert.GreaterOrEqual(t, float64(hit), 0.98*float64(len(truth.Beats)))
	assert.LessOrEqual(t, float64(len(found)), 1.03*float64(len(truth.Beats)))
	for _, sp := range s.Spikes(nil) {
		assert.True(t, sp >= 0.19*200*rate && sp <= 0.31*200*rate, sp)
	}
	assert.GreaterOrEqual(t, len(s.Spikes(nil)), 18)
	for _, b := range found { // no beat where there is none
		sec := float64(b) / rate
		assert.False(t, sec > 81 && sec < 99 || sec > 131 && sec < 143, "a beat at %.1f s", sec)
	}
	paced, called := 0, 0
	for _, b := range s.Beats(nil) {
		if sec := float64(b.Sample) / rate; sec > 41 && sec < 59 {
			paced++
			if b.Class == detect.Unclassified {
				called++
			}
		} else if sec < 39 || sec > 61 {
			assert.NotEqual(t, detect.Unclassified, b.Class, "%.1f s", sec)
		}
	}
	assert.GreaterOrEqual(t, paced, 18)
	assert.Equal(t, paced, called)
	kinds := map[detect.SegmentKind]int{}
	for _, g := range s.Segments(nil) {
		kinds[g.Kind]++
	}
	assert.Equal(t, 1, kinds[detect.VF], "%v", s.Segments(nil))
}

func TestStreamMisuse(t *testing.T) {
	_, err := engine.NewStream("nosuch")
	require.Error(t, err)
	for _, detector := range engine.Detectors() {
		s, err := engine.NewStream(detector)
		require.NoError(t, err)
		var rate *detect.RateError
		require.ErrorAs(t, s.Reset(10, 1), &rate)
		require.NoError(t, s.Reset(500, 2))
		assert.Panics(t, func() { s.Push(nil, make([][]float64, 1)) })
		require.NoError(t, s.Reset(500, 0))
		assert.Empty(t, s.Push(nil, nil))
		assert.Empty(t, s.Flush(nil))
		assert.Empty(t, s.Beats(nil))
		require.NoError(t, s.Reset(500, 3))
		assert.Empty(t, s.Flush(nil))
	}
}

// halting is a source of blocks that ends with an error.
type halting struct {
	leads [][]float64
	at    int
	err   error
}

func (h *halting) Rate() float64 { return 500 }
func (h *halting) Leads() int    { return len(h.leads) }
func (h *halting) Next() ([][]float64, error) {
	if h.at >= len(h.leads[0]) {
		return nil, h.err
	}
	end := min(h.at+1000, len(h.leads[0]))
	var block [][]float64
	for _, x := range h.leads {
		block = append(block, x[h.at:end])
	}
	h.at = end
	return block, nil
}

func TestStreamRun(t *testing.T) {
	leads, truth := synthetic(t, ecgtest.Spec{Duration: 60})
	s, err := engine.NewStream("")
	require.NoError(t, err)
	var found []int
	calls := 0
	require.NoError(t, s.Run(context.Background(), &halting{leads: leads, err: io.EOF}, func(b []int) error {
		calls++
		require.NotEmpty(t, b)
		found = append(found, b...)
		return nil
	}))
	assert.InDelta(t, len(truth.Beats), len(found), 1)
	assert.Len(t, s.Beats(nil), len(found))
	assert.NoError(t, s.Run(context.Background(), &halting{leads: leads, err: io.EOF}, nil))

	broken := errors.New("broken")
	assert.ErrorIs(t, s.Run(context.Background(), &halting{leads: leads, err: broken}, nil), broken)
	assert.ErrorIs(t, s.Run(context.Background(), &halting{leads: leads, err: io.EOF}, func([]int) error { return broken }), broken)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, s.Run(ctx, &halting{leads: leads, err: io.EOF}, nil), context.Canceled)
}

// TestTallSpikesHideNoBeats: stimuli several times as tall as the QRS complexes, in one lead and in three.
func TestTallSpikesHideNoBeats(t *testing.T) {
	s, err := engine.NewStream("")
	require.NoError(t, err)
	for _, rate := range []float64{250, 360, 500, 1000} {
		leads, truth := synthetic(t, ecgtest.Spec{Rate: rate, Duration: 40, Rhythm: ecgtest.PacedDual, SpikeUV: 4000,
			Leads: []ecg.Lead{ecg.LeadII, ecg.LeadV1, ecg.LeadV5}})
		for _, use := range [][][]float64{leads[:1], leads[1:2], leads[2:], leads} {
			require.NoError(t, s.Reset(rate, len(use)))
			found := s.Flush(s.Push(nil, use))
			hit := 0
			for _, b := range truth.Beats {
				for _, f := range found {
					if math.Abs(float64(f-b.R.Sample)) <= 0.15*rate {
						hit++
						break
					}
				}
			}
			assert.Equal(t, len(truth.Beats), hit, "%g Hz, %d leads", rate, len(use))
			assert.InDelta(t, hit, len(found), 1, "%g Hz, %d leads", rate, len(use)) // one may be cut by an end
			if len(use) == 3 {
				assert.GreaterOrEqual(t, len(s.Spikes(nil)), 2*hit-4, "%g Hz", rate)
			}
		}
	}
}
