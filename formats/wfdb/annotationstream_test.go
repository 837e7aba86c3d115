package wfdb

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/formats"
)

func TestAnnotationWriter(t *testing.T) {
	list := []Annotation{{Sample: -3, Code: 1}, {Sample: 0, Code: 5, Aux: "odd"}, {Sample: 0, Code: 1, Chan: 3}, {Sample: 5000, Code: 1, Num: 2, Subtype: -1},
		{Sample: 1 << 40, Code: 28, Aux: "(AFIB"}}
	for _, o := range []*AnnotationOptions{nil, {Resolution: 500, Definitions: []Definition{{Code: 42, Symbol: "x", Description: "one more"}}}} {
		for n := range len(list) + 1 {
			var want, got bytes.Buffer
			require.NoError(t, WriteAnnotations(&want, list[:n], o))
			w, err := NewAnnotationWriter(&got, o)
			require.NoError(t, err)
			for i := range list[:n] {
				require.NoError(t, w.Write(&list[i]))
			}
			require.NoError(t, w.Close())
			require.NoError(t, w.Close())
			assert.Equal(t, want.Bytes(), got.Bytes())
		}
	}
	_, err := NewAnnotationWriter(new(bytes.Buffer), &AnnotationOptions{Definitions: []Definition{{Code: MaxCode + 1, Symbol: "x"}}})
	assert.ErrorIs(t, err, formats.ErrUnsupported)

	var out bytes.Buffer
	w, err := NewAnnotationWriter(&out, nil)
	require.NoError(t, err)
	require.NoError(t, w.Write(&Annotation{Sample: 10, Code: 1}))
	for _, bad := range []Annotation{{Sample: 9, Code: 1}, {Sample: 11, Code: MaxCode + 1}, {Sample: 11, Code: 1, Aux: strings.Repeat("x", 256)}} {
		assert.ErrorIs(t, w.Write(&bad), formats.ErrUnsupported)
	}
	require.NoError(t, w.Write(&Annotation{Sample: 10, Code: 5}))
	require.NoError(t, w.Close())
	assert.ErrorIs(t, w.Write(&Annotation{Sample: 99, Code: 1}), formats.ErrUnsupported)
	got, err := ReadAnnotations(out.Bytes(), 360)
	require.NoError(t, err)
	assert.Equal(t, []Annotation{{Sample: 10, Code: 1}, {Sample: 10, Code: 5}}, got)
}

type brokenFile struct{ left int }

var errDisk = errors.New("disk full")

func (b *brokenFile) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errDisk
	}
	return len(p), nil
}

func TestAnnotationWriterPassesErrorsOn(t *testing.T) {
	w, err := NewAnnotationWriter(&brokenFile{}, nil)
	require.NoError(t, err)
	require.NoError(t, w.Write(&Annotation{Sample: 1, Code: 1}), "buffered")
	assert.ErrorIs(t, w.Close(), errDisk)

	w, err = NewAnnotationWriter(&brokenFile{left: 10_000}, nil)
	require.NoError(t, err)
	n := 0
	for err == nil && n < 100_000 {
		n++
		err = w.Write(&Annotation{Sample: int64(n), Code: 1})
	}
	assert.ErrorIs(t, err, errDisk)
	assert.Less(t, n, 10_000)
}
