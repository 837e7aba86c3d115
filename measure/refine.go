package measure

import "math"

// What the nets are given of each lead: the signal about the fiducial as the rules put it, in steps of its wave.
const (
	refineHidden = 20
	refineScale  = 50 // ms that one unit of input or output stands for
	refineOut    = 3  // the signal is cut off at this many heights of the wave
	refineLevel  = 5  // least height of a wave that the signal is divided by, µV
	refineNoise  = 3  // noise added when it is divided by, µV
)

// edge is one kind of fiducial, in the order of [Fiducials].
type edge int

const (
	edgePOn edge = iota
	edgePPeak
	edgePOff
	edgeQRSOn
	edgeR
	edgeQRSOff
	edgeTOn
	edgeTPeak
	edgeTOff
	edgeCount
)

// edgeView says how a net looks at its fiducial.
type edgeView struct {
	step, half float64 // ms between points, and points to either side
	smooth     float64 // half width of the mean that each point is, ms
	limit      float64 // most that a net may move it, ms
}

// Widths follow the waves: P and T have nothing above 25 Hz, QRS has.
var edgeViews = [3]edgeView{
	{8, 12, 7, 50},
	{4, 15, 3, 50},
	{12, 12, 11, 70},
}

// refined are the fiducials that have a net. The R is where it is, and the rules find the peaks of T as well as a net does.
var refined = [edgeCount]bool{
	edgePOn: true, edgePPeak: true, edgePOff: true, edgeQRSOn: true, edgeQRSOff: true, edgeTOn: true, edgeTOff: true,
}

// refineInputs is the number of inputs of the nets of a wave: two patches, and the extra values that features appends.
func refineInputs(wave int) int {
	return 2*(2*int(edgeViews[wave].half)+1) + [3]int{8, 7, 9}[wave]
}

// fiducial returns the place of e in f.
func (f *Fiducials) fiducial(e edge) *int {
	switch e {
	case edgePOn:
		return &f.POn
	case edgePPeak:
		return &f.PPeak
	case edgePOff:
		return &f.POff
	case edgeQRSOn:
		return &f.QRSOn
	case edgeR:
		return &f.R
	case edgeQRSOff:
		return &f.QRSOff
	case edgeTOn:
		return &f.TOn
	case edgeTPeak:
		return &f.TPeak
	}
	return &f.TOff
}

// drawnOn is the share of the leads whose QRS complex, as drawn, has begun at its onset over all leads.
const drawnOn = 0.25

// drawQRS sets the QRS complexes of drawn, which are the fiducials of every lead where cardiologists mark them, as learned from the
// annotated leads of LUDB. The nets see the places that the rules found.
func (s *shape) drawQRS() {
	copy(s.drawn, s.lead)
	s.refine(1, s.v) // the velocity that the rules looked at
	s.cand = s.cand[:0]
	for l, x := range s.x {
		if x != nil {
			s.drawn[l].R = s.peakR(l, &s.drawn[l])
			s.cand = append(s.cand, weighted{s.drawn[l].QRSOn, 1})
		}
	}
	s.begin = min(weightedQuantile(s.cand, drawnOn), s.g.QRSOn)
	s.timeOfR(s.drawn)
}

// drawPT sets the P and T waves of drawn.
func (s *shape) drawPT() {
	for l := range s.x {
		f := &s.drawn[l]
		q := *f
		*f = s.lead[l]
		f.QRSOn, f.R, f.QRSOff = q.QRSOn, q.R, q.QRSOff
	}
	s.spatial(s.v, s.slow, 0, s.n)
	s.refine(2, s.v)
	s.refine(0, s.v)
	for l, x := range s.x {
		if f := &s.drawn[l]; x != nil && f.PPeak != None {
			f.POff = max(min(f.POff, f.QRSOn), f.PPeak+1)
		}
	}
}

// settles says of the limits over all leads that the rules find how far they may lie from those drawn: the share of the leads that
// have theirs before the place compared with, so chosen that the two agree in the median over LUDB, and a tolerance in ms, above
// the scatter of the nets on waves that no heart makes.
var settles = [edgeCount]struct{ share, tolerance float64 }{
	edgePOn: {0.3, 12}, edgePOff: {0.8, 12}, edgeQRSOn: {0.5, 12}, edgeQRSOff: {0.5, 12}, edgeTOff: {0.8, 14},
}

// settle moves the limits over all leads of a wave that lie too far from where cardiologists draw them up to the tolerance.
func (s *shape) settle(wave int) {
	for k := range 3 {
		e := edge(3*wave + k)
		at, v := s.g.fiducial(e), settles[e]
		if *at == None || v.tolerance == 0 {
			continue
		}
		s.cand = s.cand[:0]
		for l := range s.x {
			if d := *s.drawn[l].fiducial(e); s.x[l] != nil && d != None {
				s.cand = append(s.cand, weighted{d, 1})
			}
		}
		if to := weightedQuantile(s.cand, v.share); to != None {
			*at = min(max(*at, to-s.ms(v.tolerance)), to+s.ms(v.tolerance))
		}
	}
}

// refine draws the wave of number wave (0 P, 1 QRS, 2 T); v is the spatial slope of that wave.
func (s *shape) refine(wave int, v []float64) {
	if s.watch != nil {
		s.watch(wave, v)
	}
	view := &edgeViews[wave]
	top := s.topSlope(wave, v)
	for l, x := range s.x {
		if x == nil {
			continue
		}
		h := waveHeight{}
		for k := range 3 {
			e := edge(3*wave + k)
			net := s.nets[e]
			at := *s.lead[l].fiducial(e)
			if net == nil || at == None || *s.g.fiducial(e) == None {
				continue
			}
			if h.size == 0 {
				h = s.heightOf(wave, l, &s.lead[l])
			}
			s.features = s.appendInputs(s.features[:0], l, e, float64(at), v, top, &s.lead[l], &h)
			move := net.eval(s.features) * refineScale
			move = min(max(move, -view.limit), view.limit)
			*s.drawn[l].fiducial(e) = min(max(at+s.ms(move), 0), s.n-1)
		}
		if wave != 1 { // the R is still to come
			s.inOrder(wave, l)
		} else if f := &s.drawn[l]; f.QRSOff <= f.QRSOn && f.QRSOn != None && f.QRSOff != None {
			f.QRSOn, f.QRSOff = s.lead[l].QRSOn, s.lead[l].QRSOff // on what is no QRS complex the nets may pass each other
		}
	}
}

// inOrder keeps onset, peak and end of a wave of lead l in their order.
func (s *shape) inOrder(wave, l int) {
	f := &s.drawn[l]
	on, peak, off := f.fiducial(edge(3*wave)), f.fiducial(edge(3*wave+1)), f.fiducial(edge(3*wave+2))
	if *peak == None {
		return
	}
	if *on != None {
		*on = min(*on, *peak-1)
	}
	if *off != None {
		*off = max(*off, *peak+1)
	}
}

// topSlope is the largest value of the spatial slope v of a wave.
func (s *shape) topSlope(wave int, v []float64) float64 {
	top := 1e-9
	for i := max(*s.g.fiducial(edge(3 * wave)), 0); i <= min(*s.g.fiducial(edge(3*wave + 2)), s.n-1); i++ {
		if v[i] > top {
			top = v[i]
		}
	}
	return top
}

// waveHeight is the signed height of a wave in a lead and the logarithm of its ratio to the noise. The height itself tells a net
// nothing: what it learned holds at any gain.
type waveHeight struct{ size, logRatio float64 }

func (s *shape) heightOf(wave, l int, f *Fiducials) waveHeight {
	h := s.height(wave, l, f)
	if math.Abs(h) < refineLevel {
		h = math.Copysign(refineLevel, h)
	}
	return waveHeight{h, math.Log(math.Abs(h) / (refineNoise + s.noise[l]))}
}

// appendFeatures appends the inputs of the net of e in lead l, taken about the sample c: the signal in heights of the wave, the spatial
// slope v as a share of its largest, and where the other fiducials f of the lead and those over all leads are.
func (s *shape) appendFeatures(dst []float64, l int, e edge, c float64, v []float64, f *Fiducials) []float64 {
	wave := int(e) / 3
	h := s.heightOf(wave, l, f)
	return s.appendInputs(dst, l, e, c, v, s.topSlope(wave, v), f, &h)
}

// appendInputs is appendFeatures with what the fiducials of a wave share.
func (s *shape) appendInputs(dst []float64, l int, e edge, c float64, v []float64, top float64, f *Fiducials, h *waveHeight) []float64 {
	wave := int(e) / 3
	view := &edgeViews[wave]
	first, second, third := edge(3*wave), edge(3*wave+1), edge(3*wave+2)
	perMS := s.rate / 1000
	n := 2*int(view.half) + 1
	start := len(dst)
	dst = append(dst, refineRoom[:2*n]...)
	patch, slopes := dst[start:start+n], dst[start+n:]
	mean := patchOf(patch, s.cum[l], c, view.step*perMS, max(view.smooth*perMS, 0.5))
	for i, u := range patch {
		patch[i] = min(max((u-mean)/h.size, -refineOut), refineOut)
	}
	step := view.step * perMS
	k, at := int(step), int(c-view.half*step)
	if float64(k) == step && float64(at) == c-view.half*step && at > 0 && at+(n-1)*k < len(v)-1 {
		for i := range slopes { // all places are samples
			slopes[i] = min(v[at]/top, refineOut)
			at += k
		}
	} else {
		for i := range slopes {
			slopes[i] = min(interpolated(v, c+(float64(i)-view.half)*step)/top, refineOut)
		}
	}
	from := func(p int) float64 { return (float64(p) - c) / perMS / refineScale }
	near := func(p float64, missing float64) float64 {
		if math.IsInf(p, 0) || p != p {
			return missing
		}
		return min(max((p-c)/perMS/refineScale, -4), 4)
	}
	other := third
	if e == third {
		other = first
	}
	dst = append(dst, from(*s.g.fiducial(e)), from(*f.fiducial(second)), from(*f.fiducial(other)), from(*s.g.fiducial(second)),
		h.logRatio, math.Copysign(1, h.size))
	switch wave {
	case 0:
		before := math.Inf(1)
		if s.g.TOff != None {
			before = float64(s.g.TOff) - s.prevR
		}
		dst = append(dst, from(s.begin), near(before, -4))
	case 1:
		dst = append(dst, float64(s.g.QRSOff-s.g.QRSOn)/perMS/refineScale)
	case 2:
		dst = append(dst, from(s.g.QRSOff), near(float64(s.r)+s.nextR-refineBeforeR*perMS, 4), from(s.g.TOff))
	}
	return dst
}

// refineRoom is room for two patches.
var refineRoom [2 * 31]float64

// patchOf writes the means over w samples to either side of places step apart, the middle one at c, of a signal given as its
// running sum, and returns their mean.
func patchOf(dst, cum []float64, c, step, w float64) float64 {
	half := float64(len(dst) / 2)
	mean := 0.0
	a, b := c-half*step+0.5-w, c-half*step+0.5+w
	k, i, j := int(step), int(math.Floor(a)), int(math.Floor(b))
	if z := j + (len(dst)-1)*k + 1; float64(k) == step && i >= 0 && z < len(cum) {
		// All places lie alike between the samples.
		p, q, width := a-float64(i), b-float64(j), b-a
		for x := range dst {
			u := (cum[j] + q*(cum[j+1]-cum[j]) - (cum[i] + p*(cum[i+1]-cum[i]))) / width
			mean += u
			dst[x] = u
			i += k
			j += k
		}
		return mean / float64(len(dst))
	}
	for x := range dst {
		u := meanAbout(cum, c+(float64(x)-half)*step, w)
		mean += u
		dst[x] = u
	}
	return mean / float64(len(dst))
}

// refineBeforeR is how long before the next R its P wave begins, about, in ms.
const refineBeforeR = 200

// height is the signed size of a wave of lead l.
func (s *shape) height(wave, l int, f *Fiducials) float64 {
	switch wave {
	case 0:
		return s.pAmp[l]
	case 2:
		return s.tAmp[l]
	}
	best := 0.0
	x, base := s.x[l], s.base[l]
	for i := max(f.QRSOn, 0); i <= min(f.QRSOff, s.n-1); i++ {
		if d := math.Abs(x[i] - base); d > best {
			best = d
		}
	}
	return best
}

// meanAbout is the mean of a signal, given as its running sum, over w samples to either side of the place c, the ends held.
func meanAbout(cum []float64, c, w float64) float64 {
	last := float64(len(cum) - 1)
	a, b := c+0.5-w, c+0.5+w
	if b < 1 {
		a, b = 0, 1
	}
	if a > last-1 {
		a, b = last-1, last
	}
	a, b = max(a, 0), min(b, last)
	return (interpolated(cum, b) - interpolated(cum, a)) / (b - a)
}

// interpolated is x at the place c between its samples, the ends held.
func interpolated(x []float64, c float64) float64 {
	if c <= 0 {
		return x[0]
	}
	i := int(c)
	if i >= len(x)-1 {
		return x[len(x)-1]
	}
	return x[i] + (c-float64(i))*(x[i+1]-x[i])
}
