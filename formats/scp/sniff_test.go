package scp

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
)

func TestSniff(t *testing.T) {
	change := func(fn func(b []byte)) []byte {
		b := oracleBytes(t)
		fn(b)
		return b
	}
	noMark := func(b []byte) { clear(b[markOffset : markOffset+len(mark)]) }
	for name, tt := range map[string]struct {
		head []byte
		want int
	}{
		"marked":                      {oracleBytes(t), sniffMark},
		"marked, cut after the mark":  {oracleBytes(t)[:firstPointer], sniffMark},
		"cut within the mark":         {oracleBytes(t)[:firstPointer-1], 0},
		"record checksum wrong":       {change(func(b []byte) { b[0]++ }), sniffMark},
		"record size 0":               {change(func(b []byte) { clear(b[2:6]) }), sniffMark},
		"zeros for the mark":          {change(noMark), sniffPointer},
		"another mark":                {change(func(b []byte) { copy(b[markOffset:], "ECGSCP") }), sniffPointer},
		"blanks for the mark":         {change(func(b []byte) { copy(b[markOffset:], "      ") }), sniffPointer},
		"mark at another place":       {change(func(b []byte) { copy(b[markOffset-1:], "SCPECG\x00"); b[10], b[28] = 0, 0 }), 0},
		"offsets from 0":              {change(func(b []byte) { noMark(b); b[28]-- }), sniffZero},
		"no mark, not section 0":      {change(func(b []byte) { noMark(b); b[8] = 1 }), 0},
		"mark, not section 0":         {change(func(b []byte) { b[8] = 1 }), 0},
		"no mark, pointer elsewhere":  {change(func(b []byte) { noMark(b); b[28] = 99 }), 0},
		"no mark, lengths differ":     {change(func(b []byte) { noMark(b); b[24]++ }), 0},
		"no mark, cut at the pointer": {change(noMark)[:firstPointer+pointerLen-1], 0},
		"empty":                       {nil, 0},
		"zeros":                       {make([]byte, 1<<10), 0},
		"ones":                        {bytes.Repeat([]byte{0xFF}, 1<<10), 0},
		"text about SCPECG":           {[]byte("SCPECG is a standard; SCPECG at byte 16: SCPECG SCPECG"), 0},
	} {
		assert.Equal(t, tt.want, Sniff(tt.head), name)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		b := make([]byte, 256)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		assert.Zero(t, Sniff(b))
	}
}

// TestRecordsWithoutMark checks that the registry finds a record of protocol 1.0, which has zeros for the mark.
func TestRecordsWithoutMark(t *testing.T) {
	want := decoded(t, oracleBytes(t))
	data := oracleBytes(t)
	clear(data[markOffset : markOffset+len(mark)])
	got, err := formats.Decode(data, nil)
	require.NoError(t, err)
	assert.Equal(t, Name, got.Format)
	assert.Equal(t, want.Channels, got.Channels)

	_, err = formats.Decode(make([]byte, 1<<10), nil)
	assert.ErrorIs(t, err, formats.ErrUnknown)
	_, err = formats.Decode(oracleBytes(t)[:firstPointer], nil)
	assert.ErrorIs(t, err, formats.ErrTruncated)
}
