package dicom

import (
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

func benchFile(t testing.TB) []byte {
	return codectest.Read(t, testdata.Dir(t, "formats/dicom/pydicom_waveform_ecg.dcm"))
}

// BenchmarkDecode decodes 291 kB, 12 leads of 10 s at 1000 Hz, and says how many times as long that takes as copying the
// samples.
func BenchmarkDecode(b *testing.B) {
	data := benchFile(b)
	rec := new(ecg.Record)
	require.NoError(b, Decode(rec, data, nil))
	all := 0
	for i := range rec.Channels {
		all += len(rec.Channels[i].Raw)
	}
	for i := range rec.Groups[0].Channels {
		all += len(rec.Groups[0].Channels[i].Raw)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		rec.Reset()
		if err := Decode(rec, data, nil); err != nil {
			b.Fatal(err)
		}
	}
	testdata.ReportCopies(b, b.N, all)
}

func BenchmarkDecodeConfig(b *testing.B) {
	data := benchFile(b)
	rec := new(ecg.Record)
	b.ReportAllocs()
	for b.Loop() {
		rec.Reset()
		if err := DecodeConfig(rec, data, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEncode(b *testing.B) {
	rec := sample()
	b.ReportAllocs()
	for b.Loop() {
		if err := Encode(io.Discard, rec); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocations checks that a reused record makes decoding cheap: text costs an allocation, samples none.
func TestAllocations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("the race detector allocates")
	}
	const most = 100
	rec := new(ecg.Record)
	own := encode(t, sample())
	n := testing.AllocsPerRun(50, func() {
		rec.Reset()
		if err := Decode(rec, own, nil); err != nil {
			t.Fatal(err)
		}
	})
	assert.Less(t, n, float64(most))
	if _, ok := testdata.Root(); !ok {
		return
	}
	data := benchFile(t)
	n = testing.AllocsPerRun(50, func() {
		rec.Reset()
		if err := Decode(rec, data, nil); err != nil {
			t.Fatal(err)
		}
	})
	assert.Less(t, n, float64(most))
}
