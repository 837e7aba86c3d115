package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/measure"
)

// memory is a format that hands out a synthetic ECG, to get past decoding.
func init() {
	formats.Register(formats.Format{
		Name: "memory",
		Sniff: func(head []byte) int {
			if string(head) == "memory" {
				return 100
			}
			return 0
		},
		Decode: func(rec *ecg.Record, data []byte, o *formats.Options) error {
			r, _, err := ecgtest.Generate(ecgtest.Spec{})
			*rec = *r
			return err
		},
	})
}

func TestPanicBecomesTheRecordsError(t *testing.T) {
	a, err := New(Options{})
	require.NoError(t, err)
	bomb := true
	a.classifier.Append(classify.CriterionFunc(func(*measure.Report, *classify.Context, *classify.Findings) {
		if bomb {
			panic("Zhang San, born 1964")
		}
	}))
	res := NewResult()
	err = a.Analyze(res, "one", []byte("memory"))
	var pe *PanicError
	require.ErrorAs(t, err, &pe)
	assert.NotContains(t, err.Error(), "Zhang", "what was thrown may hold patient data")
	assert.Contains(t, pe.Stack, "TestPanicBecomesTheRecordsError")
	assert.Equal(t, "internal", DescribeError(err).Reason)
	bomb = false
	require.NoError(t, a.Analyze(res, "two", []byte("memory")), "the next record is analysed")
	assert.NotEmpty(t, res.Findings)
}
