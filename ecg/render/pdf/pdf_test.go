package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
)

func write(t testing.TB, pages ...*render.Drawing) []byte {
	t.Helper()
	fonts, err := typeface.LoadLatin()
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, Write(&b, slices.Values(pages), fonts))
	return b.Bytes()
}

// object returns object n as the table at the end of the file finds it.
func object(t *testing.T, file []byte, n int) string {
	t.Helper()
	m := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)
	require.NotNil(t, m)
	start, err := strconv.Atoi(string(m[1]))
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(file[start:], []byte("xref\n0 ")))
	table := file[start:]
	for range 2 { // "xref" and the range
		table = table[bytes.IndexByte(table, '\n')+1:]
	}
	const entry = 20
	line := string(table[n*entry:][:entry])
	at, err := strconv.Atoi(line[:10])
	require.NoError(t, err)
	require.True(t, bytes.HasPrefix(file[at:], fmt.Appendf(nil, "%d 0 obj\n", n)), "object %d", n)
	body := file[at:]
	return string(body[:bytes.Index(body, []byte("endobj"))])
}

// unpack returns the data of a stream object.
func unpack(t *testing.T, obj string) string {
	t.Helper()
	length, err := strconv.Atoi(regexp.MustCompile(`/Length (\d+)`).FindStringSubmatch(obj)[1])
	require.NoError(t, err)
	data := obj[strings.Index(obj, "stream\n")+len("stream\n"):][:length]
	z, err := zlib.NewReader(strings.NewReader(data))
	require.NoError(t, err)
	out, err := io.ReadAll(z)
	require.NoError(t, err)
	return string(out)
}

func TestDocument(t *testing.T) {
	rec, _, err := ecgtest.Generate(ecgtest.Spec{Duration: 30, Leads: []ecg.Lead{ecg.LeadII, ecg.LeadV1}})
	require.NoError(t, err)
	doc, err := render.New(&render.Source{Record: rec, Traces: render.Traces(rec, nil)}, render.Options{Seconds: -1, Width: 150, Height: 100})
	require.NoError(t, err)
	require.Greater(t, doc.Pages(), 1)
	var list []*render.Drawing
	for i := range doc.Pages() {
		list = append(list, doc.Page(i))
	}
	file := write(t, list...)
	require.True(t, bytes.HasPrefix(file, []byte("%PDF-1.4\n")))
	assert.Contains(t, object(t, file, objectCatalog), "/Type/Catalog")
	pages := object(t, file, objectPages)
	assert.Contains(t, pages, fmt.Sprintf("/Count %d/", doc.Pages()))
	assert.Contains(t, object(t, file, objectInfo), "/Producer(goecg ")
	first, err := strconv.Atoi(regexp.MustCompile(`Kids\[(\d+) `).FindStringSubmatch(pages)[1])
	require.NoError(t, err)
	page := object(t, file, first)
	assert.Contains(t, page, "/MediaBox[0 0 425.197 283.465]")
	content, err := strconv.Atoi(regexp.MustCompile(`/Contents (\d+) `).FindStringSubmatch(page)[1])
	require.NoError(t, err)
	text := unpack(t, object(t, file, content))
	assert.Contains(t, text, "2.835 0 0 -2.835 0 283.465 cm")
	assert.Contains(t, text, "BT\n/F0 ")
	assert.NotContains(t, text, "NaN")
	assert.Equal(t, file, write(t, list...), "the same bytes")
}

func TestTextCanBeRead(t *testing.T) {
	d := &render.Drawing{Width: 100, Height: 20, Title: "a (test) \\ µ"}
	d.Write(render.LayerText, render.ColorInk, 4, render.Point{X: 1, Y: 8}, "QRS µV")
	d.Write(render.LayerText, render.ColorInk, 4, render.Point{X: 1, Y: 15}, "心").Alt = "heart"
	file := write(t, d)
	var names string
	for n := firstObject; ; n++ {
		obj := object(t, file, n)
		if strings.Contains(obj, "/Subtype/Type3") {
			m := regexp.MustCompile(`/ToUnicode (\d+) `).FindStringSubmatch(obj)
			k, err := strconv.Atoi(m[1])
			require.NoError(t, err)
			names = unpack(t, object(t, file, k))
			break
		}
	}
	for _, r := range "QRS µVheart" {
		assert.Contains(t, names, fmt.Sprintf("><%04x>", r))
	}
	assert.NotContains(t, names, fmt.Sprintf("%04x", '心'))
	assert.Contains(t, object(t, file, objectInfo), `/Title(a \(test\) \\ ?)`)
}

func TestOddShapes(t *testing.T) {
	d := &render.Drawing{Width: 10, Height: 10}
	p := render.Point{X: 1, Y: 2}
	d.Line(render.LayerTrace, render.ColorInk, 0.3)
	d.Line(render.LayerTrace, render.ColorInk, 0.3, p)
	d.Line(render.LayerTrace, render.ColorInk, 0.3, p, render.Point{X: math.NaN()})
	d.Line(render.LayerTrace, render.ColorInk, 0.3, p, render.Point{X: math.Inf(1)})
	d.Pairs(render.LayerTrace, render.ColorInk, 0.3, []render.Point{p, {X: 3, Y: 3}, {X: 9, Y: 9}})
	d.Fill(render.LayerMarks, render.ColorRed)
	d.Write(render.LayerText, render.ColorInk, 3, p, "")
	file := write(t, d)
	text := unpack(t, object(t, file, firstObject))
	assert.Equal(t, 2, strings.Count(text, "S\n"))
	assert.NotContains(t, text, "9 9")
	assert.NotContains(t, text, "NaN")
	assert.NotContains(t, text, "Inf")
	assert.Contains(t, object(t, write(t), objectPages), "/Count 0/", "no pages")
}

func TestManyLetters(t *testing.T) {
	d := &render.Drawing{Width: 100, Height: 20}
	var all []rune
	for r := rune(0x21); r < 0x250; r++ {
		all = append(all, r)
	}
	fonts, err := typeface.LoadLatin()
	require.NoError(t, err)
	glyphs, _ := fonts.Shape(string(all), false)
	require.Greater(t, len(glyphs), codesPerFont, "more than one font is needed")
	var have []rune
	for _, g := range glyphs {
		have = append(have, g.Rune)
	}
	d.Write(render.LayerText, render.ColorInk, 1, render.Point{X: 1, Y: 8}, string(have))
	file := write(t, d)
	assert.Contains(t, object(t, file, objectResources), "/F1 ")
}
