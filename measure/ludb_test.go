package measure

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/internal/testdata"
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

// truthBeats are the R marks of a record: the median over the leads of each beat.
func truthBeats(t testing.TB, path string, leads []InputLead) []detect.Beat {
	var all []int
	for _, l := range leads {
		for _, w := range wavesOf(readAnnotations(t, path+"."+strings.ToLower(l.Label)), 'N') {
			all = append(all, w.peak)
		}
	}
	slices.Sort(all)
	var out []detect.Beat
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j]-all[i] < 100 {
			j++
		}
		if j-i >= len(leads)/2 {
			out = append(out, detect.Beat{Sample: all[(i+j)/2], Class: detect.Normal})
		}
		i = j
	}
	return out
}

// tally collects the errors of one kind of mark in ms.
type tally struct {
	tp, fn, fp int
	err        []float64
	where      []string
}

func (t *tally) add(truth, found []int, rate float64, from, to int, id string) {
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
			t.where = append(t.where, fmt.Sprintf("%s fn@%d", id, a))
			continue
		}
		used[at] = true
		t.tp++
		e := float64(found[at]-a) / rate * 1000
		t.err = append(t.err, e)
		t.where = append(t.where, fmt.Sprintf("%s %+.0f@%d", id, e, a))
	}
	for i, b := range found {
		if !used[i] && b >= from && b <= to {
			t.fp++
			t.where = append(t.where, fmt.Sprintf("%s fp@%d", id, b))
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
			score(out[name], readAnnotations(t, path+"."+name), rows[l], rate, filepath.Base(path)+"."+name)
		}
	}
	return out
}

// score compares the fiducials of one lead with its marks, within the annotated span.
func score(out []tally, marks []annotation, found []BeatFiducials, rate float64, id string) {
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
	out[0].add(truth('p', on), pick(func(f Fiducials) int { return f.POn }), rate, pFrom, to, id)
	out[1].add(truth('p', peak), pick(func(f Fiducials) int { return f.PPeak }), rate, pFrom, to, id)
	out[2].add(truth('p', off), pick(func(f Fiducials) int { return f.POff }), rate, pFrom, to, id)
	out[3].add(truth('N', on), pick(func(f Fiducials) int { return f.QRSOn }), rate, from, to, id)
	out[4].add(truth('N', peak), pick(func(f Fiducials) int { return f.R }), rate, from, to, id)
	out[5].add(truth('N', off), pick(func(f Fiducials) int { return f.QRSOff }), rate, from, to, id)
	out[6].add(truth('t', on), pick(func(f Fiducials) int { return f.TOn }), rate, from, tTo, id)
	out[7].add(truth('t', peak), pick(func(f Fiducials) int { return f.TPeak }), rate, from, tTo, id)
	out[8].add(truth('t', off), pick(func(f Fiducials) int { return f.TOff }), rate, from, tTo, id)
}

func TestLUDB(t *testing.T) {
	dir := testdata.Dir(t, "ludb")
	leads := []string{"ii", "v2", "v5"}
	table := ludbTable(t, dir, leads)
	var sum []tally
	for _, l := range leads {
		for i := range table[l] {
			if len(sum) <= i {
				sum = append(sum, tally{})
			}
			sum[i].tp += table[l][i].tp
			sum[i].fn += table[l][i].fn
			sum[i].fp += table[l][i].fp
			sum[i].err = append(sum[i].err, table[l][i].err...)
			sum[i].where = append(sum[i].where, table[l][i].where...)
		}
	}
	table["all"] = sum
	for _, l := range append(leads, "all") {
		for i := range table[l] {
			se, ppv, mean, sd := table[l][i].stats()
			t.Logf("%-4s %-8s Se %5.1f +P %5.1f  %+6.1f ± %5.1f  (%d)", l, markNames[i], se, ppv, mean, sd, table[l][i].tp)
		}
	}
	if os.Getenv("ECG_WORST") != "" {
		for i := range sum {
			byID := map[string]float64{}
			for _, w := range sum[i].where {
				var id, rest string
				fmt.Sscanf(w, "%s %s", &id, &rest)
				var e float64
				if n, _ := fmt.Sscanf(rest, "%f@", &e); n == 1 {
					byID[id] += e * e
				} else {
					byID[id] += 10000
				}
			}
			var ids []string
			for id := range byID {
				ids = append(ids, id)
			}
			sort.Slice(ids, func(a, b int) bool { return byID[ids[a]] > byID[ids[b]] })
			t.Logf("%s: %v", markNames[i], func() (s []string) {
				for _, id := range ids[:12] {
					n := 0
					ex := ""
					for _, w := range sum[i].where {
						if strings.HasPrefix(w, id+" ") {
							n++
							if ex == "" || n == 3 {
								ex = w[len(id)+1:]
							}
						}
					}
					s = append(s, fmt.Sprintf("%s(%.0f,%s)", id, math.Sqrt(byID[id]/float64(n)), ex))
				}
				return
			}())
		}
	}
}
