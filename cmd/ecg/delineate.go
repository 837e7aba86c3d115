package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
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
		bench.Untangle(beats)
		lead++
		if d.dir == "" {
			d.csv(name, engine.LeadName(rec.Channels[i].Lead, rec.Channels[i].Label), beats)
			continue
		}
		if err := writeAnnotations(filepath.Join(d.dir, name+"."+suffixes[i]), bench.WaveMarks(nil, beats, perSample)); err != nil {
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
