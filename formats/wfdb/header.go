package wfdb

import (
	"bytes"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/charset"
)

const formatName = "wfdb"

// Defaults of header(5).
const (
	DefaultRate = 250.0 // Hz, frames a second, where the header gives none
	DefaultGain = 200.0 // adu a mV, where the header gives none or 0
)

// Limits on what a header may declare; real ones stay far below.
const (
	maxSignals  = 4096
	maxSegments = 1 << 16
	maxRate     = 1e7     // Hz
	maxPerFrame = 1 << 20 // samples a frame of one signal
	maxSkew     = 1 << 30
	maxInfo     = 1 << 14 // comment lines kept
)

// Header is what a header file says, in its own terms.
type Header struct {
	Name        string  // record name as in the file, any ".mat" or ".dat" suffix removed
	Rate        float64 // frames a second, Hz
	RateGiven   bool    // false: Rate is DefaultRate
	CounterRate float64 // Hz, Rate when not given
	BaseCounter float64 // counter at sample 0
	Frames      int64   // samples a signal at one sample a frame, 0 unknown
	Start       ecg.Timestamp
	Signals     []Signal
	Segments    []Segment // of a multi-segment record; Signals is empty then
	NumSignals  int       // as declared
	Info        []string  // comment lines after the signals, without the "#"
	InfoDropped int       // how many more there are than are kept (16,384)
}

// Signal is one signal line of a header.
type Signal struct {
	File        string // as in the header, "~" for none
	Format      int    // storage format
	PerFrame    int    // samples a frame, >= 1
	Skew        int    // samples of this signal
	Offset      int64  // bytes before the first sample
	Gain        float64
	Calibrated  bool // false: Gain is DefaultGain because the header gives none or 0
	Baseline    int32
	Units       string
	Bits        int // of the converter, 0 not given
	Zero        int32
	Initial     int32 // value of the first stored sample
	HasInitial  bool
	Checksum    uint16
	HasChecksum bool
	Description string
	Line        int   // 1-based line in the header
	At          int64 // byte offset of that line
}

// Segment is one segment line of a multi-segment header. Name "~" is a gap; a first segment of length 0 is a layout.
type Segment struct {
	Name   string
	Frames int64
	Line   int
	At     int64
}

// ParseHeader reads a header file. name is used in errors only ("100.hea"). Errors are *formats.Error.
func ParseHeader(data []byte, name string, o *formats.Options) (*Header, error) {
	p := headerParser{text: data, name: name, cs: charset.New(o.OrDefault().Charset)}
	return p.parse()
}

type headerParser struct {
	text []byte
	name string
	cs   *charset.Decoder // nil when sniffing
	pos  int              // start of the next line
	line int              // number of the current line
	at   int              // start of the current line

	numSegments int
}

// next returns the next line without its end.
func (p *headerParser) next() ([]byte, bool) {
	if p.pos >= len(p.text) {
		return nil, false
	}
	p.at = p.pos
	p.line++
	rest := p.text[p.pos:]
	i := bytes.IndexByte(rest, '\n')
	if i < 0 {
		i = len(rest)
		p.pos = len(p.text)
	} else {
		p.pos += i + 1
	}
	return bytes.TrimRight(rest[:i], "\r"), true
}

// content returns the next line that is neither blank nor a comment.
func (p *headerParser) content() ([]byte, bool) {
	for {
		l, ok := p.next()
		if !ok {
			return nil, false
		}
		if t := bytes.TrimLeft(l, " \t"); len(t) > 0 && t[0] != '#' {
			return t, true
		}
	}
}

func (p *headerParser) fail(sentinel error, detail string) error {
	return formats.Errorf(sentinel, formatName, p.name+" line "+strconv.Itoa(p.line), int64(p.at), "%s", detail)
}

func (p *headerParser) parse() (*Header, error) {
	p.text = bytes.TrimPrefix(p.text, []byte("\xEF\xBB\xBF"))
	l, ok := p.content()
	if !ok {
		return nil, p.fail(formats.ErrTruncated, "no record line")
	}
	h := &Header{Rate: DefaultRate}
	multi, err := p.record(h, l)
	if err != nil {
		return nil, err
	}
	if multi {
		err = p.segments(h)
	} else {
		err = p.signals(h)
	}
	if err != nil {
		return nil, err
	}
	p.info(h)
	return h, nil
}

// record reads the record line. It returns whether segment lines follow.
func (p *headerParser) record(h *Header, l []byte) (multi bool, err error) {
	f := strings.Fields(string(l))
	if len(f) < 2 {
		return false, p.fail(formats.ErrTruncated, "record line without number of signals")
	}
	name, segs, multi := strings.Cut(f[0], "/")
	h.Name = trimSuffixFold(name, ".mat", ".dat", ".hea")
	if name == "" || !validText(name) {
		return false, p.fail(formats.ErrCorrupt, "record name")
	}
	if multi {
		n, err := strconv.ParseUint(segs, 10, 31)
		if err != nil || n == 0 {
			return false, p.fail(formats.ErrCorrupt, "number of segments")
		}
		if n > maxSegments {
			return false, p.fail(formats.ErrTooLarge, "number of segments")
		}
		p.numSegments = int(n)
	}
	n, err := strconv.ParseUint(f[1], 10, 31)
	if err != nil {
		return false, p.fail(formats.ErrCorrupt, "number of signals")
	}
	if n > maxSignals {
		return false, p.fail(formats.ErrTooLarge, "number of signals")
	}
	h.NumSignals = int(n)
	if len(f) > 2 {
		if err := p.rate(h, f[2]); err != nil {
			return false, err
		}
	}
	h.CounterRate = positiveOr(h.CounterRate, h.Rate)
	if len(f) > 3 {
		v, ok := parseWhole(f[3])
		if !ok || v < 0 {
			return false, p.fail(formats.ErrCorrupt, "number of samples")
		}
		h.Frames = v
	}
	if len(f) > 4 {
		h.Start = parseStart(f[4:])
	}
	return multi, nil
}

// rate reads fs[/counterfreq[(basecounter)]].
func (p *headerParser) rate(h *Header, s string) error {
	fs, counter, _ := strings.Cut(s, "/")
	if i := strings.IndexByte(fs, '('); i >= 0 { // base counter without counter frequency
		fs, counter = fs[:i], fs[i:]
	}
	v, err := strconv.ParseFloat(fs, 64)
	if err != nil || math.IsNaN(v) || v < 0 || v > maxRate {
		return p.fail(formats.ErrCorrupt, "sampling frequency")
	}
	if v > 0 {
		h.Rate, h.RateGiven = v, true
	}
	freq, base, _ := strings.Cut(counter, "(")
	h.CounterRate = finite(freq)
	h.BaseCounter = finite(strings.TrimSuffix(base, ")"))
	return nil
}

func (p *headerParser) segments(h *Header) error {
	h.Segments = make([]Segment, 0, min(p.numSegments, len(p.text)/4))
	for len(h.Segments) < p.numSegments {
		l, ok := p.content()
		if !ok {
			return p.fail(formats.ErrTruncated, "fewer segment lines than declared")
		}
		f := strings.Fields(string(l))
		if len(f) < 2 {
			return p.fail(formats.ErrTruncated, "segment line without length")
		}
		v, err := strconv.ParseInt(f[1], 10, 64)
		if err != nil || v < 0 {
			return p.fail(formats.ErrCorrupt, "segment length")
		}
		h.Segments = append(h.Segments, Segment{Name: f[0], Frames: v, Line: p.line, At: int64(p.at)})
	}
	return nil
}

func (p *headerParser) signals(h *Header) error {
	h.Signals = make([]Signal, 0, min(h.NumSignals, len(p.text)/4))
	for len(h.Signals) < h.NumSignals {
		l, ok := p.content()
		if !ok {
			return p.fail(formats.ErrTruncated, "fewer signal lines than declared")
		}
		var s Signal
		if err := p.signal(&s, l); err != nil {
			return err
		}
		h.Signals = append(h.Signals, s)
	}
	return nil
}

// Fields of a signal line, in order.
const (
	fieldFile = iota
	fieldFormat
	fieldGain
	fieldBits
	fieldZero
	fieldInitial
	fieldChecksum
	fieldBlock
	fieldDescription
	numFields
)

// splitFields cuts l into at most numFields fields; the last one is the rest of the line.
func splitFields(l []byte) (f [numFields][]byte, n int) {
	for n < numFields {
		l = bytes.TrimLeft(l, " \t")
		if len(l) == 0 {
			break
		}
		i := bytes.IndexAny(l, " \t")
		if i < 0 || n == fieldDescription {
			i = len(l)
		}
		f[n] = l[:i]
		l = l[i:]
		n++
	}
	return f, n
}

func (p *headerParser) signal(s *Signal, l []byte) error {
	f, n := splitFields(l)
	if n < 2 {
		return p.fail(formats.ErrTruncated, "signal line without format")
	}
	*s = Signal{File: string(f[fieldFile]), Gain: DefaultGain, Units: "mV", PerFrame: 1, Line: p.line, At: int64(p.at)}
	if !validText(s.File) {
		return p.fail(formats.ErrCorrupt, "signal file name")
	}
	if !parseFormat(s, string(f[fieldFormat])) {
		return p.fail(formats.ErrCorrupt, "signal format")
	}
	hasBaseline, ok := parseGain(s, string(f[fieldGain]))
	if !ok {
		return p.fail(formats.ErrCorrupt, "gain")
	}
	var v [numFields]int64
	for i := fieldBits; i < min(n, fieldDescription); i++ {
		x, ok := parseWhole(string(f[i]))
		if !ok {
			return p.fail(formats.ErrCorrupt, fieldNames[i])
		}
		v[i] = x
	}
	for _, i := range []int{fieldBits, fieldZero, fieldInitial} {
		if v[i] != int64(int32(v[i])) {
			return p.fail(formats.ErrCorrupt, fieldNames[i])
		}
	}
	if b := v[fieldBits]; b > 0 && b <= 32 {
		s.Bits = int(b)
	}
	s.Zero = int32(v[fieldZero])
	if !hasBaseline {
		s.Baseline = s.Zero
	}
	s.Initial = s.Zero
	if n > fieldInitial {
		s.Initial, s.HasInitial = int32(v[fieldInitial]), true
	}
	if n > fieldChecksum {
		s.Checksum, s.HasChecksum = uint16(v[fieldChecksum]), true // compared modulo 65536
	}
	s.Description = strings.TrimFunc(p.decode(f[fieldDescription]), unicode.IsSpace)
	return nil
}

var fieldNames = [numFields]string{
	fieldBits: "ADC resolution", fieldZero: "ADC zero", fieldInitial: "initial value",
	fieldChecksum: "checksum", fieldBlock: "block size",
}

func (p *headerParser) decode(b []byte) string {
	if p.cs == nil { // sniffing: the text is not used
		return ""
	}
	s, _ := p.cs.Text(b)
	return s
}

// info collects the comment lines after the last signal line.
func (p *headerParser) info(h *Header) {
	for {
		l, ok := p.next()
		if !ok {
			return
		}
		t := bytes.TrimLeft(l, " \t")
		switch {
		case len(t) == 0 || t[0] != '#':
		case len(h.Info) >= maxInfo:
			h.InfoDropped++
		default:
			h.Info = append(h.Info, p.decode(t[1:]))
		}
	}
}

// Files returns the signal files that a single-segment header names, each once, in header order, without the places that
// stand for none ("~" and "-"). It returns nil where the header cannot be read, and leaves out names outside the folder.
// [RecordFiles] does it for records of several segments too.
func Files(header []byte) []string {
	h, err := ParseHeader(header, "header", nil)
	if err != nil {
		return nil
	}
	return uniqueFiles(h)
}
