package bench

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The plain pass lets its band through and little else.
func TestPlainPass(t *testing.T) {
	const rate = 360
	p := newPlainPass(rate)
	energy := func(hz float64) float64 {
		x, y := make([]float64, 10*rate), make([]float64, 10*rate)
		for i := range x {
			x[i] = math.Sin(2 * math.Pi * hz * float64(i) / rate)
		}
		p.run(y, x)
		slope := math.Pow(2*math.Sin(2*math.Pi*hz*2/rate)+math.Sin(2*math.Pi*hz/rate), 2) // of the derivative
		return y[len(y)-1] / slope
	}
	band := energy(8.7)
	assert.Less(t, energy(0.5), band/1000)
	assert.Less(t, energy(60), band/100)
	x, y := make([]float64, 1000), make([]float64, 1000)
	for i := range x {
		x[i] = 1000 // a step at the start
	}
	p.run(y, x)
	assert.InDelta(t, 0, y[999], 1e-3)
	assert.Zero(t, testing.AllocsPerRun(5, func() { p.run(y, x) }))
}

func TestSpeed(t *testing.T) {
	dir := database(t)
	p, err := Speed(context.Background(), SpeedOptions{DB: dir, Time: time.Millisecond})
	require.NoError(t, err)
	assert.Equal(t, filepath.Base(dir)+"/1", p.Record)
	assert.Equal(t, 6*250, p.Samples)
	assert.Equal(t, 3, p.Leads)
	modes := map[string]bool{}
	for _, r := range p.Rows {
		modes[r.Detector+" "+r.Mode] = true
		assert.Equal(t, 5, r.Beats, "%s %s", r.Detector, r.Mode)
		assert.Greater(t, r.NS, 0.0)
		assert.InDelta(t, 1000, r.NS*r.Msps, 1e-6)
		assert.Greater(t, r.Ratio, 0.0)
	}
	assert.True(t, modes["default batch"] && modes["pantompkins batch"] && modes["pantompkins stream"], modes)
	var text, md bytes.Buffer
	require.NoError(t, p.Text(&text, TextOptions{}))
	assert.Contains(t, text.String(), "plain pass")
	require.NoError(t, p.Markdown(&md, TextOptions{}))
	assert.Contains(t, md.String(), "| plain pass | 1 |  |")

	_, err = Speed(context.Background(), SpeedOptions{DB: t.TempDir()})
	assert.ErrorIs(t, err, ErrNoRecords)
	_, err = Speed(context.Background(), SpeedOptions{DB: dir, Record: "absent"})
	assert.ErrorIs(t, err, os.ErrNotExist)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = Speed(ctx, SpeedOptions{DB: dir})
	assert.ErrorIs(t, err, context.Canceled)
}

func BenchmarkPlainPass(b *testing.B) {
	p := newPlainPass(360)
	x, y := make([]float64, 650000), make([]float64, 650000)
	for i := range x {
		x[i] = float64(i % 300)
	}
	for b.Loop() {
		p.run(y, x)
	}
	b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}
