package classify

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// rhythmOf puts beats and P waves at the given times (ms; P waves by their peak) into a normal report.
func rhythmOf(beats, p []float64, pp float64) *measure.Report {
	r := normalReport()
	var rr []float64
	for i := 1; i < len(beats); i++ {
		rr = append(rr, beats[i]-beats[i-1])
	}
	setRR(r, rr...)
	for i := range r.Beats {
		r.Beats[i].Sample = int(beats[i] / 2)
	}
	r.PWaves = measure.PWaves{PP: ecg.Millisecond(pp), Rate: ecg.Value(60000 / pp), Regular: 1, Found: 1, Corr: 0.95}
	for _, v := range p {
		r.PWaves.Peaks = append(r.PWaves.Peaks, int(v/2))
	}
	return r
}

// conduct makes P waves every pp ms, each followed by a beat after the next of lags, NaN for a blocked one.
func conduct(pp float64, lags ...float64) *measure.Report {
	var beats, p []float64
	for i, lag := range lags {
		at := 300 + float64(i)*pp
		p = append(p, at)
		if !math.IsNaN(lag) {
			beats = append(beats, at+lag)
		}
	}
	return rhythmOf(beats, p, pp)
}

func TestSecondDegreeBlock(t *testing.T) {
	for name, c := range map[string]struct {
		lags []float64
		aha  int // 0: none
	}{
		"all conducted":               {[]float64{120, 122, 118, 121, 120, 119, 120, 121}, 0},
		"Wenckebach":                  {[]float64{120, 180, 210, nan, 120, 182, 209, nan, 121, 180}, 83},
		"Wenckebach by 30 ms":         {[]float64{120, 140, 150, nan, 120, 141, 150, nan, 120}, 83},
		"less than error":             {[]float64{120, 130, 140, nan, 120, 130, 140, nan, 120}, 84},
		"Mobitz II":                   {[]float64{120, 121, 120, nan, 120, 119, 121, 120, nan, 120}, 84},
		"2:1":                         {[]float64{120, nan, 121, nan, 119, nan, 120, nan, 120}, 85},
		"high grade":                  {[]float64{120, 121, nan, nan, 120, 121, nan, nan, 119}, 87},
		"sinus arrhythmia of PR only": {[]float64{120, 150, 180, 150, 120, 150, 180, 150}, 0},
	} {
		r := conduct(800, c.lags...)
		res := classify(r, man50)
		f := res.Find("AVB2")
		if c.aha == 0 {
			require.Nil(t, f, "%s: %v", name, codes(res))
			require.False(t, res.Has("AVB3"))
			continue
		}
		require.NotNil(t, f, "%s: %v", name, codes(res))
		require.Equal(t, c.aha, f.AHA, name)
		require.Equal(t, ahaPrimary[c.aha].zh, f.ZH)
		require.False(t, res.HasAny("AVB1", "SARRH", "NORMAL"), "%s: %v", name, codes(res))
		require.True(t, res.Has("NSR"), "%s: the atria keep 75/min: %v", name, codes(res))
		require.Equal(t, "orange", res.Priority.Level)
	}
	// what speaks against it
	mobitz := func() *measure.Report { return conduct(800, 120, 121, 120, nan, 120, 119, 121, 120, nan, 120) }
	for name, change := range map[string]func(r *measure.Report){
		"irregular P waves": func(r *measure.Report) { r.PWaves.Regular = 0.79 },
		"P waves missing":   func(r *measure.Report) { r.PWaves.Found = 0.69 },
		"P waves unlike":    func(r *measure.Report) { r.PWaves.Corr = 0.74 },
		"atria too fast":    func(r *measure.Report) { r.PWaves.Rate = 181 },
		"noise":             func(r *measure.Report) { r.Quality.Grade = "C" },
		"paced":             func(r *measure.Report) { r.Pacing.Ventricular = len(r.Beats) },
		"behind premature beats": func(r *measure.Report) {
			r.Beats[2].Class, r.Beats[6].Class = measure.Supraventricular, measure.Supraventricular
		},
		"premature P waves": func(r *measure.Report) { r.PWaves.Peaks[3] -= 80; r.PWaves.Peaks[8] -= 80 },
		"few P waves":       func(r *measure.Report) { r.PWaves.Peaks = r.PWaves.Peaks[:3] },
	} {
		r := mobitz()
		change(r)
		require.False(t, classify(r, man50).Has("AVB2"), name)
	}
	require.True(t, classify(mobitz(), man50).Has("AVB2"))
}

func TestCompleteBlock(t *testing.T) {
	dissociated := func(rr, pp float64) *measure.Report {
		var beats, p []float64
		for at := 400.0; at < 9900; at += rr {
			beats = append(beats, at)
		}
		for at := 150.0; at < 9900; at += pp {
			p = append(p, at)
		}
		r := rhythmOf(beats, p, pp)
		noP(r)
		return r
	}
	res := classify(dissociated(1600, 760), man50)
	require.Equal(t, 88, res.Find("AVB3").AHA)
	require.Contains(t, res.Find("AVB3").EN, "junctional")
	require.False(t, res.HasAny("AVB1", "AVB2", "JUNCTIONAL", "RHYTHM_UNDETERMINED", "NORMAL"), "%v", codes(res))
	require.Equal(t, "orange", res.Priority.Level)
	k := New(Options{RuleSet: ZJ})
	require.Equal(t, "CV-BR-3", k.Classify(nil, dissociated(1600, 760), man50).Critical[0].Rule)
	require.Equal(t, "CV-BR-1", classify(dissociated(1720, 760), man50).Critical[0].Rule) // 34.9/min
	require.Empty(t, classify(dissociated(1700, 760), man50).Critical)                    // 35.3/min

	wide := dissociated(1800, 760)
	wide.QRS = 150
	require.Contains(t, classify(wide, man50).Find("AVB3").EN, "ventricular escape")
	require.True(t, classify(dissociated(1001, 760), man50).Has("AVB3"))
	require.True(t, classify(dissociated(990, 760), man50).Has("AV_DISSOCIATION")) // 60.6/min
	require.False(t, classify(dissociated(800, 760), man50).HasAny("AVB3", "AV_DISSOCIATION"))

	r := dissociated(1600, 760) // beats that are not regular have something to do with the P waves
	r.Beats[2].RR = 1900
	require.False(t, classify(r, man50).Has("AVB3"))
}
