package aecg

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

// What the schema demands and the record does not know is written as unknown, and is read as such.
func TestUnknownIsWrittenAsUnknown(t *testing.T) {
	rec := new(ecg.Record)
	c := rec.AddChannel()
	c.Lead, c.Rate, c.Scale, c.Unit, c.Raw = ecg.LeadII, 500, 1, ecg.UnitMicrovolt, []int32{1, 2, 3}
	var b bytes.Buffer
	require.NoError(t, Encode(&b, rec))
	assert.Equal(t, 2, bytes.Count(b.Bytes(), []byte(`<effectiveTime nullFlavor="UNK"/>`)), "of the document and of the series")
	assert.Contains(t, b.String(), `<id extension=""/>`)
	assert.NotContains(t, b.String(), `<id/>`)
	got := new(ecg.Record)
	require.NoError(t, Decode(got, b.Bytes(), nil))
	assert.Empty(t, got.Warnings)
	assert.Empty(t, got.Patient.ID)
	assert.True(t, got.Start.IsZero())
	assert.Equal(t, []int32{1, 2, 3}, got.Channels[0].Raw)
}
