package filter

import "github.com/goecg/goecg/internal/dsp"

// Structuring elements of [MorphBaseline], flat, after Y. Sun, K. L. Chan, S. M. Krishnan,
// "ECG signal conditioning by morphological filtering", Comput. Biol. Med. 32:465-479,
// 2002: longer than a QRS complex for the opening, half as long again for the closing, so
// that a T wave fits in.
const (
	DefaultMorphOpening = 0.2 // s
	DefaultMorphClosing = 0.3 // s
)

// MorphOptions tunes a [MorphBaseline]; 0 means the default.
type MorphOptions struct {
	Opening float64 `json:"opening_s,omitempty"` // length of the structuring element, s
	Closing float64 `json:"closing_s,omitempty"`
}

// MorphBaseline removes baseline wander by mathematical morphology: an opening cuts the
// peaks off the lead, a closing fills the pits, and what is left is the baseline. It
// needs nothing but comparisons, and leaves stairs: the baseline is flat over the length of an element.
// Missing samples are left out, windows are cut short at the ends.
//
// Delay: the sum of both elements, 0.5 s by default. The two dilations in a row are done
// as one.
type MorphBaseline struct {
	staged[*extremum]
}

// NewMorphBaseline returns a remover for leads at rate Hz. The error is *[DesignError]
// around ErrRate or ErrWindow.
func NewMorphBaseline(rate float64, opts MorphOptions) (*MorphBaseline, error) {
	opening, closing := orDefault(opts.Opening, DefaultMorphOpening), orDefault(opts.Closing, DefaultMorphClosing)
	for _, w := range [...]float64{opening, closing} {
		if err := checkWindow("morphology", w, rate); err != nil {
			return nil, err
		}
	}
	a, b := halfWindow(opening, rate), halfWindow(closing, rate)
	m := &MorphBaseline{}
	m.stages = []centred[*extremum]{
		{w: newExtremum(2*a+1, -1), half: a},
		{w: newExtremum(2*(a+b)+1, 1), half: a + b},
		{w: newExtremum(2*b+1, -1), half: b},
	}
	m.start()
	return m, nil
}

// extremum is the largest or smallest sample of a sliding window: a list of those that
// may still become it (D. Lemire, "Streaming maximum-minimum filter using no more than
// three comparisons per element", Nordic J. Comput. 13:328-339, 2006).
type extremum struct {
	sign  float64 // 1 largest, -1 smallest
	x     []float64
	at    []int // when each was added
	head  int
	n     int
	added int // all samples so far
	gone  int // of which dropped
}

func newExtremum(size int, sign float64) *extremum {
	return &extremum{sign: sign, x: make([]float64, size), at: make([]int, size)}
}

func (e *extremum) clear() { e.head, e.n, e.added, e.gone = 0, 0, 0, 0 }

func (e *extremum) add(x float64) {
	at := e.added
	e.added++
	if !dsp.Present(x) {
		return
	}
	x *= e.sign
	size := len(e.x)
	for e.n > 0 {
		i := e.head + e.n - 1
		if i >= size {
			i -= size
		}
		if e.x[i] > x {
			break
		}
		e.n--
	}
	i := e.head + e.n
	if i >= size {
		i -= size
	}
	e.x[i], e.at[i] = x, at
	e.n++
}

func (e *extremum) drop() {
	if e.n > 0 && e.at[e.head] == e.gone {
		e.head++
		if e.head == len(e.x) {
			e.head = 0
		}
		e.n--
	}
	e.gone++
}

func (e *extremum) value() float64 {
	if e.n == 0 {
		return missing
	}
	return e.sign * e.x[e.head]
}
