package formats

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"sort"
	"strings"
	"sync"

	"github.com/goecg/goecg/ecg"
)

// Format is a codec as it registers itself. Sniff and Decode are required, the others may be nil.
type Format struct {
	Name        string   // lower case, unique
	Description string   // one line for people
	Extensions  []string // lower case with the dot; a hint, never a proof
	Unread      bool     // known by sight only: Decode refuses every input with ErrUnsupported
	// Sniff says from 0 (no) to 100 (certain) whether the input is of this format. It gets the head of the input, at least
	// SniffLen bytes where there are so many.
	Sniff func(head []byte) int
	// Decode fills rec, which is empty but may own buffers to reuse.
	Decode func(rec *ecg.Record, data []byte, o *Options) error
	// DecodeConfig fills rec without decoding samples: channels have Samples set and Raw empty.
	DecodeConfig func(rec *ecg.Record, data []byte, o *Options) error
	// Open decodes a format of several files: name is the header within fsys. config asks for the header only.
	Open func(rec *ecg.Record, fsys fs.FS, name string, config bool, o *Options) error
	// Encode writes rec.
	Encode func(w io.Writer, rec *ecg.Record) error
	// Anonymize rewrites data without what tells who the patient is, asking m for every replacement. It is called by
	// [Anonymize], which proves the result.
	Anonymize func(data []byte, m *Mask) (*Anonymized, error)
}

// SniffLen is how much of an input's head sniffing looks at.
const SniffLen = 64 << 10

var (
	mu       sync.RWMutex
	registry []Format
)

// Register adds a format. Codecs call it when they are imported. It panics when the name is taken or a required function
// is nil.
func Register(f Format) {
	if f.Name == "" || f.Sniff == nil || f.Decode == nil {
		panic("formats: incomplete Format " + f.Name)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, g := range registry {
		if g.Name == f.Name {
			panic("formats: Register called twice for " + f.Name)
		}
	}
	registry = append(registry, f)
	sort.Slice(registry, func(i, j int) bool { return registry[i].Name < registry[j].Name })
}

// List returns the registered formats in name order.
func List() []Format {
	mu.RLock()
	defer mu.RUnlock()
	return append([]Format(nil), registry...)
}

// Lookup returns the format with that name.
func Lookup(name string) (Format, bool) {
	mu.RLock()
	defer mu.RUnlock()
	for _, f := range registry {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Sniff returns the format that recognises the head of an input best, and how sure it is (1 to 100); false when none does.
func Sniff(head []byte) (f Format, confidence int, ok bool) {
	if len(head) > SniffLen {
		head = head[:SniffLen]
	}
	mu.RLock()
	defer mu.RUnlock()
	for _, g := range registry {
		if c := g.Sniff(head); c > confidence {
			f, confidence = g, c
		}
	}
	return f, confidence, confidence > 0
}

// Decode recognises and decodes one input. The error is an *Error; when it is not nil the record may hold what was read
// before the fault and must not be used for measurement.
func Decode(data []byte, o *Options) (*ecg.Record, error) {
	rec := new(ecg.Record)
	return rec, DecodeInto(rec, data, o)
}

// DecodeInto is [Decode] into a record whose buffers are reused.
func DecodeInto(rec *ecg.Record, data []byte, o *Options) error {
	return decode(rec, data, false, o)
}

// DecodeConfig reads what a file says of itself without decoding samples where the format allows: channels have Samples
// set and Raw empty.
func DecodeConfig(data []byte, o *Options) (*ecg.Record, error) {
	rec := new(ecg.Record)
	return rec, decode(rec, data, true, o)
}

func decode(rec *ecg.Record, data []byte, config bool, o *Options) error {
	rec.Reset()
	f, _, ok := Sniff(data)
	if !ok {
		if len(data) == 0 {
			return Errorf(ErrTruncated, "", "", 0, "empty input")
		}
		return Errorf(ErrUnknown, "", "", 0, "%d bytes", len(data))
	}
	dec := f.Decode
	if config && f.DecodeConfig != nil {
		dec = f.DecodeConfig
	}
	return finish(rec, f, dec(rec, data, o), o)
}

func finish(rec *ecg.Record, f Format, err error, o *Options) error {
	if rec.Format == "" {
		rec.Format = f.Name
	}
	if err != nil {
		return err
	}
	return checkStrict(rec, o)
}

// Read decodes one input from r, up to Options.MaxBytes.
func Read(r io.Reader, o *Options) (*ecg.Record, error) {
	data, err := ReadAll(r, o)
	if err != nil {
		return new(ecg.Record), err
	}
	return Decode(data, o)
}

// ReadAll reads r up to Options.MaxBytes; more gives an *Error wrapping ErrTooLarge.
func ReadAll(r io.Reader, o *Options) ([]byte, error) {
	limit := o.OrDefault().MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, Errorf(fmt.Errorf("%w: %w", ErrTruncated, err), "", "", int64(len(data)), "")
	}
	if int64(len(data)) > limit {
		return nil, Errorf(ErrTooLarge, "", "", limit, "more than %d bytes", limit)
	}
	return data, nil
}

// Open decodes the named file of fsys together with the files it refers to (the signal files of a WFDB header).
// A name without a suffix is tried as a WFDB record name, that is, with ".hea" added.
func Open(fsys fs.FS, name string, o *Options) (*ecg.Record, error) {
	rec := new(ecg.Record)
	return rec, OpenInto(rec, fsys, name, false, o)
}

// OpenConfig is [Open] without decoding samples where the format allows.
func OpenConfig(fsys fs.FS, name string, o *Options) (*ecg.Record, error) {
	rec := new(ecg.Record)
	return rec, OpenInto(rec, fsys, name, true, o)
}

// OpenInto is [Open] or, with config, [OpenConfig] into a record whose buffers are reused.
func OpenInto(rec *ecg.Record, fsys fs.FS, name string, config bool, o *Options) error {
	rec.Reset()
	file, err := fsys.Open(name)
	if err != nil && path.Ext(name) == "" {
		if h, err2 := fsys.Open(name + ".hea"); err2 == nil {
			file, name, err = h, name+".hea", nil
		}
	}
	if err != nil {
		return err
	}
	data, err := ReadAll(file, o)
	file.Close()
	if err != nil {
		return err
	}
	return OpenRead(rec, fsys, name, data, config, o)
}

// OpenRead is [OpenInto] for a file whose bytes have been read already; fsys gives the files that it refers to.
func OpenRead(rec *ecg.Record, fsys fs.FS, name string, data []byte, config bool, o *Options) error {
	rec.Reset()
	for _, f := range List() {
		if f.Open == nil {
			continue
		}
		head := data[:min(len(data), SniffLen)]
		if matchesExtension(f, name) || f.Sniff(head) > 0 {
			if g, _, ok := Sniff(head); ok && g.Name != f.Name {
				continue
			}
			return finish(rec, f, f.Open(rec, fsys, name, config, o), o)
		}
	}
	return decode(rec, data, config, o)
}

func matchesExtension(f Format, name string) bool {
	ext := strings.ToLower(path.Ext(name))
	for _, e := range f.Extensions {
		if e == ext {
			return true
		}
	}
	return false
}

// Encode writes rec in the named format.
func Encode(w io.Writer, rec *ecg.Record, format string) error {
	f, ok := Lookup(format)
	if !ok {
		return Errorf(ErrUnknown, format, "", -1, "no such format")
	}
	if f.Encode == nil {
		return Errorf(ErrUnsupported, format, "", -1, "writing")
	}
	return f.Encode(w, rec)
}
