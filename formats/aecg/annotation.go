package aecg

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// node is one annotation as read. Positions wait for the time base and values for the parents, which may follow.
type node struct {
	parent, series, set    int32
	code, system           string
	valueCode, valueSystem string
	text                   string // of value, display name or text
	value                  float64
	unit                   string
	low, high, point       instant
	roi, rois              int32 // leads of the ROI: d.rois[roi : roi+rois]
	beat                   int32
	emitted                int32 // index of its annotation in the record, -1 none
	hasPQ                  bool
}

type roiLead struct{ lead ecg.Lead }

// annotationSet reads the set at the current element.
func (d *decoder) annotationSet() {
	d.sets++
	d.lead = ""
	first := len(d.nodes)
	var when instant
	var device ecg.Device
	var person string
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "activityTime":
			when, _ = d.interval()
		case "author":
			person = d.setAuthor(&device)
		case "component":
			d.annotations(-1)
		}
	}
	if d.rec.Analyzed.IsZero() {
		d.rec.Analyzed = when.timestamp()
	}
	if device != (ecg.Device{}) && d.rec.Analyzer == (ecg.Device{}) {
		d.rec.Analyzer = device
	}
	if person != "" && d.rec.Site.Confirming == "" {
		for _, n := range d.nodes[first:] {
			if isInterpretation(n.code) { // a person's reading of the ECG, not only marks
				d.rec.Site.Confirming = person
				d.rec.Confirmation = max(d.rec.Confirmation, ecg.Overread)
				break
			}
		}
	}
}

// setAuthor reads author/assignedEntity/assignedAuthorType: a device, or a person, whose name it returns.
func (d *decoder) setAuthor(dev *ecg.Device) (person string) {
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "assignedEntity":
			person = d.setAuthor(dev)
		case "assignedAuthorType":
			inner := d.sc.Depth()
			for d.child(inner) {
				switch string(d.sc.Name()) {
				case "assignedDevice":
					d.device(dev)
				case "assignedPerson":
					last := d.sc.Depth()
					for d.child(last) {
						if string(d.sc.Name()) == "name" {
							n := d.personName()
							person = n.String()
						}
					}
				}
			}
		}
	}
	return person
}

// annotations reads the annotations directly inside the component at the current element.
func (d *decoder) annotations(parent int32) {
	depth := d.sc.Depth()
	for d.child(depth) {
		if string(d.sc.Name()) == "annotation" {
			d.annotation(parent)
		}
	}
}

func (d *decoder) annotation(parent int32) {
	me := len(d.nodes)
	d.nodes = append(d.nodes, node{
		parent: parent, series: int32(d.current), set: d.sets, value: math.NaN(), roi: int32(len(d.rois)), emitted: -1,
	})
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "code":
			n := &d.nodes[me]
			n.code, n.system = d.codedAttrs()
		case "text":
			if text := d.innerText(); text != "" {
				d.nodes[me].text = text
			}
		case "value":
			d.annotationValue(&d.nodes[me])
		case "support":
			d.support(me)
		case "component":
			d.annotations(int32(me))
		}
	}
	if d.sc.Err() != nil && len(d.nodes) == me+1 { // cut off: what was read may be a part
		d.nodes = d.nodes[:me]
	}
}

// codedAttrs reads the code and the name of its coding scheme from the current tag.
func (d *decoder) codedAttrs() (code, system string) {
	code = d.code("code")
	oid := d.code("codeSystem")
	if name, ok := systemNames[oid]; ok {
		return code, name
	}
	if name := d.code("codeSystemName"); name != "" {
		return code, name
	}
	if oid == "" && strings.HasPrefix(code, "MDC_") {
		return code, systemMDC
	}
	return code, oid
}

// annotationValue reads value: PQ by its attribute value, CE by its attribute code, ST by its text.
func (d *decoder) annotationValue(n *node) {
	if v := number(d.sc.Attr("value")); !math.IsNaN(v) {
		n.value, n.unit, n.hasPQ = v, d.intern(d.sc.Attr("unit")), true
		return
	}
	if code, system := d.codedAttrs(); code != "" {
		n.valueCode, n.valueSystem = code, system
		if name := d.attr("displayName"); name != "" && n.text == "" {
			n.text = name
		}
	}
	if text := d.innerText(); text != "" {
		n.text = text
	}
}

// support reads support/supportingROI: a stretch of time, a point, leads.
func (d *decoder) support(me int) {
	outer := d.sc.Depth()
	for d.child(outer) {
		roi := d.sc.Depth()
		for d.child(roi) {
			if string(d.sc.Name()) != "component" {
				continue
			}
			component := d.sc.Depth()
			for d.child(component) {
				if string(d.sc.Name()) == "boundary" {
					d.boundary(me)
				}
			}
		}
	}
}

func (d *decoder) boundary(me int) {
	n := &d.nodes[me]
	depth := d.sc.Depth()
	for d.child(depth) {
		switch string(d.sc.Name()) {
		case "code":
			code := d.code("code")
			if code == codeAbsolute || code == codeRelative {
				continue
			}
			if l := leadOf(code); l != ecg.LeadUnknown && int(n.roi+n.rois) == len(d.rois) {
				d.rois = append(d.rois, roiLead{l})
				n.rois++
			}
		case "value":
			if len(d.sc.Attr("value")) > 0 { // PQ or TS: a point
				n.point, _ = d.interval()
				continue
			}
			n.low, n.high = d.interval()
		}
	}
}

func isInterpretation(code string) bool { return strings.HasPrefix(code, codeInterpretation) }
