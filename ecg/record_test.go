package ecg_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

func channel(l ecg.Lead, scale float64, raw ...int32) ecg.Channel {
	return ecg.Channel{Lead: l, Label: l.String(), Rate: 500, Scale: scale, Unit: ecg.UnitMicrovolt, Raw: raw}
}

func TestDeriveLimbLeadsIsExact(t *testing.T) {
	r := &ecg.Record{Channels: []ecg.Channel{
		channel(ecg.LeadI, 2.5, 1, -3, 32767, ecg.Missing, 5),
		channel(ecg.LeadII, 2.5, 4, 8, -32768, 7, ecg.Missing),
	}}
	require.Equal(t, 4, r.DeriveLimbLeads())
	one, two := r.Lead(ecg.LeadI), r.Lead(ecg.LeadII)
	for i := range 3 {
		a, b := one.At(i), two.At(i)
		assert.Equal(t, b-a, r.Lead(ecg.LeadIII).At(i))
		assert.Equal(t, -(a+b)/2, r.Lead(ecg.LeadAVR).At(i))
		assert.Equal(t, a-b/2, r.Lead(ecg.LeadAVL).At(i))
		assert.Equal(t, b-a/2, r.Lead(ecg.LeadAVF).At(i))
	}
	for _, l := range []ecg.Lead{ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF} {
		c := r.Lead(l)
		assert.True(t, c.Derived)
		assert.Equal(t, ecg.Missing, c.Raw[3], "missing in one source is missing in %s", l)
		assert.True(t, math.IsNaN(c.At(4)))
	}
	assert.Zero(t, r.DeriveLimbLeads(), "nothing to add the second time")
}

func TestDeriveFromThirdLead(t *testing.T) {
	r := &ecg.Record{Channels: []ecg.Channel{channel(ecg.LeadII, 1, 10, 20), channel(ecg.LeadIII, 1, 4, -4)}}
	require.Equal(t, 3, r.DeriveLimbLeads())
	assert.Equal(t, []int32{6, 24}, r.Lead(ecg.LeadI).Raw)
	assert.Equal(t, []int32{4, -4}, r.Lead(ecg.LeadIII).Raw, "the recorded lead stays")
}

func TestDeriveWithOffsetsAndMixedScales(t *testing.T) {
	one, two := channel(ecg.LeadI, 2, 10, -7), channel(ecg.LeadII, 3, 5, 9)
	one.Offset, two.Offset = 11, -4
	r := &ecg.Record{Channels: []ecg.Channel{one, two}}
	require.Equal(t, 4, r.DeriveLimbLeads())
	for i := range 2 {
		a, b := r.Channels[0].At(i), r.Channels[1].At(i)
		assert.InDelta(t, b-a, r.Lead(ecg.LeadIII).At(i), 2.0/64)
		assert.InDelta(t, b-a/2, r.Lead(ecg.LeadAVF).At(i), 2.0/64)
	}
}

func TestDeriveRefuses(t *testing.T) {
	for name, r := range map[string]*ecg.Record{
		"one limb lead":    {Channels: []ecg.Channel{channel(ecg.LeadI, 1, 1), channel(ecg.LeadV1, 1, 1)}},
		"different starts": {Channels: []ecg.Channel{channel(ecg.LeadI, 1, 1), {Lead: ecg.LeadII, Rate: 500, Start: 5, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{1}}}},
		"different rates":  {Channels: []ecg.Channel{channel(ecg.LeadI, 1, 1), {Lead: ecg.LeadII, Rate: 250, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{1}}}},
		"empty":            {},
	} {
		assert.Zero(t, r.DeriveLimbLeads(), name)
	}
}

func TestPhysicalUnits(t *testing.T) {
	c := channel(ecg.LeadII, 1000.0/200, 200, ecg.Missing, -100)
	got := c.Microvolts(nil)
	assert.Equal(t, 1000.0, got[0])
	assert.True(t, math.IsNaN(got[1]))
	assert.Equal(t, -500.0, got[2])
	buf := make([]float64, 8)
	assert.Zero(t, testing.AllocsPerRun(10, func() { c.Microvolts(buf) }))
	c.Unit = "mmHg"
	assert.Panics(t, func() { c.Microvolts(nil) })

	for unit, want := range map[string]float64{"uV": 1, "µV": 1, "μV": 1, "UV": 1, "mV": 1e3, "mv": 1e3, "MV": 1e3, "V": 1e6, "nV": 1e-3, " mV ": 1e3} {
		f, ok := ecg.VoltageScale(unit)
		assert.True(t, ok, unit)
		assert.Equal(t, want, f, unit)
	}
	for _, unit := range []string{"mmHg", "", "NU", "%"} {
		_, ok := ecg.VoltageScale(unit)
		assert.False(t, ok, unit)
	}
}

func TestUnknownIsNull(t *testing.T) {
	b, err := json.Marshal(struct {
		A, B ecg.Microvolt
		C    ecg.Millisecond
		D    ecg.Degree
		E    ecg.Value
		S    ecg.Sex
		T    ecg.Timestamp
		Date ecg.Date
	}{A: ecg.NaN[ecg.Microvolt](), B: 12.34567, C: ecg.Millisecond(math.Inf(1)), D: -0.0001, E: 0.5})
	require.NoError(t, err)
	assert.JSONEq(t, `{"A":null,"B":12.346,"C":null,"D":0,"E":0.5,"S":null,"T":null,"Date":null}`, string(b))
	var v ecg.Millisecond
	require.NoError(t, json.Unmarshal([]byte("null"), &v))
	assert.False(t, ecg.Known(v))
	require.NoError(t, json.Unmarshal([]byte("12.5"), &v))
	assert.Equal(t, ecg.Millisecond(12.5), v)
}

func TestTimestamps(t *testing.T) {
	local := ecg.Local(2026, 1, 7, 15, 4, 5, 0)
	assert.Equal(t, "2026-01-07T15:04:05", local.String(), "no zone is invented")
	zoned := ecg.Timestamp{Time: time.Date(2026, 1, 7, 15, 4, 5, 0, time.FixedZone("", 8*3600)), Zoned: true}
	assert.Equal(t, "2026-01-07T15:04:05+08:00", zoned.String())
	assert.True(t, ecg.Local(2026, 2, 30, 0, 0, 0, 0).IsZero(), "there is no 30th of February")
	assert.Equal(t, "", ecg.Timestamp{}.String())
	assert.Equal(t, ecg.Date{}, ecg.NewDate(2023, 2, 29))
	assert.Equal(t, "2024-02-29", ecg.NewDate(2024, 2, 29).String())
}

func TestAge(t *testing.T) {
	r := &ecg.Record{Start: ecg.Local(2026, 1, 7, 0, 0, 0, 0)}
	_, ok := r.AgeYears()
	assert.False(t, ok)
	r.Patient.BirthDate = ecg.NewDate(1964, 1, 31)
	y, ok := r.AgeYears()
	require.True(t, ok)
	assert.Equal(t, 61, int(y), "birthday not yet reached")
	r.Patient.Age = ecg.AgeOf(18, ecg.Month)
	y, _ = r.AgeYears()
	assert.InDelta(t, 1.5, y, 1e-9, "a stated age wins")
	for _, bad := range []float64{-1, 300, math.NaN()} {
		assert.False(t, ecg.AgeOf(bad, ecg.Year).Valid)
	}
	_, ok = ecg.NewDate(2030, 1, 1).YearsUntil(r.Start)
	assert.False(t, ok, "born after the recording")
}

func TestResetKeepsBuffers(t *testing.T) {
	r := new(ecg.Record)
	fill := func() {
		r.Reset()
		for range 3 {
			c := r.AddChannel()
			c.Lead = ecg.LeadII
			c.Raw = append(c.Raw, 1, 2, 3)
		}
		g := r.AddGroup()
		g.Kind = ecg.GroupRepresentativeBeat
		c := g.AddChannel()
		c.Raw = append(c.Raw, 4, 5)
	}
	fill()
	assert.Zero(t, testing.AllocsPerRun(10, fill))
	assert.Len(t, r.Channels, 3)
	assert.Len(t, r.Channels[2].Raw, 3)
	r.Patient.Name.Full = "x"
	r.Reset()
	assert.Empty(t, r.Patient.Name.String())
	assert.Empty(t, r.Channels)
}

func TestRateAndDuration(t *testing.T) {
	r := &ecg.Record{Channels: []ecg.Channel{
		{Rate: 250, Unit: ecg.UnitMicrovolt, Scale: 1, Raw: make([]int32, 500)},
		{Rate: 1000, Unit: "mmHg", Scale: 1, Raw: make([]int32, 1000)},
		{Rate: 125, Unit: ecg.UnitMicrovolt, Scale: 1, Start: 250, Samples: 125},
	}}
	assert.Equal(t, 250.0, r.Rate(), "a pressure channel does not set the rate of the beats")
	assert.Equal(t, 3.0, r.Duration())
	assert.Equal(t, "Family Given", ecg.Name{Family: "Family", Given: "Given"}.String())
}

func ExampleRecord_DeriveLimbLeads() {
	rec := &ecg.Record{Channels: []ecg.Channel{
		{Lead: ecg.LeadI, Rate: 500, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{400}},
		{Lead: ecg.LeadII, Rate: 500, Scale: 1, Unit: ecg.UnitMicrovolt, Raw: []int32{700}},
	}}
	rec.DeriveLimbLeads()
	for _, l := range []ecg.Lead{ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF} {
		fmt.Println(l, rec.Lead(l).At(0), "µV")
	}
	// Output:
	// III 300 µV
	// aVR -550 µV
	// aVL 50 µV
	// aVF 500 µV
}
