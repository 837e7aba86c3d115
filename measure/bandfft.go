package measure

import (
	"math"
	"math/bits"
)

// bandFFT is a Fourier transform of real signals of n samples, n a power of 2 from 8 on, that gives the power in a band: the even and
// odd samples are the real and imaginary parts of one of half the length (radix 2, decimation in time), which are told apart in the
// bins of the band only.
type bandFFT struct {
	n    int
	at   []int32      // where each pair of samples goes
	turn []complex128 // exp(-2πik/n) for k < n/2
	z    []complex128
}

// reset prepares for signals of n samples.
func (f *bandFFT) reset(n int) {
	if f.n == n {
		return
	}
	f.n = n
	f.at, f.turn, f.z = make([]int32, n/2), make([]complex128, n/2), make([]complex128, n/2)
	shift := bits.LeadingZeros32(uint32(n/2)) + 1
	for i := range f.at {
		f.at[i] = int32(bits.Reverse32(uint32(i)) >> shift)
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / float64(n))
		f.turn[i] = complex(cos, sin)
	}
}

// addPower adds the squared magnitudes of bins lo to hi of x, 0 < lo and hi < n/2, to dst[lo..hi].
func (f *bandFFT) addPower(dst, x []float64, lo, hi int) {
	z, half := f.z, f.n/2
	for i, at := range f.at {
		z[at] = complex(x[2*i], x[2*i+1])
	}
	for i := 0; i+4 <= half; i += 4 { // the first two stages turn by quarters
		p := z[i:][:4]
		a, b, c, d := p[0]+p[1], p[0]-p[1], p[2]+p[3], p[2]-p[3]
		d = complex(imag(d), -real(d))
		p[0], p[1], p[2], p[3] = a+c, b+d, a-c, b-d
	}
	for size := 8; size <= half; size *= 2 {
		step := f.n / size
		for from := 0; from < half; from += size {
			p, q := z[from:][:size/2], z[from+size/2:][:size/2]
			k := 0
			for i := range p {
				t := q[i] * f.turn[k]
				p[i], q[i] = p[i]+t, p[i]-t
				k += step
			}
		}
	}
	for k := lo; k <= hi; k++ {
		a, b := z[k], complex(real(z[half-k]), -imag(z[half-k]))
		t := (a - b) * f.turn[k]
		c := complex(0.5*(real(a)+real(b)+imag(t)), 0.5*(imag(a)+imag(b)-real(t)))
		dst[k] += real(c)*real(c) + imag(c)*imag(c)
	}
}
