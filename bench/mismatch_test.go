package bench

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMismatches(t *testing.T) {
	ref := marks(t, "1000:N 2000:N 3000:N 4000:V 5000:A 6000:N 7000:!")
	test := marks(t, "1010:N 2000:N 2500:N 4020:V 5000:N 6000:V 7040:N")
	r := CompareBeats(ref, test, 1000, 60000, BeatOptions{Start: -1, KeepErrors: true})
	assert.Equal(t, []Mismatch{
		{2500, 2500, KindFP, "O", "N"}, {3000, 3000, KindFN, "N", "O"}, {5000, 5000, KindClass, "S", "N"},
		{6000, 6000, KindClass, "N", "V"}, {7040, 7040, KindFP, "O", "N"},
	}, r.Errors)
	assert.Nil(t, CompareBeats(ref, test, 1000, 60000, BeatOptions{Start: -1}).Errors)

	r = CompareBeats(marks(t, "1000:N 2000:N 3000:N"), marks(t, "1000:N 1500:~30 2500:~0 3040:V"), 1000, 60000, BeatOptions{Start: -1, KeepErrors: true})
	assert.Equal(t, []Mismatch{{2000, 2000, KindFN, "N", "X"}, {3000, 3040, KindClass, "N", "V"}}, r.Errors)
}

// The list has one entry for each count off the diagonal of the matrix.
func TestMismatchesCount(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		ref, _ := randomMarks(r)
		test, _ := randomMarks(r)
		res := CompareBeats(ref, test, 250, 0, BeatOptions{Start: -1, KeepErrors: true})
		noted := map[string]int{}
		for _, e := range res.Errors {
			noted[e.Ref+strings.ToLower(e.Test)]++
		}
		want := cells(&res.Matrix)
		for _, diagonal := range []string{"Nn", "Ss", "Vv", "Ff", "Qq"} {
			delete(want, diagonal)
		}
		require.Equal(t, want, noted)
	}
}

func TestErrorsCSV(t *testing.T) {
	opt := QRSOptions{Detect: spikeDetector, Beats: BeatOptions{Start: -1, KeepErrors: true}, Lead: "0"}
	r, err := QRS(context.Background(), database(t), opt)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, r.ErrorsCSV(&out))
	assert.Equal(t, "record,lead,sample,time_s,kind,ref,test\n1,,1000,4.000,fn,N,O\n"+
		"2,,300,1.200,class,Q,N\n2,,500,2.000,class,Q,N\n2,,700,2.800,class,Q,N\n2,,900,3.600,class,Q,N\n2,,1100,4.400,class,Q,N\n", out.String())
	require.Len(t, r.Records[0].Ref, 6)
	require.Len(t, r.Records[0].Test, 5)
}
