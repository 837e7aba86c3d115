package aecg

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// secretive has something to hide wherever XML and aECG have room for it.
const secretive = `<?xml version="1.0"?>
<!-- COMMENTSECRET --><?xml-stylesheet href="PISECRET"?>
<!DOCTYPE AnnotatedECG [<!ENTITY x "DOCTYPESECRET">]>
<h:AnnotatedECG xmlns:h="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:hl7-org:v3 file:/LOCATIONSECRET" classCode="OBS" odd="ATTRSECRET">
<h:id root="61d1a24f-b47e-41aa-ae95-f8ac302f4eeb" extension="DOCSECRET"/><h:code code="93000" codeSystem="2.16.840.1.113883.6.12"/>
<h:text>TEXTSECRET</h:text><h:effectiveTime><h:low value="20230517093015"/><h:high value="20230517093025"/></h:effectiveTime>
<h:componentOf><h:timepointEvent><h:code code="VISITSECRET" codeSystem="1.2.3" codeSystemName="SPONSORSECRET"/><h:performer><h:studyEventPerformer><h:id root="1.2.3.99999" extension="STAFFSECRET"/><h:assignedPerson><h:name>NAMESECRET</h:name></h:assignedPerson></h:studyEventPerformer></h:performer>
<h:componentOf><h:subjectAssignment><h:subject><h:trialSubject><h:id root="1.2.3.99999" extension="PATIENTSECRET"/><h:subjectDemographicPerson><h:name><h:family>FAMILYSECRET</h:family><h:given><![CDATA[GIVENSECRET]]></h:given></h:name>
<h:administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><h:birthTime value="19301224"/><h:raceCode code="2028-9"/><h:Phone value="PHONESECRET">PHONESECRET</h:Phone></h:subjectDemographicPerson></h:trialSubject></h:subject>
<h:componentOf><h:clinicalTrial><h:id root="1.2.3.99999" extension="TRIALSECRET"/><h:title>TITLESECRET</h:title><h:location><h:trialSite><h:location><h:name>SITESECRET</h:name><h:addr><h:city>CITYSECRET</h:city></h:addr></h:location></h:trialSite></h:location></h:clinicalTrial></h:componentOf></h:subjectAssignment></h:componentOf></h:timepointEvent></h:componentOf>
<h:component><h:series><h:code code="RHYTHM" codeSystem="2.16.840.1.113883.5.4"/><h:effectiveTime><h:low value="20230517093015"/><h:high value="20230517093015.010" inclusive="false"/></h:effectiveTime>
<h:author><h:seriesAuthor><h:manufacturedSeriesDevice><h:id root="1.2.3" extension="DEVICESECRET"/><h:manufacturerModelName>M12</h:manufacturerModelName><h:SerialNumber>SERIALSECRET</h:SerialNumber></h:manufacturedSeriesDevice><h:manufacturerOrganization><h:id root="9.9"/><h:name>MAKER</h:name></h:manufacturerOrganization></h:seriesAuthor></h:author>
<h:component><h:sequenceSet><h:component><h:sequence><h:code code="TIME_ABSOLUTE"/><h:value xsi:type="GLIST_TS"><h:head value="20230517093015.000+0800"/><h:increment value="0.002" unit="s"/></h:value></h:sequence></h:component>
<h:component><h:sequence><h:code code="MDC_ECG_LEAD_II"/><h:value xsi:type="SLIST_PQ"><h:origin value="0" unit="uV"/><h:scale value="2.5" unit="uV"/><h:digits> 1 -2<!-- DIGITSECRET --> 3 400 5 </h:digits></h:value></h:sequence></h:component></h:sequenceSet></h:component>
<h:subjectOf><h:annotationSet><h:activityTime value="20230517093100"/><h:author><h:assignedEntity><h:assignedAuthorType><h:assignedPerson><h:name>READERSECRET</h:name></h:assignedPerson></h:assignedAuthorType></h:assignedEntity></h:author>
<h:component><h:annotation><h:code code="MDC_ECG_INTERPRETATION"/><h:component><h:annotation><h:code code="MDC_ECG_INTERPRETATION_STATEMENT"/><h:value xsi:type="ST">STATEMENTSECRET</h:value></h:annotation></h:component></h:annotation></h:component>
<h:component><h:annotation><h:code code="MDC_ECG_WAVC"/><h:value xsi:type="CE" code="MDC_ECG_WAVC_PWAVE"/><h:support><h:supportingROI><h:code code="ROIPS"/><h:component><h:boundary><h:code code="TIME_ABSOLUTE"/><h:value xsi:type="IVL_TS"><h:low value="20230517093015.002+0800"/><h:high value="20230517093015.004+0800"/></h:value></h:boundary></h:component></h:supportingROI></h:support></h:annotation></h:component>
<h:component><h:annotation><h:code code="MDC_ECG_TIME_PD_QT"/><h:value xsi:type="PQ" value="401" unit="ms"/></h:annotation></h:component></h:annotationSet></h:subjectOf></h:series></h:component></h:AnnotatedECG>
<!-- AFTERSECRET -->`

func checkAnonymous(t *testing.T, out []byte) *ecg.Record {
	t.Helper()
	assert.NotContains(t, string(out), "SECRET")
	for _, s := range []string{"19301224", "20230517", "61d1a24f", "1.2.3.99999", "1.2.3"} {
		assert.NotContains(t, string(out), `"`+s, s)
	}
	for d := xml.NewDecoder(strings.NewReader(string(out))); ; { // well-formed by another reader's rules
		d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
	}
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, out, &formats.Options{Strict: true}))
	assert.Equal(t, []int32{1, -2, 3, 400, 5}, rec.Channels[0].Raw)
	assert.Equal(t, ecg.AgeOf(90, ecg.Year), rec.Patient.Age, "from the birth date, capped")
	assert.Equal(t, ecg.Female, rec.Patient.Sex)
	assert.Empty(t, rec.Patient.Race)
	assert.Equal(t, ecg.Device{Manufacturer: "MAKER", Model: "M12", ID: rec.Device.ID}, rec.Device)
	require.Len(t, rec.Annotations, 1)
	assert.Equal(t, [2]int64{1, 2}, [2]int64{rec.Annotations[0].Onset, rec.Annotations[0].End}, "marks keep their places")
	require.Len(t, rec.Measurements, 1)
	return rec
}

func TestAnonymizeEveryCorner(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(strings.Replace(strings.ReplaceAll(secretive, "FAMILYSECRET", "欧阳明华"), `version="1.0"`, `version="1.0" encoding="GB18030"`, 1)))
	require.NoError(t, err)
	family, err := simplifiedchinese.GB18030.NewEncoder().String("欧阳明华")
	require.NoError(t, err)
	for name, doc := range map[string][]byte{
		"UTF-8": []byte(secretive), "mark": append([]byte("\xEF\xBB\xBF"), secretive...),
		"UTF-16 LE": toUTF16(secretive, false), "UTF-16 BE": toUTF16(secretive, true), "GB 18030": gb,
	} {
		t.Run(name, func(t *testing.T) {
			out, removed, err := formats.Anonymize(doc, nil)
			require.NoError(t, err)
			assert.NotEmpty(t, removed)
			rec := checkAnonymous(t, out)
			assert.Equal(t, "2023-01-01T09:30:15+08:00", rec.Start.String())
			assert.NotContains(t, string(out), family)

			key := &formats.AnonymizeOptions{Key: []byte("k")}
			out, _, err = formats.Anonymize(doc, key)
			require.NoError(t, err)
			rec = checkAnonymous(t, out)
			assert.Len(t, rec.Patient.ID, 16)
			again, _, err := formats.Anonymize(out, key)
			require.NoError(t, err)
			assert.Equal(t, string(out), string(again))
		})
	}
}

// Values are numbers or dates or they go.
func TestAnonymizeValues(t *testing.T) {
	for in, want := range map[string]string{
		`<controlVariable><relatedObservation><code code="21612-7"/><value value="93" unit="a"/></relatedObservation></controlVariable>`:    `value="90" unit="a"`,
		`<controlVariable><relatedObservation><code code="21612-7"/><value value="1200" unit="mo"/></relatedObservation></controlVariable>`: `value="90" unit="a"`,
		`<controlVariable><relatedObservation><code code="8302-2"/><value value="171" unit="cm"/></relatedObservation></controlVariable>`:   `<value  />`,
		`<controlVariable><relatedObservation><value value="171" unit="cm"/><code code="8302-2"/></relatedObservation></controlVariable>`:   `<value  />`,
		`<effectiveTime value="2023"/>`:         `<effectiveTime nullFlavor="MSK"/>`,
		`<effectiveTime value="202305"/>`:       `<effectiveTime nullFlavor="MSK"/>`,
		`<effectiveTime value="20230517 Lee"/>`: `<effectiveTime nullFlavor="MSK"/>`,
		`<odd value="20230517"/>`:               `<odd value="20230101"/>`,
		`<odd value="Lee"/>`:                    `<odd />`,
		`<odd value="12.5"/>`:                   `<odd value="12.5"/>`,
		`<code code="A B"/>`:                    `<code />`,
	} {
		doc := document(`<effectiveTime><low value="20230517"/></effectiveTime>`, in,
			seriesOf("RHYTHM", set(relativeClock, leadSequence("MDC_ECG_LEAD_II", microvolts, microvolts, "1 2 3"))))
		out, _, err := formats.Anonymize([]byte(doc), nil)
		require.NoError(t, err, in)
		assert.Contains(t, string(out), want, in)
	}
}

// A document that was cut off gives the leads that were whole.
func TestAnonymizeCutOff(t *testing.T) {
	doc := secretive[:strings.Index(secretive, "<h:subjectOf>")+5]
	out, _, err := formats.Anonymize([]byte(doc), nil)
	require.NoError(t, err)
	assert.NotContains(t, string(out), "SECRET")
}
