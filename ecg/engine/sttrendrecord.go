package engine

import (
	"io"

	"github.com/goecg/goecg/ecg"
)

// RecordReader is the [Blocks] of a record in memory: the leads that [Analyzer.Detect] would detect on, on one time axis at the
// record's rate.
type RecordReader struct {
	prep preparer
	at   int
	view [][]float64
}

var _ Blocks = (*RecordReader)(nil)

// NewRecordReader chooses leads of rec as Options.Lead does. Errors are those of [Analyzer.Detect].
func NewRecordReader(rec *ecg.Record, lead string) (*RecordReader, error) {
	r := new(RecordReader)
	if err := r.prep.load(rec); err != nil {
		return nil, err
	}
	return r, r.prep.choose(lead)
}

// Rate implements [Blocks].
func (r *RecordReader) Rate() float64 { return r.prep.grid.rate }

// Leads implements [Blocks].
func (r *RecordReader) Leads() int { return len(r.prep.chosen) }

// Channel returns the number in the record of the channel that lead i is.
func (r *RecordReader) Channel(i int) int { return r.prep.grid.leads[r.prep.picked[i]].index }

// Next implements [Blocks].
func (r *RecordReader) Next() ([][]float64, error) {
	n := r.prep.grid.length
	if r.at >= n {
		return nil, io.EOF
	}
	end := min(r.at+streamSamples, n)
	r.view = r.view[:0]
	for _, x := range r.prep.chosen {
		r.view = append(r.view, x[r.at:end])
	}
	r.at = end
	return r.view, nil
}
