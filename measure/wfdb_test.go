package measure

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
	"github.com/stretchr/testify/require"
)

// readRecord reads a record of 16-bit interleaved samples, all this package's tests need; leads in µV.
func readRecord(t testing.TB, path string) (rate float64, leads []InputLead) {
	t.Helper()
	hea, err := os.ReadFile(path + ".hea")
	require.NoError(t, err)
	var gain, base []float64
	for i, line := range strings.Split(string(hea), "\n") {
		f := strings.Fields(line)
		if len(f) == 0 || f[0][0] == '#' {
			continue
		}
		if i == 0 {
			rate, err = strconv.ParseFloat(f[2], 64)
			require.NoError(t, err)
			continue
		}
		g, _, _ := strings.Cut(f[2], "/")
		g, b, _ := strings.Cut(strings.TrimSuffix(g, ")"), "(")
		gv, err := strconv.ParseFloat(g, 64)
		require.NoError(t, err)
		bv, _ := strconv.ParseFloat(b, 64)
		gain, base = append(gain, gv), append(base, bv)
		leads = append(leads, InputLead{Label: f[8], Lead: ecg.ParseLead(f[8])})
	}
	dat, err := os.ReadFile(path + ".dat")
	require.NoError(t, err)
	n := len(dat) / 2 / len(leads)
	for l := range leads {
		x := make([]float64, n)
		for i := range x {
			v := int16(binary.LittleEndian.Uint16(dat[2*(i*len(leads)+l):]))
			x[i] = (float64(v) - base[l]) / gain[l] * 1000
			if v == math.MinInt16 {
				x[i] = math.NaN()
			}
		}
		leads[l].Raw = x
	}
	return rate, leads
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
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	symbols := map[int]byte{39: '(', 40: ')', 24: 'p', 1: 'N', 27: 't'}
	var out []annotation
	at := 0
	for i := 0; i+1 < len(data); {
		w := int(binary.LittleEndian.Uint16(data[i:]))
		i += 2
		code, v := w>>10, w&1023
		switch {
		case w == 0:
			return out
		case code == 59:
			at += int(int32(binary.LittleEndian.Uint16(data[i:]))<<16 | int32(binary.LittleEndian.Uint16(data[i+2:])))
			i += 4
		case code == 63:
			i += (v + 1) / 2 * 2
		case code > 59:
		default:
			at += v
			if s, ok := symbols[code]; ok {
				out = append(out, annotation{at, s})
			}
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
