package wfdb

import (
	"errors"
	"io"
	"math"
	"path"
	"sort"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// maxFrame is how many samples a frame may have over the signals of a file for it to be read in blocks: 256 MB.
const maxFrame = 1 << 26

// part is a record of one segment that is read in blocks.
type part struct {
	*reader                 // rec holds the channels as Open gives them, with Samples set
	sources []source        // of one file and one skew each
	files   []*group        // of each source
	chans   []partSig       // of each channel
	told    map[string]bool // compressed files whose early end was reported
}

// partSig is a channel's signal and where its samples come from.
type partSig struct {
	t      *track
	source int
	frames int64 // of the channel
	got    int64 // by the last read
}

// openPart opens the signal files of a record of one segment. What cannot be read leaves out channels, with the warnings of
// Open.
func openPart(r *reader, h *Header) (*part, error) {
	p := &part{reader: r, told: map[string]bool{}}
	groups, err := r.groups(h)
	if err != nil {
		return nil, err
	}
	for i := range groups {
		if err := p.add(h, &groups[i]); err != nil {
			p.close()
			return nil, err
		}
	}
	r.restoreOrder(h)
	sort.SliceStable(p.chans, func(i, j int) bool { return p.chans[i].t.sig.Line < p.chans[j].t.sig.Line })
	return p, nil
}

func (p *part) close() {
	for _, s := range p.sources {
		s.close()
	}
	p.sources = nil
}

// add opens the file of one group and declares its channels.
func (p *part) add(h *Header, g *group) error {
	_, plain := storages[g.format]
	if !plain && signalDecoder(g.format) == nil {
		p.config = false // for the warning
		p.unsupportedGroup(g)
		p.config = true
		return nil
	}
	file := path.Join(p.dir, g.file)
	size, err := fileSize(p.fsys, file)
	if err != nil {
		p.missingFile(g)
		return nil
	}
	var frames int64
	if plain {
		frames = p.extent(h, g, size)
	} else if frames, err = p.packedFrames(h, g); err != nil {
		return err
	}
	if frames == 0 {
		if plain {
			p.emptyFile(h, g, size)
		}
		return nil
	}
	if g.width > maxFrame {
		return p.fail(formats.ErrTooLarge, g.tracks[0].sig.Line, g.tracks[0].sig.At, "frames of %d samples", g.width)
	}
	bySkew := map[int64]int{}
	for i := range g.tracks {
		skew := skewFrames(g.tracks[i].sig)
		k, ok := bySkew[skew]
		if !ok {
			s, err := p.source(g, skew, frames)
			if err != nil {
				return err
			}
			k = len(p.sources)
			bySkew[skew] = k
			p.sources = append(p.sources, s)
			p.files = append(p.files, g)
		}
		p.chans = append(p.chans, partSig{t: &tracksOf(p.sources[k])[i], source: k, frames: frames})
	}
	return p.declare(h, g, frames)
}

func tracksOf(s source) []track {
	switch s := s.(type) {
	case *plainSource:
		return s.g.tracks
	case *packedSource:
		return s.g.tracks
	}
	return nil
}

// source opens the file of a group once more, with tracks of its own.
func (p *part) source(g *group, skew, frames int64) (source, error) {
	f, err := openAt(p.fsys, path.Join(p.dir, g.file))
	if err != nil {
		return nil, p.fileError(err, g.file)
	}
	own := *g
	own.tracks = append([]track(nil), g.tracks...)
	if st, plain := storages[g.format]; plain {
		return &plainSource{g: own, st: st, file: f, skew: skew, frames: frames}, nil
	}
	return p.packed(own, f, skew, frames), nil
}

func (p *part) packed(g group, f *fileAt, skew, frames int64) *packedSource {
	s := &packedSource{g: g, file: f, open: signalDecoder(g.format), skew: skew, frames: frames}
	s.ended = func(err error, got int64) error {
		if p.told[g.file] { // by the source of another skew, or before going back
			return nil
		}
		p.told[g.file] = true
		if !errors.Is(err, io.EOF) {
			return p.streamFault(&s.g, err, got)
		}
		if got < frames && frames < math.MaxInt32 {
			p.rec.Warn(ecg.WarnTruncated, 0, "%s ends after %d of %d samples a signal", g.file, got, frames)
		}
		return nil
	}
	return s
}

// packedFrames returns the length of a compressed file: the header's, or the file's own, or as counted. All are an upper
// limit only.
func (p *part) packedFrames(h *Header, g *group) (int64, error) {
	if err := p.checkStreamGroup(g); err != nil {
		return 0, err
	}
	frames, err := p.streamFrames(h, g)
	if err != nil || frames > 0 {
		return frames, err
	}
	f, err := openAt(p.fsys, path.Join(p.dir, g.file))
	if err != nil {
		return 0, p.fileError(err, g.file)
	}
	defer f.close()
	return p.packed(*g, f, 0, math.MaxInt32).count()
}

// skewFrames is by how many frames a signal was stored late.
func skewFrames(s *Signal) int64 { return int64((s.Skew + s.PerFrame/2) / s.PerFrame) }

// read fills the raw samples of the tracks whose raw is not nil with n frames from frame from on. got of each channel says
// how many there were.
func (p *part) read(from, n int64) error {
	for k, s := range p.sources {
		got, err := s.read(from, n)
		if err != nil {
			var e *formats.Error
			if errors.As(err, &e) {
				return err
			}
			return p.changed(p.files[k], err)
		}
		for i := range p.chans {
			if c := &p.chans[i]; c.source == k {
				c.got = got
			}
		}
	}
	return nil
}
