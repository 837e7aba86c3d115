package measure

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// wave is an annotated wave of LUDB; positions are None where unmarked.
type wave struct{ on, peak, off int }

// wavesOf groups the marks of one lead into waves of the kind symbol.
func wavesOf(a []annotation, symbol byte) []wave {
	var out []wave
	for i, m := range a {
		if m.symbol != symbol {
			continue
		}
		w := wave{None, m.at, None}
		if i > 0 && a[i-1].symbol == '(' {
			w.on = a[i-1].at
		}
		if i+1 < len(a) && a[i+1].symbol == ')' {
			w.off = a[i+1].at
		}
		out = append(out, w)
	}
	return out
}

// tally collects the errors of one kind of mark in ms.
type tally struct {
	tp, fn, fp int
	err        []float64
}

func (t *tally) add(truth, found []int, rate float64, from, to int) {
	const window = 150
	used := make([]bool, len(found))
	for _, a := range truth {
		best, at := math.Inf(1), -1
		for i, b := range found {
			if d := math.Abs(float64(b-a)) / rate * 1000; !used[i] && d <= window && d < best {
				best, at = d, i
			}
		}
		if at < 0 {
			t.fn++
			continue
		}
		used[at] = true
		t.tp++
		e := float64(found[at]-a) / rate * 1000
		t.err = append(t.err, e)
	}
	for i, b := range found {
		if !used[i] && b >= from && b <= to {
			t.fp++
		}
	}
}

func (t *tally) stats() (se, ppv, mean, sd float64) {
	for _, e := range t.err {
		mean += e
	}
	mean /= float64(len(t.err))
	for _, e := range t.err {
		sd += (e - mean) * (e - mean)
	}
	return 100 * float64(t.tp) / float64(t.tp+t.fn), 100 * float64(t.tp) / float64(t.tp+t.fp), mean, math.Sqrt(sd / float64(len(t.err)-1))
}

var markNames = []string{"P on", "P peak", "P off", "QRS on", "R", "QRS off", "T on", "T peak", "T off"}

// ludbTable delineates LUDB in the given leads and tallies every kind of mark.
func ludbTable(t testing.TB, dir string, leads []string) map[string][]tally {
	out := map[string][]tally{}
	m := New(Options{})
	var rows [][]BeatFiducials
	for _, path := range ludbRecords(dir) {
		rate, in := readRecord(t, path)
		rows = m.DelineateAll(rows, chain(t, rate, in))
		for l := range in {
			name := strings.ToLower(in[l].Label)
			if !slices.Contains(leads, name) {
				continue
			}
			if out[name] == nil {
				out[name] = make([]tally, len(markNames))
			}
			score(out[name], readAnnotations(t, path+"."+name), rows[l], rate)
		}
	}
	return out
}

// score compares the fiducials of one lead with its marks, within the annotated span.
func score(out []tally, marks []annotation, found []BeatFiducials, rate float64) {
	from, to := marks[0].at, marks[len(marks)-1].at
	// The span starts and ends with QRS marks as a rule: the P before and the T after are not marked.
	qrs := wavesOf(marks, 'N')
	pFrom, tTo := from, to
	if len(qrs) > 0 {
		pFrom = max(from, qrs[0].peak)
		if p := wavesOf(marks, 'p'); len(p) > 0 && p[0].peak < pFrom {
			pFrom = from
		}
		tTo = qrs[len(qrs)-1].peak
		if tw := wavesOf(marks, 't'); len(tw) > 0 && tw[len(tw)-1].peak > tTo {
			tTo = to
		}
	}
	pick := func(f func(Fiducials) int) (v []int) {
		for _, b := range found {
			if at := f(b.Fiducials); at != None {
				v = append(v, at)
			}
		}
		return v
	}
	truth := func(symbol byte, f func(wave) int) (v []int) {
		for _, w := range wavesOf(marks, symbol) {
			if at := f(w); at != None {
				v = append(v, at)
			}
		}
		return v
	}
	on, peak, off := func(w wave) int { return w.on }, func(w wave) int { return w.peak }, func(w wave) int { return w.off }
	out[0].add(truth('p', on), pick(func(f Fiducials) int { return f.POn }), rate, pFrom, to)
	out[1].add(truth('p', peak), pick(func(f Fiducials) int { return f.PPeak }), rate, pFrom, to)
	out[2].add(truth('p', off), pick(func(f Fiducials) int { return f.POff }), rate, pFrom, to)
	out[3].add(truth('N', on), pick(func(f Fiducials) int { return f.QRSOn }), rate, from, to)
	out[4].add(truth('N', peak), pick(func(f Fiducials) int { return f.R }), rate, from, to)
	out[5].add(truth('N', off), pick(func(f Fiducials) int { return f.QRSOff }), rate, from, to)
	out[6].add(truth('t', on), pick(func(f Fiducials) int { return f.TOn }), rate, from, tTo)
	out[7].add(truth('t', peak), pick(func(f Fiducials) int { return f.TPeak }), rate, from, tTo)
	out[8].add(truth('t', off), pick(func(f Fiducials) int { return f.TOff }), rate, from, tTo)
}

// ludbFloor is what LUDB must give at least, a little below what was measured: sensitivity and positive predictivity in %,
// and at most this mean and SD of the error in ms.
var ludbFloor = map[string][4]float64{
	"P on":   {98.5, 98, 5, 14},
	"P peak": {98.5, 98, 5, 12},
	"P off":  {98.5, 98, 5, 14},
	"QRS on": {99.5, 98.5, 3, 10}, "R": {99.5, 99, 3.5, 9}, "QRS off": {99.5, 98.5, 3, 10},
	"T on": {96.5, 98.5, 6, 22}, "T peak": {96.5, 98.5, 5, 16}, "T off": {96.5, 98.5, 6, 20},
}

func TestLUDB(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "ludb")
	leads := []string{"ii", "v2", "v5"}
	table := ludbTable(t, dir, leads)
	sum := make([]tally, len(markNames))
	for _, l := range leads {
		for i, v := range table[l] {
			sum[i].tp, sum[i].fn, sum[i].fp = sum[i].tp+v.tp, sum[i].fn+v.fn, sum[i].fp+v.fp
			sum[i].err = append(sum[i].err, v.err...)
		}
	}
	table["all"] = sum
	for _, l := range append(leads, "all") {
		for i := range table[l] {
			se, ppv, mean, sd := table[l][i].stats()
			t.Logf("%-4s %-8s Se %5.1f +P %5.1f  %+6.1f ± %5.1f ms  (%d)", l, markNames[i], se, ppv, mean, sd, table[l][i].tp)
			if f := ludbFloor[markNames[i]]; l == "all" {
				assert.GreaterOrEqual(t, se, f[0], "%s sensitivity", markNames[i])
				assert.GreaterOrEqual(t, ppv, f[1], "%s predictivity", markNames[i])
				assert.LessOrEqual(t, math.Abs(mean), f[2], "%s mean", markNames[i])
				assert.LessOrEqual(t, sd, f[3], "%s SD", markNames[i])
			}
		}
	}
}

// The global intervals of the representative beat against those of the marks: of each lead the median over the beats, then
// the median over the leads.
func TestLUDBIntervals(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	dir := testdata.Dir(t, "ludb")
	m := New(Options{})
	var r Report
	names := []string{"P", "PR", "QRS", "QT"}
	errs := make([]tally, len(names))
	limits := [][2]float64{{18, 14}, {10, 14}, {6, 14}, {10, 19}} // of mean and SD, ms
	for _, path := range ludbRecords(dir) {
		rate, in := readRecord(t, path)
		require.NoError(t, m.Measure(&r, chain(t, rate, in)))
		var truth [4][]float64
		for l := range in {
			marks := readAnnotations(t, path+"."+strings.ToLower(in[l].Label))
			var one [4][]float64
			p, tw := wavesOf(marks, 'p'), wavesOf(marks, 't')
			for _, q := range wavesOf(marks, 'N') {
				if q.on == None {
					continue
				}
				if q.off != None {
					one[2] = append(one[2], float64(q.off-q.on))
				}
				for _, w := range p {
					if d := q.on - w.on; w.on != None && d > 0 && d < int(0.3*rate) && q.on > w.off-5 {
						one[1] = append(one[1], float64(d))
						one[0] = append(one[0], float64(w.off-w.on))
					}
				}
				for _, w := range tw {
					if d := w.off - q.on; w.off != None && d > 0 && d < int(0.6*rate) {
						one[3] = append(one[3], float64(d))
						break
					}
				}
			}
			for k := range one {
				if len(one[k]) > 0 {
					truth[k] = append(truth[k], medianInPlace(one[k]))
				}
			}
		}
		for k, v := range []float64{float64(r.P), float64(r.PR), float64(r.QRS), float64(r.QT)} {
			if len(truth[k]) >= 6 && !math.IsNaN(v) {
				d := v - medianInPlace(truth[k])*1000/rate
				errs[k].err = append(errs[k].err, d)
				if math.Abs(d) > limits[k][1]*1.6 {
					t.Logf("%s: %s %.0f ms, %+.0f", filepath.Base(path), names[k], v, d)
				}
			}
		}
	}
	for k, name := range names {
		_, _, mean, sd := errs[k].stats()
		t.Logf("%-4s %+6.1f ± %5.1f ms (%d records)", name, mean, sd, len(errs[k].err))
		assert.Greater(t, len(errs[k].err), 60, name)
		assert.LessOrEqual(t, math.Abs(mean), limits[k][0], name)
		assert.LessOrEqual(t, sd, limits[k][1], name)
	}
}
