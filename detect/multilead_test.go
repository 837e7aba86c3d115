package detect

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

func newMulti(t testing.TB, rate float64) *MultiLead {
	t.Helper()
	m, err := NewMultiLead(rate)
	require.NoError(t, err)
	return m
}

// streamed pushes the leads in blocks of the sizes that next gives, and flushes.
func streamed(t testing.TB, m *MultiLead, rate float64, leads [][]float64, next func() int) []int {
	t.Helper()
	require.NoError(t, m.Reset(rate))
	n := 0
	for _, x := range leads {
		n = max(n, len(x))
	}
	block := make([][]float64, len(leads))
	var got []int
	for at := 0; at < n; {
		size := min(next(), n-at)
		for i, x := range leads {
			block[i] = x[min(at, len(x)):min(at+size, len(x))]
		}
		// A lead that is over must count as missing, not shorten the block: one lead at least is as long as it.
		got = m.PushLeads(got, block)
		at += size
	}
	return m.Flush(got)
}

// varied is a single lead at rate with what may upset a detector: beats of several sorts, a pause, gaps, an artefact, noise.
func varied(rate float64, seconds int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, 11))
	x := make([]float64, int(float64(seconds)*rate))
	for t := 0.2 + rng.Float64(); t < float64(seconds); {
		height, width := 1.0, 1.0
		switch rng.IntN(9) {
		case 0:
			height, width = 1.3, 2.4
		case 1:
			height = 0.4
		}
		addBeat(x, rate, t, height, width)
		t += 0.4 + 0.8*rng.Float64()
		if rng.IntN(20) == 0 {
			t += 3
		}
	}
	for i := range x {
		x[i] += 15 * rng.NormFloat64()
	}
	for range seconds / 8 {
		at, v := rng.IntN(len(x)), math.NaN()
		if rng.IntN(3) == 0 {
			v = 2e5 * rng.NormFloat64()
		}
		for i := at; i < min(len(x), at+rng.IntN(int(3*rate))); i++ {
			x[i] = v
		}
	}
	return x
}

// TestMultiLeadStreamEqualsBatch: however the leads are cut, the beats are the same.
func TestMultiLeadStreamEqualsBatch(t *testing.T) {
	for k, rate := range []float64{50, 100, 128, 250, 360, 500, 1000, 2000, 977.5} {
		seconds := 50
		if rate > 500 || testdata.RaceEnabled {
			seconds = 20
		}
		m := newMulti(t, rate)
		for lead := range 3 {
			leads := [][]float64{varied(rate, seconds, uint64(k))}
			if lead > 0 {
				// Another sort of lead, short; one that starts late; one that is missing.
				leads = append(leads, varied(rate, seconds/2, 99), chain(constantLead(rate, 7, math.NaN()), varied(rate, seconds-7, 5)), nil)
			}
			if lead == 2 {
				leads[0] = nil
			}
			want := m.DetectLeads(nil, leads)
			if rate >= 100 {
				require.NotEmpty(t, want)
			}
			checkOrder(t, want, int(float64(seconds)*rate))
			rng := rand.New(rand.NewPCG(uint64(k), 1))
			for _, size := range []int{1, 7, 100, 255, 257, 5000, 1 << 30, 0} {
				next := func() int { return size }
				if size == 0 {
					next = func() int { return 1 + rng.IntN(2000) }
				}
				require.Equal(t, want, streamed(t, m, rate, leads, next), "%g Hz, leads %d, blocks of %d", rate, lead, size)
			}
			if lead == 0 {
				require.NoError(t, m.Reset(rate))
				require.Equal(t, want, m.Flush(m.Push(m.Push(nil, leads[0][:333]), leads[0][333:])))
				assert.Equal(t, want, m.Detect(nil, leads[0]), "a used detector finds the same")
			}
		}
	}
	// Every length of a short strip.
	x := varied(250, 20, 3)
	m := newMulti(t, 250)
	for n := 0; n < 1800; n += 7 {
		want := m.Detect(nil, x[:n])
		checkOrder(t, want, n)
		require.Equal(t, want, streamed(t, m, 250, [][]float64{x[:n]}, func() int { return 31 }), n)
	}
}

// TestMultiLeadLatency: every beat, from the first on, is out before longest seconds have passed since.
func TestMultiLeadLatency(t *testing.T) {
	// Where the peak of a beat lies in the middle of its energy, settled holds.
	const longest, settled = maxLatency, 1.53
	for _, rate := range []float64{100, 128, 180, 200, 250, 257, 300, 360, 500, 512, 977, 1000} {
		for _, rr := range []float64{0.35, 0.8, 1.6} {
			x, want := synthetic(rate, rr, 30)
			m := newMulti(t, rate)
			worst, first := 0.0, 0.0
			var got []int
			total := 0
			for i := range x {
				got = m.Push(got[:0], x[i:i+1])
				for _, b := range got {
					late := float64(i+1-b) / rate
					if total == 0 {
						first = late
					}
					worst = max(worst, late)
					total++
				}
			}
			assert.LessOrEqual(t, worst, settled, "%g Hz, RR %g", rate, rr)
			assert.Greater(t, first, 1.0)
			assert.InDelta(t, len(want), total, 1+math.Ceil(maxLatency/rr), "what remains is pending")
		}
	}
	// Beats of any sort, pauses, gaps and artefacts, one lead and two.
	for _, rate := range []float64{128, 250, 360, 500} {
		// The first lead starts late.
		leads := [][]float64{chain(constantLead(rate, 3.3, math.NaN()), varied(rate, 120, 1)), varied(rate, 124, 2)}
		m := newMulti(t, rate)
		worst, piece := 0.0, int(rate/20)
		var got []int
		for at := 0; at+piece <= int(123*rate); at += piece {
			got = m.PushLeads(got[:0], [][]float64{leads[0][at : at+piece], leads[1][at : at+piece]})
			for _, b := range got {
				worst = max(worst, float64(at+1-b)/rate) // from the start of the piece: a block is added
			}
		}
		assert.LessOrEqual(t, worst, longest, "%g Hz", rate)
	}
}

// sizes are the capacities of all that a detector keeps.
func sizes(m *MultiLead) (s []int) {
	s = append(s, cap(m.cands), cap(m.found), cap(m.sum), cap(m.mean), cap(m.forms.one))
	for i := range m.forms.list {
		s = append(s, cap(m.forms.list[i].shape))
	}
	for i := range m.leads {
		l := &m.leads[i]
		s = append(s, cap(l.raw), cap(l.x), cap(l.a), cap(l.l), cap(l.b), cap(l.e), cap(l.w))
	}
	return s
}

// TestMultiLeadMemory: an hour of two leads takes no more memory than its first minutes.
func TestMultiLeadMemory(t *testing.T) {
	const rate = 250
	minutes := 60
	if testdata.RaceEnabled || testing.Short() {
		minutes = 10
	}
	a, b := varied(rate, 60, 8), varied(rate, 60, 9)
	m := newMulti(t, rate)
	var after []int
	got := make([]int, 0, 1000)
	block := make([][]float64, 2)
	for minute := range minutes {
		if minute == 5 {
			after = sizes(m)
		}
		for at := 0; at < len(a); at += 125 {
			block[0], block[1] = a[at:at+125], b[at:at+125]
			got = m.PushLeads(got[:0], block)
		}
	}
	assert.Equal(t, after, sizes(m))
	total := 0
	for _, n := range sizes(m) {
		total += n
	}
	assert.Less(t, total, 60000, "float64 values kept for two leads")
}

// TestMultiLeadAllocations: a warm detector allocates nothing, in streams and at once.
func TestMultiLeadAllocations(t *testing.T) {
	for _, rate := range []float64{250, 1000} {
		x := varied(rate, 60, 4)
		m := newMulti(t, rate)
		got := make([]int, 0, 1000)
		piece := int(rate / 2)
		at := 0
		push := func() {
			got = m.Push(got[:0], x[at:at+piece])
			if at += piece; at+piece > len(x) {
				at = 0
			}
		}
		for range 360 {
			push()
		}
		assert.Zero(t, testing.AllocsPerRun(240, push), "Push at %g Hz", rate)
		leads := [][]float64{x, x[:len(x)/2], x}
		got = m.DetectLeads(got[:0], leads)
		assert.Zero(t, testing.AllocsPerRun(3, func() { got = m.DetectLeads(got[:0], leads) }), "DetectLeads at %g Hz", rate)
	}
}

// TestMultiLeadMisuse: what the contract forbids panics, and a Reset mends it.
func TestMultiLeadMisuse(t *testing.T) {
	x, want := synthetic(250, 0.8, 10)
	assert.Panics(t, func() { (&MultiLead{}).Push(nil, x) })
	assert.Panics(t, func() { (&MultiLead{}).Flush(nil) })
	assert.Panics(t, func() { (&MultiLead{}).DetectLeads(nil, [][]float64{x}) })
	m := newMulti(t, 250)
	m.Push(nil, x)
	assert.Panics(t, func() { m.PushLeads(nil, [][]float64{x, x}) }, "two leads after one")
	m.Flush(nil)
	assert.Empty(t, m.Flush(nil), "Flush twice")
	assert.Panics(t, func() { m.Push(nil, x) }, "Push after Flush")
	require.NoError(t, m.Reset(250))
	assert.Empty(t, m.PushLeads(nil, nil))
	got := m.PushLeads([]int{-5}, [][]float64{x, x})
	matches(t, append([]int{-5}, want...), m.Flush(got), 5, "after Reset, appended")
	require.Error(t, m.Reset(math.NaN()))
}

func ExampleMultiLead() {
	x, _ := synthetic(500, 0.8, 10)
	m, err := NewMultiLead(500)
	if err != nil {
		panic(err)
	}
	beats := m.DetectLeads(nil, [][]float64{x, x}) // leads in microvolts, or any other linear unit
	fmt.Println(len(beats), beats[1]-beats[0])
	// Output: 13 400
}

func ExampleMultiLead_PushLeads() {
	x, _ := synthetic(250, 0.8, 12)
	m, err := NewMultiLead(250)
	if err != nil {
		panic(err)
	}
	var beats []int
	for at := 0; at < len(x); at += 125 { // half a second of two leads arrives
		piece := x[at : at+125]
		before := len(beats)
		beats = m.PushLeads(beats, [][]float64{piece, piece})
		for _, b := range beats[before:] {
			_ = b // show the beat: it lies at most 1.6 s and a block back
		}
	}
	beats = m.Flush(beats)
	fmt.Println(len(beats), beats[2]-beats[1])
	// Output: 15 200
}
