package wfdb

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// WriteOptions says how a record is written. The zero value lets WriteRecord choose.
type WriteOptions struct {
	// Format is the signal format: 212, 16, 24 or 32; 0 means the smallest of these that holds every sample.
	Format int `json:"format,omitempty"`
}

// writeFormats are the signal formats written, smallest first.
var writeFormats = []int{212, 16, 24, 32}

// maxRatio is how many times the slowest channel's rate, divided, is tried as the frame rate.
const maxRatio = 64

// WriteRecord writes rec as NAME.hea and NAME.dat, which create opens for writing. Raw samples, rate, gain and baseline
// come back unchanged when the record is read again; a Scale or Offset that WFDB cannot state exactly (a baseline is an
// integer) is rounded, by less than half a raw step. Channels of different rates get several samples a frame, channels
// that start late or end early are padded with missing samples. Patient age, sex, statements and comments are written as
// comments; Groups, annotations and everything else WFDB has no place for is left out.
//
// The error is *formats.Error wrapping ErrUnsupported for a name with other than letters, digits, "_", "-" and ".", rates
// without a common divisor near the lowest, or samples too large for a given Format; ErrTooLarge where padding would
// dwarf the samples; ErrNoWaveform for a record without samples; else the error of create or a write. A nil o means the defaults.
func WriteRecord(create func(name string) (io.WriteCloser, error), name string, rec *ecg.Record, o *WriteOptions) error {
	if o == nil {
		o = new(WriteOptions)
	}
	if !recordName(name) {
		return writeError(formats.ErrUnsupported, "record name")
	}
	l, err := newLayout(rec, o)
	if err != nil {
		return err
	}
	if err := writeTo(create, name+".dat", l.writeSamples); err != nil {
		return err
	}
	return writeTo(create, name+".hea", func(w *bufio.Writer) error { return l.writeHeader(w, name, rec) })
}

// WriteDir is [WriteRecord] into an existing folder of the operating system.
func WriteDir(dir, name string, rec *ecg.Record, o *WriteOptions) error {
	return WriteRecord(func(file string) (io.WriteCloser, error) {
		return os.Create(filepath.Join(dir, file))
	}, name, rec, o)
}

func writeTo(create func(string) (io.WriteCloser, error), name string, write func(*bufio.Writer) error) error {
	f, err := create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	return errors.Join(err, w.Flush(), f.Close())
}

func writeError(sentinel error, detail string, args ...any) error {
	return formats.Errorf(sentinel, formatName, "", -1, detail, args...)
}

func recordName(s string) bool {
	for _, r := range s {
		ok := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-' || r == '.'
		if !ok {
			return false
		}
	}
	return s != "" && s[0] != '.' && s[0] != '-'
}

// layout is how a record's channels lie in the signal file.
type layout struct {
	format   int
	channels []outChannel
	rate     float64 // frames a second
	frames   int64
}

type outChannel struct {
	c        *ecg.Channel
	perFrame int64
	initial  int32
	sum      uint32
}

func newLayout(rec *ecg.Record, o *WriteOptions) (*layout, error) {
	l := new(layout)
	var total int64
	lowest, highest := int32(0), int32(0)
	for i := range rec.Channels {
		c := &rec.Channels[i]
		if len(c.Raw) == 0 || !(c.Rate > 0) || c.Start < 0 {
			continue
		}
		l.channels = append(l.channels, outChannel{c: c})
		total += int64(len(c.Raw))
		for _, v := range c.Raw {
			if v != ecg.Missing {
				lowest, highest = min(lowest, v), max(highest, v)
			}
		}
	}
	if len(l.channels) == 0 {
		return nil, writeError(formats.ErrNoWaveform, "no channel with samples")
	}
	if err := l.frameRate(); err != nil {
		return nil, err
	}
	width := int64(0)
	for i := range l.channels {
		oc := &l.channels[i]
		n := int64(oc.c.Start) + int64(len(oc.c.Raw))
		l.frames = max(l.frames, (n+oc.perFrame-1)/oc.perFrame)
		width += oc.perFrame
	}
	const maxPadding, floor = 64, 1 << 20 // stored samples for each real one
	if l.frames > (total*maxPadding+floor)/width {
		return nil, writeError(formats.ErrTooLarge, "%d frames for %d samples", l.frames, total)
	}
	for _, f := range writeFormats {
		st := storages[f]
		if (o.Format == 0 || o.Format == f) && lowest >= st.low && highest <= st.high {
			l.format = f
			return l, nil
		}
	}
	return nil, writeError(formats.ErrUnsupported, "signal format %d for samples from %d to %d", o.Format, lowest, highest)
}

// frameRate finds the highest rate of which every channel's is an integer multiple.
func (l *layout) frameRate() error {
	slowest := math.Inf(1)
	for i := range l.channels {
		slowest = min(slowest, l.channels[i].c.Rate)
	}
	for k := 1; k <= maxRatio; k++ {
		l.rate = slowest / float64(k)
		ok := true
		for i := range l.channels {
			ratio := l.channels[i].c.Rate / l.rate
			n := math.Round(ratio)
			// Rates are decimal numbers in files: a few units in the last place are no difference.
			ok = ok && n <= maxPerFrame && math.Abs(ratio-n) <= 1e-9*n
			l.channels[i].perFrame = int64(n)
		}
		if ok {
			return nil
		}
	}
	return writeError(formats.ErrUnsupported, "sampling rates without a common divisor")
}

// at returns sample i of the padded channel.
func (oc *outChannel) at(i int64) int32 {
	if i -= int64(oc.c.Start); i >= 0 && i < int64(len(oc.c.Raw)) {
		return oc.c.Raw[i]
	}
	return ecg.Missing
}

func (l *layout) writeSamples(w *bufio.Writer) error {
	st := storages[l.format]
	p := &packer{w: w, format: l.format}
	for k := int64(0); k < l.frames; k++ {
		for i := range l.channels {
			oc := &l.channels[i]
			for j := k * oc.perFrame; j < (k+1)*oc.perFrame; j++ {
				v := oc.at(j)
				if v == ecg.Missing {
					v = st.invalid
				}
				if j == 0 {
					oc.initial = v
				}
				oc.sum += uint32(v)
				p.put(v)
			}
		}
	}
	p.flush()
	return nil // w keeps the first error
}

// packer writes samples in one of writeFormats.
type packer struct {
	w      *bufio.Writer
	format int
	half   bool // the first sample of a unit of format 212 waits in held
	held   int32
	b      [4]byte // here so that it does not escape for each sample
}

func (p *packer) put(v int32) {
	b := p.b[:]
	switch p.format {
	case 212:
		if !p.half {
			p.held, p.half = v, true
			return
		}
		p.half = false
		p.w.WriteByte(byte(p.held))
		p.w.WriteByte(byte(p.held>>8)&0x0F | byte(v>>8)<<4)
		p.w.WriteByte(byte(v))
		return
	case 16:
		binary.LittleEndian.PutUint16(b, uint16(v))
		p.w.Write(b[:2])
	case 24:
		binary.LittleEndian.PutUint32(b, uint32(v))
		p.w.Write(b[:3])
	case 32:
		binary.LittleEndian.PutUint32(b, uint32(v))
		p.w.Write(b[:4])
	}
}

// flush ends an odd stream of format 212 with two bytes.
func (p *packer) flush() {
	if p.half {
		p.w.WriteByte(byte(p.held))
		p.w.WriteByte(byte(p.held>>8) & 0x0F)
		p.half = false
	}
}

var storageBits = map[int]int{212: 12, 16: 16, 24: 24, 32: 32}

func (l *layout) writeHeader(w *bufio.Writer, name string, rec *ecg.Record) error {
	fmt.Fprintf(w, "%s %d %s %d", name, len(l.channels), number(l.rate), l.frames)
	if t := rec.Start; !t.IsZero() {
		clock := t.Time.Format("15:04:05.999999999")
		fmt.Fprintf(w, " %s %s", clock, t.Time.Format("02/01/2006"))
	}
	w.WriteByte('\n')
	for i := range l.channels {
		oc := &l.channels[i]
		spf := ""
		if oc.perFrame > 1 {
			spf = fmt.Sprintf("x%d", oc.perFrame)
		}
		gain, baseline, units := calibration(oc.c)
		label := oneLine(oc.c.Label)
		if label == "" {
			label = oc.c.Lead.String()
		}
		bits := oc.c.Bits
		if bits <= 0 || bits > 32 {
			bits = storageBits[l.format]
		}
		line := fmt.Sprintf("%s.dat %d%s %s(%d)/%s %d 0 %d %d 0 %s",
			name, l.format, spf, number(gain), baseline, units, bits, oc.initial, int16(oc.sum), label)
		w.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	for _, s := range infoLines(rec) {
		w.WriteString("# " + s + "\n")
	}
	return nil
}

// infoLines puts comments and demographics into the forms that readInfo takes apart.
func infoLines(rec *ecg.Record) []string {
	var out []string
	for _, c := range rec.Comments {
		if c = oneLine(c); c != "" {
			out = append(out, c)
		}
	}
	p := &rec.Patient
	if p.Age.Valid {
		over := ""
		if p.Age.Over {
			over = ">"
		}
		out = append(out, "<age>: "+over+number(p.Age.Years))
	}
	if p.Sex != ecg.SexUnknown {
		out = append(out, "<sex>: "+p.Sex.String())
	}
	for _, x := range []struct {
		tag   string
		value float64
	}{{"<Height>: ", p.HeightCM}, {"<Weight>: ", p.WeightKG}} {
		if x.value > 0 && x.value <= maxBody {
			out = append(out, x.tag+number(x.value))
		}
	}
	for _, d := range p.Drugs {
		out = append(out, "Rx: "+oneLine(d))
	}
	for _, d := range p.History {
		out = append(out, "Hx: "+oneLine(d))
	}
	var codes, texts []string
	for _, s := range rec.Statements {
		switch {
		case s.System == SystemSNOMED && reCode.MatchString(s.Code):
			codes = append(codes, s.Code)
		case oneLine(s.Text) != "":
			texts = append(texts, oneLine(s.Text))
		}
	}
	if len(codes) > 0 {
		out = append(out, "Dx: "+strings.Join(codes, ","))
	}
	if len(texts) > 0 {
		out = append(append(out, "<diagnoses>:"), texts...)
	}
	return out
}

// oneLine makes text fit for a header: no line breaks or other control characters.
func oneLine(s string) string {
	return string(bytes.Join(bytes.FieldsFunc([]byte(s), func(r rune) bool { return r < ' ' || r == 0x7F }), []byte(" ")))
}
