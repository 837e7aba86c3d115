package engine

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// Some databases (LUDB, by its WFDB headers) state as the gain of each lead that lead's own peak-to-peak value: every lead
// then spans exactly one unit, and voltages of different leads cannot be compared. The limb leads tell: as numbers they add
// up, as the stated voltages they do not.
const (
	normalisedSpan   = 1000  // µV peak to peak of every lead
	normalisedWithin = 0.002 // relative deviation: gains are stated as whole numbers
	limbRawWithin    = 2     // raw units by which the limb leads may miss the sum: aVR to aVF are halves, rounded
	limbSpread       = 1.05  // ratio of the limb leads' scales from which stated voltages do not add up
	commonScale      = 1     // µV per raw unit: LUDB's samples are whole µV, in steps of the recorder's 5 µV
)

// restoreScale gives the leads of a record whose gains normalise each lead by itself the common scale that its limb leads
// show, and says so in a warning.
func restoreScale(rec *ecg.Record) {
	one, two, three := rec.Lead(ecg.LeadI), rec.Lead(ecg.LeadII), rec.Lead(ecg.LeadIII)
	if one == nil || two == nil || three == nil || one.Derived || two.Derived || three.Derived ||
		len(one.Raw) == 0 || len(one.Raw) != len(two.Raw) || len(one.Raw) != len(three.Raw) {
		return
	}
	lo, hi := min(one.Scale, two.Scale, three.Scale), max(one.Scale, two.Scale, three.Scale)
	if !(lo > 0 && hi > limbSpread*lo) {
		return
	}
	for i := range rec.Channels {
		if c := &rec.Channels[i]; !c.Derived && c.IsVoltage() && !normalised(c) {
			return
		}
	}
	for i, v := range one.Raw {
		w, u := three.Raw[i], two.Raw[i]
		if v == ecg.Missing || w == ecg.Missing || u == ecg.Missing {
			continue
		}
		if d := int64(v) + int64(w) - int64(u); d > limbRawWithin || d < -limbRawWithin {
			return
		}
	}
	for i := range rec.Channels {
		if c := &rec.Channels[i]; !c.Derived && c.IsVoltage() {
			c.Offset *= commonScale / c.Scale
			c.Scale = commonScale
		}
	}
	rec.Warn(ecg.WarnInconsistent, 0,
		"the gain of every lead is its own peak-to-peak value, the limb leads add up only at one common scale: %d µV a unit is assumed", commonScale)
}

// normalised reports whether the samples of c span normalisedSpan exactly.
func normalised(c *ecg.Channel) bool {
	lo, hi := int64(math.MaxInt64), int64(math.MinInt64)
	for _, v := range c.Raw {
		if v != ecg.Missing {
			lo, hi = min(lo, int64(v)), max(hi, int64(v))
		}
	}
	if lo > hi {
		return false
	}
	return math.Abs(float64(hi-lo)*c.Scale-normalisedSpan) <= normalisedWithin*normalisedSpan
}
