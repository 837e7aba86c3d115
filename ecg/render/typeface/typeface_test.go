package typeface

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"

	"github.com/goecg/goecg/ecg/render"
)

func TestShape(t *testing.T) {
	s, err := LoadLatin()
	require.NoError(t, err)
	glyphs, width := s.Shape("II µV≥°", false)
	require.Len(t, glyphs, 7)
	assert.Greater(t, width, glyphs[6].X)
	for i := 1; i < len(glyphs); i++ {
		assert.Greater(t, glyphs[i].X, glyphs[i-1].X)
	}
	_, bold := s.Shape("II µV≥°", true)
	assert.Greater(t, bold, width)
	assert.NotEmpty(t, s.Outline(glyphs[0], 20))
	glyphs, _ = s.Shape("a中b", false)
	assert.Len(t, glyphs, 2, "what no font has is left out")
	_, narrow := s.Shape("", false)
	assert.Zero(t, narrow)
	for _, c := range []struct {
		anchor    render.Anchor
		room      float64
		x, narrow float64
	}{
		{render.AnchorStart, 5, 100, 0.5}, {render.AnchorStart, 50, 100, 1}, {render.AnchorStart, 0, 100, 1},
		{render.AnchorMiddle, 0, 95, 1}, {render.AnchorMiddle, 5, 97.5, 0.5}, {render.AnchorEnd, 0, 90, 1}, {render.AnchorEnd, 5, 95, 0.5},
	} {
		x, narrow := Place(&render.Shape{Points: []render.Point{{X: 100}}, Anchor: c.anchor, MaxWidth: c.room}, 10)
		assert.Equal(t, c.x, x, c)
		assert.Equal(t, c.narrow, narrow, c)
	}
}

// TestWidthsOfThePage holds the estimate of package render, by which text is cut, to the font.
func TestWidthsOfThePage(t *testing.T) {
	s, err := LoadLatin()
	require.NoError(t, err)
	for r := ' '; r <= '~'; r++ {
		for _, bold := range []bool{false, true} {
			_, width := s.Shape(string(r), bold)
			assert.LessOrEqual(t, width, render.TextWidth(string(r), 1, bold)*1.15+0.05, "%q", r)
		}
	}
	_, width := s.Shape("UNCONFIRMED - to be confirmed by a physician 0123456789", true)
	assert.InEpsilon(t, width, render.TextWidth("UNCONFIRMED - to be confirmed by a physician 0123456789", 1, true), 0.08)
}

// oddOffsets moves the tables of a font to places that are no multiples of four.
func oddOffsets(font []byte) []byte {
	out := append([]byte(nil), font...)
	n := int(binary.BigEndian.Uint16(out[4:]))
	for i := range n {
		e := out[directoryHead+i*directoryEntry:][:directoryEntry]
		from, size := binary.BigEndian.Uint32(e[8:]), binary.BigEndian.Uint32(e[12:])
		for len(out)%4 != 1 {
			out = append(out, 0)
		}
		at := len(out)
		out = append(out, font[from:from+size]...)
		binary.BigEndian.PutUint32(out[directoryHead+i*directoryEntry+8:], uint32(at))
	}
	return out
}

func TestTablesAtOddPlaces(t *testing.T) {
	odd := oddOffsets(goregular.TTF)
	_, err := sfnt.Parse(odd)
	require.Error(t, err, "the reason for rebuilding the file")
	f, err := single(odd, 0)
	require.NoError(t, err)
	var buf sfnt.Buffer
	i, err := f.GlyphIndex(&buf, 'V')
	require.NoError(t, err)
	assert.NotZero(t, i)

	head := append([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x01"), 0, 0, 0, 16) // a collection of this one font
	collection := append(head, odd...)
	n := int(binary.BigEndian.Uint16(odd[4:]))
	for k := range n {
		at := len(head) + directoryHead + k*directoryEntry + 8
		binary.BigEndian.PutUint32(collection[at:], binary.BigEndian.Uint32(collection[at:])+uint32(len(head)))
	}
	count, err := count(collection)
	require.NoError(t, err)
	assert.Equal(t, 1, count)
	_, err = single(collection, 0)
	assert.NoError(t, err)
}

func TestWrongFontFiles(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string][]byte{"text.ttf": []byte("this is no font at all"), "empty.ttf": {}, "cut.ttf": goregular.TTF[:200]} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		_, err := Load(path)
		assert.Error(t, err, name)
	}
	path := filepath.Join(dir, "latin.ttf")
	require.NoError(t, os.WriteFile(path, goregular.TTF, 0o600))
	_, err := Load(path)
	assert.ErrorIs(t, err, ErrNotChinese)
	_, err = Load(filepath.Join(dir, "absent.ttf"))
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestInstalledFont(t *testing.T) {
	s, err := Load("")
	require.NoError(t, err)
	glyphs, width := s.Shape("窦性心律", true)
	if s.Path() == "" {
		t.Skip("no Chinese font is installed here")
	}
	assert.Len(t, glyphs, 8, "bold is drawn twice")
	assert.InDelta(t, 4, width, 0.01)
	for _, g := range glyphs {
		assert.NotEmpty(t, s.Outline(g, 30))
	}
	assert.Equal(t, "窦", s.Text(&render.Shape{Text: "窦", Alt: "sinus"}))
	assert.Empty(t, s.Missing())
	again, err := Load(s.Path())
	require.NoError(t, err)
	assert.Equal(t, s.Path(), again.Path())
}

func FuzzParse(f *testing.F) {
	f.Add(goregular.TTF[:2000])
	f.Add(oddOffsets(goregular.TTF)[:4000])
	f.Add([]byte("ttcf\x00\x01\x00\x00\x00\x00\x00\x02\x00\x00\x00\x10\x00\x00\x00\x10"))
	f.Fuzz(func(t *testing.T, data []byte) {
		font, err := parse(data)
		if err == nil && font.NumGlyphs() < 0 {
			t.Fatal("a font with a negative number of glyphs")
		}
	})
}
