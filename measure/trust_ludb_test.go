package measure

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// judgedError is how far an interval is from the marks of the experts, with the confidence that was given for it.
type judgedError struct{ err, confidence float64 }

// The confidence orders measurements: in recordings with the higher half of it the intervals lie nearer to the experts'.
func TestConfidenceOnLUDB(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "ludb")
	m := New(Options{})
	var r Report
	names := []string{"PR", "QRS", "QT"}
	quantities := []Quantity{PRInterval, QRSDuration, QTInterval}
	all := make([][]judgedError, len(names))
	for _, path := range ludbRecords(dir) {
		rate, in := readRecord(t, path)
		require.NoError(t, m.Measure(&r, chain(t, rate, in)))
		var marked [3][]float64
		for l := range in {
			marks := readAnnotations(t, path+"."+strings.ToLower(in[l].Label))
			p, tw := wavesOf(marks, 'p'), wavesOf(marks, 't')
			for _, q := range wavesOf(marks, 'N') {
				if q.on == None {
					continue
				}
				if q.off != None {
					marked[1] = append(marked[1], float64(q.off-q.on))
				}
				for _, w := range p {
					if d := q.on - w.on; w.on != None && d > 0 && d < int(0.3*rate) {
						marked[0] = append(marked[0], float64(d))
					}
				}
				for _, w := range tw {
					if d := w.off - q.on; w.off != None && d > 0 && d < int(0.6*rate) {
						marked[2] = append(marked[2], float64(d))
						break
					}
				}
			}
		}
		for k, v := range []float64{float64(r.PR), float64(r.QRS), float64(r.QT)} {
			if len(marked[k]) > 10 && !math.IsNaN(v) {
				d := v - medianInPlace(marked[k])*1000/rate
				all[k] = append(all[k], judgedError{d, r.Trust[quantities[k]].Confidence})
			}
		}
	}
	for k, name := range names {
		rows := all[k]
		slices.SortFunc(rows, func(a, b judgedError) int {
			switch {
			case a.confidence < b.confidence:
				return -1
			case a.confidence > b.confidence:
				return 1
			}
			return 0
		})
		sd := func(rows []judgedError) float64 {
			mean, sq := 0.0, 0.0
			for _, v := range rows {
				mean += v.err / float64(len(rows))
			}
			for _, v := range rows {
				sq += (v.err - mean) * (v.err - mean)
			}
			return math.Sqrt(sq / float64(len(rows)))
		}
		half := len(rows) / 2
		low, high := sd(rows[:half]), sd(rows[half:])
		t.Logf("%-4s lower half of confidence (to %.2f): SD %.1f ms, higher (to %.2f): %.1f ms, n = %d", name,
			rows[half].confidence, low, rows[len(rows)-1].confidence, high, len(rows))
		assert.Less(t, high, low, name)
	}
}
