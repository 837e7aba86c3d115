package bench

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
)

// ErrorsCSV writes the mismatches that a run with BeatOptions.KeepErrors kept as CSV with a heading: record, lead (empty when
// all were used jointly), sample, time_s, kind, ref and test as in [Mismatch].
func (p *QRSReport) ErrorsCSV(w io.Writer) error {
	b := bufio.NewWriter(w)
	c := csv.NewWriter(b)
	if err := c.Write([]string{"record", "lead", "sample", "time_s", "kind", "ref", "test"}); err != nil {
		return err
	}
	for i := range p.Records {
		r := &p.Records[i]
		for _, m := range r.Beats.Errors {
			seconds := strconv.FormatFloat(float64(m.Sample)/r.Beats.Rate, 'f', 3, 64)
			if err := c.Write([]string{r.Record, r.Lead, strconv.FormatInt(m.Sample, 10), seconds, m.Kind, m.Ref, m.Test}); err != nil {
				return err
			}
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return err
	}
	return b.Flush()
}
