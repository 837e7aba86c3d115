package aecg

import (
	"errors"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/charset"
	"github.com/goecg/goecg/internal/xmlscan"
)

// maxWarnings bounds the warnings of one record: a hostile file could ask for one an element.
const maxWarnings = 64

// What a decoder keeps for the next document at most.
const (
	keepNodes = 1 << 13
	keepBytes = 1 << 16
)

// decoder reads one document. It is reused from a pool, so it must hold nothing of the last one: see release.
type decoder struct {
	rec    *ecg.Record
	sc     xmlscan.Scanner
	src    xmlscan.Source
	opts   formats.Options
	config bool

	text    charset.Decoder
	looked  bool // whether text.Declared has been looked up
	buf     []byte
	wide    []byte // converted UTF-16
	interns map[string]string

	budget  int64 // samples that may still be decoded
	series  []series
	axes    []axis // [0] of rec.Channels, [i] of rec.Groups[i-1]
	nodes   []node
	rois    []roiLead
	sets    int32 // annotation sets seen
	current int   // index of the series being read, -1 outside
	lead    string
	start   instant // of the whole document
	dropped *formats.Error
	err     error

	failed bool   // whether the scanner has failed, and
	where  string // the section that it failed in

	badCharset, badEntity, badPlace bool // the warning has been given
}

func (d *decoder) reset(rec *ecg.Record, data []byte, config bool, o *formats.Options) {
	rec.Reset()
	rec.Format = Name
	d.rec, d.config, d.opts = rec, config, o.OrDefault()
	d.budget = o.Budget(len(data))
	d.src = xmlscan.Open(data, d.wide)
	if d.src.UTF16 {
		d.wide = d.src.Data[:0]
	}
	d.sc.Reset(d.src.Data)
	d.current = -1
}

// release forgets the document, keeping memory.
func (d *decoder) release() {
	clear(d.nodes[:cap(d.nodes)])
	clear(d.series[:cap(d.series)])
	clear(d.buf[:cap(d.buf)])
	if d.src.UTF16 {
		clear(d.src.Data)
	}
	if cap(d.nodes)+cap(d.rois) > keepNodes { // after a document out of the ordinary, start anew
		d.nodes, d.rois = nil, nil
	}
	if cap(d.buf) > keepBytes {
		d.buf = nil
	}
	sc := d.sc
	sc.Reset(nil)
	*d = decoder{
		sc: sc, buf: d.buf[:0], wide: d.wide[:0],
		series: d.series[:0], axes: d.axes[:0], nodes: d.nodes[:0], rois: d.rois[:0],
	}
}

func (d *decoder) run() error {
	if d.sc.Next() != xmlscan.Start {
		if err := d.scanError(); err != nil {
			return err
		}
		return d.fault(formats.ErrUnknown, "no root element")
	}
	if string(d.sc.Name()) != rootElement {
		return d.fault(formats.ErrUnknown, "the root element is not %s", rootElement)
	}
	d.axes = append(d.axes, axis{series: -1})
	d.document()
	if d.err != nil {
		return d.err
	}
	failed := d.scanError()
	if failed != nil && !errors.Is(failed.Err, formats.ErrTruncated) {
		return failed
	}
	if failed == nil && d.src.Odd {
		d.warn(ecg.WarnNonstandard, "half a UTF-16 code unit at the end")
	}
	if failed == nil && d.sc.Trailing() {
		d.warn(ecg.WarnNonstandard, "something follows the document")
	}
	d.arrange()
	if len(d.rec.Channels) == 0 && len(d.rec.Groups) == 0 {
		switch {
		case failed != nil:
			return failed
		case d.dropped != nil:
			return d.dropped
		}
		return formats.Errorf(formats.ErrNoWaveform, Name, "", -1, "%d series", len(d.series))
	}
	d.resolve()
	if failed != nil {
		where := ""
		if failed.Section != "" {
			where = failed.Section + ": "
		}
		d.rec.Warn(ecg.WarnTruncated, failed.Offset, "%sthe input ends early, what was whole is kept", where)
	}
	return nil
}

// document reads the children of the root.
func (d *decoder) document() {
	for d.child(1) {
		switch string(d.sc.Name()) {
		case "id":
			d.rec.ID = d.identifier()
		case "text":
			d.comment(d.innerText())
		case "effectiveTime":
			d.start, _ = d.interval()
		case "componentOf", "location", "definition":
			d.context()
		case "controlVariable":
			d.observation()
		case "pertainsTo":
			d.finding()
		case "component":
			depth := d.sc.Depth()
			for d.child(depth) {
				if string(d.sc.Name()) == "series" {
					d.readSeries(false)
				}
			}
		}
	}
}

// child advances to the next child of the element at depth, false at its end or after an error.
func (d *decoder) child(depth int) bool {
	if d.err != nil {
		return false
	}
	if d.sc.Child(depth) {
		return true
	}
	if !d.failed && d.sc.Err() != nil {
		d.failed, d.where = true, d.section()
	}
	return false
}

// fault makes an error at the current place.
func (d *decoder) fault(sentinel error, detail string, args ...any) *formats.Error {
	return formats.Errorf(sentinel, Name, d.section(), d.src.Offset(d.sc.Offset()), detail, args...)
}

// stop ends decoding with an error at the current place.
func (d *decoder) stop(sentinel error, detail string, args ...any) {
	if d.err == nil {
		d.err = d.fault(sentinel, detail, args...)
	}
}

// warn adds a warning at the current place.
func (d *decoder) warn(code, message string, args ...any) {
	if len(d.rec.Warnings) >= maxWarnings {
		return
	}
	if s := d.section(); s != "" {
		message = s + ": " + message
	}
	d.rec.Warn(code, d.src.Offset(d.sc.Offset()), message, args...)
	if len(d.rec.Warnings) == maxWarnings {
		d.rec.Warn(ecg.WarnSkipped, 0, "more warnings left out")
	}
}

// scanError is the scanner's error as the registry's, nil when it has none.
func (d *decoder) scanError() *formats.Error {
	var x *xmlscan.Error
	if !errors.As(d.sc.Err(), &x) {
		return nil
	}
	sentinel := formats.ErrCorrupt
	switch {
	case errors.Is(x.Err, xmlscan.ErrTruncated):
		sentinel = formats.ErrTruncated
	case errors.Is(x.Err, xmlscan.ErrLimit):
		sentinel = formats.ErrTooLarge
	}
	return formats.Errorf(sentinel, Name, d.where, d.src.Offset(int(x.Offset)), "XML: "+x.Detail)
}
