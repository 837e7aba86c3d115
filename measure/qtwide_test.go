package measure

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
)

func TestWideQT(t *testing.T) {
	assert.InDelta(t, 250, float64(JT(400, 150)), 1e-9)
	assert.InDelta(t, 400-0.485*150, float64(Bogossian(400, 150)), 1e-9)
	// At 60/min and a QRS of 139 ms only the constant of the sex is left.
	assert.InDelta(t, 400-22, float64(RautaharjuWide(400, 1000, 139, ecg.Male)), 1e-9)
	assert.InDelta(t, 400-34, float64(RautaharjuWide(400, 1000, 139, ecg.Female)), 1e-9)
	// RR 800 ms, HR 75: QT - 155*(60/75-1) = QT + 31; QRS 160: less 0.93*21 = 19.53.
	assert.InDelta(t, 420+31-19.53-22, float64(RautaharjuWide(420, 800, 160, ecg.Male)), 1e-9)
	w := CorrectWideQT(420, 800, 160)
	assert.InDelta(t, 260, float64(w.JT), 1e-9)
	assert.InDelta(t, 290.69, float64(w.JTc), 0.01)
	assert.InDelta(t, 420-77.6, float64(w.QTm), 1e-9)
	assert.Equal(t, Bazett(w.QTm, 800), w.QTmBazett)
	assert.Equal(t, Fridericia(w.QTm, 800), w.QTmFridericia)
	assert.Equal(t, w.Men, w.Of(ecg.Male))
	assert.Equal(t, w.Women, w.Of(ecg.Female))
	assert.InDelta(t, 12, float64(w.Men-w.Women), 1e-9)
	for _, v := range []ecg.Millisecond{
		w.Of(ecg.SexUnknown), RautaharjuWide(420, 800, 160, ecg.SexOther), RautaharjuWide(420, 0, 160, ecg.Male),
		JT(100, 120), JT(400, ecg.NaN[ecg.Millisecond]()), Bogossian(ecg.NaN[ecg.Millisecond](), 100), CorrectWideQT(400, 0, 100).JTc,
	} {
		assert.False(t, ecg.Known(v))
	}
}

// A wide QRS complex lengthens QT; what allows for it is about what it is with a narrow one.
func TestWideQTOfBlock(t *testing.T) {
	n, _ := run(t, ecgtest.Spec{})
	b, _ := run(t, ecgtest.Spec{Conduction: ecgtest.LBBB})
	assert.Greater(t, float64(b.QTc.Fridericia-n.QTc.Fridericia), 20.0)
	assert.InDelta(t, float64(n.Wide.QTmFridericia), float64(b.Wide.QTmFridericia), 12)
}

func TestQTSpread(t *testing.T) {
	lead := func(qt ecg.Millisecond, tp ecg.Microvolt) Lead {
		return Lead{OK: true, QT: qt, TPositive: tp, TNegative: 0}
	}
	var leads []Lead
	for _, qt := range []ecg.Millisecond{380, 390, 400, 410, 420} {
		leads = append(leads, lead(qt, 200))
	}
	s := qtSpread(leads)
	assert.Equal(t, 5, s.Leads)
	assert.False(t, ecg.Known(s.Dispersion), "too few leads")
	leads = append(leads, lead(400, 300), lead(300, 30), Lead{QT: 500}) // a flat T and a bad lead do not count
	s = qtSpread(leads)
	assert.Equal(t, 6, s.Leads)
	assert.InDelta(t, 40, float64(s.Dispersion), 1e-9)
	assert.InDelta(t, 14.142, float64(s.SD), 0.001)
	// One projection of one T wave ends at one time.
	r, _ := run(t, ecgtest.Spec{})
	assert.GreaterOrEqual(t, r.QTSpread.Leads, 8)
	assert.Less(t, float64(r.QTSpread.Dispersion), 25.0)
}
