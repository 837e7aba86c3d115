package dicom

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// attempt decodes hostile input and checks what must hold whatever it is.
func attempt(t testing.TB, data []byte) (rec *ecg.Record, err error) {
	t.Helper()
	rec = new(ecg.Record)
	codectest.Bounded(t, len(data), func() { err = Decode(rec, data, nil) })
	if err != nil {
		codectest.Refused[*formats.Error](t, err, formats.Reason)
		return rec, err
	}
	require.NotEmpty(t, rec.Channels)
	for i := range rec.Channels {
		c := &rec.Channels[i]
		require.NotEmpty(t, c.Raw)
		require.GreaterOrEqual(t, c.Start, 0)
		require.Positive(t, c.Rate)
		require.NotZero(t, c.Scale)
	}
	return rec, nil
}

// fixtures are files of our own making in several encodings.
func fixtures(t testing.TB) map[string][]byte {
	rec := sample()
	for i := range rec.Channels {
		rec.Channels[i].Raw = rec.Channels[i].Raw[:200]
	}
	for i := range rec.Groups[0].Channels {
		rec.Groups[0].Channels[i].Raw = rec.Groups[0].Channels[i].Raw[:100]
	}
	files := map[string][]byte{"written": encode(t, rec)}
	for _, s := range []string{uidImplicit, uidExplicit, uidBigEndian, uidDeflated} {
		f := newFixture(s)
		f.undefined = s != uidExplicit
		files[s] = f.file(simpleGroup(f, 2, 50))
	}
	return files
}

func allFiles(t testing.TB) map[string][]byte {
	files := fixtures(t)
	if _, ok := testdata.Root(); ok {
		for _, name := range realFiles(t) {
			files[filepath.Base(name)] = codectest.Read(t, name)
		}
	}
	return files
}

func TestTruncations(t *testing.T) {
	count := 250
	if testdata.RaceEnabled {
		count = 20
	}
	for name, data := range allFiles(t) {
		whole := decoded(t, data)
		for cut := range codectest.Cuts(data, count) {
			n := len(cut)
			rec, err := attempt(t, cut)
			if err != nil {
				continue
			}
			marked := false
			for _, w := range rec.Warnings {
				marked = marked || w.Code == ecg.WarnTruncated
			}
			same := len(rec.Groups) == len(whole.Groups) && len(rec.Channels[0].Raw) == len(whole.Channels[0].Raw)
			require.True(t, marked || same, "%s cut at %d of %d is accepted silently", name, n, len(data))
			for i := range rec.Channels {
				c := &rec.Channels[i]
				require.Equal(t, whole.Channels[i].Raw[:len(c.Raw)], c.Raw, "%s cut at %d", name, n)
			}
		}
	}
}

func TestMutations(t *testing.T) {
	damage := codectest.Damage{
		Seed: 2, Copies: 1000, Places: 4, Near: codectest.Head(30000),
		Edits: []codectest.Edit{codectest.Bit, codectest.Byte, codectest.Ones, codectest.Word},
	}
	if testdata.RaceEnabled {
		damage.Copies = 30
	}
	for _, data := range allFiles(t) {
		d := damage
		if bytes.Contains(data[:min(len(data), 512)], []byte(uidDeflated)) {
			d.Copies /= 5 // most changes break the stream and nothing else
		}
		for bad := range d.Of(data) {
			attempt(t, bad)
		}
	}
}

func TestDeclaredGigabytes(t *testing.T) {
	for _, v := range []string{"OB", "OW"} {
		f := newFixture(uidExplicit)
		g := simpleGroup(f, 12, 10)
		i := bytes.Index(g, []byte{0x00, 0x54, 0x10, 0x10, 'O', 'W'})
		require.Positive(t, i)
		copy(g[i+4:], v)
		binary.LittleEndian.PutUint32(g[i+8:], 2<<30)
		rec, err := attempt(t, f.file(g))
		if err == nil {
			assert.LessOrEqual(t, len(rec.Channels[0].Raw), 10)
		}
	}
	f := newFixture(uidExplicit)
	g := f.group("ORIGINAL", "RHYTHM", 0xFFFF, 1<<31, 500, nil, []byte{1, 0, 2, 0})
	_, err := attempt(t, f.file(g))
	assert.Error(t, err)
}

func TestSequenceBombs(t *testing.T) {
	const size = 1 << 20
	head := newFixture(uidExplicit).head()
	nest := func(unit []byte) []byte {
		return append(bytes.Clone(head), bytes.Repeat(unit, size/len(unit))...)
	}
	sq := []byte{0x40, 0x00, 0x20, 0xB0, 'S', 'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF}
	_, err := attempt(t, nest(sq))
	require.ErrorIs(t, err, formats.ErrTooLarge)
	waves := bytes.Clone(sq)
	waves[0], waves[2], waves[3] = 0x00, 0x00, 0x01
	waves[1] = 0x54
	_, err = attempt(t, nest(waves))
	require.Error(t, err)

	flat := append(bytes.Clone(head), 0x40, 0x00, 0x20, 0xB0, 'S', 'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF)
	flat = append(flat, bytes.Repeat([]byte{0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0}, size/8)...)
	flat = append(flat, 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0)
	f := newFixture(uidExplicit)
	wave := f.file(simpleGroup(f, 2, 50))[len(head):]
	rec, err := attempt(t, append(flat, wave...))
	require.NoError(t, err)
	require.Len(t, rec.Channels, 2)

	empty := f.sequence(tagWaveforms, bytes.Repeat([]byte{0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0}, size/8))
	_, err = attempt(t, append(bytes.Clone(head), empty...))
	require.ErrorIs(t, err, formats.ErrTooLarge)
}

func TestManyAnnotations(t *testing.T) {
	f := newFixture(uidExplicit)
	item := f.item(f.elem(tagReferences, "US", []byte{1, 0, 0, 0}), f.text(tagText, "ST", "x"))
	data := f.file(simpleGroup(f, 1, 50), f.sequence(tagAnnotations, bytes.Repeat(item, 50000)))
	rec, err := attempt(t, data)
	require.NoError(t, err)
	assert.Greater(t, len(rec.Statements), 20000)
	assert.Less(t, len(rec.Statements), 50000)
	lines := f.item(f.elem(tagReferences, "US", []byte{1, 0, 0, 0}), f.text(tagText, "ST", strings.Repeat("x\n", 15000)))
	rec, err = attempt(t, f.file(simpleGroup(f, 1, 50), f.sequence(tagAnnotations, bytes.Repeat(lines, 30))))
	require.NoError(t, err)
	assert.NotEmpty(t, rec.Statements)
	point := f.item(f.elem(tagReferences, "US", []byte{1, 0, 0, 0}), f.elem(tagSamplePositions, "UL", bytes.Repeat([]byte{1, 0, 0, 0}, 10000)))
	rec, err = attempt(t, f.file(simpleGroup(f, 1, 50), f.sequence(tagAnnotations, bytes.Repeat(point, 100))))
	require.NoError(t, err)
	assert.NotEmpty(t, rec.Annotations)
}

func TestDeflateBomb(t *testing.T) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	require.NoError(t, err)
	for range 64 {
		_, err = w.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	f := newFixture(uidDeflated)
	_, err = attempt(t, append(f.head(), b.Bytes()...))
	require.ErrorIs(t, err, formats.ErrTooLarge)
}

// TestDenseDeflate is the costliest lawful thing: a data set that deflates well, of one-byte samples.
func TestDenseDeflate(t *testing.T) {
	const noise, flat = 256 << 10, 1600 << 10
	f := newFixture(uidDeflated)
	rng := rand.New(rand.NewPCG(3, 3))
	data := make([]byte, noise+flat)
	for i := range noise {
		data[i] = byte(rng.Uint32())
	}
	file := f.file(f.wave("ORIGINAL", "", 1, noise+flat, 500, [][]byte{f.channel(lead(1))}, 8, "UB", nil, data))
	require.Less(t, len(file), noise+noise/8)
	rec, err := attempt(t, file)
	require.NoError(t, err)
	assert.Len(t, rec.Channels[0].Raw, noise+flat)
}

func TestMaxSamples(t *testing.T) {
	f := newFixture(uidExplicit)
	data := f.file(simpleGroup(f, 2, 50))
	require.NoError(t, Decode(new(ecg.Record), data, &formats.Options{MaxSamples: 100}))
	err := Decode(new(ecg.Record), data, &formats.Options{MaxSamples: 99})
	require.ErrorIs(t, err, formats.ErrTooLarge)
	var e *formats.Error
	require.True(t, errors.As(err, &e))
	assert.Equal(t, "(5400,1010)", e.Section)
	assert.Positive(t, e.Offset)
}

func FuzzDecode(f *testing.F) {
	const largest = 64 << 10
	for _, data := range allFiles(f) {
		if len(data) <= largest {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > largest {
			return
		}
		Sniff(data)
		rec := new(ecg.Record)
		err := Decode(rec, data, nil)
		var e *formats.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		head := new(ecg.Record)
		if err2 := DecodeConfig(head, data, nil); (err == nil) != (err2 == nil) {
			t.Fatal("config and full decoding disagree", err, err2)
		}
		if err == nil {
			for i := range rec.Channels {
				if rec.Channels[i].Len() != head.Channels[i].Len() {
					t.Fatal("config and full decoding disagree on the length")
				}
			}
		}
	})
}
