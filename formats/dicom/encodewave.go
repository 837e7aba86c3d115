package dicom

import (
	"encoding/binary"
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// outGroup is a multiplex group to be written.
type outGroup struct {
	kind     ecg.GroupKind
	label    string
	place    int // 0: of the rhythm, i: of Groups[i-1]
	offsetMS float64
	list     []*ecg.Channel
	wide     bool // 32-bit samples
	padded   bool // has missing samples
}

// plan sorts the record's channels into multiplex groups.
func plan(rec *ecg.Record) ([]outGroup, error) {
	var out []outGroup
	add := func(list []ecg.Channel, kind ecg.GroupKind, label string, place int, offset float64) error {
		from := len(out)
	channels:
		for i := range list {
			c := &list[i]
			switch {
			case len(c.Raw) == 0:
				continue
			case !(c.Rate > 0) || math.IsInf(c.Rate, 0):
				return refuse(formats.ErrUnsupported, tagRate, "channel without a sampling rate")
			}
			for j := from; j < len(out); j++ {
				if equalChannels(out[j].list[0], c) {
					out[j].list = append(out[j].list, c)
					continue channels
				}
			}
			out = append(out, outGroup{
				kind: kind, label: label, place: place, offsetMS: offset + float64(c.Start)/c.Rate*1000, list: []*ecg.Channel{c},
			})
		}
		return nil
	}
	if err := add(rec.Channels, ecg.GroupRhythm, "RHYTHM", 0, 0); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, refuse(formats.ErrNoWaveform, tagWaveforms, "the record has no samples")
	}
	for i := range rec.Groups {
		g := &rec.Groups[i]
		label, offset := g.Label, float64(g.OffsetMS)
		if g.Kind == ecg.GroupRepresentativeBeat {
			label, offset = "MEDIAN BEAT", math.NaN()
		} else if g.Kind == ecg.GroupRhythm && label == "" {
			label = "RHYTHM"
		}
		if err := add(g.Channels, g.Kind, label, i+1, offset); err != nil {
			return nil, err
		}
	}
	for i := range out {
		out[i].measure()
	}
	dropOffset(out)
	return out, nil
}

// dropOffset leaves out the time offset where it tells nothing: one group alone in time, at the start of the record. The
// attribute is for objects whose acquisition time is synchronized (PS3.3 C.10.9, type 1C), so it is written only to
// place groups against one another.
func dropOffset(groups []outGroup) {
	var placed *outGroup
	for i := range groups {
		switch g := &groups[i]; {
		case math.IsNaN(g.offsetMS):
		case placed != nil || g.offsetMS != 0:
			return
		default:
			placed = g
		}
	}
	if placed != nil {
		placed.offsetMS = math.NaN()
	}
}

// measure finds out which sample size the group needs.
func (g *outGroup) measure() {
	for _, c := range g.list {
		for _, v := range c.Raw {
			if v == ecg.Missing {
				g.padded = true
			} else if v > math.MaxInt16 || v <= math.MinInt16 { // the lowest value stands for missing samples
				g.wide = true
			}
		}
	}
}

func (g *outGroup) frames() int { return len(g.list[0].Raw) }

func (g *outGroup) bytes() int {
	const narrow, wide = 2, 4
	if g.wide {
		return wide * g.frames() * len(g.list)
	}
	return narrow * g.frames() * len(g.list)
}

// classFor chooses the storage class by the limits of PS3.3 A.34.3 to A.34.5 and of Supplement 237.
func classFor(groups []outGroup) (string, error) {
	const (
		groups12, channels12, samples12   = 5, 13, 16384
		groupsGeneral, channelsGeneral    = 4, 24
		groupsAmbulatory, channelsHolter  = 1, 12
		slowest, slowestAmbulatory, quick = 200, 50, 1000 // Hz
		most                              = math.MaxUint32 - 1
	)
	channels, widest, longest := 0, 0, 0
	wide, low, high := false, math.Inf(1), 0.0
	for i := range groups {
		g := &groups[i]
		n := len(g.list)
		channels, widest, longest = channels+n, max(widest, n), max(longest, g.frames())
		wide, low, high = wide || g.wide, min(low, g.list[0].Rate), max(high, g.list[0].Rate)
		if int64(g.frames())*int64(n)*4 > most {
			return "", refuse(formats.ErrTooLarge, tagData, "more than 4 GB of samples")
		}
	}
	switch {
	case widest > channelsGeneral:
		return "", refuse(formats.ErrUnsupported, tagChannelCount, "%d channels in a multiplex group", widest)
	case wide && len(groups) <= groupsGeneral:
		return class32Bit, nil
	case !wide && low >= slowest && high <= quick && len(groups) <= groups12 && channels <= channels12 && longest <= samples12:
		return class12Lead, nil
	case !wide && low >= slowest && high <= quick && len(groups) <= groupsGeneral:
		return classGeneral, nil
	case !wide && low >= slowestAmbulatory && high <= quick && len(groups) <= groupsAmbulatory && widest <= channelsHolter:
		return classAmbulatory, nil
	case len(groups) <= groupsGeneral:
		for i := range groups {
			groups[i].wide = true
		}
		return class32Bit, nil
	}
	return "", refuse(formats.ErrUnsupported, tagWaveforms, "%d multiplex groups", len(groups))
}

// write appends the group as an item of the Waveform Sequence.
func (g *outGroup) write(w *builder, rec *ecg.Record) {
	item := w.begin(tagItem)
	if !math.IsNaN(g.offsetMS) {
		w.ds(tagGroupOffset, g.offsetMS)
	}
	derived := g.kind == ecg.GroupRepresentativeBeat || g.allDerived()
	if derived {
		w.put(tagOriginality, "CS", string(derivedTerm))
	} else {
		w.put(tagOriginality, "CS", string(originalTerm))
	}
	w.us(tagChannelCount, len(g.list))
	w.ul(tagSampleCount, int64(g.frames()))
	w.ds(tagRate, g.list[0].Rate)
	w.text(tagGroupLabel, "SH", g.label)
	s := w.begin(tagChannels)
	for i, c := range g.list {
		f := c.Filters
		if f.HighPass == 0 && f.LowPass == 0 && f.Notch == 0 && g.kind == ecg.GroupRhythm && c.IsVoltage() {
			f = rec.Filters
		}
		g.channel(w, i, c, f, derived)
	}
	w.end(s)
	const narrow, wide = 16, 32
	bits, form := narrow, "SS"
	if g.wide {
		bits, form = wide, "SL"
	}
	w.us(tagBitsAllocated, bits)
	w.put(tagInterpretation, "CS", form)
	if g.padded {
		w.header(tagPadding, "OW", bits/8)
		w.b = g.appendSample(w.b, ecg.Missing)
	}
	w.header(tagData, "OW", g.bytes())
	for i := range g.frames() {
		for _, c := range g.list {
			w.b = g.appendSample(w.b, c.Raw[i])
		}
	}
	w.end(item)
}

func (g *outGroup) appendSample(b []byte, v int32) []byte {
	if g.wide {
		return binary.LittleEndian.AppendUint32(b, uint32(v))
	}
	if v == ecg.Missing {
		v = math.MinInt16
	}
	return binary.LittleEndian.AppendUint16(b, uint16(v))
}

func (g *outGroup) allDerived() bool {
	for _, c := range g.list {
		if !c.Derived {
			return false
		}
	}
	return true
}

// channel writes a channel definition.
func (g *outGroup) channel(w *builder, i int, c *ecg.Channel, f ecg.Filters, derived bool) {
	const shortLabel = 16 // characters of SH
	item := w.begin(tagItem)
	w.put(tagChannelNumber, "IS", decimalString(float64(i+1)))
	meaning := "Lead " + c.Lead.String()
	switch {
	case len([]rune(c.Label)) > shortLabel:
		meaning = c.Label
	case c.Label != "":
		w.text(tagChannelLabel, "SH", c.Label)
		if c.Lead == ecg.LeadUnknown {
			meaning = c.Label
		}
	case c.Lead == ecg.LeadUnknown:
		meaning = "Unspecified lead"
	}
	if c.Bad {
		w.put(tagChannelStatus, "CS", "INVALID")
	}
	value, ok := c.Lead.DICOM("MDC")
	if !ok {
		value = "2:0" // unspecified; the meaning says more
	}
	w.code(tagChannelSource, "MDC", value, meaning)
	if c.Derived && !derived {
		w.text(tagDerivation, "LO", "Computed from other leads")
	}
	if c.Unit != ecg.UnitUncalibrated && c.Unit != "" {
		w.ds(tagSensitivity, c.Scale)
		unit, name := string(c.Unit), string(c.Unit)
		if c.IsVoltage() {
			name = "microvolt"
		}
		w.code(tagSensitivityUnits, "UCUM", unit, name)
		w.ds(tagCorrection, 1)
		w.ds(tagBaseline, c.Offset)
	}
	w.ds(tagSampleSkew, 0)
	w.us(tagBitsStored, g.bytes()/g.frames()/len(g.list)*8)
	for _, x := range []struct {
		t  tag
		hz float64
	}{{tagFilterLow, f.HighPass}, {tagFilterHigh, f.LowPass}, {tagNotch, f.Notch}} {
		if x.hz > 0 {
			w.ds(x.t, x.hz)
		}
	}
	w.end(item)
}
