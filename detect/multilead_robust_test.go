package detect

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
)

// TestMultiLeadOddInput: whatever the samples, no panic, and beats in order and within the leads.
func TestMultiLeadOddInput(t *testing.T) {
	for _, rate := range []float64{50, 250, 5000, 50000} {
		x, _ := synthetic(rate, 0.8, 12)
		spiky := clone(x)
		for i := 0; i < len(spiky); i += int(rate/3) + 1 {
			spiky[i] = []float64{math.Inf(1), math.Inf(-1), 1e300, -1e99, math.NaN(), math.MaxFloat64}[i%6]
		}
		square := mapped(x, func(v float64) float64 { return math.Copysign(32767, v) })
		clipped := mapped(x, func(v float64) float64 { return min(max(v, -100), 300) })
		for what, leads := range map[string][][]float64{
			"no leads": nil, "empty leads": {nil, nil}, "one sample": {{5}}, "one sample of two leads": {{5}, nil},
			"constant": {constantLead(rate, 12, 1234)}, "NaN": {constantLead(rate, 12, math.NaN())}, "Inf": {constantLead(rate, 12, math.Inf(1))},
			"1e300": {constantLead(rate, 12, 1e300)}, "spiky": {spiky}, "spiky of two": {spiky, x}, "square": {square}, "clipped": {clipped},
			"lengths": {x[:len(x)/3], x, x[:1]}, "tiny": {mapped(x, func(v float64) float64 { return v * 1e-150 })},
			"huge": {mapped(x, func(v float64) float64 { return v * 1e90 })}, "alternating": {mapped(x, func(v float64) float64 { return -v * v * v * 1e80 })},
		} {
			m := newMulti(t, rate)
			got := m.DetectLeads(nil, leads)
			n := 0
			for _, l := range leads {
				n = max(n, len(l))
			}
			checkOrder(t, got, n)
			if slices.Contains([]string{"no leads", "empty leads", "one sample", "one sample of two leads", "constant", "NaN", "Inf", "1e300"}, what) {
				assert.Empty(t, got, "%s at %g Hz", what, rate)
			}
			if rate >= 250 && slices.Contains([]string{"clipped", "lengths", "huge"}, what) {
				assert.InDelta(t, 15, len(got), 3, "%s at %g Hz", what, rate)
			}
			if n < 1000000 && n > 0 {
				assert.Equal(t, got, streamed(t, m, rate, leads, func() int { return 1 + int(rate/9) }), "%s at %g Hz in pieces", what, rate)
			}
			if len(leads) > 0 {
				require.NoError(t, m.Reset(rate))
				matches(t, newMulti(t, rate).Detect(nil, x), m.Detect(nil, x), 0, "after %s at %g Hz", what, rate)
			}
		}
	}
}

// outside is what of want got lacks before from and from to on, and what else it has there.
func outside(want, got []int, from, to, tol int) (missed, extra int) {
	_, missed, extra = agreement(without(want, from, to), without(got, from, to), tol)
	return missed, extra
}

// TestMultiLeadArtefact: a second of an artefact a hundred times as large as a beat costs the beats of at most deaf seconds,
// more at the start of a recording, when there are no earlier levels to return to.
func TestMultiLeadArtefact(t *testing.T) {
	const rate = 360
	for k, noise := range [][]float64{gaussian(rate, 1, 1.2e5, 1), mapped(rhythm(rate, 0.2, 1), func(v float64) float64 { return 100 * v }), constantLead(rate, 1, 1.2e5)} {
		for _, at := range []int{0, 5000, 20000} {
			x, want := synthetic(rate, 0.8, 90)
			y, _ := synthetic(rate, 0.8, 90)
			for i, v := range noise {
				x[at+i] += v
			}
			m := newMulti(t, rate)
			got := m.Detect(nil, x)
			deaf := 7.5
			if at == 0 {
				deaf = 13.5
			}
			missed, extra := outside(want, got, at-rate, at+rate+int(deaf*rate), 8)
			assert.Zero(t, missed, "artefact %d at %d", k, at)
			assert.Zero(t, extra, "artefact %d at %d", k, at)
			missed, extra = outside(want, m.DetectLeads(nil, [][]float64{x, y}), at-rate/2, at+2*rate, 8)
			assert.LessOrEqual(t, missed+extra, 1, "artefact %d at %d of one of two leads", k, at)
		}
	}
}

// TestMultiLeadAsystole: ten seconds of 5 to 10 µV of noise after normal beats hold hardly a beat, longer ones a few as the levels
// fall, and the beats after them are found. How many it is differs with the noise: the mean of several draws counts.
func TestMultiLeadAsystole(t *testing.T) {
	const rate, draws = 250, 20
	most := map[float64]float64{10: 0.2, 20: 2.5, 30: 7}
	for _, sd := range []float64{5, 10} {
		for seconds, most := range most {
			inside := [3]int{}
			for draw := range draws {
				x, want := synthetic(rate, 0.8, 25)
				from := len(x)
				x = chain(x, make([]float64, int(seconds*rate)))
				to := len(x)
				tail, after := synthetic(rate, 0.8, 20)
				x = chain(x, tail)
				for i, v := range gaussian(rate, float64(len(x))/rate, sd, uint64(10+draw)) {
					x[i] += v
				}
				for _, b := range after {
					want = append(want, to+b)
				}
				for leads := 1; leads <= 2; leads++ {
					all := [][]float64{x, mapped(x, func(v float64) float64 { return -0.7 * v })}[:leads]
					got := newMulti(t, rate).DetectLeads(nil, all)
					inside[leads] += len(within(got, from+rate/2, to-rate/5))
					missed, extra := outside(want, got, from, to, 6)
					assert.LessOrEqual(t, missed, 1, "sd %g, %g s", sd, seconds)
					assert.Zero(t, extra, "sd %g, %g s", sd, seconds)
				}
			}
			for leads := 1; leads <= 2; leads++ {
				assert.LessOrEqual(t, float64(inside[leads])/draws, most, "sd %g, %g s, leads %d", sd, seconds, leads)
			}
		}
	}
}

// made generates an ECG and gives leads and beats.
func made(t testing.TB, spec ecgtest.Spec) (rate float64, leads [][]float64, beats []int) {
	rec, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	for i := range rec.Channels {
		leads = append(leads, rec.Channels[i].Microvolts(nil))
	}
	for _, b := range truth.Beats {
		beats = append(beats, b.R.Sample)
	}
	return truth.Spec.Rate, leads, beats
}

// TestMultiLeadTachycardia: of ten seconds of ventricular tachycardia amid sinus rhythm twelve leads show half the beats at least;
// a single lead may miss them or mark their T waves. The sinus rhythm outside suffers nowhere.
func TestMultiLeadTachycardia(t *testing.T) {
	for hr := 120.0; hr <= 210; hr += 15 {
		rate, leads, beats := made(t, ecgtest.Spec{Duration: 60, HeartRate: 75, Seed: uint64(hr),
			Episodes: []ecgtest.Episode{{Start: 25, End: 35, Rhythm: ecgtest.VT, HeartRate: hr}}})
		m := newMulti(t, rate)
		// The largest deflection of a lead is not at the vector's, and on some leads the mark is on the wave that follows at once.
		tol := int(0.18 * rate)
		from, to := int(24*rate), int(37*rate)
		inside := len(within(beats, int(25*rate), int(35*rate)))
		check := func(what string, got []int, share float64) {
			_, missed, extra := agreement(beats, got, tol)
			assert.LessOrEqual(t, missed, int(share*float64(inside)), "%g/min, %s: missed of %d", hr, what, inside)
			assert.LessOrEqual(t, extra, 4, "%g/min, %s: extra", hr, what)
			missed, extra = outside(beats, got, from, to, tol)
			assert.LessOrEqual(t, missed+extra, 1, "%g/min, %s: outside", hr, what)
		}
		check("twelve leads", m.DetectLeads(nil, leads), 0.5)
		for k, x := range leads {
			got := m.Detect(nil, x)
			missed, extra := outside(beats, got, from, to, tol)
			assert.LessOrEqual(t, missed+extra, 1, "%g/min, lead %d: outside", hr, k)
			assert.GreaterOrEqual(t, len(got), len(beats)-inside, "%g/min, lead %d", hr, k)
		}
	}
}

// TestMultiLeadPresets: every rhythm that has beats, on twelve leads and on lead II.
func TestMultiLeadPresets(t *testing.T) {
	for _, name := range ecgtest.Presets() {
		spec, _ := ecgtest.Preset(name)
		rate, leads, beats := made(t, spec)
		if len(beats) == 0 {
			continue
		}
		m := newMulti(t, rate)
		inner := func(b []int) []int { return within(b, int(0.3*rate), len(leads[0])-int(0.3*rate)) }
		for what, got := range map[string][]int{"all": m.DetectLeads(nil, leads), "II": m.Detect(nil, leads[1])} {
			_, missed, extra := agreement(inner(beats), inner(got), int(0.1*rate))
			assert.LessOrEqual(t, missed+extra, 2, "%s, %s", name, what)
		}
	}
}

// TestMultiLeadBlock: of a complete block with wide escape beats only these are found, none of the P waves: on twelve leads, and
// on every lead but I and V3 to V5, where the made P waves are nearly as steep as the escape beats. There most of
// these are found, too.
func TestMultiLeadBlock(t *testing.T) {
	for _, duration := range []float64{10, 30, 60} {
		spec, ok := ecgtest.Preset("avb3-wide")
		require.True(t, ok)
		spec.Duration = duration
		rate, leads, beats := made(t, spec)
		m := newMulti(t, rate)
		for k := -1; k < len(leads); k++ {
			var got []int
			if k < 0 {
				got = m.DetectLeads(nil, leads)
			} else {
				got = m.Detect(nil, leads[k])
			}
			_, missed, extra := agreement(beats, got, int(0.1*rate))
			what := fmt.Sprintf("%g s, lead %d", duration, k)
			if k == 0 || k >= 8 && k <= 10 {
				assert.LessOrEqual(t, missed, 3, what)
				continue
			}
			assert.LessOrEqual(t, missed+extra, 1, what)
		}
	}
}

// FuzzMultiLead takes bytes as leads and as the sizes of blocks.
func FuzzMultiLead(f *testing.F) {
	f.Add(uint16(250), uint8(2), 10.0, []byte{1, 2, 200, 255, 3, 4, 4, 4, 90, 0, 0, 0, 77, 128, 3, 254, 3})
	f.Add(uint16(50), uint8(0), 1e300, []byte{255, 0, 255, 0, 1, 1, 1})
	f.Add(uint16(1000), uint8(3), 1e-99, []byte{128, 0, 1, 255, 9, 254, 254})
	f.Add(uint16(100), uint8(1), 100.0, slices.Repeat([]byte{128, 128, 128, 140, 255, 60, 128, 254, 130, 128}, 150))
	f.Fuzz(func(t *testing.T, rate uint16, leads uint8, scale float64, data []byte) {
		if rate < 50 || rate > 2000 || len(data) > 3000 {
			return
		}
		n := int(leads%4) + 1
		all := make([][]float64, n)
		for i, b := range data {
			v := (float64(b) - 128) * scale
			if b == 254 {
				v = math.NaN()
			}
			for k := range i%7 + 1 {
				all[i%n] = append(all[i%n], v*float64(k+1))
			}
		}
		m := newMulti(t, float64(rate))
		want := m.DetectLeads(nil, all)
		length := 0
		for _, x := range all {
			length = max(length, len(x))
		}
		checkOrder(t, want, length)
		at := 0
		got := streamed(t, m, float64(rate), all, func() int {
			at++
			return 1 + 3*int(data[at%len(data)])
		})
		require.Equal(t, want, got)
	})
}
