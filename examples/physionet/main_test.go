package main

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

func TestRun(t *testing.T) {
	dir := testdata.Dir(t, "nstdb")
	var out bytes.Buffer
	require.NoError(t, run(&out, dir))
	require.Contains(t, out.String(), "mine")
	require.Regexp(t, `pantompkins .* Se \d`, out.String())
}

func TestRunOnNothing(t *testing.T) {
	require.Error(t, run(new(bytes.Buffer), t.TempDir()))
}
