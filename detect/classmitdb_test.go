package detect

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
)

// TestClassMITBIH holds the classes to what they reach on the development half of the MIT-BIH database without the paced
// records, on reference and on detected beats, with all beats known and causally. These are the records that the weights
// were fitted on; TestFitWeights leaves each of them out in turn.
func TestClassMITBIH(t *testing.T) {
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("eleven hours of ECG take too long here")
	}
	var c Classifier
	var reference, causal, detected classScore
	for _, r := range mitUnpaced(t) {
		reference.add(r.score(c.Classify(nil, r.beats, r.leads, r.rate)))
		causal.add(r.score(c.Causal(nil, 0)))
		d := r.detected(t)
		detected.add(d.score(c.Classify(nil, d.beats, d.leads, d.rate)))
	}
	for _, f := range []struct {
		name             string
		score            classScore
		vSe, vP, sSe, sP float64
	}{
		{"reference beats", reference, 97.5, 98, 80, 86},
		{"reference beats, causal", causal, 90, 90, 60, 60},
		{"detected beats", detected, 96, 97, 75, 80},
	} {
		vSe, vP := f.score.veb()
		sSe, sP := f.score.sveb()
		t.Logf("%s: VEB Se %.2f +P %.2f, SVEB Se %.2f +P %.2f  %+v", f.name, vSe, vP, sSe, sP, f.score)
		assert.GreaterOrEqual(t, vSe, f.vSe, f.name)
		assert.GreaterOrEqual(t, vP, f.vP, f.name)
		assert.GreaterOrEqual(t, sSe, f.sSe, f.name)
		assert.GreaterOrEqual(t, sP, f.sP, f.name)
	}
}

// TestClassNormal: few recordings of normal rhythm get an ectopic beat, not even from one noisy lead between two thumbs.
// Half of the hand-held ones, those that the weights have not seen, are counted.
func TestClassNormal(t *testing.T) {
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("too long here")
	}
	count := func(list []*labelled) (v, s, beats int) {
		var c Classifier
		var classes []Class
		for _, r := range list {
			classes = c.Classify(classes[:0], r.beats, r.leads, r.rate)
			anyV, anyS := 0, 0
			for _, class := range classes {
				switch class {
				case Ventricular:
					anyV = 1
				case Supraventricular:
					anyS = 1
				}
			}
			v, s, beats = v+anyV, s+anyS, beats+len(classes)
		}
		return v, s, beats
	}
	hand := handheld(t, "N", 1)
	v, s, beats := count(hand)
	t.Logf("hand-held: %d strips, %d beats: V in %d, S in %d", len(hand), beats, v, s)
	assert.LessOrEqual(t, v, len(hand)*16/100)
	assert.LessOrEqual(t, s, len(hand)*16/100)

	var norm []*labelled
	for _, r := range recordtest.PTBXL(t) {
		if r.Coded("NORM") && !r.Coded("PVC", "PAC", "SVARR", "BIGU", "TRIGU") {
			norm = append(norm, strip(t, r))
		}
	}
	v, s, beats = count(norm)
	t.Logf("twelve leads: %d strips, %d beats: V in %d, S in %d", len(norm), beats, v, s)
	require.Greater(t, len(norm), 100)
	assert.LessOrEqual(t, v, 2)
	assert.LessOrEqual(t, s, 2)
}
