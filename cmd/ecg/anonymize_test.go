package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// named is a file of somebody with a name.
func named(t *testing.T, dir, format string) string {
	t.Helper()
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 2})
	rec.Patient = ecg.Patient{ID: "MRN-004711", Name: ecg.Name{Family: "Featherstone", Given: "明华"}, Sex: ecg.Male, BirthDate: ecg.NewDate(1964, 1, 31)}
	rec.Start = ecg.Local(2023, 5, 17, 9, 30, 15, 0)
	rec.Comments = []string{"seen by Quimby"}
	if format == "wfdb" {
		require.NoError(t, wfdb.WriteDir(dir, "mrn4711", rec, nil))
		return filepath.Join(dir, "mrn4711")
	}
	name := filepath.Join(dir, "in."+format)
	f, err := os.Create(name)
	require.NoError(t, err)
	require.NoError(t, formats.Encode(f, rec, format))
	require.NoError(t, f.Close())
	return name
}

var secrets = []string{"MRN-004711", "Featherstone", "明华", "19640131", "Quimby", "mrn4711"}

func TestAnonymize(t *testing.T) {
	dir := t.TempDir()
	for _, format := range []string{"scp", "dicom", "aecg", "wfdb"} {
		in, out := named(t, dir, format), filepath.Join(dir, "out."+format)
		if format == "wfdb" {
			out = filepath.Join(dir, "out")
		}
		code, stdout, errs := call(t, nil, "anonymize", "-key", "a secret of some length", in, out)
		require.Equal(t, exitOK, code, errs)
		assert.Empty(t, stdout)
		assert.Contains(t, errs, "removed or replaced")
		files, _ := filepath.Glob(out + "*")
		require.NotEmpty(t, files)
		for _, name := range files {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			for _, s := range secrets {
				assert.NotContains(t, string(data), s, name)
				assert.NotContains(t, strings.ReplaceAll(errs, in, ""), s, "the report holds kinds and counts")
			}
		}
		code, _, errs = call(t, nil, "info", out)
		assert.Equal(t, exitOK, code, errs)
	}
}

func TestAnonymizeStreamAndKeyFile(t *testing.T) {
	dir := t.TempDir()
	in := named(t, dir, "scp")
	data, err := os.ReadFile(in)
	require.NoError(t, err)
	keyFile := filepath.Join(dir, "key")
	require.NoError(t, os.WriteFile(keyFile, []byte("secret\n"), 0o600))
	code, fromFile, errs := call(t, data, "anonymize", "-key", "@"+keyFile, "-", "-")
	require.Equal(t, exitOK, code, errs)
	_, given, _ := call(t, data, "anonymize", "-key", "secret", in, "-")
	assert.Equal(t, given, fromFile)
	_, other, _ := call(t, data, "anonymize", in, "-")
	assert.NotEqual(t, given, other)
	assert.Len(t, other, len(data))
}

func TestAnonymizeRefuses(t *testing.T) {
	dir := t.TempDir()
	in := named(t, dir, "scp")
	record := named(t, dir, "wfdb")
	before, _ := os.ReadFile(in)
	bad := filepath.Join(dir, "bad.scp")
	require.NoError(t, os.WriteFile(bad, []byte("no ECG"), 0o666))
	empty := filepath.Join(dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o666))
	out := filepath.Join(dir, "out")
	for _, c := range []struct {
		want int
		args []string
	}{
		{exitUsage, nil}, {exitUsage, []string{in}}, {exitUsage, []string{in, in}}, {exitUsage, []string{dir, out}}, {exitUsage, []string{record, record}},
		{exitUsage, []string{record, "-"}}, {exitUsage, []string{"-key", "@" + filepath.Join(dir, "absent"), in, out}}, {exitUsage, []string{"-key", "@" + empty, in, out}},
		{exitFailed, []string{bad, out}}, {exitFailed, []string{filepath.Join(dir, "absent.scp"), out}},
	} {
		code, _, errs := call(t, nil, append([]string{"anonymize"}, c.args...)...)
		assert.Equal(t, c.want, code, "%v: %s", c.args, errs)
		assert.NotEmpty(t, errs)
	}
	after, _ := os.ReadFile(in)
	assert.Equal(t, before, after)
	_, err := os.Stat(out)
	assert.ErrorIs(t, err, os.ErrNotExist, "no output of a failure")
}
