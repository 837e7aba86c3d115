package wfdb

import (
	"errors"
	"io"
	"io/fs"
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// source gives the frames of some signals of one file, all with the same skew.
type source interface {
	// read fills the raw samples of the tracks that are wanted (raw is not nil), n frames from frame from of the record on,
	// and returns how many frames there are; fewer only at the end of what the file holds. Frames beyond the file that
	// skew asks for are missing.
	read(from, n int64) (int64, error)
	close()
}

// fileAt reads anywhere in a file of a file system, however the file allows.
type fileAt struct {
	fsys fs.FS
	name string
	f    fs.File
	at   int64 // position of f; meaningless when it is an io.ReaderAt
}

func openAt(fsys fs.FS, name string) (*fileAt, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	return &fileAt{fsys: fsys, name: name, f: f}, nil
}

// ReadAt is that of io.ReaderAt, except that it may not be called concurrently. A file that can neither be read anywhere
// nor seek is read from its start again to go back.
func (r *fileAt) ReadAt(p []byte, off int64) (int, error) {
	if at, ok := r.f.(io.ReaderAt); ok {
		return at.ReadAt(p, off)
	}
	if off != r.at {
		if err := r.move(off); err != nil {
			return 0, err
		}
	}
	n, err := io.ReadFull(r.f, p)
	r.at += int64(n)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

func (r *fileAt) move(off int64) error {
	if s, ok := r.f.(io.Seeker); ok {
		if _, err := s.Seek(off, io.SeekStart); err != nil {
			return err
		}
		r.at = off
		return nil
	}
	if off < r.at {
		f, err := r.fsys.Open(r.name)
		if err != nil {
			return err
		}
		r.f.Close()
		r.f, r.at = f, 0
	}
	n, err := io.CopyN(io.Discard, r.f, off-r.at)
	r.at += n
	return err
}

func (r *fileAt) close() { r.f.Close() }

// plainSource reads the formats that are not compressed.
type plainSource struct {
	g      group
	st     storage
	file   *fileAt
	skew   int64 // frames
	frames int64 // in the file
	next   int64 // frame of the file at which the running values of format 8 stand
	buf    []byte
	work   []int32
	view   group // parts of g's tracks
}

func (s *plainSource) close() { s.file.close() }

func (s *plainSource) read(from, n int64) (int64, error) {
	n = min(n, s.frames-from)
	if n <= 0 {
		return 0, nil
	}
	a := from + s.skew
	b := min(a+n, s.frames)
	if s.g.format == 8 && a < b {
		if err := s.runTo(a); err != nil {
			return 0, err
		}
	}
	direct := s.direct()
	for at := a; at < b; {
		k, unit, lead, data, err := s.load(at, b)
		if err != nil {
			return 0, err
		}
		if direct {
			s.decode(data, at-a, k)
		} else {
			deal(&s.g, &s.st, s.unpack(data, unit, lead, k), int(at-a))
		}
		at += k
		s.next = at
	}
	for i := range s.g.tracks {
		if t := &s.g.tracks[i]; t.raw != nil {
			spf := int64(t.sig.PerFrame)
			fillMissing(t.raw[max(b-a, 0)*spf : n*spf])
		}
	}
	return n, nil
}

// direct reports whether the usual formats can be decoded in one pass: each frame is whole units, all are wanted.
func (s *plainSource) direct() bool {
	for i := range s.g.tracks {
		if s.g.tracks[i].raw == nil {
			return false
		}
	}
	n := len(s.g.tracks)
	return int(s.g.width) == n && (s.g.format == 16 || s.g.format == 212 && n == 2)
}

// decode decodes k frames to frame at of the tracks.
func (s *plainSource) decode(data []byte, at, k int64) {
	if s.view.tracks == nil {
		s.view = s.g
		s.view.tracks = append([]track(nil), s.g.tracks...)
	}
	for i := range s.g.tracks {
		s.view.tracks[i].raw = s.g.tracks[i].raw[at : at+k]
	}
	decodeGroup(&s.view, data, k, nil)
}

// load reads the units that hold some frames from frame at on, not beyond frame end. It returns how many frames, how many
// units, and how many samples of the first unit belong to the frame before.
func (s *plainSource) load(at, end int64) (k, units, lead int64, data []byte, err error) {
	width := s.g.width
	k = min(max(streamChunk/width, 1), end-at)
	first, count := at*width, k*width
	unit := first / s.st.samples
	lead = first - unit*s.st.samples
	units = (lead + count + s.st.samples - 1) / s.st.samples
	if n := units * s.st.bytes; int64(cap(s.buf)) < n {
		s.buf = make([]byte, n)
	}
	buf := s.buf[:units*s.st.bytes]
	m, err := s.file.ReadAt(buf, s.g.offset+unit*s.st.bytes)
	// The last unit may be cut; storage.count has seen that its samples are there.
	if need := s.st.size(first+count) - unit*s.st.bytes; int64(m) < need {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return 0, 0, 0, nil, err
	}
	return k, units, lead, buf[:m], nil
}

// unpack returns the samples of k frames in what load read.
func (s *plainSource) unpack(data []byte, units, lead, k int64) []int32 {
	if n := units * s.st.samples; int64(cap(s.work)) < n {
		s.work = make([]int32, n)
	}
	work := s.work[:units*s.st.samples]
	unpackPadded(work, data, units, &s.st)
	return work[lead : lead+k*s.g.width]
}

// runTo brings the running values of format 8 to a frame: on from where they are, or from the start of the file.
func (s *plainSource) runTo(frame int64) error {
	if frame < s.next || s.next == 0 {
		s.next = 0
		for i := range s.g.tracks {
			s.g.tracks[i].init = s.g.tracks[i].sig.Initial
		}
	}
	for s.next < frame {
		k, units, lead, data, err := s.load(s.next, frame)
		if err != nil {
			return err
		}
		buf := s.unpack(data, units, lead, k)
		off := 0
		for i := range s.g.tracks {
			t := &s.g.tracks[i]
			for at := off; at < len(buf); at += int(s.g.width) {
				for _, d := range buf[at : at+t.sig.PerFrame] {
					t.init += d
				}
			}
			off += t.sig.PerFrame
		}
		s.next += k
	}
	return nil
}

// packedSource reads compressed files through a registered decoder, forward only; going back starts again.
type packedSource struct {
	g      group
	file   *fileAt
	open   func(SignalSource) (SignalStream, error)
	skew   int64 // frames
	frames int64 // at most; where the file ends before, that
	stream SignalStream
	block  [][]int32
	used   int   // samples of block that are done with
	at     int64 // samples a signal done with
	// ended hears of the end of the file, with io.EOF or what is wrong there, and returns what is to be an error.
	ended func(err error, frames int64) error
}

func (s *packedSource) close() { s.file.close() }

// readAll is the size of a section that ends with the file.
const readAll = math.MaxInt64 >> 1

// forward makes sure that block holds samples that are not done with, or returns io.EOF.
func (s *packedSource) forward() error {
	for s.stream == nil || len(s.block) == 0 || s.used == len(s.block[0]) {
		var err error
		if s.stream == nil {
			s.at = 0
			s.stream, err = s.open(SignalSource{
				R: io.NewSectionReader(s.file, s.g.offset, readAll-s.g.offset), Format: s.g.format, Signals: len(s.g.tracks),
				Charge: func(int64) error { return nil }, // a frame is all that is in memory
			})
		}
		s.block, s.used = nil, 0
		if err == nil {
			s.block, err = s.stream.Next()
		}
		if err == nil {
			continue
		}
		s.block = nil
		spf := int64(s.g.tracks[0].sig.PerFrame)
		s.frames = s.at / spf
		if err = s.ended(err, s.frames); err != nil {
			return err
		}
		return io.EOF
	}
	return nil
}

func (s *packedSource) read(from, n int64) (int64, error) {
	n = min(n, s.frames-from)
	if n <= 0 {
		return 0, nil
	}
	spf := int64(s.g.tracks[0].sig.PerFrame)
	a, b := (from+s.skew)*spf, min(from+s.skew+n, s.frames)*spf
	if a < s.at {
		s.stream = nil
	}
	invalid, _ := invalidOf(s.g.format)
	done := int64(0) // samples of the tracks filled
	for a < b {
		err := s.forward()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
		k := int64(len(s.block[0]) - s.used)
		if s.at < a { // not yet there
			k = min(k, a-s.at)
		} else {
			k = min(k, b-s.at)
			for i := range s.g.tracks {
				if t := &s.g.tracks[i]; t.raw != nil {
					convert(t.raw[done:], s.block[i][s.used:s.used+int(k)], invalid)
				}
			}
			done += k
			a += k
		}
		s.used += int(k)
		s.at += k
	}
	n = max(min(n, s.frames-from), 0) // the end may have shown
	for i := range s.g.tracks {
		if t := &s.g.tracks[i]; t.raw != nil && done < n*spf {
			fillMissing(t.raw[done : n*spf])
		}
	}
	return n, nil
}

// count reads the whole file to learn its length in frames.
func (s *packedSource) count() (int64, error) {
	s.frames = math.MaxInt32
	for {
		err := s.forward()
		if errors.Is(err, io.EOF) {
			s.stream = nil
			return s.frames, nil
		}
		if err != nil {
			return 0, err
		}
		k := len(s.block[0]) - s.used
		s.used += k
		s.at += int64(k)
		if spf := int64(s.g.tracks[0].sig.PerFrame); s.at/spf >= math.MaxInt32 { // longer than Open could read
			return math.MaxInt32, nil
		}
	}
}

func fillMissing(raw []int32) {
	for i := range raw {
		raw[i] = ecg.Missing
	}
}

// changed is the error of a file that does not hold what its size promised.
func (r *reader) changed(g *group, err error) error {
	e := r.fileError(err, g.file)
	var f *formats.Error
	if errors.As(e, &f) {
		f.Detail = "the file changed while it was read"
	}
	return e
}
