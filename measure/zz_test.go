package measure

import (
	"fmt"
	"math"
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
