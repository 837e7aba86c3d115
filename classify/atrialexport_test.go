package classify

import "github.com/goecg/goecg/measure"

// What the fit of the fibrillation score in the external tests needs.
const (
	FibrillationTerms     = afTerms
	FibrillationThreshold = afProbability
)

// FibrillationWeights are the weights in use.
func FibrillationWeights() *[FibrillationTerms]float64 { return &afWeights }

// FibrillationInput returns the terms of r and how many RR differences they are of.
func FibrillationInput(r *measure.Report) ([FibrillationTerms]float64, int) {
	var x afInput
	n := x.measure(r)
	return x, n
}
