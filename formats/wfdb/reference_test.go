package wfdb

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reference is what the reference reader returns for a record, or counts of an annotation file.
type reference struct {
	Rate     float64   `json:"fs"`
	Length   int64     `json:"sig_len"`
	Format   []string  `json:"fmt"`
	Units    []*string `json:"units"`
	Gain     []float64 `json:"adc_gain"`
	Baseline []int32   `json:"baseline"`
	Names    []string  `json:"sig_name"`
	PerFrame []int     `json:"samps_per_frame"`
	Digital  []struct {
		N      int     `json:"n"`
		Sum    int64   `json:"sum"`
		First  []int64 `json:"first10"`
		SHA256 string  `json:"sha256_int64le"`
	} `json:"digital"`
	Physical []struct {
		N    int      `json:"n"`
		NaN  int      `json:"nan"`
		Min  *float64 `json:"min"`
		Max  *float64 `json:"max"`
		Mean *float64 `json:"mean"`
	} `json:"physical"`
	// Annotation files.
	Count   int      `json:"count"`
	First   []int64  `json:"first10"`
	Symbols []string `json:"symbols10"`
	Last    int64    `json:"last"`
	Sum     int64    `json:"sum"`
}

func loadReference(t testing.TB) (string, map[string]reference) {
	dir := testdata.Dir(t, "wfdb-samples")
	b, err := os.ReadFile(filepath.Join(dir, "REFERENCE.json"))
	require.NoError(t, err)
	var all map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(b, &all))
	refs := make(map[string]reference)
	for k, v := range all {
		var r reference
		if json.Unmarshal(v, &r) == nil && (r.Count > 0 || r.Length > 0) {
			refs[k] = r
		}
	}
	return dir, refs
}

func TestReferenceRecords(t *testing.T) {
	dir, refs := loadReference(t)
	checked := 0
	for name, ref := range refs {
		if strings.HasPrefix(name, "annotation:") {
			continue
		}
		checked++
		t.Run(name, func(t *testing.T) {
			var rec ecg.Record
			err := Open(&rec, os.DirFS(dir), name+".hea", false, nil)
			if allNaN(ref) {
				require.ErrorIs(t, err, formats.ErrNoWaveform)
				return
			}
			require.NoError(t, err)
			require.Len(t, rec.Channels, len(ref.Names))
			for i := range rec.Channels {
				c := &rec.Channels[i]
				assert.Equal(t, ref.Names[i], c.Label)
				if len(ref.Digital) > 0 {
					checkDigital(t, &ref, c, i)
				} else {
					checkPhysical(t, name, &ref, c, i)
				}
			}
		})
	}
	assert.Greater(t, checked, 40)
}

func allNaN(ref reference) bool {
	for _, p := range ref.Physical {
		if p.NaN < p.N {
			return false
		}
	}
	return len(ref.Physical) > 0
}

func checkDigital(t *testing.T, ref *reference, c *ecg.Channel, i int) {
	d := ref.Digital[i]
	require.Len(t, c.Raw, d.N)
	assert.InDelta(t, ref.Rate*float64(ref.PerFrame[i]), c.Rate, 1e-9)
	k, unit := unitScale(*ref.Units[i])
	assert.Equal(t, unit, c.Unit)
	assert.InEpsilon(t, k/ref.Gain[i], c.Scale, 1e-15)
	assert.InDelta(t, -float64(ref.Baseline[i])*k/ref.Gain[i], c.Offset, 1e-9)
	var format int
	require.NoError(t, json.Unmarshal([]byte(ref.Format[i]), &format))
	h := sha256.New()
	b := make([]byte, 0, 8*len(c.Raw))
	var sum int64
	for k, v := range c.Raw {
		x := int64(stored(v, format))
		if k < len(d.First) {
			assert.Equal(t, d.First[k], x, "sample %d", k)
		}
		sum += x
		b = binary.LittleEndian.AppendUint64(b, uint64(x))
	}
	h.Write(b)
	assert.Equal(t, d.Sum, sum)
	assert.Equal(t, d.SHA256, hex.EncodeToString(h.Sum(nil)))
}

func checkPhysical(t *testing.T, name string, ref *reference, c *ecg.Channel, i int) {
	p := ref.Physical[i]
	require.Len(t, c.Raw, p.N)
	k, _ := unitScale(*ref.Units[i])
	lo, hi, sum, nan := math.Inf(1), math.Inf(-1), 0.0, 0
	for _, v := range c.Physical(nil) {
		if math.IsNaN(v) {
			nan++
			continue
		}
		v /= k
		lo, hi, sum = min(lo, v), max(hi, v), sum+v
	}
	assert.Equal(t, p.NaN, nan)
	tolerance := 1e-9*math.Abs(lo) + 1e-12
	if strings.Contains(name, "multi-segment") {
		tolerance += c.Scale / k // segments were brought to a common grid
	}
	assert.InDelta(t, *p.Min, lo, tolerance)
	assert.InDelta(t, *p.Max, hi, tolerance)
	assert.InDelta(t, *p.Mean, sum/float64(p.N-nan), tolerance)
}
