package scp

import (
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
)

// The example of the standard (EN 1064, annex C; its sixth byte is printed wrongly) as second differences.
const vectorHex = "FF837FE0E6F1536559B65B964B9600"

var vectorValues = []int32{13, 14, 15, 14, 16, 18, 19, 20, 22, 22, 23, 23, 23, 22, 22, 20, 17, 15, 12, 8, 6, 3, 1, 0, -2, -2, -3, -3}

func TestStandardVector(t *testing.T) {
	b, err := hex.DecodeString(vectorHex)
	require.NoError(t, err)
	x := make([]int32, len(vectorValues))
	require.Equal(t, len(x), decodeDefault(x, b))
	assert.True(t, integrate(x, 2))
	assert.Equal(t, vectorValues, x)

	// The same through a file.
	rec := decoded(t, raw(map[int][]byte{
		sectionTables: words(defaultTable), sectionLeads: leadsOf(len(x), 0x0C, 1), sectionRhythm: waveformOf(5000, 2000, 2, 0, b),
	}))
	assert.Equal(t, vectorValues, rec.Channels[0].Raw)
	assert.Equal(t, 5.0, rec.Channels[0].Scale)

	enc, ok := appendDifferences(nil, vectorValues, 2)
	require.True(t, ok)
	assert.Equal(t, append(b, 0), enc, "with one zero byte for an even count")
}

func TestDefaultTableHoldsEveryValue(t *testing.T) {
	var x []int32
	for v := int32(-32768); v <= 32767; v++ {
		x = append(x, v, 0, v%5)
	}
	b, ok := appendDifferences(nil, x, 0)
	require.True(t, ok)
	got := make([]int32, len(x))
	require.Equal(t, len(x), decodeDefault(got, b))
	assert.True(t, assert.ObjectsAreEqual(x, got))
}

// The fast decoder must agree with the one that goes code by code, on any bits and for any length.
func TestFastDecoderAgreesWithSlow(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		src := make([]byte, rng.IntN(80))
		ones := rng.IntN(3)
		for i := range src {
			src[i] = byte(rng.Uint32())
			for range ones { // longer codes
				src[i] |= byte(rng.Uint32())
			}
		}
		n := rng.IntN(300)
		fast, slow := make([]int32, n), make([]int32, n)
		k := decodeDefault(fast, src)
		require.Equal(t, decodeTail(slow, src, 0), k)
		require.Equal(t, slow[:k], fast[:k])
	}
}

func TestLeadMayUseItsLastBit(t *testing.T) {
	// 8 codes of one bit and nothing to spare.
	x := make([]int32, 8)
	assert.Equal(t, 8, decodeDefault(x, []byte{0}))
	assert.Equal(t, 7, decodeDefault(make([]int32, 9), []byte{0x01}), "an unfinished code is no value")
}

// defaultCodes writes out the default table.
func defaultCodes() (codes []huffmanCode) {
	add := func(prefix uint64, n, total int, base int32) {
		c := huffmanCode{prefix: n, total: total, normal: true, base: base}
		for i := range n {
			c.code |= uint32(prefix>>(n-1-i)&1) << i
		}
		codes = append(codes, c)
	}
	for v := int32(-8); v <= 8; v++ {
		code, n := defaultCode(v)
		add(code, n, n, v)
	}
	add(0x3FE, 10, 18, 0)
	add(0x3FF, 10, 26, 0)
	return codes
}

func tableBytes(tables ...[]huffmanCode) []byte {
	b := words(int16(len(tables)))
	for _, codes := range tables {
		b = le.AppendUint16(b, uint16(len(codes)))
		for _, c := range codes {
			mode := byte(0)
			if c.normal {
				mode = 1
			}
			b = append(b, byte(c.prefix), byte(c.total), mode)
			b = le.AppendUint16(b, uint16(c.base))
			b = le.AppendUint32(b, c.code)
		}
	}
	return b
}

func TestDefaultTableWrittenOut(t *testing.T) {
	codes := defaultCodes()
	assert.True(t, isDefault(codes))
	codes[3].base++
	assert.False(t, isDefault(codes))
	h, detail := buildTables([][]huffmanCode{defaultCodes()})
	require.Empty(t, detail)
	b, err := hex.DecodeString(vectorHex)
	require.NoError(t, err)
	x := make([]int32, len(vectorValues))
	n, bad := h.decode(x, b)
	assert.False(t, bad)
	require.Equal(t, len(x), n)
	integrate(x, 2)
	assert.Equal(t, vectorValues, x)
}

func TestCustomTables(t *testing.T) {
	// Table A: 0 -> 7, 10 -> -100 + 4 bits, 11 -> table B. Table B: 0 -> 1, 1 -> table A.
	for name, first := range map[string]int32{"numbered from 0": 0, "numbered from 1": 1} {
		t.Run(name, func(t *testing.T) {
			a := []huffmanCode{
				{prefix: 1, total: 1, normal: true, base: 7},
				{prefix: 2, total: 6, normal: true, base: -100, code: 1},
				{prefix: 2, total: 2, base: 1 + first, code: 3},
			}
			b := []huffmanCode{{prefix: 1, total: 1, normal: true, base: 1}, {prefix: 1, total: 1, base: first, code: 1}}
			// 7, -100-8 (1000), -100+7 (0111), to B, 1, 1, to A, 7: 0 10 1000 10 0111 11 0 0 1 0 + fill
			bits := []byte{0b01010001, 0b00111110, 0b01000000}
			rec := decoded(t, raw(map[int][]byte{
				sectionTables: tableBytes(a, b), sectionLeads: leadsOf(6, 0x0C, 1, 2), sectionRhythm: waveformOf(1000, 2000, 0, 0, bits, bits),
			}))
			want := []int32{7, -108, -93, 1, 1, 7}
			assert.Equal(t, want, rec.Channels[0].Raw)
			assert.Equal(t, want, rec.Channels[1].Raw, "every lead starts with the first table")
			assert.Equal(t, "section 1 is absent", rec.Warnings[0].Message)
			assert.Len(t, rec.Warnings, 1)
		})
	}
}

func TestBadTables(t *testing.T) {
	one := huffmanCode{prefix: 1, total: 1, normal: true}
	big := make([]huffmanCode, maxCodes+1)
	for name, tt := range map[string]struct {
		data []byte
		want error
	}{
		"not prefix-free": {tableBytes([]huffmanCode{one, one}), formats.ErrCorrupt},
		"empty prefix":    {tableBytes([]huffmanCode{{total: 3, normal: true}}), formats.ErrCorrupt},
		"long value":      {tableBytes([]huffmanCode{{prefix: 1, total: 60, normal: true}}), formats.ErrCorrupt},
		"no such table":   {tableBytes([]huffmanCode{{prefix: 1, total: 1, base: 9}}), formats.ErrCorrupt},
		"cut":             {tableBytes([]huffmanCode{one, one})[:14], formats.ErrCorrupt},
		"too many":        {tableBytes(big), formats.ErrUnsupported},
	} {
		t.Run(name, func(t *testing.T) {
			data := raw(map[int][]byte{
				sectionTables: tt.data, sectionLeads: leadsOf(6, 0x0C, 1), sectionRhythm: waveformOf(1000, 2000, 0, 0, []byte{0}),
			})
			_, err := formats.Decode(data, nil)
			require.ErrorIs(t, err, tt.want)
			assert.Contains(t, err.Error(), "section 2")
		})
	}
}

func TestCRC(t *testing.T) {
	assert.Equal(t, uint16(0x29B1), crc16([]byte("123456789")))
	section2, err := hex.DecodeString("02001200000014140000000000001F4E")
	require.NoError(t, err)
	assert.Equal(t, uint16(0x56A3), crc16(section2))
	// Whatever the length, many bytes at a time give what one at a time gives.
	b := make([]byte, 100)
	for i := range b {
		b[i] = byte(i * 37)
	}
	for n := range b {
		c := uint16(crcInit)
		for _, v := range b[:n] {
			c ^= uint16(v) << 8
			for range 8 {
				if c&0x8000 != 0 {
					c = c<<1 ^ crcPolynomial
				} else {
					c <<= 1
				}
			}
		}
		require.Equal(t, c, crc16(b[:n]))
	}
}
