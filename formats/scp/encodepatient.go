package scp

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

const (
	capabilities   = 0xD0 // print, store, acquire
	implementation = "goecg"
	maxField       = 1<<16 - 1
)

// encoder writes the sections that hold text.
type encoder struct {
	rec       *ecg.Record
	text      textEncoder
	reference bool // the record has a reference beat
	buf       []byte
	err       error
}

// textEncoder writes text in one character set.
type textEncoder struct {
	language int
	enc      encoding.Encoding // nil: UTF-8
}

// chooseText picks the character set of a record: ASCII, else ISO 8859-1, else GB 2312, the first that gives every
// text back when read; else UTF-8, which has no language code of its own.
func chooseText(rec *ecg.Record) textEncoder {
	all := texts(rec)
	for _, t := range []textEncoder{
		{languageASCII, encoding.Nop},
		{languageLatin1, charmap.ISO8859_1},
		{languageGB2312, simplifiedchinese.GBK},
	} {
		if t.holds(all) {
			return t
		}
	}
	return textEncoder{language: languageASCII}
}

func (t textEncoder) holds(all []string) bool {
	var d textDecoder
	d.init("")
	d.declare(t.language)
	for _, s := range all {
		b, err := t.bytes(s)
		if err != nil || d.line(b) != clean(s) {
			return false
		}
		for _, c := range b {
			if t.language == languageASCII && c >= 0x80 {
				return false
			}
		}
	}
	return true
}

func (t textEncoder) bytes(s string) ([]byte, error) {
	if t.enc == nil {
		return []byte(s), nil
	}
	return t.enc.NewEncoder().Bytes([]byte(s))
}

// texts lists every text that Encode writes.
func texts(rec *ecg.Record) []string {
	p, s := &rec.Patient, &rec.Site
	list := []string{
		rec.ID, p.ID, p.Name.Family, p.Name.Given, p.Name.Second, p.Name.Full,
		s.Institution, s.Department, s.Room, s.Technician, s.Referring, s.Confirming,
	}
	for _, d := range []*ecg.Device{&rec.Device, &rec.Analyzer} {
		list = append(list, d.Manufacturer, d.Model, d.Serial, d.Software)
	}
	for _, l := range [][]string{p.Drugs, p.Diagnoses, p.History, rec.Comments} {
		list = append(list, l...)
	}
	for i := range rec.Statements {
		list = append(list, statementLine(&rec.Statements[i]))
	}
	return list
}

// str is the bytes of s with the NUL that ends them.
func (e *encoder) str(s string) []byte {
	b, err := e.text.bytes(strings.ReplaceAll(s, "\x00", " "))
	if err != nil {
		b = []byte(s)
	}
	return append(b, 0)
}

func (e *encoder) tag(tag int, v []byte) {
	if len(v) > maxField {
		e.err = encodeError(formats.ErrTooLarge, sectionPatient, "tag %d needs %d bytes", tag, len(v))
		return
	}
	e.buf = append(e.buf, byte(tag))
	e.buf = le.AppendUint16(e.buf, uint16(len(v)))
	e.buf = append(e.buf, v...)
}

func (e *encoder) textTag(tag int, s string) {
	if s != "" {
		e.tag(tag, e.str(s))
	}
}

// u16Tag writes a rounded value, unless it is unknown or does not fit.
func (e *encoder) u16Tag(tag int, v float64, unit ...byte) {
	if r := math.Round(v); r > 0 && r < missing16 {
		e.tag(tag, append(le.AppendUint16(nil, uint16(r)), unit...))
	}
}

// patient makes section 1, its tags in ascending order.
func (e *encoder) patient() {
	r, p := e.rec, &e.rec.Patient
	family := p.Name.Family
	if family == "" && p.Name.Given == "" {
		family = p.Name.Full
	}
	e.tag(tagLastName, e.str(family))
	e.tag(tagFirstName, e.str(p.Name.Given))
	e.tag(tagPatientID, e.str(p.ID))
	e.textTag(tagSecondName, p.Name.Second)
	e.age(p.Age)
	if d := p.BirthDate; !d.IsZero() {
		e.tag(tagBirthDate, append(le.AppendUint16(nil, uint16(d.Year)), byte(d.Month), byte(d.Day)))
	}
	e.quantity(tagHeight, p.HeightCM, heightUnits[:], 1, 3)
	e.quantity(tagWeight, p.WeightKG, weightUnits[:], 1, 2, 4)
	e.tag(tagSex, []byte{sexCode(p.Sex)})
	for i, name := range races {
		if i > 0 && name == p.Race {
			e.tag(tagRace, []byte{byte(i)})
		}
	}
	for _, s := range p.Drugs {
		e.drug(s)
	}
	e.u16Tag(tagSystolic, float64(p.Systolic))
	e.u16Tag(tagDiastolic, float64(p.Diastolic))
	for _, s := range p.Diagnoses {
		e.textTag(tagDiagnosis, s)
	}
	e.tag(tagAcquiringDevice, e.device(&r.Device, ""))
	e.tag(tagAnalysingDevice, e.device(&r.Analyzer, r.Analyzer.Software))
	e.textTag(tagInstitution, r.Site.Institution)
	e.textTag(tagDepartment, r.Site.Department)
	e.textTag(tagReferring, r.Site.Referring)
	e.textTag(tagConfirming, r.Site.Confirming)
	e.textTag(tagTechnician, r.Site.Technician)
	e.textTag(tagRoom, r.Site.Room)
	if r.Urgency > 0 && r.Urgency <= math.MaxUint8 {
		e.tag(tagUrgency, []byte{byte(r.Urgency)})
	}
	zone := e.start()
	e.filters()
	placement := e.comments()
	e.textTag(tagSequence, r.ID)
	e.history()
	e.tag(tagElectrodes, []byte{placement, 0})
	if zone != noOffset {
		e.tag(tagTimeZone, []byte{byte(zone), byte(zone >> 8), 0, 0})
	}
	for _, s := range p.History {
		if _, ok := parseCode(s, historyNumbers); !ok {
			e.textTag(tagHistoryText, s)
		}
	}
	e.tag(tagTerminator, nil)
}

// quantity writes v with the first of the units that expresses it to a part in a thousand, else with the last.
func (e *encoder) quantity(tag int, v float64, units []float64, prefer ...int) {
	const tolerance = 1e-3
	for i, unit := range prefer {
		n := v / units[unit]
		if i+1 == len(prefer) || n < missing16 && math.Abs(n-math.Round(n)) < tolerance*n {
			e.u16Tag(tag, n, byte(unit))
			return
		}
	}
}

func sexCode(s ecg.Sex) byte {
	switch s {
	case ecg.Male:
		return 1
	case ecg.Female:
		return 2
	case ecg.SexOther:
		return 9
	}
	return 0
}

// age writes tag 4 in the largest unit that gives a whole number, else in rounded years.
func (e *encoder) age(a ecg.Age) {
	if !a.Valid {
		return
	}
	const slack = 1e-6
	for unit := 1; unit < len(ageUnits); unit++ {
		if n := a.Years / ageUnits[unit]; n < missing16 && n > slack && math.Abs(n-math.Round(n)) < slack*n {
			e.u16Tag(tagAge, n, byte(unit))
			return
		}
	}
	e.u16Tag(tagAge, a.Years, 1)
}

// start writes date and time and returns the offset in minutes for tag 34, noOffset for none.
func (e *encoder) start() (zone int) {
	t := e.rec.Start
	when, zone := t.Time, noOffset
	if t.IsZero() {
		e.tag(tagDate, make([]byte, 4))
		e.tag(tagTime, make([]byte, 3))
		return zone
	}
	if t.Zoned {
		_, seconds := when.Zone()
		if zone = seconds / 60; zone < -maxOffsetMinutes || zone > maxOffsetMinutes || seconds%60 != 0 {
			when, zone = when.UTC(), 0
		}
	}
	e.tag(tagDate, date(when))
	e.tag(tagTime, []byte{byte(when.Hour()), byte(when.Minute()), byte(when.Second())})
	return zone
}

func date(t time.Time) []byte {
	return append(le.AppendUint16(nil, uint16(t.Year())), byte(t.Month()), byte(t.Day()))
}

func (e *encoder) filters() {
	f := &e.rec.Filters
	e.u16Tag(tagHighPass, f.HighPass/highPassUnit)
	e.u16Tag(tagLowPass, f.LowPass)
	bits := 0
	switch f.Notch {
	case 50:
		bits |= filterNotch50
	case 60:
		bits |= filterNotch60
	}
	for _, name := range f.Other {
		switch name {
		case filterNameArtifact:
			bits |= filterArtifact
		case filterNameBaseline:
			bits |= filterBaseline
		}
	}
	if bits != 0 {
		e.tag(tagFilters, []byte{byte(bits)})
	}
}

// comments writes tag 30 and returns the electrode placement, which decoding keeps among the comments.
func (e *encoder) comments() (placement byte) {
	for _, s := range e.rec.Comments {
		if name, ok := strings.CutPrefix(s, electrodesPrefix); ok {
			for i, p := range placements {
				if p == name && p != "" {
					placement = byte(i)
				}
			}
			if placement != 0 {
				continue
			}
		}
		e.textTag(tagFreeText, s)
	}
	return placement
}

func (e *encoder) drug(s string) {
	if v, ok := parseCode(s, drugNumbers); ok {
		e.tag(tagDrug, v)
		return
	}
	e.tag(tagDrug, append(make([]byte, drugNumbers), e.str(s)...))
}

// history writes the codes of tag 32; texts follow in tag 35.
func (e *encoder) history() {
	for _, s := range e.rec.Patient.History {
		if v, ok := parseCode(s, historyNumbers); ok {
			e.tag(tagHistoryCodes, v)
		}
	}
}

// device makes the block of tag 14 or 15.
func (e *encoder) device(d *ecg.Device, program string) []byte {
	b := make([]byte, deviceStrings)
	if id, err := strconv.ParseUint(d.ID, 10, 16); err == nil {
		le.PutUint16(b[deviceNumber:], uint16(id))
	}
	b[deviceManufacturer] = manufacturerString
	copy(b[deviceModel:deviceModel+deviceModelLen], e.model(d.Model))
	b[deviceProtocol] = writtenProtocol
	b[deviceProtocol+1] = categoryRhythm
	if e.reference {
		b[deviceProtocol+1] = categoryReference
	}
	b[deviceLanguage] = byte(e.text.language)
	b[deviceLanguage+1] = capabilities
	for i, hz := range mainsHz {
		if hz > 0 && hz == d.MainsHz {
			b[deviceMains] = byte(i)
		}
	}
	list := [][]byte{e.str(program), e.str(d.Serial), e.str(d.Software), e.str(implementation), e.str(d.Manufacturer)}
	b[deviceStrings-1] = byte(min(len(list[0]), math.MaxUint8))
	return append(b, bytes.Join(list, nil)...)
}

// model cuts the model to what the block holds, five bytes and a NUL, at a character's end.
func (e *encoder) model(s string) []byte {
	for s != "" {
		if b := e.str(s); len(b) <= deviceModelLen {
			return b
		}
		r := []rune(s)
		s = string(r[:len(r)-1])
	}
	return nil
}
