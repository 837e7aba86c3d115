package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// brokenError is a failure that trying again may cure.
type brokenError struct{ error }

func (e *brokenError) Unwrap() error { return e.error }

// passing reports whether a server that answers so may answer otherwise later.
func passing(code int) bool {
	return code >= 500 && code != http.StatusNotImplemented || code == http.StatusTooManyRequests || code == http.StatusRequestTimeout
}

// waitError carries how long a server asks to wait.
type waitError struct {
	error
	wait time.Duration
}

func (e *waitError) Unwrap() error { return e.error }

// Waiting.
const (
	maxDoubling = 6               // pauses grow to 64 times the first
	maxAsked    = 5 * time.Minute // a server that asks for a longer pause gets this one
)

// persist calls do until it succeeds or fails for good: Retries times in a row without progress.
func (r *run) persist(ctx context.Context, do func(context.Context) (progress bool, err error)) error {
	for failures := 0; ; {
		progress, err := do(ctx)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var broken *brokenError
		var status *StatusError
		if !errors.As(err, &broken) && !(errors.As(err, &status) && passing(status.Code)) {
			return err
		}
		if progress {
			failures = 0
		}
		if failures >= max(r.o.Retries, 0) {
			return err
		}
		pause := r.o.Backoff << min(failures, maxDoubling)
		var asked *waitError
		if errors.As(err, &asked) {
			pause = max(pause, min(asked.wait, maxAsked))
		}
		failures++
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// get asks for a file of the database from byte from on. done ends the request. A server that cannot be reached gives a
// *brokenError; so does, when reading the body, one that falls silent.
func (r *run) get(ctx context.Context, file string, from int64) (res *http.Response, done func(), err error) {
	address, err := url.JoinPath(r.o.BaseURL, append([]string{r.db.Name, r.db.Version}, escaped(file)...)...)
	if err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	if r.o.UserAgent != "" {
		req.Header.Set("User-Agent", r.o.UserAgent)
	}
	// Ranges and lengths are those of the file, not of a compressed form.
	req.Header.Set("Accept-Encoding", "identity")
	if from > 0 {
		req.Header.Set("Range", "bytes="+strconv.FormatInt(from, 10)+"-")
	}
	alarm := time.AfterFunc(r.o.Stall, cancel)
	res, err = r.o.Client.Do(req)
	if err != nil {
		alarm.Stop()
		cancel()
		return nil, nil, &brokenError{err}
	}
	res.Body = &watched{res.Body, alarm, r.o.Stall}
	done = func() {
		alarm.Stop()
		res.Body.Close()
		cancel()
	}
	if s := res.StatusCode; s >= 400 && s != http.StatusRequestedRangeNotSatisfiable {
		done()
		err := error(&StatusError{s})
		if seconds, e := strconv.Atoi(res.Header.Get("Retry-After")); e == nil && seconds > 0 {
			err = &waitError{err, time.Duration(min(seconds, int(maxAsked/time.Second))) * time.Second}
		}
		return nil, nil, err
	}
	return res, done, nil
}

// watched is a body whose request is given up when it falls silent.
type watched struct {
	io.ReadCloser
	alarm *time.Timer
	limit time.Duration
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.alarm.Reset(w.limit)
	return n, err
}

// escaped are the parts of a path for an address.
func escaped(file string) []string {
	parts := strings.Split(file, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	return parts
}

// contentRange takes "bytes 5-9/10" or "bytes */10" apart: where it begins and how much there is in all, -1 when not said.
func contentRange(s string) (from, size int64, ok bool) {
	s, ok = strings.CutPrefix(s, "bytes ")
	if !ok {
		return 0, 0, false
	}
	span, whole, ok := strings.Cut(s, "/")
	if !ok {
		return 0, 0, false
	}
	size = -1
	if whole != "*" {
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || n < 0 {
			return 0, 0, false
		}
		size = n
	}
	if span == "*" {
		return 0, size, true
	}
	first, _, ok := strings.Cut(span, "-")
	from, err := strconv.ParseInt(first, 10, 64)
	return from, size, ok && err == nil && from >= 0
}

// list fetches the list of sums.
func (r *run) list(ctx context.Context) (data []byte, err error) {
	err = r.persist(ctx, func(ctx context.Context) (bool, error) {
		res, done, err := r.get(ctx, sumsName, 0)
		if err != nil {
			return false, err
		}
		defer done()
		if res.StatusCode != http.StatusOK {
			return false, &StatusError{res.StatusCode}
		}
		data, err = io.ReadAll(io.LimitReader(res.Body, maxList+1))
		if err != nil {
			return false, &brokenError{err}
		}
		if len(data) > maxList {
			return false, ErrTooLarge
		}
		return false, nil
	})
	if err != nil {
		return nil, &FileError{sumsName, err}
	}
	return data, nil
}
