package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompare(t *testing.T) {
	dir := t.TempDir()
	made := map[string]string{}
	for name, args := range map[string][]string{
		"normal": {"-preset", "normal"}, "again": {"-preset", "normal", "-seed", "9"}, "stemi": {"-preset", "stemi-inferior"},
		"lbbb": {"-preset", "lbbb"}, "afib": {"-preset", "afib"}, "reversed": {"-preset", "ra-la-reversal"},
	} {
		file := filepath.Join(dir, name+".scp")
		code, _, errs := call(t, nil, append(append([]string{"synth", "-to", "scp"}, args...), file)...)
		require.Equal(t, exitOK, code, errs)
		made[name] = file
	}
	type compared struct {
		Statements []struct{ AHA int }
		Findings   []struct{ Code, Change string }
		Suspect    bool  `json:"electrodes_suspect"`
		Same       *bool `json:"same_patient"`
	}
	compare := func(old, now string) (c compared) {
		code, out, errs := call(t, nil, "compare", made[old], made[now])
		require.Equal(t, exitOK, code, errs)
		require.NoError(t, json.Unmarshal([]byte(out), &c))
		return c
	}
	has := func(c compared, aha int) bool {
		for _, s := range c.Statements {
			if s.AHA == aha {
				return true
			}
		}
		return false
	}
	change := func(c compared, code string) string {
		for _, f := range c.Findings {
			if f.Code == code {
				return f.Change
			}
		}
		return ""
	}
	c := compare("normal", "again")
	require.True(t, has(c, 400))
	require.Len(t, c.Statements, 1)
	require.Equal(t, "unchanged", change(c, "NSR"))
	c = compare("normal", "stemi")
	require.True(t, has(c, 402))
	require.Equal(t, "new", change(c, "STEMI"))
	c = compare("stemi", "normal")
	require.Equal(t, "resolved", change(c, "STEMI"))
	require.False(t, has(c, 402))
	c = compare("normal", "lbbb")
	require.True(t, has(c, 403))
	require.Equal(t, "new", change(c, "LBBB"))
	c = compare("normal", "afib")
	require.True(t, has(c, 401))
	require.Equal(t, "new", change(c, "AFIB"))
	require.Equal(t, "resolved", change(c, "NSR"))
	c = compare("normal", "reversed")
	require.True(t, c.Suspect)

	code, out, _ := call(t, nil, "compare", "-format", "text", "-lang", "zh", made["normal"], made["stemi"])
	require.Equal(t, exitOK, code)
	require.Contains(t, out, "新出现")
	require.Contains(t, out, "402")
	code, out, _ = call(t, nil, "compare", "-format", "text", made["stemi"], made["normal"])
	require.Equal(t, exitOK, code)
	require.Contains(t, out, "resolved")

	code, out, errs := call(t, nil, "compare", made["normal"], filepath.Join(dir, "absent.scp"))
	require.Equal(t, exitFailed, code)
	require.Contains(t, errs, "absent.scp")
	require.Equal(t, 1, strings.Count(out, `"error"`))
	for _, args := range [][]string{{"compare"}, {"compare", "a"}, {"compare", "a", "b", "c"}, {"compare", "-lang", "fr", "a", "b"}, {"compare", "-format", "pdf", "a", "b"}} {
		code, _, _ := call(t, nil, args...)
		require.Equal(t, exitUsage, code, args)
	}
}
