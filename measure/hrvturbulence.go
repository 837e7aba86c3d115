package measure

import (
	"math"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
)

const (
	// capacityChange bounds the change at an anchor as a share of the interval before (Bauer 2006).
	capacityChange = 0.05

	turbulenceBefore = 5   // sinus intervals before the coupling interval
	turbulenceAfter  = 15  // after the pause
	turbulenceWindow = 5   // of the slope
	turbulenceRatio  = 0.2 // by how much the coupling interval is shorter and the pause longer, and others may differ
	turbulenceJump   = 200 // ms between neighbours
)

// capacity writes deceleration and acceleration capacity: the phase-rectified average around intervals that are longer, or
// shorter, than the one before. Windows lie within NN intervals.
func (h *HRV) capacity(dst *HRVReport) {
	s := &h.fixed
	if len(s.rr) < h.opt.MinIntervals {
		dst.miss("deceleration_ms", missFew, float64(h.opt.MinIntervals))
		dst.miss("acceleration_ms", missFew, float64(h.opt.MinIntervals))
		return
	}
	var dc, ac mean
	for i := 2; i+1 < len(s.rr); i++ {
		if !s.link[i-1] || !s.link[i] || !s.link[i+1] {
			continue
		}
		d := s.rr[i] - s.rr[i-1]
		if d == 0 || math.Abs(d) > capacityChange*s.rr[i-1] {
			continue
		}
		v := (s.rr[i] + s.rr[i+1] - s.rr[i-1] - s.rr[i-2]) / 4
		if d > 0 {
			dc.add(v)
		} else {
			ac.add(v)
		}
	}
	dst.Nonlinear.Deceleration, dst.Nonlinear.Acceleration = ecg.Millisecond(dc.value()), ecg.Millisecond(ac.value())
	if dc.n == 0 || ac.n == 0 {
		dst.miss("deceleration_ms", missFlat, 0)
	}
}

// turbulence averages the intervals around isolated ventricular premature beats.
func (h *HRV) turbulence(dst *HRVReport) {
	out := &dst.Turbulence
	var onset mean
	var average [turbulenceAfter]float64
	for i := turbulenceBefore; i+1+turbulenceAfter < len(h.all.rr); i++ {
		if !h.isEvent(i) {
			continue
		}
		rr := h.all.rr
		before := rr[i-2] + rr[i-1]
		onset.add(100 * (rr[i+2] + rr[i+3] - before) / before)
		for k := range average {
			average[k] += rr[i+2+k]
		}
	}
	out.Events = onset.n
	if onset.n < h.opt.MinEvents {
		dst.miss("turbulence", missFew, float64(h.opt.MinEvents))
		return
	}
	steepest := math.Inf(-1)
	for k := 0; k+turbulenceWindow <= turbulenceAfter; k++ {
		y := average[k : k+turbulenceWindow]
		steepest = math.Max(steepest, (-2*y[0]-y[1]+y[3]+2*y[4])/10)
	}
	out.Onset, out.Slope = ecg.Value(onset.value()), ecg.Value(steepest/float64(onset.n))
}

// isEvent reports whether interval i is the coupling interval of a ventricular beat, the one after it its pause, with sinus
// rhythm around.
func (h *HRV) isEvent(i int) bool {
	rr, ok := h.all.rr, h.all.link
	if ok[i] || ok[i+1] || !h.ventricular(i) {
		return false
	}
	reference := 0.0
	for k := i - turbulenceBefore; k < i; k++ {
		if !ok[k] {
			return false
		}
		reference += rr[k] / turbulenceBefore
	}
	if !(rr[i] <= (1-turbulenceRatio)*reference && rr[i+1] >= (1+turbulenceRatio)*reference) {
		return false
	}
	sinus := func(from, to int) bool {
		for k := from; k < to; k++ {
			if !ok[k] || math.Abs(rr[k]-reference) > turbulenceRatio*reference ||
				k > from && math.Abs(rr[k]-rr[k-1]) > turbulenceJump {
				return false
			}
		}
		return true
	}
	return sinus(i-turbulenceBefore, i) && sinus(i+2, i+2+turbulenceAfter)
}

// ventricular reports whether the beat that ends interval i is known to be ventricular.
func (h *HRV) ventricular(i int) bool {
	return h.class != nil && h.class[i+1] == detect.Ventricular
}
