package dicom

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func defsOf(f *fixture, leads ...int) [][]byte {
	var defs [][]byte
	for _, l := range leads {
		defs = append(defs, f.channel(lead(l)))
	}
	return defs
}

func strip(f *fixture, originality, label string, n int, leads []int, extra ...[]byte) []byte {
	return f.group(originality, label, len(leads), int64(n), 500, defsOf(f, leads...), samples16(len(leads), n), extra...)
}

func join(parts ...[]byte) (out []byte) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

// TestBeatIsNeverTheRhythm checks that a representative beat is never taken for the rhythm, whatever its place in the file
// and however it is marked.
func TestBeatIsNeverTheRhythm(t *testing.T) {
	f := newFixture(uidExplicit)
	leads := []int{1, 2, 3}
	rhythm := strip(f, "ORIGINAL", "RHYTHM", 5000, leads)
	for name, beat := range map[string][]byte{
		"labelled":     strip(f, "DERIVED", "MEDIAN BEAT", 600, leads),
		"by label":     strip(f, "ORIGINAL", "Median Beat", 600, leads),
		"by origin":    strip(f, "DERIVED", "", 600, leads),
		"by length":    strip(f, "ORIGINAL", "", 600, leads),
		"other labels": strip(f, "DERIVED", "REPRESENTATIVE", 600, leads),
	} {
		for _, data := range [][]byte{f.file(join(rhythm, beat)), f.file(join(beat, rhythm))} {
			rec := decoded(t, data)
			require.Len(t, rec.Channels, 3)
			assert.Len(t, rec.Channels[0].Raw, 5000, name)
			require.Len(t, rec.Groups, 1)
			assert.Equal(t, ecg.GroupRepresentativeBeat, rec.Groups[0].Kind, name)
			assert.Len(t, rec.Groups[0].Channels[2].Raw, 600)
			assert.True(t, math.IsNaN(float64(rec.Groups[0].OffsetMS)))
		}
		err := Decode(new(ecg.Record), f.file(beat), nil)
		if name != "by length" { // alone, it is a short recording
			require.ErrorIs(t, err, formats.ErrNoWaveform, name)
		}
	}
}

// TestSequentialLeads reads three leads at a time, one after another, with and without a rhythm strip below.
func TestSequentialLeads(t *testing.T) {
	f := newFixture(uidExplicit)
	f.tags = f.text(tagAcquisitionDT, "DT", "20260107150405.5+0800")
	four := func(first int) []byte {
		var out []byte
		for i, l := range [][]int{{1, 2, 61}, {62, 63, 64}, {3, 4, 5}, {6, 7, 8}} {
			out = append(out, strip(f, "ORIGINAL", "RHYTHM", 1250, l, f.offset([]string{"0", "2500", "5000", "7500.4"}[i]))...)
		}
		return out
	}(0)
	long := strip(f, "ORIGINAL", "RHYTHM", 5000, []int{2}, f.offset("0"))
	for _, withStrip := range []bool{false, true} {
		data := f.file(four)
		if withStrip {
			data = f.file(join(four, long))
		}
		rec := decoded(t, data)
		require.Len(t, rec.Channels, 12)
		for i, c := range rec.Channels {
			assert.Equal(t, i/3*1250, c.Start)
			assert.Len(t, c.Raw, 1250)
		}
		assert.InDelta(t, 10, rec.Duration(), 1e-9)
		if withStrip {
			require.Len(t, rec.Groups, 1)
			assert.Equal(t, ecg.GroupRhythm, rec.Groups[0].Kind)
			assert.Equal(t, ecg.LeadII, rec.Groups[0].Channels[0].Lead)
			assert.EqualValues(t, 0, rec.Groups[0].OffsetMS)
		}
		assert.Equal(t, "2026-01-07T15:04:05.5+08:00", rec.Start.String())
		again := decoded(t, encode(t, rec))
		if !withStrip { // 4 groups are what a General ECG may have
			assert.Equal(t, rec.Channels[11].Start, again.Channels[11].Start)
		}
	}
}

func TestFurtherRhythms(t *testing.T) {
	f := newFixture(uidExplicit)
	f.tags = f.text(tagAcquisitionDT, "DT", "20260107150405")
	a := strip(f, "ORIGINAL", "", 3000, []int{1, 2}, f.offset("60000"))
	b := strip(f, "ORIGINAL", "", 5000, []int{1, 2}, f.offset("1500"))
	untied := strip(f, "ORIGINAL", "", 3000, []int{3, 4})
	rec := decoded(t, f.file(join(a, b, untied)))
	require.Len(t, rec.Channels, 2)
	assert.Len(t, rec.Channels[0].Raw, 5000, "the longer is the rhythm")
	assert.Equal(t, "2026-01-07T15:04:06.5", rec.Start.String(), "the start of its first sample")
	require.Len(t, rec.Groups, 2)
	assert.EqualValues(t, 58500, rec.Groups[0].OffsetMS)
	assert.True(t, math.IsNaN(float64(rec.Groups[1].OffsetMS)), "no offset is stated: never merged")
	assert.Equal(t, ecg.GroupRhythm, rec.Groups[1].Kind)
}

// TestHemodynamic reads ECG leads beside a pressure in a class that is not for ECGs.
func TestHemodynamic(t *testing.T) {
	f := newFixture(uidExplicit)
	f.tags = f.text(tagSOPClass, "UI", classRoot+"2.1")
	p := chan1{scheme: "99X", code: "ART", meaning: "A", unit: "mmHg", sens: "0.1"}
	defs := append(defsOf(f, 1, 2), f.channel(p))
	pressure := f.group("ORIGINAL", "P1", 1, 9000, 500, [][]byte{f.channel(p)}, samples16(1, 9000))
	rec := decoded(t, f.file(join(pressure, f.group("ORIGINAL", "", 3, 5000, 500, defs, samples16(3, 5000)))))
	require.Len(t, rec.Channels, 3)
	assert.Equal(t, ecg.LeadI, rec.Channels[0].Lead)
	assert.Equal(t, ecg.Unit("mmHg"), rec.Channels[2].Unit)
	assert.Equal(t, ecg.LeadUnknown, rec.Channels[2].Lead, "a pressure is no lead")
	require.Len(t, rec.Groups, 1)
	assert.Equal(t, ecg.GroupOther, rec.Groups[0].Kind)
	err := Decode(new(ecg.Record), f.file(pressure), nil)
	assert.ErrorIs(t, err, formats.ErrNoWaveform)
}

// TestDefectiveGroup keeps the sound groups of a file.
func TestDefectiveGroup(t *testing.T) {
	f := newFixture(uidExplicit)
	bad := f.wave("ORIGINAL", "", 1, 5, 500, defsOf(f, 1), 16, "??", nil, make([]byte, 10))
	rec := decoded(t, f.file(join(bad, strip(f, "ORIGINAL", "", 3000, []int{1, 2}))))
	assert.Len(t, rec.Channels, 2)
	assert.True(t, warned(rec, ecg.WarnSkipped))
}

func TestMarks(t *testing.T) {
	f := newFixture(uidExplicit)
	f.tags = f.text(tagAcquisitionDT, "DT", "20260107150405")
	ref := func(g, c byte) []byte { return f.elem(tagReferences, "US", []byte{g, 0, c, 0}) }
	concept := func(scheme, value string) []byte { return f.code(tagConceptName, scheme, value, "m") }
	at := func(n ...byte) []byte {
		var b []byte
		for _, v := range n {
			b = append(b, v, 0, 0, 0)
		}
		return f.elem(tagSamplePositions, "UL", b)
	}
	kind := func(s string) []byte { return f.text(tagTemporalRange, "CS", s) }
	num := func(v string) []byte { return f.text(tagNumericValue, "DS", v) }
	unit := func(u string) []byte { return f.code(tagMeasureUnits, "UCUM", u, u) }
	ann := f.sequence(tagAnnotations,
		f.item(unit("s"), concept("MDC", "2:15872"), ref(1, 0), num("0.16")),
		f.item(unit("mV"), concept("MDC", "2:1024"), ref(1, 2), num("-0.11")),
		f.item(unit("ms"), concept("SCPECG", "5.10.3-13"), ref(1, 0), num("-30")),
		f.item(unit("ms"), concept("SCPECG", "5.10.2.1-5"), ref(1, 0), num("0")),
		f.item(unit("mV"), concept("MDC", "2:15872"), ref(1, 0), num("7")),
		f.item(unit("{H.B.}/min"), concept("LN", "8867-4"), ref(1, 0), num("72")),
		f.item(concept("MDC", "10:256"), ref(1, 0), kind("SEGMENT"), at(11, 21)),
		f.item(concept("MDC", "10:8336"), ref(1, 2), kind("MULTIPOINT"), at(31, 41)),
		f.item(concept("MDC", "10:4096"), ref(1, 0), kind("POINT"), f.text(tagTimeOffsets, "DS", "0.1\\0.2")),
		f.item(concept("MDC", "10:4096"), ref(1, 0), kind("POINT"), f.text(tagMoments, "DT", "20260107150406.5")),
		f.item(concept("MDC", "10:1024"), ref(2, 0), kind("END"), at(9)),
		f.item(concept("MDC", "10:1024"), ref(9, 0), kind("END"), at(9)),
		f.item(ref(1, 0), f.text(tagText, "ST", "one\r\ntwo")),
		f.item(concept("SCT", "164854000"), ref(1, 0)),
	)
	beat := strip(f, "DERIVED", "MEDIAN BEAT", 300, []int{1, 2})
	rec := decoded(t, f.file(join(strip(f, "ORIGINAL", "RHYTHM", 2000, []int{1, 2}), beat), ann))
	assert.Equal(t, []ecg.Measurement{
		{Name: ecg.MeasurePR, Value: 160, Unit: "ms", Code: "2:15872", System: "MDC"},
		{Name: ecg.MeasureJ, Lead: ecg.LeadII, Value: -110, Unit: "uV", Code: "2:1024", System: "MDC"},
		{Name: ecg.MeasureQRSAxis, Value: -30, Unit: "deg", Code: "5.10.3-13", System: "SCPECG"},
		{Value: 7, Unit: "mV", Code: "2:15872", System: "MDC"}, // a PR interval in mV is none
		{Name: ecg.MeasureHeartRate, Value: 72, Unit: "bpm", Code: "8867-4", System: "LN"},
	}, rec.Measurements, "0 is an interval not measured")
	require.Len(t, rec.Annotations, 7)
	for i, want := range []ecg.Annotation{
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveP, Onset: 10, Peak: -1, End: 20, Code: "10:256"},
		{Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: -1, Peak: 30, End: -1, Lead: ecg.LeadII, Code: "10:8336"},
		{Kind: ecg.AnnotationBeat, Wave: ecg.WaveQRS, Onset: -1, Peak: 40, End: -1, Lead: ecg.LeadII, Code: "10:8336"},
		{Kind: ecg.AnnotationSpike, Onset: -1, Peak: 50, End: -1, Code: "10:4096"},
		{Kind: ecg.AnnotationSpike, Onset: -1, Peak: 100, End: -1, Code: "10:4096"},
		{Kind: ecg.AnnotationSpike, Onset: -1, Peak: 750, End: -1, Code: "10:4096"},
		{Kind: ecg.AnnotationWave, Wave: ecg.WaveT, Onset: -1, Peak: -1, End: 8, Group: 1, Code: "10:1024"},
	} {
		got := rec.Annotations[i]
		got.Value, got.System = 0, ""
		assert.Equal(t, want, got)
	}
	assert.True(t, warned(rec, ecg.WarnSkipped), "a mark of a group that is not there")
	assert.Equal(t, []ecg.Statement{{Text: "one"}, {Text: "two"}, {Text: "m", Code: "164854000", System: "SCT"}}, rec.Statements)
}
