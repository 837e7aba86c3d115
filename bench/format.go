package bench

import (
	"fmt"
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
)

// undefined is how a ratio without a denominator is written.
const undefined = "-"

// fixed writes v with so many decimals.
func fixed(v ecg.Value, decimals int) string {
	if !ecg.Known(v) {
		return undefined
	}
	return strconv.FormatFloat(float64(v), 'f', decimals, 64)
}

// whole writes v as a whole number, halves upwards.
func whole(v ecg.Value) string {
	if !ecg.Known(v) {
		return undefined
	}
	return strconv.Itoa(int(math.Floor(float64(v) + 0.5)))
}

// clock writes seconds as [h:]m:ss.mmm.
func clock(seconds float64) string {
	ms := int64(math.Round(seconds * 1000))
	h, m, s, f := ms/3600000, ms/60000%60, ms/1000%60, ms%1000
	if h > 0 {
		return fmt.Sprintf("%d:%02d:%02d.%03d", h, m, s, f)
	}
	return fmt.Sprintf("%d:%02d.%03d", m, s, f)
}

func counts(list ...int) []string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = strconv.Itoa(n)
	}
	return out
}

// blanks are n empty cells.
func blanks(n int) []string { return make([]string, n) }

// cellsOf puts a name before cells.
func cellsOf(name string, groups ...[]string) []string {
	out := []string{name}
	for _, g := range groups {
		out = append(out, g...)
	}
	return out
}
