package main

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
)

// handler answers requests with a fixed set of Analyzers.
type handler struct {
	limits limits
	free   chan *slot
}

// slot is an Analyzer and what it writes to; it is with one request at a time.
type slot struct {
	analyzer *engine.Analyzer
	result   *engine.Result
}

func newHandler(lim limits) http.Handler {
	h := &handler{limits: lim, free: make(chan *slot, lim.workers)}
	for range lim.workers {
		a, err := engine.New(engine.Options{Formats: formats.Options{MaxBytes: lim.maxBytes}})
		if err != nil {
			panic(err) // the options above are constant
		}
		h.free <- &slot{a, engine.NewResult()}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/analyze", h.analyze)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	return mux
}

func (h *handler) analyze(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.limits.maxBytes))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		http.Error(w, "file too large", http.StatusRequestEntityTooLarge)
		return
	case err != nil:
		http.Error(w, "upload failed", http.StatusBadRequest)
		return
	}
	wait := time.NewTimer(h.limits.timeout)
	defer wait.Stop()
	var s *slot
	select {
	case s = <-h.free:
	case <-r.Context().Done():
		return
	case <-wait.C:
		w.Header().Set("Retry-After", "1")
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	defer func() { h.free <- s }()
	status := http.StatusOK
	if s.analyzer.Analyze(s.result, "upload", data) != nil {
		status = http.StatusUnprocessableEntity
	}
	reply(w, status, s.result)
}
