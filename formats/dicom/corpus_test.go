package dicom

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/codectest"
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

func realFiles(t testing.TB) []string { return codectest.Files(t, "formats/dicom/*.dcm") }

// TestRealFiles compares every sample of every group with what an independent reader found.
func TestRealFiles(t *testing.T) {
	for _, path := range realFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path + ".ref.json")
			if err != nil {
				t.Skip("no reference beside the file")
			}
			data := codectest.Read(t, path)
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
					assert.Equal(t, want.UV.SHA, codectest.Digest(c.Microvolts(nil)), "%s", c.Lead)
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
