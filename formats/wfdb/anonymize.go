package wfdb

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// anonymizedNote starts the comment that Anonymize leaves; the pseudonym follows where there is a key.
const anonymizedNote = "anonymized"

// Anonymize writes the record whose header is the file name in fsys as the record newName, without what tells who the
// patient is: newName.hea, its signal files, and newName.atr where there is one, as for the other annotators that are named.
// All of it is made in memory and checked as [formats.Anonymize] does before the first file is created.
//
// Headers keep numbers, signal descriptions, age (90 for all higher), sex and Dx codes; all other comments go, and base
// dates move. In signal files the samples stay byte for byte; text before them (MATLAB) or in FLAC metadata, and bytes after them go.
// Of the texts of annotations only the names of rhythms and of ST and T changes and numbers stay. Segments are renamed after newName.
//
// The subject is the record name where no earlier run left a pseudonym: to keep the records of one patient together, give each
// the patient's ID as its name, or use another format. An empty newName stands for the pseudonym, or "anonymous" without a key.
func Anonymize(create func(name string) (io.WriteCloser, error), fsys fs.FS, name, newName string, o *formats.AnonymizeOptions, annotators ...string) ([]formats.Removed, error) {
	if o == nil {
		o = new(formats.AnonymizeOptions)
	}
	if path.Ext(name) == "" {
		name += ".hea"
	}
	decoding := &formats.Options{Charset: o.Charset}
	in := new(ecg.Record)
	if err := Open(in, fsys, name, false, decoding); err != nil {
		return nil, err
	}
	a := newAnonymizer(in, fsys, name, o)
	if newName == "" {
		const longest = 16
		if newName = a.m.Subject(longest); newName == "" {
			newName = "anonymous"
		}
	}
	if !recordName(newName) {
		return nil, writeError(formats.ErrUnsupported, "record name")
	}
	if err := a.header(strings.TrimSuffix(path.Base(name), path.Ext(name)), newName); err != nil {
		return nil, err
	}
	if !slices.Contains(annotators, "atr") {
		annotators = append([]string{"atr"}, annotators...)
	}
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	for _, ext := range annotators {
		if err := a.annotations(base+"."+ext, newName+"."+ext); err != nil {
			return nil, err
		}
	}
	if err := a.check(in, newName+".hea", decoding); err != nil {
		return nil, err
	}
	for _, file := range a.order {
		if err := writeFile(create, file, a.out[file]); err != nil {
			return nil, err
		}
	}
	return a.m.Removed(), nil
}

func writeFile(create func(string) (io.WriteCloser, error), name string, data []byte) error {
	f, err := create(name)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// anonymizer makes the files of one record.
type anonymizer struct {
	m        *formats.Mask
	o        *formats.AnonymizeOptions
	fsys     fs.FS
	dir      string
	segments map[string]string // old record names to new ones
	files    map[string]string // old signal file names to new ones
	out      made
	order    []string // of out
}

func newAnonymizer(in *ecg.Record, fsys fs.FS, name string, o *formats.AnonymizeOptions) *anonymizer {
	probe := *in
	for _, c := range in.Comments {
		if id, ok := strings.CutPrefix(c, anonymizedNote+": "); ok {
			probe.Patient.ID = strings.TrimSpace(id)
		}
	}
	return &anonymizer{
		m: formats.NewMask(&probe, o), o: o, fsys: fsys, dir: path.Dir(name),
		segments: make(map[string]string), files: make(map[string]string), out: make(made),
	}
}

func (a *anonymizer) put(name string, data []byte) {
	if _, ok := a.out[name]; !ok {
		a.order = append(a.order, name)
	}
	a.out[name] = data
}

// check decodes what was made and proves it.
func (a *anonymizer) check(in *ecg.Record, header string, o *formats.Options) error {
	after := new(ecg.Record)
	if err := Open(after, a.out, header, false, o); err != nil {
		return formats.Errorf(formats.ErrAltered, formatName, "", -1, "the output cannot be decoded: %v", err)
	}
	for name, data := range a.out {
		if path.Ext(name) != ".hea" {
			continue
		}
		result := &formats.Anonymized{Data: data, Texts: []formats.Span{{Start: 0, End: len(data)}}}
		if err := a.m.Check(in, after, result); err != nil {
			return err
		}
	}
	return nil
}

func (a *anonymizer) read(name string) ([]byte, error) {
	f, err := a.fsys.Open(path.Join(a.dir, name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return formats.ReadAll(f, nil)
}

// header rewrites the header of a record or segment and whatever it names.
func (a *anonymizer) header(name, newName string) error {
	data, err := a.read(name + ".hea")
	if err != nil {
		return formats.Errorf(formats.ErrTruncated, formatName, "header", -1, "the header of a segment cannot be read")
	}
	h, err := ParseHeader(data, "header", &formats.Options{Charset: a.o.Charset})
	if err != nil {
		return err
	}
	for i, s := range h.Segments {
		if _, ok := a.segments[s.Name]; ok || s.Name == "~" {
			continue
		}
		if !safeName(s.Name) {
			return writeError(formats.ErrCorrupt, "segment outside the record's folder")
		}
		suffix := "_" + strconv.Itoa(i)
		if i == 0 && s.Frames == 0 {
			suffix = "_layout"
		}
		a.segments[s.Name] = newName + suffix
		if _, err := fs.Stat(a.fsys, path.Join(a.dir, s.Name+".hea")); err != nil {
			continue // the reader has said that it is missing
		}
		if err := a.header(s.Name, newName+suffix); err != nil {
			return err
		}
	}
	for _, file := range uniqueFiles(h) {
		if err := a.signalFile(h, file, newName); err != nil {
			return err
		}
	}
	a.put(newName+".hea", a.headerText(data, h, newName))
	return nil
}

// signalFile copies one signal file under a new name.
func (a *anonymizer) signalFile(h *Header, file, newName string) error {
	if _, ok := a.files[file]; ok {
		return nil
	}
	ext := strings.ToLower(path.Ext(file))
	if ext == ".hea" || !recordName("x"+ext) {
		ext = ".dat"
	}
	name := newName + ext
	for n := 2; slices.Contains(a.order, name); n++ {
		name = newName + "_" + strconv.Itoa(n) + ext
	}
	a.files[file] = name
	data, err := a.read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	a.put(name, a.signals(h, file, data))
	return nil
}

// signals clears what a signal file holds besides samples.
func (a *anonymizer) signals(h *Header, file string, data []byte) []byte {
	var offset, width int64
	format := 0
	for i := range h.Signals {
		if s := &h.Signals[i]; s.File == file {
			offset, format = s.Offset, s.Format
			width += int64(s.PerFrame)
		}
	}
	if _, ok := flacFormats[format]; ok {
		if cleanFLAC(data) {
			a.m.Note("signal file", "text of the FLAC stream")
		}
		return data
	}
	if st, ok := storages[format]; ok && h.Frames > 0 && h.Frames < 1<<40/width {
		// Up to a unit may be padding.
		if end := offset + st.size(h.Frames*width) + st.bytes; int64(len(data)) > end {
			data = data[:end-st.bytes]
			a.m.Note("signal file", "bytes after the samples")
		}
	}
	if cleanPreamble(data[:min(offset, int64(len(data)))]) {
		a.m.Note("signal file", "text before the samples")
	}
	return data
}

// Headers of MATLAB files: level 4 is five numbers and a name, level 5 starts with 116 characters of text.
const (
	matlab4     = 24
	matlab5     = 192
	matlab5Text = 116
	matlab5Mark = "MATLAB 5.0 MAT-file"
)

// cleanPreamble clears the text in the bytes before the samples and reports whether there was any.
func cleanPreamble(b []byte) bool {
	was := bytes.Clone(b)
	switch {
	case len(b) == matlab4 && string(b[matlab4-4:]) == "val\x00":
	case len(b) >= matlab5 && bytes.HasPrefix(b, []byte(matlab5Mark)):
		copy(b[len(matlab5Mark):matlab5Text], bytes.Repeat([]byte(" "), matlab5Text))
		clear(b[matlab5:])
	default:
		clear(b)
	}
	return !bytes.Equal(b, was)
}

// cleanFLAC turns metadata other than the stream's properties and seek table into padding and reports whether there was any.
func cleanFLAC(data []byte) (found bool) {
	const (
		mark     = "fLaC"
		header   = 4 // bytes of a block's
		lastFlag = 0x80
		info     = 0
		padding  = 1
		seek     = 3
	)
	if !bytes.HasPrefix(data, []byte(mark)) {
		return false
	}
	for at := len(mark); at+header <= len(data); {
		kind := data[at] &^ lastFlag
		last := data[at]&lastFlag != 0
		n := int(data[at+1])<<16 | int(data[at+2])<<8 | int(data[at+3])
		body := data[at+header : min(at+header+n, len(data))]
		if kind != info && kind != seek {
			found = found || kind != padding
			data[at] = data[at]&lastFlag | padding
			clear(body)
		}
		if last {
			break
		}
		at += header + n
	}
	return found
}
