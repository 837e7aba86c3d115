package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
)

// file brings one file into the folder.
func (r *run) file(ctx context.Context, f File) (State, int64, error) {
	name := filepath.FromSlash(f.Path)
	if size, ok, err := r.has(ctx, name, f.Sum); ok || err != nil {
		return Present, size, err
	}
	if dir := filepath.Dir(name); dir != "." {
		if err := r.root.MkdirAll(dir, 0o777); err != nil {
			return Failed, 0, err
		}
	}
	t := &transfer{run: r, path: f.Path, part: name + partSuffix, sum: sha256.New()}
	if st, err := r.root.Stat(t.part); err == nil {
		t.resumed = st.Size() > 0
	}
	for again := false; ; again = true {
		size, err := t.complete(ctx)
		if err != nil {
			return Failed, 0, err
		}
		if [sha256.Size]byte(t.sum.Sum(nil)) == f.Sum {
			state := Fetched
			if t.resumed {
				state = Resumed
			}
			return state, size, r.root.Rename(t.part, name)
		}
		// What was there before may have been of another version or damaged, so once more from the start; after that the
		// server's file is not the one of the list.
		if err := r.root.Remove(t.part); err != nil {
			return Failed, 0, err
		}
		if again {
			return Failed, 0, ErrChecksum
		}
		t.resumed = false
	}
}

// has reports whether a file is there with the right sum, and its size.
func (r *run) has(ctx context.Context, name string, sum [sha256.Size]byte) (int64, bool, error) {
	f, err := r.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, false, nil
	}
	if err != nil {
		return 0, false, err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, &interruptible{ctx, f})
	if err != nil {
		return 0, false, err
	}
	return n, [sha256.Size]byte(h.Sum(nil)) == sum, nil
}

// interruptible is a reader that ends with its context.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i *interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

// keep writes a small file at once or not at all.
func (r *run) keep(name string, data []byte) error {
	part := name + partSuffix
	f, err := r.root.Create(part)
	if err != nil {
		return err
	}
	_, err = r.through(f).Write(data)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		_ = r.root.Remove(part)
		return err
	}
	return r.root.Rename(part, name)
}

func (r *run) through(w io.Writer) io.Writer {
	if r.o.writer != nil {
		return r.o.writer(w)
	}
	return w
}

// transfer is the way of one file from the server into its unfinished form.
type transfer struct {
	*run
	path    string // on the server
	part    string // in the folder
	sum     hash.Hash
	have    int64 // bytes in part, all of them in sum
	size    int64 // of the whole file, -1 when not known
	resumed bool  // part was begun by an earlier call, and its bytes are still in it
	buf     []byte
}

// complete fetches what is missing and returns the file's size, with the sum of all of it in t.sum.
func (t *transfer) complete(ctx context.Context) (int64, error) {
	f, err := t.root.OpenFile(t.part, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return 0, err
	}
	err = t.resume(ctx, f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if errors.Is(err, ErrTooLarge) || err != nil && t.have == 0 {
		_ = t.root.Remove(t.part)
	}
	return t.have, err
}

func (t *transfer) resume(ctx context.Context, f *os.File) error {
	t.sum.Reset()
	var err error
	if t.have, err = io.Copy(t.sum, &interruptible{ctx, f}); err != nil {
		return err
	}
	w := t.through(f)
	return t.persist(ctx, func(ctx context.Context) (bool, error) {
		before := t.have
		err := t.attempt(ctx, f, w)
		return t.have-before >= worthwhile, err
	})
}

// worthwhile is how many bytes of an attempt that breaks off are progress, so that the next one counts as the first.
const worthwhile = 64 << 10

// attempt asks for what is missing and stores it.
func (t *transfer) attempt(ctx context.Context, f *os.File, w io.Writer) error {
	res, done, err := t.get(ctx, t.path, t.have)
	if err != nil {
		return err
	}
	defer done()
	t.size = -1
	switch res.StatusCode {
	case http.StatusOK:
		if err := t.restart(f); err != nil {
			return err
		}
		t.size = res.ContentLength
	case http.StatusPartialContent:
		from, size, ok := contentRange(res.Header.Get("Content-Range"))
		if !ok || from != t.have {
			return t.restartThen(f, &brokenError{errors.New("the server sends another range than asked for")})
		}
		t.size = size
	case http.StatusRequestedRangeNotSatisfiable:
		// All is there already, or too much.
		if _, size, ok := contentRange(res.Header.Get("Content-Range")); ok && size == t.have {
			return nil
		}
		return t.restartThen(f, &brokenError{&StatusError{res.StatusCode}})
	default:
		return &StatusError{res.StatusCode}
	}
	if t.size > t.o.MaxFile {
		return ErrTooLarge
	}
	if t.size > t.have && t.spent(t.size-t.have) {
		return ErrTotal
	}
	return t.receive(ctx, res.Body, w)
}

// restart empties the unfinished file.
func (t *transfer) restart(f *os.File) error {
	if t.have == 0 {
		return nil
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	t.sum.Reset()
	t.have, t.resumed = 0, false
	return nil
}

func (t *transfer) restartThen(f *os.File, err error) error {
	if rerr := t.restart(f); rerr != nil {
		return rerr
	}
	return err
}

// receive stores a body as it comes.
func (t *transfer) receive(ctx context.Context, body io.Reader, w io.Writer) error {
	if t.buf == nil {
		t.buf = make([]byte, 64<<10)
	}
	for ctx.Err() == nil {
		n, err := body.Read(t.buf)
		if n > 0 {
			if t.have+int64(n) > t.o.MaxFile {
				return ErrTooLarge
			}
			if t.spent(int64(n)) {
				return ErrTotal
			}
			m, werr := w.Write(t.buf[:n])
			t.sum.Write(t.buf[:m])
			t.have += int64(m)
			if werr != nil {
				return werr
			}
			t.tell(Progress{File: t.path, FileBytes: t.have, FileSize: t.size}, int64(n), false)
		}
		if errors.Is(err, io.EOF) {
			if t.size >= 0 && t.have != t.size {
				return &brokenError{io.ErrUnexpectedEOF}
			}
			return nil
		}
		if err != nil {
			return &brokenError{err}
		}
	}
	return ctx.Err()
}
