package detect

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// agreement counts the beats that two lists share within tol samples, and those in one of them only.
func agreement(want, got []int, tol int) (both, missed, extra int) {
	i, j := 0, 0
	for i < len(want) && j < len(got) {
		switch d := got[j] - want[i]; {
		case d < -tol:
			extra++
			j++
		case d > tol:
			missed++
			i++
		default:
			both++
			i, j = i+1, j+1
		}
	}
	return both, missed + len(want) - i, extra + len(got) - j
}

// mapped is x with f applied to every sample.
func mapped(x []float64, f func(v float64) float64) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = f(v)
	}
	return y
}

// cubic is x at another rate, by cubic interpolation (Catmull-Rom); downwards means over the new step come first.
func cubic(x []float64, from, to float64) []float64 {
	if half := int(from / to / 2); half > 0 {
		y := make([]float64, len(x))
		for i := range x {
			part := x[max(i-half, 0):min(i+half+1, len(x))]
			y[i] = sum(part) / float64(len(part))
		}
		x = y
	}
	at := func(i int) float64 { return x[min(max(i, 0), len(x)-1)] }
	y := make([]float64, int(float64(len(x))*to/from))
	for k := range y {
		t := float64(k) * from / to
		i := int(t)
		u := t - float64(i)
		a, b, c, d := at(i-1), at(i), at(i+1), at(i+2)
		y[k] = b + u/2*(c-a+u*(2*a-5*b+4*c-d+u*(3*(b-c)+d-a)))
	}
	return y
}

func scaled(beats []int, from, to float64) []int {
	s := make([]int, len(beats))
	for i, b := range beats {
		s[i] = int(math.Round(float64(b) * to / from))
	}
	return s
}

// without is the beats outside from to to.
func without(beats []int, from, to int) (kept []int) {
	for _, b := range beats {
		if b < from || b >= to {
			kept = append(kept, b)
		}
	}
	return kept
}

// within is the beats from from to to.
func within(beats []int, from, to int) (kept []int) {
	for _, b := range beats {
		if b >= from && b < to {
			kept = append(kept, b)
		}
	}
	return kept
}

// metaLead is a recording that the metamorphic tests run on. share is the part of its beats that may change, as noise makes
// decisions close: none in the synthetic ones.
type metaLead struct {
	name  string
	rate  float64
	leads [][]float64
	share float64
}

// metaLeads are synthetic leads, and parts of records where those are.
func metaLeads(t testing.TB, records ...string) []metaLead {
	steady, _ := synthetic(360, 0.8, 240)
	other, _ := synthetic(360, 0.8, 240)
	for i := range other {
		other[i] = -0.6*other[i] + 8*math.Sin(float64(i))
	}
	ectopic := make([]float64, 240*360)
	for k, at := 0, 0.4; at < 239.5; k++ {
		if k%7 == 4 {
			addBeat(ectopic, 360, at-0.25, 1.4, 2.2)
			at += 0.6
		} else {
			addBeat(ectopic, 360, at, 1, 1)
			at += 0.75
		}
	}
	for i, v := range gaussian(360, 240, 12, 5) {
		ectopic[i] += v
	}
	all := []metaLead{{"steady", 360, [][]float64{steady, other}, 0}, {"ectopic", 360, [][]float64{ectopic, mapped(ectopic, func(v float64) float64 { return 0.5 * v })}, 0}}
	root, ok := testdata.Root()
	if !ok || testdata.RaceEnabled {
		t.Log("no records here: synthetic leads only")
		return all
	}
	for _, r := range records {
		path := filepath.Join(root, "mitdb", r)
		if _, err := os.Stat(path + ".hea"); err != nil {
			continue
		}
		leads := readLeads(t, path)
		for i := range leads {
			leads[i] = leads[i][300*mitRate : 600*mitRate]
		}
		all = append(all, metaLead{"mitdb " + r, mitRate, leads, 0.01})
	}
	return all
}

// follow asserts that got has the beats of want within tol samples, but for share of them and one or two at the ends.
func (l *metaLead) follow(t testing.TB, want, got []int, tol int, what string) {
	t.Helper()
	most := int(l.share * float64(len(want)))
	_, missed, extra := agreement(want, got, tol)
	assert.LessOrEqual(t, missed, most, "%s, %s: missed of %d", l.name, what, len(want))
	assert.LessOrEqual(t, extra, most, "%s, %s: extra to %d", l.name, what, len(want))
	if missed+extra > 0 {
		t.Logf("%s, %s: %d beats, %d missed, %d extra", l.name, what, len(want), missed, extra)
	}
}

// TestMultiLeadAmplitude: scale, sign and offset change no decision. What may move is the sample of a beat, when two peaks are
// equally far from the baseline: 5 samples of 14 ms.
func TestMultiLeadAmplitude(t *testing.T) {
	for _, l := range metaLeads(t, "101", "119", "208") {
		m := newMulti(t, l.rate)
		single, both := m.Detect(nil, l.leads[0]), m.DetectLeads(nil, l.leads)
		require.Greater(t, len(single), 200)
		for _, c := range []struct {
			name           string
			factor, offset float64
		}{{"x0.1", 0.1, 0}, {"x0.3", 0.3, 0}, {"x3", 3, 0}, {"x10", 10, 0}, {"inverted", -1, 0}, {"volts", 1e-6, 0}, {"+10 mV", 1, 1e4}, {"-300 mV", 1, -3e5}} {
			change := func(v float64) float64 { return v*c.factor + c.offset }
			leads := [][]float64{mapped(l.leads[0], change), mapped(l.leads[1], change)}
			l.follow(t, single, m.Detect(nil, leads[0]), 5, "one lead, "+c.name)
			l.follow(t, both, m.DetectLeads(nil, leads), 5, "two leads, "+c.name)
			// One of two leads: weights follow amplitudes, the choice of the lead that beats are placed on may not.
			leads[1] = l.leads[1]
			l.follow(t, both, m.DetectLeads(nil, leads), 5, "first of two leads, "+c.name)
		}
	}
}

// TestMultiLeadResampled: the same heart at another rate has the same beats, to 20 ms.
func TestMultiLeadResampled(t *testing.T) {
	for _, l := range metaLeads(t, "101", "119", "208") {
		m := newMulti(t, l.rate)
		single, both := m.Detect(nil, l.leads[0]), m.DetectLeads(nil, l.leads)
		for _, rate := range []float64{100, 128, 250, 360, 500, 1000} {
			leads := [][]float64{cubic(l.leads[0], l.rate, rate), cubic(l.leads[1], l.rate, rate)}
			r := newMulti(t, rate)
			tol := int(math.Ceil(0.02 * rate))
			if rate == 100 {
				l.share *= 2 // a band that ends at 50 Hz
			} else if rate == 128 {
				l.share /= 2
			}
			what := map[float64]string{100: "100 Hz", 128: "128 Hz", 250: "250 Hz", 360: "360 Hz", 500: "500 Hz", 1000: "1000 Hz"}[rate]
			l.follow(t, scaled(single, l.rate, rate), r.Detect(nil, leads[0]), tol, "one lead, "+what)
			l.follow(t, scaled(both, l.rate, rate), r.DetectLeads(nil, leads), tol, "two leads, "+what)
		}
	}
}

// TestMultiLeadLostMinute: a minute that is flat or missing, of the only lead or of one of two, costs no beats outside it but
// those within two seconds of its ends; with the other lead there, none at all.
func TestMultiLeadLostMinute(t *testing.T) {
	for _, l := range metaLeads(t, "101", "119", "208") {
		m := newMulti(t, l.rate)
		single, both := m.Detect(nil, l.leads[0]), m.DetectLeads(nil, l.leads)
		n, minute, edge := len(l.leads[0]), int(60*l.rate), int(2*l.rate)
		for where, from := range map[string]int{"at the start": 0, "in the middle": n/2 - minute/2, "at the end": n - minute} {
			for what, v := range map[string]float64{"flat": 0, "missing": math.NaN(), "railed": 5120} {
				x := clone(l.leads[0])
				for i := range minute {
					x[from+i] = v
				}
				got := m.Detect(nil, x)
				l.follow(t, without(single, from-edge, from+minute+edge), without(got, from-edge, from+minute+edge), 5, what+" "+where)
				for _, b := range got {
					assert.False(t, b > from+edge/4 && b < from+minute-edge/4, "%s: beat at %d, %s %s", l.name, b-from, what, where)
				}
				// The beats are placed on the other lead in the minute, perhaps after it, too: 50 ms.
				const near = 54
				got = m.DetectLeads(nil, [][]float64{x, l.leads[1]})
				l.follow(t, without(both, from-edge, from+minute+edge), without(got, from-edge, from+minute+edge), near, "one of two "+what+" "+where)
				// In it there is what the other lead shows.
				alone := within(m.Detect(nil, l.leads[1]), from, from+minute)
				_, missed, extra := agreement(within(both, from, from+minute), alone, near)
				_, m2, x2 := agreement(within(both, from, from+minute), within(got, from, from+minute), near)
				most := missed + extra + 3
				if l.share > 0 {
					most += len(alone) / 3 // noisy leads, whose beats are learnt anew
				}
				assert.LessOrEqual(t, m2+x2, most, "%s: one of two leads %s %s", l.name, what, where)
			}
		}
	}
}

// TestMultiLeadGainSteps: steps of the gain, to five times or a fifth and back, cost at most two beats each. A fall by 25 times
// takes up to 20 s: the levels fall from 3 s on by 0.7 a second.
func TestMultiLeadGainSteps(t *testing.T) {
	for _, l := range metaLeads(t, "101", "119", "208") {
		m := newMulti(t, l.rate)
		n := len(l.leads[0])
		for what, gains := range map[string][3]float64{"x5, x1": {1, 5, 1}, "x0.2, x1": {1, 0.2, 1}, "x5, x0.2": {1, 5, 0.2}, "inverted": {1, -1, 1}} {
			var leads [][]float64
			for _, x := range l.leads {
				y := clone(x)
				for i := range y {
					y[i] *= gains[i*3/n]
				}
				leads = append(leads, y)
			}
			// The step itself, where the lead is off zero, looks like a beat.
			for k, beats := range map[string][2][]int{"one lead": {m.Detect(nil, l.leads[0]), m.Detect(nil, leads[0])},
				"two leads": {m.DetectLeads(nil, l.leads), m.DetectLeads(nil, leads)}} {
				_, missed, extra := agreement(beats[0], beats[1], 8)
				most := 4 + int(l.share*float64(len(beats[0])))
				assert.LessOrEqual(t, extra, most, "%s: %s, %s: extra", l.name, k, what)
				if gains[1] > 20*gains[2] {
					most += 2 + len(within(beats[0], n*2/3, n*2/3+int(20*l.rate)))
					late := n*2/3 + int(20*l.rate)
					_, m2, _ := agreement(within(beats[0], late, n), within(beats[1], late, n), 8)
					assert.LessOrEqual(t, m2, 2+int(l.share*float64(len(beats[0]))), "%s: %s, %s: missed after 20 s", l.name, k, what)
				}
				assert.LessOrEqual(t, missed, most, "%s: %s, %s: missed", l.name, k, what)
			}
		}
	}
}
