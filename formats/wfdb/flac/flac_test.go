package flac_test

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	_ "github.com/goecg/goecg/formats/wfdb/flac"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// seekBuffer is a file in memory, so that the encoder can complete its information block.
type seekBuffer struct {
	b  []byte
	at int
}

func (s *seekBuffer) Write(p []byte) (int, error) {
	if need := s.at + len(p); need > len(s.b) {
		s.b = append(s.b, make([]byte, need-len(s.b))...)
	}
	copy(s.b[s.at:], p)
	s.at += len(p)
	return len(p), nil
}

func (s *seekBuffer) Seek(offset int64, _ int) (int64, error) {
	s.at = int(offset)
	return offset, nil
}

// encode makes a FLAC file of one slice of samples a channel, in blocks of the given size. Without a total the file does
// not say its length.
func encode(t testing.TB, bits uint8, block int, total bool, channels ...[]int32) []byte {
	var w io.Writer = new(bytes.Buffer)
	if total {
		w = new(seekBuffer)
	}
	enc, err := flac.NewEncoder(w, &meta.StreamInfo{
		BlockSizeMin: 16, BlockSizeMax: 65535, SampleRate: 96000, NChannels: uint8(len(channels)), BitsPerSample: bits,
	})
	require.NoError(t, err)
	for at := 0; at < len(channels[0]); at += block {
		f := &frame.Frame{Header: frame.Header{
			HasFixedBlockSize: false, BlockSize: uint16(min(block, len(channels[0])-at)), SampleRate: 96000,
			Channels: frame.Channels(len(channels) - 1), BitsPerSample: bits,
		}}
		for _, c := range channels {
			part := append([]int32(nil), c[at:min(at+block, len(c))]...)
			f.Subframes = append(f.Subframes, &frame.Subframe{SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, Samples: part, NSamples: len(part)})
		}
		require.NoError(t, enc.WriteFrame(f))
	}
	require.NoError(t, enc.Close())
	if s, ok := w.(*seekBuffer); ok {
		return s.b
	}
	return w.(*bytes.Buffer).Bytes()
}

// wander gives n samples of a random walk within bits bits.
func wander(n, bits, seed int) []int32 {
	r := rand.New(rand.NewPCG(uint64(seed), 7))
	top := int32(1)<<(bits-1) - 1
	out := make([]int32, n)
	v := int32(0)
	for i := range out {
		v = min(max(v+r.Int32N(top/8+3)-(top/16+1), -top), top)
		out[i] = v
	}
	return out
}

func open(t testing.TB, f fstest.MapFS, o *formats.Options) (*ecg.Record, error) {
	rec := new(ecg.Record)
	err := wfdb.Open(rec, f, "r.hea", false, o)
	var e *formats.Error
	if err != nil {
		require.ErrorAs(t, err, &e)
	}
	return rec, err
}

func codesOf(rec *ecg.Record) (out []string) {
	for _, w := range rec.Warnings {
		out = append(out, w.Code)
	}
	return out
}

// The MD5 sum in a FLAC file is of the samples before encoding, so it is the truth for each of its decoders; the header's
// checksums, which Open compares, are another.
func TestSamples(t *testing.T) {
	dir := testdata.Dir(t, "wfdb-samples")
	for _, c := range []struct {
		name   string
		frames int
	}{{"flacformats", 499}, {"mixedsignals", 14400}, {"flac_3_constant", 5600000}} {
		t.Run(c.name, func(t *testing.T) {
			var rec ecg.Record
			if c.frames > 1e6 { // 16.8 million samples in 20 kB
				require.ErrorIs(t, wfdb.Open(&rec, os.DirFS(dir), c.name+".hea", false, nil), formats.ErrTooLarge)
			}
			require.NoError(t, wfdb.Open(&rec, os.DirFS(dir), c.name+".hea", false, &formats.Options{MaxSamples: 20e6}))
			assert.Empty(t, rec.Warnings, "checksums and initial values")
			head, err := os.ReadFile(filepath.Join(dir, c.name+".hea"))
			require.NoError(t, err)
			h, err := wfdb.ParseHeader(head, c.name, nil)
			require.NoError(t, err)
			require.Len(t, rec.Channels, len(h.Signals))
			for i := range h.Signals {
				require.Len(t, rec.Channels[i].Raw, c.frames*h.Signals[i].PerFrame)
			}
			for _, file := range wfdb.Files(head) {
				data, err := os.ReadFile(filepath.Join(dir, file))
				require.NoError(t, err)
				s, err := flac.New(bytes.NewReader(data))
				require.NoError(t, err)
				if s.Info.MD5sum == [16]byte{} {
					t.Logf("%s holds no MD5 sum", file)
					continue
				}
				assert.Equal(t, s.Info.MD5sum, digest(&rec, h, file), file)
			}
		})
	}
}

// digest is the MD5 sum of the stored samples of a file's signals, interleaved, in as few bytes each as hold them.
func digest(rec *ecg.Record, h *wfdb.Header, file string) (out [16]byte) {
	var list [][]int32
	bits := 0
	for i := range h.Signals {
		if h.Signals[i].File == file {
			list = append(list, rec.Channels[i].Raw)
			bits = h.Signals[i].Format - 500
		}
	}
	var b []byte
	sum := md5.New()
	for k := range list[0] {
		for _, raw := range list {
			v := raw[k]
			if v == ecg.Missing {
				v = -1 << (bits - 1)
			}
			for s := 0; s < bits; s += 8 {
				b = append(b, byte(v>>s))
			}
		}
		if len(b) > 1<<16 {
			sum.Write(b)
			b = b[:0]
		}
	}
	sum.Write(b)
	copy(out[:], sum.Sum(nil))
	return out
}

// The same header and samples in a plain format and in FLAC give the same record.
func TestSameAsPlain(t *testing.T) {
	for _, c := range []struct {
		format, plain, bits, channels, spf, block int
		frames                                    bool // in the header
		total                                     bool // in the FLAC file
	}{
		{508, 80, 8, 1, 1, 100, true, true}, {516, 16, 16, 2, 1, 4096, true, false}, {524, 24, 24, 8, 1, 16, false, true},
		{516, 16, 16, 3, 4, 1000, false, false}, {524, 24, 24, 2, 2, 37, true, false}, {516, 16, 16, 1, 3, 192, false, true},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			const frames = 999
			var list [][]int32
			for k := range c.channels {
				x := wander(frames*c.spf, c.bits, k)
				x[5], x[len(x)-1] = -1<<(c.bits-1), -1<<(c.bits-1)
				list = append(list, x)
			}
			var plain []byte
			for i := range frames {
				for _, x := range list {
					for _, v := range x[i*c.spf : (i+1)*c.spf] {
						if c.plain == 80 {
							v += 128
						}
						for s := 0; s < c.bits; s += 8 {
							plain = append(plain, byte(v>>s))
						}
					}
				}
			}
			head := func(format int) string {
				n := ""
				if c.frames {
					n = fmt.Sprint(frames)
				}
				out := fmt.Sprintf("r %d 250 %s\n", c.channels, n)
				for k := range c.channels {
					out += fmt.Sprintf("r.dat %dx%d:%d 200(%d)/mV %d 0 %d 0 0 V%d\n", format, c.spf, 3*k, k, c.bits, list[k][0], k+1)
				}
				return out
			}
			want, err := open(t, codectest.Folder("r.hea", head(c.plain), "r.dat", string(plain)), nil)
			require.NoError(t, err)
			f := codectest.Folder("r.hea", head(c.format), "r.dat", string(encode(t, uint8(c.bits), c.block, c.total, list...)))
			got, err := open(t, f, nil)
			require.NoError(t, err)
			assert.Equal(t, want.Channels, got.Channels)
			assert.Empty(t, got.Warnings)

			var config ecg.Record
			require.NoError(t, wfdb.Open(&config, f, "r.hea", true, nil))
			if c.frames || c.total {
				assert.Equal(t, frames*c.spf, config.Channels[0].Samples)
			}
			b := f["r.dat"].Data
			shifted := codectest.Folder("r.hea", strings.ReplaceAll(head(c.format), ":", "+7:"), "r.dat", "preface"+string(b))
			got, err = open(t, shifted, nil)
			require.NoError(t, err)
			assert.Equal(t, want.Channels, got.Channels)
		})
	}
}

func TestErrors(t *testing.T) {
	x := wander(500, 16, 1)
	data := string(encode(t, 16, 100, true, x, x))
	header := "r 2 250 500\na 516\na 516\n"
	for name, c := range map[string]struct {
		header, data string
		want         error
	}{
		"not FLAC":     {header, strings.Repeat("x", 100), formats.ErrCorrupt},
		"prefixed":     {header, "ID3" + strings.Repeat("\x00", 7) + data, formats.ErrCorrupt},
		"empty":        {header, "", formats.ErrTruncated},
		"head only":    {header, data[:42], formats.ErrTruncated},
		"half a head":  {header, data[:20], formats.ErrTruncated},
		"channels":     {"r 1 250 500\na 516\n", data, formats.ErrCorrupt},
		"bits":         {"r 2 250 500\na 508\na 508\n", data, formats.ErrCorrupt},
		"frames":       {"r 2 250 500\na 516\na 516x2\n", data, formats.ErrCorrupt},
		"offset":       {"r 2 250 500\na 516+9999\na 516+9999\n", data, formats.ErrTruncated},
		"first frame":  {header, data[:60] + "??" + data[62:], formats.ErrCorrupt},
		"format mixed": {"r 2 250 500\na 516\na 524\n", data, formats.ErrCorrupt},
	} {
		_, err := open(t, codectest.Folder("r.hea", c.header, "a", c.data), nil)
		assert.ErrorIs(t, err, c.want, name)
	}
	_, err := open(t, codectest.Folder("r.hea", header, "a", data), &formats.Options{MaxSamples: 999})
	assert.ErrorIs(t, err, formats.ErrTooLarge)
	rec, err := open(t, codectest.Folder("r.hea", header, "a", data), &formats.Options{MaxSamples: 1000})
	require.NoError(t, err)
	assert.Equal(t, x, rec.Channels[1].Raw)

	marked := []byte(data)
	marked[42+2] = marked[42+2]&0xF0 | 7
	_, err = open(t, codectest.Folder("r.hea", header, "a", string(marked)), nil)
	assert.ErrorIs(t, err, formats.ErrUnsupported, "24 kHz")
	noRate := []byte(data)
	copy(noRate[18:], []byte{0, 0, noRate[20] & 0xF})
	rec, err = open(t, codectest.Folder("r.hea", header, "a", string(noRate)), nil)
	require.NoError(t, err)
	assert.Equal(t, x, rec.Channels[1].Raw)

	// A header that says less than the file, or more.
	rec, err = open(t, codectest.Folder("r.hea", "r 2 250 333\na 516 1\na 516 1\n", "a", data), nil)
	require.NoError(t, err)
	assert.Equal(t, x[:333], rec.Channels[0].Raw)
	assert.Empty(t, rec.Warnings)
	rec, err = open(t, codectest.Folder("r.hea", "r 2 250 501\na 516 1\na 516 1\n", "a", data), nil)
	require.NoError(t, err)
	assert.Equal(t, x, rec.Channels[0].Raw)
	assert.Equal(t, []string{ecg.WarnTruncated}, codesOf(rec))

	// Damage later on: what was sound is kept.
	at := len(data) - 50
	rec, err = open(t, codectest.Folder("r.hea", "r 2 250 500\na 516 1\na 516 1\n", "a", data[:at]+"\x00\x00"+data[at+2:]), nil)
	require.NoError(t, err)
	assert.Equal(t, x[:400], rec.Channels[0].Raw)
	assert.Equal(t, []string{ecg.WarnChecksum}, codesOf(rec))
	rec, err = open(t, codectest.Folder("r.hea", "r 2 250 500\na 516 1\na 516 1\n", "a", data[:at]), nil)
	require.NoError(t, err)
	assert.Equal(t, x[:400], rec.Channels[0].Raw)
	assert.Equal(t, []string{ecg.WarnTruncated}, codesOf(rec))
}

func TestSegments(t *testing.T) {
	x, y := wander(300, 16, 1), wander(200, 16, 2)
	f := codectest.Folder("r.hea", "r/3 1 250 600\ns1 300\n~ 100\ns2 200\n",
		"s1.hea", "s1 1 250 300\ns1.dat 516 1/mV\n", "s1.dat", string(encode(t, 16, 64, true, x)),
		"s2.hea", "s2 1 250 200\ns2.dat 516 1/mV\n", "s2.dat", string(encode(t, 16, 64, false, y)))
	rec, err := open(t, f, nil)
	require.NoError(t, err)
	want := append([]int32(nil), x...)
	for range 100 {
		want = append(want, ecg.Missing)
	}
	assert.Equal(t, append(want, y...), rec.Channels[0].Raw)
}

func benchmarkOpen(b *testing.B, name string) {
	dir := os.DirFS(testdata.Dir(b, "wfdb-samples"))
	var rec ecg.Record
	b.ReportAllocs()
	for b.Loop() {
		if err := wfdb.Open(&rec, dir, name, false, nil); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	for i := range rec.Channels {
		n += len(rec.Channels[i].Raw)
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}

func BenchmarkOpen(b *testing.B) { benchmarkOpen(b, "mixedsignals.hea") }
