package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/formats/wfdb"
)

func runRhythm(e *env, args []string) error {
	fs := flag.NewFlagSet("rhythm", flag.ContinueOnError)
	ann := fs.String("ann", "", "WFDB annotation `file` with the beats")
	rr := fs.String("rr", "", "text `file` of RR intervals: start sample, RR in s, end sample a line; - for standard input")
	rate := fs.Float64("rate", 0, "sampling frequency in `Hz`; default: that of the header beside the annotation file")
	if err := parse(e, fs, args, ""); err != nil {
		return err
	}
	if (*ann == "") == (*rr == "") || fs.NArg() > 0 {
		return usagef("give either -ann FILE or -rr FILE")
	}
	if *rate < 0 || math.IsNaN(*rate) || math.IsInf(*rate, 0) {
		return usagef("-rate %g", *rate)
	}
	var segments []classify.RhythmSegment
	var err error
	if *ann != "" {
		segments, err = annotatedRhythm(*ann, *rate)
	} else {
		var list []classify.RRInterval
		list, err = readIntervals(e.stdin, *rr)
		segments = classify.RhythmRR(list, classify.RROptions{})
	}
	if err != nil {
		return err
	}
	w := bufio.NewWriter(e.stdout)
	fmt.Fprintln(w, "start_sample,end_sample,rhythm")
	for _, s := range segments {
		fmt.Fprintf(w, "%d,%d,%s\n", s.Start, s.End, s.Rhythm)
	}
	return w.Flush()
}

// annotatedRhythm finds the rhythm of the beats of an annotation file.
func annotatedRhythm(name string, rate float64) ([]classify.RhythmSegment, error) {
	list, rate, err := readAnnotations(name, rate)
	if err != nil {
		return nil, err
	}
	return classify.RhythmBeats(bench.RhythmBeats(list), rate, classify.RROptions{}), nil
}

// readAnnotations reads an annotation file; a rate of 0 is that of the header beside it.
func readAnnotations(name string, rate float64) ([]wfdb.Annotation, float64, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, 0, err
	}
	if rate == 0 {
		if rate, err = headerRate(name); err != nil {
			return nil, 0, err
		}
	}
	list, err := wfdb.ReadAnnotations(data, rate)
	return list, rate, err
}

// headerRate reads the sampling frequency from the header of the record that an annotation file belongs to.
func headerRate(ann string) (float64, error) {
	header := strings.TrimSuffix(ann, filepath.Ext(ann)) + ".hea"
	data, err := os.ReadFile(header)
	if err != nil {
		return 0, usagef("give -rate: there is no header %s", header)
	}
	h, err := wfdb.ParseHeader(data, filepath.Base(header), nil)
	if err != nil {
		return 0, err
	}
	if h.Rate > 0 { // frames, which annotations count, not the samples of a faster signal
		return h.Rate, nil
	}
	return 0, usagef("give -rate: %s does not state it", header)
}

// readIntervals reads lines of start sample, RR in seconds and end sample, with blanks or commas between. A first line of
// words is a heading.
func readIntervals(stdin io.Reader, name string) ([]classify.RRInterval, error) {
	data, err := readText(stdin, name)
	if err != nil {
		return nil, err
	}
	list, err := bench.ReadIntervals(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return list, nil
}

// readText reads a file or standard input.
func readText(stdin io.Reader, name string) ([]byte, error) {
	if name == stdinName {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(name)
}
