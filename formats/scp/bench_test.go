package scp

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

func benchmarkDecode(b *testing.B, file string) {
	data := codectest.Read(b, testdata.Dir(b, file))
	rec := new(ecg.Record)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		rec.Reset()
		require.NoError(b, Decode(rec, data, nil))
	}
	testdata.ReportCopies(b, b.N, samples(rec))
}

// BenchmarkDecode decodes 12 leads of 10 s at 500 Hz and a reference beat, Huffman coded.
func BenchmarkDecode(b *testing.B) { benchmarkDecode(b, "formats/scp/ecgtoolkit_Example.scp") }

// BenchmarkDecodeBimodal decodes 8 leads with bimodal compression and reference-beat subtraction.
func BenchmarkDecodeBimodal(b *testing.B) { benchmarkDecode(b, "formats/scp/pixelmed_PFE105_high.scp") }

func samples(rec *ecg.Record) (n int) {
	for i := range rec.Channels {
		n += len(rec.Channels[i].Raw)
	}
	return n
}

func BenchmarkCRC(b *testing.B) {
	data := make([]byte, 34<<10)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		crc16(data)
	}
}
