package classify_test

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
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
	run := func(dir, name string, o engine.Options, truth func(i int) bool) {
		a, err := engine.New(o)
		require.NoError(t, err)
		res := engine.NewResult()
		require.NoError(t, a.AnalyzeFile(res, os.DirFS(dir), name))
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
	table := func(dir, file string, each func(cell func(string) string)) {
		f, err := os.Open(filepath.Join(dir, file))
		require.NoError(t, err)
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		require.NoError(t, err)
		col := map[string]int{}
		for i, h := range rows[0] {
			col[h] = i
		}
		for _, row := range rows[1:] {
			each(func(h string) string { return row[col[h]] })
		}
	}
	dir := testdata.Dir(t, "ptbxl")
	table(dir, "ptbxl_database.csv", func(cell func(string) string) {
		id, err := strconv.Atoi(cell("ecg_id"))
		require.NoError(t, err)
		name := fmt.Sprintf("%05d_hr.hea", id)
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return
		}
		o := engine.Options{Sex: ecg.Male}
		if cell("sex") == "1" {
			o.Sex = ecg.Female
		}
		if age, _ := strconv.ParseFloat(cell("age"), 64); age > 0 {
			age = min(age, 90)
			o.AgeYears = &age
		}
		codes := cell("scp_codes")
		run(dir, name, o, func(i int) bool {
			for _, c := range labelled[i].ptbxl {
				if strings.Contains(codes, "'"+c+"'") {
					return true
				}
			}
			return false
		})
	})
	ludb := testdata.Dir(t, "ludb")
	table(ludb, "ludb.csv", func(cell func(string) string) {
		name := strings.TrimSpace(cell("ID")) + ".hea"
		if _, err := os.Stat(filepath.Join(ludb, name)); err != nil {
			return
		}
		text := strings.Join([]string{cell("Rhythms"), cell("Conduction abnormalities"), cell("Extrasystolies"), cell("Hypertrophies"), cell("Cardiac pacing")}, "\n")
		run(ludb, name, engine.Options{}, func(i int) bool {
			for _, line := range strings.Split(text, "\n") {
				for _, want := range strings.Split(labelled[i].ludb, "|") {
					if line = strings.TrimSpace(line); strings.HasPrefix(line, want) || want == "pacing" && strings.Contains(line, want) {
						return true
					}
				}
			}
			return false
		})
	})
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
