package aecg

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// benchmarkFile is 505 kB with 12 leads of 10 s, a representative beat and 156 annotations.
const benchmarkFile = "formats/aecg/ecgtoolkit_Example.xml"

func TestDecodeAllocations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("the race detector allocates too")
	}
	data := codectest.Read(t, testdata.Dir(t, benchmarkFile))
	var rec ecg.Record
	require.NoError(t, Decode(&rec, data, nil))
	const most = 60 // texts of the record; a third of that was measured
	assert.Less(t, testing.AllocsPerRun(20, func() { _ = Decode(&rec, data, nil) }), float64(most))
}

func samples(rec *ecg.Record) (n int) {
	for i := range rec.Channels {
		n += len(rec.Channels[i].Raw)
	}
	for i := range rec.Groups {
		for k := range rec.Groups[i].Channels {
			n += len(rec.Groups[i].Channels[k].Raw)
		}
	}
	return n
}

// BenchmarkDecode also gives the time as a multiple of copying the samples, which is nearly independent of the machine.
func BenchmarkDecode(b *testing.B) {
	data := codectest.Read(b, testdata.Dir(b, benchmarkFile))
	var rec ecg.Record
	require.NoError(b, Decode(&rec, data, nil))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		_ = Decode(&rec, data, nil)
	}
	testdata.ReportCopies(b, b.N, samples(&rec))
}

func BenchmarkDecodeConfig(b *testing.B) {
	data := codectest.Read(b, testdata.Dir(b, benchmarkFile))
	var rec ecg.Record
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		_ = DecodeConfig(&rec, data, nil)
	}
}

func BenchmarkSniff(b *testing.B) {
	data := codectest.Read(b, testdata.Dir(b, benchmarkFile))
	for b.Loop() {
		Sniff(data)
	}
}

func BenchmarkEncode(b *testing.B) {
	var rec ecg.Record
	require.NoError(b, Decode(&rec, codectest.Read(b, testdata.Dir(b, benchmarkFile)), nil))
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		_ = Encode(&out, &rec)
	}
	b.SetBytes(int64(out.Len()))
}
