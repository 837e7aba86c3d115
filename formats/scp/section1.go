package scp

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goecg/goecg/ecg"
)

// Tags of section 1 (EN 1064, 5.4.5).
const (
	tagLastName         = 0
	tagFirstName        = 1
	tagPatientID        = 2
	tagSecondName       = 3
	tagAge              = 4
	tagBirthDate        = 5
	tagHeight           = 6
	tagWeight           = 7
	tagSex              = 8
	tagRace             = 9
	tagDrug             = 10
	tagSystolic         = 11
	tagDiastolic        = 12
	tagDiagnosis        = 13
	tagAcquiringDevice  = 14
	tagAnalysingDevice  = 15
	tagInstitution      = 16
	tagAnalysingInst    = 17
	tagDepartment       = 18
	tagAnalysingDept    = 19
	tagReferring        = 20
	tagConfirming       = 21
	tagTechnician       = 22
	tagRoom             = 23
	tagUrgency          = 24
	tagDate             = 25
	tagTime             = 26
	tagHighPass         = 27
	tagLowPass          = 28
	tagFilters          = 29
	tagFreeText         = 30
	tagSequence         = 31
	tagHistoryCodes     = 32
	tagElectrodes       = 33
	tagTimeZone         = 34
	tagHistoryText      = 35
	tagTerminator       = 255
	tagHeader           = 3 // bytes of tag and length before a value
	noOffset            = 0x7FFF
	maxOffsetMinutes    = 780 // UTC-13 to UTC+13 is what the standard allows
	maxOffsetTolerated  = 14 * 60
	highPassUnit        = 0.01   // Hz, EN 1064
	highPassUnitBurdick = 0.0001 // Hz, as early Burdick carts wrote it
	highPassImplausible = 500    // 5 Hz in the standard's unit: no ECG filter
)

// Bits of tag 29.
const (
	filterNotch60  = 1 << 0
	filterNotch50  = 1 << 1
	filterArtifact = 1 << 2
	filterBaseline = 1 << 3
)

// ageUnits, heightUnits and weightUnits are the unit bytes of tags 4, 6 and 7; unit 0 is unspecified.
var (
	ageUnits    = [...]float64{ecg.Year, ecg.Year, ecg.Month, ecg.Week, ecg.Day, ecg.Hour}
	heightUnits = [...]float64{0, 1, 2.54, 0.1}                          // to cm
	weightUnits = [...]float64{0, 1, 0.001, 0.45359237, 0.45359237 / 16} // to kg
)

// How codes without a published name are put into texts; Encode turns them into codes again.
const (
	codePrefix         = "SCP-ECG code "
	drugNumbers        = 3
	historyNumbers     = 2
	electrodesPrefix   = "Electrodes: "
	filterNameArtifact = "artifact"
	filterNameBaseline = "baseline"
)

var races = [...]string{"", "Caucasian", "Black", "Oriental"}

var placements = [...]string{
	"", "", "Mason-Likar, individual electrodes", "Mason-Likar, one pad", "all electrodes in one pad",
	"12 leads derived from Frank XYZ", "non-standard placement",
}

// clock collects tags 25, 26 and 34, which come in any order.
type clock struct {
	date, time []byte
	offset     int
	zoned      bool
}

// readPatient reads section 1. Nothing in it is needed for the signal, so whatever is wrong is a warning.
func (d *decoder) readPatient() {
	if !d.has(sectionPatient) {
		d.rec.Warn(ecg.WarnInconsistent, 0, "section 1 is absent")
		return
	}
	s := d.known[sectionPatient]
	// The language code is needed before any text is read, the maker before the filters.
	d.eachTag(s, func(tag int, v []byte, _ int64) {
		if tag == tagAcquiringDevice && len(v) > deviceLanguage && d.text.language == 0 {
			d.text.declare(int(v[deviceLanguage]))
			d.device = parseDevice(v, &d.text)
		}
	})
	var when clock
	if !d.eachTag(s, func(tag int, v []byte, off int64) { d.readTag(tag, v, off, &when) }) {
		d.rec.Warn(ecg.WarnNonstandard, int64(s.off), "section 1 has no terminator")
	}
	d.rec.Start = when.timestamp()
	d.setVersion(s)
	if d.text.bad {
		d.rec.Warn(ecg.WarnCharset, int64(s.off), "section 1: text is not valid in the declared character set")
	}
}

// eachTag calls fn for each field of section 1 and reports whether the terminator was met. Fields of length 0 are
// undefined and left out.
func (d *decoder) eachTag(s section, fn func(tag int, v []byte, off int64)) bool {
	f := s.fields()
	for f.left() >= tagHeader {
		off := f.at()
		tag, n := f.u8(), f.u16()
		if tag == tagTerminator {
			return true
		}
		n = min(n, f.left())
		if n > 0 {
			fn(tag, f.bytes(n), off)
		}
	}
	return false
}

func (d *decoder) readTag(tag int, v []byte, off int64, when *clock) {
	r, p := d.rec, &d.rec.Patient
	f := fields{b: v}
	text := func() string { return d.text.decode(v) }
	switch tag {
	case tagLastName:
		p.Name.Family = text()
	case tagFirstName:
		p.Name.Given = text()
	case tagPatientID:
		p.ID = text()
	case tagSecondName:
		p.Name.Second = text()
	case tagAge:
		if n, unit := f.u16(), f.u8(); n > 0 && unit < len(ageUnits) {
			p.Age = ecg.AgeOf(float64(n), ageUnits[unit])
		}
	case tagBirthDate:
		p.BirthDate = ecg.NewDate(f.u16(), time.Month(f.u8()), f.u8())
	case tagHeight:
		p.HeightCM = quantity(&f, heightUnits[:])
	case tagWeight:
		p.WeightKG = quantity(&f, weightUnits[:])
	case tagSex:
		switch f.u8() {
		case 1:
			p.Sex = ecg.Male
		case 2:
			p.Sex = ecg.Female
		}
	case tagRace:
		if n := f.u8(); n < len(races) {
			p.Race = races[n]
		}
	case tagDrug:
		d.readDrug(v)
	case tagSystolic:
		p.Systolic = known16(f.u16())
	case tagDiastolic:
		p.Diastolic = known16(f.u16())
	case tagDiagnosis:
		appendText(&p.Diagnoses, text())
	case tagAcquiringDevice:
		b := parseDevice(v, &d.text)
		d.device, r.Device = b, b.Device
	case tagAnalysingDevice:
		r.Analyzer = parseDevice(v, &d.text).Device
	case tagInstitution, tagAnalysingInst:
		setText(&r.Site.Institution, text(), tag == tagInstitution)
	case tagDepartment, tagAnalysingDept:
		setText(&r.Site.Department, text(), tag == tagDepartment)
	case tagReferring:
		r.Site.Referring = text()
	case tagConfirming:
		r.Site.Confirming = text()
	case tagTechnician:
		r.Site.Technician = text()
	case tagRoom:
		r.Site.Room = text()
	case tagUrgency:
		r.Urgency = f.u8()
	case tagDate:
		when.date = v
	case tagTime:
		when.time = v
	case tagHighPass:
		d.readHighPass(f.u16())
	case tagLowPass:
		r.Filters.LowPass = float64(known16(f.u16()))
	case tagFilters:
		readFilterBits(&r.Filters, f.u8())
	case tagFreeText:
		appendText(&r.Comments, text())
	case tagSequence:
		r.ID = text()
	case tagHistoryCodes:
		readHistoryCodes(p, v)
	case tagElectrodes:
		if n := f.u8(); n < len(placements) && placements[n] != "" {
			appendText(&r.Comments, electrodesPrefix+placements[n])
		}
	case tagTimeZone:
		if minutes := f.i16(); !f.short && minutes != noOffset {
			if minutes < -maxOffsetTolerated || minutes > maxOffsetTolerated {
				r.Warn(ecg.WarnInconsistent, off, "time zone of %d minutes", minutes)
				break
			}
			when.offset, when.zoned = minutes, true
		}
	case tagHistoryText:
		appendText(&p.History, text())
	}
}

// readHighPass stores tag 27. Burdick carts of protocol 1.0 count in 0.0001 Hz.
func (d *decoder) readHighPass(v int) {
	unit := highPassUnit
	if d.device.burdick() || d.device.protocol <= 11 && v >= highPassImplausible {
		unit = highPassUnitBurdick
	}
	d.rec.Filters.HighPass = float64(known16(v)) * unit
}

func readFilterBits(f *ecg.Filters, bits int) {
	switch {
	case bits&filterNotch50 != 0:
		f.Notch = 50
	case bits&filterNotch60 != 0:
		f.Notch = 60
	}
	f.Other = nil
	if bits&filterArtifact != 0 {
		f.Other = append(f.Other, filterNameArtifact)
	}
	if bits&filterBaseline != 0 {
		f.Other = append(f.Other, filterNameBaseline)
	}
}

// readDrug stores tag 10: table (or class), class (or code) and a third byte that editions define differently, then text.
func (d *decoder) readDrug(v []byte) {
	if len(v) > drugNumbers {
		if s := d.text.decode(v[drugNumbers:]); s != "" {
			appendText(&d.rec.Patient.Drugs, s)
			return
		}
	}
	if len(v) >= drugNumbers && (v[0] != 0 || v[1] != 0 || v[2] != 0) {
		appendText(&d.rec.Patient.Drugs, codeText(v[:drugNumbers]))
	}
}

// readHistoryCodes stores tag 32: a table number, then codes of that table, 0 being "healthy" or "unspecified".
func readHistoryCodes(p *ecg.Patient, v []byte) {
	for _, c := range v[1:] {
		if c != 0 {
			appendText(&p.History, codeText([]byte{v[0], c}))
		}
	}
}

// codeText puts a code into words, "SCP-ECG code 0.1.0".
func codeText(v []byte) string {
	b := []byte(codePrefix)
	for i, n := range v {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendUint(b, uint64(n), 10)
	}
	return string(b)
}

// parseCode undoes codeText for a code of n numbers.
func parseCode(s string, n int) ([]byte, bool) {
	rest, ok := strings.CutPrefix(s, codePrefix)
	parts := strings.Split(rest, ".")
	if !ok || len(parts) != n {
		return nil, false
	}
	v := make([]byte, n)
	for i, p := range parts {
		x, err := strconv.ParseUint(p, 10, 8)
		if err != nil {
			return nil, false
		}
		v[i] = byte(x)
	}
	return v, codeText(v) == s
}

func (c *clock) timestamp() ecg.Timestamp {
	f := fields{b: c.date}
	y, m, day := f.u16(), time.Month(f.u8()), f.u8()
	if f.short || y == 0 {
		return ecg.Timestamp{}
	}
	g := fields{b: c.time}
	h, min, sec := g.u8(), g.u8(), g.u8()
	if g.short {
		t := ecg.Local(y, m, day, 0, 0, 0, 0)
		t.DateOnly = !t.IsZero()
		return t
	}
	t := ecg.Local(y, m, day, h, min, sec, 0)
	if t.IsZero() { // an impossible time of day, perhaps after a good date
		t = ecg.Local(y, m, day, 0, 0, 0, 0)
		t.DateOnly = !t.IsZero()
		return t
	}
	if c.zoned {
		zone := time.FixedZone("", c.offset*60)
		t = ecg.Timestamp{Time: time.Date(y, m, day, h, min, sec, 0, zone), Zoned: true}
	}
	return t
}

// setVersion takes the protocol revision from tag 14, or from the section header where that is plausible.
func (d *decoder) setVersion(s section) {
	v := d.device.protocol
	if v == 0 {
		v = int(d.data[s.off+9])
	}
	if v >= 10 && v <= 39 {
		d.rec.FormatVersion = fmt.Sprintf("%d.%d", v/10, v%10)
	}
}

// quantity reads a u16 with a unit byte.
func quantity(f *fields, units []float64) float64 {
	n, unit := known16(f.u16()), f.u8()
	if f.short || unit >= len(units) {
		return 0
	}
	return float64(n) * units[unit]
}

// known16 turns the codes for "unknown" of a 16-bit field into 0.
func known16(v int) int {
	if v == missing16 || v == notComputed || v == leadRejected {
		return 0
	}
	return v
}

func appendText(list *[]string, s string) {
	if s != "" {
		*list = append(*list, s)
	}
}

// setText stores s unless it is empty, or another value is there and this one is not preferred.
func setText(dst *string, s string, preferred bool) {
	if s = strings.TrimSpace(s); s != "" && (preferred || *dst == "") {
		*dst = s
	}
}
