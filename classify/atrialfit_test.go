package classify_test

import (
	"bytes"
	"fmt"
	"go/format"
	"math"
	"math/rand"
	"os"
	"testing"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/recordtest"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// afCase is a strip with its terms.
type afCase struct {
	name   string
	x      [classify.FibrillationTerms]float64
	af     bool
	weight float64
}

// How the strips weigh. Noisy strips are of unknown rhythm: they only keep noise from looking like fibrillation.
const (
	afFitNoise   = 0.3
	afFitPenalty = 2.0 // on the squares of the weights of terms with unit variance
	afFitFolds   = 10
	afFitSeeds   = 10
	afFitSteps   = 2 // differences without which a strip says nothing
)

// afSigns are the signs that the weights must have.
var afSigns = [classify.FibrillationTerms]float64{0, 1, 1, 1, -1, -1, -1, 1, 1}

var afTermNames = [classify.FibrillationTerms]string{
	"afConstant", "afSteps", "afUpper", "afEntropy", "afP", "afVentricular", "afPremature", "afRate", "afWaves",
}

// fibrillationCases are the hand-held strips.
func fibrillationCases(t *testing.T) []afCase {
	t.Helper()
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	var out []afCase
	for _, r := range recordtest.CinC2017(t) {
		analyseRecord(t, a, res, r)
		class := r.Row["class"]
		c := afCase{name: r.Name, af: class == "A", weight: 1}
		if class == "~" {
			c.weight = afFitNoise
		}
		var n int
		if c.x, n = classify.FibrillationInput(res.Report); n >= afFitSteps {
			out = append(out, c)
		}
	}
	return out
}

// fitFibrillation fits a logistic regression by Newton's method to the cases that use accepts. A weight of the wrong sign
// is set to zero.
func fitFibrillation(cases []afCase, use func(i int) bool) (w [classify.FibrillationTerms]float64) {
	const d = classify.FibrillationTerms
	var mean, scale [d]float64
	total := 0.0
	for i := range cases {
		if use(i) {
			total += cases[i].weight
			for k, v := range cases[i].x {
				mean[k] += cases[i].weight * v
				scale[k] += cases[i].weight * v * v
			}
		}
	}
	for k := range mean {
		mean[k] /= total
		scale[k] = math.Sqrt(math.Max(scale[k]/total-mean[k]*mean[k], 1e-12))
	}
	mean[0], scale[0] = 0, 1
	var zero [d]bool
	for {
		w = [d]float64{}
		for range 50 {
			g, h := mat.NewVecDense(d, nil), mat.NewSymDense(d, nil)
			for k := range d {
				p := afFitPenalty
				if k == 0 {
					p = 1e-6
				}
				g.SetVec(k, -p*w[k])
				h.SetSym(k, k, p)
			}
			for i := range cases {
				if !use(i) {
					continue
				}
				var x [d]float64
				z := 0.0
				for k, v := range cases[i].x {
					if !zero[k] {
						x[k] = (v - mean[k]) / scale[k]
					}
					z += x[k] * w[k]
				}
				p := 1 / (1 + math.Exp(-z))
				e := -p
				if cases[i].af {
					e = 1 - p
				}
				e *= cases[i].weight
				v := cases[i].weight * math.Max(p*(1-p), 1e-5)
				for k, a := range x {
					g.SetVec(k, g.AtVec(k)+e*a)
					for j := k; j < d; j++ {
						h.SetSym(k, j, h.At(k, j)+v*a*x[j])
					}
				}
			}
			var c mat.Cholesky
			var step mat.VecDense
			if !c.Factorize(h) || c.SolveVecTo(&step, g) != nil {
				break
			}
			most := 0.0
			for k := range w {
				s := min(max(step.AtVec(k), -3), 3)
				w[k] += s
				most = max(most, math.Abs(s))
			}
			if most < 1e-6 {
				break
			}
		}
		worst, at := 0.0, -1
		for k := 1; k < d; k++ {
			if v := w[k] * afSigns[k]; v < worst {
				worst, at = v, k
			}
		}
		if at < 0 {
			break
		}
		zero[at] = true
	}
	for k := 1; k < d; k++ { // back to the units of the terms
		w[k] /= scale[k]
		w[0] -= w[k] * mean[k]
	}
	return w
}

// TestFitFibrillation fits the weights of the fibrillation score and scores every strip with weights fitted on the others.
// It runs only when ECG_FIT is set; with ECG_FIT=write it writes the weights into the package.
func TestFitFibrillation(t *testing.T) {
	mode := os.Getenv("ECG_FIT")
	if mode == "" {
		t.Skip("set ECG_FIT to fit the weights again, to write to put them into the package")
	}
	cases := fibrillationCases(t)
	limit := math.Log(classify.FibrillationThreshold / (1 - classify.FibrillationThreshold))
	score := func(c *afCase, w *[classify.FibrillationTerms]float64) (z float64) {
		for k, v := range c.x {
			z += v * w[k]
		}
		return z
	}
	mean, sumLL := 0.0, 0.0
	for seed := range afFitSeeds {
		perm := rand.New(rand.NewSource(int64(seed))).Perm(len(cases))
		fold := make([]int, len(cases))
		for q, i := range perm {
			fold[i] = q % afFitFolds
		}
		var tp, fp, fn int
		for f := range afFitFolds {
			w := fitFibrillation(cases, func(i int) bool { return fold[i] != f })
			for i := range cases {
				if c := &cases[i]; fold[i] == f && c.weight == 1 {
					z := score(c, &w)
					switch called := z >= limit; {
					case called && c.af:
						tp++
					case called:
						fp++
					case c.af:
						fn++
					}
					if !c.af {
						z = -z
					}
					sumLL += math.Log1p(math.Exp(-z))
				}
			}
		}
		mean += 2 * float64(tp) / float64(2*tp+fp+fn) / afFitSeeds
	}
	w := fitFibrillation(cases, func(int) bool { return true })
	t.Logf("cross-validated by strip, mean of %d: F1 %.3f, log loss %.1f", afFitSeeds, mean, sumLL/afFitSeeds)
	var code bytes.Buffer
	code.WriteString("// Code generated by TestFitFibrillation with ECG_FIT=write; DO NOT EDIT.\n\npackage classify\n\n// afWeights are the weights of the fibrillation score.\nvar afWeights = [afTerms]float64{\n")
	for k, v := range w {
		t.Logf("%s: fitted %.3f, in the code %.3f", afTermNames[k], v, classify.FibrillationWeights()[k])
		fmt.Fprintf(&code, "\t%s: %.3f,\n", afTermNames[k], v)
	}
	code.WriteString("}\n")
	require.Greater(t, mean, 0.80)
	if mode == "write" {
		b, err := format.Source(code.Bytes())
		require.NoError(t, err)
		require.NoError(t, os.WriteFile("atrialweights.go", b, 0o644))
	}
}
