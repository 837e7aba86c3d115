package scp

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

// withBeat is a rhythm of two leads with a representative beat and marks.
func withBeat(rate float64, n int) *ecg.Record {
	rec := new(ecg.Record)
	g := rec.AddGroup()
	g.Kind = ecg.GroupRepresentativeBeat
	for i, l := range []ecg.Lead{ecg.LeadI, ecg.LeadV2} {
		c := ecg.Channel{Lead: l, Rate: rate, Scale: 5, Unit: ecg.UnitMicrovolt}
		b := c
		b.Scale = 2.5
		for k := range 1000 {
			c.Raw = append(c.Raw, int32(k%37*(i+1)))
		}
		for k := range n {
			b.Raw = append(b.Raw, int32(100*(i+1)-k))
		}
		*rec.AddChannel() = c
		// The other way round: section 3 gives one order for both sections.
		g.Channels = append([]ecg.Channel{b}, g.Channels...)
	}
	for _, a := range []struct {
		group  int
		peak   int64
		code   string
		system string
	}{{0, 120, "N", "WFDB"}, {0, 500, "V", "WFDB"}, {0, 900, "0", System}, {1, 40, "0", System}} {
		rec.Annotations = append(rec.Annotations, ecg.Annotation{
			Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: ecg.NoSample, Peak: a.peak, End: ecg.NoSample, Group: a.group, Code: a.code, System: a.system,
			Value: math.NaN(),
		})
	}
	return rec
}

func TestReferenceBeatComesBack(t *testing.T) {
	rec := withBeat(500, 300)
	data := encoded(t, rec)
	got, err := decodeBytes(data)
	require.NoError(t, err)
	require.Empty(t, got.Warnings)
	require.Len(t, got.Groups, 1)
	g := &got.Groups[0]
	require.Len(t, g.Channels, 2)
	assert.Equal(t, ecg.GroupRepresentativeBeat, g.Kind)
	for i, l := range []ecg.Lead{ecg.LeadI, ecg.LeadV2} {
		want := rec.Groups[0].Channels[1-i].Physical(nil)
		assert.Equal(t, l, g.Channels[i].Lead)
		assert.Equal(t, want, g.Channels[i].Physical(nil))
		assert.Equal(t, rec.Channels[i].Physical(nil), got.Channels[i].Physical(nil), "nothing was subtracted")
	}
	type mark struct {
		group int
		peak  int64
		code  string
	}
	var marks []mark
	for _, a := range got.Annotations {
		marks = append(marks, mark{a.Group, a.Peak, a.Code})
	}
	assert.ElementsMatch(t, []mark{{1, 40, "0"}, {0, 120, "0"}, {0, 500, "1"}, {0, 900, "0"}}, marks)
}

// What section 5 cannot hold is left out, and the rest is written as ever.
func TestReferenceBeatThatDoesNotFit(t *testing.T) {
	for name, change := range map[string]func(*ecg.Record){
		"missing samples": func(r *ecg.Record) { r.Groups[0].Channels[0].Raw[7] = ecg.Missing },
		"missing end":     func(r *ecg.Record) { r.Groups[0].Channels[0].Raw[299] = ecg.Missing },
		"another rate":    func(r *ecg.Record) { r.Groups[0].Channels[0].Rate, r.Groups[0].Channels[1].Rate = 250, 250 },
		"a lead less":     func(r *ecg.Record) { r.Groups[0].Channels = r.Groups[0].Channels[:1] },
		"another lead":    func(r *ecg.Record) { r.Groups[0].Channels[0].Lead = ecg.LeadV5 },
		"another length":  func(r *ecg.Record) { r.Groups[0].Channels[0].Raw = r.Groups[0].Channels[0].Raw[:200] },
		"another kind":    func(r *ecg.Record) { r.Groups[0].Kind = ecg.GroupRhythm },
		"no samples":      func(r *ecg.Record) { r.Groups[0].Channels[0].Raw, r.Groups[0].Channels[1].Raw = nil, nil },
		"too long": func(r *ecg.Record) {
			for i := range r.Groups[0].Channels {
				r.Groups[0].Channels[i].Raw = make([]int32, 40000)
			}
		},
	} {
		rec := withBeat(500, 300)
		change(rec)
		got, err := decodeBytes(encoded(t, rec))
		require.NoError(t, err, name)
		assert.Empty(t, got.Groups, name)
		assert.Equal(t, rec.Channels[0].Physical(nil), got.Channels[0].Physical(nil), name)
	}
}

// Plain samples, when the rhythm needs them, are plain in both sections.
func TestReferenceBeatWithPlainSamples(t *testing.T) {
	rec := withBeat(500, 300)
	for i := range rec.Channels[0].Raw {
		rec.Channels[0].Raw[i] = int32(i%2*60000 - 30000)
	}
	rec.Channels[0].Scale, rec.Channels[1].Scale = 1, 1
	got, err := decodeBytes(encoded(t, rec))
	require.NoError(t, err)
	require.Len(t, got.Groups, 1)
	assert.Equal(t, rec.Groups[0].Channels[1].Physical(nil), got.Groups[0].Channels[0].Physical(nil))
	assert.Equal(t, rec.Channels[0].Physical(nil), got.Channels[0].Physical(nil))
}

func decodeBytes(data []byte) (*ecg.Record, error) {
	rec := new(ecg.Record)
	return rec, Decode(rec, data, nil)
}
