package measure

import (
	_ "embed"
	"encoding/binary"
	"math"
)

// edgeNet is a net of one hidden layer beside a linear part. Inputs are standardised by its own scale.
type edgeNet struct {
	mean, scale []float64 // of the inputs
	hidden      []float64 // refineHidden rows of weights, each with its bias at the end
	out         []float64 // weights of the hidden units
	linear      []float64
	bias        float64
}

// refineData are the weights of the nets, little-endian float32; the test TestFitRefine makes them anew from the
// annotated leads of LUDB.
//
//go:embed refine.bin
var refineData []byte

var edgeNets = loadNets(refineData)

func (n *edgeNet) parts() []*[]float64 {
	return []*[]float64{&n.mean, &n.scale, &n.hidden, &n.out, &n.linear}
}

func newEdgeNet(wave int) *edgeNet {
	in := refineInputs(wave)
	return &edgeNet{mean: make([]float64, in), scale: make([]float64, in), hidden: make([]float64, refineHidden*(in+1)),
		out: make([]float64, refineHidden), linear: make([]float64, in)}
}

// loadNets reads the nets of all refined fiducials; none when the data are not theirs.
func loadNets(b []byte) (nets [edgeCount]*edgeNet) {
	next := func() float64 {
		v := math.Float32frombits(binary.LittleEndian.Uint32(b))
		b = b[4:]
		return float64(v)
	}
	for e := range nets {
		if !refined[e] {
			continue
		}
		n := newEdgeNet(e / 3)
		size := 1
		for _, p := range n.parts() {
			size += len(*p)
		}
		if len(b) < 4*size {
			return [edgeCount]*edgeNet{}
		}
		for _, p := range n.parts() {
			for i := range *p {
				(*p)[i] = next()
			}
		}
		n.bias = next()
		nets[e] = n
	}
	return nets
}

// eval returns the output for the inputs x, which it standardises in place.
func (n *edgeNet) eval(x []float64) float64 {
	for i, v := range x {
		x[i] = (v - n.mean[i]) * n.scale[i]
	}
	in := len(x)
	var sum [refineHidden]float64
	for h := 0; h < refineHidden; h += 2 {
		row := n.hidden[h*(in+1):][:2*(in+1)]
		sum[h], sum[h+1] = dotTwo(row[:in], row[in+1:][:in], x)
		sum[h] += row[in]
		sum[h+1] += row[2*in+1]
	}
	o := n.bias + dot(n.linear, x)
	for h, w := range n.out {
		o += w * tanh(sum[h])
	}
	return o
}

// dotTwo returns the scalar products of a and of b with x.
func dotTwo(a, b, x []float64) (u, v float64) {
	a, b = a[:len(x)], b[:len(x)]
	var u1, v1 float64
	i := 1
	for ; i < len(x); i += 2 {
		p, q := x[i-1], x[i]
		u += a[i-1] * p
		v += b[i-1] * p
		u1 += a[i] * q
		v1 += b[i] * q
	}
	if i == len(x) {
		u += a[i-1] * x[i-1]
		v += b[i-1] * x[i-1]
	}
	return u + u1, v + v1
}

// tanh is math.Tanh to 1e-15, without its branches.
func tanh(x float64) float64 {
	const most = 20 // from where it is 1
	y := -2 * min(math.Abs(x), most)
	k := math.Trunc(y*math.Log2E - 0.5)
	r := y - k*math.Ln2
	// exp r by its series, |r| <= ln(2)/2: the next term is below 1e-16.
	r2 := r * r
	r4 := r2 * r2
	low := (1 + r) + r2*(1./2+r*(1./6)) + r4*((1./24+r*(1./120))+r2*(1./720+r*(1./5040)))
	high := (1./40320 + r*(1./362880)) + r2*(1./3628800+r*(1./39916800)) + r4*(1./479001600+r*(1./6227020800))
	e := (low + r4*r4*high) * math.Float64frombits(uint64(1023+int64(k))<<52)
	return math.Copysign((1-e)/(1+e), x)
}
