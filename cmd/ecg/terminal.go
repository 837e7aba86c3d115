package main

import (
	"io"
	"os"
	"strings"
	"unicode"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// progress counts inputs on standard error when that is a terminal.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(e *env, what string) *progress {
	if !e.progress {
		return &progress{}
	}
	return &progress{progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(e.stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionShowIts(), progressbar.OptionClearOnFinish())}
}

func (p *progress) step() {
	if p.bar != nil {
		_ = p.bar.Add(1)
	}
}

func (p *progress) done() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// pickFormat resolves -format: as given, else text on a terminal and other into a pipe or file.
func pickFormat(e *env, given, other string, allowed ...string) (string, error) {
	if given == "" {
		if e.terminal {
			return "text", nil
		}
		return other, nil
	}
	for _, a := range append(allowed, "text", other) {
		if given == a {
			return given, nil
		}
	}
	return "", usagef("-format %s: use one of %v", given, append([]string{"text"}, append(allowed, other)...))
}

// report prints one line about an input that failed. Names and messages may come from files: what would end the line or command
// the terminal is left out.
func report(w io.Writer, input string, err error) {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, "ecg: "+input+": "+err.Error())
	_, _ = io.WriteString(w, line+"\n")
}
