package wfdb

import (
	"github.com/goecg/goecg/ecg"
)

// track is one signal of a group while its file is decoded.
type track struct {
	sig  *Signal
	raw  []int32 // frames*PerFrame samples
	sum  uint32  // of the stored samples, for the checksum
	init int32   // first stored sample
}

// group is the signals that share one file, in header order.
type group struct {
	file   string
	format int
	offset int64
	tracks []track
	width  int64 // samples a frame over all signals
}

// storage describes a signal format.
type storage struct {
	bytes, samples int64 // a packed unit: bytes hold samples
	invalid        int32 // stored value of a sample that is not valid
	hasInvalid     bool
	low, high      int32   // range of valid samples
	tails          []int64 // bytes of an unfinished unit with 1, 2 samples; writers of 311 end after 3 bytes or 4
	// unpack expands whole units of src into dst, len(dst) samples; src is zero-padded to whole units.
	unpack func(dst []int32, src []byte)
}

// Signal formats of signal(5).
var storages = map[int]storage{
	8:   {bytes: 1, samples: 1, low: -128, high: 127, unpack: unpack8},
	16:  {bytes: 2, samples: 1, invalid: -1 << 15, hasInvalid: true, low: -1<<15 + 1, high: 1<<15 - 1, unpack: unpack16},
	24:  {bytes: 3, samples: 1, invalid: -1 << 23, hasInvalid: true, low: -1<<23 + 1, high: 1<<23 - 1, unpack: unpack24},
	32:  {bytes: 4, samples: 1, invalid: -1 << 31, hasInvalid: true, low: -1<<31 + 1, high: 1<<31 - 1, unpack: unpack32},
	61:  {bytes: 2, samples: 1, invalid: -1 << 15, hasInvalid: true, low: -1<<15 + 1, high: 1<<15 - 1, unpack: unpack61},
	80:  {bytes: 1, samples: 1, invalid: -1 << 7, hasInvalid: true, low: -1<<7 + 1, high: 1<<7 - 1, unpack: unpack80},
	160: {bytes: 2, samples: 1, invalid: -1 << 15, hasInvalid: true, low: -1<<15 + 1, high: 1<<15 - 1, unpack: unpack160},
	212: {bytes: 3, samples: 2, tails: []int64{2}, invalid: -1 << 11, hasInvalid: true, low: -1<<11 + 1, high: 1<<11 - 1, unpack: unpack212},
	310: {bytes: 4, samples: 3, tails: []int64{2, 4}, invalid: -1 << 9, hasInvalid: true, low: -1<<9 + 1, high: 1<<9 - 1, unpack: unpack310},
	311: {bytes: 4, samples: 3, tails: []int64{2, 3}, invalid: -1 << 9, hasInvalid: true, low: -1<<9 + 1, high: 1<<9 - 1, unpack: unpack311},
}

// tail is how many bytes the first samples of an unfinished unit take.
func (s storage) tail(samples int64) int64 {
	if samples == 0 {
		return 0
	}
	return s.tails[samples-1]
}

// size returns the bytes that n samples take.
func (s storage) size(n int64) int64 { return n/s.samples*s.bytes + s.tail(n%s.samples) }

// count returns how many samples n bytes hold.
func (s storage) count(n int64) int64 {
	extra := int64(0)
	for _, t := range s.tails {
		if n%s.bytes >= t {
			extra++
		}
	}
	return n/s.bytes*s.samples + extra
}

// decodeGroup fills the raw samples of the group's tracks, which all hold frames*PerFrame samples, from data, the file
// without its preamble. work is scratch space and is returned, grown.
func decodeGroup(g *group, data []byte, frames int64, work []int32) []int32 {
	st := storages[g.format]
	if n := st.size(frames * g.width); int64(len(data)) > n {
		data = data[:n]
	}
	switch {
	case g.format == 212 && g.width == 2 && len(g.tracks) == 2:
		decode212pair(g, data, int(frames))
	case g.format == 16 && int(g.width) == len(g.tracks):
		decode16(g, data, int(frames))
	default:
		work = decodeStream(g, &st, data, frames, work)
	}
	return work
}

// streamChunk is about how many samples are unpacked at a time: 32 KB, to stay in the first-level cache.
const streamChunk = 8192

// decodeStream unpacks any format in chunks of whole frames and whole units and deals the samples out.
func decodeStream(g *group, st *storage, data []byte, frames int64, work []int32) []int32 {
	total := frames * g.width
	for i := range g.tracks {
		if t := &g.tracks[i]; len(t.raw) > 0 {
			t.init = t.sig.Initial // the running value of format 8
		}
	}
	// A chunk must be a multiple of both the unit and the frame, unless one chunk holds everything.
	unit := g.width * st.samples
	chunk := min(max(streamChunk/unit, 1)*unit, total)
	if int64(cap(work)) < chunk+st.samples {
		work = make([]int32, chunk+st.samples)
	}
	for done := int64(0); done < total; done += chunk {
		n := min(chunk, total-done)
		units := (n + st.samples - 1) / st.samples
		buf := work[:units*st.samples]
		src := data[done/st.samples*st.bytes:]
		unpackPadded(buf, src, units, st)
		deal(g, st, buf[:n], int(done/g.width))
	}
	return work
}

// unpackPadded unpacks units, the last of which may be cut short in src.
func unpackPadded(dst []int32, src []byte, units int64, st *storage) {
	whole := min(int64(len(src))/st.bytes, units)
	st.unpack(dst[:whole*st.samples], src[:whole*st.bytes])
	if whole < units {
		var last [4]byte
		copy(last[:], src[whole*st.bytes:])
		st.unpack(dst[whole*st.samples:], last[:st.bytes])
	}
}

// deal distributes whole frames of samples to the tracks, from the given frame on.
func deal(g *group, st *storage, buf []int32, frame int) {
	off, width := 0, int(g.width)
	for k := range g.tracks {
		t := &g.tracks[k]
		spf := t.sig.PerFrame
		if t.raw == nil { // not wanted
			off += spf
			continue
		}
		dst := t.raw[frame*spf:]
		sum, n := t.sum, 0
		switch {
		case g.format == 8:
			run := t.init
			for i := off; i < len(buf); i += width {
				for _, d := range buf[i : i+spf] {
					run += d
					sum += uint32(run)
					dst[n] = run
					n++
				}
			}
			t.init = run
		default:
			for i := off; i < len(buf); i += width {
				for _, v := range buf[i : i+spf] {
					sum += uint32(v)
					if v == st.invalid {
						v = ecg.Missing
					}
					dst[n] = v
					n++
				}
			}
		}
		t.sum = sum
		off += spf
	}
}

// stored returns the stored value of sample v in format f.
func stored(v int32, format int) int32 {
	if v == ecg.Missing {
		invalid, _ := invalidOf(format)
		return invalid
	}
	return v
}
