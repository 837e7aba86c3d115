package detect

// Constants of the decisions on the record.
const (
	// A row of windows opens a segment: of VF this many within the strict limits, each half a second further.
	openVF       = 3
	openNoise    = 3
	openAsystole = 1
	// Fibrillation that goes unrecognised for long is not called back further than this.
	longestDoubt = 10.0 // s
	// A window is still fibrillation with a second of another rhythm. Half seconds with less than calmPart of the slopes of the
	// other half of the window are the quiet between beats.
	edgeSpan = 1.0 // s
	calmPart = 0.2
	// Kurtosis of the slopes of half a second with one QRS complex; waves have 2 to 4.
	steepKurtosis = 6.0
	// Leads are off when they are missing for two seconds or constant for four: after coarse sampling a pause between beats may
	// look constant.
	leastMissing  = 2.0 // s
	leastConstant = 4.0 // s

	// The usual amplitude follows that of each window by this part.
	tallWeight = 1.0 / 16
	// Leads vote: VF needs half of the leads that say anything, and three times as many as show beats.
	votesFor     = 2
	votesAgainst = 3
)

// windowVerdict is what a window of all leads looks like.
type windowVerdict struct {
	kind   SegmentKind // 0 for none
	strict bool        // VF within the strict limits
	hz     float64
}

// segmentRun is a segment in the making, in averaged samples.
type segmentRun struct {
	kind       SegmentKind
	start, end int // of the windows
	// Of VF: what inner says of the first and of the last window.
	innerStart, innerEnd int

	fromStart bool // the stream, or what was returned last, ends where the run begins
	toEnd     bool // the stream ends with the run

	row     int // windows in a row that count for opening
	open    bool
	hz      float64 // sum over windows
	windows int
}

func (r *segmentRun) confirmed() bool { return r.kind != 0 && r.open }

// segment returns the run without what its first and last windows may hold of other rhythms.
func (r *segmentRun) segment(edge int) Segment {
	g := Segment{Start: r.start, End: r.end, Kind: r.kind}
	if r.kind == VF {
		g.Hz = r.hz / float64(r.windows)
		if !r.fromStart {
			g.Start = max(g.Start+edge, r.innerStart)
		}
		if !r.toEnd {
			g.End = min(g.End-edge, r.innerEnd)
		}
	}
	return g
}

// vote judges the window of all leads.
func (s *Segmenter) vote() windowVerdict {
	var count [leadQuiet + 1]int
	tall, hz := 0.0, 0.0
	for i := range s.leads {
		v, height, f := s.look(&s.leads[i], s.tall)
		count[v]++
		tall = max(tall, height)
		hz += f
	}
	strict := count[leadVF]
	maybe := strict + count[leadMaybeVF]
	heard := len(s.leads) - count[leadAbsent] - count[leadQuiet]
	var w windowVerdict
	switch {
	case heard == 0 && count[leadQuiet] > 0:
		w.kind = Asystole
		return w // and the usual amplitude stays
	case maybe > 0 && maybe*votesFor >= heard && count[leadBeats]*votesAgainst <= maybe:
		w.kind, w.strict, w.hz = VF, strict > 0 && strict*votesFor >= heard, hz/float64(maybe)
	case heard > 0 && count[leadNoise] == heard:
		w.kind = Noise
	}
	if s.tall == 0 {
		s.tall = tall
	}
	s.tall += tallWeight * (tall - s.tall)
	return w
}

// judge takes the hop that is complete.
func (s *Segmenter) judge(dst []Segment) []Segment {
	dst = s.followFlat(dst, s.hop)
	for i := range s.leads {
		s.leads[i].next()
	}
	s.at += s.hop
	start := max(s.at-s.window, s.done)
	if s.off || s.at < s.window || len(s.leads) == 0 {
		return dst
	}
	w := s.vote()
	c := &s.cur
	if c.kind != 0 && (start > c.end || start == c.end && w.kind != c.kind) {
		dst = s.close(dst, c.end)
	}
	switch {
	case w.kind != 0 && w.kind == c.kind:
		c.end = s.at
	case w.kind != 0 && (c.kind == 0 || w.kind < c.kind):
		if c.kind != 0 {
			dst = s.close(dst, min(c.end, start))
		}
		*c = segmentRun{kind: w.kind, start: start, end: s.at, fromStart: start == s.done}
	default:
		c.row = 0
		return dst
	}
	if c.kind == VF {
		first, last := s.inner()
		if c.windows == 0 {
			c.innerStart = s.at - s.window + first*s.hop
		}
		c.innerEnd = s.at - s.window + last*s.hop
	}
	c.follow(w)
	if doubt := samples(longestDoubt, s.rate/float64(s.step)); !c.open && c.end-c.start > doubt {
		c.start = c.end - doubt
		c.fromStart = false
	}
	return dst
}

func (s *Segmenter) edge() int { return samples(edgeSpan, s.rate/float64(s.step)) }

// follow counts a window towards the opening of the segment.
func (r *segmentRun) follow(w windowVerdict) {
	r.hz += w.hz
	r.windows++
	need := openAsystole
	switch r.kind {
	case VF:
		need = openVF
		if !w.strict {
			r.row = 0
			return
		}
	case Noise:
		need = openNoise
	}
	if r.row++; r.row >= need {
		r.open = true
	}
}

// close returns the segment in the making, up to end, if it is one.
func (s *Segmenter) close(dst []Segment, end int) []Segment {
	if s.cur.confirmed() {
		g := s.cur.segment(s.edge())
		g.End = min(g.End, end)
		dst = s.emit(dst, g)
	}
	s.cur = segmentRun{}
	return dst
}

// inner returns the hops of the window between which it has neither rest nor a single steep complex: from behind the last such
// hop of the first half up to the first of the second half.
func (s *Segmenter) inner() (first, last int) {
	lead, most := 0, 0.0
	for i := range s.leads { // the lead with the most signal shows it best
		all := 0.0
		for _, b := range s.leads[i].bins {
			all += b.d2
		}
		if all > most {
			lead, most = i, all
		}
	}
	const half = windowHops / 2
	bins := &s.leads[lead].bins
	early, late := 0.0, 0.0
	for k := range half {
		early += bins[k].d2 / half
		late += bins[half+k].d2 / half
	}
	last = windowHops
	for k := range half {
		if bins[k].other(late, s.hop) {
			first = k + 1
		}
		if j := windowHops - 1 - k; bins[j].other(early, s.hop) {
			last = j
		}
	}
	return first, last
}

// other reports whether a hop looks like one between or at beats, next to a stretch with that much slope in each.
func (b *segmentBin) other(slope float64, n int) bool {
	return b.d2 < calmPart*slope || b.d4*float64(n) > steepKurtosis*b.d2*b.d2
}

// followFlat looks for stretches in which every lead is missing or constant in the first n averaged samples of the hop.
func (s *Segmenter) followFlat(dst []Segment, n int) []Segment {
	rate := s.rate / float64(s.step)
	for i := range n {
		at := s.at + i
		all := s.still(i)
		if all == moving {
			if s.off {
				dst = s.emit(dst, Segment{Start: s.flat, End: at, Kind: Flat})
			}
			s.flat, s.off = -1, false
			continue
		}
		if s.flat < 0 {
			s.flat, s.void = at, true
		}
		s.void = s.void && all == missing
		least := leastConstant
		if s.void {
			least = leastMissing
		}
		if !s.off && at+1-s.flat >= samples(least, rate) {
			dst = s.close(dst, s.flat)
			s.off = true
		}
	}
	return dst
}

// still says what is true of every lead at sample i of the hop.
func (s *Segmenter) still(i int) stillness {
	all := missing
	for k := range s.leads {
		all = min(all, s.leads[k].flat[i])
	}
	if len(s.leads) == 0 {
		return moving
	}
	return all
}
