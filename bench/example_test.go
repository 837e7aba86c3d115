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
