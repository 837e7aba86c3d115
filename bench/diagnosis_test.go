package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func score(p *DiagnosisReport, name string) *DiagnosisScore {
	for i := range p.Diagnoses {
		if p.Diagnoses[i].Diagnosis == name {
			return &p.Diagnoses[i]
		}
	}
	return nil
}

func TestDiagnose(t *testing.T) {
	db := labelledDatabase(t)
	p, err := Diagnose(context.Background(), db, DiagnosisOptions{})
	require.NoError(t, err)
	require.Empty(t, p.Failed)
	assert.Equal(t, []any{CorpusPTBXL, 5, "small"}, []any{p.Source, p.Records, p.Database})
	assert.Equal(t, Counts{TP: 1, TN: 4}, score(p, "AFIB").Counts)
	assert.Equal(t, Counts{TP: 1, TN: 4}, score(p, "LBBB").Counts)
	assert.Equal(t, Counts{FN: 1, TN: 4}, score(p, "PACED").Counts, "noted in a column of its own")
	assert.Equal(t, []string{"00005_hr"}, score(p, "PACED").Missed)
	assert.Equal(t, 1, score(p, "MI of any age").Left, "a statement of 15 %")
	assert.Nil(t, score(p, "EARLY_REPOL"), "PTB-XL does not state it")
	assert.Equal(t, 100.0, float64(score(p, "AFIB").F1))

	one, err := Diagnose(context.Background(), db, DiagnosisOptions{CorpusOptions{Workers: 1}})
	require.NoError(t, err)
	a, err := json.Marshal(p.Diagnoses)
	require.NoError(t, err)
	b, err := json.Marshal(one.Diagnoses)
	require.NoError(t, err)
	assert.Equal(t, string(a), string(b))

	var text, md, list bytes.Buffer
	require.NoError(t, p.Text(&text, TextOptions{}))
	require.NoError(t, p.Markdown(&md, TextOptions{}))
	require.NoError(t, p.ErrorsCSV(&list))
	assert.Contains(t, text.String(), "AFIB or AFL")
	assert.Contains(t, md.String(), "| LBBB | 1 | 1 | 0 | 0 | 4 |")
	assert.Contains(t, list.String(), "PACED,00005_hr,fn\n")
	b, err = json.Marshal(p)
	require.NoError(t, err)
	assert.Contains(t, string(b), `"diagnosis":"AFIB","findings":["AFIB"],"labels":["AFIB"],"tp":1`)

	_, err = Diagnose(context.Background(), t.TempDir(), DiagnosisOptions{})
	assert.ErrorIs(t, err, ErrNoLabels)
}

func TestSTEMI(t *testing.T) {
	p, err := STEMI(context.Background(), labelledDatabase(t), STEMIOptions{})
	require.NoError(t, err)
	require.Empty(t, p.Failed)
	var groups []string
	for _, g := range p.Groups {
		groups = append(groups, g.Group)
		if g.Group == GroupAcute {
			assert.Equal(t, 100.0, float64(g.Called.Value))
		}
		if g.Group == GroupNormal {
			assert.Equal(t, []any{2, 0.0}, []any{g.Records, float64(g.Called.Value)})
		}
	}
	assert.Equal(t, []string{GroupAcute, GroupOld, GroupNormal, GroupOther}, groups)
	require.NotEmpty(t, p.Cases)
	c := p.Cases[0]
	assert.Equal(t, []any{"00004_hr", GroupAcute, []string{"ASMI", "acute_mi"}}, []any{c.Record, c.Group, c.Labels})
	assert.NotEmpty(t, c.Tier)
	var text, md bytes.Buffer
	require.NoError(t, p.Text(&text, TextOptions{}))
	require.NoError(t, p.Markdown(&md, TextOptions{SummaryOnly: true}))
	assert.Contains(t, text.String(), "00004_hr")
	assert.NotContains(t, md.String(), "00004")
}

// The tables of the other databases.
func TestSTEMILabels(t *testing.T) {
	dir := t.TempDir()
	for name, preset := range map[string]string{"1": "stemi-inferior", "2": "normal"} {
		spec, ok := ecgtest.Preset(preset)
		require.True(t, ok)
		rec, _ := ecgtest.MustGenerate(spec)
		require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
	}
	table := "ID,Sex,Age,Rhythms,Ischemia,Other states\n1,\"F\n\",\">89\n\",Sinus rhythm,\"STEMI: inferior wall\nIschemia: apical\",\n2,M,60,Sinus rhythm,,Early repolarization syndrome\n"
	require.NoError(t, os.WriteFile(filepath.Join(dir, ludbTable), []byte(table), 0o600))
	p, err := STEMI(context.Background(), dir, STEMIOptions{})
	require.NoError(t, err)
	assert.Equal(t, CorpusLUDB, p.Source)
	require.Len(t, p.Groups, 2)
	assert.Equal(t, []string{GroupAcute, GroupEarly}, []string{p.Groups[0].Group, p.Groups[1].Group})
	assert.Equal(t, []string{"ischemia: apical", "stemi: inferior wall"}, p.Cases[0].Labels)

	require.NoError(t, os.Remove(filepath.Join(dir, ludbTable)))
	for name, comments := range map[string]string{
		"1": "# Reason for admission: Myocardial infarction\n# Acute infarction (localization): inferior\n# Former infarction (localization): no\n",
		"2": "# Reason for admission: Healthy control\n# Acute infarction (localization): n/a\n",
	} {
		file := filepath.Join(dir, name+".hea")
		b, err := os.ReadFile(file)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, append(b, comments...), 0o600))
	}
	p, err = STEMI(context.Background(), dir, STEMIOptions{})
	require.NoError(t, err)
	assert.Equal(t, CorpusPTB, p.Source)
	assert.Equal(t, []string{GroupAcute, GroupNormal}, []string{p.Groups[0].Group, p.Groups[1].Group})
	assert.Equal(t, 1, p.Groups[0].Records)
}
