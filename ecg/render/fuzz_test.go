package render

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/testdata"
)

// FuzzOptions draws with any options: an error, or pages of finite numbers and well-formed XML.
func FuzzOptions(f *testing.F) {
	f.Add("", "", "", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, "", uint8(0))
	f.Add("3x4", "II", "V1", 2.0, 3.0, 25.0, 10.0, 297.0, 210.0, "zh", uint8(255))
	f.Add("64x12", "-aVR", "none", -1.0, -1.0, 1000.0, 1000.0, 20000.0, 40.0, "both", uint8(7))
	f.Add("1x1", "V9", "", 9.999, 1e-9, 1.0, 0.1, 40.0, 20000.0, "en", uint8(64))
	f.Add("2x2", "", "II", -1e300, 1e300, 12.5, 5.0, 100.0, 50.0, "en", uint8(16))
	src := synthetic(f, ecgtest.Spec{Rate: 100, Duration: 12})
	src.Traces[4].X = append([]float64{math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, 5}, make([]float64, 900)...)
	src.Traces[5].Start = -3
	src.Traces = append(src.Traces, Trace{Lead: ecg.LeadV9, Label: "V9", Rate: 1e-9, X: []float64{1, 2}},
		Trace{Label: "fast", Rate: 1e12, X: []float64{1, 2, 3}})
	f.Fuzz(func(t *testing.T, layout, lead, rhythm string, start, seconds, speed, gain, width, height float64, lang string, bits uint8) {
		o := Options{Layout: layout, Start: start, Seconds: seconds, Speed: speed, Gain: gain, Width: width, Height: height, Lang: lang,
			Simultaneous: bits&1 != 0, HidePatient: bits&2 != 0, HideHeader: bits&4 != 0, Beats: bits&8 != 0, STBars: bits&16 != 0, Fiducials: bits&32 != 0}
		if lead != "" {
			o.Leads = []string{lead, "I"}
		}
		if rhythm != "" {
			o.Rhythm = []string{rhythm}
		}
		doc, err := New(src, o)
		if err != nil {
			assert.ErrorIs(t, err, ErrOptions)
			return
		}
		assert.Positive(t, doc.Pages())
		for _, i := range []int{0, doc.Pages() - 1} {
			d := doc.Page(i)
			for k := range d.Shapes {
				for _, p := range d.Shapes[k].Points {
					if math.IsNaN(p.X+p.Y) || math.IsInf(p.X+p.Y, 0) {
						t.Fatalf("shape %d has a point that is no number", k)
					}
				}
			}
			if len(d.Shapes) < 5000 && !testdata.RaceEnabled {
				svgTexts(t, svgOf(t, d))
			}
		}
	})
}
