package aecg

import (
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func toUTF16(s string, big bool) []byte {
	var b []byte
	for _, v := range append([]uint16{0xFEFF}, utf16.Encode([]rune(s))...) {
		if big {
			b = append(b, byte(v>>8), byte(v))
		} else {
			b = append(b, byte(v), byte(v>>8))
		}
	}
	return b
}

const relativeClock = `<component><sequence><code code="TIME_RELATIVE"/><value xsi:type="GLIST_PQ"><head value="0" unit="s"/><increment value="2" unit="ms"/></value></sequence></component>`

// absoluteClock is a time sequence that starts so many seconds after 2020-01-02 03:04:00.
func absoluteClock(second string) string {
	return `<component><sequence><code code="TIME_ABSOLUTE"/><value xsi:type="GLIST_TS"><head value="202001020304` + second + `"/><increment value="0.002" unit="s"/></value></sequence></component>`
}

func leadSequence(code, origin, scale, digits string) string {
	return `<component><sequence><code code="` + code + `"/><value xsi:type="SLIST_PQ"><origin ` + origin + `/><scale ` + scale +
		`/><digits>` + digits + `</digits></value></sequence></component>`
}

const microvolts = `value="1" unit="uV"`

func set(parts ...string) string {
	return `<component><sequenceSet>` + strings.Join(parts, "") + `</sequenceSet></component>`
}

func seriesOf(code string, parts ...string) string {
	return `<component><series><code code="` + code + `"/>` + strings.Join(parts, "") + `</series></component>`
}

func document(parts ...string) string {
	return `<AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` + strings.Join(parts, "") + `</AnnotatedECG>`
}

func oneLead(origin, scale, digits string) string {
	return document(seriesOf("RHYTHM", set(relativeClock, leadSequence("MDC_ECG_LEAD_II", origin, scale, digits))))
}

// lead4x is a recorder that switches leads: sets one after another.
var lead4x = seriesOf("RHYTHM",
	set(absoluteClock("00"), leadSequence("MDC_ECG_LEAD_I", microvolts, microvolts, "1 2 3 4 5")),
	set(absoluteClock("00.010"), leadSequence("MDC_ECG_LEAD_AVR", microvolts, microvolts, "6 7 8 9 10")),
	set(absoluteClock("00.020"), leadSequence("MDC_ECG_LEAD_V1", microvolts, microvolts, "1 1 1 1 1")))

// vendorDocument has the dialect of an exporting management system and the additions of a recorder.
var vendorDocument = document(
	`<componentOf><timepointEvent><componentOf><subjectAssignment><subject><trialSubject><subjectDemographicPerson>
	<name><family>Doe</family><given>J</given><given>Q</given></name><administrativeGenderCode code="UN"/><birthTime value=""/>
	<PatientID>77</PatientID><Age unit="mo">30</Age><Paced>true</Paced><Medications><Medication/></Medications><Room>5</Room>
	</subjectDemographicPerson></trialSubject></subject></subjectAssignment></componentOf></timepointEvent></componentOf>`,
	`<component><series><derivation><derivedSeries><component>`+
		`<sequenceSet>`+relativeClock+leadSequence("nom_ecg_lead_ii", microvolts, microvolts, "5 6")+`</sequenceSet></component><code code="MEDIAN_BEAT"/></derivedSeries></derivation>
	<subjectOf><annotationSet>
	<component><annotation><code code="MDC_ECG_TIME_PD_QTc"/><value xsi:type="PQ" value="0.4" unit="s"/><component><annotation>
	<code code="MINDRAY_ECG_TIME_PD_QTcH" codeSystem="" codeSystemName="MINDRAY"/><value xsi:type="PQ" value="413" unit="ms"/></annotation></component></annotation></component>
	<component><annotation><code code="MINDRAY_MEASUREMENT_MATRIX"/><support><supportingROI><component><boundary><code code="MDC_ECG_LEAD_V2"/></boundary></component></supportingROI></support>
	<component><annotation><code code="MINDRAY_R_AMP"/><value xsi:type="PQ" value="0.535" unit="mV"/></annotation></component></annotation></component>
	<component><annotation><code code="MDC_ECG_HEART_RATE"/><value xsi:type="PQ" value="60" unit="bmp"/></annotation></component>
	<component><annotation><code code="MDC_ECG_INTERPRETATION"/><component><annotation><code code="MDC_ECG_INTERPRETATION_STATEMENT"/><value xsi:type="ST">l&#39;ECG &amp; co</value></annotation></component>
	<component><annotation><code code="MDC_ECG_INTERPRETATION_SUMMARY"/><value xsi:type="ST">borderline</value></annotation></component>
	<component><annotation><code code="MDC_ECG_INTERPRETATION_COMMENT"/><value xsi:type="ST">not confirmed</value></annotation></component></annotation></component>
	</annotationSet></subjectOf>
	<controlVariable><controlVariable><code code="MDC_ATTR_FILTER_NOTCH"/><component><controlVariable><code code="MDC_ATTR_NOTCH_FREQ"/><value xsi:type="PQ" value="60" unit="Hz"/></controlVariable></component></controlVariable></controlVariable>
	<controlVariable><controlVariable><code code="MDC_ATTR_FILTER_HIGH_PASS"/><component><controlVariable><code code="MDC_ATTR_FILTER_CUTOFF_FREQ"/><value xsi:type="PQ" value="0.5" unit="Hz"/></controlVariable></component></controlVariable></controlVariable>
	<component><sequenceSet>`+leadSequence("NOM_ECG_LEAD_AVR", microvolts, `value="5" unit="uV"`, "\n 1 +2\t-3\r\n 4 ")+relativeClock+`</sequenceSet></component>
	<code code="ECG_RHYTHM_WAVEFORMS" codeSystem="MDC"/></series></component>`)

func decoded(t testing.TB, doc string) *ecg.Record {
	t.Helper()
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, []byte(doc), nil))
	return rec
}

func codes(rec *ecg.Record) (list []string) {
	for _, w := range rec.Warnings {
		list = append(list, w.Code)
	}
	return list
}

func TestVendorDialect(t *testing.T) {
	rec := decoded(t, vendorDocument)
	assert.Empty(t, rec.Warnings)
	require.Len(t, rec.Channels, 1)
	c := &rec.Channels[0]
	assert.Equal(t, ecg.LeadAVR, c.Lead)
	assert.Equal(t, []int32{1, 2, -3, 4}, c.Raw)
	assert.Equal(t, 500.0, c.Rate)
	assert.Equal(t, 5.0, c.Scale)
	require.Len(t, rec.Groups, 1)
	assert.Equal(t, ecg.GroupRepresentativeBeat, rec.Groups[0].Kind)
	assert.Equal(t, ecg.LeadII, rec.Groups[0].Channels[0].Lead)
	p := &rec.Patient
	assert.Equal(t, "77", p.ID)
	assert.Equal(t, ecg.Name{Family: "Doe", Given: "J", Second: "Q"}, p.Name)
	assert.Equal(t, ecg.SexOther, p.Sex)
	assert.InDelta(t, 2.5, p.Age.Years, 1e-9)
	assert.True(t, p.Paced)
	assert.Equal(t, "5", rec.Site.Room)
	assert.Equal(t, ecg.Filters{HighPass: 0.5, Notch: 60}, rec.Filters)
	assert.Equal(t, []ecg.Statement{{Text: "l'ECG & co"}, {Text: "borderline"}}, rec.Statements)
	assert.Equal(t, []string{"not confirmed"}, rec.Comments)
	assert.Equal(t, []ecg.Measurement{
		{Name: ecg.MeasureQTc, Value: 400, Unit: "ms", Code: "MDC_ECG_TIME_PD_QTc", System: "MDC"},
		{Name: ecg.MeasureQTcHodges, Value: 413, Unit: "ms", Code: "MINDRAY_ECG_TIME_PD_QTcH", System: "MINDRAY"},
		{Name: ecg.MeasureRAmplitude, Lead: ecg.LeadV2, Value: 535, Unit: "uV", Code: "MINDRAY_R_AMP"},
		{Name: ecg.MeasureHeartRate, Value: 60, Unit: "bpm", Code: "MDC_ECG_HEART_RATE", System: "MDC"},
	}, rec.Measurements)
}

func TestUnits(t *testing.T) {
	for _, c := range []struct {
		origin, scale string
		uv            float64 // of digit 2
		unit          ecg.Unit
		warnings      []string
	}{
		{`value="0" unit="uV"`, `value="2.5" unit="uV"`, 5, ecg.UnitMicrovolt, nil},
		{`value="0" unit="uV"`, `value="0.00488" unit="mV"`, 9.76, ecg.UnitMicrovolt, nil},
		{`value="1" unit="mV"`, `value="2" unit="uV"`, 1004, ecg.UnitMicrovolt, nil},
		{`value="10" unit="uV"`, `value="4880" unit="nV"`, 19.76, ecg.UnitMicrovolt, nil},
		{`value="0.001" unit="V"`, `value="1e-6" unit="V"`, 1002, ecg.UnitMicrovolt, nil},
		{`value="3"`, `value="2" unit="uV"`, 7, ecg.UnitMicrovolt, nil},
		{`value="3" unit="uV"`, `value="2"`, 7, ecg.UnitMicrovolt, []string{ecg.WarnNonstandard}},
		{`value="3"`, `value="2"`, 7, ecg.UnitUncalibrated, []string{ecg.WarnUncalibrated}},
		{`value="0"`, `value="0" unit="uV"`, 2, ecg.UnitUncalibrated, []string{ecg.WarnUncalibrated}},
		{`x=""`, `x=""`, 2, ecg.UnitUncalibrated, []string{ecg.WarnUncalibrated}},
		{`value="5" unit="mm[Hg]"`, `value="0.5" unit="mm[Hg]"`, 6, "mm[Hg]", nil},
		{`value="5" unit="s"`, `value="2" unit="uV"`, 4, ecg.UnitMicrovolt, []string{ecg.WarnUncalibrated}},
	} {
		rec := decoded(t, oneLead(c.origin, c.scale, "2"))
		ch := &rec.Channels[0]
		assert.InDelta(t, c.uv, ch.At(0), 1e-9, c)
		assert.Equal(t, c.unit, ch.Unit, c)
		assert.Equal(t, c.warnings, codes(rec), c)
	}
}

func TestDigits(t *testing.T) {
	const m = ecg.Missing
	for _, c := range []struct {
		digits   string
		raw      []int32
		scale    float64
		warnings []string
	}{
		{"1 2 3", []int32{1, 2, 3}, 1, nil},
		{" \n\t-1\r\n+2 -0 007 ", []int32{-1, 2, 0, 7}, 1, nil},
		{"2147483647 -2147483647", []int32{2147483647, -2147483647}, 1, nil},
		{"-2147483648 9999999999 1", []int32{m, m, 1}, 1, []string{ecg.WarnSkipped}},
		{"1 NaN - x1 2-3 4", []int32{1, m, m, m, m, 4}, 1, []string{ecg.WarnSkipped}},
		{"1.5 -2 0.25 3.0", []int32{150, -200, 25, 300}, 0.01, []string{ecg.WarnNonstandard}},
		{"1.0 2.00", []int32{1, 2}, 1, nil},
		{"1e2 -5E-1", []int32{1000, -5}, 0.1, []string{ecg.WarnNonstandard}},
		{"0.1234567891234 1000000.5", []int32{123, 1000000500}, 0.001, []string{ecg.WarnNonstandard}},
		{"1<!-- x -->2 <![CDATA[3 4]]> &#53;&#x20;6", []int32{12, 3, 4, 5, 6}, 1, nil},
	} {
		rec := decoded(t, oneLead(`value="0" unit="uV"`, microvolts, c.digits))
		assert.Equal(t, c.raw, rec.Channels[0].Raw, c.digits)
		assert.Equal(t, c.scale, rec.Channels[0].Scale, c.digits)
		assert.Equal(t, c.warnings, codes(rec), c.digits)
		var config ecg.Record
		require.NoError(t, DecodeConfig(&config, []byte(oneLead(microvolts, microvolts, c.digits)), nil))
		assert.Equal(t, len(c.raw), config.Channels[0].Samples, c.digits)
	}
}

func TestTimeBases(t *testing.T) {
	const lead = `<component><sequence><code code="MDC_ECG_LEAD_I"/><value><origin value="0" unit="uV"/><scale value="1" unit="uV"/><digits>1 2 3</digits></value></sequence></component>`
	clock := func(code, value string) string {
		return `<component><sequence><code code="` + code + `"/><value>` + value + `</value></sequence></component>`
	}
	low := `<effectiveTime><low value="20200102030405"/></effectiveTime>`
	for _, c := range []struct {
		name, clock, low string
		rate             float64
		start            string
		err              error
		warnings         []string
	}{
		{"absolute", clock("TIME_ABSOLUTE", `<head value="20200102030405.5"/><increment value="0.004" unit="s"/>`), "", 250, "2020-01-02T03:04:05.5", nil, nil},
		{"zone", clock("TIME_ABSOLUTE", `<head value="20200102030405+0830"/><increment value="2" unit="ms"/>`), "", 500, "2020-01-02T03:04:05+08:30", nil, nil},
		{"unit on a timestamp", clock("TIME_ABSOLUTE", `<head value="20200102030405" unit="s"/><increment value="1000" unit="us"/>`), "", 1000, "2020-01-02T03:04:05", nil, nil},
		{"relative", clock("TIME_RELATIVE", `<head value="100" unit="ms"/><increment value="0.002" unit="s"/>`), low, 500, "2020-01-02T03:04:05.1", nil, nil},
		{"third", clock("TIME_RELATIVE", `<head value="0" unit="s"/><increment value="0.0027777777778" unit="s"/>`), "", 360, "", nil, nil},
		{"unit in words", clock("TIME_RELATIVE", `<head value="0" unit="seconds"/><increment value="2" unit="milliseconds"/>`), "", 500, "", nil, nil},
		{"no unit", clock("TIME_RELATIVE", `<head value="0" unit="s"/><increment value="0.002"/>`), "", 500, "", nil, []string{ecg.WarnNonstandard}},
		{"no head", clock("TIME_ABSOLUTE", `<increment value="0.002" unit="s"/>`), low, 500, "2020-01-02T03:04:05", nil, []string{ecg.WarnNonstandard}},
		{"list", clock("TIME_RELATIVE", `<origin value="0" unit="ms"/><scale value="4" unit="ms"/><digits>5 6 7</digits>`), low, 250, "2020-01-02T03:04:05.02", nil, nil},
		{"uneven list", clock("TIME_RELATIVE", `<origin value="0" unit="s"/><scale value="4" unit="ms"/><digits>0 1 3</digits>`), "", 0, "", formats.ErrUnsupported, nil},
		{"none", "", "", 0, "", formats.ErrCorrupt, nil},
		{"zero", clock("TIME_RELATIVE", `<head value="0" unit="s"/><increment value="0" unit="s"/>`), "", 0, "", formats.ErrCorrupt, nil},
		{"negative", clock("TIME_RELATIVE", `<increment value="-0.002" unit="s"/>`), "", 0, "", formats.ErrCorrupt, nil},
		{"not a number", clock("TIME_RELATIVE", `<increment value="x" unit="s"/>`), "", 0, "", formats.ErrCorrupt, nil},
		{"not a time", clock("TIME_RELATIVE", `<increment value="1" unit="uV"/>`), "", 0, "", formats.ErrCorrupt, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, parts := range [][]string{{c.clock, lead}, {lead, c.clock}} { // in any order
				var rec ecg.Record
				err := Decode(&rec, []byte(document(seriesOf("RHYTHM", set(parts...), c.low))), nil)
				if c.err != nil {
					require.ErrorIs(t, err, c.err)
					assert.ErrorContains(t, err, "series 1")
					continue
				}
				require.NoError(t, err)
				assert.Equal(t, c.rate, rec.Channels[0].Rate)
				assert.Equal(t, c.start, rec.Start.String())
				assert.Equal(t, c.warnings, codes(&rec))
			}
		})
	}
}

func TestSetsAndSeries(t *testing.T) {
	lead := func(code string, n int) string {
		return leadSequence(code, microvolts, microvolts, strings.Repeat("1 ", n))
	}
	t.Run("sets one after another", func(t *testing.T) {
		rec := decoded(t, document(lead4x))
		require.Len(t, rec.Channels, 3)
		assert.Empty(t, rec.Groups)
		for i, start := range []int{0, 5, 10} {
			assert.Equal(t, start, rec.Channels[i].Start)
		}
		assert.Equal(t, "2020-01-02T03:04:00", rec.Start.String())
	})
	t.Run("in the wrong order", func(t *testing.T) {
		rec := decoded(t, document(seriesOf("RHYTHM", set(absoluteClock("00.010"), lead("MDC_ECG_LEAD_I", 5)), set(absoluteClock("00"), lead("MDC_ECG_LEAD_II", 5)))))
		require.Len(t, rec.Channels, 2)
		assert.Equal(t, 5, rec.Channels[0].Start)
		assert.Equal(t, 0, rec.Channels[1].Start)
		assert.Equal(t, "2020-01-02T03:04:00", rec.Start.String())
	})
	t.Run("same lead again", func(t *testing.T) {
		rec := decoded(t, document(seriesOf("RHYTHM", set(absoluteClock("00"), lead("MDC_ECG_LEAD_I", 5)), set(absoluteClock("01"), lead("MDC_ECG_LEAD_I", 4)))))
		require.Len(t, rec.Channels, 1)
		require.Len(t, rec.Groups, 1)
		assert.Equal(t, ecg.GroupRhythm, rec.Groups[0].Kind)
		assert.Equal(t, ecg.Millisecond(1000), rec.Groups[0].OffsetMS)
	})
	t.Run("longest first", func(t *testing.T) {
		rec := decoded(t, document(seriesOf("REPRESENTATIVE_BEAT", set(relativeClock, lead("MDC_ECG_LEAD_III", 900))),
			seriesOf("RHYTHM", set(absoluteClock("00"), lead("MDC_ECG_LEAD_I", 5))), seriesOf("RHYTHM", set(absoluteClock("02"), lead("MDC_ECG_LEAD_II", 50)))))
		require.Len(t, rec.Channels, 1)
		assert.Equal(t, ecg.LeadII, rec.Channels[0].Lead)
		assert.Equal(t, "2020-01-02T03:04:02", rec.Start.String())
		require.Len(t, rec.Groups, 2)
		assert.Equal(t, ecg.GroupRepresentativeBeat, rec.Groups[0].Kind)
		assert.Equal(t, ecg.LeadI, rec.Groups[1].Channels[0].Lead)
		assert.Equal(t, ecg.Millisecond(-2000), rec.Groups[1].OffsetMS)
	})
	t.Run("average first, by a maker's code", func(t *testing.T) {
		rec := decoded(t, document(seriesOf("ECG_MEDIAN_WAVEFORMS", set(relativeClock, lead("MDC_ECG_LEAD_I", 900))),
			seriesOf("ECG_RHYTHM_WAVEFORMS", set(absoluteClock("00"), lead("MDC_ECG_LEAD_I", 50)))))
		require.Len(t, rec.Channels, 1)
		assert.Equal(t, 50, rec.Channels[0].Len())
		require.Len(t, rec.Groups, 1)
		assert.Equal(t, ecg.GroupRepresentativeBeat, rec.Groups[0].Kind)
	})
	t.Run("beats only", func(t *testing.T) {
		rec := decoded(t, document(`<component><series>`+set(relativeClock, lead("MDC_ECG_LEAD_III", 9))+`<code code="MEDIAN_BEAT"/></series></component>`))
		assert.Empty(t, rec.Channels)
		require.Len(t, rec.Groups, 1)
		assert.Equal(t, []string{ecg.WarnNonstandard}, codes(rec))
	})
	t.Run("a set without time beside one with", func(t *testing.T) {
		rec := decoded(t, document(seriesOf("RHYTHM", set(lead("MDC_ECG_LEAD_I", 5)), set(relativeClock, lead("MDC_ECG_LEAD_II", 5)))))
		require.Len(t, rec.Channels, 1)
		assert.Equal(t, ecg.LeadII, rec.Channels[0].Lead)
		assert.Equal(t, []string{ecg.WarnSkipped}, codes(rec))
	})
	t.Run("odd leads", func(t *testing.T) {
		rec := decoded(t, document(seriesOf("RHYTHM", set(relativeClock, lead("mdc_ecg_lead_aVr", 5), lead("MDC_ECG_LEAD_AVR", 4), lead("WHAT", 5),
			`<component><sequence><code code="MDC_ECG_LEAD_V1"/><value nullFlavor="UNK"/></sequence></component>`))))
		require.Len(t, rec.Channels, 3)
		assert.Equal(t, ecg.LeadAVR, rec.Channels[0].Lead)
		assert.Equal(t, ecg.LeadUnknown, rec.Channels[2].Lead)
		assert.ElementsMatch(t, []string{ecg.WarnDuplicate, ecg.WarnLead, ecg.WarnInconsistent, ecg.WarnSkipped}, codes(rec))
	})
}

func TestAnnotationPlaces(t *testing.T) {
	mark := func(bounds string) string {
		return `<component><annotation><code code="MDC_ECG_WAVC"/><value xsi:type="CE" code="MDC_ECG_WAVC_PWAVE"/><support><supportingROI><code code="ROIPS"/>` +
			bounds + `</supportingROI></support></annotation></component>`
	}
	within := func(code, value string) string {
		return `<component><boundary><code code="` + code + `"/>` + value + `</boundary></component>`
	}
	lead := leadSequence("MDC_ECG_LEAD_I", microvolts, microvolts, strings.Repeat("1 ", 1000))
	annotations := func(list ...string) string {
		return `<subjectOf><annotationSet>` + strings.Join(list, "") + `</annotationSet></subjectOf>`
	}
	read := func(clock string, marks ...string) *ecg.Record {
		return decoded(t, document(seriesOf("RHYTHM", annotations(marks...), `<effectiveTime><low value="20200102030400"/></effectiveTime>`, set(clock, lead))))
	}
	absoluteMark := mark(within("TIME_ABSOLUTE", `<value><low value="20200102030400.100"/><high value="20200102030400.2"/></value>`))
	relativeMark := mark(within("TIME_RELATIVE", `<value><low value="100" unit="ms"/><high value="0.2" unit="s"/></value>`))
	for name, clock := range map[string]string{"absolute": absoluteClock("00"), "relative": relativeClock} {
		rec := read(clock, absoluteMark, relativeMark)
		require.Len(t, rec.Annotations, 2, name)
		for _, a := range rec.Annotations {
			assert.Equal(t, int64(50), a.Onset, name)
			assert.Equal(t, int64(100), a.End, name)
			assert.Equal(t, int64(ecg.NoSample), a.Peak, name)
		}
		assert.Empty(t, rec.Warnings)
	}
	rec := read(relativeClock,
		mark(within("TIME_RELATIVE", `<value xsi:type="PQ" value="10" unit="ms"/>`)+within("MDC_ECG_LEAD_I", "")+within("MDC_ECG_LEAD_II", "")),
		mark(within("TIME_RELATIVE", `<value><low value="-10" unit="ms"/></value>`)),
		mark(within("TIME_RELATIVE", `<value><low value="9" unit="s"/></value>`)))
	require.Len(t, rec.Annotations, 4)
	assert.Equal(t, int64(5), rec.Annotations[0].Peak)
	assert.Equal(t, ecg.LeadI, rec.Annotations[0].Lead)
	assert.Equal(t, ecg.LeadII, rec.Annotations[1].Lead)
	assert.Equal(t, int64(ecg.NoSample), rec.Annotations[2].Onset)
	assert.Equal(t, []string{ecg.WarnInconsistent}, codes(rec)) // the last lies after the end
}
