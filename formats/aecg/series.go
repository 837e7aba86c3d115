package aecg

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/xmlscan"
)

const (
	tokenStart = xmlscan.Start
	tokenEnd   = xmlscan.End
	tokenText  = xmlscan.Text
)

// noTarget marks a series without samples.
const noTarget = -1

// series is what later steps need of a series or derivedSeries.
type series struct {
	code      string
	low, high instant
	derived   bool
	target    int // where its first set is: 0 rec.Channels, i rec.Groups[i-1], noTarget
	beats     int // beats numbered so far
	set       int32
	filters   ecg.Filters
}

// beat reports whether the series holds representative or median beats.
func (s *series) beat() bool {
	for _, name := range beatCodes {
		if containsFold(s.code, name) {
			return true
		}
	}
	return false
}

// beatCodes are parts of the codes of such series: REPRESENTATIVE_BEAT, MEDIAN_BEAT and what makers put in their stead.
var beatCodes = [...]string{"BEAT", "MEDIAN", "AVERAGE", "TEMPLATE"}

func (s *series) kind() ecg.GroupKind {
	switch {
	case s.beat():
		return ecg.GroupRepresentativeBeat
	case containsFold(s.code, "RHYTHM") || !s.derived:
		return ecg.GroupRhythm
	}
	return ecg.GroupOther
}

func containsFold(s, upper string) bool { return strings.Contains(strings.ToUpper(s), upper) }

// axis is the time base of rec.Channels or of a group.
type axis struct {
	series int // -1 when there are no samples
	rate   float64
	at     instant // absolute time of sample 0, noTime when unknown
	zero   int64   // ns: relative time of sample 0
	span   int     // samples up to the latest end
	leads  leadSet
}

// leadSet is a set of leads.
type leadSet [4]uint64

// add adds l and reports whether it was absent. Unknown leads and those beyond the table are never in the set.
func (s *leadSet) add(l ecg.Lead) bool {
	if l <= 0 || int(l) >= 64*len(s) {
		return true
	}
	bit := uint64(1) << (l % 64)
	was := s[l/64]&bit != 0
	s[l/64] |= bit
	return !was
}

func (s *leadSet) meets(o *leadSet) bool {
	for i := range s {
		if s[i]&o[i] != 0 {
			return true
		}
	}
	return false
}

func (s *leadSet) join(o *leadSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// readSeries reads the series or derivedSeries at the current element.
func (d *decoder) readSeries(derived bool) {
	outer, lead := d.current, d.lead
	d.current, d.lead = len(d.series), ""
	me := d.current
	d.series = append(d.series, series{derived: derived, target: noTarget})
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "id":
			if d.rec.ID == "" {
				d.rec.ID = d.identifier()
			}
		case "code":
			d.series[me].code = d.code("code")
		case "effectiveTime":
			d.series[me].low, d.series[me].high = d.interval()
		case "author":
			d.seriesAuthor(derived)
		case "secondaryPerformer":
			d.performer()
		case "controlVariable":
			d.controlVariable(&d.series[me].filters, "")
		case "component":
			inner := d.sc.Depth()
			for d.child(inner) {
				if string(d.sc.Name()) == "sequenceSet" {
					d.sequenceSet()
				}
			}
		case "subjectOf":
			inner := d.sc.Depth()
			for d.child(inner) {
				if string(d.sc.Name()) == "annotationSet" {
					d.annotationSet()
				}
			}
		case "derivation":
			inner := d.sc.Depth()
			for d.child(inner) {
				if string(d.sc.Name()) == "derivedSeries" {
					d.readSeries(true)
				}
			}
		}
	}
	d.endSeries(me)
	d.current, d.lead = outer, lead
}

// endSeries does what needs the whole series, as its parts come in any order.
func (d *decoder) endSeries(me int) {
	s := &d.series[me]
	if s.target == noTarget {
		return
	}
	if s.target == 0 && s.beat() { // the code came after the samples
		g := d.rec.AddGroup()
		g.Channels, d.rec.Channels = d.rec.Channels, g.Channels[:0]
		d.axes = append(d.axes, d.axes[0])
		d.axes[0] = axis{series: -1}
		s.target = len(d.axes) - 1
	}
	for i := range d.axes {
		if a := &d.axes[i]; a.series == me && a.at.kind == noTime && s.low.kind == absolute {
			a.at = s.low.add(a.zero)
		}
	}
	a := &d.axes[s.target]
	if span, ok := s.high.sub(s.low); ok && span > 0 && !s.derived {
		const factor = 2 // padding and rounding stay well below
		seconds, have := float64(span)/1e9, float64(a.span)/a.rate
		if have > factor*seconds || seconds > factor*have {
			d.warn(ecg.WarnInconsistent, "%.3g s of samples in a series of %.3g s", have, seconds)
		}
	}
	if !s.derived && s.kind() == ecg.GroupRhythm && isZero(&d.rec.Filters) {
		d.rec.Filters = s.filters
	}
}

func isZero(f *ecg.Filters) bool {
	return f.HighPass == 0 && f.LowPass == 0 && f.Notch == 0 && len(f.Other) == 0
}

// arrange makes the longest rhythm the record's channels and names the groups, once all series are read.
func (d *decoder) arrange() {
	rec := d.rec
	for i := range rec.Groups {
		s := &d.series[d.axes[i+1].series]
		rec.Groups[i].Kind, rec.Groups[i].Label = s.kind(), s.code
	}
	best, longest := 0, 0.0
	if len(rec.Channels) > 0 {
		longest = d.axes[0].seconds()
	}
	for i := range rec.Groups {
		a := &d.axes[i+1]
		if rec.Groups[i].Kind != ecg.GroupRhythm || d.series[a.series].derived && len(rec.Channels) > 0 {
			continue
		}
		const rounding = 1e-9 // equal lengths: the first stays
		if t := a.seconds(); t > longest*(1+rounding) {
			best, longest = i+1, t
		}
	}
	if best > 0 {
		d.promote(best)
	}
	if first := &d.axes[0]; len(rec.Channels) > 0 && first.at.kind == noTime {
		first.at = d.start
	}
	start := d.axes[0].at
	if start.kind == noTime {
		start = d.start
	}
	rec.Start = start.timestamp()
	for i := range rec.Groups {
		if g := &rec.Groups[i]; g.Kind == ecg.GroupRhythm {
			if ns, ok := d.axes[i+1].at.sub(start); ok {
				g.OffsetMS = ecg.Millisecond(float64(ns) / 1e6)
			}
		}
	}
	if len(rec.Channels) == 0 && len(rec.Groups) > 0 {
		d.warn(ecg.WarnNonstandard, "no rhythm, only representative beats")
	}
}

// promote exchanges rec.Channels with group best; an empty group is removed.
func (d *decoder) promote(best int) {
	rec := d.rec
	g := &rec.Groups[best-1]
	rec.Channels, g.Channels = g.Channels, rec.Channels
	d.axes[0], d.axes[best] = d.axes[best], d.axes[0]
	for i := range d.series {
		switch s := &d.series[i]; s.target {
		case 0:
			s.target = best
		case best:
			s.target = 0
		}
	}
	if len(g.Channels) > 0 {
		s := &d.series[d.axes[best].series]
		g.Kind, g.Label = s.kind(), s.code
		return
	}
	rec.Groups = append(rec.Groups[:best-1], rec.Groups[best:]...)
	rec.Groups[:len(rec.Groups)+1][len(rec.Groups)] = ecg.Group{} // its buffers moved down with the others
	d.axes = append(d.axes[:best], d.axes[best+1:]...)
	for i := range d.series {
		if s := &d.series[i]; s.target > best {
			s.target--
		}
	}
}

func (a *axis) seconds() float64 { return float64(a.span) / a.rate }

// sample returns the sample at time t of the axis, ecg.NoSample when it is not known.
func (a *axis) sample(t instant) int64 {
	if a.series < 0 {
		return ecg.NoSample
	}
	var ns int64
	switch t.kind {
	case absolute:
		var ok bool
		if ns, ok = t.sub(a.at); !ok {
			return ecg.NoSample
		}
	case relative:
		ns = t.ns - a.zero
	default:
		return ecg.NoSample
	}
	n := math.Round(float64(ns) / 1e9 * a.rate)
	if n < 0 || n > math.MaxInt32 {
		return ecg.NoSample
	}
	return int64(n)
}
