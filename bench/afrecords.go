package bench

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// scoreSignals scores WFDB records.
func (p *AFReport) scoreSignals(ctx context.Context, dir string) error {
	o := &p.Options
	r, err := QRS(ctx, dir, QRSOptions{
		Detector: o.Detector, Lead: o.Lead, Records: o.Records, Beats: BeatOptions{Start: o.Episodes.Start}, AF: true,
		Episodes: o.Episodes, Workers: o.Workers, Progress: o.Progress,
	})
	if err != nil {
		return err
	}
	p.Skipped, p.Failed = r.Skipped, r.Failed
	for i := range r.Records {
		if q := &r.Records[i]; q.AF != nil {
			p.Records = append(p.Records, newAFRecord(strings.TrimSpace(q.Record+" "+q.Lead), q.Paced, *q.AF))
		}
	}
	p.summarize()
	return nil
}

// scoreIntervals scores lists of RR intervals.
func (p *AFReport) scoreIntervals(ctx context.Context, fsys fs.FS, files []fs.DirEntry) error {
	names := p.Options.Records
	if names == nil {
		for _, f := range files {
			name, rr := strings.CutPrefix(f.Name(), "qrs")
			if name, text := strings.CutSuffix(name, ".txt"); rr && text {
				names = append(names, name)
			}
		}
	}
	type outcome struct {
		name    string
		record  AFRecord
		skipped bool
		err     error
	}
	return p.finish(inOrder(ctx, len(names), make([]struct{}, min(workerCount(p.Options.Workers), len(names))), func(_ struct{}, i int) outcome {
		out := outcome{name: names[i]}
		if _, err := fs.Stat(fsys, "atr"+names[i]+".txt"); err != nil {
			out.skipped = true
			return out
		}
		var e EpisodeResult
		if e, out.err = compareIntervals(fsys, names[i], p.Options.Episodes); out.err == nil {
			out.record = newAFRecord(names[i], false, e)
		}
		return out
	}, p.step(names), func(o outcome) {
		switch {
		case o.skipped:
			p.Skipped = append(p.Skipped, o.name)
		case o.err != nil:
			p.Failed = append(p.Failed, RecordError{o.name, formats.Reason(o.err), o.err})
		default:
			p.Records = append(p.Records, o.record)
		}
	}))
}

func (p *AFReport) step(names []string) func(int) {
	if p.Options.Progress == nil {
		return nil
	}
	return func(i int) { p.Options.Progress(i, len(names), names[i]) }
}

func (p *AFReport) finish(err error) error {
	if err == nil {
		p.summarize()
	}
	return err
}

// compareIntervals compares the rhythm in the intervals of qrsNAME.txt with that of atrNAME.txt.
func compareIntervals(fsys fs.FS, name string, o EpisodeOptions) (EpisodeResult, error) {
	list, err := readText(fsys, "qrs"+name+".txt", ReadIntervals)
	if err != nil {
		return EpisodeResult{}, err
	}
	ref, err := readText(fsys, "atr"+name+".txt", readRhythmText)
	if err != nil {
		return EpisodeResult{}, err
	}
	rate := intervalRate(list)
	if rate == 0 {
		return EpisodeResult{}, fmt.Errorf("qrs%s.txt: %w: no RR intervals", name, formats.ErrCorrupt)
	}
	rate = math.Round(rate*100) / 100 // the seconds are rounded
	var test []wfdb.Annotation
	for _, s := range classify.RhythmRR(list, classify.RROptions{}) {
		test = append(test, wfdb.Annotation{Sample: int64(s.Start), Code: wfdb.CodeRhythm, Aux: "(" + s.Rhythm})
	}
	return CompareEpisodes(ref, test, AFEpisodes, rate, int64(list[len(list)-1].End), o), nil
}

func readText[T any](fsys fs.FS, name string, read func(r io.Reader) (T, error)) (out T, err error) {
	f, err := fsys.Open(name)
	if err != nil {
		return out, err
	}
	defer f.Close()
	if out, err = read(f); err != nil {
		err = fmt.Errorf("%s: %w: %w", name, formats.ErrCorrupt, err)
	}
	return out, err
}

func newAFRecord(name string, paced bool, e EpisodeResult) AFRecord {
	d := e.durations()
	return AFRecord{
		Record: name, Paced: paced, EpisodeResult: e, Durations: d,
		Se: share(d.TP, d.TP+d.FN), Sp: share(d.TN, d.TN+d.FP), PPV: share(d.TP, d.TP+d.FP),
	}
}

// durations splits the scored time.
func (r *EpisodeResult) durations() Durations {
	return Durations{TP: r.RefOverlap, FN: r.Ref - r.RefOverlap, FP: r.Test - r.TestOverlap, TN: max(0, r.Scored-r.Ref-(r.Test-r.TestOverlap))}
}

func (p *AFReport) summarize() {
	var unpaced []AFRecord
	for _, r := range p.Records {
		if !r.Paced {
			unpaced = append(unpaced, r)
		}
	}
	p.All, p.Unpaced = summarizeAF(p.Records), summarizeAF(unpaced)
}

func summarizeAF(list []AFRecord) *AFSummary {
	s := &AFSummary{Records: len(list)}
	var episodes []*EpisodeResult
	var tp, tn, ref, test, rest []float64
	for i := range list {
		r := &list[i]
		d := r.Durations
		episodes = append(episodes, &r.EpisodeResult)
		s.Durations.TP += d.TP
		s.Durations.FN += d.FN
		s.Durations.FP += d.FP
		s.Durations.TN += d.TN
		tp, tn = append(tp, d.TP), append(tn, d.TN)
		ref, test, rest = append(ref, d.TP+d.FN), append(test, d.TP+d.FP), append(rest, d.TN+d.FP)
	}
	s.Episodes = summarizeEpisodes(AFEpisodes, episodes)
	s.Se, s.Sp, s.PPV = clustered(tp, ref), clustered(tn, rest), clustered(tp, test)
	return s
}
