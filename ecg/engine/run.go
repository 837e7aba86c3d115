package engine

import (
	"context"
	"io/fs"
	"iter"
	"runtime"
	"sync"
)

// Item is one input of [Run]: Data in memory, or, when Data is nil, the file Path of FS (a WFDB header brings its signal
// files).
type Item struct {
	Name string // how the Result calls it
	Data []byte
	FS   fs.FS
	Path string
}

// RunOptions of [Run]. The zero value uses every core.
type RunOptions struct {
	Options
	// Workers is the number of Analyzers; 0 means GOMAXPROCS.
	Workers int `json:"-"`
	// InFlight bounds the inputs taken and not yet handed to the sink; 0 means twice the workers.
	InFlight int `json:"-"`
}

type job struct {
	item Item
	err  error // of the sequence
	res  *Result
	done chan struct{}
}

// Run analyses every item of the sequence and calls sink with each Result, in the order of the items and from the calling
// goroutine. The Result and all it holds are reused after sink returns. An error of the sequence becomes a Result with that
// Err; so does a panic of the analysis. Run stops early, leaving no goroutine behind, when ctx is done (returning its
// error) or sink returns an error (returning that). The sequence is run in another goroutine and is not resumed after an
// early stop.
func Run(ctx context.Context, items iter.Seq2[Item, error], o RunOptions, sink func(*Result) error) error {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	inFlight := max(o.InFlight, workers)
	if o.InFlight <= 0 {
		inFlight = 2 * workers
	}
	first, err := New(o.Options)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()

	free := make(chan *Result, inFlight) // tokens: who holds one may be in flight
	for range inFlight {
		free <- NewResult()
	}
	todo := make(chan *job)
	order := make(chan *job, inFlight)

	wg.Add(1)
	go func() {
		defer wg.Done()
		defer close(todo)
		defer close(order)
		feed(ctx, items, free, todo, order)
	}()
	for i := range workers {
		a := first
		if i > 0 {
			a, _ = New(o.Options) // the same options were accepted above
		}
		wg.Add(1)
		go func() {
			defer wg.Done()
			work(a, todo)
		}()
	}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case j, ok := <-order:
			if !ok {
				return ctx.Err()
			}
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-j.done:
			}
			if err := sink(j.res); err != nil {
				return err
			}
			free <- j.res
		}
	}
}

// feed takes items while there are free Results, in order.
func feed(ctx context.Context, items iter.Seq2[Item, error], free <-chan *Result, todo, order chan<- *job) {
	for item, err := range items {
		j := &job{item: item, err: err, done: make(chan struct{})}
		select {
		case <-ctx.Done():
			return
		case j.res = <-free:
		}
		order <- j // has room for every Result there is
		select {
		case <-ctx.Done():
			return
		case todo <- j:
		}
	}
}

func work(a *Analyzer, todo <-chan *job) {
	for j := range todo {
		if j.err != nil {
			j.res.start(j.item.Name, &a.options)
			j.res.Err = j.err
		} else {
			a.analyzeItem(j.res, j.item)
		}
		close(j.done)
	}
}
