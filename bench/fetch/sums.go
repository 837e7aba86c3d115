package fetch

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"
	"unicode"
)

// Names with a meaning on PhysioNet.
const (
	sumsName    = "SHA256SUMS.txt"
	recordsName = "RECORDS"
)

// partSuffix marks a file that is not complete.
const partSuffix = ".part"

// File is a file of a database: its path below the database's folder, with slashes, and the sum that it must have.
type File struct {
	Path string
	Sum  [sha256.Size]byte
}

// ParseSums reads a list of SHA-256 sums: on each line 64 hexadecimal digits, blanks, possibly a star, and a path. Entries that
// stand twice are given once; the list's own name is left out. The error is a *[ListError].
func ParseSums(data []byte) ([]File, error) {
	var out []File
	seen := make(map[string][sha256.Size]byte)
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		line := strings.TrimRight(lines.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		digits, name, ok := strings.Cut(line, " ")
		if !ok {
			return nil, &ListError{n, "no path"}
		}
		f := File{Path: strings.TrimPrefix(strings.TrimLeft(name, " "), "*")}
		f.Path = strings.TrimPrefix(f.Path, "./")
		if len(digits) != hex.EncodedLen(len(f.Sum)) {
			return nil, &ListError{n, "no SHA-256"}
		}
		if _, err := hex.Decode(f.Sum[:], []byte(digits)); err != nil {
			return nil, &ListError{n, "no SHA-256"}
		}
		if !safePath(f.Path) {
			return nil, &ListError{n, "a path that is not allowed"}
		}
		if f.Path == sumsName {
			continue
		}
		if sum, twice := seen[f.Path]; twice {
			if sum != f.Sum {
				return nil, &ListError{n, "a second sum for one path"}
			}
			continue
		}
		seen[f.Path] = f.Sum
		out = append(out, f)
	}
	if lines.Err() != nil {
		return nil, &ListError{n + 1, "too long a line"}
	}
	return out, nil
}

// maxLine bounds a line of the list in bytes.
const maxLine = 8192

// safePath reports whether a path stays within its folder on this system, cannot be taken for an unfinished file, and does
// nothing to a terminal.
func safePath(name string) bool {
	if name == "." || !fs.ValidPath(name) || strings.HasSuffix(name, partSuffix) || strings.ContainsRune(name, '\\') {
		return false
	}
	if strings.ContainsFunc(name, unicode.IsControl) {
		return false
	}
	_, err := filepath.Localize(name)
	return err == nil
}

// ListError is what is wrong with a list of sums.
type ListError struct {
	Line   int // counted from 1
	Reason string
}

func (e *ListError) Error() string {
	return fmt.Sprintf("fetch: line %d of %s: %s", e.Line, sumsName, e.Reason)
}

// choose returns the files that belong to some records: NAME.* for a record NAME, with its folder or without, and the files that
// describe the whole database. All files are chosen when records is empty. The error is *[RecordError].
func choose(files []File, records []string) ([]File, error) {
	if len(records) == 0 {
		return files, nil
	}
	found := make([]bool, len(records))
	var out []File
	for _, f := range files {
		wanted := aboutAll(f.Path)
		for i, r := range records {
			if belongs(f.Path, r) {
				found[i], wanted = true, true
			}
		}
		if wanted {
			out = append(out, f)
		}
	}
	for i, ok := range found {
		if !ok {
			return nil, &RecordError{records[i]}
		}
	}
	return out, nil
}

// belongs reports whether a file is part of a record.
func belongs(file, record string) bool {
	return record != "" && (strings.HasPrefix(file, record+".") || strings.HasPrefix(path.Base(file), record+"."))
}

// aboutAll reports whether a file says something of the database: the lists of records and annotators, licence, tables.
func aboutAll(file string) bool {
	if strings.Contains(file, "/") {
		return false
	}
	switch file {
	case recordsName, "ANNOTATORS":
		return true
	}
	upper := strings.ToUpper(file)
	return strings.HasPrefix(upper, "LICENSE") || strings.HasPrefix(upper, "README") || strings.HasSuffix(upper, ".CSV")
}

// RecordError says that a database has no record of a name.
type RecordError struct{ Record string }

func (e *RecordError) Error() string {
	return fmt.Sprintf("fetch: the database has no record %q", e.Record)
}
