package engine

import (
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"math"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/measure"
)

// Analyzer runs the chain for one goroutine and reuses its memory between records.
type Analyzer struct {
	options     Options
	prep        *preparer
	measurer    *measure.Measurer
	classifier  *classify.Classifier
	variability *measure.HRV // made for the first recording that is long enough
	beats       []detect.Beat
	digest      hash.Hash
	copyBuf     []byte
}

// New returns an Analyzer. The error says what is wrong with the Options.
func New(o Options) (*Analyzer, error) {
	prep, err := newPreparer(o.Detector)
	if err != nil {
		return nil, err
	}
	return &Analyzer{
		options: o, prep: prep, measurer: measure.New(o.Measure), classifier: classify.New(o.Classify),
		digest: sha256.New(), copyBuf: make([]byte, 32<<10),
	}, nil
}

// Analyze runs the chain on the bytes of one file. The outcome, an error included, is in res, which may be reused; the
// error is also returned.
func (a *Analyzer) Analyze(res *Result, input string, data []byte) error {
	a.analyzeItem(res, Item{Name: input, Data: data})
	return res.Err
}

// AnalyzeFile is [Analyzer.Analyze] on a file of fsys, together with the files it refers to.
func (a *Analyzer) AnalyzeFile(res *Result, fsys fs.FS, name string) error {
	a.analyzeItem(res, Item{Name: name, FS: fsys, Path: name})
	return res.Err
}

// analyzeItem fills res from the item and never panics.
func (a *Analyzer) analyzeItem(res *Result, item Item) {
	res.start(item.Name, &a.options)
	defer func() {
		if v := recover(); v != nil {
			res.Err = newPanicError(v)
			fresh, _ := New(a.options) // what the panic left behind is not to be trusted
			*a = *fresh
		}
	}()
	if res.Err = a.decode(res, item); res.Err == nil {
		res.Err = a.analyzeRecord(res)
	}
}

// AnalyzeRecord runs the chain on a record already decoded, which res takes over: missing limb leads are added to it. There
// is no input to hash, so res.SHA256 stays zero.
func (a *Analyzer) AnalyzeRecord(res *Result, rec *ecg.Record) error {
	res.start(rec.ID, &a.options)
	res.Record = rec
	res.Err = a.analyzeRecord(res)
	return res.Err
}

func (a *Analyzer) decode(res *Result, item Item) error {
	o := &a.options.Formats
	if item.Data != nil || item.FS == nil {
		res.SHA256 = sha256.Sum256(item.Data)
		return formats.DecodeInto(res.Record, item.Data, o)
	}
	data, err := a.read(res, item)
	if err != nil {
		return err
	}
	return formats.OpenRead(res.Record, item.FS, item.Path, data, false, o)
}

// read returns the bytes of the item's file and digests them and, for a WFDB header, the files that belong to its record: its
// signal files, or its segments' headers and signal files. A file that is too long is digested to its end all the same.
func (a *Analyzer) read(res *Result, item Item) ([]byte, error) {
	a.digest.Reset()
	f, err := item.FS.Open(item.Path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t := &digested{Reader: f, digest: a.digest}
	data, err := formats.ReadAll(t, &a.options.Formats)
	if errors.Is(err, formats.ErrTooLarge) {
		_, _ = io.CopyBuffer(onlyWriter{io.Discard}, t, a.copyBuf)
	}
	if t.err != nil {
		return nil, t.err
	}
	if wfdb.Sniff(data[:min(len(data), formats.SniffLen)]) > 0 {
		// A header that cannot be read, and absent files, are the decoder's to report.
		files, _ := wfdb.RecordFiles(item.FS, item.Path)
		for i := 1; i < len(files); i++ { // the first is the header
			a.add(item.FS, files[i])
		}
	}
	a.digest.Sum(res.SHA256[:0])
	return data, err
}

// digested is a reader whose bytes go through a digest and that keeps its own error.
type digested struct {
	io.Reader
	digest hash.Hash
	err    error
}

func (d *digested) Read(p []byte) (int, error) {
	n, err := d.Reader.Read(p)
	d.digest.Write(p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		d.err = err
	}
	return n, err
}

// onlyWriter hides how io.Discard reads by itself, with buffers of its own.
type onlyWriter struct{ io.Writer }

// add digests a whole file, as far as it can be read.
func (a *Analyzer) add(fsys fs.FS, name string) {
	f, err := fsys.Open(name)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = io.CopyBuffer(onlyWriter{a.digest}, struct{ io.Reader }{f}, a.copyBuf)
}

// analyzeRecord runs the chain from a decoded record on.
func (a *Analyzer) analyzeRecord(res *Result) error {
	rec := res.Record
	res.Recorded = len(rec.Channels)
	restoreScale(rec)
	if !a.options.KeepRecorded {
		rec.DeriveLimbLeads()
	}
	in, err := a.prepare(rec)
	if err != nil {
		return err
	}
	if err := a.measurer.Measure(res.Report, in); err != nil {
		return err
	}
	if !calibrated(rec) {
		res.Report.BlankAmplitudes()
	}
	a.heartRateVariability(res)
	res.AgeYears, res.Sex = a.demographics(rec)
	ctx := classify.Context{
		AgeYears: float64(res.AgeYears), Sex: res.Sex, HighPassHz: rec.Filters.HighPass,
	}
	a.classifier.Classify(&res.Result, res.Report, ctx)
	return nil
}

func (a *Analyzer) demographics(rec *ecg.Record) (ecg.Value, ecg.Sex) {
	age, sex := ecg.NaN[ecg.Value](), rec.Patient.Sex
	if y, ok := rec.AgeYears(); ok {
		age = ecg.Value(y)
	}
	if a.options.AgeYears != nil {
		age = ecg.Value(*a.options.AgeYears)
	}
	if a.options.Sex != ecg.SexUnknown {
		sex = a.options.Sex
	}
	return age, sex
}

// calibrated reports whether the amplitudes of every ECG channel are voltages.
func calibrated(rec *ecg.Record) bool {
	for i := range rec.Channels {
		if rec.Channels[i].Unit == ecg.UnitUncalibrated {
			return false
		}
	}
	return true
}

// Input brings a record to where measuring starts: on one time axis, filtered, with its beats. It is valid until the next
// call on a. Use it for delineation and research; [Analyzer.AnalyzeRecord] does it by itself.
func (a *Analyzer) Input(rec *ecg.Record) (*measure.Input, error) { return a.prepare(rec) }

// Measurer returns the work object that measures Inputs.
func (a *Analyzer) Measurer() *measure.Measurer { return a.measurer }

// Detect appends the beats of rec to dst, detected on the leads that lead selects as Options.Lead does. Samples are at
// rec.Rate().
func (a *Analyzer) Detect(dst []detect.Beat, rec *ecg.Record, lead string) ([]detect.Beat, error) {
	if err := a.prep.load(rec); err != nil {
		return dst, err
	}
	return a.prep.beats(dst, lead)
}

// Segments appends the stretches without a rhythm of beats that Detect met last to dst.
func (a *Analyzer) Segments(dst []detect.Segment) []detect.Segment {
	return a.prep.finder.Segments(dst)
}

func (a *Analyzer) prepare(rec *ecg.Record) (*measure.Input, error) {
	restoreScale(rec)
	if err := a.prep.load(rec); err != nil {
		return nil, err
	}
	return a.prep.input(&a.options)
}

// noRate is the error of a record whose channels have no usable sampling rate.
func noRate(rec *ecg.Record) error {
	return formats.Errorf(formats.ErrCorrupt, rec.Format, "", -1, "no usable sampling rate")
}

func usableRate(rate float64) bool { return rate > 0 && !math.IsInf(rate, 0) }
