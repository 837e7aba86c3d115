package dicom

import (
	"bytes"
	"math"
	"strings"
	"time"

	"github.com/goecg/goecg/ecg"
)

// field numbers the text values of the data set that are kept until its character set is known.
type field int

const (
	fieldCharset field = iota
	fieldSOPClass
	fieldSOPInstance
	fieldStudyDate
	fieldStudyTime
	fieldSeriesDate
	fieldSeriesTime
	fieldAcquisitionDate
	fieldAcquisitionTime
	fieldContentDate
	fieldContentTime
	fieldAcquisitionDT
	fieldZone
	fieldManufacturer
	fieldModel
	fieldSerial
	fieldSoftware
	fieldStation
	fieldInstitution
	fieldDepartment
	fieldLocation
	fieldOperator
	fieldReferring
	fieldRequesting
	fieldReading
	fieldPerforming
	fieldDiagnosis
	fieldReason
	fieldHistory
	fieldName
	fieldPatientID
	fieldBirthDate
	fieldSex
	fieldAge
	fieldSize
	fieldWeight
	fieldEthnic
	fieldPatientComments
	fieldComments
	fieldVisitComments
	fieldCount
)

var fieldTags = map[tag]field{
	tagCharset: fieldCharset, tagSOPClass: fieldSOPClass, tagSOPInstance: fieldSOPInstance,
	tagStudyDate: fieldStudyDate, tagStudyTime: fieldStudyTime, tagSeriesDate: fieldSeriesDate, tagSeriesTime: fieldSeriesTime,
	tagAcquisitionDate: fieldAcquisitionDate, tagAcquisitionTime: fieldAcquisitionTime,
	tagContentDate: fieldContentDate, tagContentTime: fieldContentTime, tagAcquisitionDT: fieldAcquisitionDT, tagZone: fieldZone,
	tagManufacturer: fieldManufacturer, tagModel: fieldModel, tagSerial: fieldSerial, tagSoftware: fieldSoftware,
	tagStation: fieldStation, tagInstitution: fieldInstitution, tagDepartment: fieldDepartment, tagLocation: fieldLocation,
	tagOperator: fieldOperator, tagReferring: fieldReferring, tagRequesting: fieldRequesting, tagReading: fieldReading,
	tagPerforming: fieldPerforming, tagDiagnosis: fieldDiagnosis, tagReason: fieldReason, tagHistory: fieldHistory,
	tagPatientName: fieldName, tagPatientID: fieldPatientID, tagBirthDate: fieldBirthDate, tagSex: fieldSex, tagAge: fieldAge,
	tagSize: fieldSize, tagWeight: fieldWeight, tagEthnicGroup: fieldEthnic, tagPatientComments: fieldPatientComments,
	tagComments: fieldComments, tagVisitComments: fieldVisitComments,
}

func fieldOf(t tag) (field, bool) {
	f, ok := fieldTags[t]
	return f, ok
}

// header fills everything of the record but waveforms and annotations.
func (d *decoder) header(rec *ecg.Record) {
	str := func(f field) string { return d.text.string(d.fields[f], false) }
	one := func(fields ...field) string {
		for _, f := range fields {
			if s := d.text.name(d.fields[f]).String(); s != "" {
				return s
			}
		}
		return ""
	}
	class := string(trim(d.fields[fieldSOPClass]))
	rec.FormatVersion = className(class)
	rec.ID = str(fieldSOPInstance)

	p := &rec.Patient
	p.Name = d.text.name(d.fields[fieldName])
	p.ID = str(fieldPatientID)
	p.BirthDate = date(d.fields[fieldBirthDate])
	p.Sex = sex(d.fields[fieldSex])
	p.Age = age(d.fields[fieldAge])
	const metre, maxHeight, maxWeight = 100, 300, 700 // cm, cm, kg; larger values are errors
	if h := decimal(d.fields[fieldSize]) * metre; h > 0 && h < maxHeight {
		p.HeightCM = math.Round(h*10) / 10
	}
	if w := decimal(d.fields[fieldWeight]); w > 0 && w < maxWeight {
		p.WeightKG = w
	}
	p.Race = str(fieldEthnic)
	for _, f := range [...]field{fieldDiagnosis, fieldReason} {
		if s := str(f); s != "" {
			p.Diagnoses = append(p.Diagnoses, s)
		}
	}
	if s := d.text.string(d.fields[fieldHistory], true); s != "" {
		p.History = append(p.History, s)
	}

	rec.Device = ecg.Device{
		Manufacturer: str(fieldManufacturer), Model: str(fieldModel), Serial: str(fieldSerial), Software: str(fieldSoftware),
		ID: str(fieldStation),
	}
	rec.Site = ecg.Site{
		Institution: str(fieldInstitution), Department: str(fieldDepartment), Room: str(fieldLocation),
		Technician: one(fieldOperator), Referring: one(fieldReferring, fieldRequesting), Confirming: one(fieldReading, fieldPerforming),
	}
	for _, f := range [...]field{fieldComments, fieldPatientComments, fieldVisitComments} {
		if s := d.text.string(d.fields[f], true); s != "" {
			rec.Comments = append(rec.Comments, s)
		}
	}
	rec.Start = d.start()
}

// start is the moment that the groups' time offsets count from: the acquisition, else the next best.
func (d *decoder) start() ecg.Timestamp {
	zone := d.zone()
	if t := dateTime(first(d.fields[fieldAcquisitionDT]), zone); !t.IsZero() {
		return t
	}
	for _, f := range [...][2]field{
		{fieldAcquisitionDate, fieldAcquisitionTime}, {fieldContentDate, fieldContentTime}, {fieldSeriesDate, fieldSeriesTime},
		{fieldStudyDate, fieldStudyTime},
	} {
		if t := dateAndTime(first(d.fields[f[0]]), first(d.fields[f[1]]), zone); !t.IsZero() {
			return t
		}
	}
	return ecg.Timestamp{}
}

// zone is the zone of dates and times without an offset of their own, nil when the file states none.
func (d *decoder) zone() *time.Location { return zoneOf(trim(d.fields[fieldZone])) }

func sex(b []byte) ecg.Sex {
	switch b = trim(b); {
	case len(b) == 0:
		return ecg.SexUnknown
	case b[0] == 'M' || b[0] == 'm':
		return ecg.Male
	case b[0] == 'F' || b[0] == 'f':
		return ecg.Female
	case b[0] == 'O' || b[0] == 'o':
		return ecg.SexOther
	}
	return ecg.SexUnknown
}

// age reads an AS value: digits and D, W, M or Y.
func age(b []byte) ecg.Age {
	b = trim(b)
	n := len(b)
	if n < 2 {
		return ecg.Age{}
	}
	unit := ecg.Year
	switch b[n-1] {
	case 'D', 'd':
		unit = ecg.Day
	case 'W', 'w':
		unit = ecg.Week
	case 'M', 'm':
		unit = ecg.Month
	case 'Y', 'y':
	default:
		n++ // digits alone: years
	}
	v, ok := plain(bytes.TrimSpace(b[:n-1]))
	if !ok || n == 1 || v == 0 && unit == ecg.Year {
		return ecg.Age{}
	}
	return ecg.AgeOf(v, unit)
}

// classNames are the waveform storage classes of PS3.4 B.5 by the end of their UID after classRoot.
const classRoot = "1.2.840.10008.5.1.4.1.1.9."

var classNames = map[string]string{
	"1.1": "12-lead ECG", "1.2": "General ECG", "1.3": "Ambulatory ECG", "1.4": "General 32-bit ECG", "2.1": "Hemodynamic",
	"3.1": "Cardiac Electrophysiology", "4.1": "Basic Voice Audio", "4.2": "General Audio", "5.1": "Arterial Pulse",
	"6.1": "Respiratory", "6.2": "Multi-channel Respiratory", "7.1": "Routine Scalp EEG", "7.2": "EMG", "7.3": "EOG",
	"7.4": "Sleep EEG", "8.1": "Body Position",
}

// className names a storage class, by its UID where it has no name here.
func className(uid string) string {
	if len(uid) > len(classRoot) && uid[:len(classRoot)] == classRoot {
		if name, ok := classNames[uid[len(classRoot):]]; ok {
			return name
		}
	}
	return uid
}

// storageRoot starts the UID of every storage class of the standard.
const storageRoot = "1.2.840.10008.5.1.4.1.1."

// ofClass says in an error which class an object is of, when it is one of the standard's: any other value might be anything.
func ofClass(uid []byte) string {
	s := string(trim(uid))
	rest, ok := strings.CutPrefix(s, storageRoot)
	if !ok || strings.Trim(rest, ".0123456789") != "" {
		return ""
	}
	return ": an object of class " + className(s)
}

// otherSignal reports whether a class is of a signal that is no ECG although it may be a voltage.
func otherSignal(uid string) bool {
	if len(uid) <= len(classRoot) || uid[:len(classRoot)] != classRoot {
		return false
	}
	switch uid[len(classRoot)] {
	case '1', '2', '3': // ECG, haemodynamic, electrophysiology
		return false
	}
	return true
}
