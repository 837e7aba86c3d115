package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

func runDelineate(e *env, args []string) error {
	fs := flag.NewFlagSet("delineate", flag.ContinueOnError)
	dir := fs.String("o", "", "write for each lead a WFDB annotation file RECORD.<lead> to this `folder`; default: CSV to standard output")
	if err := parse(e, fs, args, "ARG..."); err != nil {
		return err
	}
	if fs.NArg() == 0 {
		return usagef("name a file, a folder, a WFDB record or -")
	}
	a, err := engine.New(engine.Options{KeepRecorded: true})
	if err != nil {
		return err
	}
	d := &delineateRun{analyzer: a, dir: *dir, out: bufio.NewWriter(e.stdout)}
	defer d.out.Flush()
	if d.dir == "" {
		fmt.Fprintln(d.out, "record,lead,beat,p_on,p_peak,p_off,qrs_on,r_peak,qrs_off,t_on,t_peak,t_off")
	} else if err := os.MkdirAll(d.dir, 0o777); err != nil {
		return err
	}
	return eachRecord(e, "delineate", fs.Args(), func(item engine.Item, rec *ecg.Record) error { return d.record(item, rec) })
}

type delineateRun struct {
	analyzer *engine.Analyzer
	dir      string
	out      *bufio.Writer
	beats    [][]measure.BeatFiducials
}

func (d *delineateRun) record(item engine.Item, rec *ecg.Record) error {
	in, err := d.analyzer.Input(rec)
	if err != nil {
		return err
	}
	name := recordName(item)
	suffixes := leadSuffixes(rec)
	d.beats = d.analyzer.Measurer().DelineateAll(d.beats, in)
	perSample := annotationRate(item, rec, rec.Format) / rec.Rate()
	lead := 0 // of the Input, which holds the ECG channels that have samples
	for i := range rec.Channels {
		if suffixes[i] == "" || lead >= len(in.Leads) || in.Leads[lead].Label != rec.Channels[i].Label {
			continue
		}
		beats := d.beats[lead]
		untangle(beats)
		lead++
		if d.dir == "" {
			d.csv(name, engine.LeadName(rec.Channels[i].Lead, rec.Channels[i].Label), beats)
			continue
		}
		if err := writeAnnotations(filepath.Join(d.dir, name+"."+suffixes[i]), marks(beats, perSample)); err != nil {
			return err
		}
	}
	return nil
}

func (d *delineateRun) csv(record, lead string, beats []measure.BeatFiducials) {
	for i, b := range beats {
		fmt.Fprintf(d.out, "%s,%s,%d", csvField(record), csvField(lead), i)
		for _, s := range []int{b.POn, b.PPeak, b.POff, b.QRSOn, b.R, b.QRSOff, b.TOn, b.TPeak, b.TOff} {
			d.out.WriteByte(',')
			if s != measure.None {
				d.out.WriteString(strconv.Itoa(s))
			}
		}
		d.out.WriteByte('\n')
	}
}

// untangle brings the marks of each lead into an order in which readers can pair them: no peak outside its wave, and no wave
// that goes on when the next has begun. The R of the other leads may lie beyond the complex of this one, and at fast rates T
// runs into the next P.
func untangle(beats []measure.BeatFiducials) {
	for i := range beats {
		b := &beats[i]
		if b.R != measure.None {
			b.R = max(b.R, b.QRSOn) // None is below every sample
			if b.QRSOff != measure.None {
				b.R = min(b.R, b.QRSOff)
			}
		}
		if b.POff > b.QRSOn && b.PPeak <= b.QRSOn {
			b.POff = b.QRSOn
		}
		if b.TOn != measure.None && b.TOn < b.QRSOff && b.QRSOff <= b.TPeak {
			b.TOn = b.QRSOff
		}
		if i+1 < len(beats) {
			separate(b, &beats[i+1])
		}
	}
}

// separate ends the T of b before the P and the QRS of next begin. A T that peaks in the next QRS is none, and so is a P that
// peaks before the T.
func separate(b, next *measure.BeatFiducials) {
	none := measure.None
	if b.TPeak == none {
		return
	}
	if next.QRSOn != none && b.TPeak >= next.QRSOn {
		b.TOn, b.TPeak, b.TOff = none, none, none
		return
	}
	if next.PPeak != none && next.PPeak <= b.TPeak {
		next.POn, next.PPeak, next.POff = none, none, none
	}
	if b.TOff == none {
		return
	}
	if next.QRSOn != none {
		b.TOff = min(b.TOff, next.QRSOn)
	}
	if next.POn != none && next.PPeak != none && next.POn < b.TOff {
		next.POn = min(max(next.POn, b.TPeak), next.PPeak)
		b.TOff = next.POn
	}
}

// marks gives the fiducials in the form of the LUDB, onset, peak and end of each wave, at a rate perSample times theirs.
func marks(beats []measure.BeatFiducials, perSample float64) []wfdb.Annotation {
	var list []wfdb.Annotation
	add := func(s int, code byte) {
		if s != measure.None && s >= 0 {
			list = append(list, wfdb.Annotation{Sample: annotationTime(s, perSample), Code: code})
		}
	}
	for _, b := range beats {
		for _, w := range [][4]int{
			{b.POn, b.PPeak, b.POff, wfdb.CodePWave},
			{b.QRSOn, b.R, b.QRSOff, wfdb.CodeNormal},
			{b.TOn, b.TPeak, b.TOff, wfdb.CodeTWave},
		} {
			if w[1] == measure.None {
				continue
			}
			add(w[0], wfdb.CodeWaveOn)
			add(w[1], byte(w[3]))
			add(w[2], wfdb.CodeWaveOff)
		}
	}
	return list
}
