package classify

import (
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
)

// compareMeasurements compares rate, intervals, axis, ST and T, and reports whether any of it has changed beyond error.
func (c *Comparison) compareMeasurements(before, now Reading, groups *[7]groupState) (changed bool) {
	a, b := before.Report, now.Report
	if a == nil || b == nil {
		return false
	}
	value := func(what string, x, y float64, significant bool) bool {
		c.Measurements = append(c.Measurements, ComparedValue{what, ecg.Value(x), ecg.Value(y), ecg.Value(y - x), significant})
		changed = changed || significant
		return significant
	}
	was, is := heartRate(a), heartRate(b)
	if value("heart_rate_bpm", was, is, math.Abs(is-was) > serialRate && (is < serialSlow || is > serialFast)) {
		groups[1].add("heart_rate_bpm", 0, is, was)
	}
	x, y := float64(a.PR), float64(b.PR)
	if value("pr_ms", x, y, intervalChanged(x, y, serialPR, prLong)) && y > x {
		groups[3].add("pr_ms", 0, y, x)
	}
	x, y = float64(a.QRS), float64(b.QRS)
	if value("qrs_ms", x, y, intervalChanged(x, y, serialQRS, blockQRS)) && y > x {
		groups[3].add("qrs_ms", 0, y, x)
	}
	value("qt_ms", float64(a.QT), float64(b.QT), false)
	x, _ = correctedQT(a, before.QTc)
	y, _ = correctedQT(b, now.QTc)
	if value("qtc_ms", x, y, math.Abs(y-x) > serialQTc) {
		groups[4].add("qtc_ms", 0, y, x)
	}
	x, y = float64(a.Axis.QRS), float64(b.Axis.QRS)
	turn := angle(x, y)
	c.Electrodes = turn >= serialTurned && inversion(a, b)
	if value("qrs_axis_deg", x, y, turn > serialAxis) && !c.Electrodes {
		groups[5].add("qrs_axis_deg", 0, y, x)
	}
	if changed = c.compareLeads(a, b, groups) || changed; c.Electrodes {
		for _, n := range []int{2, 4, 5} { // what exchanged electrodes explain
			if !groups[n].critical {
				groups[n] = groupState{}
			}
		}
	}
	return changed
}

// intervalChanged reports a change beyond error and, where both values are abnormal, beyond a tenth.
func intervalChanged(before, now, step, limit float64) bool {
	if !(math.Abs(now-before) >= step) {
		return false
	}
	if before > limit && now > limit {
		return math.Abs(now-before) > serialInterval*before
	}
	return before > limit || now > limit
}

// angle is the difference of two axes, 0 to 180 degrees.
func angle(a, b float64) float64 {
	d := math.Abs(math.Mod(b-a, 360))
	return min(d, 360-d)
}

// inversion reports whether QRS in I has turned over.
func inversion(a, b *measure.Report) bool {
	x, y := get(a, ecg.LeadI), get(b, ecg.LeadI)
	return x != nil && y != nil && float64(x.QRSNet)*float64(y.QRSNet) < 0
}

// compareLeads compares ST, T and amplitude lead by lead. A change must be in two leads.
func (c *Comparison) compareLeads(a, b *measure.Report, groups *[7]groupState) (changed bool) {
	var st, t groupState
	const leads = 2
	sum, old, n, grown := 0.0, 0.0, 0, 0
	secondary := b.QRS >= blockQRS != (a.QRS >= blockQRS) // a block that comes or goes changes ST and T by itself
	for i := range b.Leads {
		y := &b.Leads[i]
		x := get(a, y.Lead)
		if x == nil || !y.OK {
			continue
		}
		if known(float64(x.QRSPeak), float64(y.QRSPeak)) {
			sum, old, n = sum+float64(y.QRSPeak), old+float64(x.QRSPeak), n+1
			if math.Abs(float64(y.QRSPeak-x.QRSPeak)) > serialVoltage*float64(x.QRSPeak) {
				grown++
			}
		}
		if y.Lead == ecg.LeadAVR || secondary {
			continue
		}
		d := float64(y.J) - float64(x.J)
		if math.Abs(float64(y.J)) > math.Abs(float64(x.J)) && (d >= serialST || -d >= serialSTDepress) {
			st.add("j_uv", y.Lead, float64(y.J), float64(x.J))
		}
		if x.T > 0 && y.T < 0 && float64(x.T-y.T) >= serialT {
			t.add("t_uv", y.Lead, float64(y.T), float64(x.T))
		}
	}
	changed = st.on || t.on || grown >= leads // a change in one lead is no error, nor is it enough for a statement of its own
	if len(st.evidence) >= leads {
		groups[2].on = true
		groups[2].evidence = append(groups[2].evidence, st.evidence...)
	}
	if len(t.evidence) >= leads {
		groups[4].on = true
		groups[4].evidence = append(groups[4].evidence, t.evidence...)
	}
	if n >= verdictLeads && !c.Electrodes && math.Abs(sum-old) > serialVoltage*old {
		groups[5].add("qrs_amplitude_sum_uv", 0, sum, old)
		changed = true
	}
	return changed
}
