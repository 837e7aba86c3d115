package scp

import (
	"bytes"
	"encoding/hex"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func TestRoundTripOfEverything(t *testing.T) {
	want := filled()
	got := decoded(t, encoded(t, want))
	assert.Empty(t, got.Warnings)
	assert.True(t, want.Start.Time.Equal(got.Start.Time))
	assert.Equal(t, want.Start.String(), got.Start.String())
	assert.Equal(t, want.Analyzed.String(), got.Analyzed.String())
	got.Start, got.Analyzed = want.Start, want.Analyzed // a zone is a pointer
	require.Len(t, got.Annotations, len(want.Annotations))
	assert.Equal(t, []string{"Electrodes: Mason-Likar, one pad"}, got.Comments[1:])
	assert.True(t, bytes.Equal(encoded(t, want), encoded(t, got)), "encoding is stable")
	require.Len(t, got.Channels, len(want.Channels))
	for i := range want.Channels {
		assert.True(t, slices.Equal(want.Channels[i].Raw, got.Channels[i].Raw))
		want.Channels[i].Raw, got.Channels[i].Raw = nil, nil
	}
	got.Warnings = nil
	assert.Equal(t, want, got)
}

func TestRoundTripOfSamples(t *testing.T) {
	cases := map[string]func() *ecg.Record{
		"one lead":    func() *ecg.Record { return synthetic(eight[:1], 300, 250, 5) },
		"odd length":  func() *ecg.Record { return synthetic(eight[:3], 333, 1000, 1) },
		"one sample":  func() *ecg.Record { return synthetic(eight, 1, 500, 1) },
		"two samples": func() *ecg.Record { return synthetic(eight, 2, 500, 1) },
		"mixed scales": func() *ecg.Record {
			r := synthetic(eight[:3], 500, 500, 2.5)
			r.Channels[1].Scale = 1
			r.Channels[2].Scale, r.Channels[2].Offset = 5, 3
			return r
		},
		"inverted": func() *ecg.Record {
			r := synthetic(eight[:1], 500, 500, 2.5)
			r.Channels[0].Scale = -2.5
			return r
		},
		"sequential": func() *ecg.Record {
			r := synthetic(eight[:4], 500, 500, 5)
			r.Channels[2].Start, r.Channels[3].Start = 500, 500
			return r
		},
		"full scale": func() *ecg.Record { // no difference fits 16 bits
			r := synthetic(eight[:2], 400, 500, 1)
			for i := range r.Channels[0].Raw {
				r.Channels[0].Raw[i] = math.MaxInt16
				if i%2 == 0 {
					r.Channels[0].Raw[i] = math.MinInt16
				}
			}
			return r
		},
		"first differences": func() *ecg.Record { // a second difference does not fit
			r := synthetic(eight[:2], 400, 500, 1)
			r.Channels[0].Raw[100], r.Channels[0].Raw[101] = -9000, 20000
			r.Channels[0].Raw[102] = -9000
			return r
		},
	}
	for name, make := range cases {
		t.Run(name, func(t *testing.T) {
			want := make()
			got := decoded(t, encoded(t, want))
			require.Len(t, got.Channels, len(want.Channels))
			for i := range want.Channels {
				w, g := &want.Channels[i], &got.Channels[i]
				assert.Equal(t, w.Lead, g.Lead)
				assert.Equal(t, w.Rate, g.Rate)
				assert.Equal(t, w.Start, g.Start)
				assert.InDeltaSlice(t, w.Microvolts(nil), g.Microvolts(nil), 1e-9)
			}
		})
	}
}

func TestMissingEndsShortenALead(t *testing.T) {
	rec := synthetic(eight[:2], 100, 500, 1)
	c := &rec.Channels[1]
	want := append([]int32(nil), c.Raw[10:95]...)
	for i := range c.Raw {
		if i < 10 || i >= 95 {
			c.Raw[i] = ecg.Missing
		}
	}
	got := decoded(t, encoded(t, rec))
	assert.Equal(t, 10, got.Channels[1].Start)
	assert.Equal(t, want, got.Channels[1].Raw)
	rec.Channels[1].Raw[50] = ecg.Missing
	assert.ErrorIs(t, Encode(&bytes.Buffer{}, rec), formats.ErrUnsupported)
}

func TestRoundsToTheFinestStep(t *testing.T) {
	rec := synthetic(eight[:2], 2000, 500, 2.44140625) // 2441.40625 nV
	got := decoded(t, encoded(t, rec))
	var worst float64
	for i := range rec.Channels {
		for k := range rec.Channels[i].Raw {
			worst = max(worst, math.Abs(rec.Channels[i].At(k)-got.Channels[i].At(k)))
		}
	}
	assert.LessOrEqual(t, worst, got.Channels[0].Scale/2+1e-9)
	assert.Less(t, got.Channels[0].Scale, 0.1)
}

func TestEncodeRefuses(t *testing.T) {
	long := synthetic(eight[:1], 120000, 500, 1)
	for i := range long.Channels[0].Raw {
		long.Channels[0].Raw[i] += int32(i%3) * 300
	}
	mixed := synthetic(eight[:2], 10, 500, 1)
	mixed.Channels[1].Rate = 250
	pressure := synthetic(eight[:1], 10, 500, 1)
	pressure.Channels[0].Unit = "mmHg"
	for name, tt := range map[string]struct {
		rec  *ecg.Record
		want error
	}{
		"360 Hz":      {synthetic(eight[:1], 10, 360, 1), formats.ErrUnsupported},
		"two rates":   {mixed, formats.ErrUnsupported},
		"too long":    {long, formats.ErrTooLarge},
		"empty":       {new(ecg.Record), formats.ErrNoWaveform},
		"no voltage":  {pressure, formats.ErrNoWaveform},
		"giant volts": {synthetic(eight[:1], 10, 500, 1), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "giant volts" {
				tt.rec.Channels[0].Scale, tt.want = 1e9, formats.ErrUnsupported
			}
			var b bytes.Buffer
			err := Encode(&b, tt.rec)
			assert.ErrorIs(t, err, tt.want)
			var e *formats.Error
			assert.ErrorAs(t, err, &e)
			assert.Zero(t, b.Len(), "nothing is written")
		})
	}
}

// oracle is a complete record of 332 bytes that independent readers accept.
const oracle = `
F9 2B 4C 01 00 00 0C 50 00 00 88 00 00 00 14 14  53 43 50 45 43 47 00 00 88 00 00 00 07 00 00 00
01 00 54 00 00 00 8F 00 00 00 02 00 12 00 00 00  E3 00 00 00 03 00 24 00 00 00 F5 00 00 00 04 00
00 00 00 00 00 00 00 00 05 00 00 00 00 00 00 00  00 00 06 00 34 00 00 00 19 01 00 00 07 00 00 00
00 00 00 00 00 00 08 00 00 00 00 00 00 00 00 00  09 00 00 00 00 00 00 00 00 00 0A 00 00 00 00 00
00 00 00 00 0B 00 00 00 00 00 00 00 00 00 50 1B  01 00 54 00 00 00 14 14 00 00 00 00 00 00 02 03
00 50 31 00 0E 2A 00 00 00 00 00 01 00 00 FF 58  00 00 00 00 00 14 A0 00 D0 01 00 00 00 00 00 00
00 00 00 00 00 00 00 00 00 00 01 00 00 00 00 56  00 19 04 00 EA 07 0B 16 1A 03 00 09 1E 0F FF 00
00 00 A3 56 02 00 12 00 00 00 14 14 00 00 00 00  00 00 1F 4E 98 B7 03 00 24 00 00 00 14 14 00 00
00 00 00 00 02 14 01 00 00 00 08 00 00 00 01 01  00 00 00 08 00 00 00 02 62 A0 06 00 34 00 00 00
14 14 00 00 00 00 00 00 C4 09 D0 07 02 00 14 00  06 00 FF 82 BF E0 CE FF DC 5F F0 5F FE 02 D1 FF
FF 56 7F FF 5D 80 25 AF DF F8 60 00`

func oracleBytes(t testing.TB) []byte {
	b, err := hex.DecodeString(strings.Join(strings.Fields(oracle), ""))
	require.NoError(t, err)
	require.Len(t, b, 332)
	return b
}

func TestOracle(t *testing.T) {
	data := oracleBytes(t)
	rec := decoded(t, data)
	assert.Empty(t, rec.Warnings)
	assert.Equal(t, "P1", rec.Patient.ID)
	assert.Equal(t, "2026-11-22T09:30:15", rec.Start.String())
	require.Len(t, rec.Channels, 2)
	assert.Equal(t, []int32{10, 12, 11, -20, -40, 300, 300, -1000}, rec.Channels[0].Raw)
	assert.Equal(t, []int32{0, 0, 1, 1, 0, -1, -8, 9}, rec.Channels[1].Raw)
	assert.Equal(t, 2.5, rec.Channels[0].Scale)
	// Sections 2, 3 and 6 come out the same, checksums included.
	again := encoded(t, rec)
	assert.True(t, bytes.HasSuffix(again, data[226:]))
}

func TestPatientSection(t *testing.T) {
	// Section 1 of a Chinese village clinic's record, byte by byte.
	const want = "0003004C49000105004D494E47000206005030303031000403003F0001050400" + "AB070511080100010E3B0000000000010000FF474F4543470014A000D0010000" +
		"00000000000000000000000000000100534E3100312E3000676F65636700" + "56494C4C41474500"
	rec := filled()
	rec.Patient = ecg.Patient{
		ID: "P0001", Name: ecg.Name{Family: "LI", Given: "MING"}, Sex: ecg.Male, BirthDate: rec.Patient.BirthDate, Age: rec.Patient.Age,
	}
	rec.Device.ID = "1"
	e := &encoder{rec: rec, text: chooseText(rec)}
	e.patient()
	require.NoError(t, e.err)
	b, err := hex.DecodeString(want)
	require.NoError(t, err)
	assert.Equal(t, hex.EncodeToString(b), hex.EncodeToString(e.buf[:len(b)]))
	tail := "190400EA070B161A0300091E0F1B020005001C020096001D01000E"
	assert.Contains(t, strings.ToUpper(hex.EncodeToString(e.buf)), tail)
	assert.Contains(t, strings.ToUpper(hex.EncodeToString(e.buf)), "220400E0010000FF0000")
}

func TestDurationsBecomeTimes(t *testing.T) {
	rec := synthetic(eight[:1], 100, 500, 1)
	for name, v := range map[string]float64{ecg.MeasureP: 100, ecg.MeasurePR: 160, ecg.MeasureQRS: 90, ecg.MeasureQT: 400} {
		rec.Measurements = append(rec.Measurements, ecg.Measurement{Name: name, Value: v, Unit: "ms"})
	}
	got := decoded(t, encoded(t, rec))
	for name, v := range map[string]float64{ecg.MeasureP: 100, ecg.MeasurePR: 160, ecg.MeasureQRS: 90, ecg.MeasureQT: 400} {
		assert.Equal(t, v, global(got, name), name)
	}
}

func TestTextRoundTrip(t *testing.T) {
	for _, name := range []string{"Müller", "李明", "模", "Ąžuolas", "王小明 (VIP)", "Иванов", "联通", "José"} {
		rec := synthetic(eight[:1], 10, 500, 1)
		rec.Patient.Name.Family = name
		rec.Statements = []ecg.Statement{{Text: "窦性心律"}, {Text: "ASCII"}}
		assert.Equal(t, name, decoded(t, encoded(t, rec)).Patient.Name.Family)
		rec.Statements = nil
		got := decoded(t, encoded(t, rec))
		assert.Equal(t, name, got.Patient.Name.Family)
		assert.Empty(t, got.Warnings)
	}
}
