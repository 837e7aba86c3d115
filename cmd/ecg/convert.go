package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// conversion is what convert was asked for.
type conversion struct {
	format    string
	group     int
	derive    bool
	rate      float64
	annotator string
	asked     bool // the annotator was named
	charset   string
}

// defaultAnnotator is the suffix of the reference annotations of a WFDB record.
const defaultAnnotator = "atr"

func runConvert(e *env, args []string) error {
	fl := flag.NewFlagSet("convert", flag.ContinueOnError)
	var c conversion
	to := fl.String("to", "", "`format`: "+strings.Join(writable(), ", ")+"; default: by the ending of OUT")
	fl.IntVar(&c.group, "group", 0, "`number` of the group of channels: 0 is the rhythm, 1 the first of the others (see info)")
	fl.BoolVar(&c.derive, "derive", false, "add the limb leads that can be computed and are not in the file")
	fl.Float64Var(&c.rate, "rate", 0, "resample to so many `Hz`")
	fl.StringVar(&c.annotator, "ann", defaultAnnotator, "annotator of a WFDB record whose `suffix`.file is read too and written, none for none")
	fl.StringVar(&c.charset, "charset", "", "`character set` of undeclared text; default GB18030")
	if err := parse(e, fl, args, "IN OUT"); err != nil {
		return err
	}
	fl.Visit(func(f *flag.Flag) { c.asked = c.asked || f.Name == "ann" })
	if fl.NArg() != 2 {
		return usagef("name one input and one output")
	}
	in, out := fl.Arg(0), fl.Arg(1)
	if err := c.settle(*to, in, out); err != nil {
		return err
	}
	losses, err := c.run(e, in, out)
	if errors.Is(err, errUsage) {
		return err
	}
	if err != nil {
		report(e.stderr, in, plain(err))
		return errSomeFailed
	}
	for _, s := range losses {
		fmt.Fprintf(e.stderr, "ecg: convert: not kept: %s\n", s)
	}
	return nil
}

// writable lists the formats that can be written.
func writable() (list []string) {
	for _, f := range formats.List() {
		if f.Encode != nil || f.Open != nil {
			list = append(list, f.Name)
		}
	}
	return list
}

// settle checks what was asked for.
func (c *conversion) settle(to, in, out string) error {
	c.format = strings.ToLower(to)
	if to == "" {
		ext := strings.ToLower(filepath.Ext(out))
		for _, f := range formats.List() {
			for _, x := range f.Extensions {
				if x == ext {
					c.format = f.Name
				}
			}
		}
	}
	known := false
	for _, name := range writable() {
		known = known || name == c.format
	}
	st, err := os.Stat(in)
	switch {
	case !known && to == "":
		return usagef("the ending of OUT does not say the format: give -to")
	case !known:
		return usagef("-to %s: there are %s", to, strings.Join(writable(), ", "))
	case c.group < 0:
		return usagef("-group %d: 0 is the rhythm", c.group)
	case c.rate < 0 || math.IsNaN(c.rate) || math.IsInf(c.rate, 0):
		return usagef("-rate %g", c.rate)
	case err == nil && st.IsDir():
		return usagef("%s is a folder: name one file", in)
	case c.format == "wfdb" && out == stdinName:
		return usagef("-to wfdb writes several files: name OUT")
	case sameFile(in, out) || c.format == "wfdb" && (sameFile(in, header(out)) || sameFile(header(in), header(out))):
		return usagef("OUT is IN")
	}
	return nil
}

// header is the name of a WFDB header.
func header(name string) string { return strings.TrimSuffix(name, ".hea") + ".hea" }

// run converts and returns what was lost, found by reading the output again.
func (c *conversion) run(e *env, in, out string) ([]string, error) {
	rec, err := c.read(e, in)
	if err != nil {
		return nil, err
	}
	for _, w := range rec.Warnings {
		fmt.Fprintf(e.stderr, "ecg: convert: warning: %s: %s\n", w.Code, w.Message)
	}
	rec.Warnings = nil
	if err := pickGroup(rec, c.group); err != nil {
		return nil, err
	}
	if c.derive {
		rec.DeriveLimbLeads()
	}
	if c.rate > 0 {
		if err := resample(rec, c.rate); err != nil {
			return nil, err
		}
	}
	if err := c.fits(rec); err != nil {
		return nil, err
	}
	if c.format == "wfdb" {
		return writeWFDB(rec, out)
	}
	var b bytes.Buffer
	if err := formats.Encode(&b, rec, c.format); err != nil {
		return nil, err
	}
	back, err := formats.Decode(b.Bytes(), nil)
	if err != nil {
		return nil, fmt.Errorf("the output cannot be read again: %w", err)
	}
	if out == stdinName {
		_, err = e.stdout.Write(b.Bytes())
	} else {
		err = os.WriteFile(out, b.Bytes(), 0o666)
	}
	return formats.Compare(rec, back), err
}

// read decodes the input, and the annotations beside a WFDB record.
func (c *conversion) read(e *env, in string) (*ecg.Record, error) {
	rec := new(ecg.Record)
	o := &formats.Options{Charset: c.charset}
	var item engine.Item
	for it, err := range inputs(e.stdin, []string{in}) {
		if err != nil {
			return nil, err
		}
		item = it
	}
	if item.Data != nil {
		return rec, formats.DecodeInto(rec, item.Data, o)
	}
	if err := formats.OpenInto(rec, item.FS, item.Path, false, o); err != nil {
		return nil, err
	}
	if rec.Format == "wfdb" && c.annotator != "none" && c.annotator != "" {
		err := wfdb.LoadAnnotations(rec, item.FS, item.Path, c.annotator)
		if err != nil && (c.asked || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
	}
	return rec, nil
}

// fits says what to do about rates that the format cannot hold.
func (c *conversion) fits(rec *ecg.Record) error {
	if c.format != "scp" {
		return nil
	}
	const usPerSecond, tolerance = 1e6, 1e-9
	for i := range rec.Channels {
		ch := &rec.Channels[i]
		us := usPerSecond / ch.Rate
		if ch.IsVoltage() && len(ch.Raw) > 0 && math.Abs(us-math.Round(us)) > tolerance*us {
			return formats.Errorf(formats.ErrUnsupported, "scp", "", -1,
				"%g Hz is no whole number of microseconds a sample, as SCP-ECG has it: resample with -rate 500", ch.Rate)
		}
		if ch.IsVoltage() && ch.Rate != rec.Rate() {
			return formats.Errorf(formats.ErrUnsupported, "scp", "", -1, "leads of %g and %g Hz: bring them to one rate with -rate", rec.Rate(), ch.Rate)
		}
	}
	return nil
}

// writeWFDB writes a record of several files and reads it again.
func writeWFDB(rec *ecg.Record, out string) ([]string, error) {
	dir, base := filepath.Split(strings.TrimSuffix(out, ".hea"))
	if err := wfdb.WriteDir(dir, base, rec, nil); err != nil {
		return nil, err
	}
	marks := wfdb.AnnotationsOf(rec)
	if len(marks) > 0 {
		var b bytes.Buffer
		if err := wfdb.WriteAnnotations(&b, marks, &wfdb.AnnotationOptions{Resolution: rec.Rate()}); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(dir, base+"."+defaultAnnotator), b.Bytes(), 0o666); err != nil {
			return nil, err
		}
	}
	if dir == "" {
		dir = "."
	}
	fsys := os.DirFS(dir)
	back, err := formats.Open(fsys, base+".hea", nil)
	if err == nil && len(marks) > 0 {
		err = wfdb.LoadAnnotations(back, fsys, base, defaultAnnotator)
	}
	if err != nil {
		return nil, fmt.Errorf("the output cannot be read again: %w", err)
	}
	return formats.Compare(rec, back), nil
}
