package bench

// Kinds of a [Mismatch].
const (
	KindFN    = "fn"    // a reference beat that the test side missed
	KindFP    = "fp"    // a test beat where the reference has none
	KindClass = "class" // a beat of both sides to which they give different classes
)

// Mismatch is one thing that a comparison counted as wrong: a cell of the [Matrix] off its diagonal.
type Mismatch struct {
	// Sample is that of the reference beat, or of the test beat where the reference has none, at the rate of the comparison.
	Sample int64 `json:"sample"`
	// TestSample is that of the test beat; without one it is Sample.
	TestSample int64  `json:"test_sample"`
	Kind       string `json:"kind"`
	// Ref and Test are the row and the column of the matrix: a class N S V F Q, O for no beat (a flutter wave, in Ref), X for
	// none because that side called the signal unreadable.
	Ref  string `json:"ref"`
	Test string `json:"test"`
}

// note keeps the pair when it counts as wrong.
func (r *BeatResult) note(i, j int, ref, test int64) {
	m := Mismatch{Sample: ref, TestSample: test, Ref: matrixClasses[i : i+1], Test: matrixClasses[j : j+1]}
	switch {
	case i == j:
		return
	case i >= O:
		m.Kind, m.Sample = KindFP, test
	case j >= O:
		m.Kind, m.TestSample = KindFN, ref
	default:
		m.Kind = KindClass
	}
	r.Errors = append(r.Errors, m)
}
