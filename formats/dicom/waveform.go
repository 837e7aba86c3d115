package dicom

import (
	"bytes"
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Bounds on what a file may hold: PS3.3 A.34 allows 5 groups and 24 channels a group at most.
const (
	maxGroups   = 128
	maxChannels = 4096 // over all groups
)

// group is a multiplex group as the file has it.
type group struct {
	off         int
	offsetMS    float64 // NaN when not stated
	trigger     int64   // 1-based sample, 0 when not stated
	originality []byte
	declared    int // channels
	samples     int64
	rate        float64
	label       []byte
	first, defs int // channel definitions in decoder.defs
	bits        int
	form        []byte // sample interpretation
	data        []byte // as many samples as there are
	dataLen     int64  // bytes that the element's length declares
	dataOff     int
	swapped     bool // 16-bit words in big-endian order
	padding     []byte
	hasData     bool

	// settled by check and arrange
	channels int
	frames   int
	encoding string // settled form
	kind     ecg.GroupKind
	dropped  bool
	place    int // 0: in the rhythm, i: Record.Groups[i-1]
	at       int // index of its first channel there
	start    int // of its first sample on the rhythm's axis
}

// channelDef is an item of the Channel Definition Sequence.
type channelDef struct {
	off                                 int
	source, unit                        code
	label, status, derivation           []byte
	sensitivity, correction, baseline   float64 // NaN when not stated
	timeSkew, sampleSkew, channelOffset float64
	high, low, notch                    float64 // filters: FilterLow is the high-pass corner
	bitsStored                          int
}

// waveforms reads the Waveform Sequence.
func (d *decoder) waveforms(e *element, c *span) error {
	d.inWaveforms = true
	s := &d.s
	q, err := s.open(e, c)
	if err != nil {
		return err
	}
	for {
		item, ok, err := s.item(&q)
		if err != nil {
			return err
		}
		if !ok {
			d.inWaveforms = false
			return nil
		}
		if len(d.groups) == maxGroups {
			return fail(formats.ErrTooLarge, tagWaveforms, item.off, "more than %d multiplex groups", maxGroups)
		}
		g, err := d.group(&item)
		if err != nil && !g.hasData {
			return err
		}
		d.groups = append(d.groups, g)
		if err != nil {
			return err
		}
	}
}

// group reads one multiplex group without its samples.
func (d *decoder) group(item *span) (g group, err error) {
	s := &d.s
	g = group{off: item.off, offsetMS: math.NaN(), rate: math.NaN(), first: len(d.defs)}
	for {
		var e element
		ok, err := s.next(item, &e)
		if err != nil || !ok {
			return g, err
		}
		switch e.tag {
		case tagGroupOffset:
			g.offsetMS = decimal(s.value(&e))
		case tagTriggerPosition:
			g.trigger = s.long(&e)
		case tagOriginality:
			g.originality = trim(s.value(&e))
		case tagChannelCount:
			g.declared = s.short(&e)
		case tagSampleCount:
			g.samples = s.long(&e)
		case tagRate:
			g.rate = decimal(s.value(&e))
		case tagGroupLabel:
			g.label = trim(s.value(&e))
		case tagBitsAllocated:
			g.bits = s.short(&e)
		case tagInterpretation:
			g.form = first(s.value(&e))
		case tagPadding:
			g.padding = s.value(&e)
		case tagChannels:
			if e.isSequence() {
				if err := d.definitions(&e, item); err != nil {
					return g, err
				}
				g.defs = len(d.defs) - g.first
				continue
			}
		case tagData:
			if e.length == undefined {
				return g, fail(formats.ErrUnsupported, e.tag, e.off, "encapsulated samples")
			}
			g.data, g.dataLen, g.dataOff, g.hasData = s.value(&e), int64(e.length), e.start, true
			g.swapped = e.syn.big
			if e.vr == vrOB { // bytes, not words
				g.swapped = g.swapped && g.bits > 8
			}
		}
		if err := s.done(&e, item); err != nil {
			return g, err
		}
	}
}

// definitions reads the Channel Definition Sequence.
func (d *decoder) definitions(e *element, c *span) error {
	s := &d.s
	q, err := s.open(e, c)
	if err != nil {
		return err
	}
	for {
		item, ok, err := s.item(&q)
		if err != nil || !ok {
			return err
		}
		if len(d.defs) == maxChannels {
			return fail(formats.ErrTooLarge, e.tag, item.off, "more than %d channels", maxChannels)
		}
		d.defs = append(d.defs, channelDef{})
		if err := s.definition(&d.defs[len(d.defs)-1], &item); err != nil {
			return err
		}
	}
}

// definition reads one channel's definition.
func (s *scanner) definition(def *channelDef, item *span) error {
	nan := math.NaN()
	*def = channelDef{
		off: item.off, sensitivity: nan, correction: nan, baseline: nan, timeSkew: nan, sampleSkew: nan, channelOffset: nan,
	}
	for {
		var e element
		ok, err := s.next(item, &e)
		if err != nil || !ok {
			return err
		}
		switch e.tag {
		case tagChannelSource, tagSensitivityUnits:
			if e.isSequence() {
				k, err := s.codeSequence(&e, item)
				if err != nil {
					return err
				}
				if e.tag == tagChannelSource {
					def.source = k
				} else {
					def.unit = k
				}
				continue
			}
		case tagChannelLabel:
			def.label = trim(s.value(&e))
		case tagChannelStatus:
			def.status = s.value(&e)
		case tagDerivation:
			def.derivation = trim(s.value(&e))
		case tagSensitivity:
			def.sensitivity = decimal(s.value(&e))
		case tagCorrection:
			def.correction = decimal(s.value(&e))
		case tagBaseline:
			def.baseline = decimal(s.value(&e))
		case tagTimeSkew:
			def.timeSkew = decimal(s.value(&e))
		case tagSampleSkew:
			def.sampleSkew = decimal(s.value(&e))
		case tagChannelOffset:
			def.channelOffset = decimal(s.value(&e))
		case tagBitsStored:
			def.bitsStored = s.short(&e)
		case tagFilterLow:
			def.high = corner(s.value(&e))
		case tagFilterHigh:
			def.low = corner(s.value(&e))
		case tagNotch:
			def.notch = corner(s.value(&e))
		}
		if err := s.done(&e, item); err != nil {
			return err
		}
	}
}

// corner reads a filter's frequency, 0 when there is none.
func corner(b []byte) float64 {
	if v := decimal(b); v > 0 {
		return v
	}
	return 0
}

// check settles how many channels and samples a group has. Counts that contradict the data lose against it.
func (d *decoder) check(rec *ecg.Record, g *group) error {
	const minRate, maxRate = 1e-3, 1e6 // Hz; beyond lies no waveform
	switch {
	case !g.hasData:
		return fail(formats.ErrNoWaveform, tagData, g.off, "no samples")
	case !(g.rate >= minRate && g.rate <= maxRate):
		return fail(formats.ErrCorrupt, tagRate, g.off, "no sampling frequency")
	}
	size, err := g.sampleSize()
	if err != nil {
		return err
	}
	fits := func(n int) bool {
		want := int64(n) * g.samples * int64(size)
		return n > 0 && (want == g.dataLen || want+want%2 == g.dataLen)
	}
	g.channels = g.declared
	if g.declared != g.defs {
		if g.defs > 0 && (fits(g.defs) || !fits(g.declared)) {
			g.channels = g.defs
		}
		warn(rec, ecg.WarnInconsistent, g.off, "(003A,0005) says %d channels, (003A,0200) defines %d; %d are read", g.declared, g.defs, g.channels)
	}
	if g.channels <= 0 {
		return fail(formats.ErrCorrupt, tagChannelCount, g.off, "no channels")
	}
	if g.channels > maxChannels {
		return fail(formats.ErrTooLarge, tagChannelCount, g.off, "more than %d channels", maxChannels)
	}
	frame := int64(g.channels) * int64(size)
	there := int64(len(g.data)) / frame
	if g.samples == 0 {
		g.samples = g.dataLen / frame
		warn(rec, ecg.WarnInconsistent, g.off, "(003A,0010) is absent or 0; %d samples by the length of the data", g.samples)
	}
	switch {
	case there == 0 && int64(len(g.data)) < g.dataLen:
		return fail(formats.ErrTruncated, tagData, g.dataOff, "not one sample of every channel")
	case there == 0:
		return fail(formats.ErrCorrupt, tagData, g.dataOff, "not one sample of every channel")
	case there < g.samples:
		warn(rec, ecg.WarnTruncated, g.dataOff+len(g.data), "%d of %d samples a channel are there", there, g.samples)
	case int64(len(g.data)) > g.samples*frame+1:
		warn(rec, ecg.WarnInconsistent, g.dataOff, "the data are longer than the samples declared; the rest is left out")
	}
	g.frames = int(min(there, g.samples))
	return nil
}

// longestBeat is in seconds: no representative beat is longer, and rhythm strips on paper are at least 2.5 s.
const longestBeat = 2.0

// seconds returns the length of the group.
func (g *group) seconds() float64 { return float64(g.frames) / g.rate }

// classify says what a group holds.
func (d *decoder) classify(g *group) ecg.GroupKind {
	label := bytes.ToUpper(g.label)
	if !d.isECG(g) {
		return ecg.GroupOther
	}
	for _, name := range beatLabels {
		if bytes.Contains(label, name) {
			return ecg.GroupRepresentativeBeat
		}
	}
	derived := bytes.EqualFold(g.originality, derivedTerm)
	if derived && !bytes.Contains(label, rhythmLabel) && g.seconds() < longestBeat {
		return ecg.GroupRepresentativeBeat
	}
	return ecg.GroupRhythm
}

var (
	rhythmLabel  = []byte("RHYTHM")
	derivedTerm  = []byte("DERIVED") // PS3.3 C.10.9.1.2
	originalTerm = []byte("ORIGINAL")
	beatLabels   = [][]byte{[]byte("MEDIAN"), []byte("REPRESENTATIVE"), []byte("AVERAGE"), []byte("TEMPLATE"), []byte("BEAT")}
)

// isECG reports whether a group has a channel of an ECG: a known lead, or a voltage in a class that is not of another signal.
func (d *decoder) isECG(g *group) bool {
	class := string(trim(d.fields[fieldSOPClass]))
	for i := range g.defs {
		def := &d.defs[g.first+i]
		_, volts := def.voltage()
		otherUnit := !volts && def.calibrated() && len(def.unit.value) > 0
		if !otherUnit && def.lead() != ecg.LeadUnknown {
			return true
		}
		if volts && !otherSignal(class) {
			return true
		}
	}
	return false
}
