package detect

import (
	"fmt"
	"math"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// stream classifies in blocks of n samples, with beats that become known a while after their samples.
func stream(t testing.TB, c *Classifier, beats []int, leads [][]float64, rate float64, n int, lag float64) (final, causal []Class) {
	require.NoError(t, c.Reset(rate, len(leads)))
	length, next := 0, 0
	for _, x := range leads {
		length = max(length, len(x))
	}
	for i := 0; i < length; i += n {
		block := make([][]float64, len(leads))
		for l, x := range leads {
			block[l] = x[min(i, len(x)):min(i+n, len(x))]
		}
		from := next
		for next < len(beats) && float64(beats[next]) < float64(min(i+n, length))-lag*rate {
			next++
		}
		c.Push(block, beats[from:next])
		causal = c.Causal(causal, len(causal))
	}
	c.Push(nil, beats[next:])
	c.Flush()
	return c.Classes(nil), c.Causal(causal, len(causal))
}

// TestClassifierStream: blocks of any size, and beats that come late, give what the whole recording gives; so do
// classes asked for on the way, which change nothing.
func TestClassifierStream(t *testing.T) {
	check := func(t *testing.T, beats []int, leads [][]float64, rate float64, sizes ...int) {
		var c Classifier
		want := c.Classify(nil, beats, leads, rate)
		causal := c.Causal(nil, 0)
		require.Len(t, want, len(beats))
		require.Len(t, causal, len(beats))
		for _, n := range sizes {
			for _, lag := range []float64{0, 0.7, 2} {
				final, early := stream(t, &c, beats, leads, rate, n, lag)
				assert.Equal(t, want, final, "blocks of %d, lag %g", n, lag)
				assert.Equal(t, causal, early, "blocks of %d, lag %g", n, lag)
			}
		}
		require.NoError(t, c.Reset(rate, len(leads)))
		half := len(beats) / 2
		cut := make([][]float64, len(leads))
		for l, x := range leads {
			cut[l] = x[:min(beats[half], len(x))]
		}
		c.Push(cut, beats[:half])
		_ = c.Classes(nil)
		for l, x := range leads {
			cut[l] = x[min(beats[half], len(x)):]
		}
		c.Push(cut, beats[half:])
		c.Flush()
		assert.Equal(t, want, c.Classes(nil))
		assert.Equal(t, causal, c.Causal(nil, 0))
	}
	t.Run("synthetic", func(t *testing.T) {
		leads, beats, _ := ectopy(250)
		leads = append(leads, leads[0][:1000], nil)
		leads[0][700] = math.NaN()
		check(t, beats, leads, 250, 1, 17, 250, 10000)
	})
	t.Run("mitdb", func(t *testing.T) {
		dir := testdata.Dir(t, "mitdb")
		for _, name := range []string{"203", "223"} {
			r := mitClasses(t, dir, name)
			n := 180 * mitRate
			k := 0
			for r.beats[k] < n {
				k++
			}
			check(t, r.beats[:k], [][]float64{r.leads[0][:n], r.leads[1][:n]}, mitRate, 90, 3600)
		}
	})
}

func TestClassifierReset(t *testing.T) {
	var c Classifier
	var rate *RateError
	assert.ErrorAs(t, c.Reset(math.NaN(), 1), &rate)
	assert.ErrorAs(t, c.Reset(10, 1), &rate)
	assert.ErrorIs(t, c.Reset(500, 0), ErrLeads)
	assert.ErrorIs(t, c.Reset(500, maxLeads+1), ErrLeads)
	require.NoError(t, c.Reset(500, 3))
	c.Flush()
	assert.Empty(t, c.Classes(nil))
	assert.Empty(t, c.Causal(nil, 0))
	c.Push(nil, nil)
	c.Push([][]float64{{1, 2}, {3}, nil}, []int{0, 1})
	c.Flush()
	assert.Len(t, c.Classes(nil), 2)
}

// TestClassifierPacing: beats behind a stimulus are Q, the others are not touched.
func TestClassifierPacing(t *testing.T) {
	leads, beats, want := ectopy(500)
	var c Classifier
	require.NoError(t, c.Reset(500, len(leads)))
	c.Pacing([]int{beats[0] - 40, beats[0] - 30, beats[5] - 150, beats[7] + 10})
	c.Push([][]float64{leads[0][:3000], leads[1][:3000]}, beats[:6])
	c.Pacing([]int{beats[12] - 90})
	c.Push([][]float64{leads[0][3000:], leads[1][3000:]}, beats[6:])
	c.Flush()
	want[0], want[12] = Unclassified, Unclassified
	assert.Equal(t, want, c.Classes(nil))
	assert.Equal(t, Unclassified, c.Causal(nil, 0)[0])
}

// TestClassifierMemory: a beat costs less than 100 bytes, nothing is allocated once warm, and what is kept does not grow
// with the samples.
func TestClassifierMemory(t *testing.T) {
	assert.LessOrEqual(t, unsafe.Sizeof(beatInfo{}), uintptr(100))
	leads, beats, _ := ectopy(250)
	var c Classifier
	dst, causal := c.Classify(nil, beats, leads, 250), c.Causal(nil, 0)
	block := [][]float64{nil, nil}
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		_ = c.Reset(250, 2)
		for i := 0; i < len(leads[0]); i += 250 {
			block[0], block[1] = leads[0][i:i+250], leads[1][i:i+250]
			c.Push(block, nil)
		}
		_ = c.Reset(250, 2)
		c.Push(leads, beats)
		c.Flush()
		dst, causal = c.Classes(dst[:0]), c.Causal(causal[:0], 0)
	}))
}

// TestCausal: the causal classes of a long strip are those of the two-pass judgement but for a few.
func TestCausal(t *testing.T) {
	leads, beats, want := ectopy(360)
	var c Classifier
	c.Classify(nil, beats, leads, 360)
	same := 0
	for k, got := range c.Causal(nil, 0) {
		if got == want[k] {
			same++
		}
	}
	assert.GreaterOrEqual(t, same, len(want)-1)
}

// FuzzClassifier: no beats, samples or blocks make it panic or lose a beat.
func FuzzClassifier(f *testing.F) {
	f.Add([]byte{1, 2, 3, 200, 100, 50, 7, 7, 7}, uint8(3), uint16(250))
	f.Add([]byte{255, 0, 255, 0}, uint8(1), uint16(51))
	f.Fuzz(func(t *testing.T, data []byte, leads uint8, rate uint16) {
		var c Classifier
		n := int(leads)%15 + 1
		if len(data) > 400 || c.Reset(float64(rate), n) != nil {
			return
		}
		at, beats := 0, []int(nil)
		x := make([]float64, 64)
		for i, b := range data {
			if b == 255 {
				x[i%64] = math.NaN()
			} else {
				x[i%64] = float64(int(b)-128) * 1e3
			}
			at += int(b) + 1
			beats = append(beats, at)
			block := make([][]float64, n)
			for l := range block {
				block[l] = x[:(l+int(b))%65]
			}
			c.Push(block, nil)
		}
		c.Push(nil, beats)
		_ = c.Classes(nil)
		c.Flush()
		require.Len(t, c.Classes(nil), len(beats))
		require.Len(t, c.Causal(nil, 0), len(beats))
	})
}

func ExampleClassifier() {
	leads, beats, _ := ectopy(250)
	var c Classifier
	if err := c.Reset(250, len(leads)); err != nil {
		panic(err)
	}
	next, shown := 0, 0
	for i := 0; i < len(leads[0]); i += 250 { // a second at a time
		from := next
		for next < len(beats) && beats[next] < i+250 {
			next++
		}
		c.Push([][]float64{leads[0][i : i+250], leads[1][i : i+250]}, beats[from:next])
		now := c.Causal(nil, shown)
		for _, class := range now {
			fmt.Print(class)
		}
		shown += len(now)
	}
	c.Flush()
	fmt.Println()
	for _, class := range c.Classes(nil) {
		fmt.Print(class)
	}
	fmt.Println()
	// Output:
	// NNNNSNNNNVNN
	// NNNNSNNNNVNNN
}

func BenchmarkClassifier(b *testing.B) {
	dir := testdata.Dir(b, "mitdb")
	for _, name := range []string{"119", "203"} {
		b.Run(name, func(b *testing.B) {
			r := mitClasses(b, dir, name)
			var c Classifier
			dst := c.Classify(nil, r.beats, r.leads, mitRate)
			b.ReportAllocs()
			for b.Loop() {
				dst = c.Classify(dst[:0], r.beats, r.leads, mitRate)
			}
			b.ReportMetric(float64(len(r.leads)*len(r.leads[0]))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
		})
	}
}
