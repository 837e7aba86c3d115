package measure

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/require"
)

// readRecord reads a record, given by its path without an extension; leads in µV.
func readRecord(t testing.TB, path string) (rate float64, leads []InputLead) {
	t.Helper()
	var rec ecg.Record
	require.NoError(t, wfdb.Open(&rec, os.DirFS(filepath.Dir(path)), filepath.Base(path)+".hea", false, nil))
	for i := range rec.Channels {
		c := &rec.Channels[i]
		leads = append(leads, InputLead{Label: c.Label, Lead: c.Lead, Raw: c.Microvolts(nil)})
	}
	trueScale(rec.Channels, leads)
	return rec.Rate(), leads
}

// trueScale undoes gains that are each lead's own peak-to-peak value, as in LUDB, whose samples are whole µV.
func trueScale(channels []ecg.Channel, leads []InputLead) {
	for l := range leads {
		if math.Abs(extent(leads[l].Raw)-1000) > 2 {
			return
		}
	}
	for l := range leads {
		for i := range leads[l].Raw {
			leads[l].Raw[i] /= channels[l].Scale
		}
	}
}

// chain filters the leads and finds and classifies the beats, as an analysis does.
func chain(t testing.TB, rate float64, leads []InputLead) *Input {
	t.Helper()
	cleaner, err := filter.NewCleaner(rate, filter.CleanOptions{})
	require.NoError(t, err)
	raw := make([][]float64, len(leads))
	for l := range leads {
		raw[l] = leads[l].Raw
	}
	clean := cleaner.CleanLeads(nil, raw)
	for l := range leads {
		leads[l].Clean = clean[l]
	}
	d, err := detect.NewMultiLead(rate)
	require.NoError(t, err)
	at := d.DetectLeads(nil, clean)
	in := &Input{RateHz: rate, Leads: leads}
	for i, c := range detect.Classify(at, clean, rate) {
		in.Beats = append(in.Beats, detect.Beat{Sample: at[i], Class: c})
	}
	return in
}

type annotation struct {
	at     int
	symbol byte
}

// readAnnotations reads the marks ( ) p N t of an annotation file.
func readAnnotations(t testing.TB, path string) []annotation {
	t.Helper()
	list, err := wfdb.OpenAnnotations(os.DirFS(filepath.Dir(path)), filepath.Base(path), 0)
	require.NoError(t, err)
	var out []annotation
	for _, a := range list {
		if s := wfdb.Symbol(a.Code); len(s) == 1 && strings.Contains("()pNt", s) {
			out = append(out, annotation{int(a.Sample), s[0]})
		}
	}
	return out
}

// ludbRecords lists the records of LUDB that are there.
func ludbRecords(dir string) []string {
	var out []string
	for i := 1; i <= 200; i++ {
		p := filepath.Join(dir, fmt.Sprint(i))
		if _, err := os.Stat(p + ".hea"); err == nil {
			out = append(out, p)
		}
	}
	return out
}
