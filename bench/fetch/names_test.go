package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEscapedNames(t *testing.T) {
	a := newArchive(t, map[string][]byte{"a b%2F?#é.txt": []byte("x")})
	a.sums = fmt.Appendf(nil, "%x  a b%%2F?#é.txt\n", sha256.Sum256([]byte("x")))
	dir := t.TempDir()
	_, err := Fetch(context.Background(), dir, testDB, a.options())
	require.NoError(t, err)
	holds(t, dir, a.files)
}

func TestFind(t *testing.T) {
	seen := map[string]bool{}
	for _, d := range Databases() {
		assert.False(t, seen[d.Name], d.Name)
		seen[d.Name] = true
		assert.NotEmpty(t, d.Title)
		assert.NotEmpty(t, d.License)
		assert.True(t, exactly.MatchString(d.Name+"/"+d.Version), d.Name)
		for _, name := range append(d.Aliases, d.Name, strings.ToUpper(d.Name), d.Name+"/"+d.Version) {
			got, err := Find(name)
			require.NoError(t, err)
			assert.Equal(t, d, got)
		}
	}
	other, err := Find("szdb/1.0.0")
	require.NoError(t, err)
	assert.Equal(t, Database{Name: "szdb", Version: "1.0.0"}, other)
	for _, name := range []string{"", "szdb", "../x/1", "a/b/1.0", "mitdb/../x", "mitdb/1.0.0/100.dat", "x/1?y"} {
		_, err := Find(name)
		var unknown *UnknownError
		assert.ErrorAs(t, err, &unknown, name)
	}
}

func TestContentRange(t *testing.T) {
	for _, c := range []struct {
		s          string
		from, size int64
		ok         bool
	}{
		{"bytes 5-9/10", 5, 10, true}, {"bytes 5-9/*", 5, -1, true}, {"bytes */10", 0, 10, true}, {"", 0, 0, false}, {"bytes 5", 0, 0, false},
		{"bytes 5/10", 5, 10, false}, {"bytes -5-9/10", 0, 10, false}, {"bytes 5-9/-1", 0, 0, false}, {"items 5-9/10", 0, 0, false},
	} {
		from, size, ok := contentRange(c.s)
		assert.Equal(t, c.ok, ok, c.s)
		if ok {
			assert.Equal(t, [2]int64{c.from, c.size}, [2]int64{from, size}, c.s)
		}
	}
}

func FuzzParseSums(f *testing.F) {
	sum := strings.Repeat("0a", 32)
	f.Add([]byte(sum + " 100.dat\n"))
	f.Add([]byte(sum + "  *a/b.hea\r\n\n" + sum + " ../x"))
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := ParseSums(data)
		var list *ListError
		if err != nil && !errors.As(err, &list) {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, x := range files {
			if seen[x.Path] || strings.Contains(x.Path, "..") && !safePath(x.Path) || filepath.IsAbs(x.Path) {
				t.Fatalf("%q", x.Path)
			}
			seen[x.Path] = true
		}
	})
}

func ExampleFind() {
	db, _ := Find("cinc2017")
	fmt.Println(db.Name, db.Version, Size(db.Bytes))
	// Output: challenge-2017 1.0.0 1.4 GB
}
