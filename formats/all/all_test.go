package all_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
	_ "github.com/goecg/goecg/formats/all"
)

// TestTableOfFormats holds the first table of package formats' documentation against what is registered.
func TestTableOfFormats(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "doc.go"))
	require.NoError(t, err)
	_, table, ok := strings.Cut(string(doc), "name   read  write  anonymise  what it is\n")
	require.True(t, ok)
	word := map[bool]string{true: "yes", false: "no"}
	stated := make(map[string][]string)
	for line := range strings.Lines(table) {
		f := strings.Fields(strings.TrimPrefix(line, "//"))
		if len(f) < 4 {
			break
		}
		stated[f[0]] = f[1:4]
	}
	registered := make(map[string][]string)
	for _, f := range formats.List() {
		if f.Unread {
			assert.Nil(t, f.Encode, f.Name)
			assert.Nil(t, f.Anonymize, f.Name)
			continue
		}
		row := []string{"yes", word[f.Encode != nil], word[f.Anonymize != nil]}
		if f.Open != nil { // of several files: a package function writes them
			row = []string{"yes", "files", "files"}
			assert.Nil(t, f.Encode, f.Name)
			assert.Nil(t, f.Anonymize, f.Name)
		}
		registered[f.Name] = row
	}
	assert.Equal(t, registered, stated)
}

// TestNoFormatClaimsNothing sniffs what holds nothing.
func TestNoFormatClaimsNothing(t *testing.T) {
	for _, f := range formats.List() {
		for _, head := range []string{"", " ", "\n", "\x00", "<", "{", "0", strings.Repeat("\x00", 1<<12), strings.Repeat("\xFF", 1<<12)} {
			assert.Zero(t, f.Sniff([]byte(head)), "%s on %.8q", f.Name, head)
		}
	}
}
