package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
)

// Files that are known by sight are refused by name when named or in a walk by their ending; others of them are no inputs
// of a walk, nor are tables, whatever their ending.
func TestFilesRefusedByName(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{
		"muse.xml":     "<?xml version=\"1.0\"?><RestingECG><MuseInfo/></RestingECG>",
		"other.xml":    "<svg/>",
		"report.pdf":   "%PDF-1.7\n",
		"renamed.scp":  "%PDF-1.7\n",
		"renamed.hea":  "ISHNE1.0",
		"message.hl7":  "MSH|^~\\&|ECG|WARD\r",
		"muse.unknown": "<RestingECG/>",
		"table.txt":    "# rate_hz: 500\ntime_ms,I,II\n0,1,2\n2,3,4\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666))
	}
	_, _, ok := formats.Sniff([]byte("# rate_hz: 500\ntime_ms,I,II\n0,1,2\n2,3,4\n"))
	require.True(t, ok, "the table is one that is read when named")
	type fault struct{ format, reason string }
	faults := func(args ...string) map[string]fault {
		code, out, errs := call(t, nil, args...)
		assert.Equal(t, exitFailed, code, errs)
		got := make(map[string]fault)
		for _, m := range lines(t, out) {
			e := m["error"].(map[string]any)
			got[filepath.Base(m["input"].(string))] = fault{e["format"].(string), e["reason"].(string)}
		}
		return got
	}
	for _, verb := range []string{"info", "analyze"} {
		assert.Equal(t, map[string]fault{
			"muse.xml":    {"muse-xml", "unsupported"},
			"other.xml":   {"", "unknown"},
			"renamed.scp": {"pdf", "unsupported"},
			"renamed.hea": {"ishne", "unsupported"},
		}, faults(verb, dir), verb)
		assert.Equal(t, map[string]fault{"report.pdf": {"pdf", "unsupported"}}, faults(verb, filepath.Join(dir, "report.pdf")), verb)
		assert.Equal(t, map[string]fault{"message.hl7": {"hl7v2", "unsupported"}}, faults(verb, filepath.Join(dir, "message.hl7")), verb)
	}
}
