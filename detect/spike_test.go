package detect

import (
	"fmt"
	"math"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// paced returns leads with stimuli 60 ms before every beat, noise, a gap and one artefact that only the first lead has, and
// the samples of the stimuli.
func paced(rate float64, seconds, n int) (leads [][]float64, stimuli []int) {
	r := rand.New(rand.NewSource(int64(rate) + int64(n)))
	for k := range n {
		x, beats := synthetic(rate, 0.9, float64(seconds))
		for i := range x {
			x[i] = x[i]*(1-0.2*float64(k)) + 5*r.NormFloat64()
		}
		stimuli = stimuli[:0]
		for _, b := range beats {
			at := b - int(0.06*rate)
			if at < int(0.1*rate) {
				continue
			}
			x[at] += 1500 - 300*float64(k)
			x[at+1] += 500
			stimuli = append(stimuli, at)
		}
		leads = append(leads, x)
	}
	leads[0][int(0.45*float64(seconds)*rate)] += 3000
	for i := range int(0.5 * rate) {
		leads[n-1][int(0.6*float64(seconds)*rate)+i] = math.NaN()
	}
	return leads, stimuli
}

// blocks cuts leads into blocks of random sizes.
func blocks(leads [][]float64, seed int64, most int, push func(block [][]float64)) {
	r := rand.New(rand.NewSource(seed))
	block := make([][]float64, len(leads))
	for at := 0; at < len(leads[0]); {
		n := min(r.Intn(most+1), len(leads[0])-at)
		for k, x := range leads {
			block[k] = x[at : at+n]
		}
		push(block)
		at += n
	}
}

func TestSpikeTrackerBatchEqualsStreaming(t *testing.T) {
	for _, rate := range []float64{200, 250, 360, 500, 1000} {
		for n := range 4 {
			leads, stimuli := paced(rate, 31, n+1)
			batch := new(SpikeTracker).Find(nil, leads, rate)
			if rate < minSpikeRate {
				assert.Empty(t, batch)
				assert.Equal(t, math.MaxInt, new(SpikeTracker).Decided())
			}
			if rate >= 500 && n > 0 {
				assert.Equal(t, stimuli, batch, "%g Hz, %d leads", rate, n+1)
			}
			for seed := range int64(6) {
				tr := new(SpikeTracker)
				tr.Reset(rate, n+1)
				var got []int
				fed := 0
				blocks(leads, seed, []int{1, 3, 50, 700, 5000, 100000}[seed], func(b [][]float64) {
					from := len(got)
					got = tr.Push(got, b)
					fed += len(b[0])
					if rate < minSpikeRate {
						return
					}
					// Known in time, and nothing before Decided is still to come.
					late, decided := int(0.1*rate)+1, tr.Decided()
					if fed < int(1.1*rate) {
						late = fed
					}
					if decided < fed-late {
						assert.Fail(t, "late", "%g Hz: after %d samples %d are decided", rate, fed, decided)
					}
					for _, s := range got[from:] {
						if before := fed - len(b[0]); s >= decided || before >= int(1.1*rate) && before-s > late {
							assert.Fail(t, "late", "%g Hz: %d after %d samples", rate, s, fed)
						}
					}
					if k := len(got); k < len(batch) && batch[k] < decided {
						assert.Fail(t, "not told", "%g Hz: %d, %d samples are decided", rate, batch[k], decided)
					}
				})
				assert.Equal(t, batch, tr.Flush(got), "%g Hz, %d leads, seed %d", rate, n+1, seed)
			}
		}
	}
}

func TestSpikeTrackerNeedsAgreement(t *testing.T) {
	const rate = 500
	leads, stimuli := paced(rate, 12, 4)
	quiet, _ := synthetic(rate, 0.9, 12)
	find := func(x ...[]float64) []int { return new(SpikeTracker).Find(nil, x, rate) }
	assert.Equal(t, stimuli, find(leads[0], leads[1], leads[2]))
	assert.Equal(t, stimuli, find(leads[0], quiet, leads[1], leads[2]))
	assert.Empty(t, find(leads[0], leads[1], quiet, quiet))
	assert.Empty(t, find(leads[0], quiet))
	late := append([]float64{0, 0}, leads[1]...) // 4 ms
	assert.Len(t, find(leads[0], late), len(stimuli))
	later := append([]float64{0, 0, 0}, leads[1]...)
	assert.Empty(t, find(leads[0], later))
	assert.Empty(t, find())
	assert.Panics(t, func() {
		tr := new(SpikeTracker)
		tr.Reset(rate, 2)
		tr.Push(nil, leads)
	})
}

func TestSpikesOfShortLeads(t *testing.T) {
	x, _ := paced(500, 3, 2)
	for n := range 1200 {
		cut := [][]float64{x[0][:n], x[1][:max(n-7, 0)]}
		spikes := new(SpikeTracker).Find(nil, cut, 500)
		if k := len(spikes); k > 0 {
			assert.Less(t, spikes[k-1], n-int(spikeFar*500))
		}
		r := new(SpikeRemover)
		r.Reset(500, 2)
		a := len(r.Push(cut)[0])
		assert.Equal(t, n, a+len(r.Flush()[0]))
	}
}

func TestSpikeRemover(t *testing.T) {
	for _, rate := range []float64{200, 250, 360, 500, 1000} {
		leads, _ := paced(rate, 31, 3)
		spikes := new(SpikeTracker).Find(nil, leads, rate)
		want := make([][]float64, len(leads))
		for k, x := range leads {
			want[k] = append([]float64(nil), x...)
			BridgeSpikes(want[k], 0, spikes, rate)
		}
		for seed := range int64(5) {
			r := new(SpikeRemover)
			r.Reset(rate, len(leads))
			got := make([][]float64, len(leads))
			take := func(out [][]float64) {
				for k, x := range out {
					got[k] = append(got[k], x...)
				}
			}
			fed := 0
			var found []int
			blocks(leads, seed, []int{1, 60, 700, 5000, 100000}[seed], func(b [][]float64) {
				take(r.Push(b))
				fed += len(b[0])
				late := 0.15
				if fed < int(1.1*rate) {
					late = 1.1
				}
				if rate < minSpikeRate {
					late = 0
				}
				if fed-len(got[0]) > int(late*rate) {
					assert.Fail(t, "late", "%g Hz: %d of %d samples", rate, len(got[0]), fed)
				}
				found = r.TakeSpikes(found)
			})
			take(r.Flush())
			assert.Equal(t, spikes, r.TakeSpikes(found))
			assert.Empty(t, r.TakeSpikes(nil))
			for k := range want {
				require.Len(t, got[k], len(want[k]))
				for i := range want[k] {
					if got[k][i] != want[k][i] && !(math.IsNaN(got[k][i]) && math.IsNaN(want[k][i])) {
						require.Fail(t, "differs", "%g Hz, lead %d, sample %d", rate, k, i)
					}
				}
			}
		}
	}
	r := new(SpikeRemover)
	r.Reset(500, 1)
	assert.Panics(t, func() { r.Push(make([][]float64, 2)) })
	r.Reset(500, 0)
	assert.Empty(t, r.Push(nil))
	assert.Empty(t, r.Flush())
}

// TestSpikesOfALoneLead: without other leads to confirm them only tall spikes are taken out.
func TestSpikesOfALoneLead(t *testing.T) {
	const rate = 500
	leads, _ := paced(rate, 31, 1) // 1500 uV
	x := leads[0]
	all := new(SpikeTracker).Find(nil, leads, rate)
	require.Greater(t, len(all), 20)
	for k, s := range all {
		if k%3 == 0 { // bring every third below the limit
			x[s] -= 900
		}
	}
	found := new(SpikeTracker).Find(nil, leads, rate)
	var want []int
	for _, s := range found {
		if height(x[s-int(spikeNear*rate):s+int(spikeNear*rate)+1]) >= spikeAlone {
			want = append(want, s)
		}
	}
	require.Less(t, len(want), len(found))
	clean := append([]float64(nil), x...)
	BridgeSpikes(clean, 0, want, rate)
	for _, most := range []int{1, 60, 5000, 100000} {
		r := new(SpikeRemover)
		r.Reset(rate, 1)
		var got []float64
		blocks(leads, int64(most), most, func(b [][]float64) { got = append(got, r.Push(b)[0]...) })
		got = append(got, r.Flush()[0]...)
		assert.Equal(t, want, r.TakeSpikes(nil), most)
		for i, v := range got {
			if v != clean[i] && !(math.IsNaN(v) && math.IsNaN(clean[i])) {
				require.Fail(t, "differs", "blocks up to %d: sample %d", most, i)
			}
		}
	}
}

func TestBridgeSpikes(t *testing.T) {
	x := []float64{0, 0, 0, 0, 0, 900, 300, 90, 4, 4, 4, 4}
	BridgeSpikes(x, 100, []int{101, 105, 111}, 500) // 1 sample before, 3 after; the first and last are too near the ends
	for i, want := range []float64{0, 0, 0, 0, 2. / 3, 4. / 3, 2, 8. / 3, 10. / 3, 4, 4, 4} {
		assert.InDelta(t, want, x[i], 1e-9, i)
	}
	nan := math.NaN()
	x = []float64{0, 0, 0, nan, 0, 900, 300, 90, 4, 7, 4, 4}
	BridgeSpikes(x, 100, []int{105}, 500)
	assert.Equal(t, []float64{7, 7, 7, 7, 7, 7}, x[4:10])
	x = []float64{0, 0, 0, 5, 0, 900, 300, 90, 4, nan, 4, 4}
	BridgeSpikes(x, 100, []int{105}, 500)
	assert.Equal(t, []float64{5, 5, 5, 5, 5, 5}, x[3:9])
	assert.True(t, math.IsNaN(x[9]))
}

func TestSpikesAllocateNothing(t *testing.T) {
	leads, _ := paced(500, 20, 3)
	r := new(SpikeRemover)
	found := make([]int, 0, 100)
	run := func() {
		r.Reset(500, 3)
		blocks4(leads, func(b [][]float64) { r.Push(b) })
		r.Flush()
		found = r.TakeSpikes(found[:0])
	}
	run()
	assert.Zero(t, testing.AllocsPerRun(5, run))
	assert.NotEmpty(t, found)
	assert.Less(t, cap(r.held[0]), 5000)
	assert.Less(t, cap(r.tracker.leads[0].x), 8*spikeBlock)
}

var blockOf3 = make([][]float64, 3)

func blocks4(leads [][]float64, push func(b [][]float64)) {
	for at := 0; at < len(leads[0]); at += 400 {
		for k, x := range leads {
			blockOf3[k] = x[at:min(at+400, len(x))]
		}
		push(blockOf3)
	}
}

func ExampleSpikeRemover() {
	leads, _ := paced(500, 5, 3)
	r := new(SpikeRemover)
	r.Reset(500, len(leads))
	clean := r.Push(leads)
	n := len(clean[0])
	n += len(r.Flush()[0])
	fmt.Println(n, len(r.TakeSpikes(nil)))
	// Output: 2500 6
}

func BenchmarkSpikeRemover(b *testing.B) {
	leads, _ := paced(360, 600, 3)
	r := new(SpikeRemover)
	b.SetBytes(int64(8 * 3 * len(leads[0])))
	for b.Loop() {
		r.Reset(360, 3)
		blocks4(leads, func(x [][]float64) { r.Push(x) })
		r.Flush()
		r.TakeSpikes(nil)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(3*len(leads[0])), "ns/sample")
}
