package measure

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

func TestZZPTB(t *testing.T) {
	dir := testdata.Dir(t, "ptbxl")
	f, err := os.Open(filepath.Join(dir, "ptbxl_database.csv"))
	require.NoError(t, err)
	rows, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	col := map[string]int{}
	for i, n := range rows[0] {
		col[n] = i
	}
	m := New(Options{})
	var r Report
	pct := map[string][]float64{}
	grades := map[string]int{}
	noisyGrades := map[string]int{}
	var af []string
	var lowP []string
	for _, row := range rows[1:] {
		var id int
		fmt.Sscan(row[0], &id)
		path := filepath.Join(dir, fmt.Sprintf("%05d_hr", id))
		if _, err := os.Stat(path + ".hea"); err != nil {
			continue
		}
		rate, in := readRecord(t, path)
		input := chain(t, rate, in)
		require.NoError(t, m.Measure(&r, input))
		codes := row[col["scp_codes"]]
		noise := row[col["baseline_drift"]] + row[col["static_noise"]] + row[col["burst_noise"]] + row[col["electrodes_problems"]]
		if strings.TrimSpace(noise) == "" {
			grades[r.Quality.Grade]++
		} else {
			noisyGrades[r.Quality.Grade]++
			if os.Getenv("Q") != "" {
				t.Logf("noisy %d %q: %s %v", id, noise, r.Quality.Grade, r.Quality.Messages)
			}
		}
		if os.Getenv("Q") != "" && strings.TrimSpace(noise) == "" && r.Quality.Grade >= "C" {
			t.Logf("clean %d: %s %v", id, r.Quality.Grade, r.Quality.Messages)
		}
		line := fmt.Sprintf("%d HR %.0f share %.2f corr %.2f sd %.0f f %.1f %.2f amp %.0f cosen %.2f nrmssd %.2f %s", id, float64(r.HeartRate), float64(r.Atrial.PShare), float64(r.Atrial.PCorr), float64(r.Atrial.PRSD), float64(r.Atrial.FRate), float64(r.Atrial.FPower), float64(r.Atrial.FAmplitude), float64(r.RR.CoSEn), float64(r.RR.NRMSSD), codes)
		if strings.Contains(codes, "AFIB") || strings.Contains(codes, "AFLT") {
			af = append(af, line)
		} else if !(float64(r.Atrial.PShare) > 0.7) {
			lowP = append(lowP, line)
		}
		if strings.Contains(codes, "NORM") {
			pct["HR"] = append(pct["HR"], float64(r.HeartRate))
			pct["P"] = append(pct["P"], float64(r.P))
			pct["PR"] = append(pct["PR"], float64(r.PR))
			pct["QRS"] = append(pct["QRS"], float64(r.QRS))
			pct["QT"] = append(pct["QT"], float64(r.QT))
			pct["QTcF"] = append(pct["QTcF"], float64(r.QTc.Fridericia))
			pct["axis"] = append(pct["axis"], float64(r.Axis.QRS))
			pct["Taxis"] = append(pct["Taxis"], float64(r.Axis.T))
			pct["Paxis"] = append(pct["Paxis"], float64(r.Axis.P))
			pct["fpow"] = append(pct["fpow"], float64(r.Atrial.FPower))
			if l := r.Find(2); l != nil {
				pct["P II"] = append(pct["P II"], float64(l.P))
				pct["T II"] = append(pct["T II"], float64(l.T))
				pct["J II"] = append(pct["J II"], float64(l.J))
				pct["ST60 II"] = append(pct["ST60 II"], float64(l.ST60))
			}
			if l := r.Find(4); l != nil {
				pct["J V2"] = append(pct["J V2"], float64(l.J))
				pct["ST60 V2"] = append(pct["ST60 V2"], float64(l.ST60))
				pct["T V2"] = append(pct["T V2"], float64(l.T))
			}
			if l := r.Find(3); l != nil {
				pct["PTF V1"] = append(pct["PTF V1"], float64(l.PTF))
			}
			jn := 0.0
			nt := 0.0
			for i := range r.Leads {
				if r.Leads[i].JNotch > 0 {
					jn++
				}
				if r.Leads[i].Notched {
					nt++
				}
			}
			pct["jnotch leads"] = append(pct["jnotch leads"], jn)
			pct["notched leads"] = append(pct["notched leads"], nt)
			if os.Getenv("ODD") != "" && (r.PR > 220 || r.PR < 110 || r.QRS > 115 || r.QRS < 66 || r.QTc.Fridericia > 470 || r.QTc.Fridericia < 340 || r.PR != r.PR) {
				t.Logf("odd %d P %.0f PR %.0f QRS %.0f QT %.0f QTcF %.0f HR %.0f %s %s", id, float64(r.P), float64(r.PR), float64(r.QRS), float64(r.QT), float64(r.QTc.Fridericia), float64(r.HeartRate), codes, r.Quality.Grade)
			}
		}
	}
	for _, l := range af {
		t.Log("AF ", l)
	}
	for _, l := range lowP {
		t.Log("lowP ", l)
	}
	var names []string
	for n := range pct {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		v := pct[n]
		bad := 0
		var w []float64
		for _, x := range v {
			if math.IsNaN(x) {
				bad++
			} else {
				w = append(w, x)
			}
		}
		sort.Float64s(w)
		q := func(p float64) float64 { return w[int(p*float64(len(w)-1))] }
		t.Logf("%-8s n %d nan %d  min %.2f p2 %.2f p25 %.2f p50 %.2f p75 %.2f p98 %.2f max %.2f", n, len(v), bad, w[0], q(.02), q(.25), q(.5), q(.75), q(.98), w[len(w)-1])
	}
	t.Logf("grades clean %v noisy %v", grades, noisyGrades)
}
