package main

import (
	"bufio"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/measure"
)

func runTrend(e *env, args []string) error {
	fs := flag.NewFlagSet("trend", flag.ContinueOnError)
	episodes := fs.Bool("episodes", false, "list ST episodes and shifts instead of the trend")
	window := fs.Duration("window", 0, "`length` of the windows whose beats are averaged, 5s to 60s; default 16s")
	point := fs.Float64("point", 0, "where deviations are taken, `ms` after J; default 60")
	limit := fs.Float64("limit", 0, "deviation in `µV` that makes an episode; default 100")
	duration := fs.Duration("duration", 0, "for how `long` it must last; default 30s")
	lead := fs.String("lead", engine.AllLeads, "`lead`, as for detect")
	dir := fs.String("o", "", "write the episodes as WFDB annotation files RECORD.stt, in the form of the European ST-T database, to this `folder`")
	if err := parse(e, fs, args, "ARG..."); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("name a file, a folder, a WFDB record or -")
	}
	if *window < 0 || *duration < 0 || !(*point >= 0 && *point <= maxTrendPoint) || !(*limit >= 0) || math.IsInf(*limit, 0) {
		return usagef("-window, -point (up to %d), -limit and -duration are positive", maxTrendPoint)
	}
	var o engine.STTrendOptions
	o.WindowS = window.Seconds()
	o.ST = measure.STOptions{PointMS: *point, EpisodeUV: *limit, EpisodeS: duration.Seconds()}
	if o.ST.EpisodeUV > 0 {
		o.ST.EdgeUV = o.ST.EpisodeUV / 2
	}
	s, err := engine.NewSTTrend(o)
	if err != nil {
		return usagef("-window %s: use 5s to 60s", *window)
	}
	if *dir != "" {
		if err := os.MkdirAll(*dir, 0o777); err != nil {
			return err
		}
	}
	t := &trendRun{trend: s, out: bufio.NewWriter(e.stdout), episodes: *episodes, dir: *dir}
	defer t.out.Flush()
	t.listen()
	rec := new(ecg.Record)
	return eachInput(e, "trend", fs.Args(), func(item engine.Item) error {
		if long := openLong(item); long != nil {
			defer long.Close()
			if limit := debug.SetMemoryLimit(-1); limit > longMemory {
				debug.SetMemoryLimit(longMemory)
				defer debug.SetMemoryLimit(limit)
			}
			src, err := engine.NewLeadReader(long, *lead)
			if err != nil {
				return err
			}
			return t.run(e, item, long.Header(), src)
		}
		if err := open(rec, item); err != nil {
			return err
		}
		src, err := engine.NewRecordReader(rec, *lead)
		if err != nil {
			return err
		}
		return t.run(e, item, rec, src)
	})
}

// maxTrendPoint is the farthest after J that an average beat reaches, in ms.
const maxTrendPoint = 120

type trendRun struct {
	trend    *engine.STTrend
	out      *bufio.Writer
	episodes bool
	dir      string
	record   string
	leads    []string
	channels []int // of the file, by lead
	marks    []trendMark
}

// leadBlocks are blocks whose leads are channels of a record.
type leadBlocks interface {
	engine.Blocks
	Channel(i int) int
}

func (t *trendRun) run(e *env, item engine.Item, rec *ecg.Record, src leadBlocks) error {
	t.record, t.leads, t.channels, t.marks = csvField(recordName(item)), t.leads[:0], t.channels[:0], t.marks[:0]
	one, two := -1, -1
	for i := range src.Leads() {
		c := &rec.Channels[src.Channel(i)]
		t.leads, t.channels = append(t.leads, csvField(engine.LeadName(c.Lead, c.Label))), append(t.channels, src.Channel(i))
		switch c.Lead {
		case ecg.LeadI:
			one = i
		case ecg.LeadII:
			two = i
		}
	}
	// Detection leaves out what follows from I and II; the trend has all leads of the file.
	var limbs []ecg.Lead
	if one >= 0 && two >= 0 {
		for i := range rec.Channels {
			if l := rec.Channels[i].Lead; l.FollowsFromLimbs() {
				limbs, t.channels = append(limbs, l), append(t.channels, i)
			}
		}
	}
	for _, l := range t.trend.Derive(one, two, limbs) {
		t.leads = append(t.leads, l.String())
	}
	if err := t.trend.Run(e.ctx, src); err != nil || t.dir == "" {
		return err
	}
	return writeAnnotations(filepath.Join(t.dir, recordName(item)+".stt"), annotated(t.marks, annotationRate(item, rec, rec.Format)))
}

// listen writes what the tracker finds.
func (t *trendRun) listen() {
	tracker := t.trend.Tracker
	if t.dir != "" {
		tracker.Episode = func(p measure.STEpisode) { t.marks = appendMarks(t.marks, t.channels[p.Lead], p) }
		return
	}
	if !t.episodes {
		fmt.Fprintln(t.out, "record,time_s,lead,hr_bpm,beats,j_uv,st60_uv,st80_uv,deviation_uv,noise_uv")
		tracker.Window = t.window
		return
	}
	fmt.Fprintln(t.out, "record,kind,lead,onset_s,peak_s,end_s,deviation_uv")
	tracker.Episode = func(p measure.STEpisode) {
		kind := "episode"
		if p.Open {
			kind = "open"
		}
		fmt.Fprintf(t.out, "%s,%s,%s,%s,%s,%s,%s\n", t.record, kind, t.leads[p.Lead], number(p.Onset, 1), number(p.Peak, 1), number(p.End, 1),
			number(float64(p.Deviation), 1))
	}
	tracker.Shift = func(p measure.STShift) {
		kind := "shift"
		if p.Rebased {
			kind = "rebased"
		}
		fmt.Fprintf(t.out, "%s,%s,,%s,,,\n", t.record, kind, number(p.Time, 1))
	}
}

func (t *trendRun) window(w *measure.STWindow) {
	middle := number((w.Start+w.End)/2, 3)
	for i := range w.Leads {
		l := &w.Leads[i]
		fmt.Fprintf(t.out, "%s,%s,%s,%s,%d", t.record, middle, t.leads[i], number(float64(w.HeartRate), 1), w.Beats)
		for _, v := range []ecg.Microvolt{l.J, l.ST60, l.ST80, l.Deviation, l.Noise} {
			t.out.WriteByte(',')
			t.out.WriteString(number(float64(v), 1))
		}
		t.out.WriteByte('\n')
	}
}
