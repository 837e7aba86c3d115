package bench

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// inOrder does n pieces of work on as many goroutines as there are workers, each with one of its own, and hands the results to
// collect in order, on the calling goroutine; before is called there too, ahead of waiting for a piece. The error is ctx's; no
// goroutine is left when it returns.
func inOrder[W, R any](ctx context.Context, n int, workers []W, work func(w W, i int) R, before func(i int), collect func(r R)) error {
	results := make([]chan R, n)
	for i := range results {
		results[i] = make(chan R, 1)
	}
	ctx, cancel := context.WithCancel(ctx)
	var group sync.WaitGroup
	defer group.Wait()
	defer cancel()
	var next atomic.Int64
	for _, w := range workers {
		group.Go(func() {
			for ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				results[i] <- work(w, i)
			}
		})
	}
	for i, c := range results {
		if err := ctx.Err(); err != nil {
			return err
		}
		if before != nil {
			before(i)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case r := <-c:
			collect(r)
		}
	}
	return nil
}

// workerCount is n, or as many as there are cores.
func workerCount(n int) int {
	if n <= 0 {
		return runtime.GOMAXPROCS(0)
	}
	return n
}
