package scp

import "encoding/binary"

// fields reads little-endian fields of one section. Reading past the end sets short and gives zeros.
type fields struct {
	b     []byte
	pos   int
	base  int // offset of b[0] in the input
	short bool
}

func (f *fields) left() int { return len(f.b) - f.pos }

// at is the offset of the next byte in the input.
func (f *fields) at() int64 { return int64(f.base + f.pos) }

// bytes returns the next n bytes, nil when there are fewer.
func (f *fields) bytes(n int) []byte {
	if n < 0 || n > f.left() {
		f.short = true
		f.pos = len(f.b)
		return nil
	}
	f.pos += n
	return f.b[f.pos-n : f.pos]
}

func (f *fields) u8() int {
	if b := f.bytes(1); b != nil {
		return int(b[0])
	}
	return 0
}

func (f *fields) u16() int {
	if b := f.bytes(2); b != nil {
		return int(binary.LittleEndian.Uint16(b))
	}
	return 0
}

func (f *fields) i16() int { return int(int16(f.u16())) }

func (f *fields) u32() int64 {
	if b := f.bytes(4); b != nil {
		return int64(binary.LittleEndian.Uint32(b))
	}
	return 0
}
