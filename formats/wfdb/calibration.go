package wfdb

import (
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// calibration returns gain, baseline and unit that give the channel's scale and offset back. A voltage is written in mV,
// or in µV where only that is exact.
func calibration(c *ecg.Channel) (gain float64, baseline int32, units string) {
	scale := c.Scale
	if scale == 0 || math.IsNaN(scale) || math.IsInf(scale, 0) {
		scale = 1
	}
	if b := math.RoundToEven(-c.Offset / scale); math.Abs(b) <= math.MaxInt32 {
		baseline = int32(b)
	}
	if c.IsVoltage() {
		for _, u := range []string{"mV", "uV"} {
			k, _ := ecg.VoltageScale(u)
			if g, exact := gainFor(k, scale); exact {
				return g, baseline, u
			}
		}
		g, _ := gainFor(1e3, scale)
		return g, baseline, "mV"
	}
	units = strings.Join(strings.Fields(string(c.Unit)), "_")
	if units == "" || !validText(units) {
		units = "NU"
	}
	g, _ := gainFor(1, scale)
	return g, baseline, units
}

// gainFor returns the gain whose division k/gain, as a reader does it, gives scale; or the nearest.
func gainFor(k, scale float64) (gain float64, exact bool) {
	g := k / scale
	const tries = 2 // a quotient's inverse is at most that many steps off
	up, down := g, g
	for i := 0; i <= tries; i++ {
		if k/up == scale {
			return up, true
		}
		if k/down == scale {
			return down, true
		}
		up, down = math.Nextafter(up, math.Inf(1)), math.Nextafter(down, math.Inf(-1))
	}
	return g, false
}

// number formats v with as few digits as read back exactly, without an exponent unless it is extreme.
func number(v float64) string {
	if a := math.Abs(v); a != 0 && (a < 1e-5 || a >= 1e15) {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}
