package ecg

import (
	"fmt"
	"strings"
)

// Record is one ECG recording with all that its file says of it.
//
// Channels are the rhythm: the longest original recording in the file. Whatever else the file holds with a time base
// of its own, such as a representative beat or a second rhythm group, is in Groups.
type Record struct {
	Format        string // name of the codec: "scp", "dicom", "aecg", "wfdb"
	FormatVersion string
	ID            string // record name or unique id within its source

	Patient  Patient
	Device   Device // acquiring
	Analyzer Device // analysing, zero when not stated
	Site     Site
	Filters  Filters
	Start    Timestamp // of sample 0
	Analyzed Timestamp // when the statements were made, zero when not stated
	// Urgency is the file's own priority, 0 routine.
	Urgency int

	Channels []Channel
	Groups   []Group

	Annotations  []Annotation
	Measurements []Measurement
	Statements   []Statement
	// Confirmation is the state of the Statements as the file gives it.
	Confirmation Confirmation
	Comments     []string

	Warnings []Warning
}

// GroupKind says what a further group of channels holds.
type GroupKind byte

// Kinds of Group.
const (
	GroupOther              GroupKind = iota
	GroupRhythm                       // a further stretch of rhythm
	GroupRepresentativeBeat           // median or reference beat
)

// Group is a set of channels with a time base of its own.
type Group struct {
	Kind  GroupKind
	Label string // as in the file
	// OffsetMS is the time of the group's sample 0 after Record.Start, NaN when unknown or meaningless.
	OffsetMS Millisecond
	Channels []Channel
}

// Confirmation is the review state of a file's statements.
type Confirmation byte

// States of review.
const (
	ConfirmationUnknown Confirmation = iota
	Unconfirmed
	Overread // read by a person, not confirmed
	Confirmed
)

// Warning is something odd in a file that did not prevent reading it.
type Warning struct {
	Code    string `json:"code"` // stable, lower case with underscores: "truncated", "crc", "checksum", ...
	Message string `json:"message"`
	Offset  int64  `json:"offset,omitempty"` // byte offset in the input, 0 when not known
}

// Codes of warnings that several codecs share.
const (
	WarnTruncated    = "truncated"      // the input ends early; what was sound is kept
	WarnChecksum     = "checksum"       // a checksum, CRC or initial value does not match
	WarnUncalibrated = "uncalibrated"   // amplitude scale unknown
	WarnMissingFile  = "missing_file"   // a signal file is absent, its signals dropped
	WarnLead         = "unknown_lead"   // a lead label or code was not recognised
	WarnCharset      = "charset"        // text was not valid in the declared character set
	WarnInconsistent = "inconsistent"   // two parts of the file contradict each other
	WarnNonstandard  = "nonstandard"    // an oddity that breaks the standard harmlessly
	WarnSkipped      = "skipped"        // a part was not understood and left out
	WarnDuplicate    = "duplicate_lead" // a lead occurs twice
)

// Warn appends a warning. The message must not hold patient data.
func (r *Record) Warn(code string, offset int64, format string, args ...any) {
	msg := format
	if len(args) > 0 {
		msg = fmt.Sprintf(format, args...)
	}
	r.Warnings = append(r.Warnings, Warning{Code: code, Message: msg, Offset: offset})
}

// Reset empties r for reuse, keeping the sample buffers' capacity.
func (r *Record) Reset() {
	ch, gr := r.Channels, r.Groups
	*r = Record{
		Channels: ch[:0], Groups: gr[:0],
		Annotations: r.Annotations[:0], Measurements: r.Measurements[:0], Statements: r.Statements[:0],
		Comments: r.Comments[:0], Warnings: r.Warnings[:0],
	}
}

// AddChannel appends an empty channel, reusing the sample buffer of an earlier use of r, and returns it.
// The pointer is valid until the next call.
func (r *Record) AddChannel() *Channel { return addChannel(&r.Channels) }

// AddGroup appends an empty group, reusing earlier buffers, and returns it. The pointer is valid until the next call.
func (r *Record) AddGroup() *Group {
	if n := len(r.Groups); n < cap(r.Groups) {
		r.Groups = r.Groups[:n+1]
		g := &r.Groups[n]
		*g = Group{Channels: g.Channels[:0], OffsetMS: NaN[Millisecond]()}
		return g
	}
	r.Groups = append(r.Groups, Group{OffsetMS: NaN[Millisecond]()})
	return &r.Groups[len(r.Groups)-1]
}

// AddChannel appends an empty channel to the group, reusing buffers. The pointer is valid until the next call.
func (g *Group) AddChannel() *Channel { return addChannel(&g.Channels) }

func addChannel(list *[]Channel) *Channel {
	n := len(*list)
	if n < cap(*list) {
		*list = (*list)[:n+1]
		c := &(*list)[n]
		*c = Channel{Raw: c.Raw[:0]}
		return c
	}
	*list = append(*list, Channel{})
	return &(*list)[n]
}

// Rate returns the highest sampling rate of the voltage channels in Hz, or of all channels when none is a voltage; 0 for
// a record without channels. Beat positions of a record are given at this rate.
func (r *Record) Rate() float64 {
	var volts, all float64
	for i := range r.Channels {
		c := &r.Channels[i]
		all = max(all, c.Rate)
		if c.IsVoltage() {
			volts = max(volts, c.Rate)
		}
	}
	if volts > 0 {
		return volts
	}
	return all
}

// Duration returns the length of the rhythm in seconds: the latest end of any channel.
func (r *Record) Duration() float64 {
	var d float64
	for i := range r.Channels {
		if c := &r.Channels[i]; c.Rate > 0 {
			d = max(d, float64(c.Start+c.Len())/c.Rate)
		}
	}
	return d
}

// Lead returns the first channel of the rhythm with lead l, or nil.
func (r *Record) Lead(l Lead) *Channel {
	if l == LeadUnknown {
		return nil
	}
	for i := range r.Channels {
		if r.Channels[i].Lead == l {
			return &r.Channels[i]
		}
	}
	return nil
}

// Named returns the first channel of the rhythm whose label or lead name equals name, ignoring case, or nil.
func (r *Record) Named(name string) *Channel {
	for i := range r.Channels {
		if strings.EqualFold(r.Channels[i].Label, name) {
			return &r.Channels[i]
		}
	}
	if l := ParseLead(name); l != LeadUnknown {
		return r.Lead(l)
	}
	return nil
}

// AgeYears returns the patient's age: as stated, else from the birth date and the start of the recording.
func (r *Record) AgeYears() (years float64, ok bool) {
	if r.Patient.Age.Valid {
		return r.Patient.Age.Years, true
	}
	return r.Patient.BirthDate.YearsUntil(r.Start)
}
