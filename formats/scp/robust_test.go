package scp

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// specimens are our own encodings and, where they are, the real files.
func specimens(t testing.TB) map[string][]byte {
	list := map[string][]byte{
		"filled":    encoded(t, filled()),
		"oracle":    oracleBytes(t),
		"reference": withReference(5000, 20000),
		"plain":     plain(nil),
	}
	if _, ok := testdata.Root(); ok {
		for _, n := range codectest.Files(t, "formats/scp/*.[sS][cC][pP]") {
			list[filepath.Base(n)] = codectest.Read(t, n)
		}
	}
	return list
}

// check decodes hostile input and holds the promises: a record or a typed error, soon, within bounds.
func check(t testing.TB, data []byte) (rec *ecg.Record, err error) {
	t.Helper()
	rec = new(ecg.Record)
	codectest.Bounded(t, len(data), func() { err = Decode(rec, data, nil) })
	if err != nil {
		require.NotEmpty(t, codectest.Refused[*formats.Error](t, err, formats.Reason).Section)
	}
	return rec, err
}

func TestTruncations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	for name, data := range specimens(t) {
		for cut := range codectest.Cuts(data, 250) {
			rec, err := check(t, cut)
			if err == nil {
				require.Contains(t, codes(rec), ecg.WarnTruncated, "%s cut at %d of %d", name, len(cut), len(data))
			}
		}
	}
}

func TestMutations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	damage := codectest.Damage{
		Seed: 5, Copies: 1000, Places: 8, Near: codectest.Head(2000),
		Edits: []codectest.Edit{codectest.Bit, codectest.Ones, codectest.Byte, codectest.Overwrite("\xff\xff\xff\xff")},
	}
	for _, data := range specimens(t) {
		for bad := range damage.Of(data) {
			_, _ = check(t, bad)
		}
	}
}

func TestTinyFileThatDeclaresGigabytes(t *testing.T) {
	huge := func(n uint32, ids ...byte) []byte {
		b := leadsOf(0, 0, ids...)
		for i := range ids {
			le.PutUint32(b[6+9*i:], n)
		}
		return b
	}
	ids := make([]byte, 255)
	for i := range ids {
		ids[i] = byte(i)
	}
	blocks := make([][]byte, len(ids))
	for name, data := range map[string][]byte{
		"2^31 samples":  plain(map[int][]byte{sectionLeads: huge(1<<31, 1, 2)}),
		"2^32-1":        plain(map[int][]byte{sectionLeads: huge(1<<32-1, 1, 2)}),
		"255 leads":     plain(map[int][]byte{sectionLeads: huge(1<<30, ids...), sectionRhythm: waveformOf(1000, 2000, 2, 0, blocks...)}),
		"Huffman":       plain(map[int][]byte{sectionLeads: huge(1<<30, 1, 2), sectionTables: words(defaultTable)}),
		"65535 beats":   plain(map[int][]byte{sectionLeads: leadsOf(4, 0x15, 1, 2), sectionBeats: words(-1, -1, -1, 0, 0)}),
		"many tables":   plain(map[int][]byte{sectionTables: make([]byte, 200)}),
		"bimodal giant": plain(map[int][]byte{sectionLeads: huge(1<<30, 1, 2), sectionBeats: words(8, 1, 0), sectionReference: waveformOf(1, 1, 0, 0, nil, nil), sectionRhythm: waveformOf(1, 16, 0, 1, words(1), words(2))}),
	} {
		t.Run(name, func(t *testing.T) {
			rec, err := check(t, data)
			if err == nil && name != "65535 beats" && name != "many tables" {
				assert.Contains(t, codes(rec), ecg.WarnTruncated)
			}
			config := new(ecg.Record)
			if err := DecodeConfig(config, data, nil); err == nil {
				for i := range config.Channels {
					assert.Less(t, config.Channels[i].Samples, 1<<16)
				}
			}
		})
	}
}

// Work must not grow with the product of two declared numbers.
func TestOverlappingZonesDoNotHang(t *testing.T) {
	const n, beats = 60000, 60000
	section4 := words(-1, 1)
	section4 = le.AppendUint16(section4, beats)
	for range beats {
		section4 = le.AppendUint16(section4, 0)
		section4 = le.AppendUint32(section4, 1)
		section4 = le.AppendUint32(section4, 1)
		section4 = le.AppendUint32(section4, n)
	}
	zeros := make([]byte, n/8)
	data := plain(map[int][]byte{
		sectionTables: words(defaultTable), sectionLeads: leadsOf(n, 0x15, 1, 2), sectionBeats: section4,
		sectionReference: waveformOf(1, 1000, 0, 0, zeros, zeros), sectionRhythm: waveformOf(1, 1000, 0, 0, zeros, zeros),
	})
	require.Less(t, len(data), 1<<20)
	_, err := check(t, data)
	assert.ErrorIs(t, err, formats.ErrCorrupt)
}

func FuzzDecode(f *testing.F) {
	const maxSeed = 40 << 10
	for _, data := range specimens(f) {
		if len(data) <= maxSeed {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		rec, err := check(t, data)
		config := new(ecg.Record)
		if cerr := DecodeConfig(config, data, nil); err == nil {
			require.NoError(t, cerr)
			require.Equal(t, rec.Patient, config.Patient)
		}
	})
}

func TestReuseAllocatesLittle(t *testing.T) {
	data := encoded(t, synthetic(ecg.StandardLeads[:], 5000, 500, 2.5))
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, data, nil))
	allocs := testing.AllocsPerRun(20, func() {
		rec.Reset()
		if err := Decode(rec, data, nil); err != nil {
			t.Fatal(err)
		}
	})
	assert.Less(t, allocs, 40.0, "none of them for samples")
	assert.Less(t, codectest.Allocated(func() {
		rec.Reset()
		require.NoError(t, Decode(rec, data, nil))
	}), uint64(16<<10))
}

// What is decoded follows the input: a recording twice as large in amplitude, inverted or later decodes as such.
func TestMetamorphic(t *testing.T) {
	base := synthetic(eight, 2000, 500, 2.5)
	x := decoded(t, encoded(t, base))
	twice, inverted := synthetic(eight, 2000, 500, 5), synthetic(eight, 2000, 500, -2.5)
	for i := range base.Channels {
		for k := range base.Channels[i].Raw {
			twice.Channels[i].Raw[k] = base.Channels[i].Raw[k]
			inverted.Channels[i].Raw[k] = base.Channels[i].Raw[k]
		}
	}
	y, z := decoded(t, encoded(t, twice)), decoded(t, encoded(t, inverted))
	for i := range x.Channels {
		for k := range x.Channels[i].Raw {
			v := x.Channels[i].At(k)
			require.InDelta(t, 2*v, y.Channels[i].At(k), 1e-9)
			require.InDelta(t, -v, z.Channels[i].At(k), 1e-9)
		}
	}
}
