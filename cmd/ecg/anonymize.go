package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

func runAnonymize(e *env, args []string) error {
	fs := flag.NewFlagSet("anonymize", flag.ContinueOnError)
	var o formats.AnonymizeOptions
	key := fs.String("key", "", "`secret` for stable pseudonyms and date shifts, or @FILE that holds it; default: no pseudonyms, dates become 1 January")
	fs.BoolVar(&o.KeepWeekday, "weekdays", false, "move dates by whole weeks")
	fs.BoolVar(&o.KeepStatements, "keep-statements", false, "keep the text of diagnostic statements (codes are always kept)")
	fs.BoolVar(&o.KeepCharacteristics, "keep-characteristics", false, "keep height, weight, blood pressure, ethnic group, coded drugs and history")
	fs.BoolVar(&o.DropAgeSex, "drop-age-sex", false, "remove age and sex too")
	fs.StringVar(&o.Charset, "charset", "", "`character set` of undeclared text; default GB18030")
	ann := fs.String("ann", "", "WFDB annotators besides atr, `EXT,...`")
	if err := parse(e, fs, args, "IN OUT"); err != nil {
		return err
	}
	if fs.NArg() != 2 {
		return usagef("name one input and one output")
	}
	var err error
	if o.Key, err = readKey(*key); err != nil {
		return err
	}
	in, out := fs.Arg(0), fs.Arg(1)
	removed, err := anonymize(e, in, out, &o, strings.FieldsFunc(*ann, func(r rune) bool { return r == ',' || r == ' ' }))
	if err != nil {
		if errors.Is(err, errUsage) {
			return err
		}
		report(e.stderr, in, plain(err))
		return errSomeFailed
	}
	reportRemoved(e.stderr, in, removed)
	return nil
}

// readKey returns a key as given or, after an @, as a file holds it, without the line end.
func readKey(s string) ([]byte, error) {
	name, isFile := strings.CutPrefix(s, "@")
	if !isFile {
		return []byte(s), nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, usagef("-key: %v", plain(err))
	}
	if data = bytes.TrimRight(data, "\r\n"); len(data) == 0 {
		return nil, usagef("-key: the file is empty")
	}
	return data, nil
}

func anonymize(e *env, in, out string, o *formats.AnonymizeOptions, annotators []string) ([]formats.Removed, error) {
	if st, err := os.Stat(in); err == nil && st.IsDir() {
		return nil, usagef("%s is a folder: name one file", in)
	}
	if sameFile(in, out) {
		return nil, usagef("OUT is IN")
	}
	var file string
	for item, err := range inputs(e.stdin, []string{in}) {
		switch {
		case err != nil:
			return nil, err
		case item.Data != nil:
			return anonymizeData(e, item.Data, out, o)
		}
		file = item.Path
	}
	dir := filepath.Dir(in)
	f, err := os.Open(filepath.Join(dir, file))
	if err != nil {
		return nil, err
	}
	data, err := formats.ReadAll(f, nil)
	f.Close()
	if err != nil {
		return nil, err
	}
	if f, _, ok := formats.Sniff(data); !ok || f.Open == nil || f.Anonymize != nil {
		return anonymizeData(e, data, out, o)
	}
	if out == stdinName {
		return nil, usagef("a WFDB record is several files: name OUT")
	}
	toDir, base := filepath.Split(strings.TrimSuffix(out, ".hea"))
	if sameFile(filepath.Join(dir, file), filepath.Join(toDir, base+".hea")) {
		return nil, usagef("OUT is IN")
	}
	create := func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(toDir, name)) }
	return wfdb.Anonymize(create, os.DirFS(dir), file, base, o, annotators...)
}

func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// anonymizeData writes the output only when it is proven.
func anonymizeData(e *env, data []byte, out string, o *formats.AnonymizeOptions) ([]formats.Removed, error) {
	clean, removed, err := formats.Anonymize(data, o)
	if err != nil {
		return nil, err
	}
	if out == stdinName {
		_, err = e.stdout.Write(clean)
	} else {
		err = os.WriteFile(out, clean, 0o666)
	}
	return removed, err
}

// reportRemoved lists kinds and counts, never values.
func reportRemoved(w io.Writer, in string, removed []formats.Removed) {
	if len(removed) == 0 {
		fmt.Fprintf(w, "ecg: %s: there was nothing to remove\n", in)
		return
	}
	fmt.Fprintf(w, "ecg: %s: removed or replaced\n", in)
	for _, r := range removed {
		fmt.Fprintf(w, "%6d  %s: %s\n", r.Count, r.Where, r.What)
	}
}
