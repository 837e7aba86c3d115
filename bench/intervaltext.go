package bench

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/formats/wfdb"
)

// ReadIntervals reads RR intervals as text: start sample, RR in seconds and end sample a line, with blanks, commas or semicolons
// between. Empty lines, lines that begin with # and a first line of words are passed over.
func ReadIntervals(r io.Reader) ([]classify.RRInterval, error) {
	var list []classify.RRInterval
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		f := strings.FieldsFunc(lines.Text(), func(r rune) bool { return strings.ContainsRune(", \t;\r", r) })
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		rr, ok := parseInterval(f)
		if !ok {
			if n == 1 {
				continue
			}
			return nil, fmt.Errorf("line %d: want start sample, RR in seconds, end sample", n)
		}
		list = append(list, rr)
	}
	return list, lines.Err()
}

func parseInterval(f []string) (classify.RRInterval, bool) {
	if len(f) < 3 {
		return classify.RRInterval{}, false
	}
	start, err1 := strconv.Atoi(f[0])
	rr, err2 := strconv.ParseFloat(f[1], 64)
	end, err3 := strconv.Atoi(f[2])
	if err1 != nil || err2 != nil || err3 != nil || math.IsNaN(rr) || math.IsInf(rr, 0) || rr < 0 || end < start {
		return classify.RRInterval{}, false
	}
	return classify.RRInterval{Start: start, End: end, Seconds: rr}, true
}

// intervalRate is the sampling frequency that a list of intervals implies, 0 when none does. Rounded seconds cancel over the list.
func intervalRate(list []classify.RRInterval) float64 {
	samples, seconds := 0.0, 0.0
	for _, iv := range list {
		samples += float64(iv.End - iv.Start)
		seconds += iv.Seconds
	}
	if !(seconds > 0) {
		return 0
	}
	return samples / seconds
}

// readRhythmText reads the rhythm changes of an annotation listing: elapsed time, sample, +, three numbers and the rhythm a line.
func readRhythmText(r io.Reader) ([]wfdb.Annotation, error) {
	var out []wfdb.Annotation
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		f := strings.Fields(lines.Text())
		if len(f) < 3 || f[2] != "+" {
			continue // the heading, other annotations
		}
		at, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil || len(out) > 0 && at < out[len(out)-1].Sample {
			return nil, fmt.Errorf("line %d: %q is no sample in time order", n, f[1])
		}
		out = append(out, wfdb.Annotation{Sample: at, Code: wfdb.CodeRhythm, Aux: f[len(f)-1]})
	}
	return out, lines.Err()
}
