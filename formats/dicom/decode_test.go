package dicom

import (
	"bytes"
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func warned(rec *ecg.Record, code string) bool {
	for _, w := range rec.Warnings {
		if w.Code == code {
			return true
		}
	}
	return false
}

// TestSyntaxes reads the same ECG in every encoding.
func TestSyntaxes(t *testing.T) {
	for _, uid := range []string{uidImplicit, uidExplicit, uidBigEndian, uidDeflated} {
		for _, undef := range []bool{false, true} {
			for _, bare := range []bool{false, true} {
				if bare && uid == uidDeflated {
					continue
				}
				f := newFixture(uid)
				f.undefined, f.bare = undef, bare
				f.tags = append(f.text(tagSOPClass, "UI", class12Lead+"\x00"), f.text(tagModality, "CS", "ECG")...)
				data := f.file(simpleGroup(f, 3, 40))
				require.Positive(t, Sniff(data))
				rec := decoded(t, data)
				require.Len(t, rec.Channels, 3)
				for k := range rec.Channels {
					for i, v := range rec.Channels[k].Raw {
						require.Equal(t, int32(wave16(k, i)), v)
					}
				}
				assert.Equal(t, bare, warned(rec, ecg.WarnNonstandard))
			}
		}
	}
}

func TestSniff(t *testing.T) {
	for _, s := range []string{"", "DICM", "hello, this is a text file of some length", "<?xml version=\"1.0\"?>", string(make([]byte, 1000)),
		"\x08\x00\x05\x00CSxx", "100 2 360 650000\n100.dat 212"} {
		assert.Zero(t, Sniff([]byte(s)), "%q", s)
	}
}

// TestUnknownVR reads sequences that an archive stored as UN, which are implicit little endian inside.
func TestUnknownVR(t *testing.T) {
	im := newFixture(uidImplicit)
	for _, undef := range []bool{false, true} {
		im.undefined = undef
		f := newFixture(uidExplicit)
		f.undefined = undef
		seq := f.wrap(tagWaveforms, "UN", tagSequenceEnd, simpleGroup(im, 2, 30))
		private := f.wrap(0x00090010, "UN", tagSequenceEnd, im.item(im.text(0x00091001, "LO", "private")))
		data := append(f.head(), f.text(tagSOPClass, "UI", class12Lead+"\x00")...)
		data = append(append(data, private...), seq...)
		rec := decoded(t, data)
		require.Len(t, rec.Channels, 2)
		assert.Len(t, rec.Channels[1].Raw, 30)
	}
}

func TestForms(t *testing.T) {
	le := binary.LittleEndian
	const half = float64(1 << 31)
	for _, c := range []struct {
		form string
		bits int
		data []byte
		want []float64
	}{
		{"SB", 8, []byte{0, 1, 0xFF, 0x80}, []float64{0, 1, -1, -128}},
		{"UB", 8, []byte{0, 1, 0xFF, 0x80}, []float64{0, 1, 255, 128}},
		{"MB", 8, []byte{0xFF, 0x7F, 0x80, 0x00}, []float64{0, 0, 8031, -8031}},
		{"AB", 8, []byte{0xD5, 0x55, 0xAA, 0x2A}, []float64{1, -1, 4032, -4032}},
		{"SS", 16, []byte{1, 0, 0xFF, 0xFF, 0, 0x80, 0xFF, 0x7F}, []float64{1, -1, -32768, 32767}},
		{"US", 16, []byte{1, 0, 0xFF, 0xFF, 0, 0x80, 0xFF, 0x7F}, []float64{1, 65535, 32768, 32767}},
		{"", 16, []byte{1, 0, 0xFF, 0xFF}, []float64{1, -1}},
		{"SS", 0, []byte{1, 0, 0xFF, 0xFF}, []float64{1, -1}},
		{"SB", 16, []byte{1, 0, 0xFF, 0xFF}, []float64{1, -1}},
		{"SL", 32, le.AppendUint32(le.AppendUint32(nil, 70000), 0xFFFFFFFF), []float64{70000, -1}},
		{"UL", 32, le.AppendUint32(le.AppendUint32(nil, 70000), 5), []float64{70000, 5}},
		{"UL", 32, le.AppendUint32(le.AppendUint32(nil, 1<<31+9), 5), []float64{half + 9, 5}},
		{"SV", 64, le.AppendUint64(le.AppendUint64(nil, 70000), 1<<64-2), []float64{70000, -2}},
		{"UV", 64, le.AppendUint64(le.AppendUint64(nil, 70000), 1<<40), []float64{70000, math.NaN()}},
	} {
		for _, uid := range []string{uidExplicit, uidBigEndian} {
			f := newFixture(uid)
			l := lead(1)
			l.bits = 0
			data := f.file(f.wave("ORIGINAL", "RHYTHM", 1, int64(len(c.want)), 500, [][]byte{f.channel(l)}, c.bits, c.form, nil, c.data))
			rec := decoded(t, data)
			got := rec.Channels[0].Physical(nil)
			require.Len(t, got, len(c.want))
			for i := range got {
				if math.IsNaN(c.want[i]) {
					assert.True(t, math.IsNaN(got[i]))
				} else {
					assert.Equal(t, c.want[i], got[i], "%s %s", c.form, uid)
				}
			}
		}
	}
	for _, c := range []struct {
		form string
		bits int
	}{{"XX", 16}, {"SS", 24}, {"MB", 16}, {"SS", 12}} {
		f := newFixture(uidExplicit)
		err := Decode(new(ecg.Record), f.file(f.wave("ORIGINAL", "", 1, 2, 500, [][]byte{f.channel(lead(1))}, c.bits, c.form, nil, make([]byte, 64))), nil)
		assert.ErrorIs(t, err, formats.ErrUnsupported)
	}
}

func TestScaling(t *testing.T) {
	for _, c := range []struct {
		unit, sens, corr, base string
		want                   float64 // of the raw value 100
		wantUnit               ecg.Unit
	}{
		{"uV", "2.5", "1", "0", 250, "uV"},
		{"mV", "0.00122", "", "", 122, "uV"},
		{"mV", "0.001", "1.05", "-0.5", 105 - 500, "uV"}, // the baseline is in units, not in steps
		{"V", "1e-6", "2", "0.001", 1200, "uV"},
		{"nV", "500", "1", "0", 50, "uV"},
		{"\xB5V", "2.5", "1", "0", 250, "uV"},
		{"\xA6\xCCV", "2.5", "1", "0", 250, "uV"},
		{"µV", "2.5", "1", "0", 250, "uV"},
		{"millivolts", "0.0025", "1", "0", 250, "uV"},
		{"uV", "2,5", "1", "0", 250, "uV"},
		{"mmHg", "0.1", "1", "5", 15, "mmHg"},
		{"uV", "", "1", "0", 100, "adu"},
		{"uV", "0", "1", "0", 100, "adu"},
		{"", "2.5", "1", "0", 100, "adu"},
		{"uV", "2.5", "0", "0", 100, "adu"},
		{"uV", "rubbish", "1", "0", 100, "adu"},
	} {
		f := newFixture(uidExplicit)
		other := lead(2) // keeps the file an ECG
		l := lead(1)
		l.unit, l.sens, l.corr, l.base = c.unit, c.sens, c.corr, c.base
		data := f.file(f.group("ORIGINAL", "", 2, 1, 500, [][]byte{f.channel(l), f.channel(other)}, []byte{100, 0, 7, 0}))
		rec := decoded(t, data)
		ch := &rec.Channels[0]
		assert.Equal(t, c.wantUnit, ch.Unit)
		assert.InDelta(t, c.want, ch.At(0), 1e-9, "%+v", c)
		assert.Equal(t, c.wantUnit == "adu", warned(rec, ecg.WarnUncalibrated))
	}
}

func TestPaddingAndStoredBits(t *testing.T) {
	decode := func(pad []byte, stored int, base string, values ...int16) *ecg.Record {
		f := newFixture(uidExplicit)
		l := lead(1)
		l.bits, l.base = stored, base
		var data []byte
		for _, v := range values {
			data = binary.LittleEndian.AppendUint16(data, uint16(v))
		}
		return decoded(t, f.file(f.wave("ORIGINAL", "", 1, int64(len(values)), 500, [][]byte{f.channel(l)}, 16, "SS", pad, data)))
	}
	m := ecg.Missing
	assert.Equal(t, []int32{0, 5, 0}, decode([]byte{0, 0}, 16, "0", 0, 5, 0).Channels[0].Raw, "zeros are real")
	assert.Equal(t, []int32{m, 5, 0}, decode([]byte{0, 0x80}, 16, "0", -32768, 5, 0).Channels[0].Raw)
	assert.Equal(t, []int32{-32768, 5}, decode(nil, 16, "0", -32768, 5).Channels[0].Raw)
	assert.Equal(t, []int32{m, 5}, decode([]byte{0x40, 0x1F}, 16, "0", 8000, 5).Channels[0].Raw)
	assert.Equal(t, []int32{2048, 5}, decode([]byte{0, 8}, 16, "-2048", 2048, 5).Channels[0].Raw, "a padding value of 0 µV")

	rec := decode(nil, 12, "0", 0x0FFF, 0x0800, 5)
	assert.Equal(t, []int32{-1, -2048, 5}, rec.Channels[0].Raw)
	assert.True(t, warned(rec, ecg.WarnNonstandard))
	assert.Equal(t, 12, rec.Channels[0].Bits)
	rec = decode(nil, 12, "0", -1, -2048, 5)
	assert.Equal(t, []int32{-1, -2048, 5}, rec.Channels[0].Raw)
	assert.False(t, warned(rec, ecg.WarnNonstandard))
	assert.Equal(t, []int32{5000, 2100}, decode(nil, 12, "0", 5000, 2100).Channels[0].Raw, "more bits than said")
}

func TestChannelCounts(t *testing.T) {
	f := newFixture(uidExplicit)
	defs := [][]byte{f.channel(lead(1)), f.channel(lead(2)), f.channel(lead(3))}
	rec := decoded(t, f.file(f.group("ORIGINAL", "", 1, 20, 500, defs, samples16(3, 20))))
	require.Len(t, rec.Channels, 3, "the definitions fit the data")
	assert.True(t, warned(rec, ecg.WarnInconsistent))
	rec = decoded(t, f.file(f.group("ORIGINAL", "", 2, 20, 500, defs, samples16(2, 20))))
	require.Len(t, rec.Channels, 2, "the declared number fits the data")
	rec = decoded(t, f.file(f.group("ORIGINAL", "", 4, 20, 500, defs, samples16(4, 20))))
	require.Len(t, rec.Channels, 4)
	assert.Equal(t, ecg.UnitUncalibrated, rec.Channels[3].Unit)
	rec = decoded(t, f.file(f.group("ORIGINAL", "", 3, 0, 500, defs, samples16(3, 20))))
	assert.Len(t, rec.Channels[0].Raw, 20, "no number of samples")
	rec = decoded(t, f.file(f.group("ORIGINAL", "", 3, 30, 500, defs, samples16(3, 20))))
	assert.Len(t, rec.Channels[0].Raw, 20)
	assert.True(t, warned(rec, ecg.WarnTruncated))
	rec = decoded(t, f.file(f.group("ORIGINAL", "", 3, 15, 500, defs, samples16(3, 20))))
	assert.Len(t, rec.Channels[0].Raw, 15)
	assert.True(t, warned(rec, ecg.WarnInconsistent))
	err := Decode(new(ecg.Record), f.file(f.group("ORIGINAL", "", 3, 15, 0, defs, samples16(3, 20))), nil)
	require.ErrorIs(t, err, formats.ErrCorrupt)
	assert.ErrorContains(t, err, "(003A,001A)")
}

func TestLeads(t *testing.T) {
	for _, c := range []struct {
		ch   chan1
		want ecg.Lead
	}{
		{chan1{scheme: "SCPECG", code: "5.6.3-9-62"}, ecg.LeadAVR},
		{chan1{scheme: "MDC", code: "2:63", meaning: "Lead I"}, ecg.LeadAVL},
		{chan1{scheme: "MDC", code: "131074"}, ecg.LeadII},
		{chan1{scheme: "SCPECG", code: "5.6.3-9-3 \x00"}, ecg.LeadV1},
		{chan1{scheme: "99X", code: "x", meaning: "Lead V3 (chest)\x00"}, ecg.LeadV3},
		{chan1{scheme: "99X", code: "x", meaning: "?", label: "aVF"}, ecg.LeadAVF},
		{chan1{scheme: "MDC", code: "2:0", meaning: "MLII"}, ecg.LeadMLII},
		{chan1{scheme: "99X", code: "x", meaning: "pulse"}, ecg.LeadUnknown},
	} {
		f := newFixture(uidExplicit)
		c.ch.unit, c.ch.sens = "uV", "1"
		rec := decoded(t, f.file(f.group("ORIGINAL", "", 1, 1, 500, [][]byte{f.channel(c.ch)}, []byte{1, 0})))
		assert.Equal(t, c.want, rec.Channels[0].Lead, "%+v", c.ch)
		assert.Equal(t, c.want == ecg.LeadUnknown, warned(rec, ecg.WarnLead))
	}
}

func TestStatusAndSkew(t *testing.T) {
	f := newFixture(uidExplicit)
	var defs [][]byte
	for i, s := range []string{"OK", "DISCONNECTED", "QUESTIONABLE", "OK\\TEST DATA", "INVALID"} {
		l := lead(i + 1)
		l.status, l.skew = s, []string{"0", "2", "-3", "0.25", "0"}[i]
		defs = append(defs, f.channel(l))
	}
	f.tags = f.text(tagAcquisitionDT, "DT", "20260107150405")
	rec := decoded(t, f.file(f.group("ORIGINAL", "", 5, 20, 500, defs, samples16(5, 20))))
	var bad []bool
	var start []int
	for _, c := range rec.Channels {
		bad, start = append(bad, c.Bad), append(start, c.Start)
	}
	assert.Equal(t, []bool{false, true, false, true, true}, bad)
	assert.Equal(t, []int{3, 5, 0, 3, 3}, start, "the earliest channel is at 0")
	assert.Equal(t, "2026-01-07T15:04:04.994", rec.Start.String())
	assert.True(t, warned(rec, ecg.WarnInconsistent), "a quarter of a sample is not applied")
}

func TestErrors(t *testing.T) {
	f := newFixture(uidExplicit)
	none := append(f.head(), f.text(tagModality, "CS", "CT")...)
	require.ErrorIs(t, Decode(new(ecg.Record), none, nil), formats.ErrNoWaveform)
	report := append(f.head(), f.text(tagModality, "CS", "ECG")...)
	report = append(report, f.elem(tagDocument, "OB", []byte("%PDF"))...)
	err := Decode(new(ecg.Record), report, nil)
	require.ErrorIs(t, err, formats.ErrNoWaveform)
	require.ErrorContains(t, err, "document")
	audio := newFixture(uidExplicit)
	audio.tags = audio.text(tagSOPClass, "UI", classRoot+"4.1")
	l := lead(0)
	l.meaning = "voice"
	require.ErrorIs(t, Decode(new(ecg.Record), audio.file(audio.group("ORIGINAL", "", 1, 2, 500, [][]byte{audio.channel(l)}, []byte{1, 0, 2, 0})), nil), formats.ErrNoWaveform)
	require.ErrorIs(t, Decode(new(ecg.Record), bytes.Repeat([]byte("text"), 100), nil), formats.ErrUnknown)
	require.ErrorIs(t, Decode(new(ecg.Record), nil, nil), formats.ErrTruncated)
}
