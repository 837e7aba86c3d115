package aecg

import (
	"strings"

	"github.com/goecg/goecg/ecg"
)

// seriesAuthor reads the device that recorded a series; a derived series has it as its analyzer.
func (d *decoder) seriesAuthor(derived bool) {
	dev := &d.rec.Device
	if derived {
		dev = &d.rec.Analyzer
	}
	if *dev != (ecg.Device{}) {
		return // of an earlier series
	}
	outer := d.sc.Depth()
	for d.child(outer) {
		depth := d.sc.Depth()
		for d.child(depth) {
			switch string(d.sc.Name()) {
			case "manufacturedSeriesDevice":
				d.device(dev)
			case "manufacturerOrganization":
				dev.Manufacturer = d.organization(dev.Manufacturer)
			}
		}
	}
}

// device reads a manufacturedSeriesDevice or assignedDevice. A second id is taken as the serial number.
func (d *decoder) device(dev *ecg.Device) {
	ids := 0
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "id":
			id := d.attr("extension")
			if ids++; ids > 1 {
				dev.Serial = id
				continue
			}
			if dev.ID = id; dev.ID == "" {
				dev.ID = d.attr("root")
			}
		case "manufacturerModelName":
			dev.Model = d.innerText()
		case "softwareName":
			dev.Software = d.innerText()
		case "SerialNumber":
			dev.Serial = d.innerText()
		case "playedManufacturedDevice":
			inner := d.sc.Depth()
			for d.child(inner) {
				dev.Manufacturer = d.organization(dev.Manufacturer)
			}
		}
	}
}

// organization returns the name of the organization at the current element, or old when it has none.
func (d *decoder) organization(old string) string {
	depth := d.sc.Depth()
	for d.child(depth) {
		if string(d.sc.Name()) == "name" {
			if name := d.innerText(); name != "" {
				old = name
			}
		}
	}
	return old
}

// performer reads secondaryPerformer/seriesPerformer/assignedPerson/name: who made the recording.
func (d *decoder) performer() {
	outer := d.sc.Depth()
	for d.child(outer) {
		if string(d.sc.Name()) != "seriesPerformer" {
			continue
		}
		if name := d.assignedPerson(); name != "" && d.rec.Site.Technician == "" {
			d.rec.Site.Technician = name
		}
	}
}

// assignedPerson returns the name in a child assignedPerson/name of the current element.
func (d *decoder) assignedPerson() string {
	var name string
	depth := d.sc.Depth()
	for d.child(depth) {
		if string(d.sc.Name()) != "assignedPerson" {
			continue
		}
		inner := d.sc.Depth()
		for d.child(inner) {
			if string(d.sc.Name()) == "name" {
				n := d.personName()
				name = n.String()
			}
		}
	}
	return name
}

// controlVariable reads filters, of either family of codes: MDC_ECG_CTL_VBL_ATTR_FILTER_LOW_PASS with a component
// ..._FILTER_CUTOFF_FREQ, and MDC_ATTR_FILTER_LOW_PASS with MDC_ATTR_FILTER_CUTOFF_FREQ. within is the code of the
// variable around this one.
func (d *decoder) controlVariable(f *ecg.Filters, within string) {
	outer := d.sc.Depth()
	for d.child(outer) {
		if string(d.sc.Name()) != "controlVariable" {
			continue
		}
		code, value, unit := "", 0.0, ""
		depth := d.sc.Depth()
		for d.child(depth) {
			switch string(d.sc.Name()) {
			case "code":
				code = d.code("code")
			case "value":
				value, unit = number(d.sc.Attr("value")), d.attr("unit")
			case "component":
				d.controlVariable(f, code)
			}
		}
		setFilter(f, within, code, value, unit)
	}
}

// maxCorner bounds what is taken for a filter's corner, Hz.
const maxCorner = 1e5

// setFilter enters the variable code, a part of the variable within, into f.
func setFilter(f *ecg.Filters, within, code string, value float64, unit string) {
	if unit != "" && !strings.EqualFold(unit, "Hz") {
		return
	}
	if !(value > 0 && value < maxCorner) {
		return
	}
	kind := within
	switch {
	case within == "" || !containsFold(within, "FILTER"):
		kind = code
	case !containsFold(code, "FREQ"):
		return
	}
	switch {
	case containsFold(kind, "LOW_PASS"):
		f.LowPass = value
	case containsFold(kind, "HIGH_PASS"):
		f.HighPass = value
	case containsFold(kind, "NOTCH"):
		f.Notch = value
	}
}
