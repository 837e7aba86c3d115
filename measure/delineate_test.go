package measure

import (
	"fmt"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDelineateEveryBeat(t *testing.T) {
	in, truth := synth(t, noisy())
	rows := New(Options{}).DelineateAll(nil, in)
	require.Len(t, rows, 12)
	for l, row := range rows {
		require.Len(t, row, len(in.Beats))
		for i, f := range row {
			b := &truth.Beats[i]
			assert.Equal(t, i, f.Beat)
			assert.InDelta(t, b.QRSOn.Seconds*500, float64(f.QRSOn), 10, "lead %d beat %d", l, i)
			assert.InDelta(t, b.QRSOff.Seconds*500, float64(f.QRSOff), 10)
			if f.POn != None && b.HasP() {
				assert.InDelta(t, b.PPeak.Seconds*500, float64(f.PPeak), 22)
				assert.Less(t, f.POn, f.PPeak)
				assert.Less(t, f.PPeak, f.POff)
				assert.LessOrEqual(t, f.POff, f.QRSOn+2)
			}
			if f.TOn != None {
				assert.InDelta(t, b.TOff.Seconds*500, float64(f.TOff), 30)
				assert.Less(t, f.TPeak, f.TOff)
			}
			if p := truth.RPeak(i, in.Leads[l].Lead); p.Exists() && truth.Templates[0].Leads[in.Leads[l].Lead].QRSMax > 150 {
				assert.InDelta(t, p.Seconds*500, float64(f.R), 4, "lead %v", in.Leads[l].Lead)
			}
		}
	}
	ii := rows[1]
	missing := 0
	for i, f := range ii {
		if f.POn == None && truth.Beats[i].POn.Sample != ecg.NoSample {
			missing++
		}
	}
	assert.Zero(t, missing, "P waves in II")
	assert.Equal(t, ii, New(Options{}).Delineate(nil, in, 1), "one lead alone is the same")
}

// Both at once give what each gives, whatever the memory held before.
func TestMeasureBeats(t *testing.T) {
	m := New(Options{})
	var r Report
	var rows [][]BeatFiducials
	for i, spec := range []ecgtest.Spec{noisy(), {PVC: ecgtest.Ectopy{At: []int{3, 8}}}, {Rhythm: ecgtest.AFib, Seed: 2}, {Duration: 1}} {
		in, _ := synth(t, spec)
		var err error
		rows, err = m.MeasureBeats(&r, rows, in)
		require.NoError(t, err)
		var want Report
		require.NoError(t, New(Options{}).Measure(&want, in))
		assert.Equal(t, want.Fiducials, r.Fiducials, "spec %d", i)
		assert.Equal(t, want.Beats[0].Sample, r.Beats[0].Sample)
		require.Equal(t, New(Options{}).DelineateAll(nil, in), rows, "spec %d", i)
	}
	in, _ := synth(t, noisy())
	in.Beats[1].Sample = -1
	rows, err := m.MeasureBeats(&r, rows, in)
	require.ErrorIs(t, err, ErrInput)
	require.Len(t, rows, len(in.Leads))
	assert.Empty(t, rows[0])
}

func TestDelineateEctopicBeats(t *testing.T) {
	in, truth := synth(t, ecgtest.Spec{PVC: ecgtest.Ectopy{At: []int{3, 8}}})
	row := New(Options{}).Delineate(nil, in, 1)
	for i, f := range row {
		b := &truth.Beats[i]
		assert.InDelta(t, b.QRSOn.Seconds*500, float64(f.QRSOn), 12, "beat %d", i)
		assert.InDelta(t, b.QRSOff.Seconds*500, float64(f.QRSOff), 14, "beat %d", i)
		assert.Equal(t, b.HasP(), f.POn != None, "beat %d", i)
	}
}

func TestDelineateFibrillation(t *testing.T) {
	in, _ := synth(t, ecgtest.Spec{Rhythm: ecgtest.AFib, Seed: 2})
	for _, row := range New(Options{}).DelineateAll(nil, in) {
		for _, f := range row {
			assert.Equal(t, None, f.PPeak)
		}
	}
}

func ExampleMeasurer_Measure() {
	rec, truth := ecgtest.MustGenerate(ecgtest.Spec{HeartRate: 75})
	in := &Input{RateHz: rec.Rate()}
	for i := range rec.Channels {
		x := rec.Channels[i].Microvolts(nil)
		in.Leads = append(in.Leads, InputLead{Lead: rec.Channels[i].Lead, Raw: x, Clean: x})
	}
	for _, r := range truth.RSamples() {
		in.Beats = append(in.Beats, detect.Beat{Sample: r, Class: detect.Normal})
	}
	var r Report
	if err := New(Options{}).Measure(&r, in); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.0f/min, PR within 10 ms: %v, quality %s\n", float64(r.HeartRate),
		r.PR > truth.Templates[0].PR-10 && r.PR < truth.Templates[0].PR+10, r.Quality.Grade)
	// Output: 75/min, PR within 10 ms: true, quality A
}
