package scp

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// reference is what an independent decoder says of a file.
type reference struct {
	FS    float64 `json:"fs"`
	Leads []struct {
		ID, Start, End int
		Name           string
		UV             struct {
			N             int
			First10       []float64
			Min, Max      float64
			SumI64        int64  `json:"sum_i64"`
			SHA256Rounded string `json:"sha256_int32_round"`
		} `json:"uV"`
	}
	NQRS          int `json:"n_qrs"`
	ReferenceBeat *struct {
		Samples     int
		Fiducial    int64
		LeadFirst10 map[string][]int32 `json:"lead_first10"`
	} `json:"reference_beat"`
	Section4 []struct {
		Type     int
		Fiducial int64
	}
}

// conforming are the real files with a reference.
func conforming(t testing.TB) (names []string) {
	for _, n := range codectest.Files(t, "formats/scp/*.scp") {
		if _, err := os.Stat(n + ".ref.json"); err == nil {
			names = append(names, n)
		}
	}
	require.NotEmpty(t, names)
	return names
}

func TestCorpus(t *testing.T) {
	for _, name := range conforming(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var ref reference
			require.NoError(t, json.Unmarshal(codectest.Read(t, name+".ref.json"), &ref))
			data := codectest.Read(t, name)
			rec, err := formats.Decode(data, nil)
			require.NoError(t, err)
			require.Len(t, rec.Channels, len(ref.Leads))
			for i, want := range ref.Leads {
				c := &rec.Channels[i]
				assert.Equal(t, want.ID, c.Lead.SCP())
				assert.Equal(t, want.Name, c.Label)
				assert.Equal(t, ref.FS, c.Rate)
				require.Len(t, c.Raw, want.UV.N)
				for k, v := range want.UV.First10 {
					assert.InDelta(t, v, c.At(k), 1e-3, "lead %s sample %d", c.Label, k)
				}
				assert.Equal(t, want.UV.SHA256Rounded, codectest.Digest(c.Microvolts(nil)), "lead %s", c.Label)
			}
			if b := ref.ReferenceBeat; b != nil {
				require.Len(t, rec.Groups, 1)
				for k := range rec.Groups[0].Channels {
					c := &rec.Groups[0].Channels[k]
					require.Len(t, c.Raw, b.Samples)
					assert.Equal(t, b.LeadFirst10[c.Label], c.Raw[:len(b.LeadFirst10[c.Label])])
				}
			}
			var peaks []int64
			for _, a := range rec.Annotations {
				if a.Kind == ecg.AnnotationBeat && a.Group == 0 {
					peaks = append(peaks, a.Peak+1)
				}
			}
			require.Len(t, peaks, len(ref.Section4))
			for k, b := range ref.Section4 {
				assert.Equal(t, b.Fiducial, peaks[k])
			}
			config, err := formats.DecodeConfig(data, nil)
			require.NoError(t, err)
			require.Len(t, config.Channels, len(rec.Channels))
			for i := range config.Channels {
				assert.Equal(t, len(rec.Channels[i].Raw), config.Channels[i].Len())
				assert.Equal(t, rec.Channels[i].Scale, config.Channels[i].Scale)
			}
			for _, w := range rec.Warnings {
				assert.NotEqual(t, ecg.WarnChecksum, w.Code, w.Message)
				t.Log(w.Code, w.Message)
			}
		})
	}
}

// truth is the raw signal behind the PFE105 files: 5000 samples of 8 leads at 1 µV.
func truth(t *testing.T) (x [8][]float64) {
	b := codectest.Read(t, testdata.Dir(t, "formats/scp/pixelmed_PFE105.dat"))
	for i := 0; i+2 <= len(b); i += 2 {
		k := i / 2 % 8
		x[k] = append(x[k], float64(int16(binary.LittleEndian.Uint16(b[i:]))))
	}
	return x
}

func TestAgainstRawSignal(t *testing.T) {
	want := truth(t)
	for _, tt := range []struct {
		file         string
		from, to     int
		maximum, rms float64
	}{
		{"pixelmed_PFE105_redred.scp", 0, 5000, 2, 1.5},
		// Bimodal compression with steps of 20 µV; the encoder has a start transient of 14 samples.
		{"pixelmed_PFE105_high.scp", 20, 4995, 56, 8},
	} {
		data := codectest.Read(t, filepath.Join(testdata.Dir(t, "formats/scp"), tt.file))
		rec, err := formats.Decode(data, nil)
		require.NoError(t, err)
		var sum float64
		for k := range want {
			x := rec.Channels[k].Microvolts(nil)
			for i := tt.from; i < tt.to; i++ {
				e := math.Abs(x[i] - want[k][i])
				require.LessOrEqual(t, e, tt.maximum, "%s lead %d sample %d", tt.file, k, i)
				sum += e * e
			}
		}
		assert.Less(t, math.Sqrt(sum/float64(8*(tt.to-tt.from))), tt.rms, tt.file)
	}
}

func TestScrambledVariantIsRefused(t *testing.T) {
	data := codectest.Read(t, testdata.Dir(t, "formats/scp/healforce_62.SCP"))
	rec, err := formats.Decode(data, nil)
	var e *formats.Error
	require.True(t, errors.As(err, &e))
	assert.ErrorIs(t, err, formats.ErrUnsupported)
	assert.Equal(t, Name, e.Format)
	assert.True(t, strings.Contains(err.Error(), "Healforce"), err.Error())
	assert.Empty(t, rec.Channels)
}

// Writing a real file again loses no sample, where its step is a whole number of nanovolts, and no header.
func TestCorpusIsWrittenAgain(t *testing.T) {
	for _, name := range conforming(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			rec := decoded(t, codectest.Read(t, name))
			again := decoded(t, encoded(t, rec))
			assert.Empty(t, again.Warnings)
			_, exact := whole(rec.Channels[0].Scale * nvPerUV)
			for i := range rec.Channels {
				worst := 0.0
				for k := range rec.Channels[i].Raw {
					worst = max(worst, math.Abs(rec.Channels[i].At(k)-again.Channels[i].At(k)))
				}
				if exact {
					assert.Less(t, worst, 1e-9)
				} else {
					assert.LessOrEqual(t, worst, again.Channels[i].Scale/2+1e-9)
				}
			}
			assert.Equal(t, rec.Patient, again.Patient)
			assert.Equal(t, rec.Site, again.Site)
			assert.Equal(t, rec.Filters, again.Filters)
			assert.Equal(t, rec.Start.String(), again.Start.String())
			assert.Equal(t, rec.Comments, again.Comments)
			require.Len(t, again.Statements, len(rec.Statements))
			for _, m := range []string{ecg.MeasureRR, ecg.MeasureQRS, ecg.MeasureQRSAxis, ecg.MeasureHeartRate, ecg.MeasureQTcBazett} {
				a, b := global(rec, m), global(again, m)
				assert.True(t, a == b || math.IsNaN(a) && math.IsNaN(b), m)
			}
		})
	}
}
