package filter

import (
	"math"

	"github.com/goecg/goecg/internal/dsp"
)

// Defaults of the [LinearBaseline].
const (
	defaultLinearReach  = 2.0  // s
	defaultLinearCorner = 0.6  // Hz: the least of wander and ST error together at this reach
	linearKaiser        = 4.0  // shape of the Kaiser window: side lobes of about -45 dB
	linearRate          = 25.0 // Hz, about, of the block means
)

// LinearOptions tunes a [LinearBaseline]; 0 means the default.
type LinearOptions struct {
	Corner float64 `json:"corner_hz,omitempty"` // -6 dB, Hz
	Reach  float64 `json:"reach_s,omitempty"`   // of the filter to each side, s: most of the delay
}

// LinearBaseline removes baseline wander from a stream without phase distortion: it
// subtracts a linear-phase low-pass (Kaiser-windowed sinc) of the lead, computed on block
// means at about 25 Hz, from the lead delayed as much. At the ends of the lead the
// kernel is cut and scaled. Missing samples do not count.
//
// Delay: the reach and one and a half blocks, 2.1 s by default. A shorter reach makes the
// corner less steep.
type LinearBaseline struct {
	block  int
	reach  int       // blocks
	kernel []float64 // of the middle and one side
	part   []float64

	mean  []float64 // ring of the block means and of how many samples made them
	count []float64
	sum   float64
	n     float64
	fill  int        // samples of the block at hand
	made  int        // blocks made
	in    int        // samples read
	out   int        // samples returned
	base  [2]float64 // at the centres before and after the next sample
	line  delayLine
}

// NewLinearBaseline returns a remover for leads at rate Hz. The error is *[DesignError]
// around ErrRate, ErrCorner or ErrWindow.
func NewLinearBaseline(rate float64, opts LinearOptions) (*LinearBaseline, error) {
	const kind = "linear baseline"
	corner, reach := orDefault(opts.Corner, defaultLinearCorner), orDefault(opts.Reach, defaultLinearReach)
	if err := checkWindow(kind, reach, rate); err != nil {
		return nil, err
	}
	if err := checkCorner(kind, corner, rate); err != nil {
		return nil, err
	}
	// Blocks are even, so that a block's centre lies between two samples.
	b := &LinearBaseline{block: 2 * max(1, int(math.Round(rate/(2*linearRate*math.Max(1, corner/DefaultBaselineCorner)))))}
	fs := rate / float64(b.block)
	if err := checkCorner(kind, corner, fs); err != nil {
		return nil, err
	}
	b.reach = max(1, int(math.Round(reach*fs)))
	b.kernel = make([]float64, b.reach+1)
	total := 0.0
	for k := range b.kernel {
		u := float64(k) / float64(b.reach+1)
		v := 2 * corner / fs
		if k > 0 {
			v = math.Sin(2*math.Pi*corner/fs*float64(k)) / (math.Pi * float64(k))
		}
		b.kernel[k] = v * besselI0(linearKaiser*math.Sqrt(1-u*u)) / besselI0(linearKaiser)
		total += b.kernel[k]
		if k > 0 {
			total += b.kernel[k]
		}
	}
	for k := range b.kernel {
		b.kernel[k] /= total
	}
	for k := range b.block {
		b.part = append(b.part, (float64(k)+0.5)/float64(b.block))
	}
	b.mean, b.count = make([]float64, 2*b.reach+4), make([]float64, 2*b.reach+4)
	b.Reset()
	return b, nil
}

// Reset forgets the lead.
func (b *LinearBaseline) Reset() {
	b.sum, b.n, b.fill, b.made, b.in, b.out = 0, 0, 0, 0, 0, 0
	b.base = [2]float64{}
	b.line.init(b.Delay() + 1)
}

// Delay implements [Stream].
func (b *LinearBaseline) Delay() int { return (b.reach+1)*b.block + b.block/2 - 1 }

// Push implements [Stream].
func (b *LinearBaseline) Push(dst, x []float64) []float64 {
	delay := b.Delay()
	for _, v := range x {
		if dsp.Present(v) {
			b.sum += v
			b.n++
		} else {
			v = missing
		}
		b.line.put(v)
		b.in++
		if b.fill++; b.fill == b.block {
			b.close()
		}
		if b.in > delay {
			dst = append(dst, b.next())
		}
	}
	return dst
}

// close ends the block at hand.
func (b *LinearBaseline) close() {
	i := b.made % len(b.mean)
	b.count[i] = b.n
	if b.n > 0 {
		b.mean[i] = b.sum / b.n
	}
	b.sum, b.n, b.fill = 0, 0, 0
	b.made++
}

// next returns the next sample less its baseline.
func (b *LinearBaseline) next() float64 {
	half := b.block / 2
	i := b.out - half
	b.out++
	switch {
	case b.out == 1:
		b.base[1] = b.at(0)
		b.base[0] = b.base[1]
	case i%b.block == 0 && i >= 0:
		b.base[0] = b.base[1]
		b.base[1] = b.at(i/b.block + 1)
	}
	v := b.line.take() - b.base[0]
	if i >= 0 {
		v -= (b.base[1] - b.base[0]) * b.part[i%b.block]
	}
	return v
}

// at is the baseline at the centre of block k; beyond the last block it stays.
func (b *LinearBaseline) at(k int) float64 {
	if k >= b.made {
		return b.base[0]
	}
	sum, weight, least := 0.0, 0.0, b.kernel[0]
	for j := max(0, k-b.reach); j <= min(b.made-1, k+b.reach); j++ {
		i := j % len(b.mean)
		w := b.kernel[max(j-k, k-j)] * b.count[i]
		sum += w * b.mean[i]
		weight += w
	}
	if weight < least { // hardly a sample there
		return b.base[0]
	}
	return sum / weight
}

// Flush implements [Stream].
func (b *LinearBaseline) Flush(dst []float64) []float64 {
	if b.fill > 0 {
		b.close()
	}
	for b.out < b.in {
		dst = append(dst, b.next())
	}
	b.Reset()
	return dst
}

// Remove implements [Remover]. It drops what was pushed before.
func (b *LinearBaseline) Remove(dst, src []float64) []float64 {
	b.Reset()
	return removeAll(b, dst, src)
}
