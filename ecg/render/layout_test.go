package render

import (
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/measure"
)

func TestColumnsFollowInTime(t *testing.T) {
	src := &Source{}
	for _, l := range ecg.StandardLeads {
		src.Traces = append(src.Traces, impulse(l.String(), 500, 10, 6.2, 1000)) // in the third column
	}
	doc, d := page(t, src, Options{})
	assert.Equal(t, 1, doc.Pages())
	found := 0
	for _, s := range traceShapes(d, doc) {
		p := highest(&s)
		first := s.Points[0]
		if first.Y-p.Y < 5 {
			continue // flat: another column
		}
		found++
		assert.InDelta(t, doc.left+doc.cal+6.2*DefaultSpeed, p.X, 0.01, "the impulse is at its time")
		assert.InDelta(t, 10, first.Y-p.Y, 0.01, "1 mV is 10 mm")
	}
	assert.Equal(t, 4, found, "V1, V2, V3 and the rhythm strip show second 6.2")
}

func TestColumnsTogether(t *testing.T) {
	for _, c := range []struct {
		seconds  float64
		o        Options
		together bool
	}{
		{10, Options{}, false},
		{3, Options{}, true}, // too short to be shared out
		{10, Options{Simultaneous: true}, true},
		{10, Options{Seconds: 5}, true},
		{10, Options{Layout: "12x1"}, false},
	} {
		src := &Source{}
		for _, l := range ecg.StandardLeads {
			src.Traces = append(src.Traces, impulse(l.String(), 250, c.seconds, 1, 1000))
		}
		doc, d := page(t, src, c.o)
		assert.Equal(t, c.together, doc.together)
		spikes := 0
		for _, s := range traceShapes(d, doc) {
			if p := highest(&s); s.Points[0].Y-p.Y > 5 {
				spikes++
			}
		}
		want := 4
		if c.together {
			want = 13
		}
		if c.o.Layout == "12x1" {
			want = 12
		}
		assert.Equal(t, want, spikes, "%+v", c)
	}
}

func TestAutomaticLayout(t *testing.T) {
	names := []string{"I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V3R", "V4R", "V5R", "X", "Y"}
	for _, c := range []struct{ n, rows, columns, rhythm int }{
		{1, 1, 1, 0}, {2, 2, 1, 0}, {3, 3, 1, 0}, {6, 6, 1, 0}, {8, 4, 2, 0}, {12, 3, 4, 1}, {15, 3, 5, 1}, {18, 3, 6, 1}, {20, 5, 4, 1},
	} {
		src := &Source{}
		for _, name := range names[:c.n] {
			src.Traces = append(src.Traces, impulse(name, 250, 10, 1, 500))
		}
		doc, d := page(t, src, Options{})
		assert.Equal(t, []int{c.rows, c.columns, c.rhythm}, []int{doc.arr.rows, doc.arr.columns, len(doc.arr.rhythm)}, "%d leads", c.n)
		assert.Empty(t, doc.Omitted())
		assert.NotEmpty(t, d.Shapes)
	}
}

func TestLeadsAndLayoutAsAsked(t *testing.T) {
	src := synthetic(t, ecgtest.Spec{})
	doc, d := page(t, src, Options{Leads: []string{"v2", "-aVR", "II"}, Rhythm: []string{"V1", "II"}})
	assert.Equal(t, 3, doc.arr.rows)
	texts := svgTexts(t, svgOf(t, d))
	assert.Contains(t, texts, "\nV2\n")
	assert.Contains(t, texts, "\n-aVR\n")
	assert.Contains(t, texts, "\nV1\n")
	assert.NotContains(t, texts, "\nV3\n")

	doc, _ = page(t, src, Options{Layout: "2x2"})
	assert.Equal(t, []string{"aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"}, doc.Omitted())

	for _, o := range []Options{
		{Leads: []string{"V17"}}, {Rhythm: []string{"nonsense"}}, {Layout: "3"}, {Layout: "0x4"}, {Layout: "3x400"}, {Layout: "axb"},
		{Speed: -1}, {Speed: math.NaN()}, {Gain: math.Inf(1)}, {Width: 10}, {Height: 1e9}, {Lang: "fr"}, {Paper: "blue"},
		{Start: math.NaN()}, {Start: 11}, {Seconds: math.NaN()}, {Start: -20, Seconds: 5}, {Width: 45, Speed: 500},
	} {
		_, err := New(src, o)
		assert.ErrorIs(t, err, ErrOptions, "%+v", o)
	}
}

func TestInvertedLead(t *testing.T) {
	src := &Source{Traces: []Trace{impulse("aVR", 500, 2, 1, -800)}}
	doc, d := page(t, src, Options{Leads: []string{"-aVR"}})
	s := traceShapes(d, doc)[0]
	assert.InDelta(t, 8, s.Points[0].Y-highest(&s).Y, 0.01)
}

func TestGapInterrupts(t *testing.T) {
	tr := impulse("II", 500, 10, 1, 1000)
	for i := 2000; i < 3000; i++ { // seconds 4 to 6
		tr.X[i] = math.NaN()
	}
	tr.X[2500] = 300 // a lone sample is a dot
	tr.X[4000] = math.Inf(1)
	doc, d := page(t, &Source{Traces: []Trace{tr}}, Options{})
	shapes := traceShapes(d, doc)
	require.Len(t, shapes, 4)
	x := func(s float64) float64 { return doc.left + doc.cal + s*DefaultSpeed }
	assert.InDelta(t, x(4), shapes[0].Points[len(shapes[0].Points)-1].X, 0.1)
	assert.InDelta(t, x(5), shapes[1].Points[0].X, 0.01)
	assert.Equal(t, shapes[1].Points[0], shapes[1].Points[1])
	assert.InDelta(t, x(6), shapes[2].Points[0].X, 0.01)
}

func TestTraceStaysOnThePaper(t *testing.T) {
	src := &Source{}
	for i, name := range []string{"I", "II", "III"} {
		tr := impulse(name, 500, 10, 2, 40000)
		tr.X[int(500*(3+float64(i)))] = -40000
		tr.X[int(500*(3+float64(i)))+1] = 40000
		src.Traces = append(src.Traces, tr)
	}
	for _, o := range []Options{{}, {Layout: "1x3"}, {Gain: 100}} {
		doc, d := page(t, src, o)
		marks := 0
		for _, s := range d.Shapes {
			if s.Kind == Area && s.Layer == LayerMarks {
				marks++
			}
			if s.Kind == Label {
				continue
			}
			for _, p := range s.Points {
				assert.GreaterOrEqual(t, p.Y, doc.gridTop-1e-6)
				assert.LessOrEqual(t, p.Y, doc.gridTop+doc.gridHigh+1e-6)
				assert.GreaterOrEqual(t, p.X, doc.left-2)
				assert.LessOrEqual(t, p.X, doc.left+doc.wide+2)
			}
		}
		assert.Positive(t, marks, "what was cut is marked")
	}
	assert.Contains(t, svgTexts(t, svgOf(t, func() *Drawing { _, d := page(t, src, Options{}); return d }())), wordCut.en)
}

func TestLongRecordingsHavePages(t *testing.T) {
	src := &Source{Traces: []Trace{impulse("MLII", 250, 1800, 755, 1000), impulse("V1", 250, 1800, 755, 1000)}}
	doc, _ := page(t, src, Options{})
	assert.Equal(t, 1, doc.Pages(), "by default what a page holds")
	doc, d := page(t, src, Options{Start: 750, Seconds: 10})
	assert.Equal(t, 1, doc.Pages())
	shapes := traceShapes(d, doc)
	require.Len(t, shapes, 2)
	assert.InDelta(t, doc.left+doc.cal+5*DefaultSpeed, highest(&shapes[0]).X, 0.01)
	assert.Contains(t, svgTexts(t, svgOf(t, d)), "0:12:30")

	doc, err := New(src, Options{Seconds: -1})
	require.NoError(t, err)
	assert.Equal(t, int(math.Ceil(1800/doc.lineTime/float64(doc.perPage))), doc.Pages())
	last := svgTexts(t, svgOf(t, doc.Page(doc.Pages()-1)))
	assert.Contains(t, last, "page "+strconv.Itoa(doc.Pages())+"/"+strconv.Itoa(doc.Pages()))
	assert.Contains(t, last, wordUnconfirmed.en)
	assert.Panics(t, func() { doc.Page(doc.Pages()) })
}

func TestLeadsOneAfterAnother(t *testing.T) {
	src := &Source{}
	for i, l := range ecg.StandardLeads {
		tr := impulse(l.String(), 500, 2.5, 1, 1000)
		tr.Start = 2.5 * float64(i/3)
		src.Traces = append(src.Traces, tr)
	}
	doc, d := page(t, src, Options{Rhythm: []string{"none"}})
	require.Len(t, traceShapes(d, doc), 12)
	for i, s := range traceShapes(d, doc) {
		assert.InDelta(t, doc.left+doc.cal+(2.5*float64(i/3)+1)*DefaultSpeed, highest(&s).X, 0.01)
	}
}

func TestRatesMayDiffer(t *testing.T) {
	src := &Source{Traces: []Trace{impulse("I", 1000, 10, 3, 1000), impulse("II", 128, 10, 3, 1000)}}
	doc, d := page(t, src, Options{})
	for _, s := range traceShapes(d, doc) {
		assert.InDelta(t, doc.left+doc.cal+3*DefaultSpeed, highest(&s).X, 0.01)
	}
}

func TestCalibrationPulse(t *testing.T) {
	for _, o := range []Options{{}, {Gain: 5}, {Gain: 20, Speed: 50}, {Speed: 12.5}} {
		doc, d := page(t, &Source{Traces: []Trace{impulse("II", 500, 10, 1, 500)}}, o)
		var pulse *Shape
		for i := range d.Shapes {
			if s := &d.Shapes[i]; s.Layer == LayerTrace && s.Points[0].X < doc.left+doc.cal-1 {
				pulse = s
			}
		}
		require.NotNil(t, pulse)
		require.Len(t, pulse.Points, 6)
		assert.InDelta(t, doc.opt.Gain, pulse.Points[1].Y-pulse.Points[2].Y, 1e-9)
		assert.InDelta(t, 0.2*doc.opt.Speed, pulse.Points[3].X-pulse.Points[2].X, 1e-9)
		assert.LessOrEqual(t, pulse.Points[5].X, doc.left+doc.cal)
	}
}

func TestNothingToDraw(t *testing.T) {
	nan := make([]float64, 100)
	for i := range nan {
		nan[i] = math.NaN()
	}
	for name, src := range map[string]*Source{
		"empty":     {},
		"no rate":   {Traces: []Trace{{Lead: ecg.LeadI, X: []float64{1, 2}}}},
		"no sample": {Traces: []Trace{{Lead: ecg.LeadI, Rate: 500}}, Record: &ecg.Record{}, Report: &measure.Report{}},
		"one":       {Traces: []Trace{{Lead: ecg.LeadI, Rate: 500, X: []float64{7}}}},
		"missing":   {Traces: []Trace{{Lead: ecg.LeadII, Rate: 500, X: nan}}},
		"adu":       {Traces: []Trace{{Label: "x", Rate: 500, X: []float64{1, 5, 3}, Uncalibrated: true}}},
		"adu flat":  {Traces: []Trace{{Label: "x", Rate: 500, X: []float64{4, 4, 4}, Uncalibrated: true}}},
	} {
		for _, o := range []Options{{}, {Layout: "3x4", Beats: true, Fiducials: true, STBars: true}, {HideHeader: true, Lang: Chinese}} {
			_, d := page(t, src, o)
			texts := svgTexts(t, svgOf(t, d))
			assert.Contains(t, texts, wordUnconfirmed.in(o.Lang+map[bool]string{true: English}[o.Lang == ""]), name)
		}
	}
}
