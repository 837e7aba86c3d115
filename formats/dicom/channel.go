package dicom

import (
	"bytes"
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// The micro sign in a unit where UCUM's plain u ought to be: in ISO 8859-1, and with the V after it in GB 2312.
const (
	latinMicro       = 0xB5
	chineseMicrovolt = "\xA6\xCCV"
)

// voltage returns how many µV the unit of the sensitivity is, and whether it is a unit of voltage.
func (def *channelDef) voltage() (scale float64, ok bool) {
	for _, b := range [...][]byte{def.unit.value, def.unit.meaning} {
		if len(b) == 2 && (b[0] == 'u' || b[0] == latinMicro) && b[1] == 'V' || string(b) == chineseMicrovolt {
			return 1, true
		}
		if len(b) > 0 && len(b) <= maxNumber {
			if scale, ok = ecg.VoltageScale(string(b)); ok {
				return scale, true
			}
		}
	}
	return 0, false
}

// calibrated reports whether there is a sensitivity.
func (def *channelDef) calibrated() bool { return def.sensitivity != 0 && !math.IsNaN(def.sensitivity) }

// lead returns the lead by its code, else by the code's meaning, else by the channel's label.
func (def *channelDef) lead() ecg.Lead {
	const longest = 64 // characters of LO
	k := &def.source
	if len(k.value) > longest || len(k.meaning) > longest || len(def.label) > longest {
		return ecg.LeadUnknown
	}
	scheme := "SCPECG"
	if i := bytes.IndexByte(k.value, ':'); i >= 0 || bytes.EqualFold(k.scheme, schemeMDC) {
		scheme = "MDC"
	}
	if l := ecg.LeadFromDICOM(scheme, string(k.value)); l != ecg.LeadUnknown {
		return l
	}
	if l := ecg.ParseLead(string(k.meaning)); l != ecg.LeadUnknown {
		return l
	}
	return ecg.ParseLead(string(def.label))
}

var (
	schemeMDC    = []byte("MDC")
	schemeSCPECG = []byte("SCPECG")
)

// channel fills c from the definition and the group; the samples come later.
func (d *decoder) channel(rec *ecg.Record, c *ecg.Channel, g *group, i int) {
	c.Rate, c.Scale, c.Unit = g.rate, 1, ecg.UnitUncalibrated
	c.Bits = g.bits
	c.Derived = g.kind == ecg.GroupRhythm && bytes.EqualFold(g.originality, derivedTerm)
	if d.config {
		c.Samples = g.frames
	}
	if i >= g.defs {
		warn(rec, ecg.WarnUncalibrated, g.off, "channel %d is not defined", i+1)
		return
	}
	def := &d.defs[g.first+i]
	if def.bitsStored > 0 && def.bitsStored <= g.bits {
		c.Bits = def.bitsStored
	}
	scale, volts := def.voltage()
	switch calibrated := def.calibrated(); {
	case volts && calibrated:
		c.Unit = ecg.UnitMicrovolt
	case calibrated && len(def.unit.value) > 0:
		scale, c.Unit = 1, ecg.Unit(d.intern(def.unit.value))
	default:
		warn(rec, ecg.WarnUncalibrated, def.off, "channel %d has no sensitivity or no unit", i+1)
	}
	if c.Unit != ecg.UnitUncalibrated {
		c.Scale = def.sensitivity * orElse(def.correction, 1) * scale
		c.Offset = orElse(def.baseline, 0) * scale
		if c.Scale == 0 || math.IsInf(c.Scale, 0) || math.IsInf(c.Offset, 0) {
			c.Scale, c.Offset, c.Unit = 1, 0, ecg.UnitUncalibrated
			warn(rec, ecg.WarnUncalibrated, def.off, "channel %d has a correction factor of 0 or a value out of range", i+1)
		}
	}
	if volts || c.Unit == ecg.UnitUncalibrated {
		if c.Lead = def.lead(); c.Lead == ecg.LeadUnknown {
			warn(rec, ecg.WarnLead, def.off, "channel %d is of an unknown lead", i+1)
		}
	}
	switch {
	case len(def.label) > 0:
		c.Label = d.intern(def.label)
	case len(def.source.meaning) > 0:
		c.Label = d.intern(def.source.meaning)
	default:
		c.Label = c.Lead.String()
	}
	c.Filters = ecg.Filters{HighPass: def.high, LowPass: def.low, Notch: def.notch}
	c.Derived = c.Derived || g.kind == ecg.GroupRhythm && len(def.derivation) > 0
	d.status(rec, c, def, i)
}

// status applies the channel's status (PS3.3 C.10.9.1.4.2), which may have several values.
func (d *decoder) status(rec *ecg.Record, c *ecg.Channel, def *channelDef, i int) {
	for b := def.status; len(b) > 0; {
		v, rest, _ := bytes.Cut(b, []byte{'\\'})
		b = rest
		switch string(trim(v)) {
		case "TEST DATA", "DISCONNECTED", "INVALID":
			c.Bad = true
		case "UNCALIBRATED":
			warn(rec, ecg.WarnUncalibrated, def.off, "channel %d: the sensitivity is nominal, not calibrated", i+1)
		}
	}
}

// intern decodes a short text that recurs from channel to channel.
func (d *decoder) intern(b []byte) string {
	if s, ok := d.labels[string(b)]; ok {
		return s
	}
	s := strings.TrimSpace(d.text.decode(b))
	d.labels[string(b)] = s
	return s
}

// skew returns how many samples the channel's first sample lies after its group's: in whole samples, and the rest.
func (def *channelDef) skew(rate float64) (whole int, rest float64) {
	const limit = 1 << 20 // samples; larger skews are errors
	s := orElse(def.timeSkew, 0) * rate
	if !math.IsNaN(def.sampleSkew) && def.sampleSkew != 0 { // exclusive in the standard; one is often an empty 0
		s = def.sampleSkew
	}
	s += orElse(def.channelOffset, 0) * rate
	r := math.Round(s)
	if !(math.Abs(r) <= limit) {
		return 0, s
	}
	return int(r), s - r
}
