package detect

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// letters makes beats of classes, 800 ms after a normal beat and 400 ms after an ectopic one, at 100 Hz; "." makes a pause
// of a second longer.
func letters(s string) (beats []Beat) {
	at := 0
	for _, c := range s {
		if c == '.' {
			at += 100
			continue
		}
		if n := len(beats); n > 0 {
			if ectopic(beats[n-1].Class) {
				at += 40
			} else {
				at += 80
			}
		}
		beats = append(beats, Beat{at, Class(c)})
	}
	return beats
}

func TestRuns(t *testing.T) {
	for _, c := range []struct {
		beats string
		want  string
	}{
		{"", ""},
		{"NNNNNN", ""},
		{"NNVNNSNN", ""},
		{"NVVN", "couplet V 2"},
		{"VV", "couplet V 2"},
		{"NVSN", ""},
		{"NVVVN", "tachy V 3"},
		{"NSSSSN", "tachy S 4"},
		{"NVVSSSN", "couplet V 2, tachy S 3"},
		{"NVFVN", ""},
		{"NVQVN", ""},
		{"NVNVNVN", "bigeminy V 3"},
		{"NVNVNNVN", ""},
		{"VNVNVNVNN", "bigeminy V 4"},
		{"NNVNNVNNVNNN", "trigeminy V 3"},
		{"NSNSNSNVN", "bigeminy S 3"},
		{"NVNVNVVN", "couplet V 2, bigeminy V 3"}, // the couplet ends with the beat after it
		{"NVNFNVN", ""},
		{"NNNN.NNN", "pause"},
		{"NNNNV.NNN", ""},       // a compensatory pause
		{"NNNNV..NNN", "pause"}, // no more
	} {
		events, counts := Runs(letters(c.beats), 100, RunOptions{})
		got := ""
		for _, e := range events {
			if got != "" {
				got += ", "
			}
			got += string(e.Kind)
			if e.Class != 0 {
				got += fmt.Sprintf(" %s %d", e.Class, e.Beats)
			}
		}
		assert.ElementsMatch(t, split(c.want), split(got), "%q", c.beats)
		assert.Equal(t, len(letters(c.beats)), counts.Beats)
	}
}

func split(s string) (out []string) {
	for len(s) > 0 {
		k := 0
		for k < len(s) && s[k] != ',' {
			k++
		}
		out = append(out, s[:k])
		s = s[min(k+2, len(s)):]
	}
	return out
}

func TestRunCounts(t *testing.T) {
	beats := letters("NNVNSNVVNSSNVVVVVNSSSNNFNQNVNVNVNN.N")
	events, c := Runs(beats, 100, RunOptions{})
	assert.Equal(t, RunCounts{
		Beats: 35, Ventricular: 11, Supraventricular: 6, Fusion: 1, Unclassified: 1,
		IsolatedV: 4, IsolatedS: 1, CoupletsV: 1, CoupletsS: 1, RunsV: 1, RunsS: 1, TachycardiasV: 1, TachycardiasS: 1,
		BigeminiesV: 1, Pauses: 1, LongestRunV: 5, LongestRunS: 3, LongestPauseS: 1.8, FastestTachycardiaV: 150, FastestTachycardiaS: 150,
	}, c)
	var run RunEvent
	for _, e := range events {
		if e.Kind == Tachy && e.Class == Ventricular {
			run = e
		}
	}
	assert.Equal(t, 1.6, run.Seconds)
	assert.InDelta(t, 150, run.RateBPM, 1e-9)
	assert.False(t, run.Sustained)

	// A slow run is no tachycardia, a long one is sustained, and the limits can be moved.
	slow, counts := Runs(letters("NVVVN"), 100, RunOptions{TachycardiaBPM: 160})
	require.Len(t, slow, 1)
	assert.Equal(t, Run, slow[0].Kind)
	assert.Zero(t, counts.TachycardiasV)
	assert.Equal(t, 1, counts.RunsV)
	long, _ := Runs(letters("NVVVVVVN"), 100, RunOptions{SustainedS: 2})
	assert.True(t, long[0].Sustained)
	none, counts := Runs(letters("NNNN.NNN"), 100, RunOptions{PausePart: -1})
	assert.Empty(t, none)
	assert.Zero(t, counts.Pauses)
}

// TestRunFinderStream: beat by beat gives what all at once gives, and allocates nothing of its own.
func TestRunFinderStream(t *testing.T) {
	beats := letters("NNVNSNVVNSSNVVVVVNSSSNNFNQNVNVNVNN.N")
	want, counts := Runs(beats, 100, RunOptions{})
	f := NewRunFinder(100, RunOptions{})
	var got []RunEvent
	for _, b := range beats {
		got = f.Push(got, b)
	}
	got = f.Flush(got)
	assert.Equal(t, want, got)
	assert.Equal(t, counts, f.Counts())
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		f.Reset(100, RunOptions{})
		got = got[:0]
		for _, b := range beats {
			got = f.Push(got, b)
		}
		got = f.Flush(got)
	}))
}

func TestClassText(t *testing.T) {
	b, err := json.Marshal(Beat{5, Ventricular})
	require.NoError(t, err)
	assert.JSONEq(t, `{"sample":5,"class":"V"}`, string(b))
	var back Beat
	require.NoError(t, json.Unmarshal(b, &back))
	assert.Equal(t, Beat{5, Ventricular}, back)
	require.NoError(t, json.Unmarshal([]byte(`{"class":""}`), &back))
	assert.Zero(t, back.Class)
	assert.Error(t, json.Unmarshal([]byte(`{"class":"X"}`), &back))
	b, err = json.Marshal(RunEvent{Kind: Pause, Start: 1, End: 2, Seconds: 3})
	require.NoError(t, err)
	assert.JSONEq(t, `{"kind":"pause","start":1,"end":2,"beats":0,"seconds":3}`, string(b))
}

func ExampleRuns() {
	beats := []Beat{{100, Normal}, {180, Ventricular}, {220, Ventricular}, {262, Ventricular}, {380, Normal}}
	events, counts := Runs(beats, 100, RunOptions{})
	for _, e := range events {
		fmt.Printf("%s of %d %s beats at %.0f/min\n", e.Kind, e.Beats, e.Class, e.RateBPM)
	}
	fmt.Println(counts.RunsV, "run,", counts.IsolatedV, "isolated")
	// Output:
	// tachy of 3 V beats at 146/min
	// 1 run, 0 isolated
}
