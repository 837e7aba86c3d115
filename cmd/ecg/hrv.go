package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

func runHRV(e *env, args []string) error {
	fs := flag.NewFlagSet("hrv", flag.ContinueOnError)
	ann := fs.String("ann", "", "WFDB annotation `file` with beats and their classes, instead of a recording")
	rr := fs.String("rr", "", "text `file` of RR intervals, instead of a recording: one in ms or s a line, or start sample, RR in s, end sample; - for standard input")
	rate := fs.Float64("rate", 0, "sampling frequency in `Hz` of these files; default: that of the header beside the annotation file")
	format := fs.String("format", "", "`text, json or csv`; default text on a terminal, json otherwise")
	segment := fs.Duration("segment", 0, "`length` of the parts that get a row each, such as 5m; default: the whole")
	correction := fs.String("correction", "remove", "what takes the place of ectopic intervals in spectra, entropies and fluctuations: `remove, linear or cubic`")
	lead := fs.String("lead", engine.AllLeads, "`lead` to detect on, as for detect")
	if err := parse(e, fs, args, "[ARG...]"); err != nil {
		return err
	}
	given := 0
	for _, on := range []bool{*ann != "", *rr != "", fs.NArg() > 0} {
		if on {
			given++
		}
	}
	if given != 1 {
		return usagef("give recordings, -ann FILE or -rr FILE")
	}
	if *rate < 0 || math.IsNaN(*rate) || math.IsInf(*rate, 0) {
		return usagef("-rate %g", *rate)
	}
	if *segment < 0 || *segment > 0 && *segment < time.Second {
		return usagef("-segment %s: use a second or more", *segment)
	}
	var o measure.HRVOptions
	if err := o.Correction.UnmarshalText([]byte(*correction)); err != nil {
		return usagef("-correction %s: use remove, linear or cubic", *correction)
	}
	out, err := pickFormat(e, *format, "json", "csv")
	if err != nil {
		return err
	}
	h := &hrvRun{hrv: measure.NewHRV(o), format: out, segment: segment.Seconds(), out: bufio.NewWriter(e.stdout)}
	defer h.out.Flush()
	if out == "csv" {
		h.heading()
	}
	switch {
	case *ann != "":
		in, err := beatsOf(h.hrv, *ann, *rate)
		if err != nil {
			return err
		}
		return h.write(*ann, in)
	case *rr != "":
		in, err := intervalsOf(e.stdin, *rr, *rate)
		if err != nil {
			return err
		}
		return h.write(*rr, in)
	}
	return h.recordings(e, fs.Args(), *lead)
}

type hrvRun struct {
	hrv     *measure.HRV
	format  string
	segment float64 // s, 0: the whole
	out     *bufio.Writer
	report  measure.HRVReport
}

// recordings finds the beats of each recording first.
func (h *hrvRun) recordings(e *env, args []string, lead string) error {
	a, err := engine.New(engine.Options{})
	if err != nil {
		return err
	}
	d := &detectRun{analyzer: a, detector: engine.DetectorDefault, lead: lead}
	rec := new(ecg.Record)
	return eachInputOr(e, "hrv", args, func(item engine.Item) error {
		var rate float64
		if long := openLong(item); long != nil {
			defer long.Close()
			rate = long.Header().Rate()
			if err := d.stretch(e.ctx, long, lead); err != nil {
				return err
			}
		} else {
			if err := open(rec, item); err != nil {
				return err
			}
			rate = rec.Rate()
			if d.beats, err = a.Detect(d.beats[:0], rec, lead); err != nil {
				return err
			}
			d.segments = a.Segments(d.segments[:0])
		}
		return h.write(item.Name, h.hrv.Input(d.beats, d.segments, rate))
	}, func(name string, err error) error {
		if h.format != "json" {
			return nil
		}
		return h.encode(infoFailure{engine.Schema, name, engine.DescribeError(err)})
	})
}

// encode writes a line of JSON.
func (h *hrvRun) encode(v any) error {
	enc := json.NewEncoder(h.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// write measures a series, or its parts, and writes a row each.
func (h *hrvRun) write(name string, in measure.HRVInput) error {
	end := 0.0
	if n := len(in.Time); n > 0 {
		end = in.Time[n-1]
	}
	if h.segment == 0 {
		return h.row(name, 0, end, in)
	}
	for from := 0.0; from < end; from += h.segment {
		part := in.Window(from, from+h.segment)
		if len(part.RR) == 0 {
			if len(in.Window(from, end).RR) == 0 {
				break
			}
			// Nothing for long, perhaps: the next row is that of the next interval.
			next := in.Window(from, end).Time[0]
			from += math.Floor((next-from)/h.segment)*h.segment - h.segment
			continue
		}
		if err := h.row(name, from, math.Min(from+h.segment, end), part); err != nil {
			return err
		}
	}
	return nil
}

func (h *hrvRun) row(name string, from, to float64, in measure.HRVInput) error {
	r := &h.report
	h.hrv.Measure(r, in)
	switch h.format {
	case "json":
		return h.encode(struct {
			Input string             `json:"input"`
			Start ecg.Value          `json:"start_s"`
			End   ecg.Value          `json:"end_s"`
			HRV   *measure.HRVReport `json:"hrv"`
		}{name, ecg.Value(from), ecg.Value(to), r})
	case "csv":
		fmt.Fprintf(h.out, "%s,%s,%s", csvField(name), number(from, 3), number(to, 3))
		for _, c := range hrvColumns {
			h.out.WriteByte(',')
			h.out.WriteString(number(c.value(r), 4))
		}
		h.out.WriteByte('\n')
		return nil
	}
	fmt.Fprintf(h.out, "%s  %s to %s s\n", name, number(from, 0), number(to, 0))
	for _, c := range hrvColumns {
		if v := c.value(r); !math.IsNaN(v) {
			fmt.Fprintf(h.out, "  %-26s %s\n", c.name, number(v, c.digits))
		}
	}
	for _, m := range r.Missing {
		fmt.Fprintf(h.out, "  %-26s none: %s (limit %s)\n", m.Index, strings.ReplaceAll(string(m.Reason), "_", " "), number(float64(m.Need), 2))
	}
	return nil
}

func (h *hrvRun) heading() {
	h.out.WriteString("record,start_s,end_s")
	for _, c := range hrvColumns {
		h.out.WriteByte(',')
		h.out.WriteString(c.name)
	}
	h.out.WriteByte('\n')
}

// number writes at most so many decimals; nothing for NaN.
func number(v float64, decimals int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return ""
	}
	scale := math.Pow(10, float64(decimals))
	v = math.Round(v*scale) / scale
	if v == 0 {
		v = 0 // no negative zero
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// beatsOf reads the beats of an annotation file with their classes.
func beatsOf(h *measure.HRV, name string, rate float64) (measure.HRVInput, error) {
	list, rate, err := readAnnotations(name, rate)
	if err != nil {
		return measure.HRVInput{}, err
	}
	var beats []detect.Beat
	for _, a := range list {
		if !wfdb.IsBeat(a.Code) || len(beats) > 0 && int(a.Sample) <= beats[len(beats)-1].Sample {
			continue
		}
		beats = append(beats, detect.Beat{Sample: int(a.Sample), Class: detect.Class(wfdb.Class(a.Code))})
	}
	return h.Input(beats, nil, rate), nil
}

// plainMS is from what median on the intervals of a plain list are in ms: no heart waits ten seconds.
const plainMS = 10

// intervalsOf reads a text file of intervals.
func intervalsOf(stdin io.Reader, name string, rate float64) (measure.HRVInput, error) {
	data, err := readText(stdin, name)
	if err != nil {
		return measure.HRVInput{}, err
	}
	if in, ok := plainIntervals(data); ok {
		return in, nil
	}
	list, err := bench.ReadIntervals(bytes.NewReader(data))
	if err != nil {
		return measure.HRVInput{}, fmt.Errorf("%s: %w", name, err)
	}
	return timedIntervals(list, rate), nil
}

// plainIntervals reads one interval a line, all in s or all in ms, as their median shows.
func plainIntervals(data []byte) (in measure.HRVInput, ok bool) {
	for k, line := range strings.Split(string(data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		v, err := strconv.ParseFloat(line, 64)
		switch {
		case err != nil && k == 0 && !strings.ContainsAny(line, "0123456789"):
			continue // a heading
		case err != nil, !(v >= 0) || math.IsInf(v, 0):
			return measure.HRVInput{}, false
		}
		in.RR = append(in.RR, v)
	}
	unit, now := 1.0, 0.0
	if n := len(in.RR); n > 0 {
		sorted := slices.Clone(in.RR)
		slices.Sort(sorted)
		if sorted[n/2] < plainMS {
			unit = 1000
		}
	}
	for i := range in.RR {
		in.RR[i] *= unit
		now += in.RR[i] / 1000
		in.Time = append(in.Time, now)
	}
	return in, true
}

// timedIntervals puts intervals with their samples on one time axis, a lost one where samples are missing between.
func timedIntervals(list []classify.RRInterval, rate float64) (in measure.HRVInput) {
	if rate == 0 {
		samples, seconds := 0.0, 0.0
		for _, v := range list {
			samples, seconds = samples+float64(v.End-v.Start), seconds+v.Seconds
		}
		rate = samples / seconds
	}
	if !(rate > 0) || math.IsInf(rate, 0) {
		return in
	}
	last := math.MinInt // end of the interval before
	for i, v := range list {
		if v.Start < last || v.End < v.Start {
			continue // out of order
		}
		if i > 0 && v.Start > last {
			in.RR, in.Time = append(in.RR, math.NaN()), append(in.Time, float64(v.Start)/rate)
		}
		last = v.End
		in.RR, in.Time = append(in.RR, v.Seconds*1000), append(in.Time, float64(v.End)/rate)
	}
	return in
}
