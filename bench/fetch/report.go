package fetch

import (
	"fmt"
	"io"
	"time"
)

// State is what became of a file.
type State string

// States.
const (
	Pending State = ""        // the download ended before it
	Fetched State = "fetched" // whole
	Resumed State = "resumed" // the rest of it
	Present State = "present" // it was there
	Failed  State = "failed"  // see FileResult.Err
)

// FileResult is what became of one file.
type FileResult struct {
	Path  string
	State State
	Bytes int64 // its size
	Err   error
}

// Report is the outcome of a download.
type Report struct {
	Database Database
	Dir      string
	Files    []FileResult // in the order of the list of sums
	Received int64        // bytes that came over the network, in files
	Elapsed  time.Duration
}

// Count returns how many files ended in a state, and their size in bytes.
func (r *Report) Count(s State) (files int, bytes int64) {
	for i := range r.Files {
		if f := &r.Files[i]; f.State == s {
			files++
			bytes += f.Bytes
		}
	}
	return files, bytes
}

// Text writes a table of how many files were fetched, resumed, there already, failed or left, and names those that failed.
func (r *Report) Text(w io.Writer) error {
	p := &printer{w: w}
	p.line("%s %s in %s", r.Database.Name, r.Database.Version, r.Dir)
	p.line("%-8s %7s %12s", "", "files", "size")
	for _, s := range []State{Fetched, Resumed, Present, Failed, Pending} {
		if n, bytes := r.Count(s); n > 0 {
			name := string(s)
			if s == Pending {
				name = "left"
			}
			p.line("%-8s %7d %12s", name, n, Size(bytes))
		}
	}
	p.line("received %s in %s", Size(r.Received), r.Elapsed.Round(time.Second/10))
	for i := range r.Files {
		if f := &r.Files[i]; f.Err != nil {
			p.line("failed: %s: %v", f.Path, f.Err)
		}
	}
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// Size writes a number of bytes in the unit that suits it, in powers of ten.
func Size(n int64) string {
	switch {
	case n >= giga:
		return fmt.Sprintf("%.1f GB", float64(n)/giga)
	case n >= mega:
		return fmt.Sprintf("%.1f MB", float64(n)/mega)
	case n >= 1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%d B", n)
}
