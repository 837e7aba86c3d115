// Command service is a small HTTP service around the engine: POST an ECG file of any format to /v1/analyze and get the JSON
// of the analysis. It bounds the size of an upload, the time of a request and the analyses at the same time, and on SIGINT
// or SIGTERM finishes what it has begun.
//
// Put a reverse proxy with TLS and authentication before it. It keeps nothing and logs no patient data.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net"
	"net/http"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	_ "github.com/goecg/goecg/formats/all"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "listen `address`")
	maxBytes := flag.Int64("max-bytes", 32<<20, "largest upload in `bytes`")
	timeout := flag.Duration("timeout", 10*time.Second, "longest `time` of a request")
	workers := flag.Int("workers", runtime.GOMAXPROCS(0), "analyses at the same `time`")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("listening on %s", l.Addr())
	if err := serve(ctx, l, limits{*maxBytes, *timeout, *workers}); err != nil {
		log.Fatal(err)
	}
}

// limits of the service.
type limits struct {
	maxBytes int64
	timeout  time.Duration
	workers  int
}

// drainTime is how long requests in progress get to finish after the signal.
const drainTime = 15 * time.Second

// serve runs until ctx is done and the requests in progress are answered.
func serve(ctx context.Context, l net.Listener, lim limits) error {
	srv := &http.Server{
		Handler:           newHandler(lim),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       lim.timeout + 5*time.Second,
		WriteTimeout:      2*lim.timeout + 10*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	err := srv.Shutdown(drain)
	if serr := <-done; !errors.Is(serr, http.ErrServerClosed) {
		err = errors.Join(err, serr)
	}
	return err
}

// reply writes v as JSON.
func reply(w http.ResponseWriter, status int, v json.Marshaler) {
	data, err := v.MarshalJSON()
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(data, '\n'))
}
