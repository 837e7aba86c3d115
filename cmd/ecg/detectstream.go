package main

import (
	"context"
	"io"
	"runtime/debug"

	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
)

// longSamples is how many samples a WFDB record has, over all channels, from which it is not read into memory: three minutes of
// twelve leads at 500 Hz. Shorter ones are, because only whole leads show that they were recorded one after another.
const longSamples = 1 << 20

// openLong opens an input for reading in blocks when it is a long WFDB record, else it returns nil. What is wrong with an input
// shows when it is opened whole.
func openLong(item engine.Item) *wfdb.Reader {
	if item.FS == nil || item.Data != nil || !isHeader(item) {
		return nil
	}
	r, err := wfdb.NewReader(item.FS, item.Path, nil)
	if err != nil {
		return nil
	}
	samples := 0
	for i := range r.Header().Channels {
		if samples += r.Header().Channels[i].Samples; samples >= longSamples {
			return r
		}
	}
	r.Close()
	return nil
}

// isHeader reports whether an input looks like the header of a WFDB record, and like nothing else.
func isHeader(item engine.Item) bool {
	f, err := item.FS.Open(item.Path)
	if err != nil {
		return false
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, formats.SniffLen))
	format, _, ok := formats.Sniff(head)
	return ok && format.Name == wfdbFormat
}

// longMemory is the heap in bytes from which on garbage is collected sooner while a long record is read: what lives then is far
// less, and the collector's habit of waiting until that has doubled would take more memory than the record's beats.
const longMemory = 32 << 20

// long finds and writes the beats of a record that is read in blocks.
func (d *detectRun) long(ctx context.Context, item engine.Item, r *wfdb.Reader) error {
	rec := r.Header()
	return d.eachLead(item, rec, annotationRate(item, rec, wfdbFormat), func(lead string) error { return d.stretch(ctx, r, lead) })
}

// stretch finds the beats of a record that is read in blocks on one lead or all.
func (d *detectRun) stretch(ctx context.Context, r *wfdb.Reader, lead string) error {
	if limit := debug.SetMemoryLimit(-1); limit > longMemory {
		debug.SetMemoryLimit(longMemory)
		defer debug.SetMemoryLimit(limit)
	}
	if d.stream == nil {
		var err error
		if d.stream, err = engine.NewStream(d.detector); err != nil {
			return err
		}
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	src, err := engine.NewLeadReader(r, lead)
	if err != nil {
		return err
	}
	if err := d.stream.Run(ctx, src, nil); err != nil {
		return err
	}
	d.beats = d.stream.Beats(d.beats[:0])
	d.segments = d.stream.Segments(d.segments[:0])
	return nil
}
