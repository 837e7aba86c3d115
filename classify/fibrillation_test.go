package classify

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func hasRule(res *Result, rule string) bool {
	for i := range res.Critical {
		if res.Critical[i].Rule == rule {
			return true
		}
	}
	return false
}

func TestFibrillation(t *testing.T) {
	r := normalReport()
	require.False(t, classify(r, man50).Has("VF"))
	r.Segments = []measure.Segment{{Start: 1000, End: 4500, Kind: measure.VF, Hz: 5.2}}
	res := classify(r, man50)
	vf := res.Find("VF")
	require.NotNil(t, vf)
	require.Equal(t, 74, vf.AHA)
	require.Equal(t, Critical, vf.Severity)
	require.Equal(t, Probable, vf.Confidence)
	require.Equal(t, ecg.Value(7), vf.Evidence[0].Value)
	require.Equal(t, ecg.Value(5.2), vf.Evidence[1].Value)
	require.False(t, res.HasAny("NSR", "NORMAL"))
	require.True(t, hasRule(res, "CV-TA-1"))
	require.Equal(t, "red", res.Priority.Level)

	r.Segments[0].End = r.Segments[0].Start + 1900
	require.Equal(t, Possible, classify(r, man50).Find("VF").Confidence)

	// A recording without beats is of no use otherwise.
	r = normalReport()
	r.Beats, r.Quality.Grade, r.Quality.Usable = nil, "D", false
	r.Segments = []measure.Segment{{End: 5000, Kind: measure.VF, Hz: 6}}
	res = classify(r, man50)
	require.True(t, res.Has("VF") && hasRule(res, "CV-TA-1"))
	for _, k := range []measure.SegmentKind{measure.Asystole, measure.Noise, measure.Flat} {
		r.Segments[0].Kind = k
		res = classify(r, man50)
		require.False(t, res.HasAny("VF", codePause), k)
	}
}

// Asystole is a pause, also where no beat ends it, as long as there were beats.
func TestAsystole(t *testing.T) {
	r := normalReport()
	r.Segments = []measure.Segment{{Start: 1000, End: 3600, Kind: measure.Asystole}}
	res := classify(r, man50)
	require.Equal(t, ecg.Value(5200), res.Find(codePause).Evidence[0].Value)
	require.Equal(t, Abnormal, res.Find(codePause).Severity)
	require.True(t, hasRule(res, "CV-BR-2"))
	r.Quality.Grade, r.Quality.Usable = "D", false
	require.True(t, hasRule(classify(r, man50), "CV-BR-2"))
	r.Segments[0].End = 3400
	require.False(t, hasRule(classify(r, man50), "CV-BR-2"), "4.8 s")
	require.True(t, classify(r, man50).Has(codePause))
	r.RR.Max = ecg.Millisecond(math.NaN())
	r.Beats = r.Beats[:1]
	require.False(t, classify(r, man50).Has(codePause), "the electrodes may be off")
}
