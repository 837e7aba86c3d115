package wfdb

import (
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// byteStream is a stand-in for a decoder: each byte of the file is a sample, given in blocks of blockSize; 0xEE is damage.
type byteStream struct {
	src SignalSource
	buf [][]int32
}

const blockSize = 5

var errDamage = errors.New("damage")

func (s *byteStream) Samples() int64 { return 0 }

func (s *byteStream) Next() ([][]int32, error) {
	s.buf = make([][]int32, s.src.Signals)
	b := make([]byte, blockSize*s.src.Signals)
	n, err := io.ReadFull(s.src.R, b)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	b = b[:n/s.src.Signals*s.src.Signals]
	if slices.Contains(b, 0xEE) {
		return nil, errDamage // not even a *formats.Error
	}
	if err := s.src.Charge(int64(4 * len(b))); err != nil {
		return nil, err
	}
	for i, v := range b {
		k := i % s.src.Signals
		s.buf[k] = append(s.buf[k], int32(int8(v)))
	}
	return s.buf, nil
}

func TestRegisterSignalDecoder(t *testing.T) {
	opened := func(src SignalSource) (SignalStream, error) { return &byteStream{src: src}, nil }
	for _, format := range []int{0, 16, 500} {
		assert.Panics(t, func() { RegisterSignalDecoder(format, opened) })
	}
	assert.Panics(t, func() { RegisterSignalDecoder(508, nil) })
	RegisterSignalDecoder(508, opened)
	defer func() {
		decodersMu.Lock()
		delete(decoders, 508)
		decodersMu.Unlock()
	}()
	assert.Panics(t, func() { RegisterSignalDecoder(508, opened) })

	f := codectest.Folder("r.hea", "r 2 250\na 508 1 8 0 1 0 0 I\na 508:1 1 8 0 2 0 0 II\n", "a", "\x01\x02\x03\x04\x80\xFF\x07\x08\x09\x0A\x0B\x0C\x0D\x0E")
	rec, err := open(t, f)
	require.NoError(t, err)
	assert.Equal(t, []int32{1, 3, ecg.Missing, 7, 9, 11, 13}, rec.Channels[0].Raw)
	assert.Equal(t, []int32{4, -1, 8, 10, 12, 14, ecg.Missing}, rec.Channels[1].Raw)
	sameAsOpen(t, f, "r.hea", 1, 2, 3, 5, 6, 100)

	f["a"].Data[11] = 0xEE
	rec, err = open(t, f)
	require.NoError(t, err)
	assert.Equal(t, []int32{1, 3, ecg.Missing, 7, 9}, rec.Channels[0].Raw)
	assert.Equal(t, []string{ecg.WarnChecksum}, codesOf(rec))
	sameAsOpen(t, f, "r.hea", 1, 3, 5, 6, 100)
	f["a"].Data[0] = 0xEE
	_, err = open(t, f)
	assert.ErrorIs(t, err, formats.ErrCorrupt)
	_, err = NewReader(f, "r.hea", nil)
	assert.ErrorIs(t, err, formats.ErrCorrupt)
}
