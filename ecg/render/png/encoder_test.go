package png

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	stdpng "image/png"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
	"github.com/goecg/goecg/internal/testdata"
)

// tenPerMM is a resolution of exactly ten pixels a mm.
const tenPerMM = 254

func encoder(t testing.TB, dpi float64) *Encoder {
	t.Helper()
	fonts, err := typeface.LoadLatin()
	require.NoError(t, err)
	e, err := NewEncoder(Options{DPI: dpi, Fonts: fonts})
	require.NoError(t, err)
	return e
}

// strip is a lead of zeros with one triangle 40 ms wide and 1.5 mV high at 4 s.
func strip() *render.Source {
	x := make([]float64, 5000)
	for i := range x {
		x[i] = max(0, 1500-math.Abs(float64(i-2000))*150)
	}
	return &render.Source{Traces: []render.Trace{{Lead: ecg.LeadII, Rate: 500, X: x}}}
}

func drawing(t testing.TB, src *render.Source, o render.Options) *render.Drawing {
	t.Helper()
	doc, err := render.New(src, o)
	require.NoError(t, err)
	return doc.Page(0)
}

// paperOf returns the borders of the paper in pixels at ten a mm.
func paperOf(d *render.Drawing) image.Rectangle {
	low, high := render.Point{X: math.Inf(1), Y: math.Inf(1)}, render.Point{}
	for i := range d.Shapes {
		if s := &d.Shapes[i]; s.Layer == render.LayerPaper {
			for _, p := range s.Points {
				low.X, low.Y, high.X, high.Y = min(low.X, p.X), min(low.Y, p.Y), max(high.X, p.X), max(high.Y, p.Y)
			}
		}
	}
	return image.Rect(int(math.Round(low.X*10)), int(math.Round(low.Y*10)), int(math.Round(high.X*10)), int(math.Round(high.Y*10)))
}

func dark(c color.RGBA) bool { return c.R < 110 && c.G < 110 && c.B < 110 }

func TestGridSpacing(t *testing.T) {
	d := drawing(t, strip(), render.Options{HideHeader: true})
	img, err := encoder(t, tenPerMM).Paint(d)
	require.NoError(t, err)
	p := paperOf(d)
	const white = 255
	y := p.Max.Y - 7 // between two fine lines, below every trace
	var lines, bold []int
	for x := p.Min.X - 3; x <= p.Max.X+3; x++ {
		c, before := img.RGBAAt(x, y), img.RGBAAt(x-1, y)
		if c.G != white && before.G == white {
			lines = append(lines, x)
			if img.RGBAAt(x+1, y).G != white {
				bold = append(bold, x)
			}
		}
	}
	require.Len(t, lines, p.Dx()/10+1, "a line each mm")
	require.Len(t, bold, p.Dx()/50+1, "a bold line each 5 mm")
	for i := 1; i < len(lines); i++ {
		assert.InDelta(t, 10, lines[i]-lines[i-1], 1)
		assert.InDelta(t, p.Min.X+10*i, lines[i], 1)
	}
	for i := 1; i < len(bold); i++ {
		assert.Equal(t, 50, bold[i]-bold[i-1])
	}
}

func TestPulseAndWaveInPixels(t *testing.T) {
	for _, c := range []struct{ gain, speed float64 }{{10, 25}, {5, 25}, {20, 50}} {
		d := drawing(t, strip(), render.Options{HideHeader: true, Gain: c.gain, Speed: c.speed})
		img, err := encoder(t, tenPerMM).Paint(d)
		require.NoError(t, err)
		p := paperOf(d)
		column := func(x int) (top, low int) { // of what is dark in a column of pixels
			top, low = -1, -1
			for y := p.Min.Y; y < p.Max.Y; y++ {
				if dark(img.RGBAAt(x, y)) {
					if top < 0 {
						top = y
					}
					low = y
				}
			}
			return top, low
		}
		base, _ := column(p.Max.X - 200) // the flat end of the trace
		base++                           // the line is three pixels wide
		pulse, _ := column(p.Min.X + int(25+0.1*c.speed*10))
		assert.InDelta(t, c.gain*10, base-pulse-1, 1.01, "1 mV")
		highest, at := base, 0
		for x := p.Min.X + int(25+0.2*c.speed*10) + 90; x < p.Max.X; x++ {
			if top, _ := column(x); top > 0 && top < highest {
				highest, at = top, x
			}
		}
		zone := math.Ceil((5+0.2*c.speed)/5) * 5
		assert.InDelta(t, 1.5*c.gain*10, base-highest-1, 2.5, "1.5 mV")
		assert.InDelta(t, float64(p.Min.X)+(zone+4*c.speed)*10, at, 3, "at 4 s")
	}
}

func TestFileStatesResolution(t *testing.T) {
	for _, dpi := range []float64{0, 96, 150} {
		var b bytes.Buffer
		require.NoError(t, encoder(t, dpi).Encode(&b, drawing(t, strip(), render.Options{})))
		i := bytes.Index(b.Bytes(), []byte("pHYs"))
		require.Positive(t, i)
		want := dpi
		if dpi == 0 {
			want = DefaultDPI
		}
		assert.InDelta(t, want/0.0254, binary.BigEndian.Uint32(b.Bytes()[i+4:]), 0.51)
		cfg, err := stdpng.DecodeConfig(bytes.NewReader(b.Bytes()))
		require.NoError(t, err)
		assert.Equal(t, int(math.Ceil(297/25.4*want-1e-6)), cfg.Width)
		img, err := stdpng.Decode(&b)
		require.NoError(t, err, "checksums hold")
		assert.Equal(t, color.RGBAModel.Convert(color.White), color.RGBAModel.Convert(img.At(1, 1)))
	}
}

func TestSameBytes(t *testing.T) {
	rec, _, err := ecgtest.Generate(ecgtest.Spec{})
	require.NoError(t, err)
	src := &render.Source{Record: rec, Traces: render.Traces(rec, nil)}
	e := encoder(t, 100)
	var first, second, third bytes.Buffer
	d := drawing(t, src, render.Options{})
	require.NoError(t, e.Encode(&first, d))
	require.NoError(t, e.Encode(&bytes.Buffer{}, drawing(t, strip(), render.Options{}))) // leaves nothing behind
	require.NoError(t, e.Encode(&second, d))
	require.NoError(t, encoder(t, 100).Encode(&third, drawing(t, src, render.Options{})))
	assert.Equal(t, first.Bytes(), second.Bytes())
	assert.Equal(t, first.Bytes(), third.Bytes())
}

// TestNeverAnEmptyBox compares Chinese without a font to the English that stands for it.
func TestNeverAnEmptyBox(t *testing.T) {
	e := encoder(t, 100)
	d := &render.Drawing{Width: 60, Height: 10}
	d.Write(render.LayerText, render.ColorInk, 4, render.Point{X: 2, Y: 6}, "窦性心律").Alt = "Sinus rhythm"
	other := &render.Drawing{Width: 60, Height: 10}
	other.Write(render.LayerText, render.ColorInk, 4, render.Point{X: 2, Y: 6}, "Sinus rhythm")
	var a, b bytes.Buffer
	require.NoError(t, e.Encode(&a, d))
	assert.Equal(t, []rune("律心性窦"), sortedLike(e.Fonts().Missing(), "律心性窦"))
	e.Fonts().Reset()
	require.NoError(t, e.Encode(&b, other))
	assert.Empty(t, e.Fonts().Missing())
	assert.Equal(t, b.Bytes(), a.Bytes())
	assert.Equal(t, "[U+738B]", e.Fonts().Text(&render.Shape{Text: "王"}))
	assert.Equal(t, "A[U+738B]", e.Fonts().Text(&render.Shape{Text: "王", Alt: "A王"}))
}

// sortedLike puts runes into the order of a text that holds the same ones.
func sortedLike(list []rune, like string) []rune {
	var out []rune
	for _, r := range like {
		if strings.ContainsRune(string(list), r) {
			out = append(out, r)
		}
	}
	if len(out) != len(list) {
		return list
	}
	return out
}

func TestOddShapes(t *testing.T) {
	e := encoder(t, 100)
	d := &render.Drawing{Width: 30, Height: 20}
	nan, far := math.NaN(), 1e7
	d.Line(render.LayerTrace, render.ColorInk, 0.3, render.Point{X: nan, Y: 1}, render.Point{X: 2, Y: 2})
	d.Line(render.LayerTrace, render.ColorInk, 0.3, render.Point{X: -far, Y: -far}, render.Point{X: far, Y: far})
	d.Line(render.LayerTrace, render.ColorInk, 0.3)
	d.Line(render.LayerTrace, render.ColorInk, 0.3, render.Point{X: 5, Y: 15})
	d.Pairs(render.LayerPaper, render.ColorRed, 0.1, []render.Point{{X: -far, Y: 3}, {X: far, Y: 3}, {X: 1, Y: 1}, {X: 9, Y: 7}, {X: 4, Y: 4}})
	d.Fill(render.LayerMarks, render.ColorBlue, render.Point{X: -far, Y: 0}, render.Point{X: far, Y: far}, render.Point{X: 0, Y: far})
	d.Fill(render.LayerMarks, render.ColorBlue)
	d.Rect(render.LayerShade, color.NRGBA{0, 0, 255, 128}, -5, -5, 50, 8)
	d.Write(render.LayerText, render.ColorInk, 0, render.Point{X: 1, Y: 1}, "no size")
	d.Write(render.LayerText, render.ColorInk, 3, render.Point{X: far, Y: -far}, "far")
	img, err := e.Paint(d)
	require.NoError(t, err)
	at := func(x, y float64) color.RGBA { return img.RGBAAt(int(x/25.4*100), int(y/25.4*100)) }
	assert.Equal(t, color.RGBA{127, 127, 255, 255}, at(20, 1), "half of blue on white")
	assert.True(t, dark(at(5, 15)), "one point is a dot")
	assert.Equal(t, color.RGBA{255, 255, 255, 255}, at(25, 8))

	huge := &render.Drawing{Width: 30, Height: 20}
	huge.Write(render.LayerText, render.ColorInk, 1e5, render.Point{X: 1, Y: 1}, "huge")
	_, err = e.Paint(huge)
	require.NoError(t, err)

	for _, dpi := range []float64{1, -5, 1e6, nan} {
		_, err := NewEncoder(Options{DPI: dpi})
		assert.ErrorIs(t, err, ErrOptions)
	}
	for _, d := range []render.Drawing{{}, {Width: nan, Height: 5}, {Width: 1e6, Height: 1e6}} {
		_, err := e.Paint(&d)
		assert.ErrorIs(t, err, ErrOptions)
	}
}

func TestWideTextIsNarrowed(t *testing.T) {
	e := encoder(t, tenPerMM)
	d := &render.Drawing{Width: 100, Height: 10}
	s := d.Write(render.LayerText, render.ColorInk, 4, render.Point{X: 50, Y: 6}, strings.Repeat("wide ", 12)+"!")
	s.MaxWidth, s.Anchor = 30, render.AnchorMiddle
	img, err := e.Paint(d)
	require.NoError(t, err)
	left, right := 1000, 0
	for y := range 100 {
		for x := range 1000 {
			if dark(img.RGBAAt(x, y)) {
				left, right = min(left, x), max(right, x)
			}
		}
	}
	assert.InDelta(t, 350, left, 5)
	assert.InDelta(t, 650, right, 8)
}

func BenchmarkEncode(b *testing.B) {
	if testdata.RaceEnabled {
		b.Skip("slow")
	}
	rec, _, err := ecgtest.Generate(ecgtest.Spec{Noise: ecgtest.Noise{MuscleUV: 20}})
	require.NoError(b, err)
	d := drawing(b, &render.Source{Record: rec, Traces: render.Traces(rec, nil)}, render.Options{})
	e := encoder(b, 300)
	for b.Loop() {
		if err := e.Encode(&bytes.Buffer{}, d); err != nil {
			b.Fatal(err)
		}
	}
}
