package formats

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/goecg/goecg/ecg"
)

// maxAge stands for itself and all higher ages, which few people reach (45 CFR 164.514(b)(2)(i)(C)).
const maxAge = 90

// Shape of a pseudonym: characters of base 32, the last ones a check by which the key recognises its own pseudonyms.
const (
	pseudonymLen   = 16
	pseudonymCheck = 5
)

// Days by which the dates of a patient move back, at most: ten years, as the longest follow-up of most studies still shows
// nothing of the true date.
const (
	maxShiftDays  = 3650
	maxShiftWeeks = maxShiftDays / 7
)

// Mask replaces what identifies one patient in one record. A codec asks it for every replacement, so that all formats
// treat a patient alike. It is not safe for concurrent use.
type Mask struct {
	options AnonymizeOptions
	seed    []byte // keys UIDs where there is no Key
	subject string // what the pseudonym and the shift of dates are made from
	short   string // the pseudonym of this patient
	done    bool   // the input was anonymised with this key before
	shift   int    // days
	perYear bool   // no date to count from: every date becomes 1 January of its own year
	needles []needle
	uids    map[string][16]byte
	removed []Removed
}

// NewMask prepares for anonymising the file that rec was decoded from. A nil o means the defaults.
func NewMask(rec *ecg.Record, o *AnonymizeOptions) *Mask {
	m := &Mask{uids: make(map[string][16]byte)}
	if o != nil {
		m.options = *o
	}
	p := &rec.Patient
	m.subject = strings.TrimSpace(p.ID)
	if m.subject == "" && (p.Name != ecg.Name{}) {
		m.subject = p.Name.String() + "\x00" + p.BirthDate.String()
	}
	if m.subject == "" {
		m.subject = rec.ID
	}
	m.seed = fingerprint(rec)
	if m.subject == "" {
		m.subject = string(m.seed)
	}
	m.done = m.keyed() && (m.isPseudonym(p.ID) || m.isPseudonym(rec.ID) || m.isOwnUID(rec.ID))
	m.setShift(rec)
	m.collect(rec)
	return m
}

// Options returns the options in use.
func (m *Mask) Options() AnonymizeOptions { return m.options }

func (m *Mask) keyed() bool { return len(m.options.Key) > 0 }

// fingerprint is a hash of the samples.
func fingerprint(rec *ecg.Record) []byte {
	h := sha256.New()
	var b []byte
	add := func(list []ecg.Channel) {
		for i := range list {
			b = binary.LittleEndian.AppendUint64(b[:0], uint64(len(list[i].Raw)))
			for _, v := range list[i].Raw {
				b = binary.LittleEndian.AppendUint32(b, uint32(v))
			}
			h.Write(b)
		}
	}
	add(rec.Channels)
	for i := range rec.Groups {
		add(rec.Groups[i].Channels)
	}
	return h.Sum(nil)
}

// hash is the keyed hash of a value used for one purpose.
func (m *Mask) hash(purpose, value string) []byte {
	key := m.options.Key
	if !m.keyed() {
		key = m.seed
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte("goecg\x00" + purpose + "\x00" + value))
	return h.Sum(nil)
}

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Subject returns the patient's pseudonym of at most n characters, letters and digits; "" without a key. Below 16
// characters it cannot be recognised as a pseudonym, and below 8 different patients may share one.
func (m *Mask) Subject(n int) string { return m.pseudonym("patient", m.subject, n) }

// Pseudonym is [Mask.Subject] for another identifier of the given kind, "" for an empty one.
func (m *Mask) Pseudonym(kind, id string, n int) string {
	return m.pseudonym(kind, strings.TrimSpace(id), n)
}

func (m *Mask) pseudonym(kind, id string, n int) string {
	switch {
	case !m.keyed() || id == "" || n <= 0:
		return ""
	case m.isPseudonym(id):
		return id[:min(n, len(id))]
	}
	const body = pseudonymLen - pseudonymCheck
	s := letters.EncodeToString(m.hash(kind, id))[:body]
	s += m.check(s)
	return s[:min(n, len(s))]
}

func (m *Mask) check(body string) string {
	return letters.EncodeToString(m.hash("check", body))[:pseudonymCheck]
}

// isPseudonym reports whether s is a pseudonym made with the key.
func (m *Mask) isPseudonym(s string) bool {
	const body = pseudonymLen - pseudonymCheck
	if !m.keyed() || len(s) != pseudonymLen {
		return false
	}
	return m.check(s[:body]) == s[body:]
}

// UID returns the 16 bytes of a UUID of version 8 that replaces a UID or UUID, the same one each time. With a key it depends on
// the old value, without one on the samples and on how many others went before it.
func (m *Mask) UID(old string) [16]byte {
	old = strings.TrimRight(old, " \x00")
	if u, ok := m.ownUID(old); ok {
		return u
	}
	if u, ok := m.uids[old]; ok {
		return u
	}
	value := old
	if !m.keyed() {
		value = fmt.Sprint(len(m.uids))
	}
	u := m.seal(m.hash("uid", value))
	m.uids[old] = u
	return u
}

// Bytes of a UUID: the last ones are a check by which the key recognises its own.
const (
	uuidLen   = 16
	uuidCheck = 4
)

// seal makes a UUID of version 8 (RFC 9562) whose last bytes are a check of the others.
func (m *Mask) seal(random []byte) (u [uuidLen]byte) {
	copy(u[:], random)
	u[6] = u[6]&0x0F | 0x80
	u[8] = u[8]&0x3F | 0x80
	copy(u[uuidLen-uuidCheck:], m.hash("uid check", string(u[:uuidLen-uuidCheck])))
	return u
}

// DottedUID writes a UUID as a UID of the 2.25 form (PS3.5 B.2).
func DottedUID(u [16]byte) string { return "2.25." + new(big.Int).SetBytes(u[:]).String() }

// HexUUID writes a UUID in its usual form.
func HexUUID(u [16]byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", u[:4], u[4:6], u[6:8], u[8:10], u[10:])
}

// ParseUUID reads a UUID in its usual form.
func ParseUUID(s string) (u [16]byte, ok bool) {
	const textLen = 36
	if len(s) != textLen {
		return u, false
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if s[i] != '-' {
				return u, false
			}
			continue
		}
		d := strings.IndexByte("0123456789abcdef", s[i]|0x20)
		if d < 0 {
			return u, false
		}
		u[n/2] = u[n/2]<<4 | byte(d)
		n++
	}
	return u, true
}

// ownUID reads a UID or UUID that this mask made, with the key or from the samples.
func (m *Mask) ownUID(s string) (u [uuidLen]byte, ok bool) {
	if n, isDotted := strings.CutPrefix(s, "2.25."); isDotted {
		const maxDigits = 39
		v, good := new(big.Int).SetString(n, 10)
		if !good || len(n) > maxDigits || v.Sign() < 0 || v.BitLen() > 8*uuidLen {
			return u, false
		}
		v.FillBytes(u[:])
	} else if u, ok = ParseUUID(s); !ok {
		return u, false
	}
	sum := m.hash("uid check", string(u[:uuidLen-uuidCheck]))
	return u, hmac.Equal(sum[:uuidCheck], u[uuidLen-uuidCheck:])
}

func (m *Mask) isOwnUID(s string) bool {
	_, ok := m.ownUID(s)
	return ok
}

func (m *Mask) setShift(rec *ecg.Record) {
	if m.done {
		return
	}
	if m.keyed() {
		n := binary.BigEndian.Uint64(m.hash("shift", m.subject))
		if m.options.KeepWeekday {
			m.shift = -7 * (1 + int(n%maxShiftWeeks))
		} else {
			m.shift = -(1 + int(n%maxShiftDays))
		}
		return
	}
	for _, t := range []ecg.Timestamp{rec.Start, rec.Analyzed} {
		if !t.IsZero() {
			m.shift = 1 - t.Time.YearDay()
			return
		}
	}
	m.perYear = true
}

// Date returns the day that stands for t's; the time of day stays. Every date of a record moves by the same number of whole
// days, so that marks given by date and time keep their places.
func (m *Mask) Date(t time.Time) time.Time {
	if m.perYear {
		return t.AddDate(0, 0, 1-t.YearDay())
	}
	return t.AddDate(0, 0, m.shift)
}

// Age returns the age that may be stated for a: itself, 90 for anything above, unknown under DropAgeSex.
func (m *Mask) Age(a ecg.Age) ecg.Age {
	if m.options.DropAgeSex || !a.Valid {
		return ecg.Age{}
	}
	if a.Years >= maxAge {
		return ecg.Age{Years: maxAge, Valid: true}
	}
	return a
}

// AgeAt is [Mask.Age] of the patient as stated or, where only the birth date is, as computed for the start of the recording.
// It is in whole years, or for small children in whole months.
func (m *Mask) AgeAt(rec *ecg.Record) ecg.Age {
	a := rec.Patient.Age
	if !a.Valid {
		y, ok := rec.AgeYears()
		if !ok {
			return ecg.Age{}
		}
		const infant = 3 // years
		unit := ecg.Year
		if y < infant {
			unit = ecg.Month
		}
		a = ecg.AgeOf(float64(int(y/unit)), unit)
	}
	return m.Age(a)
}

// Note counts something that was removed or replaced.
func (m *Mask) Note(where, what string) {
	for i := range m.removed {
		if r := &m.removed[i]; r.Where == where && r.What == what {
			r.Count++
			return
		}
	}
	m.removed = append(m.removed, Removed{where, what, 1})
}

// Removed returns what was noted, in the order of noting.
func (m *Mask) Removed() []Removed { return m.removed }
