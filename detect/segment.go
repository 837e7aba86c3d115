package detect

import (
	"fmt"
	"slices"
)

// SegmentKind says why a stretch of a recording holds no beats, or none that can be read.
type SegmentKind byte

// The kinds of segments, the more urgent ones first.
const (
	VF       SegmentKind = iota + 1 // ventricular fibrillation or flutter: no discernible QRS complexes
	Asystole                        // electrodes attached, but nothing larger than small residual noise
	Noise                           // signal in which no lead shows readable beats
	Flat                            // every lead missing or constant
)

var segmentNames = [...]string{VF: "vf", Asystole: "asystole", Noise: "noise", Flat: "flat"}

// String returns "vf", "asystole", "noise" or "flat".
func (k SegmentKind) String() string {
	if k >= VF && int(k) < len(segmentNames) {
		return segmentNames[k]
	}
	return fmt.Sprintf("SegmentKind(%d)", byte(k))
}

// MarshalText returns the name; the error is for a value that is no kind.
func (k SegmentKind) MarshalText() ([]byte, error) {
	if k < VF || int(k) >= len(segmentNames) {
		return nil, fmt.Errorf("detect: no segment kind %d", byte(k))
	}
	return []byte(segmentNames[k]), nil
}

// UnmarshalText reads a name that MarshalText wrote.
func (k *SegmentKind) UnmarshalText(text []byte) error {
	i := slices.Index(segmentNames[VF:], string(text))
	if i < 0 {
		return fmt.Errorf("detect: no segment kind of that name")
	}
	*k = VF + SegmentKind(i)
	return nil
}

// Beatless reports whether a segment of this kind holds no beats, so that marks within are false. Noise may hide some.
func (k SegmentKind) Beatless() bool { return k == VF || k == Asystole || k == Flat }

// Segment is a stretch of a recording that is not a rhythm of beats.
type Segment struct {
	Start int         `json:"start"` // first sample
	End   int         `json:"end"`   // first sample behind it
	Kind  SegmentKind `json:"kind"`
	// Hz is the mean dominant frequency of VF; 0 for other kinds.
	Hz float64 `json:"hz,omitempty"`
}

// Segmenter finds the stretches without a rhythm of beats in any number of simultaneous leads, one included: ventricular
// fibrillation and flutter, asystole, noise, and leads that are off. Wide fast beats (ventricular tachycardia) are beats,
// no segment, as long as their QRS complexes stand out.
//
// Every half second the last four seconds of each lead, averaged down to 100-200 Hz and freed of wander and mains, are
// judged. What decides is what the shape of a QRS complex does to the statistics of a lead: between complexes the lead is
// quiet and within them it is steep, so that its slopes have a high kurtosis; fibrillation and flutter swing without rest
// about one frequency. A window is VF by all of: slopes of low kurtosis; the leakage of the VF filter (Kuo, Dillman 1978)
// within the limits of its authors; a spectrum that is narrow and has its mean near its peak (Barro et al. 1989); few samples near
// the mean level; a band-passed signal without peaks (count2 of Jekova and Krasteva 2004). Three windows in a row that meet
// the strict limits open a segment, and it lasts as long as windows meet the loose ones. The leads vote, and leads that show
// beats veto. The limits were set on record cu01 of the CU database and on the flutter of record 207 of the MIT-BIH
// database, with margins to every other window of the latter's 26 development records, of NSTDB, LUDB, PTB-XL and of the
// Challenge 2017 strips.
//
// Asystole and the least amplitude of VF need leads in microvolts; all else is free of scale. A segment is at least
// two seconds (missing), about three (VF), four (constant, asystole) or five (noise) long, so that short runs are left to the
// beat detectors. VF keeps a second's distance from other rhythms, more where their beats or the quiet between them show.
//
// Limits. Torsades de pointes is called VF. The slow waves (below 2.5 Hz) of a heart about to stop are not, nor is fibrillation with a
// pacemaker's stimuli left in. Flutter and a regular tachycardia of wide beats differ in how near to a sine their waves are.
//
// Sources. S. Kuo, R. Dillman, "Computer detection of ventricular fibrillation", Computers in Cardiology 1978:347-349; S. Barro
// et al., "Algorithmic sequential decision-making in the frequency domain for life threatening ventricular arrhythmias and
// imitative artefacts", J. Biomed. Eng. 11:320-328, 1989; I. Jekova, V. Krasteva, "Real time detection of ventricular
// fibrillation and tachycardia", Physiol. Meas. 25:1167-1178, 2004; A. Amann, R. Tratnig, K. Unterkofler, "Reliability of old and
// new ventricular fibrillation detection algorithms for automated external defibrillators", BioMed. Eng. OnLine 4:60, 2005;
// R. Kerber et al., Circulation 95:1677-1682, 1997, for amplitudes.
//
// The zero value is ready for Reset.
type Segmenter struct {
	rate   float64
	step   int // input samples averaged into one
	hop    int // averaged samples between windows
	window int // averaged samples in a window
	delay  int // input samples by which the filter shows events late

	leads []segmentLead
	spec  segmentSpectrum
	n     int // input samples taken
	fill  int // of the current hop
	at    int // averaged samples judged

	cur  segmentRun
	flat int     // averaged sample at which every lead went flat, -1 when one is not
	void bool    // since then every lead is missing
	off  bool    // a flat segment is open
	done int     // end of what was returned, averaged samples
	last int     // the same in input samples
	tall float64 // usual peak-to-peak amplitude of the tallest lead, 0 when not known
}

// NewSegmenter returns a Segmenter for that many leads at rate Hz. The error is *[RateError].
func NewSegmenter(rate float64, leads int) (*Segmenter, error) {
	s := new(Segmenter)
	return s, s.Reset(rate, leads)
}

// Reset forgets everything and prepares for leads at rate Hz (50 to 50000). The error is *[RateError]. It panics for a
// negative number of leads.
func (s *Segmenter) Reset(rate float64, leads int) error {
	if !(rate >= minRate && rate <= maxRate) {
		return &RateError{rate, minRate, maxRate}
	}
	if rate != s.rate {
		s.rate = rate
		s.step = max(1, int(rate/segmentRate))
		r := rate / float64(s.step)
		s.hop = samples(segmentHop, r)
		s.window = windowHops * s.hop
		s.delay = samples(segmentDelay, rate)
		s.spec.reset(r, s.window)
		s.leads = s.leads[:0]
	}
	for cap(s.leads) < leads {
		s.leads = append(s.leads[:cap(s.leads)], segmentLead{})
	}
	s.leads = s.leads[:leads]
	for i := range s.leads {
		s.leads[i].reset(rate/float64(s.step), s.step, s.hop)
	}
	s.n, s.fill, s.at, s.done, s.last, s.tall = 0, 0, 0, 0, 0, 0
	s.cur, s.flat, s.off = segmentRun{}, -1, false
	return nil
}

// Segments appends the segments of whole leads to dst, in time order and apart. A lead shorter than the longest is missing
// beyond its end. It is Push and Flush after a Reset for as many leads.
func (s *Segmenter) Segments(dst []Segment, leads [][]float64) []Segment {
	s.mustBeReady()
	_ = s.Reset(s.rate, len(leads))
	return s.Flush(s.Push(dst, leads))
}

// Push takes the next samples of every lead and appends the segments that have ended: at most six seconds after their end.
// Indexes count from the first sample after Reset. A lead of the block that is shorter than the longest is missing beyond its
// end. It panics before the first Reset and unless the block has one slice for each lead.
func (s *Segmenter) Push(dst []Segment, block [][]float64) []Segment {
	s.mustBeReady()
	if len(block) != len(s.leads) {
		panic("detect: Push with another number of leads than Reset")
	}
	total := 0
	for _, x := range block {
		total = max(total, len(x))
	}
	for from := 0; from < total; {
		n := min(s.hop*s.step-s.fill, total-from)
		for i, x := range block {
			have := min(max(len(x)-from, 0), n)
			if have > 0 {
				s.leads[i].feed(x[from : from+have])
			}
			s.leads[i].skip(n - have)
		}
		from += n
		s.n += n
		if s.fill += n; s.fill == s.hop*s.step {
			s.fill = 0
			dst = s.judge(dst)
		}
	}
	return dst
}

// Flush ends the stream and appends the segments still open, up to the last sample.
func (s *Segmenter) Flush(dst []Segment) []Segment {
	s.mustBeReady()
	last := (s.n + s.step - 1) / s.step
	if rest := last - s.at; rest > 0 && len(s.leads) > 0 {
		for i := range s.leads {
			s.leads[i].complete()
		}
		dst = s.followFlat(dst, rest)
	}
	if s.off {
		dst = s.emit(dst, Segment{Start: s.flat, End: last, Kind: Flat})
		s.off = false
	} else if c := &s.cur; c.kind != 0 && c.end == s.at { // the rest is too short to be judged
		c.end, c.toEnd = last, true
	}
	s.at = last
	return s.close(dst, last)
}

// Open returns the segment that the stream is in, with its End at what is known so far. Beats that lie in it are not to be
// trusted even before Push returns it.
func (s *Segmenter) Open() (Segment, bool) {
	switch {
	case s.off:
		return s.outside(Segment{Start: s.flat, End: s.at, Kind: Flat}), true
	case s.cur.confirmed():
		return s.outside(s.cur.segment(s.edge())), true
	}
	return Segment{}, false
}

// Settled returns the sample up to which the verdict is final: what lies before it is in a segment already returned, in that
// of Open, or in none. It trails what was pushed by at most fifteen seconds, mostly by five.
func (s *Segmenter) Settled() int {
	if s.n == 0 {
		return 0
	}
	at := s.at - s.window
	if s.flat >= 0 && !s.off {
		at = min(at, s.flat)
	}
	if c := &s.cur; c.kind != 0 && !c.confirmed() {
		at = min(at, c.start)
	} else if c.confirmed() {
		g := c.segment(s.edge())
		at = min(max(at, g.Start), g.End) // the end may yet move
	}
	return max(s.done, at, 0) * s.step
}

func (s *Segmenter) mustBeReady() {
	if s.rate == 0 {
		panic("detect: Segmenter used before Reset")
	}
}

// emit appends g, given in averaged samples, unless nothing is left of it behind the last one.
func (s *Segmenter) emit(dst []Segment, g Segment) []Segment {
	g.Start = max(g.Start, s.done)
	if g.End <= g.Start {
		return dst
	}
	s.done = g.End
	g = s.outside(g)
	s.last = g.End
	return append(dst, g)
}

// outside turns averaged samples into input samples.
func (s *Segmenter) outside(g Segment) Segment {
	late := s.delay
	if g.Kind == Flat { // not found on the filtered leads
		late = 0
	}
	end := g.End * s.step
	if end < s.n {
		end -= late
	}
	g.Start, g.End = max(g.Start*s.step-late, s.last), min(end, s.n)
	return g
}
