package wfdb

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strconv"
	"sync"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func init() {
	formats.Register(formats.Format{
		Name:         formatName,
		Description:  "WFDB / PhysioNet record (header, signal files)",
		Extensions:   []string{".hea"},
		Sniff:        Sniff,
		Decode:       Decode,
		DecodeConfig: DecodeConfig,
		Open:         Open,
	})
}

// Open reads the record whose header is the file name in fsys, with its signal files, into rec, which is reset
// and whose buffers are reused. With config the samples are not read: channels have Samples set. A nil o means the defaults.
//
// Errors are *formats.Error: ErrNoWaveform when no signal file is there, ErrTruncated when those there hold no sample,
// ErrUnsupported when they are in a format not read. What can be read is read, the rest leaves a warning.
func Open(rec *ecg.Record, fsys fs.FS, name string, config bool, o *formats.Options) error {
	r := newReader(rec, fsys, name, config, o)
	defer r.release()
	data, err := r.file(name, -1)
	if err != nil {
		return r.fileError(err, path.Base(name))
	}
	return r.record(append([]byte(nil), data...))
}

// Decode reads a header that stands alone. There are no samples, so the error wraps formats.ErrNoWaveform; rec holds what
// the header says. Use [Open] for records.
func Decode(rec *ecg.Record, header []byte, o *formats.Options) error {
	r := newReader(rec, nil, "header", false, o)
	defer r.release()
	return r.record(header)
}

// DecodeConfig reads what a header says, signals included, without looking for the signal files.
func DecodeConfig(rec *ecg.Record, header []byte, o *formats.Options) error {
	r := newReader(rec, nil, "header", true, o)
	defer r.release()
	return r.record(header)
}

// reader is one call of Open.
type reader struct {
	rec    *ecg.Record
	fsys   fs.FS  // nil: a header alone
	dir    string // of the header
	name   string // base name of the header, for errors
	config bool
	o      formats.Options
	budget int64 // bytes of input left
	left   int64 // samples left, when o.MaxSamples is set
	buf    *scratch

	streams *streamBudget // of compressed signal files

	truncated, unsupported, missing bool   // why signals were left out
	what                            string // of what is unsupported
	uncalibrated                    int
}

// scratch is memory that outlives a call, so that reading many records does not allocate file buffers.
type scratch struct {
	data []byte
	work []int32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func newReader(rec *ecg.Record, fsys fs.FS, name string, config bool, o *formats.Options) *reader {
	rec.Reset()
	r := &reader{rec: rec, fsys: fsys, dir: path.Dir(name), name: path.Base(name), config: config, o: o.OrDefault()}
	r.budget = r.o.MaxBytes
	if r.budget <= 0 {
		r.budget = formats.DefaultMaxBytes
	}
	r.left = r.o.MaxSamples
	r.streams = newStreamBudget(&r.o)
	r.buf = scratches.Get().(*scratch)
	return r
}

func (r *reader) release() { scratches.Put(r.buf) }

var errBudget = errors.New("too many bytes")

// file reads up to need bytes (all when negative) of a file into the scratch buffer.
func (r *reader) file(name string, need int64) ([]byte, error) {
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	limit := r.budget
	if need >= 0 && need < limit {
		limit = need
	}
	b := r.buf.data[:0]
	if st, err := f.Stat(); err == nil {
		if st.IsDir() {
			return nil, fs.ErrNotExist
		}
		// One byte more than the file holds lets the end be seen without growing.
		if n := min(st.Size(), limit) + 1; n > int64(cap(b)) {
			b = make([]byte, 0, n)
		}
	}
	in := io.LimitReader(f, limit+1)
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := in.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
	}
	r.buf.data = b
	if int64(len(b)) > limit {
		if limit == r.budget {
			return nil, errBudget
		}
		b = b[:limit]
	}
	r.budget -= int64(len(b))
	return b, nil
}

func (r *reader) fileError(err error, section string) error {
	if errors.Is(err, errBudget) {
		return formats.Errorf(formats.ErrTooLarge, formatName, section, -1, "more bytes than allowed")
	}
	return formats.Errorf(fmt.Errorf("%w: %w", formats.ErrTruncated, err), formatName, section, -1, "")
}

func (r *reader) fail(sentinel error, line int, at int64, format string, args ...any) error {
	section := r.name
	if line > 0 {
		section += " line " + strconv.Itoa(line)
	}
	return formats.Errorf(sentinel, formatName, section, at, format, args...)
}

// record reads a header and what belongs to it.
func (r *reader) record(header []byte) error {
	h, err := r.head(header)
	if err != nil {
		return err
	}
	if h.Segments != nil {
		return r.multiSegment(h)
	}
	return r.singleSegment(h)
}

// head reads the header itself.
func (r *reader) head(header []byte) (*Header, error) {
	h, err := ParseHeader(header, r.name, &r.o)
	if err != nil {
		return nil, err
	}
	rec := r.rec
	rec.Format, rec.ID, rec.Start = formatName, h.Name, h.Start
	if !h.RateGiven {
		rec.Warn(ecg.WarnInconsistent, 0, "no sampling frequency in the header: %g Hz by the format's default", DefaultRate)
	}
	if h.InfoDropped > 0 {
		rec.Warn(ecg.WarnSkipped, 0, "%d comment lines left out", h.InfoDropped)
	}
	readInfo(rec, h.Info)
	return h, nil
}

func (r *reader) singleSegment(h *Header) error {
	groups, err := r.groups(h)
	if err != nil {
		return err
	}
	for i := range groups {
		if err := r.group(h, &groups[i]); err != nil {
			return err
		}
	}
	r.restoreOrder(h)
	return r.finish()
}

// finish gives the record's verdict when all signals were tried.
func (r *reader) finish() error {
	if r.uncalibrated > 0 {
		r.rec.Warn(ecg.WarnUncalibrated, 0, "%d signals without gain: %g adu/mV by the format's default", r.uncalibrated, DefaultGain)
	}
	warnDuplicates(r.rec)
	if len(r.rec.Channels) > 0 {
		return nil
	}
	switch {
	case r.unsupported:
		return r.fail(formats.ErrUnsupported, 0, -1, "%s", r.what)
	case r.truncated:
		return r.fail(formats.ErrTruncated, 0, -1, "the signal files hold no samples")
	case r.missing:
		return r.fail(formats.ErrNoWaveform, 0, -1, "the signal files are not here")
	}
	return r.fail(formats.ErrNoWaveform, 0, -1, "the header declares no signals")
}

// groups collects the signals of each file, which should stand together but need not.
func (r *reader) groups(h *Header) ([]group, error) {
	var out []group
	index := make(map[string]int)
	for i := range h.Signals {
		s := &h.Signals[i]
		switch {
		case s.Format == 0 || s.File == "~":
			r.rec.Warn(ecg.WarnSkipped, s.At, "%s line %d: null signal left out", r.name, s.Line)
			continue
		case s.File == "-":
			r.rec.Warn(ecg.WarnMissingFile, s.At, "%s line %d: signal on standard input left out", r.name, s.Line)
			r.missing = true
			continue
		case !safeName(s.File):
			return nil, r.fail(formats.ErrCorrupt, s.Line, s.At, "signal file outside the record's folder")
		}
		k, ok := index[s.File]
		if !ok {
			k = len(out)
			index[s.File] = k
			out = append(out, group{file: s.File, format: s.Format, offset: s.Offset})
		}
		g := &out[k]
		if s.Format != g.format || s.Offset != g.offset {
			return nil, r.fail(formats.ErrCorrupt, s.Line, s.At, "signals of one file differ in format or byte offset")
		}
		g.tracks = append(g.tracks, track{sig: s})
		g.width += int64(s.PerFrame)
	}
	return out, nil
}

// unsupportedGroup notes that a group's format is not read.
func (r *reader) unsupportedGroup(g *group) {
	r.unsupported, r.what = true, "signal format "+strconv.Itoa(g.format)
	if _, ok := flacFormats[g.format]; ok {
		r.what += " (FLAC): import " + flacPackage + " to read it"
	}
	if first := g.tracks[0].sig; !r.config {
		r.rec.Warn(ecg.WarnSkipped, first.At, "%s line %d: %s: %d signals left out", r.name, first.Line, r.what, len(g.tracks))
	}
}

// missingFile notes that a group's file is not there.
func (r *reader) missingFile(g *group) {
	r.missing = true
	r.rec.Warn(ecg.WarnMissingFile, g.tracks[0].sig.At, "signal file %s is missing: %d signals left out", g.file, len(g.tracks))
}

// extent returns how many frames of a file of size bytes belong to the record.
func (r *reader) extent(h *Header, g *group, size int64) int64 {
	st := storages[g.format]
	frames := st.count(max(size-g.offset, 0)) / g.width
	if h.Frames > 0 {
		if frames < h.Frames {
			r.truncated = true
			r.rec.Warn(ecg.WarnTruncated, size, "%s ends after %d of %d samples a signal", g.file, frames, h.Frames)
		}
		frames = min(frames, h.Frames)
	}
	return frames
}

// emptyFile notes that a group's file holds no frame, which extent says only where the header gives a length.
func (r *reader) emptyFile(h *Header, g *group, size int64) {
	if h.Frames == 0 {
		r.rec.Warn(ecg.WarnTruncated, size, "%s holds no samples: %d signals left out", g.file, len(g.tracks))
	}
	r.truncated = true
}

// group reads one signal file and appends its channels.
func (r *reader) group(h *Header, g *group) error {
	st, plain := storages[g.format]
	supported := plain || signalDecoder(g.format) != nil
	if !supported {
		r.unsupportedGroup(g)
		if !r.config {
			return nil
		}
	}
	if r.fsys == nil {
		return r.declare(h, g, h.Frames)
	}
	if supported && !plain {
		return r.streamGroup(h, g)
	}
	need := int64(-1)
	if plain && h.Frames > 0 && h.Frames < 1<<40/g.width {
		need = g.offset + st.size(h.Frames*g.width)
	}
	var data []byte
	var size int64
	var err error
	file := path.Join(r.dir, g.file)
	if r.config {
		size, err = fileSize(r.fsys, file)
	} else {
		data, err = r.file(file, need)
		size = int64(len(data))
	}
	if errors.Is(err, errBudget) {
		return r.fileError(err, g.file)
	}
	if err != nil {
		r.missingFile(g)
		return nil
	}
	if !plain {
		return r.declare(h, g, h.Frames)
	}
	frames := r.extent(h, g, size)
	if r.config {
		return r.declare(h, g, frames)
	}
	if frames == 0 {
		r.emptyFile(h, g, size)
		return nil
	}
	return r.decode(h, g, data[g.offset:], frames)
}

func fileSize(fsys fs.FS, name string) (int64, error) {
	st, err := fs.Stat(fsys, name)
	if err != nil {
		return 0, err
	}
	if st.IsDir() {
		return 0, fs.ErrNotExist
	}
	return st.Size(), nil
}
