package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
)

func scpFile(t *testing.T) []byte {
	rec, _, err := ecgtest.Generate(ecgtest.Spec{})
	require.NoError(t, err)
	var b bytes.Buffer
	require.NoError(t, formats.Encode(&b, rec, "scp"))
	return b.Bytes()
}

// start runs the service on a free port and returns its address and a function that stops it and waits.
func start(t *testing.T, lim limits) (url string, stop func() error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, l, lim) }()
	t.Cleanup(cancel)
	return "http://" + l.Addr().String(), func() error { cancel(); return <-done }
}

func post(t *testing.T, url string, data []byte) (int, []byte) {
	resp, err := http.Post(url+"/v1/analyze", "application/octet-stream", bytes.NewReader(data))
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, body
}

func TestService(t *testing.T) {
	url, stop := start(t, limits{maxBytes: 1 << 20, timeout: 5 * time.Second, workers: 2})
	file := scpFile(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			status, body := post(t, url, file)
			if status != http.StatusOK {
				t.Errorf("status %d: %s", status, body)
				return
			}
			var out struct {
				Unconfirmed bool `json:"unconfirmed"`
				Recording   struct {
					Leads []string `json:"leads"`
				} `json:"recording"`
			}
			if err := json.Unmarshal(body, &out); err != nil || !out.Unconfirmed || len(out.Recording.Leads) != 12 {
				t.Errorf("%v: %s", err, body)
			}
		}()
	}
	wg.Wait()

	status, body := post(t, url, []byte("no ECG at all"))
	require.Equal(t, http.StatusUnprocessableEntity, status)
	require.Contains(t, string(body), `"reason":"unknown"`)

	status, _ = post(t, url, make([]byte, 2<<20))
	require.Equal(t, http.StatusRequestEntityTooLarge, status)

	resp, err := http.Get(url + "/healthz")
	require.NoError(t, err)
	resp.Body.Close()
	require.Equal(t, http.StatusOK, resp.StatusCode)
	require.NoError(t, stop())
	_, err = http.Get(url + "/healthz")
	require.Error(t, err, "the service has stopped")
}

func TestBusy(t *testing.T) {
	h := newHandler(limits{maxBytes: 1 << 20, timeout: 50 * time.Millisecond, workers: 0})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	srv := &http.Server{Handler: h}
	go func() { _ = srv.Serve(l) }()
	defer srv.Close()
	status, _ := post(t, "http://"+l.Addr().String(), scpFile(t))
	require.Equal(t, http.StatusServiceUnavailable, status)
}
