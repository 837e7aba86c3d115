package recordtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// folder makes a folder of databases and points ECG_DATA to it.
func folder(t *testing.T, files map[string]string) string {
	root := t.TempDir()
	for name, text := range files {
		name = filepath.Join(root, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	t.Setenv("ECG_DATA", root)
	return root
}

func TestLabelledRecords(t *testing.T) {
	root := folder(t, map[string]string{
		"ptbxl/ptbxl_database.csv":  "ecg_id,scp_codes,sex\n1,\"{'NORM': 100.0, 'SR': 0.0}\", 1\n12345,{'AFIB': 0.0},0\n7,{},0\n",
		"ptbxl/00001_hr.hea":        "",
		"ptbxl/12345_hr.hea":        "",
		"ludb/ludb.csv":             "ID,Sex\n1, M\n2,F\n",
		"ludb/2.hea":                "",
		"cinc2017/REFERENCE-v3.csv": "A1,N\nA2,~\n",
		"cinc2017/A2.hea":           "",
	})
	list := PTBXL(t)
	require.Len(t, list, 2)
	assert.Equal(t, filepath.Join(root, "ptbxl", "00001_hr"), list[0].Path())
	assert.True(t, list[0].Coded("AFIB", "SR"))
	assert.False(t, list[0].Coded("NOR"))
	assert.Equal(t, "1", list[0].Row["sex"], "trimmed")
	assert.Equal(t, "12345_hr", list[1].Name)
	list = LUDB(t)
	require.Len(t, list, 1)
	assert.Equal(t, "F", list[0].Row["Sex"])
	list = CinC2017(t)
	require.Len(t, list, 1)
	assert.Equal(t, Row{"record": "A2", "class": "~"}, list[0].Row)
}

func TestAbsentRecordsSkip(t *testing.T) {
	folder(t, map[string]string{"ludb/ludb.csv": ""})
	t.Run("absent", func(t *testing.T) {
		defer func() { assert.True(t, t.Skipped()) }()
		PTBXL(t)
	})
}
