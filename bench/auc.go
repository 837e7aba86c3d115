package bench

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// auc is the chance, in percent, that a value of positives is larger than one of negatives, ties counting half (Hanley and
// McNeil, Radiology 1982;143:29). NaN values are left out; NaN when one side is empty.
func auc(positives, negatives []float64) ecg.Value {
	known := func(list []float64) []float64 {
		list = slices.DeleteFunc(slices.Clone(list), math.IsNaN)
		slices.Sort(list)
		return list
	}
	p, n := known(positives), known(negatives)
	wins, below, upTo := 0.0, 0, 0
	for _, v := range p {
		for below < len(n) && n[below] < v {
			below++
		}
		for upTo < len(n) && n[upTo] <= v {
			upTo++
		}
		wins += float64(below) + float64(upTo-below)/2
	}
	return value(100 * wins / (float64(len(p)) * float64(len(n))))
}
