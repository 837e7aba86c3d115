package aecg

import (
	"bytes"
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// sequenceSet is a set being read.
type sequenceSet struct {
	axis    int // d.axes index of its channels
	rate    float64
	at      instant // absolute time of sample 0
	zero    int64   // ns, relative time of sample 0
	timed   bool    // whether there was a time sequence
	cut     bool    // whether the input ended in its last channel
	filters ecg.Filters
}

// quantity is a PQ.
type quantity struct {
	value decimal
	unit  string
	given bool
}

// sequence is one sequence of a set: time or a lead.
type sequence struct {
	code, label   string
	time          bool // head and increment
	head          instant
	rate          float64
	origin, scale quantity
	channel       bool // digits have been read into the last channel of the set
	digits        digits
	filters       ecg.Filters
	offset        int64
}

// list returns the channels on axis i.
func (d *decoder) list(i int) *[]ecg.Channel {
	if i == 0 {
		return &d.rec.Channels
	}
	return &d.rec.Groups[i-1].Channels
}

func (d *decoder) addChannel(i int) *ecg.Channel {
	if i == 0 {
		return d.rec.AddChannel()
	}
	return d.rec.Groups[i-1].AddChannel()
}

// sequenceSet reads the set at the current element into rec.Channels, when it is the first of a rhythm, or a new group.
func (d *decoder) sequenceSet() {
	var set sequenceSet
	s := &d.series[d.current]
	if len(d.rec.Channels) > 0 || s.derived || s.beat() {
		d.rec.AddGroup()
		d.axes = append(d.axes, axis{})
		set.axis = len(d.axes) - 1
	}
	d.axes[set.axis] = axis{series: d.current}
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "controlVariable":
			d.controlVariable(&s.filters, "")
		case "component":
			inner := d.sc.Depth()
			for d.child(inner) {
				if string(d.sc.Name()) == "sequence" {
					d.sequence(&set)
				}
			}
		}
	}
	d.lead = ""
	d.endSet(&set)
}

// endSet checks a set, gives its channels their time base and joins it to the first set of its series where both are
// parts of one recording.
func (d *decoder) endSet(set *sequenceSet) {
	list := d.list(set.axis)
	if set.cut && len(*list) > 1 {
		*list = (*list)[:len(*list)-1]
	}
	if len(*list) > 0 && !set.timed {
		err := d.fault(formats.ErrCorrupt, "no sampling interval: %d leads left out", len(*list))
		if d.dropped == nil {
			d.dropped = err
		}
		d.warn(ecg.WarnSkipped, "no sampling interval: %d leads left out", len(*list))
		*list = (*list)[:0]
	}
	if len(*list) == 0 {
		d.dropSet(set.axis)
		return
	}
	a := &d.axes[set.axis]
	a.rate, a.at, a.zero = set.rate, set.at, set.zero
	uneven := false
	for i := range *list {
		c := &(*list)[i]
		c.Rate = set.rate
		a.span = max(a.span, c.Len())
		uneven = uneven || c.Len() != (*list)[0].Len()
		if !a.leads.add(c.Lead) {
			d.warn(ecg.WarnDuplicate, "%s occurs twice", c.Lead)
		}
	}
	if uneven {
		d.warn(ecg.WarnInconsistent, "leads of different lengths in one set")
	}
	s := &d.series[d.current]
	if s.target == noTarget {
		s.target = set.axis
		return
	}
	d.join(s.target, set.axis)
}

// dropSet removes the empty set on axis i.
func (d *decoder) dropSet(i int) {
	d.axes[i] = axis{series: -1}
	if i > 0 {
		d.axes = d.axes[:i]
		d.rec.Groups = d.rec.Groups[:i-1]
	}
}

// joinSlack is how far apart two sets may lie and still be parts of one recording, seconds.
const joinSlack = 1

// join moves the channels on axis j, the last, to axis i when they are other leads at the same rate that follow or
// accompany those: a recorder that switches leads writes a set for each position of the switch.
func (d *decoder) join(i, j int) {
	a, b := &d.axes[i], &d.axes[j]
	if a.rate != b.rate || a.leads.meets(&b.leads) {
		return
	}
	ns, ok := b.at.sub(a.at)
	if !ok && a.at.kind == noTime && b.at.kind == noTime {
		ns, ok = b.zero-a.zero, true
	}
	shift := math.Round(float64(ns) / 1e9 * a.rate)
	slack := joinSlack * a.rate
	if !ok || shift > float64(a.span)+slack || -shift > float64(b.span)+slack {
		return
	}
	n := int(shift)
	if n < 0 { // the later set comes first in time
		for k := range *d.list(i) {
			(*d.list(i))[k].Start -= n
		}
		a.at, a.zero, a.span, n = b.at, b.zero, a.span-n, 0
	}
	from := *d.list(j)
	for k := range from {
		c := d.addChannel(i)
		from[k], *c = *c, from[k] // exchanged, so that the two never share a buffer
		c.Start = n
	}
	a.span = max(a.span, n+b.span)
	a.leads.join(&b.leads)
	d.axes = d.axes[:j]
	d.rec.Groups = d.rec.Groups[:j-1]
}

// sequence reads the sequence at the current element.
func (d *decoder) sequence(set *sequenceSet) {
	q := sequence{offset: d.src.Offset(d.sc.Offset())}
	d.lead = ""
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "code":
			q.code = d.code("code")
			if isCode([]byte(q.code)) {
				d.lead = q.code
			}
			if strings.EqualFold(q.code, codeLeadUnspecified) {
				q.label = d.attr("displayName")
			}
		case "value":
			d.sequenceValue(&q, set)
		case "controlVariable":
			d.controlVariable(&q.filters, "")
		}
	}
	if d.err != nil {
		return
	}
	isTime := containsFold(q.code, "TIME_ABSOLUTE") || containsFold(q.code, "TIME_RELATIVE")
	switch {
	case q.time:
		d.setTime(set, &q)
	case isTime:
		d.timeList(set, &q)
	case !q.channel:
		if d.sc.Err() == nil {
			d.warn(ecg.WarnSkipped, "a sequence without digits")
		}
	default:
		d.endLead(set, &q)
		return
	}
	if q.channel { // digits that were times
		list := d.list(set.axis)
		*list = (*list)[:len(*list)-1]
	}
}

// sequenceValue reads value: head and increment of a GLIST, or origin, scale and digits of an SLIST. Its elements tell the
// two apart, so xsi:type is not needed.
func (d *decoder) sequenceValue(q *sequence, set *sequenceSet) {
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "head":
			q.head = parseTS(d.sc.Attr("value")) // a unit beside a timestamp, as some write it, means nothing
			if q.head.kind == noTime {
				q.head = parseRelative(d.sc.Attr("value"), d.sc.Attr("unit"))
			}
		case "increment":
			q.time = true
			q.rate = d.rate(d.sc.Attr("value"), d.sc.Attr("unit"))
		case "origin":
			q.origin = d.quantity()
		case "scale":
			q.scale = d.quantity()
		case "digits":
			if q.channel {
				d.warn(ecg.WarnSkipped, "a second list of digits")
				continue
			}
			c := d.addChannel(set.axis)
			q.channel = true
			d.readDigits(c, &q.digits, containsFold(q.code, "TIME_"))
		}
	}
}

// Sampling rates beyond these are no ECG, Hz.
const (
	minRate = 1e-3
	maxRate = 1e6
)

// rate returns the sampling rate that an increment states, 0 with a warning when it states none.
func (d *decoder) rate(value, unit []byte) float64 {
	per, ok := perSecond(unit)
	if len(bytes.TrimSpace(unit)) == 0 {
		per, ok = 1, true
		d.warn(ecg.WarnNonstandard, "sampling interval without a unit, taken as seconds")
	}
	rate := per / number(value)
	if !ok || !(rate >= minRate && rate <= maxRate) {
		d.warn(ecg.WarnSkipped, "sampling interval is not a positive time")
		return 0
	}
	return snapRate(rate)
}

// snapRate removes what dividing by a decimal interval added to a whole rate.
func snapRate(rate float64) float64 {
	const rounding = 1e-9
	if r := math.Round(rate); r > 0 && math.Abs(rate-r) < rounding*r {
		return r
	}
	return rate
}

func (d *decoder) quantity() quantity {
	v, _, ok := parseDecimal(bytes.TrimSpace(d.sc.Attr("value")))
	return quantity{value: v, unit: d.intern(d.sc.Attr("unit")), given: ok}
}

// setTime takes head and increment as the set's time base.
func (d *decoder) setTime(set *sequenceSet, q *sequence) {
	if q.rate == 0 {
		return
	}
	if set.timed {
		d.warn(ecg.WarnInconsistent, "a second time sequence in one set")
		return
	}
	set.timed, set.rate = true, q.rate
	switch q.head.kind {
	case absolute:
		set.at = q.head
	case relative:
		set.zero = q.head.ns
	default:
		d.warn(ecg.WarnNonstandard, "no start in the time sequence")
	}
	low := d.series[d.current].low
	if set.at.kind == noTime && low.kind == absolute {
		set.at = low.add(set.zero)
	}
}

// timeList takes a list of sample times, SLIST_PQ or SLIST_TS, as the set's time base when it is even.
func (d *decoder) timeList(set *sequenceSet, q *sequence) {
	if !q.channel || d.sc.Err() != nil {
		return
	}
	list := *d.list(set.axis)
	raw := list[len(list)-1].Raw
	if len(raw) < 2 {
		return
	}
	step := int64(raw[1]) - int64(raw[0])
	for i, v := range raw {
		if v == ecg.Missing || int64(v) != int64(raw[0])+int64(i)*step {
			d.stop(formats.ErrUnsupported, "samples at varying intervals")
			return
		}
	}
	unit := q.scale.unit
	per, ok := perSecond([]byte(unit))
	rate := per / (q.scale.value.float() * float64(step)) * pow10[q.digits.decimals]
	if !ok || !(rate >= minRate && rate <= maxRate) {
		d.warn(ecg.WarnSkipped, "sampling interval is not a positive time")
		return
	}
	q.rate = snapRate(rate)
	if first := float64(raw[0]) / float64(step) / q.rate; math.Abs(first) <= maxRelative {
		q.head = instant{kind: relative, ns: int64(math.Round(first * 1e9))}
	}
	d.setTime(set, q)
}

// endLead gives the last channel of the set its lead, unit and scale.
func (d *decoder) endLead(set *sequenceSet, q *sequence) {
	list := d.list(set.axis)
	c := &(*list)[len(*list)-1]
	if d.sc.Err() != nil {
		set.cut = true
		if len(c.Raw) == 0 && c.Samples == 0 || !q.scale.given { // scale comes before the digits in every known file
			*list = (*list)[:len(*list)-1]
			set.cut = false
			return
		}
	}
	if c.Len() == 0 {
		d.warn(ecg.WarnSkipped, "no samples")
		*list = (*list)[:len(*list)-1]
		return
	}
	c.Label, c.Filters = q.code, q.filters
	if q.label != "" {
		c.Label = q.label
	}
	c.Lead = leadOf(q.code)
	if c.Lead == ecg.LeadUnknown && !strings.EqualFold(q.code, codeLeadUnspecified) {
		d.warn(ecg.WarnLead, "lead code not known")
	}
	d.calibrate(c, q)
}
