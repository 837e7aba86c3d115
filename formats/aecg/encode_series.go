package aecg

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

// allSeries writes the rhythm with its derived series, then each further group that has no rhythm to hang on.
func (e *encoder) allSeries() {
	rec := e.rec
	hasRhythm := len(rec.Channels) > 0
	if hasRhythm {
		e.openAll("component", "series")
		e.series(0, rec.Channels, codeRhythm, 0)
		for i := range rec.Groups {
			g := &rec.Groups[i]
			if g.Kind == ecg.GroupRhythm || len(g.Channels) == 0 {
				continue
			}
			e.openAll("derivation", "derivedSeries")
			e.series(i+1, g.Channels, groupCode(g), ecg.NaN[float64]())
			e.closeAll("derivation", "derivedSeries")
		}
		e.closeAll("component", "series")
	}
	for i := range rec.Groups {
		g := &rec.Groups[i]
		if hasRhythm && g.Kind != ecg.GroupRhythm || len(g.Channels) == 0 {
			continue
		}
		e.openAll("component", "series")
		e.series(i+1, g.Channels, groupCode(g), float64(g.OffsetMS)/1e3)
		e.closeAll("component", "series")
	}
}

func groupCode(g *ecg.Group) string {
	switch g.Kind {
	case ecg.GroupRepresentativeBeat:
		if strings.EqualFold(g.Label, "MEDIAN_BEAT") {
			return "MEDIAN_BEAT"
		}
		return codeRepresentative
	case ecg.GroupRhythm:
		return codeRhythm
	}
	return "DERIVED"
}

// series writes the content of a series: group is 0 for the rhythm, offset the seconds of its sample 0 after the record's
// start, NaN when the series has a time of its own.
func (e *encoder) series(group int, list []ecg.Channel, code string, offset float64) {
	rec := e.rec
	absolute := e.clocked() && ecg.Known(offset)
	seconds := 0.0
	for i := range list {
		seconds = max(seconds, float64(list[i].Start+len(list[i].Raw))/list[i].Rate)
	}
	e.coded("code", code, "ActCode", "")
	if absolute {
		e.effectiveTime(offset, seconds)
	} else {
		e.effectiveTime(0, rec.Duration())
	}
	if group == 0 || len(rec.Channels) == 0 {
		e.author()
		e.filters(&rec.Filters)
	}
	for i := 0; i < len(list); {
		n := i + 1
		for n < len(list) && sameSet(&list[i], &list[n]) {
			n++
		}
		e.set(list[i:n], absolute, offset)
		i = n
	}
	e.annotationSet(group, list, absolute, offset)
}

func sameSet(a, b *ecg.Channel) bool {
	return a.Rate == b.Rate && a.Start == b.Start && len(a.Raw) == len(b.Raw)
}

// author writes the recording device and who worked it.
func (e *encoder) author() {
	if d := &e.rec.Device; *d != (ecg.Device{}) {
		e.openAll("author", "seriesAuthor", "manufacturedSeriesDevice")
		e.deviceContent(d)
		e.close("manufacturedSeriesDevice")
		e.organization(d.Manufacturer)
		e.closeAll("author", "seriesAuthor")
	}
	if t := e.rec.Site.Technician; t != "" {
		e.open("secondaryPerformer")
		e.leaf("functionCode", attribute{"code", "ELECTROCARDIOGRAPH_TECH"})
		e.openAll("seriesPerformer", "assignedPerson")
		e.text("name", t)
		e.closeAll("secondaryPerformer", "seriesPerformer", "assignedPerson")
	}
}

// deviceContent writes ids, model and software. The schema has no serial number: it is the second id.
func (e *encoder) deviceContent(d *ecg.Device) {
	if d.ID != "" || d.Serial != "" {
		e.leaf("id", attribute{"extension", d.ID})
	}
	if d.Serial != "" {
		e.leaf("id", attribute{"extension", d.Serial})
	}
	e.text("manufacturerModelName", d.Model)
	e.text("softwareName", d.Software)
}

func (e *encoder) organization(name string) {
	if name == "" {
		return
	}
	e.open("manufacturerOrganization")
	e.text("name", name)
	e.close("manufacturerOrganization")
}

func (e *encoder) filters(f *ecg.Filters) {
	for _, v := range []struct {
		name, part string
		hz         float64
	}{
		{"LOW_PASS", "CUTOFF_FREQ", f.LowPass}, {"HIGH_PASS", "CUTOFF_FREQ", f.HighPass}, {"NOTCH", "NOTCH_FREQ", f.Notch},
	} {
		if !(v.hz > 0 && v.hz < maxCorner) {
			continue
		}
		const family = "MDC_ECG_CTL_VBL_ATTR_FILTER_"
		e.openAll("controlVariable", "controlVariable")
		e.coded("code", family+v.name, systemMDC, "")
		e.openAll("component", "controlVariable")
		e.coded("code", family+v.part, systemMDC, "")
		e.quantity("value", v.hz, "Hz", attribute{"xsi:type", "PQ"})
		e.closeAll("controlVariable", "controlVariable", "component", "controlVariable")
	}
}

// set writes channels that share rate, start and length as one sequence set.
func (e *encoder) set(list []ecg.Channel, absolute bool, offset float64) {
	first := &list[0]
	start := float64(first.Start) / first.Rate
	e.openAll("component", "sequenceSet", "component", "sequence")
	if absolute {
		e.coded("code", codeAbsolute, "ActCode", "")
		e.open("value", attribute{"xsi:type", "GLIST_TS"})
		e.leaf("head", attribute{"value", e.at(offset + start)})
	} else {
		e.coded("code", codeRelative, "ActCode", "")
		e.open("value", attribute{"xsi:type", "GLIST_PQ"})
		e.quantity("head", start, "s")
	}
	e.quantity("increment", 1/first.Rate, "s")
	e.closeAll("component", "sequence", "value")
	for i := range list {
		e.lead(&list[i])
	}
	e.closeAll("component", "sequenceSet")
}

func (e *encoder) lead(c *ecg.Channel) {
	e.openAll("component", "sequence")
	e.leadCode(c.Lead, c.Label)
	e.open("value", attribute{"xsi:type", "SLIST_PQ"})
	unit := string(c.Unit)
	if c.Unit == ecg.UnitUncalibrated || unit == "" {
		unit = "1"
	}
	e.quantity("origin", c.Offset, unit)
	e.quantity("scale", c.Scale, unit)
	e.samples(c.Raw, ecg.Missing)
	e.close("value")
	e.filters(&c.Filters)
	e.closeAll("component", "sequence")
}

// leadCode writes the code of a lead: its MDC code, else the lead's name without a coding scheme, else the code for a lead
// not specified with the label beside it.
func (e *encoder) leadCode(l ecg.Lead, label string) {
	switch code := mdcLead(l); {
	case code != "":
		e.coded("code", code, systemMDC, "")
	case l != ecg.LeadUnknown:
		e.coded("code", l.String(), "", "")
	default:
		e.coded("code", codeLeadUnspecified, systemMDC, label)
	}
}

func mdcLead(l ecg.Lead) string {
	if l == ecg.LeadFromSCP(chestLead) {
		return "MDC_ECG_LEAD_C"
	}
	return l.MDCName()
}
