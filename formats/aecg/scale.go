package aecg

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// calibrate sets the channel's unit, scale and offset from origin and scale, each of which has a unit of its own.
func (d *decoder) calibrate(c *ecg.Channel, q *sequence) {
	c.Unit = ecg.UnitUncalibrated
	c.Scale = 1
	if q.scale.given && q.scale.value.mant != 0 {
		c.Scale = q.scale.value.shift(-q.digits.decimals).float()
	} else if q.digits.decimals > 0 {
		c.Scale = 1 / pow10[q.digits.decimals]
	}
	c.Offset = q.origin.value.float()
	if !q.scale.given || q.scale.value.mant == 0 {
		d.warn(ecg.WarnUncalibrated, "no scale")
		return
	}
	unit := q.scale.unit
	if unit == "" && q.origin.unit != "" {
		unit = q.origin.unit
		d.warn(ecg.WarnNonstandard, "scale without a unit, that of the origin taken")
	}
	if unit == "" || unit == "1" {
		d.warn(ecg.WarnUncalibrated, "no unit")
		return
	}
	power, ok := microvoltPower(unit)
	if !ok {
		c.Unit = ecg.Unit(unit)
		if q.origin.unit != "" && q.origin.unit != unit && q.origin.value.mant != 0 {
			d.warn(ecg.WarnUncalibrated, "origin and scale have different units")
			c.Unit, c.Offset = ecg.UnitUncalibrated, 0
		}
		return
	}
	c.Unit = ecg.UnitMicrovolt
	c.Scale = q.scale.value.shift(power - q.digits.decimals).float()
	originPower, ok := power, true
	if q.origin.unit != "" {
		originPower, ok = microvoltPower(q.origin.unit)
	}
	if !ok && q.origin.value.mant != 0 {
		d.warn(ecg.WarnUncalibrated, "unit of the origin not known, origin left out")
	}
	if c.Offset = 0; ok {
		c.Offset = q.origin.value.shift(originPower).float()
	}
}

// microvoltPower returns n where the unit is 10^n µV; false when it is no voltage.
func microvoltPower(unit string) (n int, ok bool) {
	switch unit { // before ecg.VoltageScale, which allocates
	case "uV":
		return 0, true
	case "mV":
		return 3, true
	}
	v, ok := ecg.VoltageScale(unit)
	if !ok {
		return 0, false
	}
	return int(math.Round(math.Log10(v))), true
}
