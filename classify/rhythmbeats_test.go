package classify

import (
	"math/rand"
	"testing"

	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// beatList makes beats of the intervals, s, at 250 Hz.
func beatList(rr []float64, class func(i int) measure.Class) []RhythmBeat {
	at := 1000.0
	out := []RhythmBeat{{Sample: 1000, Class: measure.Normal}}
	for i, v := range rr {
		at += v * 250
		out = append(out, RhythmBeat{Sample: int(at), Class: class(i)})
	}
	return out
}

func seconds(list []RhythmSegment, rhythm string) (s float64) {
	for _, g := range list {
		if g.Rhythm == rhythm {
			s += float64(g.End-g.Start) / 250
		}
	}
	return s
}

func TestRhythmBeats(t *testing.T) {
	rng := rand.New(rand.NewSource(11))
	normal := func(int) measure.Class { return measure.Normal }
	var af, sinus, bigeminy []float64
	for i := range 600 {
		af = append(af, 0.45+0.6*rng.Float64())
		sinus = append(sinus, 0.85+0.02*rng.Float64())
		if i%2 == 0 {
			bigeminy = append(bigeminy, 0.45+0.2*rng.Float64())
		} else {
			bigeminy = append(bigeminy, 0.9+0.6*rng.Float64())
		}
	}
	// Without ectopic beats it is the rhythm of the intervals.
	beats := beatList(append(append([]float64(nil), sinus...), af...), normal)
	var list []RRInterval
	for i := 1; i < len(beats); i++ {
		a, b := beats[i-1].Sample, beats[i].Sample
		list = append(list, RRInterval{Start: a, End: b, Seconds: float64(b-a) / 250})
	}
	require.Equal(t, RhythmRR(list, RROptions{}), RhythmBeats(beats, 250, RROptions{}))
	require.Greater(t, seconds(RhythmBeats(beats, 250, RROptions{}), RhythmAFIB), 400.0)

	every := func(n int, c measure.Class) func(i int) measure.Class {
		return func(i int) measure.Class {
			if i%n == 0 {
				return c
			}
			return measure.Normal
		}
	}
	for _, c := range []measure.Class{measure.Ventricular, measure.Supraventricular} {
		require.Zero(t, seconds(RhythmBeats(beatList(bigeminy, every(2, c)), 250, RROptions{}), RhythmAFIB), "bigeminy %c", c)
		got := RhythmBeats(beatList(af, every(8, c)), 250, RROptions{})
		require.Greater(t, seconds(got, RhythmAFIB), 0.95*(seconds(got, RhythmAFIB)+seconds(got, RhythmN)), "fibrillation with ectopy %c", c)
	}
	// No segment reaches over a stretch without intervals.
	beats = beatList(af, normal)
	for i := 300; i < len(beats); i++ {
		beats[i].Sample += 5000
	}
	beats[300].Apart = true
	for _, g := range RhythmBeats(beats, 250, RROptions{}) {
		require.False(t, g.Start < beats[299].Sample && g.End > beats[300].Sample, "%+v", g)
	}
	require.Empty(t, RhythmBeats(nil, 250, RROptions{}))
	require.Empty(t, RhythmBeats(beats[:1], 250, RROptions{}))
	require.Empty(t, RhythmBeats(beats, 0, RROptions{}))
}
