package measure

import (
	"slices"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The normal ECGs of PTB-XL must look like those of other healthy people (Mason 2007, 79,743 ECGs: 2nd to 98th percentile of
// PR 113 to 212, QRS 69 to 109, QTc by Fridericia 359 to 445 ms), and fibrillation must show no P waves.
func TestPTBXL(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	records := recordtest.PTBXL(t)
	m := New(Options{})
	var r Report
	values := map[string][]float64{}
	normal, unknown, fibrillation, withP := 0, 0, 0, 0
	for _, record := range records {
		isNormal, isFibrillation := record.Coded("NORM"), record.Coded("AFIB") && !record.Coded("AFLT")
		if !isNormal && !isFibrillation {
			continue
		}
		rate, in := readRecord(t, record.Path())
		require.NoError(t, m.Measure(&r, chain(t, rate, in)))
		if isFibrillation {
			fibrillation++
			if ecg.Known(r.PR) {
				withP++
			}
			continue
		}
		normal++
		if !ecg.Known(r.PR) || !ecg.Known(r.QT) {
			unknown++
		}
		for name, v := range map[string]float64{
			"P": float64(r.P), "PR": float64(r.PR), "QRS": float64(r.QRS), "QTcF": float64(r.QTc.Fridericia), "axis": float64(r.Axis.QRS),
			"upstroke": float64(r.Upstroke), "T alternans": float64(r.TAlternans), "QRS alternans": float64(r.QRSAlternans), "P share": float64(r.Atrial.PShare),
			"f power": float64(r.Atrial.FPower),
		} {
			if v == v {
				values[name] = append(values[name], v)
			}
		}
	}
	t.Logf("%d normal, %d of them without PR or QT; %d with fibrillation, %d of them with P", normal, unknown, fibrillation, withP)
	for name, v := range values {
		slices.Sort(v)
		q := func(p float64) float64 { return v[int(p*float64(len(v)-1))] }
		t.Logf("%-13s 2%% %.2f, median %.2f, 98%% %.2f, range %.2f to %.2f", name, q(0.02), q(0.5), q(0.98), v[0], v[len(v)-1])
	}
	if normal < 50 {
		t.Skip("too few records")
	}
	assert.LessOrEqual(t, unknown, normal/50)
	assert.LessOrEqual(t, withP, fibrillation/3)
	within := func(name string, low, median, tolerance, high float64) {
		v := values[name]
		assert.Greater(t, v[len(v)/50], low, name)
		assert.InDelta(t, median, v[len(v)/2], tolerance, name)
		assert.Less(t, v[len(v)*98/100], high, name)
	}
	within("PR", 105, 158, 12, 225)
	within("QRS", 65, 88, 8, 112)
	within("QTcF", 350, 400, 12, 450)
	within("P share", 0.5, 1, 0.01, 1.01)
}
