package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// events renders a document as this package reads it; runs of text are joined as encoding/xml joins them.
func events(t testing.TB, data []byte) ([]string, error) {
	var s Scanner
	s.Reset(Open(data, nil).Data)
	var out []string
	var text []byte
	flush := func() {
		if len(text) > 0 {
			out = append(out, "text "+string(text))
			text = text[:0]
		}
	}
	for {
		switch s.Next() {
		case Start:
			flush()
			e := "start " + string(s.Prefix()) + ":" + string(s.Name())
			for i := range s.Attrs() {
				p, n, v := s.AttrAt(i)
				value, _ := Unescape(nil, v)
				e += " " + string(p) + ":" + string(n) + "=" + string(value)
			}
			out = append(out, e)
		case End:
			flush()
			out = append(out, "end "+string(s.Name()))
		case Text:
			if s.CDATA() {
				text = append(text, s.Text()...)
			} else {
				text, _ = Unescape(text, s.Text())
			}
		case EOF:
			flush()
			return out, s.Err()
		}
	}
}

// oracle renders a document as encoding/xml reads it.
func oracle(data []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, bomUTF8)))
	var out []string
	var text []byte
	depth := 0
	flush := func() {
		if len(text) > 0 && depth > 0 {
			out = append(out, "text "+string(text))
		}
		text = text[:0]
	}
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch v := tok.(type) {
		case xml.StartElement:
			flush()
			depth++
			e := "start " + v.Name.Space + ":" + v.Name.Local
			for _, a := range v.Attr {
				e += " " + a.Name.Space + ":" + a.Name.Local + "=" + a.Value
			}
			out = append(out, e)
		case xml.EndElement:
			flush()
			depth--
			out = append(out, "end "+v.Name.Local)
		case xml.CharData:
			if depth > 0 {
				text = append(text, v...)
			}
		}
	}
}

var wellFormed = []string{
	`<a/>`,
	`<a></a>`,
	"\ufeff<?xml version=\"1.0\"?>\n<!-- c --><a>x</a>\n",
	`<p:a xmlns:p="u" p:b='1' c="2"><p:d/></p:a>`,
	`<a b = "x>y" c='"'>t &lt;&amp;&gt;&quot;&apos;&#65;&#x4e2d;</a>`,
	`<a>one<!-- - two -->three<![CDATA[<four>&amp;]]>five<?pi six?>seven</a>`,
	`<!DOCTYPE a [<!ENTITY e "v>]"> <!-- ]> ' --> <?p ]> ?>]><a>1</a>`,
	"<a\n\tb=\"1\"\r\n/>",
	"<a>line\r\nend\rmac</a>",
	`<a><b><c>1</c> <c>2</c></b>tail</a >`,
	`<姓 名="李">王</姓>`,
	`<a>]] > text</a><!-- after --><?p?>` + "\n",
}

func TestScannerMatchesEncodingXML(t *testing.T) {
	for _, doc := range wellFormed {
		want, err := oracle([]byte(doc))
		require.NoError(t, err, doc)
		got, err := events(t, []byte(doc))
		require.NoError(t, err, doc)
		assert.Equal(t, want, got, doc)
	}
}

func TestScannerMatchesEncodingXMLOnRealFiles(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("slow under the race detector")
	}
	files, err := filepath.Glob(filepath.Join(testdata.Dir(t, "formats/aecg"), "*.xml"))
	require.NoError(t, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		want, err := oracle(data)
		require.NoError(t, err)
		got, err := events(t, data)
		require.NoError(t, err)
		require.Equal(t, len(want), len(got), name)
		for i := range want {
			require.Equal(t, want[i], got[i], name)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, c := range []struct {
		name, doc string
		want      error
		offset    int64
	}{
		{"empty", "", ErrTruncated, 0},
		{"blank", "  \n", ErrTruncated, 3},
		{"text first", "x<a/>", ErrSyntax, 0},
		{"text at top", "<?p?>x<a/>", ErrSyntax, 5},
		{"open element", "<a><b></b>", ErrTruncated, 10},
		{"open tag", `<a b="1"`, ErrTruncated, 0},
		{"open value", `<a b="1`, ErrTruncated, 0},
		{"open text", `<a>12`, ErrTruncated, 5},
		{"lone <", `<a><`, ErrTruncated, 3},
		{"open end tag", `<a></a`, ErrTruncated, 3},
		{"open comment", `<a><!-- x`, ErrTruncated, 3},
		{"short comment", `<a><!-->`, ErrTruncated, 3},
		{"open CDATA", `<a><![CDATA[x]]`, ErrTruncated, 3},
		{"cut CDATA", `<a><![CD`, ErrTruncated, 3},
		{"open PI", `<a><?x`, ErrTruncated, 3},
		{"open DOCTYPE", `<!DOCTYPE a [`, ErrTruncated, 0},
		{"wrong end", `<a></b>`, ErrSyntax, 3},
		{"wrong prefix", `<p:a></q:a>`, ErrSyntax, 5},
		{"end first", `</a>`, ErrSyntax, 0},
		{"no quotes", `<a b=1/>`, ErrSyntax, 0},
		{"no value", `<a b/>`, ErrSyntax, 0},
		{"no blank", `<a b="1"c="2"/>`, ErrSyntax, 0},
		{"< in value", `<a b="<"/>`, ErrSyntax, 0},
		{"bad name", `<1/>`, ErrSyntax, 0},
		{"bad declaration", `<a><!ELEMENT a></a>`, ErrSyntax, 3},
		{"late DOCTYPE", `<a><!DOCTYPE a></a>`, ErrSyntax, 3},
		{"CDATA at top", `<![CDATA[x]]><a/>`, ErrSyntax, 0},
		{"deep", strings.Repeat("<a>", MaxDepth+1), ErrLimit, 3 * MaxDepth},
		{"attributes", "<a" + strings.Repeat(` b=""`, MaxAttrs+1) + "/>", ErrLimit, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := events(t, []byte(c.doc))
			require.ErrorIs(t, err, c.want)
			var x *Error
			require.ErrorAs(t, err, &x)
			assert.Equal(t, c.offset, x.Offset)
			assert.NotEmpty(t, x.Error())
		})
	}
}

func TestEntitiesAreNotExpanded(t *testing.T) {
	doc := `<!DOCTYPE a [<!ENTITY x "boom"><!ENTITY y SYSTEM "file:///etc/passwd">]><a b="&x;">&y;&z;&#0;&#x110000;&;&amp</a>`
	got, err := events(t, []byte(doc))
	require.NoError(t, err)
	assert.Equal(t, []string{"start :a :b=&x;", "text &y;&z;&#0;&#x110000;&;&amp", "end a"}, got)
	_, ok := Unescape(nil, []byte("&x;"))
	assert.False(t, ok)
}

func TestChildAndSkip(t *testing.T) {
	var s Scanner
	s.Reset([]byte(`<r> <a><x/></a> text <b c="1" p:c="2">skip<y><z/></y></b><c/></r>`))
	require.Equal(t, Start, s.Next())
	var names []string
	for s.Child(1) {
		names = append(names, string(s.Name()))
		if string(s.Name()) == "b" {
			assert.Equal(t, "1", string(s.Attr("c")))
			assert.Equal(t, "2", string(s.PrefixedAttr("c")))
			assert.Nil(t, s.Attr("d"))
			s.Skip()
			assert.Equal(t, 1, s.Depth())
		}
	}
	assert.Equal(t, []string{"a", "b", "c"}, names)
	assert.Equal(t, 0, s.Depth())
	assert.NoError(t, s.Err())
	assert.Equal(t, EOF, s.Next())
}

func TestTrailing(t *testing.T) {
	for doc, want := range map[string]bool{
		"<a/>": false, "<a/> \n\x00\x00": false, "<a/><!-- x --><?p?>": false, "<a/>x": true, "<a/><b/>": true, "<a/><!-- x": true,
	} {
		var s Scanner
		s.Reset([]byte(doc))
		assert.False(t, s.Trailing())
		for s.Next() != EOF {
		}
		require.NoError(t, s.Err())
		assert.Equal(t, want, s.Trailing(), doc)
	}
}

func utf16Bytes(s string, big, mark bool) []byte {
	u := utf16.Encode([]rune(s))
	if mark {
		u = append([]uint16{0xFEFF}, u...)
	}
	var b []byte
	for _, v := range u {
		if big {
			b = append(b, byte(v>>8), byte(v))
		} else {
			b = append(b, byte(v), byte(v>>8))
		}
	}
	return b
}

func TestUTF16(t *testing.T) {
	doc := `<?xml version="1.0" encoding="UTF-16"?><a b="é">中𝄞</a>`
	for _, big := range []bool{false, true} {
		for _, mark := range []bool{false, true} {
			data := utf16Bytes(doc, big, mark)
			src := Open(data, nil)
			assert.Equal(t, doc, string(src.Data))
			assert.True(t, src.UTF16)
			assert.Nil(t, src.Declared)
			assert.Equal(t, int64(len(data)), src.Offset(len(src.Data)))
			assert.Equal(t, "a", string(Root(data)))
			assert.True(t, func() bool { s := Open(append(data, 0), nil); return s.Odd }())
			reused := Open(data, make([]byte, 0, 2*len(data)))
			assert.Equal(t, doc, string(reused.Data))
		}
	}
	lone := Open([]byte{0xFF, 0xFE, '<', 0, 0x00, 0xD8, 'a', 0}, nil)
	assert.Equal(t, "<\uFFFDa", string(lone.Data))
	assert.Equal(t, int64(8), lone.Offset(len(lone.Data)))
}

func TestDeclared(t *testing.T) {
	for doc, want := range map[string]string{
		`<?xml version="1.0" encoding="GBK"?><a/>`:              "GBK",
		"\xef\xbb\xbf<?xml version='1.0' encoding = 'utf-8' ?>": "utf-8",
		`<?xml version="1.0"?><a encoding="x"/>`:                "",
		`<a encoding="x"/>`:                                     "",
		`<?xml encoding=`:                                       "",
		`<?xml encoding=?>`:                                     "",
	} {
		s := Open([]byte(doc), nil)
		assert.Equal(t, want, string(s.Declared), doc)
	}
}

func TestRoot(t *testing.T) {
	for doc, want := range map[string]string{
		"<a>": "a", "<p:a b": "a", " \n<?x?><!-- <b> --><!DOCTYPE c [<!ENTITY d '>'>]>\n<e/>": "e",
		"": "", "a": "", "<a": "", "<!-- <a>": "", "<!-->": "", "<1>": "", "\xef\xbb\xbf<a>": "a", "<!DOCTYPE": "", "<?": "",
	} {
		assert.Equal(t, want, string(Root([]byte(doc))), doc)
	}
}

func TestScanAllocatesNothing(t *testing.T) {
	doc := []byte(`<a b="1"><c d="2" e="3">text &amp; more</c><f/></a>`)
	var s Scanner
	buf := make([]byte, 0, 64)
	scan := func() {
		s.Reset(doc)
		for k := s.Next(); k != EOF; k = s.Next() {
			if k == Text {
				buf, _ = Unescape(buf[:0], s.Text())
			}
		}
	}
	scan()
	assert.Zero(t, testing.AllocsPerRun(100, scan))
}

// FuzzScan: whatever the input, the scan ends, in bounds, and what encoding/xml reads without fault is read the same.
func FuzzScan(f *testing.F) {
	for _, doc := range wellFormed {
		f.Add([]byte(doc))
	}
	f.Add([]byte("<a b='"))
	f.Add(utf16Bytes("<a>é</a>", true, true))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := events(t, data)
		Root(data)
		if err != nil || len(data) > 0 && (Open(data, nil).UTF16 || Open(data, nil).Declared != nil) {
			return
		}
		want, oracleErr := oracle(data)
		if oracleErr != nil { // stricter about names, characters and entities, and reads past the root
			return
		}
		assert.Equal(t, want[:min(len(want), len(got))], got)
	})
}

// Spans of tokens and attributes tile the document: what they name can be replaced in place.
func TestSpans(t *testing.T) {
	const doc = `<a x = "1" p:y='two'><!-- gone -->text<![CDATA[raw]]><b/></a>`
	var s Scanner
	s.Reset([]byte(doc))
	require.Equal(t, Start, s.Next())
	from, to, v, w := s.AttrSpan(1)
	assert.Equal(t, `p:y='two'`, doc[from:to])
	assert.Equal(t, "two", doc[v:w])
	from, to, _, _ = s.AttrSpan(0)
	assert.Equal(t, `x = "1"`, doc[from:to])
	end := s.End()
	require.Equal(t, Text, s.Next())
	assert.Equal(t, "<!-- gone -->", doc[end:s.Offset()])
	assert.Equal(t, "text", doc[s.Offset():s.End()])
	require.Equal(t, Text, s.Next())
	assert.Equal(t, "<![CDATA[raw]]>", doc[s.Offset():s.End()])
}
