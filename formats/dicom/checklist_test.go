package dicom

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// written is a written element with the elements of its items.
type written struct {
	t     tag
	vr    string
	value []byte
	items [][]written
}

// parse reads explicit little endian with defined lengths, strictly: ascending tags, even lengths, nothing left over.
func parse(t *testing.T, b []byte) (list []written) {
	last := tag(0)
	for len(b) > 0 {
		require.GreaterOrEqual(t, len(b), 8)
		e := written{t: tag(binary.LittleEndian.Uint16(b))<<16 | tag(binary.LittleEndian.Uint16(b[2:])), vr: string(b[4:6])}
		require.Greater(t, e.t, last)
		last = e.t
		n, head := int(binary.LittleEndian.Uint16(b[6:])), 8
		if strings.Contains("OB OW OF OL OD OV SQ UC UN UR UT SV UV", e.vr) {
			require.Zero(t, n)
			n, head = int(binary.LittleEndian.Uint32(b[8:])), 12
		}
		require.Zero(t, n%2, e.t)
		e.value, b = b[head:head+n], b[head+n:]
		if e.vr == "SQ" {
			for v := e.value; len(v) > 0; {
				require.Equal(t, []byte{0xFE, 0xFF, 0x00, 0xE0}, v[:4])
				m := int(binary.LittleEndian.Uint32(v[4:]))
				e.items = append(e.items, parse(t, v[8:8+m]))
				v = v[8+m:]
			}
		}
		if n, ok := textLimits[e.vr]; ok {
			assert.LessOrEqual(t, utf8.RuneCount(e.value), n+1, e.t)
		}
		if e.vr == "DS" {
			assert.LessOrEqual(t, len(e.value), 16)
		}
		if e.vr == "UI" {
			assert.LessOrEqual(t, len(e.value), 64)
		}
		list = append(list, e)
	}
	return list
}

func find(list []written, t tag) *written {
	for i := range list {
		if list[i].t == t {
			return &list[i]
		}
	}
	return nil
}

// TestWriterChecklist holds a written file against the rules of PS3.3, PS3.5 and PS3.10.
func TestWriterChecklist(t *testing.T) {
	data := encode(t, sample())
	assert.Equal(t, make([]byte, preamble), data[:preamble])
	set := parse(t, data[preamble+len(magic):])
	size := find(set, tagMetaLength)
	require.NotNil(t, size)
	end := preamble + len(magic) + 12 + int(binary.LittleEndian.Uint32(size.value))
	require.Equal(t, []byte{8, 0, 5, 0}, data[end:end+4], "the group length ends where group 0008 starts")
	assert.Equal(t, find(set, tagMetaClass).value, find(set, tagSOPClass).value)
	assert.Equal(t, find(set, tagMetaInstance).value, find(set, tagSOPInstance).value)
	for _, need := range []tag{ // types 1 and 2 of the modules
		tagStudyDate, tagContentDate, tagAcquisitionDT, tagStudyTime, tagContentTime, tagAccession, tagModality, tagManufacturer,
		tagReferring, tagPatientName, tagPatientID, tagBirthDate, tagSex, tagStudyUID, tagSeriesUID, tagStudyID, tagSeriesNumber,
		tagInstanceNumber, tagContext, tagAnnotations, tagWaveforms,
	} {
		require.NotNil(t, find(set, need), need)
	}
	assert.Equal(t, "ISO_IR 192", string(find(set, tagCharset).value))
	for _, w := range find(set, tagWaveforms).items {
		nch := int(binary.LittleEndian.Uint16(find(w, tagChannelCount).value))
		n := int(binary.LittleEndian.Uint32(find(w, tagSampleCount).value))
		bits := int(binary.LittleEndian.Uint16(find(w, tagBitsAllocated).value))
		assert.Len(t, find(w, tagData).value, nch*n*bits/8)
		defs := find(w, tagChannels)
		require.Len(t, defs.items, nch)
		for _, d := range defs.items {
			for _, need := range []tag{tagChannelSource, tagSensitivity, tagSensitivityUnits, tagCorrection, tagBaseline, tagSampleSkew, tagBitsStored} {
				require.NotNil(t, find(d, need), need)
			}
			assert.Nil(t, find(d, tagTimeSkew))
			require.Len(t, find(d, tagChannelSource).items, 1)
		}
	}
	for _, a := range find(set, tagAnnotations).items {
		require.NotNil(t, find(a, tagReferences))
		text, name, number := find(a, tagText), find(a, tagConceptName), find(a, tagNumericValue)
		assert.True(t, (text == nil) != (name == nil), "text or a coded name, one of both")
		assert.True(t, number == nil || name != nil && find(a, tagMeasureUnits) != nil)
		assert.Equal(t, find(a, tagTemporalRange) == nil, find(a, tagSamplePositions) == nil)
	}
}

// TestTextIsClean checks that no text can break out of its element.
func TestTextIsClean(t *testing.T) {
	rec := sample()
	rec.Patient.Name.Family, rec.Patient.Name.Latin = "O\\'X^=Y\x00\x1b(B", "L=^\\"
	rec.Patient.ID = strings.Repeat("é", 100)
	rec.Device.Manufacturer = "a\\b"
	rec.Statements[0].Text = strings.Repeat("字", 3000)
	data := encode(t, rec)
	parse(t, data[preamble+len(magic):])
	got := decoded(t, data)
	assert.Equal(t, "a/b", got.Device.Manufacturer)
	assert.Equal(t, 64, utf8.RuneCountInString(got.Patient.ID))
	assert.Equal(t, rec.Patient.Name.Given, got.Patient.Name.Given)
	assert.NotContains(t, got.Patient.Name.Family, "\\")
	joined := ""
	for _, s := range got.Statements {
		if s.Code == "" {
			joined += s.Text
		}
	}
	assert.Equal(t, rec.Statements[0].Text, joined)
}
