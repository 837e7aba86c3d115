package aecg

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func TestErrors(t *testing.T) {
	good := oneLead(microvolts, microvolts, "1 2 3")
	for _, c := range []struct {
		name, doc string
		err       error
		section   string
		offset    int
	}{
		{"empty", "", formats.ErrTruncated, "", 0},
		{"other root", "<a/>", formats.ErrUnknown, "", 0},
		{"no series", document(), formats.ErrNoWaveform, "", -1},
		{"no leads", document(seriesOf("RHYTHM", set(relativeClock))), formats.ErrNoWaveform, "", -1},
		{"cut before the data", good[:strings.Index(good, "<scale")], formats.ErrTruncated, "series 1 / MDC_ECG_LEAD_II", strings.Index(good, "<scale")},
		{"wrong end tag", strings.Replace(good, "</digits>", "</digit>", 1), formats.ErrCorrupt, "series 1 / MDC_ECG_LEAD_II", strings.Index(good, "</digits>")},
		{"deep", "<AnnotatedECG>" + strings.Repeat("<a>", 300), formats.ErrTooLarge, "", 14 + 3*255},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rec ecg.Record
			err := Decode(&rec, []byte(c.doc), nil)
			var fe *formats.Error
			require.ErrorAs(t, err, &fe)
			assert.ErrorIs(t, err, c.err)
			assert.Equal(t, c.section, fe.Section)
			assert.Equal(t, int64(c.offset), fe.Offset)
			assert.Equal(t, Name, fe.Format)
		})
	}
}

func TestOffsetInUTF16(t *testing.T) {
	doc := strings.Replace(oneLead(microvolts, microvolts, "1 2 3"), "</digits>", "</digit>", 1)
	doc = strings.Replace(doc, "RHYTHM", "RHYTHM 心𝄞", 1)
	data := toUTF16(doc, true)
	var rec ecg.Record
	err := Decode(&rec, data, nil)
	var fe *formats.Error
	require.ErrorAs(t, err, &fe)
	assert.Equal(t, string(toUTF16("</digit>", true)[2:]), string(data[fe.Offset:fe.Offset+16]))
}

func TestNoPatientDataInErrors(t *testing.T) {
	secret := "SECRET-NAME"
	doc := strings.ReplaceAll(vendorDocument, "Doe", secret)
	doc = strings.ReplaceAll(doc, `code="NOM_ECG_LEAD_AVR"`, `code="`+secret+` 1970"`)
	for i := range 200 {
		var rec ecg.Record
		if err := Decode(&rec, []byte(doc[:len(doc)*i/200]), nil); err != nil {
			assert.NotContains(t, err.Error(), secret)
		}
		assert.NotContains(t, fmt.Sprint(rec.Warnings), secret)
	}
}
