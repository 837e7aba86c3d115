// Command ecg reads, analyses and benchmarks electrocardiograms.
//
//	ecg <verb> [flags] ARG...
//
// Results go to standard output, messages and progress to standard error. The exit status is 0 when all was done, 1 when some
// inputs failed (the others are still written), 2 for bad usage. Run a verb with -h for its flags.
//
// Every analysis is decision support and unconfirmed: it has to be confirmed by a physician.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	_ "github.com/goecg/goecg/formats/all"
	_ "github.com/goecg/goecg/formats/wfdb/flac"
	"github.com/goecg/goecg/internal/version"
)

// Exit statuses.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// env is what a verb works with; tests replace it.
type env struct {
	ctx      context.Context
	stdin    io.Reader
	stdout   io.Writer
	stderr   io.Writer
	terminal bool // standard output is a terminal
	progress bool // standard error is a terminal
}

// verb is one of the command's verbs.
type verb struct {
	name, summary string
	run           func(*env, []string) error
}

func verbs() []verb {
	return []verb{
		{"info", "what a file says of itself: leads, rate, length, patient, device", runInfo},
		{"analyze", "decode, filter, detect, measure and classify", runAnalyze},
		{"compare", "what has changed between two ECGs of a patient", runCompare},
		{"detect", "find the beats", runDetect},
		{"delineate", "find onset, peak and end of P, QRS and T in every beat and lead", runDelineate},
		{"rhythm", "find atrial fibrillation in a list of beats or RR intervals", runRhythm},
		{"hrv", "heart-rate variability of recordings, beats or RR intervals", runHRV},
		{"trend", "ST over long recordings: averages, episodes, shifts", runTrend},
		{"convert", "write a file in another format: " + strings.Join(writable(), ", "), runConvert},
		{"anonymize", "take out of a file who the patient is", runAnonymize},
		{"plot", "draw the ECG page as SVG, PNG or PDF", runPlot},
		{"bench", "score against annotated databases by the EC57 rules", runBench},
		{"synth", "write a synthetic ECG with known truth", runSynth},
		{"version", "print the version", func(e *env, _ []string) error {
			_, err := fmt.Fprintln(e.stdout, version.String)
			return err
		}},
	}
}

// planned are the verbs of later versions: refused by name rather than as a typing mistake.
var planned = map[string]bool{"serve": true}

// errUsage marks a mistake in how the command was called.
var errUsage = errors.New("usage")

// errSomeFailed says that some inputs failed; each has been reported.
var errSomeFailed = errors.New("some inputs failed")

func usagef(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{errUsage}, args...)...)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once, not when the record in hand is done
	e := &env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, terminal: isTerminal(os.Stdout), progress: isTerminal(os.Stderr)}
	code := run(e, os.Args[1:])
	stop()
	os.Exit(code)
}

// run does what the arguments say and returns the exit status.
func run(e *env, args []string) int {
	if len(args) == 0 {
		usage(e.stderr)
		return exitUsage
	}
	name := args[0]
	if name == "help" || name == "-h" || name == "--help" || name == "-help" {
		usage(e.stdout)
		return exitOK
	}
	for _, v := range verbs() {
		if v.name == name {
			return status(e, name, v.run(e, args[1:]))
		}
	}
	if planned[name] {
		fmt.Fprintf(e.stderr, "ecg: %s is not part of %s yet\n", name, version.String)
		return exitUsage
	}
	fmt.Fprintf(e.stderr, "ecg: unknown verb %q\n", name)
	usage(e.stderr)
	return exitUsage
}

func status(e *env, verb string, err error) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.Is(err, errSomeFailed):
		return exitFailed
	case errors.Is(err, errUsage):
		fmt.Fprintf(e.stderr, "ecg %s: %s\n", verb, strings.TrimPrefix(err.Error(), errUsage.Error()+": "))
		return exitUsage
	default:
		fmt.Fprintf(e.stderr, "ecg %s: %v\n", verb, err)
		return exitFailed
	}
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: ecg <verb> [flags] ARG...")
	fmt.Fprintln(w)
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %-10s %s\n", v.name, v.summary)
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, "An ARG is a file, a folder, - for standard input, or a WFDB record name. ecg <verb> -h lists a verb's flags.")
}

// parse parses the flags of a verb; a mistake becomes errUsage.
func parse(e *env, fs *flag.FlagSet, args []string, argHelp string) error {
	fs.SetOutput(e.stderr)
	fs.Usage = func() {
		fmt.Fprintf(e.stderr, "usage: ecg %s [flags] %s\n", fs.Name(), argHelp)
		fs.PrintDefaults()
	}
	if err := fs.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return usagef("%v", err)
	}
	return nil
}
