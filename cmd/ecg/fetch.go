package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/goecg/goecg/bench/fetch"
	"github.com/goecg/goecg/internal/version"
)

func benchFetch(e *env, args []string) error {
	fs := flag.NewFlagSet("bench fetch", flag.ContinueOnError)
	dir := fs.String("o", "", "`folder` to fetch to; default: the database's name")
	records := fs.String("records", "", "fetch these `records` only, with commas between, and what describes the database")
	list := fs.Bool("list", false, "list the databases that are known by name")
	base := fs.String("url", "", "`address` of a mirror of "+fetch.BaseURL)
	parallel := fs.Int("parallel", 0, "`files` fetched at a time; default 2")
	// Names come first or last: "bench fetch mitdb -o DIR" reads more naturally than the flags before.
	name := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	}
	if err := parse(e, fs, args, "NAME"); err != nil {
		return err
	}
	if name == "" && fs.NArg() > 0 {
		name = fs.Arg(0)
		if err := parse(e, fs, fs.Args()[1:], "NAME"); err != nil {
			return err
		}
	}
	if *list {
		return listDatabases(e.stdout)
	}
	if name == "" || fs.NArg() > 0 {
		return usagef("name one database; -list lists them")
	}
	db, err := fetch.Find(name)
	if err != nil {
		return usagef("%s", strings.TrimPrefix(err.Error(), "fetch: "))
	}
	if *dir == "" {
		*dir = db.Name
	}
	o := &fetch.Options{BaseURL: *base, UserAgent: strings.ReplaceAll(version.String, " ", "/"), Parallel: *parallel}
	if *records != "" {
		o.Records = strings.Split(*records, ",")
	}
	bar := newFetchBar(e, db.Name)
	o.Progress = bar.show
	rep, err := fetch.Fetch(e.ctx, *dir, db, o)
	bar.done()
	if errors.Is(err, fetch.ErrBaseURL) {
		return usagef("-url %s: give an address that begins with http:// or https://", *base)
	}
	if len(rep.Files) > 0 {
		if terr := rep.Text(e.stdout); terr != nil {
			return terr
		}
	}
	if err != nil && e.ctx.Err() == nil && onlyFiles(rep) {
		return errSomeFailed // the table names them
	}
	return err
}

// onlyFiles reports whether every file was dealt with, and some failed.
func onlyFiles(rep *fetch.Report) bool {
	left, _ := rep.Count(fetch.Pending)
	failed, _ := rep.Count(fetch.Failed)
	return left == 0 && failed > 0
}

func listDatabases(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "name\tversion\tabout\tlicence\ttitle")
	for _, d := range fetch.Databases() {
		size := "?"
		if d.Bytes > 0 {
			size = fetch.Size(d.Bytes)
		}
		name := strings.Join(append([]string{d.Name}, d.Aliases...), ", ")
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", name, d.Version, size, d.License, d.Title)
	}
	return t.Flush()
}

// fetchBar shows on a terminal how many files are there, and the bytes and the file at hand beside it.
type fetchBar struct {
	env  *env
	name string
	bar  *progressbar.ProgressBar
}

func newFetchBar(e *env, name string) *fetchBar { return &fetchBar{env: e, name: name} }

// barPause is how often the bar is drawn at most.
const barPause = 100 * time.Millisecond

func (b *fetchBar) show(p fetch.Progress) {
	if !b.env.progress {
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(p.Files, progressbar.OptionSetWriter(b.env.stderr), progressbar.OptionSetDescription(b.name),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(barPause))
	}
	part := fetch.Size(p.FileBytes)
	if p.FileSize > 0 {
		part = fmt.Sprintf("%d %%", 100*p.FileBytes/p.FileSize)
	}
	b.bar.Describe(fmt.Sprintf("%s %s, %s %s", b.name, fetch.Size(p.Bytes), p.File, part))
	_ = b.bar.Set(p.Done)
}

func (b *fetchBar) done() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}
