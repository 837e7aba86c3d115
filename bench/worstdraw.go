package bench

import (
	"context"
	"image/color"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats/wfdb"
)

// What a picture of a [WorstCase] shows.
const (
	worstAround = 4.0  // s before and after the mismatch
	worstMargin = 2.0  // s beyond, for the filter to settle
	worstRows   = 6    // leads and filtered leads at most
	worstRow    = 32.0 // mm
	worstFrame  = 26.0 // mm above and below the rows
	worstGain   = 2    // of the filtered leads, which are lower
	worstWidth  = 235  // mm: 8 s at 25 mm/s, the calibration pulse and margins
	worstOrder  = 2
	// The band that QRS complexes stand out in (Pan and Tompkins, IEEE Trans Biomed Eng 1985;32:230).
	worstLow, worstHigh = 5.0, 15.0 // Hz
)

var (
	colorReference = color.NRGBA{0, 105, 60, 255}
	colorOurs      = color.NRGBA{0, 70, 190, 255}
	colorError     = color.NRGBA{200, 0, 0, 255}
)

// DrawWorst draws each case: the leads as recorded and in the band of QRS complexes, four seconds around the mismatch, the beats
// of the reference above and those of the detector below, a red line at the mismatch. dir is the folder of the database; draw
// gets the drawings in the order of the cases and may keep them. The Lead of a case becomes the name of its signal. The error is
// ctx's, draw's or one of reading a record.
func DrawWorst(ctx context.Context, dir string, cases []WorstCase, draw func(c *WorstCase, d *render.Drawing) error) error {
	return drawEach(ctx, dir, cases, func(c *WorstCase) string { return c.Record }, (*WorstCase).drawing, draw)
}

// drawEach draws the cases, opening each record once for those that follow one another.
func drawEach[C any](ctx context.Context, dir string, cases []C, record func(*C) string,
	drawing func(*C, *ecg.Record) (*render.Drawing, error), draw func(*C, *render.Drawing) error,
) error {
	fsys := os.DirFS(dir)
	rec, open := new(ecg.Record), ""
	for i := range cases {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := &cases[i]
		if name := record(c); open != name {
			if err := wfdb.Open(rec, fsys, name+".hea", false, nil); err != nil {
				return err
			}
			open = name
		}
		d, err := drawing(c, rec)
		if err != nil {
			return err
		}
		if err := draw(c, d); err != nil {
			return err
		}
	}
	return nil
}

// drawing lays out the picture.
func (c *WorstCase) drawing(rec *ecg.Record) (*render.Drawing, error) {
	channels := c.channels(rec)
	if len(channels) == 1 && c.Lead != LeadAll {
		if name := channels[0].Label; name != "" {
			c.Lead = name
		}
	}
	src := &render.Source{Heading: c.Title(), Processing: "above: reference, below: detector"}
	add := func(t render.Trace, name string) {
		t.Lead, t.Label = ecg.LeadUnknown, name // every row is named as here, in this order
		src.Traces = append(src.Traces, t)
	}
	raw := render.Traces(rec, func(ch *ecg.Channel) bool {
		return slices.Contains(channels, ch)
	})
	for i := range raw[:min(len(raw), worstRows-1)] {
		add(raw[i], raw[i].Name())
	}
	for i := 0; i < len(raw) && len(src.Traces) < min(worstRows, 2*len(raw)); i++ {
		if t, ok := c.filtered(&raw[i]); ok {
			add(t, raw[i].Name()+" 5-15 Hz, twice as high")
		}
	}
	c.mark(src)
	rows := max(1, len(src.Traces))
	doc, err := render.New(src, render.Options{Layout: strconv.Itoa(rows) + "x1", Width: worstWidth, Height: worstFrame + worstRow*float64(rows),
		Start: c.Seconds - worstAround, Seconds: 2 * worstAround, HideHeader: true})
	if err != nil {
		return nil, err
	}
	return doc.Page(0), nil
}

// channels are those that the detector saw, or that the reference belongs to.
func (c *WorstCase) channels(rec *ecg.Record) []*ecg.Channel {
	var all []*ecg.Channel
	for i := range rec.Channels {
		if ch := &rec.Channels[i]; ch.IsVoltage() && !ch.Derived {
			all = append(all, ch)
		}
	}
	if strings.EqualFold(c.Lead, LeadAll) {
		return all
	}
	if n, err := strconv.Atoi(c.Lead); err == nil && c.result.Lead == "" {
		if n >= 0 && n < len(rec.Channels) {
			return []*ecg.Channel{&rec.Channels[n]}
		}
	} else if ch := rec.Named(c.Lead); ch != nil {
		return []*ecg.Channel{ch}
	}
	return all
}

// filtered takes the part of a lead around the mismatch through the band.
func (c *WorstCase) filtered(t *render.Trace) (render.Trace, bool) {
	band, err := filter.BandPass(worstOrder, worstLow, worstHigh, t.Rate)
	if err != nil {
		return render.Trace{}, false
	}
	n := float64(len(t.Channel.Raw))
	a := math.Floor((c.Seconds - worstAround - worstMargin - t.Start) * t.Rate)
	b := math.Ceil((c.Seconds + worstAround + worstMargin - t.Start) * t.Rate)
	first, last := int(max(0, min(a, n))), int(max(0, min(b, n)))
	if first >= last {
		return render.Trace{}, false
	}
	x := make([]float64, 0, last-first)
	for i := first; i < last; i++ {
		x = append(x, t.Channel.At(i))
	}
	y, gaps := filter.Bridge(nil, x)
	if gaps == len(x) {
		return render.Trace{}, false
	}
	y = filter.FiltFilt(nil, y, band)
	for i := range y {
		y[i] *= worstGain
		if math.IsNaN(x[i]) {
			y[i] = math.NaN()
		}
	}
	return render.Trace{Rate: t.Rate, Start: t.Start + float64(first)/t.Rate, X: y}, true
}

// mark puts the beats of both sides and the mismatch on the picture.
func (c *WorstCase) mark(src *render.Source) {
	rate := c.result.Beats.Rate
	add := func(list []wfdb.Annotation, below bool, col color.NRGBA) {
		for i := range list {
			t := float64(list[i].Sample) / rate
			if math.Abs(t-c.Seconds) > worstAround+1 {
				continue
			}
			if label := beatLabel(&list[i]); label != "" {
				src.Marks = append(src.Marks, render.Mark{At: t, Text: label, Below: below, Color: col, Trace: 1, Tick: true})
			}
		}
	}
	add(c.result.Ref, false, colorReference)
	add(c.result.Test, true, colorOurs)
	src.Marks = append(src.Marks, render.Mark{At: c.Seconds, Line: true, Color: colorError})
}
