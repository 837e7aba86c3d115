package wfdb

import (
	"io/fs"
	"path"

	"github.com/goecg/goecg/formats"
)

// RecordFiles returns the names within fsys of the files that make up the record whose header is the file name: the header,
// then its signal files in header order; of a record of several segments the header, then for each segment its header
// and its signal files. Each file stands once, where it is first named. Files that headers name are listed whether they are
// there or not; gaps, files outside the header's folder and what an unreadable segment header would name are left out.
//
// The error says why the record's own header cannot be read: fsys's, or *formats.Error.
func RecordFiles(fsys fs.FS, name string) ([]string, error) {
	h, err := readHeader(fsys, name)
	if err != nil {
		return nil, err
	}
	dir := path.Dir(name)
	out := []string{name}
	seen := map[string]bool{name: true}
	add := func(file string) bool {
		if file = path.Join(dir, file); seen[file] {
			return false
		}
		seen[file] = true
		out = append(out, file)
		return true
	}
	for _, f := range uniqueFiles(h) {
		add(f)
	}
	for _, s := range h.Segments {
		if s.Name == nullSegment || !safeName(s.Name) || !add(s.Name+".hea") {
			continue
		}
		sh, err := readHeader(fsys, path.Join(dir, s.Name+".hea"))
		if err != nil || sh.Segments != nil { // segments have no segments
			continue
		}
		for _, f := range uniqueFiles(sh) {
			add(f)
		}
	}
	return out, nil
}

func readHeader(fsys fs.FS, name string) (*Header, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := formats.ReadAll(f, nil)
	if err != nil {
		return nil, err
	}
	return ParseHeader(data, path.Base(name), nil)
}
