package aecg

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
)

// reference is what an independent reader made of a file.
type reference struct {
	Series []struct {
		Kind, Code string
		Sets       []struct {
			Rate  float64 `json:"fs"`
			Leads []struct {
				Code   string
				Origin float64
				Scale  float64
				Unit   string
				First  []int32 `json:"raw_first10"`
				UV     struct {
					N           int
					First       []float64 `json:"first10"`
					Mean        float64
					Fingerprint string `json:"sha256_int32_round"`
				} `json:"uV"`
			}
		}
	}
	Subject string `json:"subject_id"`
	Patient struct {
		Name   string
		Gender string `json:"administrativeGenderCode"`
		Birth  string `json:"birthTime"`
	}
}

func realFiles(t testing.TB) []string { return codectest.Files(t, "formats/aecg/*.xml") }

func TestDecodeReferences(t *testing.T) {
	for _, name := range realFiles(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var ref reference
			require.NoError(t, json.Unmarshal(codectest.Read(t, name+".ref.json"), &ref))
			data := codectest.Read(t, name)
			assert.Equal(t, 100, Sniff(data))
			var rec ecg.Record
			err := Decode(&rec, data, nil)
			if len(ref.Series) == 0 {
				require.ErrorIs(t, err, formats.ErrNoWaveform)
				return
			}
			require.NoError(t, err)
			var config ecg.Record
			require.NoError(t, DecodeConfig(&config, data, nil))
			require.Len(t, rec.Groups, len(ref.Series)-1)
			for i, s := range ref.Series {
				channels, header := rec.Channels, config.Channels
				if i > 0 {
					channels, header = rec.Groups[i-1].Channels, config.Groups[i-1].Channels
					assert.Equal(t, ecg.GroupRepresentativeBeat, rec.Groups[i-1].Kind)
					assert.Equal(t, s.Code, rec.Groups[i-1].Label)
				}
				require.Len(t, s.Sets, 1)
				require.Len(t, channels, len(s.Sets[0].Leads))
				require.Len(t, header, len(channels))
				for k, l := range s.Sets[0].Leads {
					c := &channels[k]
					assert.Equal(t, l.Code, c.Label)
					assert.Equal(t, ecg.ParseLead(l.Code), c.Lead)
					assert.Equal(t, s.Sets[0].Rate, c.Rate)
					assert.Equal(t, l.Scale, c.Scale)
					assert.Equal(t, l.Origin, c.Offset)
					require.Len(t, c.Raw, l.UV.N)
					assert.Equal(t, l.First, c.Raw[:len(l.First)])
					assert.Equal(t, l.UV.Fingerprint, codectest.Digest(c.Microvolts(nil)))
					assert.Equal(t, l.UV.N, header[k].Samples)
					assert.Empty(t, header[k].Raw)
					assert.Equal(t, c.Scale, header[k].Scale)
				}
			}
			assert.Equal(t, ref.Subject, rec.Patient.ID)
			assert.Equal(t, ref.Patient.Name, rec.Patient.Name.String())
			assert.Equal(t, ref.Patient.Gender, rec.Patient.Sex.String())
			for _, w := range rec.Warnings {
				t.Log(w)
			}
		})
	}
}
