package scp

import (
	"bytes"
	"encoding/binary"
	"math"
	"unicode/utf16"

	"github.com/goecg/goecg/ecg"
)

// tagNames says in the report what a tag of section 1 holds; of others "other data" is said.
var tagNames = map[int]string{
	tagLastName: "patient name", tagFirstName: "patient name", tagSecondName: "patient name", tagPatientID: "patient ID",
	tagBirthDate: "birth date", tagHeight: "height", tagWeight: "weight", tagSex: "sex", tagAge: "age", tagRace: "race",
	tagDrug: "drugs", tagSystolic: "blood pressure", tagDiastolic: "blood pressure", tagDiagnosis: "diagnosis or indication",
	tagAcquiringDevice: "identity of the device", tagAnalysingDevice: "identity of the device",
	tagInstitution: "institution", tagAnalysingInst: "institution", tagDepartment: "department", tagAnalysingDept: "department",
	tagReferring: "name of staff", tagConfirming: "name of staff", tagTechnician: "name of staff", tagRoom: "room",
	tagFreeText: "free text", tagSequence: "sequence number", tagHistoryCodes: "history", tagHistoryText: "history",
	tagTimeZone: "name of the time zone",
}

// How many bytes of a tag's value are numbers and may stay.
var tagNumbers = map[int]int{
	tagHeight: 3, tagWeight: 3, tagSex: 1, tagRace: 1, tagDrug: drugNumbers, tagSystolic: 2, tagDiastolic: 2, tagUrgency: 1,
	tagTime: 3, tagHighPass: 2, tagLowPass: 2, tagFilters: 1, tagElectrodes: 2, tagTimeZone: 4, tagHistoryCodes: math.MaxUint8,
}

// characteristics are the tags that stay only on request.
var characteristics = map[int]bool{
	tagHeight: true, tagWeight: true, tagRace: true, tagDrug: true, tagSystolic: true, tagDiastolic: true, tagHistoryCodes: true,
}

// field is one field of the rewritten section 1.
type field struct {
	tag   int
	value []byte
}

// patient rewrites section 1 at its old length. Fields that stay keep their order; the patient ID is mandatory and stays, as a
// pseudonym or empty.
func (a *anonymizer) patient(rec *ecg.Record, s section) {
	where := sectionName(sectionPatient)
	o := a.m.Options()
	var list []field
	hasAge, lengthBefore := false, 0
	a.d.eachTag(s, func(tag int, v []byte, _ int64) {
		lengthBefore += tagHeader + len(v)
		was := v
		switch {
		case tag == tagAge:
			hasAge = true
			return
		case tag == tagDate:
			v = bytes.Clone(v[:min(len(v), 4)])
			a.date(v, where)
			was = v
		case tag == tagAcquiringDevice || tag == tagAnalysingDevice:
			v = a.device(v)
		case tag == tagSex && o.DropAgeSex, characteristics[tag] && !o.KeepCharacteristics:
			v = nil
		default:
			v = v[:min(len(v), tagNumbers[tag])]
		}
		if !bytes.Equal(v, was) && !allZero(was) {
			what := tagNames[tag]
			if what == "" {
				what = "other data"
			}
			a.m.Note(where, what)
		}
		if len(v) > 0 {
			list = append(list, field{tag, v})
		}
	})
	room := len(s.data)
	if room >= tagHeader {
		room -= tagHeader // for the terminator
	}
	for _, f := range list {
		room -= tagHeader + len(f.value)
	}
	if age := ageField(a.m.AgeAt(rec)); age != nil && room >= 2*tagHeader+len(age)+1 {
		list = append([]field{{tagAge, age}}, list...)
		room -= tagHeader + len(age)
	}
	if hasAge && rec.Patient.Age.Valid && a.m.Age(rec.Patient.Age) != rec.Patient.Age {
		a.m.Note(where, "age")
	}
	if room > tagHeader {
		list = append([]field{{tagPatientID, a.subject(room - tagHeader)}}, list...)
	}
	to := a.out[s.off+sectionHeaderLen:][:len(s.data)]
	at := 0
	for _, f := range list {
		if at+tagHeader+len(f.value) > len(to) {
			break
		}
		to[at] = byte(f.tag)
		binary.LittleEndian.PutUint16(to[at+1:], uint16(len(f.value)))
		at += tagHeader + copy(to[at+tagHeader:], f.value)
	}
	if at+tagHeader <= len(to) {
		to[at] = tagTerminator
	}
	a.text(s)
}

// subject is the value of the patient ID in at most room bytes.
func (a *anonymizer) subject(room int) []byte {
	if a.d.text.language == languageUnicode {
		id := utf16.Encode([]rune(a.m.Subject(room/2 - 1)))
		out := make([]byte, 0, 2*len(id)+2)
		for _, u := range id {
			out = binary.LittleEndian.AppendUint16(out, u)
		}
		if len(id) == 0 {
			return []byte{0}
		}
		return append(out, 0, 0)
	}
	return append([]byte(a.m.Subject(room-1)), 0)
}

// Unit bytes of tag 4.
const (
	ageInYears  = 1
	ageInMonths = 2
	ageInDays   = 4
)

// ageField is the value of tag 4, nil for an unknown age.
func ageField(a ecg.Age) []byte {
	if !a.Valid {
		return nil
	}
	n, unit := math.Round(a.Years), byte(ageInYears)
	for _, u := range []struct {
		size float64
		unit byte
	}{{ecg.Year, ageInYears}, {ecg.Month, ageInMonths}, {ecg.Day, ageInDays}} {
		const near = 1e-6
		n, unit = math.Round(a.Years/u.size), u.unit
		if n > 0 && math.Abs(a.Years/u.size-n) < near {
			break
		}
	}
	if n <= 0 || n > math.MaxUint16 {
		return nil
	}
	return append(binary.LittleEndian.AppendUint16(nil, uint16(n)), unit)
}

// device rewrites tag 14 or 15: without numbers of institution, department and device, and without the serial number.
// The names of model, programs and maker stay unless they identify the patient or a place.
func (a *anonymizer) device(v []byte) []byte {
	const (
		reserved   = 19
		revision   = 35 // length of the first string
		stringsMax = 5
		serial     = 1
	)
	out := bytes.Clone(v[:min(len(v), deviceStrings)])
	clear(out[:min(len(out), deviceManufacturer-1)])
	for i := reserved; i < min(len(out), revision); i++ {
		out[i] = 0
	}
	if len(out) > deviceModel {
		if model := out[deviceModel:min(len(out), deviceModel+deviceModelLen)]; a.m.Identifies(a.d.text.decode(model)) {
			clear(model)
		} else if i := bytes.IndexByte(model, 0); i >= 0 { // remains of memory follow
			clear(model[i:])
		}
	}
	if len(v) <= deviceStrings {
		return out
	}
	parts := bytes.SplitN(v[deviceStrings:], []byte{0}, stringsMax+1)
	for i, p := range parts[:min(len(parts), stringsMax)] {
		if i == len(parts)-1 && len(p) == 0 { // after the last NUL
			break
		}
		if i == serial || a.m.Identifies(a.d.text.decode(p)) {
			p = nil
		}
		if i == 0 {
			out[revision] = byte(len(p) + 1)
		}
		out = append(append(out, p...), 0)
	}
	if len(out) > len(v) {
		out = out[:len(v)]
	}
	return out
}
