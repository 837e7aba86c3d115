package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
)

func runSynth(e *env, args []string) error {
	fs := flag.NewFlagSet("synth", flag.ContinueOnError)
	to := fs.String("to", "", "`format`: scp, dicom, aecg, wfdb, csv or json; default: by the ending of OUT, else scp")
	preset := fs.String("preset", "", "start from a `preset`: "+strings.Join(ecgtest.Presets(), ", "))
	rhythm := fs.String("rhythm", "", "`rhythm` or preset: sinus, afib, aflutter, avb1, avb2-1, avb2-2, avb3, svt, vt, vf, junctional, paced-v, paced-a, paced-dual, asystole, ...")
	st := fs.String("st", "", "ST deviation at J, `LEAD=µV,...`, e.g. V2=300,V3=350")
	noise := fs.String("noise", "", "noise, `KIND=µV,...` or KIND: baseline, mains, mains60, muscle, white, all; a number alone is µV of muscle noise")
	seed := fs.Uint64("seed", 0, "seed of all chance")
	rate := fs.Float64("rate", 0, "sampling rate in `Hz`; default 500")
	duration := fs.Float64("duration", 0, "length in `s`; default 10")
	hr := fs.Float64("hr", 0, "heart rate in `beats/min`; default by rhythm")
	conduction := fs.String("conduction", "", "`normal`, lbbb, rbbb, lafb, lpfb, rbbb-lafb, wpw")
	age := fs.Float64("age", 0, "age in `years`")
	sex := fs.String("sex", "", "`M or F`")
	truth := fs.String("truth", "", "write the truth as JSON to this `file`")
	if err := parse(e, fs, args, "[OUT]"); err != nil {
		return err
	}
	if fs.NArg() > 1 {
		return usagef("one output only")
	}
	spec, err := baseSpec(*preset, *rhythm)
	if err != nil {
		return err
	}
	spec.Seed = *seed
	override(&spec.Rate, *rate)
	override(&spec.Duration, *duration)
	override(&spec.HeartRate, *hr)
	override(&spec.Age, *age)
	if *conduction != "" {
		spec.Conduction = ecgtest.Conduction(*conduction)
	}
	switch strings.ToUpper(*sex) {
	case "":
	case "M":
		spec.Sex = ecg.Male
	case "F":
		spec.Sex = ecg.Female
	default:
		return usagef("-sex %s: use M or F", *sex)
	}
	if spec.ST, err = leadValues(*st, spec.ST); err != nil {
		return err
	}
	if err := setNoise(&spec.Noise, *noise); err != nil {
		return err
	}
	rec, known, err := ecgtest.Generate(spec)
	if err != nil {
		return usagef("%v", err)
	}
	if *truth != "" {
		data, err := json.MarshalIndent(known, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(*truth, append(data, '\n'), 0o666); err != nil {
			return err
		}
	}
	if formatOf(*to, fs.Arg(0)) == "wfdb" { // the truth goes into OUT.atr
		for _, a := range known.Annotations() {
			if a.Kind == ecg.AnnotationBeat || a.Kind == ecg.AnnotationRhythm {
				rec.Annotations = append(rec.Annotations, a)
			}
		}
	}
	return writeRecord(e, rec, *to, fs.Arg(0))
}

func override(dst *float64, v float64) {
	if v != 0 {
		*dst = v
	}
}

func baseSpec(preset, rhythm string) (ecgtest.Spec, error) {
	spec := ecgtest.Spec{}
	if preset != "" {
		p, ok := ecgtest.Preset(preset)
		if !ok {
			return spec, usagef("-preset %s: there are %s", preset, strings.Join(ecgtest.Presets(), ", "))
		}
		spec = p
	}
	if rhythm == "" {
		return spec, nil
	}
	if p, ok := ecgtest.Preset(rhythm); ok && preset == "" {
		return p, nil
	}
	spec.Rhythm = ecgtest.Rhythm(rhythm)
	return spec, nil
}

// leadValues reads LEAD=µV,... on top of what base has.
func leadValues(s string, base map[ecg.Lead]float64) (map[ecg.Lead]float64, error) {
	if s == "" {
		return base, nil
	}
	out := make(map[ecg.Lead]float64)
	for l, v := range base {
		out[l] = v
	}
	for _, part := range strings.Split(s, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		l := ecg.ParseLead(name)
		v, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), "µV"), 64)
		if !ok || l == ecg.LeadUnknown || err != nil {
			return nil, usagef("%q: want LEAD=µV", part)
		}
		out[l] = v
	}
	return out, nil
}

// formatOf picks the format of an output.
func formatOf(to, out string) string {
	if to != "" {
		return strings.ToLower(to)
	}
	ext := strings.ToLower(filepath.Ext(out))
	for _, f := range formats.List() {
		if f.Encode == nil && f.Name != "wfdb" {
			continue
		}
		for _, x := range f.Extensions {
			if x == ext {
				return f.Name
			}
		}
	}
	return "scp"
}

// writeRecord writes rec to a file, to OUT.hea, OUT.dat and OUT.atr for WFDB, or to standard output.
func writeRecord(e *env, rec *ecg.Record, to, out string) error {
	format := formatOf(to, out)
	if format == "wfdb" {
		if out == "" || out == stdinName {
			return usagef("-to wfdb writes two files: name OUT")
		}
		_, err := writeWFDB(rec, out)
		return err
	}
	if f, ok := formats.Lookup(format); !ok || f.Encode == nil {
		return usagef("-to %s: there is no such format to write", to)
	}
	if out == "" || out == stdinName {
		w := bufio.NewWriter(e.stdout)
		if err := formats.Encode(w, rec, format); err != nil {
			return err
		}
		return w.Flush()
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = formats.Encode(w, rec, format)
	if err == nil {
		err = w.Flush()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		os.Remove(out)
		return fmt.Errorf("%s: %w", out, err)
	}
	return nil
}
