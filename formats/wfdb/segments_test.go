package wfdb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const miss = ecg.Missing

func TestFixedLayout(t *testing.T) {
	f := codectest.Folder(
		"r.hea", "r/3 2 100 6 8:26:04 26/10/1994\nr1 2\n~ 1\nr2 3\n# 40 F 1 1 x1\n",
		"r1.hea", "r1 2 100 2\nr1.dat 16 200 12 0 1 4 0 I\nr1.dat 16 200 12 0 2 6 0 II\n", "r1.dat", words(1, 2, 3, 4),
		"r2.hea", "r2 2 100 3\nr2.dat 80 200 12 0 0 0 0 I\nr2.dat 80 200 12 0 0 0 0 II\n", "r2.dat", "\x81\x82\x83\x84\x85\x00")
	rec, err := open(t, f)
	require.NoError(t, err)
	assert.Empty(t, rec.Warnings)
	assert.Equal(t, []int32{1, 3, miss, 1, 3, 5}, rec.Channels[0].Raw)
	assert.Equal(t, []int32{2, 4, miss, 2, 4, miss}, rec.Channels[1].Raw)
	assert.Equal(t, ecg.LeadII, rec.Channels[1].Lead)
	assert.Equal(t, 40.0, rec.Patient.Age.Years)
	assert.Equal(t, "1994-10-26T08:26:04", rec.Start.String())

	var config ecg.Record
	require.NoError(t, Open(&config, f, "r.hea", true, nil))
	assert.Equal(t, 6, config.Channels[1].Samples)
	assert.Empty(t, config.Channels[1].Raw)

	delete(f, "r2.hea")
	rec, err = open(t, f)
	require.NoError(t, err)
	assert.Equal(t, []string{ecg.WarnMissingFile}, codesOf(rec))
	assert.Equal(t, []int32{1, 3, miss, miss, miss, miss}, rec.Channels[0].Raw)
}

func TestVariableLayout(t *testing.T) {
	f := codectest.Folder(
		"r.hea", "r/5 3 100 7\nlay 0\n~ 1\nr1 2\nr2 2\nr3 2\n",
		"lay.hea", "lay 3 100 0\n~ 0 200/mV 12 0 0 0 0 II\n~ 0 100/mV 12 0 0 0 0 V\n~ 0 2(-10)/mmHg 12 0 0 0 0 ABP\n",
		"r1.hea", "r1 1 100 2\nr1.dat 16 200 12 0 7 15 0 II\n", "r1.dat", words(7, 8),
		"r2.hea", "r2 2 100 2\nr2.dat 16 50(4)/mV 12 0 5 0 0 V\nr2.dat 16 200 12 0 9 0 0 II\n", "r2.dat", words(5, 9, -32768, 10),
		"r3.hea", "r3 1 100 2\nr3.dat 16 2(-10)/mmHg 12 0 20 0 0 ABP\n", "r3.dat", words(20, 30))
	rec, err := open(t, f)
	require.NoError(t, err)
	require.Len(t, rec.Channels, 3)
	assert.Equal(t, []int32{miss, 7, 8, 9, 10, miss, miss}, rec.Channels[0].Raw)
	assert.Equal(t, 5.0, rec.Channels[0].Scale)
	v := rec.Channels[1].Physical(nil) // (5-4)/50 mV on a grid finer than the layout's
	assert.Equal(t, 20.0, v[3])
	assert.Equal(t, []int32{miss, miss, miss}, []int32{rec.Channels[1].Raw[2], rec.Channels[1].Raw[4], rec.Channels[1].Raw[5]})
	assert.Equal(t, []float64{15, 20}, rec.Channels[2].Physical(nil)[5:])
	assert.Equal(t, ecg.Unit("mmHg"), rec.Channels[2].Unit)
}

func TestSegmentErrors(t *testing.T) {
	one := []string{"r1.hea", "r1 1 100 2\nr1.dat 16 200\n", "r1.dat", words(1, 2)}
	for header, want := range map[string]error{
		"r/2 1 100 4\nr1 2\nr1 2\n":                                         formats.ErrCorrupt,
		"r/1 1 100 4\n../r1 2\n":                                            formats.ErrCorrupt,
		"r/1 1 200 2\nr1 2\n":                                               formats.ErrCorrupt,
		"r/1 1 100 2\nr 2\n":                                                formats.ErrCorrupt, // itself
		"r/2 1 100 2\nr1 2\n~ 2000000000\n":                                 formats.ErrTooLarge,
		"r/2 1 100 2\nr1 2\n~ 9000000000000000000\n":                        formats.ErrTooLarge,
		"r/3 1 100 2\n~ 9000000000000000000\nr1 2\n~ 9000000000000000000\n": formats.ErrTooLarge,
		"r/1 1 100 2\n~ 2\n":                                                formats.ErrNoWaveform,
		"r/1 1 100 2\nabsent 2\n":                                           formats.ErrNoWaveform,
		"r/2 1 100 2\nr1 0\n~ 2\n":                                          formats.ErrNoWaveform,
	} {
		_, err := open(t, codectest.Folder(append([]string{"r.hea", header}, one...)...))
		assert.ErrorIs(t, err, want, header)
	}
	var rec ecg.Record
	assert.ErrorIs(t, Decode(&rec, []byte("r/1 1 100 2\nr1 2\n"), nil), formats.ErrNoWaveform)

	// Segment lengths that contradict the header or the segments.
	f := codectest.Folder(append([]string{"r.hea", "r/2 1 100 9\nr1 1\n~ 1\n"}, one...)...)
	got, err := open(t, f)
	require.NoError(t, err)
	assert.Contains(t, codesOf(got), ecg.WarnInconsistent)
	assert.Equal(t, []int32{1, miss}, got.Channels[0].Raw)
}

// A header of many short segments costs no more than its input allows.
func TestManySegments(t *testing.T) {
	var b strings.Builder
	const n = 20000
	fmt.Fprintf(&b, "r/%d 1 100\n", n)
	for i := 0; i < n; i++ {
		fmt.Fprintf(&b, "s%d 1\n", i)
	}
	f := codectest.Folder("r.hea", b.String(), "s7.hea", "s7 1 100 1\na 16\n", "a", words(5))
	codectest.Bounded(t, codectest.Size(f), func() { _, _ = open(t, f) })
}
