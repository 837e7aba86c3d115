package scp

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func codes(rec *ecg.Record) (list []string) {
	for _, w := range rec.Warnings {
		list = append(list, w.Code)
	}
	return list
}

// plain is a small record of two plain leads and the sections given.
func plain(more map[int][]byte) []byte {
	list := map[int][]byte{
		sectionPatient: tagged(tagPatientID, "P1", tagAcquiringDevice, deviceOf(20, 0)),
		sectionLeads:   leadsOf(4, 0x14, 1, 2),
		sectionRhythm:  waveformOf(1000, 2000, 0, 0, words(1, -2, 3, -4), words(5, 6, 7, 8)),
	}
	for id, b := range more {
		list[id] = b
	}
	return raw(list)
}

func TestPlainSamples(t *testing.T) {
	rec := decoded(t, plain(nil))
	assert.Empty(t, rec.Warnings)
	assert.Equal(t, []int32{1, -2, 3, -4}, rec.Channels[0].Raw)
	assert.Equal(t, ecg.LeadII, rec.Channels[1].Lead)
	assert.Equal(t, 500.0, rec.Rate())
	assert.Equal(t, "2.0", rec.FormatVersion)
	for order, want := range map[byte][]int32{1: {1, -1, 2, -2}, 2: {1, -2, -2, -6}} {
		rec = decoded(t, plain(map[int][]byte{sectionRhythm: waveformOf(1000, 2000, order, 0, words(1, -2, 3, -4), words(0, 0, 0, 0))}))
		assert.Equal(t, want, rec.Channels[0].Raw, "differences of order %d", order)
	}
}

func TestUncalibrated(t *testing.T) {
	rec := decoded(t, plain(map[int][]byte{sectionRhythm: waveformOf(0, 2000, 0, 0, words(1, -2, 3, -4), words(5, 6, 7, 8))}))
	assert.Equal(t, []string{ecg.WarnUncalibrated}, codes(rec))
	assert.Equal(t, ecg.UnitUncalibrated, rec.Channels[0].Unit)
	assert.Equal(t, -2.0, rec.Channels[0].At(1))
	assert.False(t, rec.Channels[0].IsVoltage())
}

func TestSamplesCountedFromZero(t *testing.T) {
	section := func(end uint32) []byte {
		b := leadsOf(4, 0x14, 1, 2)
		for i := range 2 {
			le.PutUint32(b[2+9*i:], 0)
			le.PutUint32(b[6+9*i:], end)
		}
		return b
	}
	for _, end := range []uint32{3, 4} { // the last sample, or the number of samples
		rec := decoded(t, plain(map[int][]byte{sectionLeads: section(end)}))
		assert.Equal(t, []string{ecg.WarnNonstandard}, codes(rec))
		assert.Len(t, rec.Channels[0].Raw, 4)
		assert.Zero(t, rec.Channels[0].Start)
	}
}

func TestClippedAndOverflowingByteCounts(t *testing.T) {
	const n = 40000
	x := make([]int16, n)
	for i := range x {
		x[i] = int16(i * 7)
	}
	// All samples are there, the byte counts lost their high bits.
	full := append([]byte{0xE8, 3, 0xD0, 7, 0, 0, 0x80, 0x38, 0x80, 0x38}, append(words(x...), words(x...)...)...)
	require.Equal(t, 2*n%65536, 0x3880)
	rec := decoded(t, plain(map[int][]byte{sectionLeads: leadsOf(n, 0x14, 1, 2), sectionRhythm: full}))
	assert.Equal(t, []string{ecg.WarnInconsistent}, codes(rec))
	require.Len(t, rec.Channels[1].Raw, n)
	assert.Equal(t, int32(x[n-1]), rec.Channels[1].Raw[n-1])

	// The converter stored 65534 bytes and kept the number of samples.
	cut := words(x[:32767]...)
	rec = decoded(t, plain(map[int][]byte{sectionLeads: leadsOf(n, 0x14, 1, 2), sectionRhythm: waveformOf(1000, 2000, 0, 0, cut, cut)}))
	assert.Equal(t, []string{ecg.WarnTruncated, ecg.WarnTruncated}, codes(rec))
	assert.Len(t, rec.Channels[0].Raw, 32767)
	assert.Len(t, rec.Channels[1].Raw, 32767)
	config := new(ecg.Record)
	require.NoError(t, DecodeConfig(config, plain(map[int][]byte{sectionLeads: leadsOf(n, 0x14, 1, 2), sectionRhythm: waveformOf(1000, 2000, 0, 0, cut, cut)}), nil))
	assert.Equal(t, 32767, config.Channels[0].Len())
	assert.Contains(t, codes(config), ecg.WarnTruncated)
}

func TestLeadsOneAfterAnother(t *testing.T) {
	b := leadsOf(4, 0x08, 1, 2)
	le.PutUint32(b[2+9:], 5)
	le.PutUint32(b[6+9:], 8)
	rec := decoded(t, plain(map[int][]byte{sectionLeads: b}))
	assert.Empty(t, rec.Warnings)
	assert.Equal(t, 0, rec.Channels[0].Start)
	assert.Equal(t, 4, rec.Channels[1].Start)
	assert.Equal(t, 8.0/500, rec.Duration())
}

func TestLeadCodes(t *testing.T) {
	rec := decoded(t, plain(map[int][]byte{sectionLeads: leadsOf(4, 0x14, 31, 31)}))
	assert.Equal(t, []string{ecg.WarnDuplicate}, codes(rec))
	assert.True(t, rec.Channels[0].Derived)
	rec = decoded(t, plain(map[int][]byte{sectionLeads: leadsOf(4, 0x14, 0, 200)}))
	assert.Equal(t, []string{ecg.WarnLead, ecg.WarnLead}, codes(rec))
	assert.Equal(t, "SCP-ECG lead 200", rec.Channels[1].Label)
}

// withReference has a reference beat of 4 samples at 2 ms, subtracted from samples 2 to 4 with its own step.
func withReference(avm5, avm6 int) []byte {
	beats := words(8, 2, 2)
	for _, v := range []uint32{2, 3, 4} {
		if v == 2 {
			beats = le.AppendUint16(beats, 0)
		}
		beats = le.AppendUint32(beats, v)
	}
	beats = append(beats, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0) // a beat of type 1, without a zone
	return plain(map[int][]byte{
		sectionLeads:     leadsOf(4, 0x15, 1, 2),
		sectionBeats:     beats,
		sectionReference: waveformOf(avm5, 2000, 0, 0, words(10, 20, 30, 40), words(-10, -20, -30, -40)),
		sectionRhythm:    waveformOf(avm6, 2000, 0, 0, words(1, -2, 3, -4), words(5, 6, 7, 8)),
	})
}

func TestReferenceBeatIsAdded(t *testing.T) {
	for _, step := range [][2]int{{1000, 1000}, {5000, 20000}, {2500, 1000}, {4999, 5000}} {
		a5, a6 := float64(step[0])/1000, float64(step[1])/1000
		rec := decoded(t, withReference(step[0], step[1]))
		assert.Empty(t, rec.Warnings)
		// Fiducial 2 of the beat on sample 3: sample 2 gets the beat's 1st, sample 3 its 2nd, sample 4 its 3rd.
		want := []float64{a6, -2*a6 + 10*a5, 3*a6 + 20*a5, -4*a6 + 30*a5}
		assert.InDeltaSlice(t, want, rec.Channels[0].Microvolts(nil), 1e-9)
		assert.InDelta(t, 5*a6, rec.Channels[1].At(0), 1e-9)
		assert.InDelta(t, 8*a6-30*a5, rec.Channels[1].At(3), 1e-9)
		require.Len(t, rec.Groups, 1)
		g := &rec.Groups[0]
		assert.Equal(t, ecg.GroupRepresentativeBeat, g.Kind)
		assert.InDeltaSlice(t, []float64{10 * a5, 20 * a5, 30 * a5, 40 * a5}, g.Channels[0].Microvolts(nil), 1e-9)
		require.Len(t, rec.Annotations, 3)
		assert.Equal(t, int64(1), rec.Annotations[0].Peak)
		assert.Equal(t, 1, rec.Annotations[0].Group)
		assert.Equal(t, []string{"0", "1"}, []string{rec.Annotations[1].Code, rec.Annotations[2].Code})
		assert.Equal(t, []int64{2, 3}, []int64{rec.Annotations[1].Peak, rec.Annotations[2].Peak})
	}
}

func TestReferenceBeatThatIsAbsent(t *testing.T) {
	rec := decoded(t, plain(map[int][]byte{sectionLeads: leadsOf(4, 0x15, 1, 2)}))
	assert.Equal(t, []string{ecg.WarnInconsistent}, codes(rec))
	assert.Equal(t, []int32{1, -2, 3, -4}, rec.Channels[0].Raw)
}

func TestReferenceBeatOnly(t *testing.T) {
	data := raw(map[int][]byte{
		sectionLeads: leadsOf(4, 0x14, 1, 2), sectionBeats: words(8, 2, 0),
		sectionReference: waveformOf(5000, 2000, 0, 0, words(10, 20, 30, 40), words(-10, -20, -30, -40)),
	})
	rec := decoded(t, data)
	assert.Empty(t, rec.Channels)
	require.Len(t, rec.Groups, 1)
	assert.Contains(t, codes(rec), ecg.WarnSkipped)
}

func TestBimodal(t *testing.T) {
	// 11 samples: 1-4 decimated by 2, 5-6 protected, 7-11 decimated with one sample over.
	beats := append(words(4, 1, 1), 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0)
	beats = append(beats, 5, 0, 0, 0, 6, 0, 0, 0)
	data := raw(map[int][]byte{
		sectionLeads: leadsOf(11, 0x0C, 1), sectionBeats: beats,
		sectionReference: waveformOf(1000, 2000, 0, 0, words(0, 0)),
		sectionRhythm:    waveformOf(1000, 4000, 0, 1, words(0, 6, 100, -100, 12, 0, 30)),
	})
	rec := decoded(t, data)
	// Lines: 0 0 3 6; 12 12 6 0 and 30 at the full rate. Then the average of three, but for the ends of a run.
	want := []float64{0, 1, 3, 6, 100, -100, 12, 10, 6, 12, 30}
	assert.InDeltaSlice(t, want, rec.Channels[0].Microvolts(nil), 1e-9)
	assert.Equal(t, 500.0, rec.Rate())
}

// TestBimodalFlagAlone reads a record that claims bimodal compression without what it needs: what was stored is the signal,
// unless areas were kept at a rate that nothing tells.
func TestBimodalFlagAlone(t *testing.T) {
	list := map[int][]byte{sectionRhythm: waveformOf(1000, 2000, 0, 1, words(1, -2, 3, -4), words(5, 6, 7, 8))}
	rec := decoded(t, plain(list))
	assert.Equal(t, []string{ecg.WarnInconsistent}, codes(rec))
	assert.Equal(t, []int32{1, -2, 3, -4}, rec.Channels[0].Raw)
	assert.Equal(t, 500.0, rec.Rate())
	beats := append(words(4, 1, 1, 0), 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0)
	list[sectionBeats] = append(beats, 1, 0, 0, 0, 3, 0, 0, 0)
	require.ErrorIs(t, Decode(new(ecg.Record), plain(list), nil), formats.ErrCorrupt)
}

func TestPointersThatLie(t *testing.T) {
	data := plain(nil)
	pointer := func(id int) []byte { return data[firstPointer+pointerLen*id:] }
	offset := le.Uint32(pointer(sectionRhythm)[6:])
	fix := func() {
		n := le.Uint32(data[recordHeaderLen+4:])
		le.PutUint16(data[recordHeaderLen:], crc16(data[recordHeaderLen+2:recordHeaderLen+n]))
		le.PutUint16(data, crc16(data[2:]))
	}
	for name, tt := range map[string]struct {
		index, length uint32
		want          []string
	}{
		"counted from 0": {offset - 1, 0, []string{ecg.WarnNonstandard}},
		"elsewhere":      {offset + 9, 0, []string{ecg.WarnInconsistent}},
		"beyond the end": {1 << 30, 0, []string{ecg.WarnInconsistent}},
		"too long":       {offset, 1 << 20, []string{ecg.WarnInconsistent}},
		"too short":      {offset, 20, []string{ecg.WarnInconsistent}},
	} {
		t.Run(name, func(t *testing.T) {
			data = plain(nil)
			le.PutUint32(pointer(sectionRhythm)[6:], tt.index)
			if tt.length > 0 {
				le.PutUint32(pointer(sectionRhythm)[2:], tt.length)
			}
			fix()
			rec := decoded(t, data)
			assert.Equal(t, tt.want, codes(rec))
			assert.Equal(t, []int32{5, 6, 7, 8}, rec.Channels[1].Raw)
		})
	}
}

func TestChecksums(t *testing.T) {
	data := plain(nil)
	data[len(data)-1] ^= 1
	rec := decoded(t, data)
	assert.Equal(t, []string{ecg.WarnChecksum, ecg.WarnChecksum}, codes(rec), "record and section 6")
	_, err := formats.Decode(data, &formats.Options{Strict: true})
	assert.ErrorIs(t, err, formats.ErrCorrupt)
	assert.Contains(t, err.Error(), "CRC")
}

func TestWithoutWaveform(t *testing.T) {
	only := map[int][]byte{sectionPatient: tagged(tagPatientID, "P1")}
	_, err := formats.Decode(raw(only), nil)
	assert.ErrorIs(t, err, formats.ErrNoWaveform)

	// Protocol 3.0 with its rhythm in section 12.
	list := [sections][]byte{sectionPatient: tagged(tagPatientID, "P1")}
	data := assemble(&list)
	p := data[firstPointer+pointerLen*sectionCodes:]
	le.PutUint16(p, 12)
	le.PutUint32(p[2:], 100)
	_, err = formats.Decode(data, nil)
	assert.ErrorIs(t, err, formats.ErrUnsupported)
	assert.Contains(t, err.Error(), "3.0")

	_, err = formats.Decode(plain(map[int][]byte{sectionRhythm: waveformOf(1000, 0, 0, 0, nil, nil)}), nil)
	assert.ErrorIs(t, err, formats.ErrCorrupt)
	assert.Contains(t, err.Error(), "section 6")
	_, err = formats.Decode(plain(map[int][]byte{sectionRhythm: waveformOf(1000, 2000, 3, 0, nil, nil)}), nil)
	assert.ErrorIs(t, err, formats.ErrUnsupported)
}

func TestMaxSamples(t *testing.T) {
	_, err := formats.Decode(plain(nil), &formats.Options{MaxSamples: 8})
	assert.NoError(t, err)
	_, err = formats.Decode(plain(nil), &formats.Options{MaxSamples: 7})
	assert.ErrorIs(t, err, formats.ErrTooLarge)
}

func TestWildDifferencesOverflowQuietly(t *testing.T) {
	n := 3000
	x := make([]int16, n)
	for i := range x {
		x[i] = math.MaxInt16
	}
	rec := decoded(t, plain(map[int][]byte{
		sectionLeads: leadsOf(n, 0x14, 1, 2), sectionRhythm: waveformOf(1000, 2000, 2, 0, words(x...), words(x...)),
	}))
	assert.Equal(t, []string{ecg.WarnInconsistent, ecg.WarnInconsistent}, codes(rec))
}

func TestFillerOfAnInvalidLead(t *testing.T) {
	rec := decoded(t, plain(map[int][]byte{
		sectionRhythm: waveformOf(5000, 2000, 0, 0, words(0x6800, 0x6800, 0x6800, 0x6800), words(0x6800, 0x6800, 0, 0)),
	}))
	assert.Equal(t, []string{ecg.WarnInconsistent}, codes(rec))
	assert.True(t, rec.Channels[0].Bad)
	assert.False(t, rec.Channels[1].Bad)
}

func TestHuffmanWithoutATable(t *testing.T) {
	x := synthetic(eight[:2], 500, 500, 5)
	var blocks [][]byte
	for i := range x.Channels {
		b, ok := appendDifferences(nil, x.Channels[i].Raw, 2)
		require.True(t, ok)
		blocks = append(blocks, b)
	}
	require.NotEqual(t, len(blocks[0]), len(blocks[1]))
	section6 := waveformOf(5000, 2000, 2, 0, blocks...)
	for _, more := range []map[int][]byte{nil, {sectionTables: {0, 0}}, {sectionTables: {}}} {
		list := map[int][]byte{sectionLeads: leadsOf(500, 0x14, 1, 2), sectionRhythm: section6}
		for id, b := range more {
			list[id] = b
		}
		rec := decoded(t, plain(list))
		assert.Equal(t, x.Channels[1].Raw, rec.Channels[1].Raw)
		assert.Contains(t, codes(rec), ecg.WarnNonstandard)
	}
}
