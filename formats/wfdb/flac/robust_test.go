package flac_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bomb is a file of n frames of equal samples, as small as can be.
func bomb(t testing.TB, n, channels, block int, total bool) string {
	one := make([]int32, n*block)
	list := make([][]int32, channels)
	for i := range list {
		list[i] = one
	}
	return string(encode(t, 8, block, total, list...))
}

func TestExpansionIsBounded(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: it encodes millions of samples")
	}
	for name, f := range map[string]fstest.MapFS{
		"long blocks":  codectest.Folder("r.hea", "r 8 250 1000000\n"+strings.Repeat("a 508\n", 8), "a", bomb(t, 15, 8, 65535, true)),
		"no length":    codectest.Folder("r.hea", "r 8 250\n"+strings.Repeat("a 508\n", 8), "a", bomb(t, 15, 8, 65535, false)),
		"short blocks": codectest.Folder("r.hea", "r 8 250\n"+strings.Repeat("a 508\n", 8), "a", bomb(t, 20000, 8, 16, false)),
		"one channel":  codectest.Folder("r.hea", "r 1 250\na 508\n", "a", bomb(t, 60000, 1, 16, true)),
		"declared":     codectest.Folder("r.hea", "r 1 250 2000000000\na 508\n", "a", bomb(t, 1, 1, 16, true)),
		"segments": codectest.Folder("r.hea", "r/3 1 250 300000\ns1 100000\ns2 100000\ns3 100000\n",
			"s1.hea", "s1 1 250 9000000\na 508\n", "s2.hea", "s2 1 250 9000000\na 508\n", "s3.hea", "s3 1 250 9000000\na 508\n",
			"a", bomb(t, 40, 1, 65535, true)),
	} {
		var err error
		codectest.Bounded(t, codectest.Size(f), func() { _, err = open(t, f, nil) })
		if !strings.Contains(name, "short") && name != "one channel" && name != "declared" {
			assert.ErrorIs(t, err, formats.ErrTooLarge, name)
			assert.ErrorContains(t, err, "MaxSamples")
		}
	}
	f := codectest.Folder("r.hea", "r 8 250 1000000\n"+strings.Repeat("a 508\n", 8), "a", bomb(t, 15, 8, 65535, true))
	rec, err := open(t, f, &formats.Options{MaxSamples: 8e6})
	require.NoError(t, err)
	assert.Len(t, rec.Channels[7].Raw, 15*65535)
}

// sound fails unless the outcome is a typed error or a record that can be used.
func sound(t testing.TB, rec *ecg.Record, err error) {
	if err == nil {
		require.NotEmpty(t, rec.Channels)
		require.NotEmpty(t, rec.Channels[0].Raw)
	}
}

// sample is a small record with a signal that uses several kinds of coding.
func sample(t testing.TB) fstest.MapFS {
	x := wander(600, 12, 3)
	for i := 200; i < 300; i++ {
		x[i] = 100
	}
	for i := 300; i < 400; i++ {
		x[i] = int32(3 * i)
	}
	return codectest.Folder("r.hea", "r 2 250\nr.dat 516 200/mV\nr.dat 516 200/mV\n", "r.dat", string(encode(t, 16, 100, true, x, x)))
}

func TestTruncations(t *testing.T) {
	f := sample(t)
	data := f["r.dat"].Data
	whole, err := open(t, f, nil)
	require.NoError(t, err)
	for part := range codectest.Cuts(data, len(data)) {
		rec, err := open(t, codectest.With(f, "r.dat", part), nil)
		sound(t, rec, err)
		if err == nil {
			n := len(rec.Channels[0].Raw)
			require.Equal(t, whole.Channels[0].Raw[:n], rec.Channels[0].Raw)
		}
	}
}

func TestMutations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("left out under the race detector: thousands of decodings")
	}
	f := sample(t)
	damage := codectest.Damage{Seed: 1, Copies: 4000, Places: 3, Edits: []codectest.Edit{codectest.Byte}, Near: codectest.Head(60)}
	for bad := range damage.Of(f["r.dat"].Data) {
		g := codectest.With(f, "r.dat", bad)
		var rec *ecg.Record
		var err error
		codectest.Bounded(t, codectest.Size(g), func() { rec, err = open(t, g, nil) })
		sound(t, rec, err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(sample(f)["r.dat"].Data, uint8(2), uint16(16))
	f.Add(encode(f, 8, 100, false, wander(300, 8, 1)), uint8(1), uint16(8))
	f.Add(encode(f, 24, 20, true, wander(50, 24, 1), wander(50, 24, 2), wander(50, 24, 3)), uint8(3), uint16(24))
	f.Fuzz(func(t *testing.T, data []byte, channels uint8, bits uint16) {
		if len(data) > 1<<14 {
			return
		}
		header := fmt.Sprintf("r %d 250\n", channels%9) + strings.Repeat(fmt.Sprintf("a %d\n", 500+8*(1+bits%3)), int(channels%9))
		rec, err := open(t, codectest.Folder("r.hea", header, "a", string(data)), &formats.Options{MaxSamples: 1 << 20})
		sound(t, rec, err)
	})
}
