package measure

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// noisyLeads are the leads that a reader of PTB-XL named in a column: "V1", "I-AVF", "V1,V6", "alles", or all when no lead can
// be read in what was written.
func noisyLeads(s string) (out [12]bool) {
	names := []string{"I", "II", "III", "AVR", "AVL", "AVF", "V1", "V2", "V3", "V4", "V5", "V6"}
	s = strings.ToUpper(strings.TrimSpace(s))
	found := false
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		from, to, span := strings.Cut(part, "-")
		a := slices.Index(names, from)
		b := a
		if span {
			b = slices.Index(names, to)
			if b < 0 {
				b = slices.Index(names, "V"+to)
			}
		}
		for k := a; a >= 0 && k <= b; k++ {
			out[k], found = true, true
		}
	}
	if !found && s != "" {
		for k := range out {
			out[k] = true
		}
	}
	return out
}

// auc is the chance that a value of a exceeds one of b.
func auc(a, b []float64) float64 {
	sum := 0.0
	for _, x := range a {
		for _, y := range b {
			switch {
			case x > y:
				sum++
			case x == y:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(a)*len(b))
}

// Leads that readers of PTB-XL call disturbed must be graded worse than those they do not, although they named them in passing,
// and the leads of records without any such remark are good.
func TestQualityPTBXL(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	labelled := recordtest.PTBXL(t)
	kinds := []string{"baseline_drift", "static_noise", "burst_noise", "electrodes_problems"}
	grades := map[string]map[string]int{"none": {}, "any": {}, "clean record": {}}
	records := map[string]map[string]int{"none": {}, "any": {}, "NORM, none": {}}
	values := map[string]map[string][]float64{} // by measure, then kind
	m := New(Options{SQI: os.Getenv("ECG_FULL") != ""})
	var r Report
	for _, record := range labelled {
		rate, in := readRecord(t, record.Path())
		require.NoError(t, m.Measure(&r, chain(t, rate, in)))
		var flags [4][12]bool
		remark := false
		for k, name := range kinds {
			flags[k] = noisyLeads(record.Row[name])
			remark = remark || record.Row[name] != ""
		}
		what := "none"
		if remark {
			what = "any"
		}
		records[what][r.Quality.Grade]++
		if !remark && record.Coded("NORM") {
			records["NORM, none"][r.Quality.Grade]++
		}
		for l := range r.Quality.Leads {
			q := &r.Quality.Leads[l]
			k := slices.Index(ecg.StandardLeads[:], q.Lead)
			which := []string{}
			for i, name := range kinds {
				if flags[i][k] {
					which = append(which, name)
					if grades[name] == nil {
						grades[name] = map[string]int{}
					}
					grades[name][q.Grade]++
				}
			}
			if len(which) > 0 {
				grades["any"][q.Grade]++
			} else {
				grades["none"][q.Grade]++
				which = append(which, "none")
				if !remark {
					grades["clean record"][q.Grade]++
				}
			}
			st := &m.stats[l]
			for name, v := range map[string]float64{"grade": float64(q.Grade[0]), "baseline": st.baseline, "muscle": st.muscle, "burst": st.burst,
				"mains": in[l].MainsUV, "-snr": -float64(q.SNR), "noise": float64(r.Leads[l].Noise), "-bas": -float64(q.SQI.Bas), "-b": -float64(q.SQI.B), "-k": -float64(q.SQI.K)} {
				if values[name] == nil {
					values[name] = map[string][]float64{}
				}
				if math.IsNaN(v) {
					v = 1e9
				}
				for _, w := range which {
					values[name][w] = append(values[name][w], v)
				}
			}
		}
	}
	for _, name := range append([]string{"clean record", "none", "any"}, kinds...) {
		g := grades[name]
		n := g["A"] + g["B"] + g["C"] + g["D"]
		t.Logf("leads %-20s A %4d  B %4d  C %4d  D %4d  below A %.1f %%", name, g["A"], g["B"], g["C"], g["D"], 100*float64(n-g["A"])/float64(n))
	}
	for name, g := range records {
		t.Logf("records %-14s A %3d  B %3d  C %3d  D %3d", name, g["A"], g["B"], g["C"], g["D"])
	}
	for name, v := range values {
		text := ""
		for _, k := range kinds {
			text += fmt.Sprintf("  %s %.1f", k, 100*auc(v[k], v["none"]))
		}
		slices.Sort(v["none"])
		n := len(v["none"])
		t.Logf("AUC %-9s%s; none: median %.1f, 90 %% %.1f, 97 %% %.1f", name, text, v["none"][n/2], v["none"][n*9/10], v["none"][n*97/100])
	}
	if os.Getenv("ECG_FULL") != "" {
		for _, c := range []struct {
			name   string
			limits []float64
		}{{"baseline", []float64{250, 300, 350, 400, 450, 500, 600}}, {"muscle", []float64{8, 10, 12, 15, 20, 30}}, {"burst", []float64{10, 15, 20, 25, 30, 40, 60}}, {"-snr", []float64{-8, -10, -12, -14}}} {
			for _, limit := range c.limits {
				text := ""
				for _, k := range append([]string{"none"}, kinds[:3]...) {
					n := 0
					for _, v := range values[c.name][k] {
						if v >= limit {
							n++
						}
					}
					text += fmt.Sprintf("  %s %.1f %%", k, 100*float64(n)/float64(len(values[c.name][k])))
				}
				t.Logf("%s >= %g:%s", c.name, limit, text)
			}
		}
	}
	share := func(g map[string]int) float64 { return 1 - float64(g["A"])/float64(g["A"]+g["B"]+g["C"]+g["D"]) }
	require.Greater(t, share(grades["any"]), 2*share(grades["none"]))
}
