package codectest

import (
	"encoding/binary"
	"iter"
	"math/rand/v2"
)

// Edit changes b, which is not empty, at a place and returns it; it may become longer or shorter.
type Edit func(b []byte, at int, r *rand.Rand) []byte

// Edits of binary data.
var (
	Bit  Edit = func(b []byte, at int, r *rand.Rand) []byte { b[at] ^= 1 << r.IntN(8); return b }
	Byte Edit = func(b []byte, at int, r *rand.Rand) []byte { b[at] = byte(r.Uint32()); return b }
	Ones Edit = func(b []byte, at int, _ *rand.Rand) []byte { b[at] = 0xFF; return b }

	// Word writes a little-endian 32-bit number of any magnitude, where there is room.
	Word Edit = func(b []byte, at int, r *rand.Rand) []byte {
		if at+4 <= len(b) {
			binary.LittleEndian.PutUint32(b[at:], r.Uint32()>>r.IntN(32))
		}
		return b
	}
)

// Overwrite is the edit that writes one of the pieces over what is there.
func Overwrite(pieces ...string) Edit {
	return func(b []byte, at int, r *rand.Rand) []byte {
		copy(b[at:], pieces[r.IntN(len(pieces))])
		return b
	}
}

// Insert is the edit that puts one of the pieces in.
func Insert(pieces ...string) Edit {
	return func(b []byte, at int, r *rand.Rand) []byte {
		p := pieces[r.IntN(len(pieces))]
		b = append(b, p...)
		copy(b[at+len(p):], b[at:])
		copy(b[at:], p)
		return b
	}
}

// Delete is the edit that takes out up to most bytes.
func Delete(most int) Edit {
	return func(b []byte, at int, r *rand.Rand) []byte {
		return append(b[:at], b[min(len(b), at+1+r.IntN(most)):]...)
	}
}

// Damage is a way to make damaged copies of a file.
type Damage struct {
	Seed   uint64
	Copies int
	Places int    // that are changed in a copy, at most
	Edits  []Edit // of which each place gets one

	// Near moves every second place to where the structure of b is, for most of a file are samples; nil moves none.
	Near func(b []byte, at int) int
}

// Head is a Damage.Near that takes places into the first n bytes.
func Head(n int) func(b []byte, at int) int {
	return func(b []byte, at int) int { return at % min(len(b), n) }
}

// Of yields damaged copies of data, which must not be empty. A copy is valid until the next.
func (d Damage) Of(data []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		r := rand.New(rand.NewPCG(d.Seed, uint64(len(data))))
		var bad []byte
		for range d.Copies {
			bad = append(bad[:0], data...)
			for range 1 + r.IntN(d.Places) {
				if len(bad) == 0 {
					break
				}
				at := r.IntN(len(bad))
				if d.Near != nil && r.IntN(2) == 0 {
					at = d.Near(bad, at)
				}
				bad = d.Edits[r.IntN(len(d.Edits))](bad, at, r)
			}
			if !yield(bad) {
				return
			}
		}
	}
}

// Cuts yields data cut short at about count places that lie evenly, of which the first is the start. The parts have no room
// behind them.
func Cuts(data []byte, count int) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		count = min(count, len(data))
		for i := range count {
			n := int(int64(len(data)) * int64(i) / int64(count))
			if !yield(data[:n:n]) {
				return
			}
		}
	}
}
