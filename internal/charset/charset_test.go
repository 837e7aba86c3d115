package charset

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
)

func TestChain(t *testing.T) {
	gbk := []byte{0xD5, 0xC5, 0xC8, 0xFD} // 张三 in GBK
	utf := []byte("张三")
	latin := []byte{'M', 0xFC, 'l', 'l', 'e', 'r'}

	s, ok := New("").Text(gbk)
	assert.True(t, ok)
	assert.Equal(t, "张三", s, "undeclared GBK is the usual case in China")
	s, _ = New("").Text(utf)
	assert.Equal(t, "张三", s, "valid UTF-8 is taken as such")
	d := New("")
	d.Declared = charmap.ISO8859_1
	s, ok = d.Text(latin)
	assert.True(t, ok)
	assert.Equal(t, "Müller", s)
	s, _ = d.Text(utf)
	assert.Equal(t, "张三", s, "UTF-8 wins over a wrong declaration")
	cyr, ok := New("windows-1251").Text([]byte{0xC8, 0xE2, 0xE0, 0xED})
	assert.True(t, ok)
	assert.Equal(t, "Иван", cyr)
	bad, ok := New("").Text([]byte{0xFF, 0xFF, 'x'})
	assert.False(t, ok)
	assert.Contains(t, bad, "x")
}

func TestLookup(t *testing.T) {
	for _, name := range []string{"gbk", "GB18030", "ISO-8859-1", "utf-8", "windows-1251", "EUC-JP"} {
		_, ok := Lookup(name)
		require.True(t, ok, name)
	}
	for _, name := range []string{"", "no-such-charset"} {
		_, ok := Lookup(name)
		require.False(t, ok, name)
	}
}
