package dicom

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

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/testdata"
)

// refFile is what an independent reader found in a file.
type refFile struct {
	Groups []struct {
		Label     string
		NChannels int     `json:"channel_items"`
		Samples   int     `json:"nsamp"`
		Rate      float64 `json:"fs"`
		Channels  []struct {
			Code, Scheme, Meaning string
			Sensitivity           float64
			UV                    struct {
				N              int
				Min, Max, Mean float64
				First10        []float64
				SHA            string `json:"sha256_int32_round"`
			} `json:"uV"`
		}
	}
	Manufacturer, Model string
	Annotations         []struct {
		UnformattedTextValue string
		NumericValue         string
	}
}

// digest is the SHA-256 of the samples in µV, rounded half to even, as little-endian int32.
func digest(c *ecg.Channel) string {
	b := make([]byte, 0, 4*len(c.Raw))
	for i := range c.Raw {
		b = binary.LittleEndian.AppendUint32(b, uint32(int32(math.RoundToEven(c.At(i)))))
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func realFiles(t testing.TB) map[string][]byte {
	dir := testdata.Dir(t, "formats/dicom")
	names, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	require.NoError(t, err)
	files := map[string][]byte{}
	for _, n := range names {
		b, err := os.ReadFile(n)
		require.NoError(t, err)
		files[n] = b
	}
	return files
}

// TestRealFiles compares every sample of every group with what an independent reader found.
func TestRealFiles(t *testing.T) {
	for path, data := range realFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path + ".ref.json")
			if err != nil {
				t.Skip("no reference beside the file")
			}
			var ref refFile
			require.NoError(t, json.Unmarshal(b, &ref))
			require.Equal(t, 100, Sniff(data))
			rec := new(ecg.Record)
			require.NoError(t, Decode(rec, data, nil))
			require.Len(t, rec.Groups, len(ref.Groups)-1)
			for i, g := range ref.Groups {
				list := rec.Channels
				if i > 0 {
					list = rec.Groups[i-1].Channels
					assert.Equal(t, ecg.GroupRepresentativeBeat, rec.Groups[i-1].Kind)
					assert.Equal(t, g.Label, rec.Groups[i-1].Label)
				}
				require.Len(t, list, g.NChannels)
				for k, want := range g.Channels {
					c := &list[k]
					assert.Equal(t, ecg.LeadFromDICOM(want.Scheme, want.Code), c.Lead)
					assert.NotEqual(t, ecg.LeadUnknown, c.Lead)
					assert.Equal(t, ecg.UnitMicrovolt, c.Unit)
					assert.Equal(t, g.Rate, c.Rate)
					assert.InDelta(t, want.Sensitivity, c.Scale, 1e-12)
					require.Len(t, c.Raw, want.UV.N)
					for j, v := range want.UV.First10 {
						assert.Equal(t, v, c.At(j))
					}
					assert.Equal(t, want.UV.SHA, digest(c), "%s", c.Lead)
				}
			}
			assert.Equal(t, ref.Manufacturer, rec.Device.Manufacturer)
			assert.Equal(t, strings.TrimSpace(ref.Model), rec.Device.Model)
			for _, a := range ref.Annotations {
				if a.UnformattedTextValue != "" {
					assert.Contains(t, rec.Statements, ecg.Statement{Text: a.UnformattedTextValue})
				}
			}
			for _, w := range rec.Warnings {
				t.Logf("warning %s at %d: %s", w.Code, w.Offset, w.Message)
			}

			head := new(ecg.Record)
			require.NoError(t, DecodeConfig(head, data, nil))
			require.Len(t, head.Channels, len(rec.Channels))
			for i := range head.Channels {
				assert.Empty(t, head.Channels[i].Raw)
				assert.Equal(t, len(rec.Channels[i].Raw), head.Channels[i].Samples)
			}
			assert.Equal(t, rec.Measurements, head.Measurements)
		})
	}
}
