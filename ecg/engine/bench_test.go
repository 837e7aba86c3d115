package engine_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
)

// noisy is a resting ECG as it comes from a clinic.
func noisy(t testing.TB) ecgtest.Spec {
	s := preset(t, "normal")
	s.Noise = ecgtest.Noise{BaselineUV: 100, MainsUV: 30, MuscleUV: 10}
	return s
}

// BenchmarkAnalyze is a full analysis of 12 leads, 10 s, 500 Hz, from bytes.
func BenchmarkAnalyze(b *testing.B) {
	for _, format := range []string{"scp", "dicom", "aecg"} {
		b.Run(format, func(b *testing.B) {
			data := encode(b, noisy(b), format)
			a, err := engine.New(engine.Options{})
			require.NoError(b, err)
			res := engine.NewResult()
			b.ReportAllocs()
			for b.Loop() {
				if err := a.Analyze(res, "x", data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// After warm-up nothing is allocated by the sample: the count does not grow with the recording.
func TestAllocationsDoNotGrowWithLength(t *testing.T) {
	count := func(seconds float64) float64 {
		s := noisy(t)
		s.Duration = seconds
		data := encode(t, s, "dicom")
		a, err := engine.New(engine.Options{})
		require.NoError(t, err)
		res := engine.NewResult()
		run := func() { require.NoError(t, a.Analyze(res, "x", data)) }
		run()
		run()
		return testing.AllocsPerRun(5, run)
	}
	short, long := count(10), count(30)
	t.Logf("%.0f allocations for 10 s, %.0f for 30 s", short, long)
	require.Less(t, long, short+60, "allocations in a sample loop")
}
