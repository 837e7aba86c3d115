package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// trendLevel is the reference level of a lead and the episode it may be in.
type trendLevel struct {
	known bool
	level float64
	first []float64 // values that the level is learned from

	near [3]trendDeviation // of the last windows, for their median
	seen int
	last trendDeviation // the last median
	sign float64        // of the episode, 0 outside
	open STEpisode
	over float64 // since when the deviation is over the limit, NaN when it is not
	sure bool    // it was for long enough
	down float64 // since when it is below the edge, NaN when it is not
}

// trendDeviation is a deviation at a time.
type trendDeviation struct{ t, v float64 }

func (l *trendLevel) reset() {
	*l = trendLevel{first: l.first[:0], last: trendDeviation{math.NaN(), math.NaN()}}
}

// advance hands on the windows that enough others have followed; all when flush is set.
func (t *STTracker) advance(flush bool) {
	t.valid = t.valid[:0]
	for i := range t.pending {
		if t.pending[i].ok {
			t.valid = append(t.valid, i)
		}
	}
	n := len(t.pending)
	if n == 0 {
		return
	}
	order := 0 // of the next valid window among these
	for i := range t.pending {
		p := &t.pending[i]
		if !p.ok {
			if !p.final {
				t.finish(p)
			}
			continue
		}
		at := order
		order++
		if p.final {
			continue
		}
		late := t.pending[n-1].End-t.pending[t.valid[len(t.valid)-1]].End > trendMaxGap
		if at+trendAround >= len(t.valid) && !flush && !late {
			break
		}
		t.shiftAt(at)
		t.finish(p)
	}
	t.drop()
}

// drop lets go of windows that are no history for those to come.
func (t *STTracker) drop() {
	final := 0
	for final < len(t.pending) && t.pending[final].final {
		final++
	}
	keep, measured := final, 0
	for keep > 0 && measured < trendAround && t.pending[final-1].End-t.pending[keep-1].End <= trendAround*trendMaxGap {
		keep--
		if t.pending[keep].ok {
			measured++
		}
	}
	t.spare = append(t.spare, t.pending[:keep]...)
	t.pending = t.pending[:copy(t.pending, t.pending[keep:])]
}

// change is by how much the QRS complex differs between the three measured windows before number at and the three from it on.
func (t *STTracker) change(at int) float64 {
	if at < trendAround || at+trendAround > len(t.valid) {
		return 0
	}
	p := &t.pending[t.valid[at]]
	if p.step >= 0 {
		return p.step
	}
	// A beat that lies a part of a sample off differs by a multiple of its slope; that is taken out.
	t.values = resize(t.values, len(p.qrs))
	size, along, steep, diff := 0.0, 0.0, 0.0, 0.0
	for k := range p.qrs {
		before, after := 0.0, 0.0
		for j := range trendAround {
			before += t.pending[t.valid[at-1-j]].qrs[k]
			after += t.pending[t.valid[at+j]].qrs[k]
		}
		t.values[k] = before
		if d := after - before; d == d {
			diff += d * d
			size += before * before
		}
	}
	for k := range p.qrs {
		after := 0.0
		for j := range trendAround {
			after += t.pending[t.valid[at+j]].qrs[k]
		}
		if k == 0 || k == len(p.qrs)-1 {
			continue
		}
		slope := (t.values[k+1] - t.values[k-1]) / 2
		if v := slope * (after - t.values[k]); v == v {
			along += v
			steep += slope * slope
		}
	}
	if steep > 0 {
		diff -= along * along / steep
	}
	p.step = 0
	if size > 0 {
		p.step = math.Sqrt(math.Max(0, diff) / size)
	}
	return p.step
}

// shiftAt moves the reference levels when a step of ST comes with one of the QRS complex at measured window number at.
func (t *STTracker) shiftAt(at int) {
	t.quiet++
	here := t.change(at)
	if t.opt.ShiftShare < 0 || here <= t.opt.ShiftShare || t.quiet <= trendAround || here < t.change(at-1) || here < t.change(at+1) {
		return
	}
	median := func(lead, from int) float64 {
		t.values = t.values[:0]
		for j := range trendAround {
			t.values = append(t.values, t.pending[t.valid[from+j]].Leads[lead].point)
		}
		slices.Sort(t.values)
		return t.values[trendAround/2]
	}
	moved := false
	for i := range t.level {
		d := median(i, at) - median(i, at-trendAround)
		moved = moved || math.Abs(d) >= t.opt.EdgeUV
	}
	if !moved {
		return
	}
	for i := range t.level {
		if d := median(i, at) - median(i, at-trendAround); d == d {
			t.level[i].level += d
		}
	}
	t.quiet = 0
	if t.Shift != nil {
		before, after := &t.pending[t.valid[at-1]], &t.pending[t.valid[at]]
		t.Shift(STShift{Time: (before.End + after.Start) / 2, QRS: ecg.Value(here)})
	}
}

// finish gives a window its deviations, hands it on and goes on with the episodes.
func (t *STTracker) finish(p *trendPending) {
	p.final = true
	at := (p.Start + p.End) / 2
	for i := range p.Leads {
		l, v := &t.level[i], p.Leads[i].point
		if v != v {
			continue
		}
		if !l.known {
			l.first = append(l.first, v)
			if p.End-t.since >= t.opt.ReferenceS {
				slices.Sort(l.first)
				n := len(l.first)
				l.level, l.known = (l.first[(n-1)/2]+l.first[n/2])/2, true
			}
			continue
		}
		d := v - l.level
		p.Leads[i].Deviation = ecg.Microvolt(d)
		t.follow(i, trendDeviation{at, d})
	}
	if t.Window != nil {
		t.Window(&p.STWindow)
	}
}

// follow takes the next deviation of a lead; the median of three goes into the episodes, one window late.
func (t *STTracker) follow(lead int, d trendDeviation) {
	l := &t.level[lead]
	if l.seen > 0 && d.t-l.near[2].t > trendMaxGap {
		t.end(lead)
		l.seen = 0
	}
	l.near[0], l.near[1], l.near[2] = l.near[1], l.near[2], d
	if l.seen++; l.seen < 2 {
		return
	}
	mid := l.near[1]
	if l.seen > 2 {
		v := [3]float64{l.near[0].v, l.near[1].v, l.near[2].v}
		slices.Sort(v[:])
		mid.v = v[1]
	}
	t.episode(lead, mid)
}

// end takes the last deviation before a gap or the end, and ends the episode there.
func (t *STTracker) end(lead int) {
	l := &t.level[lead]
	if l.seen > 0 {
		t.episode(lead, l.near[2])
	}
	if l.sign != 0 {
		l.open.Open = math.IsNaN(l.down)
		if l.open.Open {
			l.down = l.last.t
		}
		t.emit(lead)
	}
	l.last = trendDeviation{math.NaN(), math.NaN()}
}

// close is end for good.
func (t *STTracker) close(lead int) {
	t.end(lead)
	t.level[lead].seen = 0
}

// crossing is when the deviation passed v on its way to d.
func (l *trendLevel) crossing(d trendDeviation, v float64) float64 {
	last := l.last
	if math.IsNaN(last.t) || (last.v-v)*(d.v-v) > 0 || last.v == d.v {
		return d.t
	}
	return last.t + (v-last.v)/(d.v-last.v)*(d.t-last.t)
}

// episode goes on by one deviation.
func (t *STTracker) episode(lead int, d trendDeviation) {
	l, o := &t.level[lead], &t.opt
	if l.sign != 0 && d.v*l.sign <= -o.EdgeUV && math.IsNaN(l.down) { // straight to the other side
		l.down = l.crossing(d, l.sign*o.EdgeUV)
	}
	if l.sign != 0 && !math.IsNaN(l.down) && (d.t-l.down >= o.EpisodeS || d.v*l.sign <= -o.EdgeUV) {
		t.emit(lead)
	}
	if l.sign == 0 {
		if math.Abs(d.v) < o.EdgeUV {
			if dt := d.t - l.last.t; dt > 0 && o.DriftH > 0 {
				l.level += min(1, dt/(o.DriftH*3600)) * d.v
			}
			l.last = d
			return
		}
		l.sign = math.Copysign(1, d.v)
		l.open = STEpisode{Lead: lead, Onset: l.crossing(d, l.sign*o.EdgeUV), Peak: d.t, Deviation: ecg.Microvolt(d.v)}
		l.over, l.down, l.sure = math.NaN(), math.NaN(), false
	}
	v := d.v * l.sign
	if v > float64(l.open.Deviation)*l.sign {
		l.open.Peak, l.open.Deviation = d.t, ecg.Microvolt(d.v)
	}
	limit := l.sign * o.EpisodeUV
	switch {
	case v >= o.EpisodeUV && math.IsNaN(l.over):
		l.over = l.crossing(d, limit)
	case v < o.EpisodeUV && !math.IsNaN(l.over):
		l.sure = l.sure || l.crossing(d, limit)-l.over >= o.EpisodeS
		l.over = math.NaN()
	}
	l.sure = l.sure || !math.IsNaN(l.over) && d.t-l.over >= o.EpisodeS
	switch {
	case v >= o.EdgeUV:
		l.down = math.NaN()
	case math.IsNaN(l.down):
		l.down = l.crossing(d, l.sign*o.EdgeUV)
	}
	l.last = d
}

// emit hands on the episode that a lead is in, if it reached the limit for long enough.
func (t *STTracker) emit(lead int) {
	l := &t.level[lead]
	l.open.End = l.down
	if l.sure && t.Episode != nil {
		t.Episode(l.open)
	}
	l.sign, l.down, l.over = 0, math.NaN(), math.NaN()
}
