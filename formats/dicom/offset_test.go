package dicom

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

// The time offset of a group is written only where it places groups against one another.
func TestGroupOffsets(t *testing.T) {
	offsets := func(rec *ecg.Record) (n int) {
		data := encode(t, rec)
		for _, g := range find(parse(t, data[preamble+len(magic):]), tagWaveforms).items {
			if find(g, tagGroupOffset) != nil {
				n++
			}
		}
		got := decoded(t, data)
		require.Len(t, got.Channels, len(rec.Channels))
		for i := range rec.Channels {
			assert.Equal(t, rec.Channels[i].Start, got.Channels[i].Start)
			assert.Equal(t, rec.Channels[i].Raw, got.Channels[i].Raw)
		}
		return n
	}
	rec := sample()
	assert.Zero(t, offsets(rec), "the rhythm and a representative beat")
	for i := 6; i < 12; i++ { // recorded after the others
		rec.Channels[i].Start = len(rec.Channels[i].Raw)
	}
	assert.Equal(t, 2, offsets(rec))
}
