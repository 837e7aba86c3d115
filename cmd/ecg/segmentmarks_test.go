package main

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats/wfdb"
)

func TestEachMark(t *testing.T) {
	beats := []detect.Beat{{Sample: 10, Class: 'N'}, {Sample: 50, Class: 'V'}, {Sample: 120, Class: 'N'}, {Sample: 400, Class: 'N'}}
	segments := []detect.Segment{
		{Start: 100, End: 150, Kind: detect.Noise}, {Start: 150, End: 180, Kind: detect.Flat}, {Start: 180, End: 300, Kind: detect.VF},
		{Start: 310, End: 320, Kind: detect.Asystole}, {Start: 400, End: 500, Kind: detect.Flat},
	}
	type mark struct {
		sample int
		code   byte
		sub    int8
	}
	var got []mark
	note := func(sample int, a wfdb.Annotation) error {
		got = append(got, mark{sample, a.Code, a.Subtype})
		return nil
	}
	require.NoError(t, eachMark(beats, segments, note))
	assert.Equal(t, []mark{
		{10, wfdb.CodeNormal, 0}, {50, wfdb.CodePVC, 0}, {100, wfdb.CodeNoise, 0x30}, {120, wfdb.CodeNormal, 0}, {180, wfdb.CodeNoise, 0},
		{180, wfdb.CodeVFOn, 0}, {300, wfdb.CodeVFOff, 0}, {400, wfdb.CodeNoise, 0x30}, {400, wfdb.CodeNormal, 0}, {500, wfdb.CodeNoise, 0},
	}, got)
	full := errors.New("full")
	for n := range len(got) {
		k := 0
		err := eachMark(beats, segments, func(int, wfdb.Annotation) error {
			if k++; k > n {
				return full
			}
			return nil
		})
		require.ErrorIs(t, err, full, n)
	}
}

// detect marks the fibrillation of a record and no beat within.
func TestDetectMarksFibrillation(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	rec, _, err := ecgtest.Generate(ecgtest.Spec{Duration: 60, Seed: 3, Noise: ecgtest.Noise{WhiteUV: 4},
		Episodes: []ecgtest.Episode{{Start: 20, End: 40, Rhythm: ecgtest.VF}}})
	require.NoError(t, err)
	require.NoError(t, wfdb.WriteDir(dir, "vf", rec, nil))
	status, _, stderr := call(t, nil, "detect", "-o", out, dir)
	require.Zero(t, status, stderr)
	list, err := wfdb.OpenAnnotations(os.DirFS(out), "vf.qrs", 500)
	require.NoError(t, err)
	on, off := int64(-1), int64(-1)
	beats := 0
	for _, a := range list {
		switch {
		case a.Code == wfdb.CodeVFOn:
			on = a.Sample
		case a.Code == wfdb.CodeVFOff:
			off = a.Sample
		case wfdb.IsBeat(a.Code):
			beats++
			assert.False(t, on >= 0 && off < 0, "a beat at %d in fibrillation", a.Sample)
		}
	}
	assert.InDelta(t, 20*500, on, 2.5*500)
	assert.InDelta(t, 40*500, off, 2*500)
	assert.InDelta(t, 40*70/60, beats, 8)
}
