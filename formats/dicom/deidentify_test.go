package dicom

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// secretive is a file with something to hide in listed and unlisted attributes, private groups and nested sequences.
func secretive(f *fixture) []byte {
	private := func(t tag, s string) []byte { return f.text(t, "LO", s) }
	person := func(t tag, s string) []byte { return f.text(t, "PN", s) }
	f.tags = bytes.Join([][]byte{
		f.text(tagCharset, "CS", "ISO_IR 192"), f.text(0x00080012, "DA", "20230517"), f.text(tagSOPClass, "UI", class12Lead), f.text(tagSOPInstance, "UI", "1.2.3.4444.1"),
		f.text(tagStudyDate, "DA", "20230516"), f.text(tagContentDate, "DA", "20230517"), f.text(tagAcquisitionDT, "DT", "20230517093015.000"),
		f.text(tagContentTime, "TM", "093015"), f.text(tagAccession, "SH", "ORDERSECRET"), f.text(tagManufacturer, "LO", "MAKER"),
		f.text(tagInstitution, "LO", "INSTSECRET"), person(tagReferring, "REFERRINGSECRET"), f.text(0x00080094, "SH", "PHONESECRET"),
		f.sequence(0x00081110, f.item(f.text(0x00081155, "UI", "1.2.3.4444.2"))),
		private(0x00090010, "PRIVATESECRET"), f.sequence(0x00091001, f.item(person(tagPatientName, "NESTEDSECRET"))),
		person(tagPatientName, "Family^Given=欧阳^明华"), f.text(tagPatientID, "LO", "IDSECRET"), f.text(tagBirthDate, "DA", "19301224"), f.text(tagSex, "CS", "F"),
		f.text(0x00101040, "LO", "ADDRESSSECRET"), f.text(tagSerial, "LO", "SERIALSECRET"),
		f.text(tagStudyUID, "UI", "1.2.3.4444.3"), f.text(tagSeriesUID, "UI", "1.2.3.4444.4"), f.text(tagFrameOfReference, "UI", "1.2.840.10008.15.1.1"),
		f.sequence(tagContext, f.item(f.text(tagText, "ST", "CONTEXTSECRET"))),
		f.sequence(0x0040A730, f.item(f.sequence(0x0040A730, f.item(person(0x0040A123, "PERSONSECRET"))))),
		f.sequence(tagAnnotations,
			f.item(f.us(tagReferences, 1), f.text(tagText, "ST", "ANNOTATIONSECRET")),
			f.item(f.code(tagMeasureUnits, "UCUM", "ms", "ms"), f.code(tagConceptName, "MDC", "2:15872", "PR interval"), f.elem(tagReferences, "US", f.us(tagReferences, 1)[len(f.us(tagReferences, 1))-2:]), f.text(tagNumericValue, "DS", "160")),
			f.item(f.code(tagConceptName, "MDC", "10:256", "P wave"), f.elem(tagReferences, "US", bytes.Repeat(f.us(tagReferences, 1)[len(f.us(tagReferences, 1))-2:], 2)),
				f.text(tagTemporalRange, "CS", "POINT"), f.text(tagMoments, "DT", "20230517093015.010"), private(0x00410010, "DEEPSECRET"))),
	}, nil)
	tail := bytes.Join([][]byte{f.text(0x54010010, "LO", "LASTSECRET"), f.sequence(0xFFFAFFFA, f.item(f.text(tagText, "ST", "SIGNATURESECRET")))}, nil)
	if f.uid == uidDeflated {
		return f.file(simpleGroup(f, 2, 50))
	}
	return append(f.file(simpleGroup(f, 2, 50)), tail...)
}

func TestDeidentifyEveryCorner(t *testing.T) {
	for _, uid := range []string{uidExplicit, uidImplicit, uidBigEndian, uidDeflated} {
		for _, undefinedLengths := range []bool{false, true} {
			f := newFixture(uid)
			f.undefined = undefinedLengths
			data := secretive(f)
			copy(data, "PREAMBLESECRET")
			in := new(ecg.Record)
			require.NoError(t, Decode(in, data, nil), uid)
			for _, o := range []*formats.AnonymizeOptions{nil, {Key: []byte("k")}} {
				out, removed, err := formats.Anonymize(data, o)
				require.NoError(t, err, uid)
				for _, s := range []string{"SECRET", "欧阳", "Family", "19301224", "20230517", "20230516", "1.2.3.4444"} {
					assert.NotContains(t, string(out), s)
				}
				assert.NotEmpty(t, removed)
				rec := new(ecg.Record)
				require.NoError(t, Decode(rec, out, &formats.Options{Strict: true}), uid)
				assert.Equal(t, in.Channels[1].Raw, rec.Channels[1].Raw)
				assert.Equal(t, ecg.AgeOf(90, ecg.Year), rec.Patient.Age, "from the birth date, capped")
				assert.Equal(t, ecg.Female, rec.Patient.Sex)
				assert.Equal(t, "MAKER", rec.Device.Manufacturer)
				require.Len(t, rec.Measurements, 1)
				require.Len(t, rec.Annotations, 1)
				assert.EqualValues(t, 5, rec.Annotations[0].Peak, "a mark given by date and time keeps its place")
				assert.Empty(t, rec.Statements, "an item whose text went is gone")
				assert.True(t, strings.HasPrefix(rec.ID, "2.25."))
				assert.Contains(t, string(out), "1.2.840.10008.15.1.1", "UIDs of the standard stay")
				again, _, err := formats.Anonymize(out, o)
				require.NoError(t, err)
				assert.Equal(t, out, again)
			}
		}
	}
}

// values walks over a data set without nesting.
func values(t *testing.T, data []byte) map[tag]string {
	t.Helper()
	list := make(map[tag]string)
	s := scanner{data: data, pos: preamble + len(magic), syn: syntax{explicit: true}}
	all := span{end: len(data)}
	last := tag(0)
	for {
		var e element
		ok, err := s.next(&all, &e)
		require.NoError(t, err)
		if !ok {
			return list
		}
		assert.Greater(t, e.tag, last, "ascending")
		last = e.tag
		if e.length != undefined {
			list[e.tag] = string(trim(s.value(&e)))
		}
		require.NoError(t, s.done(&e, &all))
	}
}

func TestDeidentificationIsStated(t *testing.T) {
	f := newFixture(uidExplicit)
	f.undefined = true
	data := secretive(f)
	for _, c := range []struct {
		o     *formats.AnonymizeOptions
		dates string
		codes []string
	}{
		{nil, "REMOVED", []string{"113100", "113108"}},
		{&formats.AnonymizeOptions{DropAgeSex: true}, "REMOVED", []string{"113100"}},
		{&formats.AnonymizeOptions{Key: []byte("k")}, "MODIFIED", []string{"113100", "113107", "113108"}},
	} {
		out, _, err := formats.Anonymize(data, c.o)
		require.NoError(t, err)
		v := values(t, out)
		assert.Equal(t, "YES", v[tagIdentityRemoved])
		assert.NotEmpty(t, v[tagMethod])
		assert.Equal(t, c.dates, v[tagLongitudinal])
		for _, code := range []string{"113100", "113107", "113108"} {
			assert.Equal(t, strings.Contains(strings.Join(c.codes, " "), code), strings.Contains(v[tagMethodCodes], code), code)
		}
		assert.Equal(t, v[tagMetaInstance], v[tagSOPInstance])
		assert.Len(t, map[string]bool{v[tagSOPInstance]: true, v[tagStudyUID]: true, v[tagSeriesUID]: true}, 3)
		name, present := v[tagPatientName]
		assert.True(t, present && name == "", "type 2: present and empty")
		name, present = v[tagContext]
		assert.True(t, present && name == "", "type 2: an empty sequence")
		_, present = v[tagInstitution]
		assert.False(t, present)
	}
}

// With a key the objects of one study stay together.
func TestUIDsAreConsistent(t *testing.T) {
	o := &formats.AnonymizeOptions{Key: []byte("k")}
	one, _, err := formats.Anonymize(secretive(newFixture(uidExplicit)), o)
	require.NoError(t, err)
	f := newFixture(uidExplicit)
	secretive(f)
	f.tags = bytes.ReplaceAll(f.tags, []byte("1.2.3.4444.1"), []byte("1.2.3.4444.9"))
	two, _, err := formats.Anonymize(f.file(simpleGroup(f, 2, 50)), o)
	require.NoError(t, err)
	a, b := values(t, one), values(t, two)
	assert.Equal(t, a[tagStudyUID], b[tagStudyUID])
	assert.Equal(t, a[tagPatientID], b[tagPatientID])
	assert.NotEqual(t, a[tagSOPInstance], b[tagSOPInstance])
	o.Key = []byte("l")
	three, _, err := formats.Anonymize(secretive(newFixture(uidExplicit)), o)
	require.NoError(t, err)
	assert.NotEqual(t, a[tagStudyUID], values(t, three)[tagStudyUID])
}
