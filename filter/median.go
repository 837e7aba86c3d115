package filter

import "github.com/goecg/goecg/internal/dsp"

// Windows of [MedianBaseline], after P. de Chazal, M. O'Dwyer, R. B. Reilly, "Automatic
// classification of heartbeats using ECG morphology and heartbeat interval features",
// IEEE Trans. Biomed. Eng. 51:1196-1206, 2004: the first takes QRS complexes and P waves
// away, the second T waves.
const (
	DefaultMedianShort = 0.2 // s
	DefaultMedianLong  = 0.6 // s
)

// MedianOptions tunes a [MedianBaseline]; 0 means the default.
type MedianOptions struct {
	Short float64 `json:"short_s,omitempty"` // first window, s
	Long  float64 `json:"long_s,omitempty"`  // second window, s
}

// MedianBaseline removes baseline wander by two running medians in a row: what the
// second leaves of the first's result is the baseline. It follows steps and does not
// care for the size of a QRS, but a median has no pass band: ST segments move with the heart
// rate. Missing samples are left out of the windows, which are cut short at the ends.
//
// Delay: half of both windows, 0.4 s by default.
type MedianBaseline struct {
	staged[*RunningMedian]
}

// NewMedianBaseline returns a remover for leads at rate Hz. The error is *[DesignError]
// around ErrRate or ErrWindow.
func NewMedianBaseline(rate float64, opts MedianOptions) (*MedianBaseline, error) {
	m := &MedianBaseline{}
	for _, w := range [...]float64{orDefault(opts.Short, DefaultMedianShort), orDefault(opts.Long, DefaultMedianLong)} {
		if err := checkWindow("median baseline", w, rate); err != nil {
			return nil, err
		}
		half := halfWindow(w, rate)
		m.stages = append(m.stages, centred[*RunningMedian]{w: NewRunningMedian(2*half + 1), half: half})
	}
	m.start()
	return m, nil
}

func orDefault(v, d float64) float64 {
	if v == 0 {
		return d
	}
	return v
}

// RunningMedian is the median of the last so many samples, in O(log n) a sample: two
// heaps hold the smaller and the larger half, and every sample of the window knows its
// place in them. Missing samples pass through the window without counting.
type RunningMedian struct {
	low, high halfHeap // largest on top; the larger half with its sign changed
	place     []int32  // of each ring place in its heap; -1 for a missing sample
	upper     []bool   // whether that is the larger half
	head      int      // the oldest
	n         int      // samples in the window, missing ones included
}

// halfHeap is a heap with the largest value on top that knows which ring place each
// value belongs to.
type halfHeap struct {
	v []float64
	i []int32
	n int
}

// NewRunningMedian returns a median over windows of size samples. It panics unless size
// is positive.
func NewRunningMedian(size int) *RunningMedian {
	if size < 1 {
		panic("filter: the window of a median must hold a sample")
	}
	m := &RunningMedian{place: make([]int32, size), upper: make([]bool, size)}
	// Each half holds one sample more for a moment.
	m.low = halfHeap{v: make([]float64, size/2+2), i: make([]int32, size/2+2)}
	m.high = halfHeap{v: make([]float64, size/2+2), i: make([]int32, size/2+2)}
	return m
}

// Reset empties the window.
func (m *RunningMedian) Reset() { m.head, m.n, m.low.n, m.high.n = 0, 0, 0, 0 }

// Push adds a sample, the oldest making room when the window is full, and returns the
// median: the mean of the middle two of an even number, NaN of none.
func (m *RunningMedian) Push(x float64) float64 {
	if m.n == len(m.place) {
		m.drop()
	}
	m.add(x)
	return m.value()
}

func (m *RunningMedian) clear() { m.Reset() }

// Median returns the median of the window.
func (m *RunningMedian) Median() float64 { return m.value() }

func (m *RunningMedian) value() float64 {
	switch {
	case m.low.n == 0: // the smaller half is never the smaller one
		return missing
	case m.low.n > m.high.n:
		return m.low.v[0]
	}
	return (m.low.v[0] - m.high.v[0]) / 2
}

func (m *RunningMedian) add(x float64) {
	i := m.head + m.n
	if i >= len(m.place) {
		i -= len(m.place)
	}
	m.n++
	if !dsp.Present(x) {
		m.place[i] = -1
		return
	}
	if m.low.n > 0 && x > m.low.v[0] {
		m.upper[i] = true
		m.high.add(-x, int32(i), m.place)
	} else {
		m.upper[i] = false
		m.low.add(x, int32(i), m.place)
	}
	m.balance()
}

// drop takes the oldest sample out.
func (m *RunningMedian) drop() {
	i := m.head
	m.head++
	if m.head == len(m.place) {
		m.head = 0
	}
	m.n--
	if m.place[i] < 0 {
		return
	}
	if m.upper[i] {
		m.high.remove(int(m.place[i]), m.place)
	} else {
		m.low.remove(int(m.place[i]), m.place)
	}
	m.balance()
}

// balance keeps the smaller half as large as the larger one, or larger by one.
func (m *RunningMedian) balance() {
	if m.low.n > m.high.n+1 {
		v, i := m.low.v[0], m.low.i[0]
		m.low.remove(0, m.place)
		m.upper[i] = true
		m.high.add(-v, i, m.place)
	} else if m.high.n > m.low.n {
		v, i := m.high.v[0], m.high.i[0]
		m.high.remove(0, m.place)
		m.upper[i] = false
		m.low.add(-v, i, m.place)
	}
}

func (h *halfHeap) add(v float64, i int32, place []int32) {
	h.n++
	h.up(h.n-1, v, i, place)
}

// remove closes the gap at p with the last value.
func (h *halfHeap) remove(p int, place []int32) {
	h.n--
	if p == h.n {
		return
	}
	v, i := h.v[h.n], h.i[h.n]
	if p > 0 && v > h.v[(p-1)/2] {
		h.up(p, v, i, place)
	} else {
		h.down(p, v, i, place)
	}
}

// up puts v where it belongs between p and the top.
func (h *halfHeap) up(p int, v float64, i int32, place []int32) {
	for p > 0 {
		q := (p - 1) / 2
		if h.v[q] >= v {
			break
		}
		h.v[p], h.i[p] = h.v[q], h.i[q]
		place[h.i[p]] = int32(p)
		p = q
	}
	h.v[p], h.i[p] = v, i
	place[i] = int32(p)
}

// down puts v where it belongs between p and the leaves.
func (h *halfHeap) down(p int, v float64, i int32, place []int32) {
	for {
		q := 2*p + 1
		if q >= h.n {
			break
		}
		if q+1 < h.n && h.v[q+1] > h.v[q] {
			q++
		}
		if h.v[q] <= v {
			break
		}
		h.v[p], h.i[p] = h.v[q], h.i[q]
		place[h.i[p]] = int32(p)
		p = q
	}
	h.v[p], h.i[p] = v, i
	place[i] = int32(p)
}
