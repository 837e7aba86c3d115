package classify_test

import (
	"math"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// labelled are the diagnoses scored on PTB-XL and LUDB: the labels of each and the least sensitivity and specificity that criteria
// must keep on the two together. LUDB's hypertrophies are clinical and mostly without voltage, its left anterior blocks reach axes of -20 degrees.
var labelled = []struct {
	code   string
	ptbxl  []string
	ludb   string
	se, sp float64
}{
	{"LBBB", []string{"CLBBB"}, "Complete left bundle", 0.6, 0.99},
	{"RBBB", []string{"CRBBB"}, "Complete right bundle", 0.8, 0.98},
	{"AVB1", []string{"1AVB", "LPR"}, "I degree av block", 0.7, 0.91},
	{"LVH", []string{"LVH", "VCLVH"}, "Left ventricular hypertrophy", 0.3, 0.89},
	{"PVC", []string{"PVC"}, "Ventricular extrasystole", 0.75, 0.98},
	{"PACED", []string{"PACE"}, "pacing|Pacemaker", 0.8, 0.99},
	{"LAFB", []string{"LAFB"}, "Left anterior hemiblock", 0.55, 0.98},
	{"AVB2", []string{"2AVB"}, "Ii degree av", 0, 0.995},
	{"AVB3", []string{"3AVB"}, "\x00", 0, 0.995},
}

// TestLabels scores them with Wilson's intervals.
func TestLabels(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	type counts struct{ tp, fn, fp, tn int }
	score := make([]counts, len(labelled))
	run := func(r recordtest.Labelled, o engine.Options, truth func(i int) bool) {
		a, err := engine.New(o)
		require.NoError(t, err)
		res := engine.NewResult()
		analyseRecord(t, a, res, r)
		for i := range labelled {
			switch c, called := &score[i], res.Has(labelled[i].code); {
			case truth(i) && called:
				c.tp++
			case truth(i):
				c.fn++
			case called:
				c.fp++
			default:
				c.tn++
			}
		}
	}
	for _, r := range recordtest.PTBXL(t) {
		run(r, patient(r), func(i int) bool { return r.Coded(labelled[i].ptbxl...) })
	}
	for _, r := range recordtest.LUDB(t) {
		text := strings.Join([]string{r.Row["Rhythms"], r.Row["Conduction abnormalities"], r.Row["Extrasystolies"], r.Row["Hypertrophies"], r.Row["Cardiac pacing"]}, "\n")
		run(r, engine.Options{}, func(i int) bool {
			for _, line := range strings.Split(text, "\n") {
				for _, want := range strings.Split(labelled[i].ludb, "|") {
					if line = strings.TrimSpace(line); strings.HasPrefix(line, want) || want == "pacing" && strings.Contains(line, want) {
						return true
					}
				}
			}
			return false
		})
	}
	for i, c := range score {
		seLow, seHigh := wilson(c.tp, c.tp+c.fn)
		spLow, spHigh := wilson(c.tn, c.tn+c.fp)
		t.Logf("%-6s sensitivity %3d/%-3d (%.0f-%.0f %%), specificity %3d/%-3d (%.1f-%.1f %%)", labelled[i].code,
			c.tp, c.tp+c.fn, 100*seLow, 100*seHigh, c.tn, c.tn+c.fp, 100*spLow, 100*spHigh)
		require.GreaterOrEqual(t, float64(c.tp), labelled[i].se*float64(c.tp+c.fn), labelled[i].code)
		require.GreaterOrEqual(t, float64(c.tn), labelled[i].sp*float64(c.tn+c.fp), labelled[i].code)
	}
}

// wilson is Wilson's 95 % interval of a share.
func wilson(k, n int) (lo, hi float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	centre, half := p+z*z/(2*m), z*math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, (centre-half)/(1+z*z/m)), min(1, (centre+half)/(1+z*z/m))
}
