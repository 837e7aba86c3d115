package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"
)

// BaseURL is where PhysioNet keeps the files of its databases.
const BaseURL = "https://physionet.org/files"

// Defaults of Options.
const (
	defaultParallel = 2
	defaultRetries  = 5
	defaultBackoff  = time.Second
	defaultStall    = time.Minute
	defaultMaxFile  = 16 * giga // the largest files of the known databases have some GB
	maxList         = 64 * mega // PTB-XL, with 43,000 files, has 5 MB
)

// Options of a download. The zero value is the default.
type Options struct {
	// BaseURL replaces [BaseURL], for a mirror.
	BaseURL string
	// Client does the requests; nil means one without a limit on how long a whole file takes.
	Client *http.Client
	// UserAgent names the program to the server.
	UserAgent string
	// Records are the records to fetch, with the files that describe the database; all when empty. A record is called as in
	// the file RECORDS, or so without its folder.
	Records []string
	// Parallel is how many files are fetched at a time; 0 means 2.
	Parallel int
	// Retries is how often a file is tried again without progress; 0 means 5, less than 0 never.
	Retries int
	// Backoff is the first pause before trying again, doubled each time up to 64 times as much; 0 means 1 s.
	Backoff time.Duration
	// Stall is for how long no byte may arrive before the connection is given up; 0 means a minute.
	Stall time.Duration
	// MaxFile bounds one file in bytes; 0 means 16 GB. MaxTotal bounds what one call fetches; 0 means no bound.
	MaxFile, MaxTotal int64
	// Progress, if not nil, hears of every piece that arrives and every file that is done, one call at a time.
	Progress func(Progress)

	writer func(io.Writer) io.Writer // tests: what files are written through
}

// Progress is how far a download is.
type Progress struct {
	Files, Done int    // files of the selection, and how many of them are done or given up
	Bytes       int64  // received so far
	File        string // the file that this is about
	FileBytes   int64  // how much of it is there
	FileSize    int64  // how large it is, -1 when the server does not say
}

// Errors of a file, wrapped in *[FileError].
var (
	ErrChecksum = errors.New("wrong checksum")
	ErrTooLarge = errors.New("larger than allowed")
	// ErrTotal ends the download: the file would exceed Options.MaxTotal.
	ErrTotal = errors.New("more than allowed in all")
)

// ErrBaseURL says that Options.BaseURL is no address of a web server.
var ErrBaseURL = errors.New("fetch: the base address is not http:// or https://")

// StatusError is an answer of the server that ends the attempt.
type StatusError struct{ Code int }

func (e *StatusError) Error() string {
	return fmt.Sprintf("the server answers %d %s", e.Code, http.StatusText(e.Code))
}

// FileError is why one file could not be fetched.
type FileError struct {
	Path string
	Err  error
}

func (e *FileError) Error() string { return "fetch: " + e.Path + ": " + e.Err.Error() }

// Unwrap returns the cause.
func (e *FileError) Unwrap() error { return e.Err }

// Fetch downloads a database, or some records of it, into the folder dir, which is made when it does not exist. A nil o means the
// defaults. What the folder already has is checked, and kept when it is right.
//
// A file that the server refuses, that is too large or whose sum stays wrong is reported and the others are fetched; the error
// then joins their *[FileError]s. All else ends the download: ctx's end, a server that cannot be reached, a disk that is full,
// a list of sums that cannot be read (*[ListError]) or lacks a record (*[RecordError]). The Report is never nil.
func Fetch(ctx context.Context, dir string, db Database, o *Options) (*Report, error) {
	r := &run{db: db, report: &Report{Database: db, Dir: dir}}
	if o != nil {
		r.o = *o
	}
	r.defaults()
	if u, err := url.Parse(r.o.BaseURL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return r.report, ErrBaseURL
	}
	started := time.Now()
	err := r.all(ctx, dir)
	r.report.Elapsed = time.Since(started)
	return r.report, err
}

// run is one call of Fetch.
type run struct {
	o      Options
	db     Database
	root   *os.Root
	report *Report

	mu    sync.Mutex
	files int
	done  int
	bytes int64
	stop  context.CancelCauseFunc
}

func (r *run) defaults() {
	o := &r.o
	if o.BaseURL == "" {
		o.BaseURL = BaseURL
	}
	if o.Client == nil {
		o.Client = &http.Client{}
	}
	if o.Parallel <= 0 {
		o.Parallel = defaultParallel
	}
	if o.Retries == 0 {
		o.Retries = defaultRetries
	}
	if o.Backoff <= 0 {
		o.Backoff = defaultBackoff
	}
	if o.Stall <= 0 {
		o.Stall = defaultStall
	}
	if o.MaxFile <= 0 {
		o.MaxFile = defaultMaxFile
	}
}

func (r *run) all(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	r.root = root

	data, err := r.list(ctx)
	if err != nil {
		return err
	}
	files, err := ParseSums(data)
	if err != nil {
		return err
	}
	if files, err = choose(files, r.o.Records); err != nil {
		return err
	}
	if err := r.keep(sumsName, data); err != nil {
		return err
	}
	r.files = len(files)
	r.report.Files = make([]FileResult, len(files))
	return r.each(ctx, files)
}

// each fetches the files, some at a time.
func (r *run) each(parent context.Context, files []File) error {
	ctx, cancel := context.WithCancelCause(parent)
	defer cancel(nil)
	r.stop = cancel
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(r.o.Parallel, len(files)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				r.one(ctx, files[i], &r.report.Files[i])
			}
		}()
	}
	for i := range files {
		r.report.Files[i].Path = files[i].Path
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	wg.Wait()
	if err := parent.Err(); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	var failed []error
	for i := range r.report.Files {
		if f := &r.report.Files[i]; f.Err != nil {
			failed = append(failed, &FileError{f.Path, f.Err})
		}
	}
	return errors.Join(failed...)
}

// one fetches a file and decides whether its failure is its own.
func (r *run) one(ctx context.Context, f File, res *FileResult) {
	if ctx.Err() != nil {
		return
	}
	res.State, res.Bytes, res.Err = r.file(ctx, f)
	if res.Err == nil {
		r.tell(Progress{File: f.Path, FileBytes: res.Bytes, FileSize: res.Bytes}, 0, true)
		return
	}
	res.State = Failed
	if !itsOwn(res.Err) {
		r.stop(&FileError{f.Path, res.Err})
		return
	}
	r.tell(Progress{File: f.Path, FileSize: -1}, 0, true)
}

// itsOwn reports whether other files may still be had: the server refuses only this one.
func itsOwn(err error) bool {
	var status *StatusError
	if errors.As(err, &status) {
		return !passing(status.Code)
	}
	return errors.Is(err, ErrChecksum) || errors.Is(err, ErrTooLarge)
}

// tell adds up and passes on.
func (r *run) tell(p Progress, received int64, done bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.bytes += received
	if done {
		r.done++
	}
	r.report.Received = r.bytes
	if r.o.Progress != nil {
		p.Files, p.Done, p.Bytes = r.files, r.done, r.bytes
		r.o.Progress(p)
	}
}

// spent reports whether more bytes than MaxTotal would have come with n more.
func (r *run) spent(n int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.o.MaxTotal > 0 && r.bytes+n > r.o.MaxTotal
}
