package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// labelledDatabase writes three synthetic records with a table in the form of the LUDB and what delineate writes as reference.
func labelledDatabase(t *testing.T) string {
	db := filepath.Join(t.TempDir(), "db")
	require.NoError(t, os.Mkdir(db, 0o777))
	table := "ID,Sex,Age,Rhythms,Ischemia\n"
	for i, r := range [][2]string{{"normal", "Sinus rhythm,"}, {"afib", "Atrial fibrillation,"}, {"stemi-anterior", "Sinus rhythm,STEMI: anterior wall"}} {
		name := fmt.Sprint(i + 1)
		code, _, errs := call(t, nil, "synth", "-to", "wfdb", "-rhythm", r[0], filepath.Join(db, name))
		require.Equal(t, exitOK, code, errs)
		table += name + ",M,60," + r[1] + "\n"
	}
	require.NoError(t, os.WriteFile(filepath.Join(db, "ludb.csv"), []byte(table), 0o600))
	code, _, errs := call(t, nil, "delineate", "-o", db, filepath.Join(db, "1"), filepath.Join(db, "2"), filepath.Join(db, "3"))
	require.Equal(t, exitOK, code, errs)
	return db
}

// What delineate writes is what bench delineate scores: against its own files every mark is right to the sample, from files too.
func TestBenchDelineate(t *testing.T) {
	db := labelledDatabase(t)
	type report struct {
		Records int `json:"records"`
		All     struct {
			Fiducials []struct {
				TP     int      `json:"tp"`
				Se     float64  `json:"se"`
				PPV    float64  `json:"ppv"`
				P95    float64  `json:"p95_abs_ms"`
				Median *float64 `json:"median_abs_ms"`
			} `json:"fiducials"`
		} `json:"all"`
		Leads []any `json:"leads"`
	}
	var got [2]report
	for i, args := range [][]string{nil, {"-ann", db}} {
		code, out, errs := call(t, nil, append([]string{"bench", "delineate", "-db", db, "-format", "json"}, args...)...)
		require.Equal(t, exitOK, code, errs)
		require.NoError(t, json.Unmarshal([]byte(out), &got[i]))
	}
	assert.Equal(t, got[0].Leads, got[1].Leads)
	assert.Equal(t, 3, got[0].Records)
	for _, f := range got[0].All.Fiducials {
		assert.NotZero(t, f.TP)
		assert.Equal(t, []float64{100, 100, 0}, []float64{f.Se, f.PPV, f.P95})
	}
	code, out, _ := call(t, nil, "bench", "delineate", "-db", db, "-lead", "ii", "-single", "-summary")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, out, "lead ii, 3 leads")
	code, out, _ = call(t, nil, "bench", "delineate", "-db", db, "-errors", "-single")
	assert.Equal(t, exitOK, code)
	assert.True(t, strings.HasPrefix(out, "record,lead,fiducial,kind,reference,test,error_ms\n"))
	pictures := t.TempDir()
	code, _, _ = call(t, nil, "bench", "delineate", "-db", db, "-worst", "2", "-o", pictures, "-pictures", "svg")
	assert.Equal(t, exitOK, code)
	found, err := filepath.Glob(filepath.Join(pictures, "*.svg"))
	require.NoError(t, err)
	assert.Len(t, found, 2)
}

func TestBenchLabelled(t *testing.T) {
	db := labelledDatabase(t)
	for what, want := range map[string]string{"diagnosis": "AFIB or AFL", "stemi": "acute infarct", "quality": "exchanged electrodes, all records: 3"} {
		code, text, errs := call(t, nil, "bench", what, "-db", db)
		assert.Equal(t, exitOK, code, errs)
		assert.Contains(t, text, want)
		code, md, _ := call(t, nil, "bench", what, "-db", db, "-format", "markdown", "-summary")
		assert.Equal(t, exitOK, code)
		assert.Contains(t, md, "|---|")
		code, out, _ := call(t, nil, "bench", what, "-db", db, "-format", "json", "-workers", "1")
		assert.Equal(t, exitOK, code)
		assert.True(t, json.Valid([]byte(out)))
	}
	code, out, _ := call(t, nil, "bench", "diagnosis", "-db", db, "-errors")
	assert.Equal(t, exitOK, code)
	assert.True(t, strings.HasPrefix(out, "diagnosis,record,kind\n"))

	for _, args := range [][]string{
		{"delineate"}, {"quality"}, {"diagnosis"}, {"stemi"}, {"stemi", "-errors", "-db", db}, {"diagnosis", "-errors", "-format", "json", "-db", db},
		{"delineate", "-errors", "-format", "json", "-db", db}, {"delineate", "-single", "-ann", db, "-db", db}, {"delineate", "-worst", "2", "-db", db},
		{"quality", "-db", db, "-format", "csv"}, {"stemi", "-db", db, "more"},
	} {
		code, _, _ := call(t, nil, append([]string{"bench"}, args...)...)
		assert.Equal(t, exitUsage, code, args)
	}
	for _, what := range []string{"delineate", "quality", "diagnosis", "stemi"} {
		code, _, errs := call(t, nil, "bench", what, "-db", t.TempDir())
		assert.Equal(t, exitFailed, code, what)
		assert.Contains(t, errs, "no ", what)
	}
}
