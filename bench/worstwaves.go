package bench

import (
	"cmp"
	"context"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/render"
)

// WaveCase is a mark chosen to be looked at.
type WaveCase struct {
	FiducialPair
	Database string
	Seconds  float64 // of the mark

	ref, test [waveKinds][]wave
	rate      float64
}

// Title says in one line what a picture shows.
func (c *WaveCase) Title() string {
	s := fmt.Sprintf("%s %s lead %s %s s, %s: ", c.Database, c.Record, c.Lead, fixed(value(c.Seconds), 2), c.Fiducial)
	switch c.Kind {
	case KindFN:
		return s + "missed"
	case KindFP:
		return s + "marked, none there"
	}
	return s + signed(ecg.Millisecond(c.ErrorMS)) + " ms"
}

// File is the name for a picture of the case, without its ending.
func (c *WaveCase) File() string {
	return strings.ReplaceAll(fmt.Sprintf("%s_%s_%s_%d", fileName(c.Record), fileName(c.Lead), strings.ToLower(c.Fiducial), c.sample()), " ", "-")
}

func (p *FiducialPair) sample() int64 { return markPair{p.refOrNone(), p.Test}.at() }

func (p *FiducialPair) refOrNone() int64 {
	if p.Kind == KindFP {
		return unmarked
	}
	return p.Ref
}

// Worst chooses at most n of the marks that a run with DelineationOptions.KeepErrors kept: at first the worst of each record and kind of
// wave (a mark of one side only being worse than any error), the largest of them first, then the next of each, so that one bad record
// does not fill the list.
func (p *DelineationReport) Worst(n int) []WaveCase {
	list := slices.Clone(p.Pairs)
	slices.SortStableFunc(list, worseFirst)
	type group struct{ record, wave string }
	turn := make([]int, len(list)) // how many worse ones the mark's group has
	seen := map[group]int{}
	for i := range list {
		g := group{list[i].Record, list[i].Fiducial[:1]} // P, Q or R, T
		turn[i] = seen[g]
		seen[g]++
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(turn[a], turn[b]) })
	var out []WaveCase
	for _, i := range order[:min(n, len(order))] {
		k := p.kept[keptLead{list[i].Record, list[i].Lead}]
		out = append(out, WaveCase{
			FiducialPair: list[i], Database: p.Database, Seconds: float64(list[i].sample()) / k.rate, ref: k.ref, test: k.test, rate: k.rate,
		})
	}
	return out
}

// keptLead names a lead of a record, keptWaves are the waves of both sides there.
type keptLead struct{ record, lead string }

type keptWaves struct {
	ref, test [waveKinds][]wave
	rate      float64
}

// What a picture of a [WaveCase] shows.
const (
	wavesAround = 1.0 // s before and after the mark
	wavesSpeed  = 75  // mm/s
	wavesGain   = 20  // mm/mV
	wavesHeight = 100 // mm
)

var waveLetters = [waveKinds]string{"P", "R", "T"}

// DrawWaves draws each case: the lead as recorded, one second around the mark, the reference's marks above and those of the test side
// below, a red line at the mark. dir is the folder of the database. The error is ctx's, draw's or one of reading a record.
func DrawWaves(ctx context.Context, dir string, cases []WaveCase, draw func(c *WaveCase, d *render.Drawing) error) error {
	return drawEach(ctx, dir, cases, func(c *WaveCase) string { return c.Record }, (*WaveCase).drawing, draw)
}

// drawing lays out the picture.
func (c *WaveCase) drawing(rec *ecg.Record) (*render.Drawing, error) {
	src := &render.Source{Heading: c.Title(), Processing: "above: reference, below: delineator"}
	src.Traces = render.Traces(rec, func(ch *ecg.Channel) bool { return strings.EqualFold(ch.Label, c.Lead) })
	c.mark(src)
	doc, err := render.New(src, render.Options{
		Layout: "1x1", Width: worstWidth, Height: wavesHeight, Start: c.Seconds - wavesAround, Seconds: 2 * wavesAround,
		Speed: wavesSpeed, Gain: wavesGain, HideHeader: true,
	})
	if err != nil {
		return nil, err
	}
	return doc.Page(0), nil
}

// mark puts the marks of both sides on the picture.
func (c *WaveCase) mark(src *render.Source) {
	add := func(at int64, text string, below bool, col color.NRGBA) {
		if t := float64(at) / c.rate; at != unmarked && math.Abs(t-c.Seconds) <= wavesAround {
			src.Marks = append(src.Marks, render.Mark{At: t, Text: text, Below: below, Color: col, Trace: 1, Tick: true})
		}
	}
	for kind, letter := range waveLetters {
		for side, list := range [2][]wave{c.ref[kind], c.test[kind]} {
			col := [2]color.NRGBA{colorReference, colorOurs}[side]
			for _, w := range list {
				add(w.on, "(", side == 1, col)
				add(w.peak, letter, side == 1, col)
				add(w.off, ")", side == 1, col)
			}
		}
	}
	src.Marks = append(src.Marks, render.Mark{At: c.Seconds, Line: true, Color: colorError})
}
