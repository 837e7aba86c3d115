package codectest

import (
	"errors"
	"runtime"
	"time"

	"github.com/goecg/goecg/internal/testdata"
)

// What decoding may cost, as package formats promises: 16 MB and 64 times the input, and 100 ms a started MB, here ten times
// that for a machine with other work.
const (
	allocBase   = 16 << 20
	allocFactor = 64
	slowest     = time.Second // for each started MB
)

// Allowance is how many bytes the decoding of n bytes may allocate.
func Allowance(n int) uint64 { return allocBase + allocFactor*uint64(n) }

// Allocated returns how many bytes f allocates.
func Allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// Bounded fails the test when decode, of n bytes, allocates or takes more than it may. Under the race detector, which
// allocates too and is slow, it only calls decode.
func Bounded(t testdata.TB, n int, decode func()) {
	t.Helper()
	if testdata.RaceEnabled {
		decode()
		return
	}
	start := time.Now()
	used := Allocated(decode)
	took := time.Since(start)
	if used > Allowance(n) {
		t.Fatalf("%d bytes allocated for %d, %d allowed", used, n, Allowance(n))
	}
	if took > slowest*time.Duration(1+n>>20) {
		t.Fatalf("%v for %d bytes", took, n)
	}
}

// Refused returns the error of the codecs' type E that err is or wraps, and fails the test when there is none or reason, which
// names the kind of an error, calls it "internal".
func Refused[E error](t testdata.TB, err error, reason func(error) string) (e E) {
	t.Helper()
	if !errors.As(err, &e) || reason(err) == "internal" {
		t.Fatalf("%T: %v", err, err)
	}
	return e
}
