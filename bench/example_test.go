package bench_test

import (
	"fmt"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/formats/wfdb"
)

func ExampleCompareBeats() {
	ref := []wfdb.Annotation{{Sample: 360, Code: wfdb.CodeNormal}, {Sample: 720, Code: wfdb.CodePVC}, {Sample: 1080, Code: wfdb.CodeNormal}}
	test := []wfdb.Annotation{{Sample: 362, Code: wfdb.CodeNormal}, {Sample: 718, Code: wfdb.CodePVC}}
	r := bench.CompareBeats(ref, test, 360, 3600, bench.BeatOptions{Start: -1})
	s := r.Stats()
	fmt.Printf("Se %.2f +P %.2f VEB Se %.2f\n", s.Se, s.PPV, s.VEBSe)
	// Output: Se 66.67 +P 100.00 VEB Se 100.00
}

func ExampleCompareEpisodes() {
	rhythm := func(from, to int64) []wfdb.Annotation {
		return []wfdb.Annotation{{Sample: from, Code: wfdb.CodeRhythm, Aux: "(AFIB"}, {Sample: to, Code: wfdb.CodeRhythm, Aux: "(N"}}
	}
	e := bench.CompareEpisodes(rhythm(2500, 7500), rhythm(3750, 8750), bench.AFEpisodes, 250, 30000, bench.EpisodeOptions{Start: -1})
	s := e.Stats()
	fmt.Printf("%d of %d episodes; duration Se %.0f +P %.0f, %g s of %g s", e.TPs, e.TPs+e.FN, s.DurationSe, s.DurationPPV, e.RefOverlap, e.Ref)
	// Output: 1 of 1 episodes; duration Se 75 +P 75, 15 s of 20 s
}

func ExampleCompareRuns() {
	beats := func(codes ...byte) (list []wfdb.Annotation) {
		for i, c := range codes {
			list = append(list, wfdb.Annotation{Sample: 250 * int64(i+1), Code: c})
		}
		return list
	}
	const N, V = wfdb.CodeNormal, wfdb.CodePVC
	r := bench.CompareRuns(beats(N, V, V, N, V, V, V, N), beats(N, V, V, N, V, V, N, N), bench.VERuns, 250, 2500, bench.BeatOptions{Start: -1})
	c, s := r.Couplets(), r.Short()
	fmt.Printf("couplets: %d found, %d missed; short runs: %d found, %d missed", c.TPs, c.FN, s.TPs, s.FN)
	// Output: couplets: 1 found, 0 missed; short runs: 0 found, 1 missed
}
