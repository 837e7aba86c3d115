package bench

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// Matrix counts pairs of beats: rows are the reference's classes N S V F Q, then O (extra detections) and X (detections
// where the reference calls the signal unreadable); columns the test's n s v f q, then o (missed) and x (missed where the
// test calls it unreadable).
type Matrix [7][7]int

// Rows and columns of a Matrix.
const (
	N = iota
	S
	V
	F
	Q
	O
	X
)

const matrixClasses = "NSVFQOX"

// cell finds the row and the column of a pair of classes; those that do not exist together (O and X with each other, the end)
// have none.
func cell(ref, test byte) (row, column int, ok bool) {
	row, column = strings.IndexByte(matrixClasses, ref), strings.IndexByte(matrixClasses, test)
	return row, column, row >= 0 && column >= 0 && (row < O || column < O)
}

// Add adds the counts of o.
func (m *Matrix) Add(o *Matrix) {
	for i := range m {
		for j := range m[i] {
			m[i][j] += o[i][j]
		}
	}
}

// sum adds up the cells of the given rows and columns, named by their letters.
func (m *Matrix) sum(rows, columns string) int {
	n := 0
	for _, r := range rows {
		for _, c := range columns {
			n += m[strings.IndexRune(matrixClasses, r)][strings.IndexRune(matrixClasses, c)]
		}
	}
	return n
}

// Beats returns the number of reference beats that were scored.
func (m *Matrix) Beats() int { return m.sum("NSVFQ", matrixClasses) }

// Counts are true positives, false negatives and false positives of one kind of beat, and for VEB true negatives.
type Counts struct {
	TP int `json:"tp"`
	FN int `json:"fn"`
	FP int `json:"fp"`
	TN int `json:"tn,omitempty"`
}

// QRS returns the counts of beats of any class.
func (m *Matrix) QRS() Counts {
	return Counts{TP: m.sum("NSVFQ", "NSVFQ"), FN: m.sum("NSVFQ", "OX"), FP: m.sum("OX", "NSVFQ")}
}

// VEB returns the counts of ventricular ectopic beats. Calling a fusion or an unclassifiable beat ventricular is neither
// right nor wrong.
func (m *Matrix) VEB() Counts {
	return Counts{
		TP: m.sum("V", "V"), FN: m.sum("V", "NSFQOX"), FP: m.sum("NSOX", "V"),
		TN: m.sum("NSFQ", "NSFQ") + m.sum("OX", "NSFQ"),
	}
}

// SVEB returns the counts of supraventricular ectopic beats. Calling an unclassifiable beat supraventricular is neither
// right nor wrong.
func (m *Matrix) SVEB() Counts {
	return Counts{TP: m.sum("S", "S"), FN: m.sum("S", "NVFQOX"), FP: m.sum("NVFOX", "S")}
}

// Missed returns how many reference beats of the given classes ("NSVFQ" for all) fell into unreadable stretches of the
// test side, and how many there are.
func (m *Matrix) Missed(classes string) (shutdown, all int) {
	return m.sum(classes, "X"), m.sum(classes, matrixClasses)
}

// Stats are the measures of a comparison, in percent, NaN (null in JSON) where the denominator is zero.
type Stats struct {
	Se        ecg.Value `json:"qrs_se"`
	PPV       ecg.Value `json:"qrs_ppv"`
	F1        ecg.Value `json:"qrs_f1"`
	ErrorRate ecg.Value `json:"qrs_error_rate"` // (FN+FP)/(TP+FN)
	VEBSe     ecg.Value `json:"veb_se"`
	VEBPPV    ecg.Value `json:"veb_ppv"`
	VEBFPR    ecg.Value `json:"veb_fpr"`
	SVEBSe    ecg.Value `json:"sveb_se"`
	SVEBPPV   ecg.Value `json:"sveb_ppv"`
	RMSRR     ecg.Value `json:"rms_rr_ms"` // ms
}

// Stats returns the measures that follow from the counts; RMSRR is NaN.
func (m *Matrix) Stats() Stats {
	q, v, s := m.QRS(), m.VEB(), m.SVEB()
	return Stats{
		Se: percent(q.TP, q.TP+q.FN), PPV: percent(q.TP, q.TP+q.FP),
		F1: percent(2*q.TP, 2*q.TP+q.FN+q.FP), ErrorRate: percent(q.FN+q.FP, q.TP+q.FN),
		VEBSe: percent(v.TP, v.TP+v.FN), VEBPPV: percent(v.TP, v.TP+v.FP), VEBFPR: percent(v.FP, v.TN+v.FP),
		SVEBSe: percent(s.TP, s.TP+s.FN), SVEBPPV: percent(s.TP, s.TP+s.FP),
		RMSRR: value(math.NaN()),
	}
}

// fields lists the measures, so that averaging treats them alike.
func (s *Stats) fields() []*ecg.Value {
	return []*ecg.Value{&s.Se, &s.PPV, &s.F1, &s.ErrorRate, &s.VEBSe, &s.VEBPPV, &s.VEBFPR, &s.SVEBSe, &s.SVEBPPV, &s.RMSRR}
}

// Average returns the mean of each measure over those where it is known.
func Average(list []Stats) Stats {
	var out Stats
	for k, dst := range out.fields() {
		sum, n := 0.0, 0
		for i := range list {
			if v := *list[i].fields()[k]; ecg.Known(v) {
				sum += float64(v)
				n++
			}
		}
		*dst = value(sum / float64(n)) // 0/0 is NaN
	}
	return out
}

func percent(num, den int) ecg.Value { return value(100 * float64(num) / float64(den)) }

func value(v float64) ecg.Value { return ecg.Value(v) }
