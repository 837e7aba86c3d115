package filter

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// sameFloats allows for fused multiply-adds, which compilers may place differently.
const sameFloats = 1e-9

// TestBankEqualsCascades: any number of leads, gaps in some of them, cut anywhere.
func TestBankEqualsCascades(t *testing.T) {
	for order := 1; order <= 5; order++ {
		sos, err := BandPass(order, 0.5, 40, 250)
		require.NoError(t, err)
		for leads := 0; leads < 14; leads++ {
			src, want := make([][]float64, leads), make([][]float64, leads)
			for l := range src {
				src[l] = noise(1100, uint64(l+1))
				if l%5 == 3 {
					src[l][200], src[l][1099] = math.NaN(), math.Inf(1)
				}
				c := NewCascade(sos)
				c.Settle(float64(l))
				want[l] = c.Process(nil, src[l])
			}
			b := NewBank(sos, leads)
			settle := make([]float64, leads)
			for l := range settle {
				settle[l] = float64(l)
			}
			b.Settle(settle)
			got := make([][]float64, leads)
			for at, step := 0, 1; at < 1100; step = step*3%277 + 1 {
				end := min(at+step, 1100)
				part := make([][]float64, leads)
				for l := range part {
					part[l] = src[l][at:end]
				}
				for l, y := range b.Process(nil, part) {
					got[l] = append(got[l], y...)
				}
				at = end
			}
			sameLeads(t, want, got, sameFloats, fmt.Sprint(order, leads))
		}
	}
	b := NewBank(nil, 2)
	assert.Panics(t, func() { b.Process(nil, make([][]float64, 3)) })
	assert.Panics(t, func() { b.Process(nil, [][]float64{{1, 2}, {1}}) })
}

// TestApplyLeadsEqualsApply: zero-phase, with gaps, short leads and leads that differ.
func TestApplyLeadsEqualsApply(t *testing.T) {
	for order := 1; order <= 4; order++ {
		sos, _ := BandPass(order, 0.5, 40, 250)
		z := NewZeroPhase(sos)
		for _, n := range []int{0, 1, 2, 17, 1000} {
			src, want := make([][]float64, 11), make([][]float64, 11)
			for l := range src {
				src[l] = noise(n, uint64(l+20))
				if l == 10 {
					src[l] = noise(n+3, 5)
				}
				if l == 2 && n > 10 {
					fill(src[l][3:9], math.NaN())
				}
				want[l] = z.Apply(nil, src[l])
			}
			sameLeads(t, want, z.ApplyLeads(nil, src), sameFloats, "new")
			sameLeads(t, want, z.ApplyLeads(src, src), sameFloats, "in place")
		}
	}
}

func TestInterleavedAllocations(t *testing.T) {
	sos, _ := BandPass(2, 0.5, 40, 500)
	src := twelve()
	dst := twelve()
	z, b := NewZeroPhase(sos), NewBank(sos, 12)
	z.ApplyLeads(dst, src)
	assert.Zero(t, testing.AllocsPerRun(3, func() { z.ApplyLeads(dst, src); b.Process(dst, src) }))
}

func ExampleBank() {
	sos, err := HighPass(2, 0.5, 500)
	if err != nil {
		panic(err)
	}
	b := NewBank(sos, 2)
	b.Settle([]float64{300, -200})
	for _, y := range b.Process(nil, [][]float64{{300, 300}, {-200, -200}}) {
		fmt.Printf("%.1f\n", math.Abs(y[1]))
	}
	// Output:
	// 0.0
	// 0.0
}

func ExampleZeroPhase_ApplyLeads() {
	sos, err := LowPass(2, 40, 500)
	if err != nil {
		panic(err)
	}
	out := NewZeroPhase(sos).ApplyLeads(nil, [][]float64{{1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {4, 4, 4}})
	fmt.Printf("%.0f\n", out[2])
	// Output: [3 3 3]
}

// BenchmarkInterleaved shows what four leads in one loop gain over one at a time.
func BenchmarkInterleaved(b *testing.B) {
	for sections := 1; sections <= 4; sections++ {
		sos, _ := BandPass(sections, 0.5, 40, 500)
		src, dst := twelve(), twelve()
		b.Run(fmt.Sprintf("%d/single", sections), func(b *testing.B) {
			var c [12]Cascade
			for l := range c {
				c[l].Init(sos)
			}
			for b.Loop() {
				for l := range c {
					c[l].Process(dst[l], src[l])
				}
			}
		})
		b.Run(fmt.Sprintf("%d/four", sections), func(b *testing.B) {
			k := NewBank(sos, 12)
			for b.Loop() {
				k.Process(dst, src)
			}
		})
	}
}
