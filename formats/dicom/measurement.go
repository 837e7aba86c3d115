package dicom

import (
	"bytes"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// measurement adds a number.
func (d *decoder) measurement(rec *ecg.Record, a *annotation, t *target) {
	k := &a.concept
	m := ecg.Measurement{Value: a.number, Lead: t.lead, Group: t.place, System: d.intern(k.scheme)}
	if a.group >= firstBeat {
		m.Beat = a.group - firstBeat + 1
	}
	var c measureCode
	switch {
	case bytes.EqualFold(k.scheme, schemeSCPECG):
		c = scpMeasures[string(k.value)]
	case bytes.EqualFold(k.scheme, schemeMDC):
		c = mdcMeasures[string(k.value)]
	case string(k.scheme) == ownScheme:
		if name := string(k.meaning); unitOf(name) != "" {
			c.name, c.code = name, d.intern(k.value)
		}
	default: // LOINC has had the designators LN and LNC; its codes collide with no other's
		c = loincMeasure[string(k.value)]
	}
	m.Name, m.Code = c.name, c.code
	if m.Code == "" {
		m.Code = d.intern(k.value)
	}
	unit := a.unit.value
	if len(unit) == 0 {
		unit = a.unit.meaning
	}
	if m.Name != "" && !settle(&m, unit) {
		m.Name = ""
	}
	if m.Name == "" {
		m.Unit = d.intern(unit)
	} else if m.Value == 0 && m.Lead == ecg.LeadUnknown && neverZero(m.Name) {
		return
	}
	rec.Measurements = append(rec.Measurements, m)
}

// neverZero reports whether 0 means "not measured" for a global measurement: no interval and no rate is 0.
func neverZero(name string) bool {
	switch name {
	case ecg.MeasureHeartRate, ecg.MeasureAtrialRate, ecg.MeasureRR, ecg.MeasurePP, ecg.MeasureP, ecg.MeasurePR, ecg.MeasureQRS,
		ecg.MeasureQT, ecg.MeasureQTc, ecg.MeasureQTcBazett, ecg.MeasureQTcFrid, ecg.MeasureQTcHodges, ecg.MeasureQTcFram:
		return true
	}
	return false
}

// unitOf returns the unit that the name of a measurement ends with, "" when it has none.
func unitOf(name string) string {
	for _, u := range [...][2]string{{"_uv_per_s", "uV/s"}, {"_uv", "uV"}, {"_ms", "ms"}, {"_deg", "deg"}, {"_bpm", "bpm"}} {
		if strings.HasSuffix(name, u[0]) {
			return u[1]
		}
	}
	return ""
}

// settle brings a measurement to the unit that its name states. It reports false for a unit of another kind. The unit of an
// axis is not looked at: writers give ms for it.
func settle(m *ecg.Measurement, unit []byte) bool {
	const ms, minute = 1000, 60
	u := string(bytes.ToLower(unit))
	m.Unit = unitOf(m.Name)
	switch m.Unit {
	case "bpm":
		if u == "/s" || u == "hz" || u == "1/s" {
			m.Value *= minute
		}
	case "uV/s":
		if u == "mv/s" {
			m.Value *= ms
		}
	case "uV":
		if u != "" {
			scale, ok := ecg.VoltageScale(u)
			if !ok {
				return false
			}
			m.Value *= scale
		}
	case "ms":
		switch u {
		case "s", "sec", "second", "seconds":
			m.Value *= ms
		case "us":
			m.Value /= ms
		case "", "ms", "msec", "millisecond", "milliseconds":
		default:
			return false
		}
	}
	return true
}
