package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/engine"
)

// BenchmarkStream runs the chain over half an hour of three leads, in blocks and at once.
func BenchmarkStream(b *testing.B) {
	const rate = 360
	leads, _ := synthetic(b, ambulatory(rate, 1800))
	samples := float64(len(leads) * len(leads[0]))
	report := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/samples, "ns/sample")
		b.ReportMetric(0.5*float64(b.N)/b.Elapsed().Seconds(), "h/s")
	}
	for _, detector := range engine.Detectors() {
		b.Run(detector+"/blocks", func(b *testing.B) {
			s, err := engine.NewStream(detector)
			require.NoError(b, err)
			block := make([][]float64, len(leads))
			for b.Loop() {
				require.NoError(b, s.Reset(rate, len(leads)))
				for at := 0; at < len(leads[0]); at += rate {
					for k, x := range leads {
						block[k] = x[at:min(at+rate, len(x))]
					}
					s.Push(nil, block)
				}
				s.Flush(nil)
				s.Beats(nil)
			}
			report(b)
		})
		b.Run(detector+"/whole", func(b *testing.B) {
			f, err := engine.NewBeatFinder(detector)
			require.NoError(b, err)
			for b.Loop() {
				_, err := f.Find(nil, rate, leads)
				require.NoError(b, err)
			}
			report(b)
		})
	}
}
