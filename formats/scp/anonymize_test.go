package scp

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// secretive is a record with something to hide in every corner: manufacturer's tags and sections, a gap, a tail of section
// 7, text in section 11, bytes after the end, memory in reserved bytes.
func secretive(t *testing.T) []byte {
	gbk, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte("欧阳明华\x00"))
	require.NoError(t, err)
	device := deviceOf(20, languageGB2312)
	copy(device, []byte{1, 2, 3, 4, 5, 6})
	copy(device[19:], "RESERVEDSECRET")
	device = append(device[:deviceStrings], "prog\x00SERIALSECRET\x00acq\x00scp\x00MAKER\x00TAILSECRET"...)
	device[35] = 5
	head := []byte{1, 0xE7, 7, 5, 17, 9, 31, 0} // confirmed, 2023-05-17 09:31:00
	statement := func(kind int, number byte, s string) []byte {
		b := []byte{number}
		if kind > 0 {
			b = le.AppendUint16(b, uint16(len(s)+1))
			return append(append(b, byte(kind)), s...)
		}
		return append(le.AppendUint16(b, uint16(len(s))), s...)
	}
	texts := append(append(bytes.Clone(head), 2), append(statement(0, 1, "Sinus TEXTSECRET\x00"), statement(0, 2, "normal\x00")...)...)
	codes := append(append(bytes.Clone(head), 3), statement(statementCoded, 1, "AFIB\x00\x00")...)
	codes = append(codes, statement(statementText, 2, "CODESECRET\x00")...)
	codes = append(codes, statement(statementLogic, 3, "LOGICSECRET\x00")...)
	measures := append(make([]byte, 6), 0, 0)                              // no block, no spike; no QRS
	measures = append(measures, 60, 0, 60, 0, 0x90, 1, 1)                  // rates, QTc, Bazett
	measures = append(measures, append([]byte{10, 0}, "M7SECRET--"...)...) // the manufacturer's
	data := raw(map[int][]byte{
		sectionPatient: tagged(
			tagLastName, gbk, tagPatientID, "PATIENTSECRET", tagAge, []byte{95, 0, 1}, tagBirthDate, []byte{0x88, 7, 12, 24},
			tagSex, []byte{2}, tagDrug, append([]byte{0, 1, 0}, "DRUGSECRET\x00"...), tagAcquiringDevice, device,
			tagInstitution, "INSTSECRET", tagDate, []byte{0xE7, 7, 5, 17}, tagTime, []byte{9, 30, 15}, tagTimeZone, append([]byte{0xE0, 1, 0, 0}, "ZONESECRET\x00"...),
			100, "UNKNOWNSECRET", 200, "MAKERSECRET", tagFreeText, "FREESECRET", tagHighPass, []byte{5, 0}),
		sectionLeads:        leadsOf(4, 4|1<<3, 1),
		sectionRhythm:       waveformOf(1000, 2000, 0, 0, words(1, -2, 3, 400)),
		sectionMeasures:     measures,
		sectionStatements:   texts,
		sectionManufacturer: []byte("SECTION9SECRET"),
		sectionCodes:        codes,
	})
	// A manufacturer section and a gap before it; section 0's last pointer, of the empty section 10, names it.
	gap := []byte("GAPSECRET.")
	own := append(make([]byte, sectionHeaderLen), "SECTION200SECRET"...)
	le.PutUint16(own[2:], 200)
	le.PutUint32(own[4:], uint32(len(own)))
	p := data[firstPointer+sectionLeadMeasures*pointerLen:]
	le.PutUint16(p, 200)
	le.PutUint32(p[2:], uint32(len(own)))
	le.PutUint32(p[6:], uint32(len(data)+len(gap)+1))
	data = append(append(data, gap...), own...)
	le.PutUint32(data[2:], uint32(len(data)))
	return append(data, "AFTERSECRET"...)
}

func TestAnonymizeEveryCorner(t *testing.T) {
	data := secretive(t)
	require.NoError(t, Decode(new(ecg.Record), data, nil))
	out, removed, err := formats.Anonymize(data, nil)
	require.NoError(t, err)
	assert.Equal(t, len(data)-len("AFTERSECRET"), len(out), "nothing moves")
	assert.NotContains(t, string(out), "SECRET")
	gbk, _ := simplifiedchinese.GBK.NewEncoder().String("欧阳明华")
	assert.NotContains(t, string(out), gbk)
	assert.NotEmpty(t, removed)

	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, out, nil))
	assert.Empty(t, rec.Warnings, "checksums are renewed")
	assert.Equal(t, []int32{1, -2, 3, 400}, rec.Channels[0].Raw)
	assert.Equal(t, ecg.AgeOf(90, ecg.Year), rec.Patient.Age)
	assert.Equal(t, ecg.Female, rec.Patient.Sex)
	assert.Equal(t, "2023-01-01T09:30:15+08:00", rec.Start.String())
	assert.Equal(t, "2023-01-01T09:31:00+08:00", rec.Analyzed.String())
	assert.Equal(t, ecg.Device{Manufacturer: "MAKER", Software: "acq"}, rec.Device)
	assert.Equal(t, []ecg.Statement{{Code: "AFIB", System: System}}, rec.Statements, "codes stay")
	assert.Equal(t, 0.05, rec.Filters.HighPass)

	// CRCs of every section, of the manufacturer's too.
	n := int(le.Uint32(out[2:]))
	assert.Equal(t, crc16(out[2:n]), le.Uint16(out))
	own := out[n-sectionHeaderLen-len("SECTION200SECRET"):]
	assert.EqualValues(t, 200, le.Uint16(own[2:]))
	assert.Equal(t, crc16(own[2:]), le.Uint16(own))
}

func TestAnonymizeKeepsOnRequest(t *testing.T) {
	out, _, err := formats.Anonymize(secretive(t), &formats.AnonymizeOptions{KeepStatements: true, KeepCharacteristics: true})
	require.NoError(t, err)
	rec := decoded(t, out)
	assert.Len(t, rec.Statements, 5)
	assert.Equal(t, []string{"SCP-ECG code 0.1.0"}, rec.Patient.Drugs, "the code without the text")
}

// The pseudonym takes the room that others leave, in the character set of the record.
func TestPseudonymFits(t *testing.T) {
	o := &formats.AnonymizeOptions{Key: []byte("k")}
	long := ""
	for _, language := range []byte{languageASCII, languageGB2312, languageUnicode} {
		data := raw(map[int][]byte{
			sectionPatient: tagged(tagPatientID, "A BC", tagLastName, "SOMEBODY OF A LONG NAME AND LINEAGE", tagAcquiringDevice, deviceOf(20, language)),
			sectionLeads:   leadsOf(2, 4|1<<3, 1), sectionRhythm: waveformOf(1000, 2000, 0, 0, words(1, 2)),
		})
		out, _, err := formats.Anonymize(data, o)
		require.NoError(t, err)
		rec := decoded(t, out)
		require.Len(t, rec.Patient.ID, 16)
		if long == "" {
			long = rec.Patient.ID
		}
		assert.Equal(t, long, rec.Patient.ID, "language %#x", language)
	}
	data := raw(map[int][]byte{
		sectionPatient: tagged(tagPatientID, "ABC", tagAcquiringDevice, deviceOf(20, 0)),
		sectionLeads:   leadsOf(2, 4|1<<3, 1), sectionRhythm: waveformOf(1000, 2000, 0, 0, words(1, 2)),
	})
	out, _, err := formats.Anonymize(data, o)
	require.NoError(t, err)
	assert.Len(t, decoded(t, out).Patient.ID, 3, "no more room")
}

func TestBytesOfSamplesStay(t *testing.T) {
	rec := filled()
	rec.Patient.Name.Given = "MINGMING"
	data := encoded(t, rec)
	out, _, err := formats.Anonymize(data, nil)
	require.NoError(t, err)
	require.Equal(t, len(data), len(out))
	d := new(decoder)
	require.NoError(t, d.decode(new(ecg.Record), data, nil, false))
	for _, id := range []int{sectionTables, sectionLeads, sectionBeats, sectionReference, sectionRhythm, sectionLeadMeasures} {
		if s := d.known[id]; s.present {
			assert.Equal(t, data[s.off:s.off+sectionHeaderLen+len(s.data)], out[s.off:s.off+sectionHeaderLen+len(s.data)], sectionName(id))
		}
	}
}
