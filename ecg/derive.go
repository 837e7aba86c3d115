package ecg

import "math"

// mixedScaleSteps is how much finer than its sources a derived lead is stored when they have different scales.
const mixedScaleSteps = 64

// Frontal leads that follow from I and II (Einthoven 1913, Goldberger 1942):
//
//	III = II - I,  aVR = -(I + II)/2,  aVL = I - II/2,  aVF = II - I/2
//
// Everything is done on the stored integers. Where a halving would lose a half step, the derived channel's scale is half
// of its sources', so the result is exact.

// DeriveLimbLeads appends whichever of III, aVR, aVL and aVF are absent and can be computed, marked Derived, and returns
// how many it added. It needs I and II recorded together, with the same rate and start; any two of I, II and III serve.
// Where the two have different scales no common integer grid exists and the result is rounded to a step 64 times finer
// than the finer of the two. The record is unchanged where nothing can be derived.
func (r *Record) DeriveLimbLeads() int {
	r.completeEinthoven()
	one, two := r.Lead(LeadI), r.Lead(LeadII)
	if !sameGrid(one, two) {
		return 0
	}
	i, j := indexOf(r.Channels, one), indexOf(r.Channels, two)
	added := 0
	for _, d := range []struct {
		lead Lead
		a, b int64 // coefficients of I and II, halved when half
		half bool
	}{
		{LeadIII, -1, 1, false},
		{LeadAVR, -1, -1, true},
		{LeadAVL, 2, -1, true},
		{LeadAVF, -1, 2, true},
	} {
		if r.Lead(d.lead) != nil {
			continue
		}
		r.combine(d.lead, i, j, d.a, d.b, d.half)
		added++
	}
	return added
}

// Redundant reports whether the channels hold leads I and II as recorded, so that III, aVR, aVL, aVF and -aVR add nothing to
// them; [Lead.FollowsFromLimbs] tells which those are.
func Redundant(channels []Channel) bool {
	found := 0
	for i := range channels {
		if c := &channels[i]; (c.Lead == LeadI || c.Lead == LeadII) && !c.Derived {
			found++
		}
	}
	return found >= 2
}

// FollowsFromLimbs reports whether l is one of III, aVR, aVL, aVF and -aVR, which follow from I and II.
func (l Lead) FollowsFromLimbs() bool { return l >= LeadIII && l <= LeadAVRneg }

// completeEinthoven adds I or II from III and the other.
func (r *Record) completeEinthoven() {
	one, two, three := r.Lead(LeadI), r.Lead(LeadII), r.Lead(LeadIII)
	switch {
	case one == nil && sameGrid(two, three):
		r.combine(LeadI, indexOf(r.Channels, two), indexOf(r.Channels, three), 1, -1, false)
	case two == nil && sameGrid(one, three):
		r.combine(LeadII, indexOf(r.Channels, one), indexOf(r.Channels, three), 1, 1, false)
	}
}

func (r *Record) combine(lead Lead, i, j int, a, b int64, half bool) {
	c := r.AddChannel()
	x, y := &r.Channels[i], &r.Channels[j] // after AddChannel, which may move the slice
	raw := c.Raw
	*c = Channel{
		Lead: lead, Label: lead.String(), Rate: x.Rate, Start: x.Start, Samples: x.Samples, Unit: x.Unit,
		Scale: x.Scale, Filters: x.Filters, Bits: x.Bits, Derived: true, Bad: x.Bad || y.Bad,
	}
	c.Offset = float64(a)*x.Offset + float64(b)*y.Offset
	if half {
		c.Scale, c.Offset = c.Scale/2, c.Offset/2
	}
	exact := x.Scale == y.Scale
	fa, fb := float64(a), float64(b)
	if !exact {
		c.Scale = min(math.Abs(x.Scale), math.Abs(y.Scale)) / mixedScaleSteps
		fa, fb = fa*x.Scale/c.Scale, fb*y.Scale/c.Scale
		if half {
			fa, fb = fa/2, fb/2
		}
	}
	n := min(len(x.Raw), len(y.Raw))
	if cap(raw) < n {
		raw = make([]int32, n)
	}
	raw = raw[:n]
	for k := range raw {
		p, q := x.Raw[k], y.Raw[k]
		if p == Missing || q == Missing {
			raw[k] = Missing
			continue
		}
		v := a*int64(p) + b*int64(q)
		if !exact {
			v = int64(math.Round(fa*float64(p) + fb*float64(q)))
		}
		if v != int64(int32(v)) || int32(v) == Missing {
			raw[k] = Missing
			continue
		}
		raw[k] = int32(v)
	}
	c.Raw = raw
}

func sameGrid(x, y *Channel) bool {
	return x != nil && y != nil && x.Rate == y.Rate && x.Start == y.Start && x.Unit == y.Unit && x.Scale != 0 && y.Scale != 0
}

func indexOf(list []Channel, c *Channel) int {
	for i := range list {
		if &list[i] == c {
			return i
		}
	}
	return -1
}
