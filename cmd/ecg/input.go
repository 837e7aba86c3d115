package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// always are the endings that yield a result in a walked folder, an error if need be.
var always = map[string]bool{".scp": true, ".dcm": true, ".xml": true, ".hea": true}

// never are the endings that are no inputs of a walk: signal files, and formats that are read when named.
var never = map[string]bool{".dat": true, ".mat": true, ".csv": true, ".json": true}

// stdinName is the ARG that means standard input.
const stdinName = "-"

// inputs yields what the arguments name, in order. An argument that cannot be read is yielded with its error.
func inputs(stdin io.Reader, args []string) iter.Seq2[engine.Item, error] {
	return func(yield func(engine.Item, error) bool) {
		for _, arg := range args {
			if !yieldArg(stdin, arg, yield) {
				return
			}
		}
	}
}

func yieldArg(stdin io.Reader, arg string, yield func(engine.Item, error) bool) bool {
	if arg == stdinName {
		data, err := formats.ReadAll(stdin, nil)
		if data == nil {
			data = []byte{}
		}
		return yield(engine.Item{Name: arg, Data: data}, err)
	}
	st, err := os.Stat(arg)
	if errors.Is(err, fs.ErrNotExist) {
		for _, ext := range []string{".hea", ".HEA"} {
			if hs, herr := os.Stat(arg + ext); herr == nil && !hs.IsDir() {
				return yield(fileItem(arg, arg+ext), nil)
			}
		}
	}
	if err != nil {
		return yield(engine.Item{Name: arg}, plain(err))
	}
	if st.IsDir() {
		return walk(arg, yield)
	}
	return yield(fileItem(arg, arg), nil)
}

func fileItem(name, file string) engine.Item {
	return engine.Item{Name: name, FS: os.DirFS(filepath.Dir(file)), Path: filepath.Base(file)}
}

// plain drops the path from a file error: the input's name stands beside it.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return fmt.Errorf("%s: %w", pe.Op, pe.Err)
	}
	return err
}

// walk yields the inputs in a folder, in name order.
func walk(dir string, yield func(engine.Item, error) bool) bool {
	fsys := os.DirFS(dir)
	segments := make(map[string]bool) // by header: true for a segment, which its master header brings, false for a master
	more := true
	_ = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		name := filepath.Join(dir, filepath.FromSlash(p))
		if err != nil {
			if more = yield(engine.Item{Name: name}, plain(err)); !more {
				return fs.SkipAll
			}
			return fs.SkipDir
		}
		if d.IsDir() {
			collectSegments(fsys, p, segments)
			return nil
		}
		ext := strings.ToLower(path.Ext(p))
		if never[ext] || segments[p] || !isFile(fsys, p, d) {
			return nil
		}
		if !always[ext] && !recognised(fsys, p) {
			return nil
		}
		if more = yield(engine.Item{Name: name, FS: subFS{fsys, path.Dir(p)}, Path: path.Base(p)}, nil); !more {
			return fs.SkipAll
		}
		return nil
	})
	return more
}

// isFile reports whether an entry is a file, or a link to one or to nothing, which opening it will tell.
func isFile(fsys fs.FS, p string, d fs.DirEntry) bool {
	if d.Type().IsRegular() {
		return true
	}
	if d.Type()&fs.ModeSymlink == 0 {
		return false
	}
	st, err := fs.Stat(fsys, p)
	return err != nil || st.Mode().IsRegular()
}

// recognised sniffs a file's head. Files that are known by sight only, such as a report in PDF beside the ECG, are no inputs
// of a walk, and tables and JSON by another ending no more than by their own.
func recognised(fsys fs.FS, p string) bool {
	f, err := fsys.Open(p)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, formats.SniffLen)
	n, _ := io.ReadFull(f, head)
	format, _, ok := formats.Sniff(head[:n])
	return ok && !format.Unread && !slices.ContainsFunc(format.Extensions, func(ext string) bool { return never[ext] })
}

// maxHeader bounds what is read of a header to find its segments.
const maxHeader = 4 << 20

// collectSegments adds the segment headers that the multi-segment records of a folder name. A master is never a segment, even
// if a header says so: one that names itself is reported.
func collectSegments(fsys fs.FS, dir string, segments map[string]bool) {
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return
	}
	for _, d := range entries {
		if d.IsDir() || strings.ToLower(path.Ext(d.Name())) != ".hea" {
			continue
		}
		f, err := fsys.Open(path.Join(dir, d.Name()))
		if err != nil {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(f, maxHeader))
		f.Close()
		if err != nil {
			continue
		}
		h, err := wfdb.ParseHeader(data, d.Name(), nil)
		if err != nil {
			continue
		}
		if len(h.Segments) > 0 {
			segments[path.Join(dir, d.Name())] = false
		}
		for _, s := range h.Segments {
			name := path.Join(dir, s.Name+".hea")
			if _, master := segments[name]; !master {
				segments[name] = true
			}
		}
	}
}

// subFS is a folder of a file system.
type subFS struct {
	fsys fs.FS
	dir  string
}

func (s subFS) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return s.fsys.Open(path.Join(s.dir, name))
}

// recordName is the base name that output files of an input are called after.
func recordName(item engine.Item) string {
	name := item.Path
	if name == "" {
		name = filepath.Base(item.Name)
	}
	if name == stdinName {
		return "stdin"
	}
	return strings.TrimSuffix(name, path.Ext(name))
}
