package measure

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/internal/testdata"
)

// how much do per-lead truth marks deviate from the median across leads of the same beat
func TestZZSpread(t *testing.T) {
	dir := testdata.Dir(t, "ludb")
	for _, kind := range []byte{'p', 'N', 't'} {
		for part := 0; part < 3; part++ {
			var dev []float64
			perlead := map[string][]float64{}
			for _, path := range ludbRecords(dir) {
				_, in := readRecord(t, path)
				bt := truthBeats(t, path, in)
				_ = bt
				type e struct {
					at   int
					lead string
				}
				var all []e
				for _, l := range in {
					n := strings.ToLower(l.Label)
					for _, w := range wavesOf(readAnnotations(t, path+"."+n), kind) {
						v := []int{w.on, w.peak, w.off}[part]
						if v != None {
							all = append(all, e{v, n})
						}
					}
				}
				// cluster by nearest beats
				for _, a := range all {
					var near []float64
					for _, b := range all {
						if d := b.at - a.at; d > -75 && d < 75 {
							near = append(near, float64(b.at))
						}
					}
					if len(near) < 8 {
						continue
					}
					med := medianInPlace(near)
					d := (float64(a.at) - med) * 2
					dev = append(dev, d)
					perlead[a.lead] = append(perlead[a.lead], d)
				}
			}
			tl := tally{tp: len(dev), err: dev}
			_, _, m, sd := tl.stats()
			s := ""
			for _, l := range []string{"i", "ii", "iii", "v1", "v2", "v5"} {
				tl := tally{tp: 1, err: perlead[l]}
				_, _, m, sd := tl.stats()
				s += fmt.Sprintf("  %s %+.0f±%.0f", l, m, sd)
			}
			_ = math.Pi
			t.Logf("%c %d: %.1f ± %.1f n=%d %s", kind, part, m, sd, len(dev), s)
		}
	}
}

func TestZZP(t *testing.T) {
	dir := testdata.Dir(t, "ludb")
	m := New(Options{})
	for _, path := range ludbRecords(dir) {
		rate, in := readRecord(t, path)
		input := chain(t, rate, in)
		rows := m.DelineateAll(nil, input)
		o := make([]tally, 9)
		score(o, readAnnotations(t, path+".ii"), rows[1], rate, "x")
		cl := ""
		for _, b := range input.Beats {
			cl += b.Class.String()
		}
		hea := ""
		if o[1].fn+o[1].fp > 1 {
			b, _ := os.ReadFile(path + ".hea")
			i := strings.Index(string(b), "#Rhythm")
			if i > 0 {
				hea = strings.ReplaceAll(string(b[i:]), "\n", " ")
			}
			t.Logf("%s tp %d fn %d fp %d share %.2f corr %.2f main %d pRel %.1f used %d %s %s", filepath.Base(path), o[1].tp, o[1].fn, o[1].fp, m.p.share, m.p.corr, m.main, m.rep.pRel, m.used, cl, hea)
		}
	}
}

func TestZZDump(t *testing.T) {
	dir := testdata.Dir(t, os.Getenv("DB"))
	m := New(Options{})
	for _, id := range strings.Fields(os.Getenv("IDS")) {
		path := filepath.Join(dir, id)
		rate, in := readRecord(t, path)
		input := chain(t, rate, in)
		m.prepare(input)
		s := &m.rep
		t.Logf("%s r %d n %d rep %+v prevR %.0f", id, s.r, s.n, s.g.relative(s.r), s.prevR)
		for _, l := range []int{1, 6, 7} {
			o := ""
			for i := s.r - 220; i < s.r+20; i += 6 {
				if i >= 0 {
					o += fmt.Sprintf("%d ", int(s.sm[l][i]))
				}
			}
			t.Logf("lead %s noise %.1f (-440 ms step 12): %s", in[l].Label, s.noise[l], o)
		}
		for i := range m.beats {
			b := &m.beats[i]
			t.Logf("  beat %d %c class %d corr %.2f avg %v pk %v hasP %v pcorr %.2f lag %.0f", b.r, b.label, b.class, b.corr, b.avg, b.pKnown, b.hasP, b.pCorr, b.pLag)
		}
	}
}
