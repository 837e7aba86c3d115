package dicom

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/big"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Storage classes that are written (PS3.4 B.5).
const (
	class12Lead     = classRoot + "1.1"
	classGeneral    = classRoot + "1.2"
	classAmbulatory = classRoot + "1.3"
	class32Bit      = classRoot + "1.4"
)

// Identity of this implementation in group 0002.
const (
	implementationUID  = "2.25.211907396812493520716240190843611728405"
	implementationName = "GOECG"
)

// Encode writes rec as a DICOM object in explicit VR little endian: the rhythm as one multiplex group for each rate, start
// and length of its channels, then rec.Groups, then statements, measurements and marks as waveform annotations.
//
// Samples keep their integers, scale and offset; 16 bits are written where they suffice, else 32. The class is 12-lead
// ECG where PS3.3 A.34.3 allows that, else General, Ambulatory or General 32-bit ECG. What does not fit any of them gives an
// *formats.Error wrapping ErrUnsupported. UIDs are made from a hash of the content (form 2.25), so that equal records
// give equal files. An unknown start leaves the date and time empty, although the standard asks for one; it is not invented.
func Encode(w io.Writer, rec *ecg.Record) error {
	groups, err := plan(rec)
	if err != nil {
		return err
	}
	class, err := classFor(groups)
	if err != nil {
		return err
	}
	size := 0
	for i := range groups {
		size += groups[i].bytes()
	}
	tail := builder{ascii: true, b: make([]byte, 0, size+1<<14)}
	annotate(&tail, rec, groups)
	s := tail.begin(tagWaveforms)
	for i := range groups {
		groups[i].write(&tail, rec)
	}
	tail.end(s)

	head := builder{ascii: tail.ascii}
	writeHeader(&head, rec, class, [3]string{})
	sum := sha256.New()
	sum.Write(head.b)
	sum.Write(tail.b)
	seed := sum.Sum(nil)
	uids := [3]string{uid(seed, "instance"), uid(seed, "study"), uid(seed, "series")}
	head = builder{ascii: head.ascii}
	writeHeader(&head, rec, class, uids)

	var file builder
	file.b = append(file.b, make([]byte, preamble)...)
	file.b = append(file.b, magic...)
	meta := writeMeta(class, uids[0])
	file.header(tagMetaLength, "UL", 4)
	file.b = binary.LittleEndian.AppendUint32(file.b, uint32(len(meta)))
	file.b = append(append(file.b, meta...), head.b...)
	if _, err := w.Write(file.b); err != nil {
		return err
	}
	_, err = w.Write(tail.b)
	return err
}

func refuse(sentinel error, t tag, detail string, args ...any) error {
	return formats.Errorf(sentinel, formatName, t.String(), -1, detail, args...)
}

// uid makes a UID of the 2.25 form (PS3.5 B.2) from a seed: a UUID of version 8, custom, as a decimal number.
func uid(seed []byte, role string) string {
	h := sha256.Sum256(append([]byte(role+"\x00"), seed...))
	b := h[:16]
	b[6] = b[6]&0x0F | 0x80
	b[8] = b[8]&0x3F | 0x80
	return "2.25." + new(big.Int).SetBytes(b).String()
}

func writeMeta(class, instance string) []byte {
	var w builder
	w.put(tagMetaVersion, "OB", "\x00\x01")
	w.put(tagMetaClass, "UI", class)
	w.put(tagMetaInstance, "UI", instance)
	w.put(tagTransferSyntax, "UI", uidExplicit)
	w.put(tagImplementation, "UI", implementationUID)
	w.put(tagImplementerName, "SH", implementationName)
	return w.b
}

// writeHeader writes everything before the annotations, in tag order.
func writeHeader(out *builder, rec *ecg.Record, class string, uids [3]string) {
	w := &builder{ascii: out.ascii}
	day, clock, zone, full := moments(rec.Start)
	p := &rec.Patient
	w.put(tagSOPClass, "UI", class)
	w.put(tagSOPInstance, "UI", uids[0])
	w.put(tagStudyDate, "DA", day)
	w.put(tagContentDate, "DA", day)
	w.put(tagAcquisitionDT, "DT", full)
	w.put(tagStudyTime, "TM", clock)
	w.put(tagContentTime, "TM", clock)
	w.text(tagAccession, "SH", "")
	w.put(tagModality, "CS", "ECG")
	w.text(tagManufacturer, "LO", rec.Device.Manufacturer)
	w.optional(tagInstitution, "LO", rec.Site.Institution)
	w.text(tagReferring, "PN", rec.Site.Referring)
	if zone != "" {
		w.put(tagZone, "SH", zone)
	}
	w.optional(tagStation, "SH", rec.Device.ID)
	w.optional(tagDepartment, "LO", rec.Site.Department)
	w.optional(tagReading, "PN", rec.Site.Confirming)
	w.optional(tagOperator, "PN", rec.Site.Technician)
	w.optional(tagModel, "LO", rec.Device.Model)
	w.put(tagPatientName, "PN", w.personName(p.Name))
	w.text(tagPatientID, "LO", p.ID)
	w.put(tagBirthDate, "DA", strings.ReplaceAll(p.BirthDate.String(), "-", ""))
	w.put(tagSex, "CS", p.Sex.String())
	if p.Age.Valid {
		w.put(tagAge, "AS", ageString(p.Age.Years))
	}
	if p.HeightCM > 0 {
		w.ds(tagSize, p.HeightCM/100)
	}
	if p.WeightKG > 0 {
		w.ds(tagWeight, p.WeightKG)
	}
	w.optional(tagEthnicGroup, "SH", p.Race)
	w.optional(tagHistory, "LT", strings.Join(p.History, "\r\n"))
	w.optional(tagSerial, "LO", rec.Device.Serial)
	w.optional(tagSoftware, "LO", rec.Device.Software)
	w.put(tagStudyUID, "UI", uids[1])
	w.put(tagSeriesUID, "UI", uids[2])
	w.text(tagStudyID, "SH", "")
	w.put(tagSeriesNumber, "IS", "1")
	w.put(tagInstanceNumber, "IS", "1")
	w.optional(tagComments, "LT", strings.Join(rec.Comments, "\r\n"))
	w.optional(tagLocation, "LO", rec.Site.Room)
	w.end(w.begin(tagContext))
	w.optional(tagReason, "LO", strings.Join(p.Diagnoses, "; "))
	if !w.ascii {
		out.put(tagCharset, "CS", "ISO_IR 192")
	}
	out.ascii = w.ascii
	out.b = append(out.b, w.b...)
}

func (w *builder) optional(t tag, v, s string) {
	if s != "" {
		w.text(t, v, s)
	}
}

// personName writes a name's component groups. A name in another script stands in the first group where no Latin form of
// it is known, as Chinese systems write it.
func (w *builder) personName(n ecg.Name) string {
	part := func(s string) string {
		return w.clean("PN", strings.NewReplacer("^", " ", "=", " ").Replace(s))
	}
	s := part(n.Full)
	if n.Full == "" {
		s = strings.TrimRight(part(n.Family)+"^"+part(n.Given)+"^"+part(n.Second), "^")
	}
	if n.Latin != "" {
		return part(n.Latin) + "=" + s
	}
	return s
}

// moments formats a start as DA, TM, offset and DT values.
func moments(t ecg.Timestamp) (day, clock, zone, full string) {
	if t.IsZero() {
		return "", "", "", ""
	}
	day = t.Time.Format("20060102")
	if t.DateOnly {
		return day, "", "", day
	}
	clock = t.Time.Format("150405")
	if t.Time.Nanosecond() != 0 {
		clock = t.Time.Format("150405.000000")
	}
	if t.Zoned {
		zone = t.Time.Format("-0700")
	}
	return day, clock, zone, day + clock + zone
}

// ageString writes an AS value in the largest unit that keeps the age to 1 percent, or whole years from 10 on.
func ageString(years float64) string {
	const byYears = 10
	for _, u := range []struct {
		unit float64
		name string
	}{{ecg.Year, "Y"}, {ecg.Month, "M"}, {ecg.Week, "W"}, {ecg.Day, "D"}} {
		n := math.Round(years / u.unit)
		if n > 999 {
			break
		}
		if n >= 1 && (math.Abs(n*u.unit-years) <= years/100 || u.unit == ecg.Year && years >= byYears) || u.unit == ecg.Day {
			return fmt.Sprintf("%03.0f%s", n, u.name)
		}
	}
	return fmt.Sprintf("%03.0fY", math.Round(years))
}

// equalChannels reports whether two channels can share a multiplex group.
func equalChannels(a, b *ecg.Channel) bool {
	return a.Rate == b.Rate && a.Start == b.Start && len(a.Raw) == len(b.Raw)
}
