package wfdb

import (
	"bytes"
	"errors"
	"io"
	"math"
	"path"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// What the decoding of compressed signal files may allocate when Options.MaxSamples is not set: with the file itself and the
// rest it stays within 16 MB + 64 bytes a byte of input. A compressed file of a few bytes may hold any number of equal
// samples, so its size alone bounds nothing.
const (
	streamFloor   = 14 << 20
	streamPerByte = 58
	// streamPerSample is granted for each sample of MaxSamples: the sample, what the decoder needs for it, and what
	// growing wastes when a file does not say its length.
	streamPerSample = 32
)

// streamBudget is shared by all the compressed files of a record.
type streamBudget struct {
	left  int64
	sized bool // the sizes of the files are in left already
}

func newStreamBudget(o *formats.Options) *streamBudget {
	return &streamBudget{left: streamFloor + streamPerSample*min(max(o.MaxSamples, 0), math.MaxInt32)}
}

func (b *streamBudget) add(size int64) {
	if !b.sized {
		b.left += streamPerByte * size
	}
}

// charge takes n bytes off the budget.
func (r *reader) charge(n int64) error {
	if n > r.streams.left {
		return r.fail(formats.ErrTooLarge, 0, -1, "compressed signals expand beyond what their size allows: Options.MaxSamples raises the limit")
	}
	r.streams.left -= n
	return nil
}

// streamGroup reads a compressed signal file and appends its channels.
func (r *reader) streamGroup(h *Header, g *group) error {
	if err := r.checkStreamGroup(g); err != nil {
		return err
	}
	open := signalDecoder(g.format)
	if r.config {
		frames, err := r.streamFrames(h, g)
		if err != nil {
			r.missingFile(g)
			return nil
		}
		return r.declare(h, g, frames)
	}
	data, err := r.file(path.Join(r.dir, g.file), -1)
	if errors.Is(err, errBudget) {
		return r.fileError(err, g.file)
	}
	if err != nil {
		r.missingFile(g)
		return nil
	}
	r.streams.add(int64(len(data)))
	s, err := open(SignalSource{
		R: bytes.NewReader(data[min(g.offset, int64(len(data))):]), Format: g.format, Signals: len(g.tracks), Charge: r.charge,
	})
	if err != nil {
		return r.streamFault(g, err, 0)
	}
	return r.collect(h, g, s)
}

// checkStreamGroup refuses what a compressed file cannot hold: its channels all have the same number of samples.
func (r *reader) checkStreamGroup(g *group) error {
	for _, t := range g.tracks[1:] {
		if t.sig.PerFrame != g.tracks[0].sig.PerFrame {
			return r.fail(formats.ErrCorrupt, t.sig.Line, t.sig.At, "signals of one compressed file differ in samples a frame")
		}
	}
	return nil
}

// streamFrames returns the frames that the header or else the file itself says a compressed file holds, 0 when neither does.
// The error is that of a missing file.
func (r *reader) streamFrames(h *Header, g *group) (int64, error) {
	file := path.Join(r.dir, g.file)
	if _, err := fileSize(r.fsys, file); err != nil || h.Frames > 0 {
		return h.Frames, err
	}
	f, err := r.fsys.Open(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if _, err := io.CopyN(io.Discard, f, g.offset); err != nil {
		return 0, nil
	}
	s, err := signalDecoder(g.format)(SignalSource{R: f, Format: g.format, Signals: len(g.tracks), Charge: r.charge})
	if err != nil {
		return 0, nil // what is wrong with it shows when the samples are read
	}
	return s.Samples() / int64(g.tracks[0].sig.PerFrame), nil
}

// streamFault deals with an error of a compressed file after frames were read: what was sound is kept.
func (r *reader) streamFault(g *group, err error, frames int64) error {
	var e *formats.Error
	if !errors.As(err, &e) {
		e = formats.Errorf(formats.ErrCorrupt, formatName, "", -1, "%v", err)
	}
	e.Format, e.Section = formatName, g.file
	switch truncated := errors.Is(e, formats.ErrTruncated); {
	case errors.Is(e, formats.ErrTooLarge), errors.Is(e, formats.ErrUnsupported), !truncated && frames == 0:
		return e
	case truncated && frames == 0:
		r.truncated = true
		r.rec.Warn(ecg.WarnTruncated, max(e.Offset, 0), "%s holds no samples: %d signals left out", g.file, len(g.tracks))
	case truncated:
		r.truncated = true
		r.rec.Warn(ecg.WarnTruncated, max(e.Offset, 0), "%s ends early after %d samples a signal", g.file, frames)
	default:
		r.rec.Warn(ecg.WarnChecksum, max(e.Offset, 0), "%s is damaged after %d samples a signal, the rest left out: %s", g.file, frames, e.Detail)
	}
	return nil
}

// collect reads a stream to its end or to the header's number of frames.
func (r *reader) collect(h *Header, g *group, s SignalStream) error {
	first := g.tracks[0].sig
	spf := int64(first.PerFrame)
	declared := s.Samples()
	limit := int64(math.MaxInt32) / spf * spf
	if h.Frames > 0 && h.Frames < limit/spf {
		limit = h.Frames * spf
		if declared <= 0 || declared > limit {
			declared = limit
		}
	}
	base := len(r.rec.Channels)
	for i := range g.tracks {
		g.tracks[i].raw = r.channel(h, g.tracks[i].sig).Raw[:0]
		g.tracks[i].sum = 0
	}
	trust := r.streams.left / 4
	var n int64 // samples a signal
	var fault error
	for n < limit && fault == nil {
		block, err := s.Next()
		if err != nil {
			fault = err
			break
		}
		k := min(int64(len(block[0])), limit-n)
		if total := k * int64(len(g.tracks)); r.o.MaxSamples > 0 {
			if total > r.left {
				return r.fail(formats.ErrTooLarge, first.Line, first.At, "more than %d samples", r.o.MaxSamples)
			}
			r.left -= total
		}
		if err := r.growTracks(g, n+k, declared, trust); err != nil {
			return err
		}
		appendBlock(g, block, int(k))
		n += k
	}
	frames := n / spf
	drop := func() { r.rec.Channels = r.rec.Channels[:base] }
	if fault != nil && !errors.Is(fault, io.EOF) {
		if err := r.streamFault(g, fault, frames); err != nil || frames == 0 {
			drop()
			return err
		}
	} else if frames < h.Frames || frames == 0 {
		r.truncated = true
		r.rec.Warn(ecg.WarnTruncated, 0, "%s ends after %d of %d samples a signal", g.file, frames, h.Frames)
		if frames == 0 {
			drop()
			return nil
		}
	}
	for i := range g.tracks {
		t := &g.tracks[i]
		t.raw = t.raw[:frames*spf]
		r.verify(h, g, t, frames)
		unskew(t.raw, t.sig)
		c := &r.rec.Channels[base+i]
		c.Raw, c.Samples = t.raw, len(t.raw)
	}
	return nil
}

// growTracks makes room for need samples in each track, at once for all that are declared if that is within trust.
func (r *reader) growTracks(g *group, need, declared, trust int64) error {
	const bytesEach = 4
	for i := range g.tracks {
		t := &g.tracks[i]
		if int64(cap(t.raw)) >= need {
			continue
		}
		n := max(declared, need)
		if declared <= 0 || declared > trust/(bytesEach*int64(len(g.tracks))) {
			n = max(need, 2*int64(cap(t.raw)))
			if declared > need {
				n = min(n, declared)
			}
		}
		if err := r.charge(bytesEach * n); err != nil {
			return err
		}
		t.raw = append(make([]int32, 0, n), t.raw...)
	}
	return nil
}

// appendBlock appends the first k samples of each signal of a block.
func appendBlock(g *group, block [][]int32, k int) {
	invalid, _ := invalidOf(g.format)
	for i := range g.tracks {
		t := &g.tracks[i]
		n := len(t.raw)
		t.raw = t.raw[:n+k]
		t.sum += convert(t.raw[n:], block[i][:k], invalid)
	}
}

// convert copies stored samples to dst with the code of a sample that is not valid replaced, and returns their sum.
func convert(dst, src []int32, invalid int32) (sum uint32) {
	for i, v := range src {
		sum += uint32(v)
		if v == invalid {
			v = ecg.Missing
		}
		dst[i] = v
	}
	return sum
}
