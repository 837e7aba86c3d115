package classify_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// exchange is an exchange of electrodes applied to a record: recorded leads from true ones, right leg as left leg.
type exchange struct {
	code, en string     // as the finding names it
	one, two [2]float64 // I and II of true I and II
	chest    [2]float64 // what is added to every chest lead, of true I and II
	order    [6]int     // true chest lead of each recorded one
	least    float64    // share that must be found and named
}

var named = [6]int{0, 1, 2, 3, 4, 5}

func limbExchanges() []exchange {
	const third = 1.0 / 3
	return []exchange{
		{"as recorded", "", [2]float64{1, 0}, [2]float64{0, 1}, [2]float64{}, named, 0},
		{"RA-LA", "right arm and left arm", [2]float64{-1, 0}, [2]float64{-1, 1}, [2]float64{}, named, 0.95},
		{"RA-LL", "right arm and left leg", [2]float64{1, -1}, [2]float64{0, -1}, [2]float64{}, named, 0.9},
		{"LA-LL", "left arm and left leg", [2]float64{0, 1}, [2]float64{1, 0}, [2]float64{}, named, 0.4},
		{"RA>LA>LL", "", [2]float64{-1, 1}, [2]float64{-1, 0}, [2]float64{}, named, 0.9},
		{"RA>LL>LA", "", [2]float64{0, -1}, [2]float64{1, -1}, [2]float64{}, named, 0.9},
		{"RA-RL", "right arm and right leg", [2]float64{1, -1}, [2]float64{0, 0}, [2]float64{0, -third}, named, 0.8},
		{"LA-RL", "left arm and right leg", [2]float64{0, 1}, [2]float64{0, 1}, [2]float64{third, -third}, named, 0.8},
		{"RA-RL+LA-LL", "arms and legs", [2]float64{0, 0}, [2]float64{1, -1}, [2]float64{0, -third}, named, 0.6},
	}
}

func chestExchanges() (out []exchange) {
	for i := range 6 {
		for j := i + 1; j < 6; j++ {
			o, least := named, 0.8
			o[i], o[j] = j, i
			if j == i+1 {
				least = 0.3
			}
			out = append(out, exchange{fmt.Sprintf("V%d-V%d", i+1, j+1), fmt.Sprintf("V%d and V%d", i+1, j+1), [2]float64{1, 0}, [2]float64{0, 1}, [2]float64{}, o, least})
		}
	}
	return append(out, exchange{"V1..V6", "reverse order", [2]float64{1, 0}, [2]float64{0, 1}, [2]float64{}, [6]int{5, 4, 3, 2, 1, 0}, 0.6})
}

// apply returns the record as it would have been with the exchange, in µV; nil when it lacks leads.
func (e *exchange) apply(rec *ecg.Record) *ecg.Record {
	var at [12]*ecg.Channel
	out := *rec
	out.Channels = slices.Clone(rec.Channels)
	for i := range out.Channels {
		out.Channels[i].Raw = slices.Clone(out.Channels[i].Raw)
		if k := slices.Index(ecg.StandardLeads[:], out.Channels[i].Lead); k >= 0 {
			at[k] = &out.Channels[i]
		}
	}
	var x [12][]float64
	for k, c := range at {
		if c == nil {
			return nil
		}
		x[k] = c.Microvolts(nil)
		c.Scale, c.Offset = 1, 0
	}
	var v [6]float64
	for n := range at[0].Raw {
		i, ii := x[0][n], x[1][n]
		shift := e.chest[0]*i + e.chest[1]*ii
		for k := range v {
			v[k] = x[6+e.order[k]][n] + shift
		}
		i, ii = e.one[0]*i+e.one[1]*ii, e.two[0]*i+e.two[1]*ii
		set := func(k int, x float64) { at[k].Raw[n] = int32(math.Round(x)) }
		set(0, i)
		set(1, ii)
		set(2, ii-i)
		set(3, -(i+ii)/2)
		set(4, i-ii/2)
		set(5, ii-i/2)
		for k := range v {
			set(6+k, v[k])
		}
	}
	return &out
}

// TestElectrodeExchanges applies every exchange of electrodes to real records and counts what is found, and what is found in the
// records as they are. ECG_FULL=1 takes all records; otherwise some of them, and the exchanges of neighbours of the chest only.
func TestElectrodeExchanges(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	var paths []string
	for _, db := range []string{"ludb", "ptbxl"} {
		files, err := filepath.Glob(filepath.Join(testdata.Dir(t, db), "*.hea"))
		require.NoError(t, err)
		paths = append(paths, files...)
	}
	full := os.Getenv("ECG_FULL") != ""
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	all := append(limbExchanges(), chestExchanges()...)
	type count struct{ n, found, named int }
	counts := make([]count, len(all))
	var alarms []string
	for k, path := range paths {
		rec, err := formats.Open(os.DirFS(filepath.Dir(path)), filepath.Base(path), nil)
		require.NoError(t, err)
		rec.DeriveLimbLeads()
		for i := range all {
			if i > 0 && !full && k%13 != i%13 {
				continue
			}
			changed := all[i].apply(rec)
			if changed == nil {
				continue
			}
			require.NoError(t, a.AnalyzeRecord(res, changed))
			c := &counts[i]
			c.n++
			f := res.Find("LEAD_REVERSAL")
			if f == nil {
				continue
			}
			c.found++
			if strings.Contains(f.EN, all[i].en) {
				c.named++
			}
			if i == 0 {
				alarms = append(alarms, filepath.Base(path)+" "+f.EN)
			}
		}
	}
	for i := range all {
		c := counts[i]
		share := float64(c.named) / float64(c.n)
		t.Logf("%-12s %4d records, LEAD_REVERSAL %5.1f %%, electrodes named %5.1f %%", all[i].code, c.n, 100*float64(c.found)/float64(c.n), 100*share)
		if i > 0 && c.n >= 20 {
			require.GreaterOrEqual(t, share, all[i].least-0.1, all[i].code)
		}
	}
	t.Logf("as recorded: %s", strings.Join(alarms, ", "))
	require.LessOrEqual(t, len(alarms), 2)
}
