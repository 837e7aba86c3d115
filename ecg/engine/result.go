package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/version"
	"github.com/goecg/goecg/measure"
)

// Version names the library and its version, as every Result does.
const Version = version.String

// Schema is the number of the JSON layout of a Result. It grows when a name changes or goes; new names may come without.
const Schema = 1

// Result is what the engine found in one input. Its slices and maps are reused when the Result is.
type Result struct {
	Input   string // name of the input, as given
	SHA256  Digest // of the input's bytes; of a WFDB record, of the files that wfdb.RecordFiles gives, in that order
	Version string
	Options *Options // what the Result was made with; do not change

	// Err is why there is no more than the fields above (and, where decoding got so far, parts of Record). All else is
	// meaningful only when it is nil.
	Err error

	Record   *ecg.Record
	Recorded int // the first Recorded channels of Record are the file's own, the rest was derived
	Report   *measure.Report
	// HRV is the heart-rate variability of recordings of a minute or more, else nil.
	HRV *measure.HRVReport
	classify.Result
	AgeYears ecg.Value // used for the criteria: stated, computed or overridden
	Sex      ecg.Sex   // likewise
}

// Digest is a SHA-256.
type Digest [sha256.Size]byte

// String gives 64 hexadecimal digits.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// MarshalText gives [Digest.String].
func (d Digest) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// NewResult returns an empty Result to analyse into.
func NewResult() *Result {
	return &Result{Record: new(ecg.Record), Report: new(measure.Report)}
}

// start prepares r for a new input.
func (r *Result) start(input string, o *Options) {
	if r.Record == nil {
		r.Record = new(ecg.Record)
	}
	if r.Report == nil {
		r.Report = new(measure.Report)
	}
	r.Input, r.Version, r.Options = input, Version, o
	r.SHA256, r.Err, r.Recorded = Digest{}, nil, 0
	r.AgeYears, r.Sex = ecg.NaN[ecg.Value](), ecg.SexUnknown
	r.Findings, r.Critical = r.Findings[:0], r.Critical[:0]
	r.Priority = classify.Priority{}
	r.HRV = nil
}

// PanicError is the error of a record whose analysis panicked: a fault of this library.
type PanicError struct {
	Reason string // the runtime's message, or the type of the value; never data of the record
	Stack  string
}

func (e *PanicError) Error() string { return "internal error: " + e.Reason }

func newPanicError(v any) *PanicError {
	buf := make([]byte, 16<<10)
	e := &PanicError{Reason: fmt.Sprintf("panic of type %T", v), Stack: string(buf[:runtime.Stack(buf, false)])}
	if re, ok := v.(runtime.Error); ok {
		e.Reason = re.Error()
	}
	return e
}

// ErrorFields are the parts of an error as the JSON output names them.
type ErrorFields struct {
	Format  string `json:"format"`
	Section string `json:"section"`
	Offset  int64  `json:"offset"` // -1 when not known
	Reason  string `json:"reason"` // see formats.Reason
	Message string `json:"message"`
}

// DescribeError takes err apart.
func DescribeError(err error) ErrorFields {
	e := ErrorFields{Reason: formats.Reason(err), Message: err.Error(), Offset: -1}
	var fe *formats.Error
	if errors.As(err, &fe) {
		e.Format, e.Section, e.Offset = fe.Format, fe.Section, fe.Offset
	}
	return e
}
