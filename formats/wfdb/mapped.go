package wfdb

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/goecg/goecg/formats"
	"golang.org/x/exp/mmap"
)

// OpenDir is [NewReader] on a folder of the operating system, with the signal files mapped into memory where the system
// can do that, which spares a system call for each read. The mapped pages are the system's, not the program's: it takes them back when it needs them. A signal
// file that shrinks while it is mapped ends the program on most systems, so use NewReader with os.DirFS where files may
// change.
func OpenDir(dir, name string, o *formats.Options) (*Reader, error) {
	return NewReader(mappedDir{FS: os.DirFS(dir), dir: dir}, name, o)
}

// mappedDir is a folder whose files are mapped into memory.
type mappedDir struct {
	fs.FS
	dir string
}

// Stat spares mapping a file to learn its size.
func (d mappedDir) Stat(name string) (fs.FileInfo, error) { return fs.Stat(d.FS, name) }

func (d mappedDir) Open(name string) (fs.File, error) {
	f, err := d.FS.Open(name)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return f, err
	}
	local, err := filepath.Localize(name)
	if err != nil {
		return f, nil
	}
	m, err := mmap.Open(filepath.Join(d.dir, local))
	if err != nil { // not here, or too large for the address space
		return f, nil
	}
	f.Close()
	return &mappedFile{ReaderAt: m, info: info}, nil
}

// mappedFile makes a file of a mapping.
type mappedFile struct {
	*mmap.ReaderAt
	info fs.FileInfo
	at   int64
}

func (f *mappedFile) Stat() (fs.FileInfo, error) { return f.info, nil }

func (f *mappedFile) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if f.at >= int64(f.Len()) {
		return 0, io.EOF
	}
	n, err := f.ReadAt(p, f.at)
	f.at += int64(n)
	if n > 0 && errors.Is(err, io.EOF) {
		err = nil
	}
	return n, err
}
