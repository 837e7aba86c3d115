package main

import (
	"bufio"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// eachLead is the -lead that detects on every lead alone.
const eachLead = "each"

func runDetect(e *env, args []string) error {
	fs := flag.NewFlagSet("detect", flag.ContinueOnError)
	dir := fs.String("o", "", "write WFDB annotation files RECORD.qrs to this `folder`; default: CSV to standard output")
	detector := fs.String("detector", engine.DetectorDefault, "`default or pantompkins`")
	lead := fs.String("lead", engine.AllLeads, "`lead` to detect on: its name, its 0-based number, all (jointly; pantompkins: the first) or each (every lead alone, files RECORD.<lead>)")
	if err := parse(e, fs, args, "ARG..."); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("name a file, a folder, a WFDB record or -")
	}
	a, err := engine.New(engine.Options{Detector: *detector})
	if err != nil {
		return usagef("-detector %s: use %s or %s", *detector, engine.DetectorDefault, engine.DetectorPanTompkins)
	}
	d := &detectRun{analyzer: a, detector: *detector, dir: *dir, lead: *lead, out: bufio.NewWriter(e.stdout)}
	defer d.out.Flush()
	if d.dir == "" {
		fmt.Fprintln(d.out, "record,sample,time_s,class")
	} else if err := os.MkdirAll(d.dir, 0o777); err != nil {
		return err
	}
	rec := new(ecg.Record)
	return eachInput(e, "detect", fs.Args(), func(item engine.Item) error {
		if long := openLong(item); long != nil {
			defer long.Close()
			return d.long(e.ctx, item, long)
		}
		if err := open(rec, item); err != nil {
			return err
		}
		return d.record(item, rec)
	})
}

// eachRecord opens every input in turn and hands it to do; what fails is reported.
func eachRecord(e *env, what string, args []string, do func(engine.Item, *ecg.Record) error) error {
	rec := new(ecg.Record)
	return eachInput(e, what, args, func(item engine.Item) error {
		if err := open(rec, item); err != nil {
			return err
		}
		return do(item, rec)
	})
}

// eachInput hands every input in turn to do; what fails is reported.
func eachInput(e *env, what string, args []string, do func(engine.Item) error) error {
	return eachInputOr(e, what, args, do, func(string, error) error { return nil })
}

// eachInputOr is eachInput with what to write for an input that failed.
func eachInputOr(e *env, what string, args []string, do func(engine.Item) error, fail func(name string, err error) error) error {
	bar := newProgress(e, what)
	defer bar.done()
	failed := false
	for item, err := range inputs(e.stdin, args) {
		if e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		if err == nil {
			err = do(item)
		}
		if err != nil {
			failed = true
			report(e.stderr, item.Name, err)
			if err := fail(item.Name, err); err != nil {
				return err
			}
		}
		bar.step()
	}
	if failed {
		return errSomeFailed
	}
	return nil
}

func open(rec *ecg.Record, item engine.Item) error {
	if item.Data != nil {
		return formats.DecodeInto(rec, item.Data, nil)
	}
	return formats.OpenInto(rec, item.FS, item.Path, false, nil)
}

type detectRun struct {
	analyzer *engine.Analyzer
	stream   *engine.Stream // for long records, made when the first one comes
	detector string
	dir      string
	lead     string
	out      *bufio.Writer
	beats    []detect.Beat
	segments []detect.Segment
}

// record finds the beats of a record in memory.
func (d *detectRun) record(item engine.Item, rec *ecg.Record) error {
	return d.eachLead(item, rec, annotationRate(item, rec, rec.Format), func(lead string) (err error) {
		d.beats, err = d.analyzer.Detect(d.beats[:0], rec, lead)
		d.segments = d.analyzer.Segments(d.segments[:0])
		return err
	})
}

// eachLead finds and writes the beats of a record on the leads asked for. rec need not have samples; perSecond is the rate that its
// annotation files count at.
func (d *detectRun) eachLead(item engine.Item, rec *ecg.Record, perSecond float64, find func(lead string) error) error {
	if d.lead != eachLead {
		if err := find(d.lead); err != nil {
			return err
		}
		return d.write(recordName(item), "qrs", rec.Rate(), perSecond)
	}
	for i, suffix := range leadSuffixes(rec) {
		if suffix == "" {
			continue
		}
		if err := find(strconv.Itoa(i)); err != nil {
			return err
		}
		if err := d.write(recordName(item), suffix, rec.Rate(), perSecond); err != nil {
			return err
		}
	}
	return nil
}

// write writes the beats found last, whose samples count at rate, to an annotation file that counts perSecond or as CSV.
func (d *detectRun) write(name, suffix string, rate, perSecond float64) error {
	if d.dir != "" {
		return writeBeats(filepath.Join(d.dir, name+"."+suffix), d.beats, d.segments, perSecond/rate)
	}
	label := name
	if d.lead == eachLead {
		label += "." + suffix
	}
	for _, b := range d.beats {
		fmt.Fprintf(d.out, "%s,%d,%s,%s\n", csvField(label), b.Sample, strconv.FormatFloat(float64(b.Sample)/rate, 'f', 6, 64), b.Class)
	}
	return nil
}

// wfdbFormat is the name of the format whose annotation files may count at another rate than the record.
const wfdbFormat = "wfdb"

// annotationRate is the rate that annotation files of a record count at: the sampling frequency of a WFDB header, which is
// that of its frames (a signal may have several samples in each), else the record's.
func annotationRate(item engine.Item, rec *ecg.Record, format string) float64 {
	if format != wfdbFormat || item.FS == nil {
		return rec.Rate()
	}
	data, err := fs.ReadFile(item.FS, item.Path)
	if err != nil {
		return rec.Rate()
	}
	h, err := wfdb.ParseHeader(data, item.Path, nil)
	if err != nil || !(h.Rate > 0) || !h.RateGiven && h.Segments != nil {
		return rec.Rate()
	}
	return h.Rate
}

// annotationTime brings a sample to the rate of an annotation file, perSample times that of the record.
func annotationTime(sample int, perSample float64) int64 {
	if perSample == 1 {
		return int64(sample)
	}
	return int64(math.Round(float64(sample) * perSample))
}

// writeBeats writes beats and segments as a WFDB annotation file, whose samples are perSample times theirs.
func writeBeats(path string, beats []detect.Beat, segments []detect.Segment, perSample float64) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w, err := wfdb.NewAnnotationWriter(f, nil)
	if err == nil {
		err = eachMark(beats, segments, func(sample int, a wfdb.Annotation) error {
			a.Sample = annotationTime(sample, perSample)
			return w.Write(&a)
		})
	}
	if err == nil {
		err = w.Close()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// writeAnnotations writes a WFDB annotation file.
func writeAnnotations(path string, list []wfdb.Annotation) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	if err := wfdb.WriteAnnotations(w, list, nil); err != nil {
		f.Close()
		return err
	}
	if err := w.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// leadSuffixes gives the file suffix of every ECG channel: its lead in lower case, numbered where it occurs again; "" for
// channels that are no ECG.
func leadSuffixes(rec *ecg.Record) []string {
	out := make([]string, len(rec.Channels))
	taken := make(map[string]bool)
	for i := range rec.Channels {
		c := &rec.Channels[i]
		if !engine.IsECG(c) {
			continue
		}
		s := strings.Map(func(r rune) rune {
			switch {
			case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-', r == '_', r > 127:
				return r
			}
			return '_'
		}, strings.ToLower(engine.LeadName(c.Lead, c.Label)))
		if s == "" {
			s = "signal" + strconv.Itoa(i)
		}
		name := s
		for n := 2; taken[name]; n++ {
			name = s + "-" + strconv.Itoa(n)
		}
		taken[name], out[i] = true, name
	}
	return out
}

// csvField quotes a field where CSV needs it.
func csvField(s string) string {
	if strings.ContainsAny(s, ",\"\r\n") {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
