package bench

import (
	"math"
	"strconv"
	"testing"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// measured makes measurements from seconds and values.
func measured(pairs ...float64) []wfdb.Annotation {
	var out []wfdb.Annotation
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, wfdb.Annotation{Sample: int64(1000 * pairs[i]), Code: codeMeasure, Aux: strconv.FormatFloat(pairs[i+1], 'g', -1, 64)})
	}
	return out
}

func TestMeasurementsWorkedExample(t *testing.T) {
	ref, test := measured(1, 60, 3, 62, 5, 64), measured(1, 60, 2, 61, 4, 66, 5, 70)
	r := CompareMeasurements(ref, test, 1000, 60000, MeasureOptions{Start: -1})
	assert.Equal(t, MeasureResult{Count: 4, Sum: 250, Squares: 41}, r)
	s := r.Stats()
	assert.Equal(t, 62.5, float64(s.Mean))
	assert.InDelta(t, 3.2016, float64(s.RMS), 5e-5)
	assert.InDelta(t, 5.1225, float64(s.Normalized), 5e-5)
}

func TestMeasurementsOptions(t *testing.T) {
	ref, test := measured(299, 60, 301, 80, 700, 90), measured(299, 100, 300, 82, 600, 90, 601, 1)
	r := CompareMeasurements(ref, test, 1000, 600000, MeasureOptions{})
	assert.Equal(t, MeasureResult{Count: 2, Sum: 170, Squares: 4}, r, "from 300 s to the end of the record")
	test[1].Subtype = 3
	r = CompareMeasurements(ref, test, 1000, 600000, MeasureOptions{})
	assert.Equal(t, 1, r.Count)
	test[2].Aux = "NaN"
	assert.Zero(t, CompareMeasurements(ref, test, 1000, 600000, MeasureOptions{}))
	assert.Zero(t, CompareMeasurements(nil, test, 1000, 600000, MeasureOptions{}))
	empty := MeasureResult{}
	stats := empty.Stats()
	assert.True(t, math.IsNaN(float64(stats.Normalized)))
	assert.Panics(t, func() { CompareMeasurements(nil, nil, 0, 0, MeasureOptions{}) })
}

func TestHeartRates(t *testing.T) {
	var list []wfdb.Annotation
	for s := 0.5; s < 60; s += 0.8 {
		list = append(list, wfdb.Annotation{Sample: int64(250 * s), Code: wfdb.CodeNormal})
	}
	rates := HeartRates(list, 250, 60*250)
	require.Len(t, rates, 6)
	for i, a := range rates {
		assert.Equal(t, int64(2500*(i+1)), a.Sample)
		v, err := strconv.ParseFloat(a.Aux, 64)
		require.NoError(t, err)
		assert.InDelta(t, 75, v, 0.1)
	}
	// Fibrillation from 12 to 31 s blanks three windows; a missed beat changes one.
	spoilt := append(marks(t, "0:N"), list...)
	spoilt = append(spoilt[:1:1], list[:14]...)
	spoilt = append(spoilt, marks(t, "3000:[ 7750:]")...)
	spoilt = append(spoilt, list[40:]...)
	assert.Len(t, HeartRates(spoilt, 250, 60*250), 3)
	assert.Len(t, HeartRates(marks(t, "100:N 700:N 2600:~30 4000:N 4500:N 5200:~0 5300:N 6000:N 7600:N 8000:N"), 250, 10000), 2)
	assert.Empty(t, HeartRates(nil, 250, 0))
	assert.Empty(t, HeartRates(marks(t, "100:N"), 250, 10000))

	r := CompareMeasurements(HeartRates(list, 250, 15000), HeartRates(list, 250, 15000), 250, 15000, MeasureOptions{Start: -1})
	assert.Equal(t, 6, r.Count)
	assert.Zero(t, r.Squares)
}
