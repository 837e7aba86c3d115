package wfdb

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"path"
	"slices"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Reader reads a record in blocks of frames, for recordings that do not fit into memory: it needs memory for a block, for
// buffers of some ten kB a file, and for the headers. A frame is the time of one sample of a signal with one sample a
// frame.
//
// The blocks, put together, are what [Open] gives: the same channels, with all that its documentation says of skew, gaps
// and absent files. Only checksums and initial values are not compared, and Options.Strict is not applied.
// A Reader may be used by one goroutine at a time.
type Reader struct {
	head   ecg.Record
	in     *reader
	rate   float64 // frames a second
	frames int64
	pos    int64
	single *part // nil for a record of several segments

	multi  *segmented
	starts []int64 // first frame of each segment
	loaded int     // which segment cur is, -1 none
	cur    *part   // nil when that segment has nothing to read
	warned map[int]bool
	temp   ecg.Record
	order  []int // for each signal of the layout, the channel of cur or -1
}

// NewReader opens the record whose header is the file name in fsys for reading in blocks. A nil o means the defaults.
// Options.MaxBytes bounds the headers, Options.MaxSamples the samples over all channels that one Read may ask for.
// Files of fsys that are an io.ReaderAt or io.Seeker are read where needed; others from their start again to go back.
//
// A compressed file whose length neither the header nor the file itself states is decoded once to learn it.
//
// Errors are those of [Open] as far as headers and the presence of files show them. Close the Reader after use.
func NewReader(fsys fs.FS, name string, o *formats.Options) (*Reader, error) {
	r := &Reader{loaded: -1, warned: map[int]bool{}}
	in := newReader(&r.head, fsys, name, true, o)
	in.release()
	in.buf = new(scratch) // a buffer of its own, since it stays
	r.in = in
	data, err := in.file(name, -1)
	if err != nil {
		return nil, in.fileError(err, path.Base(name))
	}
	h, err := in.head(data)
	if err != nil {
		return nil, err
	}
	r.rate = h.Rate
	if h.Segments != nil {
		err = r.openSegments(h)
	} else {
		err = r.openSingle(h)
	}
	in.buf.data = nil
	if err == nil {
		err = in.finish()
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reader) openSingle(h *Header) (err error) {
	if r.single, err = openPart(r.in, h); err != nil {
		return err
	}
	for i := range r.single.chans {
		r.frames = max(r.frames, r.single.chans[i].frames)
	}
	return nil
}

// Header returns the record without samples: channels have Samples set and Raw empty. It belongs to the Reader. Warnings
// about a segment or the end of a compressed file join it when reading gets there.
func (r *Reader) Header() *ecg.Record { return &r.head }

// Frames returns the length of the record in frames. A damaged compressed file may turn out shorter.
func (r *Reader) Frames() int64 { return r.frames }

// Rate returns the frames a second.
func (r *Reader) Rate() float64 { return r.rate }

// Close closes the signal files.
func (r *Reader) Close() error {
	if r.single != nil {
		r.single.close()
	}
	if r.cur != nil {
		r.cur.close()
		r.cur = nil
	}
	r.loaded = -1
	return nil
}

// Seek is that of io.Seeker, but in frames: it sets where the next Read begins and returns that, counted from the record's
// start. To go back in formats 8 and 508 to 524, whose samples rest on those before, the Reader begins with the file's
// start, and to go forward it passes over what is between. The error is for a place before the start or an unknown whence.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.pos
	case io.SeekEnd:
		offset += r.frames
	case io.SeekStart:
	default:
		return r.pos, errors.New("wfdb: Seek with an unknown whence")
	}
	if offset < 0 {
		return r.pos, errors.New("wfdb: Seek to before the record's start")
	}
	r.pos = offset
	return offset, nil
}

// Read reads the next frames into dst, which is reset and whose buffers are reused, and returns how many there were: fewer
// than asked for only at the record's end, and none with io.EOF beyond it. dst is a record of its own: its channels begin at
// sample 0, and Start is the time of that. A channel whose file ends before the others' gets the samples there are.
// Comments, statements and patient are the record's; warnings are in [Reader.Header].
//
// Other errors are *formats.Error: ErrTruncated for a file that shrank after it was opened or cannot be read, ErrTooLarge for
// more samples than Options.MaxSamples or 2^29. The place is then that before.
func (r *Reader) Read(dst *ecg.Record, frames int) (int, error) {
	n := min(int64(max(frames, 0)), r.frames-r.pos)
	if n <= 0 {
		r.describe(dst)
		if frames <= 0 {
			return 0, nil
		}
		return 0, io.EOF
	}
	if err := r.checkSize(n); err != nil {
		return 0, err
	}
	r.describe(dst)
	var err error
	if r.single != nil {
		n, err = r.readSingle(dst, n)
	} else {
		err = r.readSegments(dst, n)
	}
	if err != nil {
		dst.Reset()
		return 0, err
	}
	r.pos += n
	if n == 0 { // a compressed file ended before what it declared
		r.frames = r.pos
		return 0, io.EOF
	}
	return int(n), nil
}

// maxBlock is how many samples a block may have: 2 GB, what a slice may hold on machines of 32 bits.
const maxBlock = math.MaxInt32 / 4

// checkSize refuses blocks beyond MaxSamples and beyond what a slice may hold.
func (r *Reader) checkSize(n int64) error {
	width := int64(0)
	for i := range r.head.Channels {
		width += int64(math.Round(r.head.Channels[i].Rate / r.rate))
	}
	limit := int64(maxBlock)
	if r.in.o.MaxSamples > 0 {
		limit = min(limit, r.in.o.MaxSamples)
	}
	if n > limit/max(width, 1) {
		return r.in.fail(formats.ErrTooLarge, 0, -1, "a block of more than %d samples", limit)
	}
	return nil
}

// describe fills dst with all but samples.
func (r *Reader) describe(dst *ecg.Record) {
	dst.Reset()
	h := &r.head
	list, comments, statements, groups := dst.Channels, dst.Comments, dst.Statements, dst.Groups
	measurements, annotations, warnings := dst.Measurements, dst.Annotations, dst.Warnings
	*dst = *h
	dst.Channels, dst.Groups = list, groups
	dst.Patient.Drugs, dst.Patient.History = slices.Clip(h.Patient.Drugs), slices.Clip(h.Patient.History)
	dst.Comments, dst.Statements = append(comments, h.Comments...), append(statements, h.Statements...)
	dst.Measurements, dst.Annotations, dst.Warnings = measurements, annotations, warnings
	if !h.Start.IsZero() && !h.Start.DateOnly {
		seconds := float64(r.pos) / r.rate
		whole := math.Floor(seconds)
		dst.Start.Time = h.Start.Time.Add(time.Duration(whole)*time.Second + time.Duration((seconds-whole)*float64(time.Second)))
	}
	for i := range h.Channels {
		c := dst.AddChannel()
		raw := c.Raw
		*c = h.Channels[i]
		c.Raw, c.Samples = raw, 0
	}
}

func (r *Reader) readSingle(dst *ecg.Record, n int64) (int64, error) {
	p := r.single
	for i := range p.chans {
		c := &p.chans[i]
		room := max(min(n, c.frames-r.pos), 0) * int64(c.t.sig.PerFrame)
		c.t.raw = grown(dst.Channels[i].Raw, room)
	}
	if err := p.read(r.pos, n); err != nil {
		return 0, err
	}
	n = 0
	for i := range p.chans {
		c := &p.chans[i]
		n = max(n, c.got)
		raw := c.t.raw[:min(c.got*int64(c.t.sig.PerFrame), int64(len(c.t.raw)))]
		dst.Channels[i].Raw, dst.Channels[i].Samples = raw, len(raw)
		c.t.raw = nil
	}
	return n, nil
}

// grown returns raw with n samples, which hold anything, and never nil.
func grown(raw []int32, n int64) []int32 {
	if raw == nil || int64(cap(raw)) < n {
		return make([]int32, n)
	}
	return raw[:n]
}
