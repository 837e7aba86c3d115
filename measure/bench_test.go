package measure

import (
	"testing"

	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

func BenchmarkMeasureLUDB(b *testing.B) {
	dir := testdata.Dir(b, "ludb")
	path := ludbRecords(dir)[0]
	rate, in := readRecord(b, path)
	input := chain(b, rate, in)
	m := New(Options{})
	var r Report
	require.NoError(b, m.Measure(&r, input))
	b.ReportAllocs()
	for b.Loop() {
		if err := m.Measure(&r, input); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMeasureBeatsLUDB(b *testing.B) {
	rate, in := readRecord(b, ludbRecords(testdata.Dir(b, "ludb"))[0])
	input := chain(b, rate, in)
	m := New(Options{})
	var r Report
	fid, err := m.MeasureBeats(&r, nil, input)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if fid, err = m.MeasureBeats(&r, fid, input); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDelineateLUDB(b *testing.B) {
	rate, in := readRecord(b, ludbRecords(testdata.Dir(b, "ludb"))[0])
	input := chain(b, rate, in)
	m := New(Options{})
	fid := m.DelineateAll(nil, input)
	b.ReportAllocs()
	for b.Loop() {
		fid = m.DelineateAll(fid, input)
	}
}
