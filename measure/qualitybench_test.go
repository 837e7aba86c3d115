package measure

import (
	"testing"

	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// BenchmarkQuality times the statistics of the leads, the grades and the judgement of the electrodes of a 12-lead record of 10 s.
func BenchmarkQuality(b *testing.B) {
	path := ludbRecords(testdata.Dir(b, "ludb"))[0]
	rate, leads := readRecord(b, path)
	in := chain(b, rate, leads)
	for _, c := range []struct {
		name string
		do   func(m *Measurer, r *Report)
	}{
		{"signals", func(m *Measurer, _ *Report) { m.signals() }},
		{"grades", func(m *Measurer, r *Report) { m.quality(r) }},
		{"electrodes", func(m *Measurer, r *Report) { m.electrodes(r) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			m := New(Options{})
			var r Report
			require.NoError(b, m.Measure(&r, in))
			b.ReportAllocs()
			for b.Loop() {
				c.do(m, &r)
			}
		})
	}
}
