package detect

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/goecg/goecg/internal/testdata"
)

// labelled is a recording with beats and what each of them is.
type labelled struct {
	name    string
	rate    float64
	leads   [][]float64
	beats   []int
	class   []byte // of EC57, O for a mark that is no beat, ! within ventricular flutter
	symbol  []string
	flutter [][2]int
}

// mitClasses reads a record of the MIT-BIH database with its reference beats. Paced records are nil.
func mitClasses(t testing.TB, dir, name string) *labelled {
	file := filepath.Join(dir, name)
	r := &labelled{name: name, rate: mitRate, leads: readLeads(t, file)}
	list, err := wfdb.OpenAnnotations(os.DirFS(dir), name+".atr", mitRate)
	require.NoError(t, err)
	paced, from := 0, 0
	for _, a := range list {
		switch {
		case a.Code == wfdb.CodeVFOn:
			from = int(a.Sample)
		case a.Code == wfdb.CodeVFOff:
			r.flutter = append(r.flutter, [2]int{from, int(a.Sample)})
		case wfdb.IsBeat(a.Code):
			r.beats = append(r.beats, int(a.Sample))
			r.class = append(r.class, wfdb.Class(a.Code))
			r.symbol = append(r.symbol, wfdb.Symbol(a.Code))
			if a.Code == wfdb.CodePace {
				paced++
			}
		}
	}
	if 2*paced > len(r.beats) {
		return nil
	}
	return r
}

// mitUnpaced reads all records without those with a pacemaker.
func mitUnpaced(t testing.TB) (out []*labelled) {
	dir := testdata.Dir(t, "mitdb")
	files, err := filepath.Glob(filepath.Join(dir, "*.atr"))
	require.NoError(t, err)
	for _, f := range files {
		if r := mitClasses(t, dir, strings.TrimSuffix(filepath.Base(f), ".atr")); r != nil {
			out = append(out, r)
		}
	}
	return out
}

// detected is r with the beats of the default detector, each labelled by the reference beat within 150 ms.
func (r *labelled) detected(t testing.TB) *labelled {
	d, err := NewMultiLead(r.rate)
	require.NoError(t, err)
	out := &labelled{name: r.name, rate: r.rate, leads: r.leads, beats: d.DetectLeads(nil, r.leads)}
	window, i := samples(0.150, r.rate), 0
	for _, b := range out.beats {
		for i < len(r.beats) && r.beats[i] < b-window {
			i++
		}
		c, s := byte('O'), "O"
		if i < len(r.beats) && r.beats[i] <= b+window {
			c, s = r.class[i], r.symbol[i]
			i++
		}
		for _, f := range r.flutter {
			if b >= f[0] && b <= f[1] {
				c, s = '!', "!"
			}
		}
		out.class, out.symbol = append(out.class, c), append(out.symbol, s)
	}
	return out
}

// handheld reads every second record of the challenge of 2017 with a label, from the first or the second on; all of their
// beats are called N.
func handheld(t testing.TB, label string, first int) (out []*labelled) {
	n := 0
	for _, r := range recordtest.CinC2017(t) {
		if r.Row["class"] != label {
			continue
		}
		if n++; n%2 != first {
			continue
		}
		out = append(out, strip(t, r))
	}
	return out
}

// strip reads a short record and finds its beats, all of which are called N.
func strip(t testing.TB, record recordtest.Labelled) *labelled {
	rec := readRecord(t, record.Path())
	r := &labelled{name: record.Name, rate: rec.Rate(), leads: leadsOf(rec)}
	d, err := NewMultiLead(r.rate)
	require.NoError(t, err)
	r.beats = d.DetectLeads(nil, r.leads)
	for range r.beats {
		r.class, r.symbol = append(r.class, 'N'), append(r.symbol, "N")
	}
	return r
}

// classScore counts as EC57 does: rows of the reference, columns of the test.
type classScore struct{ vv, vMissed, vFalse, ss, sMissed, sFalse int }

const learningSpan = 300 // s that are not scored

func (s *classScore) add(o classScore) {
	s.vv, s.vMissed, s.vFalse = s.vv+o.vv, s.vMissed+o.vMissed, s.vFalse+o.vFalse
	s.ss, s.sMissed, s.sFalse = s.ss+o.ss, s.sMissed+o.sMissed, s.sFalse+o.sFalse
}

// score compares classes with the labels, from the end of the learningSpan period on. A fusion or unclassifiable beat called V,
// and an unclassifiable one called S, are neither right nor wrong.
func (r *labelled) score(got []Class) (s classScore) {
	for k, c := range got {
		if float64(r.beats[k]) < learningSpan*r.rate || r.class[k] == '!' {
			continue
		}
		switch want := r.class[k]; {
		case want == 'V' && c == Ventricular:
			s.vv++
		case want == 'V':
			s.vMissed++
		case want == 'S' && c == Supraventricular:
			s.ss++
		case want == 'S':
			s.sMissed++
		}
		if c == Ventricular && (r.class[k] == 'N' || r.class[k] == 'S' || r.class[k] == 'O') {
			s.vFalse++
		}
		if c == Supraventricular && r.class[k] != 'S' && r.class[k] != 'Q' {
			s.sFalse++
		}
	}
	return s
}

func part(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }

func (s classScore) veb() (se, ppv float64) {
	return part(s.vv, s.vv+s.vMissed), part(s.vv, s.vv+s.vFalse)
}
func (s classScore) sveb() (se, ppv float64) {
	return part(s.ss, s.ss+s.sMissed), part(s.ss, s.ss+s.sFalse)
}
