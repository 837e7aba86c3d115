// Package flac lets package formats/wfdb read signal files in the formats 508, 516 and 524: native FLAC streams of up to 8
// signals of at most 8, 16 and 24 bits. Import it for its side effect:
//
//	import _ "github.com/goecg/goecg/formats/wfdb/flac"
//
// It is a package of its own so that only programs which want FLAC link a FLAC decoder, that of github.com/mewkiz/flac.
//
// # Limits
//
// FLAC stores 65,535 equal samples in a dozen bytes, so a small file may hold a record of any size. Opening one allocates
// at most 16 MB and 64 bytes for each byte of input, about 7 samples a byte; beyond that the error wraps
// formats.ErrTooLarge unless Options.MaxSamples is set, which then is the only bound on the samples. Reading in
// blocks (wfdb.NewReader) needs memory for a block only, and has no such limit.
//
// What is damaged or cut keeps the samples before the fault, with a warning; a file that is damaged before its first
// sample gives an error wrapping formats.ErrCorrupt. The sampling frequency in the file means nothing and is ignored, as
// is its MD5 sum; every frame's own check sums are tested. Frames marked as sampled at 24 or 176.4 kHz are refused with
// formats.ErrUnsupported; WFDB files say 96 kHz.
//
// Source: RFC 9639, and signal(5) of the WFDB Applications Guide.
package flac

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
)

func init() {
	for _, f := range []int{508, 516, 524} {
		wfdb.RegisterSignalDecoder(f, Open)
	}
}

// formatBase is what a signal format's number exceeds the bits of its samples by.
const formatBase = 500

// What the decoder allocates beside samples, rounded up: in bytes, for a stream, a frame, and a channel of a frame.
const (
	streamOverhead  = 16 << 10
	frameOverhead   = 1 << 10
	channelOverhead = 512
	bytesPerSample  = 4
	// partitionOverhead is for each Rice partition, which takes at least 4 bits of the file.
	partitionOverhead = 16
)

// stream is a FLAC file being read.
type stream struct {
	src    wfdb.SignalSource
	in     *counter
	head   *bufio.Reader // of in; the decoder reads from it
	dec    *flac.Stream
	block  [][]int32
	frames int64 // read so far
	fault  error
}

// Open starts reading a FLAC file. The error is *formats.Error: ErrCorrupt for what is no FLAC or does not fit the header
// (number of signals, bits), ErrTruncated for a cut one.
func Open(src wfdb.SignalSource) (wfdb.SignalStream, error) {
	s := &stream{src: src, in: &counter{r: src.R}, block: make([][]int32, src.Signals)}
	if err := src.Charge(streamOverhead); err != nil {
		return nil, err
	}
	if err := guard(s.open); err != nil {
		return nil, s.wrap(err)
	}
	info := s.dec.Info
	if int(info.NChannels) != src.Signals {
		return nil, formats.Errorf(formats.ErrCorrupt, "wfdb", "", 0, "FLAC stream of %d channels for %d signals", info.NChannels, src.Signals)
	}
	if int(info.BitsPerSample) > src.Format-formatBase {
		return nil, formats.Errorf(formats.ErrCorrupt, "wfdb", "", 0, "FLAC stream of %d bits in signal format %d", info.BitsPerSample, src.Format)
	}
	return s, nil
}

func (s *stream) open() (err error) {
	s.head = bufio.NewReader(s.in)
	start, err := s.head.Peek(infoEnd)
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	if string(start[:4]) != "fLaC" { // the decoder would take other things before it
		return errors.New("not a FLAC stream")
	}
	amend(start)
	s.dec, err = flac.New(s.head)
	return eofInside(err)
}

// Where the stream's information stands, and in it the fields that are amended.
const (
	infoEnd      = 4 + 4 + 34 // signature, block header, information block
	infoMinBlock = 8
	infoMaxBlock = 10
	infoRate     = 18
	leastBlock   = 16 // samples, by the standard
	usualRate    = 96000
)

// amend puts right what the decoder refuses in the stream's information though nothing depends on it: a smallest block
// that counts the last, short one, and no sampling frequency.
func amend(b []byte) {
	for _, at := range []int{infoMinBlock, infoMaxBlock} {
		if binary.BigEndian.Uint16(b[at:]) < leastBlock {
			binary.BigEndian.PutUint16(b[at:], leastBlock)
		}
	}
	if r := b[infoRate:]; r[0] == 0 && r[1] == 0 && r[2]>>4 == 0 { // 20 bits
		r[0], r[1] = usualRate>>12, usualRate>>4&0xFF
		r[2] |= usualRate & 0xF << 4
	}
}

// Samples is the total of the stream's information block.
func (s *stream) Samples() int64 { return int64(s.dec.Info.NSamples) } // 36 bits

// Next decodes one frame.
func (s *stream) Next() ([][]int32, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	err := guard(s.next)
	if err == nil {
		return s.block, nil
	}
	s.fault = err
	if err != io.EOF {
		s.fault = s.wrap(err)
	}
	return nil, s.fault
}

var (
	errEmptyFrame = errors.New("FLAC frame without samples")
	errChanged    = errors.New("FLAC frame unlike the stream")
)

func (s *stream) next() error {
	if err := s.checkRate(); err != nil {
		return err
	}
	f, err := s.dec.Next()
	if err != nil {
		return err
	}
	info := s.dec.Info
	if f.BitsPerSample == 0 { // as in the stream's information
		f.BitsPerSample = info.BitsPerSample
	}
	switch {
	case f.BlockSize == 0:
		return errEmptyFrame
	case f.BitsPerSample != info.BitsPerSample, f.Channels.Count() != len(s.block):
		return errChanged
	}
	n := int64(len(s.block))
	if err := s.src.Charge(frameOverhead + n*(channelOverhead+bytesPerSample*int64(f.BlockSize))); err != nil {
		return err
	}
	if err := f.Parse(); err != nil {
		return eofInside(err)
	}
	if err := s.src.Charge(partitionCost(f)); err != nil {
		return err
	}
	for i, sub := range f.Subframes {
		if len(sub.Samples) != int(f.BlockSize) {
			return errChanged
		}
		s.block[i] = sub.Samples
	}
	s.frames++
	return nil
}

// checkRate refuses frames marked as sampled at 24 or 176.4 kHz: the decoder writes a line to the program's log for each.
func (s *stream) checkRate() error {
	const rate24k, rate176k, mask = 7, 2, 0xF
	b, err := s.head.Peek(3)
	if err != nil {
		return nil // the end, or too short a frame
	}
	if r := b[2] & mask; r == rate24k || r == rate176k {
		return formats.Errorf(formats.ErrUnsupported, "wfdb", "", s.at(), "FLAC frame marked as sampled at 24 or 176.4 kHz")
	}
	return nil
}

// partitionCost is what the tables of the Rice partitions of a frame took.
func partitionCost(f *frame.Frame) (n int64) {
	for _, sub := range f.Subframes {
		if sub.RiceSubframe != nil {
			n += partitionOverhead * int64(len(sub.RiceSubframe.Partitions))
		}
	}
	return n
}

func eofInside(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// at is the position in the file.
func (s *stream) at() int64 { return s.in.n - int64(s.head.Buffered()) }

// wrap makes a *formats.Error of what the decoder says.
func (s *stream) wrap(err error) error {
	var e *formats.Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, io.ErrUnexpectedEOF):
		return formats.Errorf(formats.ErrTruncated, "wfdb", "", s.at(), "FLAC frame %d is cut", s.frames)
	}
	return formats.Errorf(formats.ErrCorrupt, "wfdb", "", s.at(), "FLAC frame %d: %s", s.frames, err)
}

// guard calls f and makes an error of a panic: the decoder does not promise to have none on hostile input.
func guard(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("decoder panic: %v", v)
		}
	}()
	return f()
}

// counter counts what was read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
