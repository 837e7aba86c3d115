package measure

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/stretchr/testify/assert"
)

func TestQTc(t *testing.T) {
	for _, c := range []struct {
		qt, hr                                             float64
		bazett, fridericia, framingham, hodges, rautaharju float64
	}{
		{400, 75, 447.2, 430.9, 430.8, 426.25, 433.3},
		{360, 100, 464.8, 426.8, 421.6, 430.0, 440.0},
		{440, 50, 401.7, 414.1, 409.2, 422.5, 415.6},
		{300, 140, 458.3, 397.9, 388.0, 440.0, 433.3},
	} {
		q := CorrectQT(ecg.Millisecond(c.qt), ecg.Millisecond(60000/c.hr))
		assert.InDelta(t, c.bazett, float64(q.Bazett), 0.05)
		assert.InDelta(t, c.fridericia, float64(q.Fridericia), 0.05)
		assert.InDelta(t, c.framingham, float64(q.Framingham), 0.05)
		assert.InDelta(t, c.hodges, float64(q.Hodges), 0.05)
		assert.InDelta(t, c.rautaharju, float64(q.Rautaharju), 0.05)
	}
	nan := ecg.NaN[ecg.Millisecond]()
	assert.False(t, ecg.Known(Bazett(nan, 800)))
	assert.False(t, ecg.Known(Hodges(400, nan)))
	assert.False(t, ecg.Known(Fridericia(400, 0)))
	assert.False(t, ecg.Known(Rate(0)))
	assert.Equal(t, ecg.Value(75), Rate(800))
}

func TestFrontalAxis(t *testing.T) {
	for _, c := range []struct{ i, avf, want float64 }{
		{500, 800, 61.6}, {800, -300, -23.4}, {-400, 600, 120.0}, {-300, -500, -117.5}, {0, 700, 90.0},
	} {
		assert.InDelta(t, c.want, float64(FrontalAxis(c.i, c.avf)), 0.05)
	}
	assert.False(t, ecg.Known(FrontalAxis(0, 0)))
	assert.False(t, ecg.Known(FrontalAxis(math.NaN(), 3)))
}
