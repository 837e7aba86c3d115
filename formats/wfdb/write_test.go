package wfdb

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// memory collects written files.
type memory struct{ fstest.MapFS }

type memoryFile struct {
	bytes.Buffer
	done func([]byte)
}

func (f *memoryFile) Close() error { f.done(f.Bytes()); return nil }

func (m memory) create(name string) (io.WriteCloser, error) {
	return &memoryFile{done: func(b []byte) { m.MapFS[name] = &fstest.MapFile{Data: b} }}, nil
}

// rewrite writes rec and reads it again.
func rewrite(t testing.TB, rec *ecg.Record, o *WriteOptions) (*ecg.Record, fstest.MapFS) {
	m := memory{fstest.MapFS{}}
	require.NoError(t, WriteRecord(m.create, "r", rec, o))
	out, err := open(t, m.MapFS)
	require.NoError(t, err)
	require.Empty(t, out.Warnings)
	return out, m.MapFS
}

func channelsEqual(t testing.TB, want, got *ecg.Record) {
	require.Equal(t, len(want.Channels), len(got.Channels))
	for i := range want.Channels {
		a, b := &want.Channels[i], &got.Channels[i]
		assert.Equal(t, a.Raw, b.Raw, "channel %d", i)
		assert.Equal(t, a.Scale, b.Scale, "channel %d", i)
		assert.InDelta(t, a.Offset, b.Offset, 1e-9*math.Abs(a.Offset), "channel %d", i)
		assert.Equal(t, a.Unit, b.Unit, "channel %d", i)
		assert.InEpsilon(t, a.Rate, b.Rate, 1e-12, "channel %d", i)
		assert.Equal(t, a.Lead, b.Lead, "channel %d", i)
	}
}

func randomRecord(seed uint64, bits int, odd bool) *ecg.Record {
	r := rand.New(rand.NewPCG(seed, 1))
	rec := &ecg.Record{Format: "test"}
	n := 301
	for i, lead := range []ecg.Lead{ecg.LeadI, ecg.LeadV1, ecg.LeadAVR} {
		if odd && i == 2 {
			break
		}
		c := rec.AddChannel()
		*c = ecg.Channel{Lead: lead, Label: lead.String(), Rate: 500, Unit: ecg.UnitMicrovolt, Scale: []float64{5, 4.88, 1000.0 / 1716}[i], Bits: 12}
		c.Offset = float64(i-1) * 7 * c.Scale
		for k := 0; k < n; k++ {
			v := int32(r.Int64N(1<<bits-1) - 1<<(bits-1) + 1)
			if k%50 == 3 {
				v = ecg.Missing
			}
			c.Raw = append(c.Raw, v)
		}
	}
	return rec
}

func TestWriteRoundTrip(t *testing.T) {
	for _, bits := range []int{12, 16, 24, 32} {
		for _, odd := range []bool{false, true} {
			rec := randomRecord(uint64(bits), bits, odd)
			rec.Start = ecg.Timestamp{Time: time.Date(2024, 2, 29, 23, 59, 58, 125e6, time.UTC)}
			rec.Patient = ecg.Patient{Sex: ecg.Female, Age: ecg.Age{Years: 89, Valid: true, Over: true}, Drugs: []string{"Digoxin\nx"}, History: []string{"smoker"}}
			rec.Comments = []string{"first", "second\r\nline"}
			rec.Statements = []ecg.Statement{{Code: "164867002", System: SystemSNOMED}, {Text: "Sinus rhythm"}}
			got, f := rewrite(t, rec, nil)
			channelsEqual(t, rec, got)
			h := parse(t, string(f["r.hea"].Data))
			format := map[int]int{12: 212, 16: 16, 24: 24, 32: 32}[bits]
			assert.Equal(t, format, h.Signals[0].Format)
			assert.Equal(t, storages[format].size(int64(301*len(rec.Channels))), int64(len(f["r.dat"].Data)))
			assert.Equal(t, rec.Start, got.Start)
			assert.Equal(t, rec.Patient.Age, got.Patient.Age)
			assert.Equal(t, rec.Patient.Sex, got.Patient.Sex)
			assert.Equal(t, []string{"Digoxin x"}, got.Patient.Drugs)
			assert.Equal(t, []string{"first", "second line"}, got.Comments)
			assert.Equal(t, rec.Statements, got.Statements)
			assert.Equal(t, 12, got.Channels[0].Bits)
		}
	}
}

func TestWriteFormats(t *testing.T) {
	rec := randomRecord(3, 12, false)
	for _, format := range writeFormats {
		got, f := rewrite(t, rec, &WriteOptions{Format: format})
		channelsEqual(t, rec, got)
		assert.Equal(t, format, parse(t, string(f["r.hea"].Data)).Signals[0].Format)
	}
	m := memory{fstest.MapFS{}}
	assert.ErrorIs(t, WriteRecord(m.create, "r", rec, &WriteOptions{Format: 8}), formats.ErrUnsupported)
	assert.ErrorIs(t, WriteRecord(m.create, "r", randomRecord(3, 16, false), &WriteOptions{Format: 212}), formats.ErrUnsupported)
}

func TestWriteRates(t *testing.T) {
	rec := &ecg.Record{}
	add := func(rate float64, start int, unit ecg.Unit, raw ...int32) {
		*rec.AddChannel() = ecg.Channel{Rate: rate, Start: start, Raw: raw, Scale: 0.1, Unit: unit, Label: fmt.Sprint(rate)}
	}
	add(500, 0, ecg.UnitMicrovolt, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	add(200, 1, "mmHg", 11, 12, 13)
	add(100, 0, ecg.UnitUncalibrated, 20, 21)
	got, f := rewrite(t, rec, nil)
	assert.Contains(t, string(f["r.hea"].Data), "r 3 100 2\n")
	assert.Equal(t, []int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, got.Channels[0].Raw)
	assert.Equal(t, []int32{ecg.Missing, 11, 12, 13}, got.Channels[1].Raw)
	assert.Equal(t, []int32{20, 21}, got.Channels[2].Raw)
	assert.Equal(t, []float64{500, 200, 100}, []float64{got.Channels[0].Rate, got.Channels[1].Rate, got.Channels[2].Rate})
	assert.Equal(t, []ecg.Unit{ecg.UnitMicrovolt, "mmHg", ecg.UnitUncalibrated}, []ecg.Unit{got.Channels[0].Unit, got.Channels[1].Unit, got.Channels[2].Unit})

	m := memory{fstest.MapFS{}}
	add(math.Pi, 0, "NU", 1)
	assert.ErrorIs(t, WriteRecord(m.create, "r", rec, nil), formats.ErrUnsupported)
	rec.Channels = rec.Channels[:1]
	rec.Channels[0].Start = math.MaxInt32
	assert.ErrorIs(t, WriteRecord(m.create, "r", rec, nil), formats.ErrTooLarge)
	rec.Channels = nil
	assert.ErrorIs(t, WriteRecord(m.create, "r", rec, nil), formats.ErrNoWaveform)
	assert.Empty(t, m.MapFS)
	for _, name := range []string{"", "../x", "a b", ".x", "-"} {
		assert.ErrorIs(t, WriteRecord(m.create, name, randomRecord(1, 12, true), nil), formats.ErrUnsupported)
	}
}

func TestGainGivesScaleBack(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	exact, n := 0, 2000
	for range n {
		scale := math.Exp(r.NormFloat64() * 3)
		c := ecg.Channel{Scale: scale, Unit: ecg.UnitMicrovolt}
		gain, _, units := calibration(&c)
		k, _ := ecg.VoltageScale(units)
		assert.InEpsilon(t, scale, k/gain, 1e-15)
		if k/gain == scale {
			exact++
		}
	}
	assert.Greater(t, exact, n*95/100)
	for _, scale := range []float64{1, 5, 2.5, 0.5, 4.88, 1.25, 1000.0 / 1716, 4.8828125, -3} {
		gain, _, units := calibration(&ecg.Channel{Scale: scale, Unit: ecg.UnitMicrovolt})
		k, _ := ecg.VoltageScale(units)
		assert.Equal(t, scale, k/gain)
	}
}

type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}
func (f *failing) Close() error { return nil }

func TestWriteFails(t *testing.T) {
	rec := randomRecord(1, 16, false)
	for _, left := range []int{0, 1900} {
		err := WriteRecord(func(string) (io.WriteCloser, error) { return &failing{left}, nil }, "r", rec, nil)
		if left == 0 {
			assert.ErrorIs(t, err, io.ErrShortWrite)
		} else {
			assert.NoError(t, err)
		}
	}
	err := WriteRecord(func(string) (io.WriteCloser, error) { return nil, os.ErrPermission }, "r", rec, nil)
	assert.ErrorIs(t, err, os.ErrPermission)
}

// Records of the databases come back unchanged.
func TestRewriteDatabases(t *testing.T) {
	for db, name := range map[string]string{"mitdb": "101", "ludb": "1", "ptbxl": "00001_hr", "cinc2017": "A00008", "cudb": "cu01", "ptbdb": "s0010_re"} {
		dir := testdata.Dir(t, db)
		var rec ecg.Record
		require.NoError(t, Open(&rec, os.DirFS(dir), name+".hea", false, nil))
		out := t.TempDir()
		require.NoError(t, WriteDir(out, name, &rec, nil))
		var got ecg.Record
		require.NoError(t, Open(&got, os.DirFS(out), name+".hea", false, nil))
		assert.Empty(t, got.Warnings)
		channelsEqual(t, &rec, &got)
		for i := range rec.Channels {
			assert.Equal(t, rec.Channels[i].Offset, got.Channels[i].Offset)
			assert.Equal(t, rec.Channels[i].Label, got.Channels[i].Label)
		}
		assert.Equal(t, rec.Patient, got.Patient)
		assert.Equal(t, rec.Comments, got.Comments)
		assert.Equal(t, rec.Statements, got.Statements)
		assert.Equal(t, rec.Start, got.Start)
		assert.Equal(t, rec.ID, got.ID)
	}
}

func BenchmarkWriteRecord(b *testing.B) {
	rec := randomRecord(1, 16, false)
	for i := range rec.Channels {
		for len(rec.Channels[i].Raw) < 5000 {
			rec.Channels[i].Raw = append(rec.Channels[i].Raw, rec.Channels[i].Raw...)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteRecord(func(string) (io.WriteCloser, error) { return &failing{1 << 30}, nil }, "r", rec, nil); err != nil {
			b.Fatal(err)
		}
	}
}
