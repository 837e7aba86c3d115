package formats_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// toy is a format for these tests: the bytes after its mark are the samples.
func toy(name, mark string, sure int) formats.Format {
	return formats.Format{
		Name:       name,
		Extensions: []string{"." + name},
		Sniff: func(head []byte) int {
			if bytes.HasPrefix(head, []byte(mark)) {
				return sure
			}
			return 0
		},
		Decode: func(rec *ecg.Record, data []byte, o *formats.Options) error {
			body := data[len(mark):]
			if len(body) == 0 {
				return formats.Errorf(formats.ErrTruncated, name, "body", int64(len(mark)), "no samples")
			}
			if int64(len(body)) > o.Budget(len(data)) {
				return formats.Errorf(formats.ErrTooLarge, name, "body", int64(len(mark)), "")
			}
			c := rec.AddChannel()
			c.Lead, c.Scale, c.Unit, c.Rate = ecg.LeadII, 1, ecg.UnitMicrovolt, 100
			for _, b := range body {
				c.Raw = append(c.Raw, int32(b))
			}
			if body[len(body)-1] == '?' {
				rec.Warn(ecg.WarnNonstandard, 3, "question mark")
			}
			return nil
		},
		Encode: func(w io.Writer, rec *ecg.Record) error {
			_, err := io.WriteString(w, mark)
			return err
		},
	}
}

func init() {
	formats.Register(toy("toya", "TOY", 50))
	formats.Register(toy("toyb", "TOYB", 90))
	multi := toy("toym", "MULTI", 90)
	multi.Open = func(rec *ecg.Record, fsys fs.FS, name string, config bool, o *formats.Options) error {
		data, err := fs.ReadFile(fsys, "body")
		if err != nil {
			return formats.Errorf(formats.ErrNoWaveform, "toym", "body", -1, "absent")
		}
		return multi.Decode(rec, append([]byte("MULTI"), data...), o)
	}
	formats.Register(multi)
}

func TestSniffTakesTheSurest(t *testing.T) {
	f, sure, ok := formats.Sniff([]byte("TOYB123"))
	require.True(t, ok)
	assert.Equal(t, "toyb", f.Name)
	assert.Equal(t, 90, sure)
	f, _, _ = formats.Sniff([]byte("TOY"))
	assert.Equal(t, "toya", f.Name)
	_, _, ok = formats.Sniff([]byte("%PDF-1.4"))
	assert.False(t, ok)
}

func TestDecode(t *testing.T) {
	rec, err := formats.Decode([]byte("TOYxyz"), nil)
	require.NoError(t, err)
	assert.Equal(t, "toya", rec.Format)
	assert.Equal(t, []int32{'x', 'y', 'z'}, rec.Channels[0].Raw)

	for _, c := range []struct {
		in     string
		want   error
		reason string
	}{
		{"", formats.ErrTruncated, "truncated"},
		{"nothing known", formats.ErrUnknown, "unknown"},
		{"TOY", formats.ErrTruncated, "truncated"},
	} {
		_, err := formats.Decode([]byte(c.in), nil)
		require.ErrorIs(t, err, c.want)
		var e *formats.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, c.reason, formats.Reason(err))
	}
	assert.Equal(t, "internal", formats.Reason(errors.New("other")))

	_, err = formats.Decode([]byte("TOYxyz"), &formats.Options{MaxSamples: 2})
	require.ErrorIs(t, err, formats.ErrTooLarge)
}

func TestStrictTurnsWarningsIntoErrors(t *testing.T) {
	rec, err := formats.Decode([]byte("TOYx?"), nil)
	require.NoError(t, err)
	require.Len(t, rec.Warnings, 1)
	_, err = formats.Decode([]byte("TOYx?"), &formats.Options{Strict: true})
	require.ErrorIs(t, err, formats.ErrCorrupt)
	var e *formats.Error
	require.ErrorAs(t, err, &e)
	assert.EqualValues(t, 3, e.Offset)
}

func TestDecodeIntoReusesBuffers(t *testing.T) {
	rec := new(ecg.Record)
	data := []byte("TOYabcdef")
	require.NoError(t, formats.DecodeInto(rec, data, nil))
	p := &rec.Channels[0].Raw[0]
	require.NoError(t, formats.DecodeInto(rec, data, nil))
	assert.Same(t, p, &rec.Channels[0].Raw[0])
}

func TestReadIsBounded(t *testing.T) {
	_, err := formats.Read(bytes.NewReader(append([]byte("TOY"), make([]byte, 100)...)), &formats.Options{MaxBytes: 50})
	require.ErrorIs(t, err, formats.ErrTooLarge)
	rec, err := formats.Read(bytes.NewReader([]byte("TOYab")), nil)
	require.NoError(t, err)
	assert.Equal(t, 2, rec.Channels[0].Len())
}

func TestOpen(t *testing.T) {
	fsys := fstest.MapFS{"a.toya": {Data: []byte("TOYab")}, "h.toym": {Data: []byte("MULTI")}, "body": {Data: []byte("xyz")}}
	rec, err := formats.Open(fsys, "a.toya", nil)
	require.NoError(t, err)
	assert.Equal(t, 2, rec.Channels[0].Len())
	rec, err = formats.Open(fsys, "h.toym", nil)
	require.NoError(t, err)
	assert.Equal(t, 3, rec.Channels[0].Len(), "the file beside it was read")
	rec, err = formats.OpenConfig(fsys, "a.toya", nil)
	require.NoError(t, err)
	assert.Equal(t, "toya", rec.Format)
	_, err = formats.Open(fsys, "absent.scp", nil)
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestEncode(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, formats.Encode(&b, new(ecg.Record), "toya"))
	assert.Equal(t, "TOY", b.String())
	require.ErrorIs(t, formats.Encode(&b, new(ecg.Record), "nope"), formats.ErrUnknown)
}

func TestRegisterRefusesNonsense(t *testing.T) {
	assert.Panics(t, func() { formats.Register(formats.Format{Name: "half"}) })
	assert.Panics(t, func() { formats.Register(toy("toya", "T", 1)) })
}

func ExampleError() {
	err := error(formats.Errorf(formats.ErrTruncated, "scp", "section 6", 1234, "lead 3 of 8"))
	fmt.Println(err)
	fmt.Println(errors.Is(err, formats.ErrTruncated), formats.Reason(err))
	// Output:
	// scp: section 6: offset 1234: input ends early: lead 3 of 8
	// true truncated
}
