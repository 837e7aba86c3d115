package xmlscan

import (
	"bytes"
	"errors"
	"fmt"
)

// Kind is the kind of a token.
type Kind byte

// Kinds of token.
const (
	EOF   Kind = iota // the root element has ended, or an error: see Scanner.Err
	Start             // a start tag; an empty-element tag gives Start and End
	End               // an end tag
	Text              // a run of character data
)

// Limits of a document. Real ECG documents nest about 30 deep and give an element at most 10 attributes.
const (
	MaxDepth = 256
	MaxAttrs = 128
)

// Reasons that an *Error wraps.
var (
	ErrTruncated = errors.New("input ends inside the document")
	ErrSyntax    = errors.New("not well-formed XML")
	ErrLimit     = errors.New("limit exceeded")
)

// Error says where and why a document could not be read.
type Error struct {
	Offset int64 // byte offset in the scanned data
	Detail string
	Err    error // ErrTruncated, ErrSyntax or ErrLimit
}

func (e *Error) Error() string {
	return fmt.Sprintf("xml: offset %d: %v: %s", e.Offset, e.Err, e.Detail)
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

type span struct{ from, to int }

type attr struct {
	name  span // with prefix
	local int  // start of the local part
	value span // without quotes
}

// Scanner reads one document. The zero value is not ready: call Reset. It is not safe for concurrent use.
type Scanner struct {
	data  []byte
	pos   int
	start int // of the current token
	open  []span
	attrs []attr
	name  span
	local int
	text  span
	cdata bool
	ended bool // an empty-element tag whose End is still to be given
	done  bool // the root has ended
	err   *Error
}

// Reset prepares for data, which must not change while it is scanned. Memory is kept.
func (s *Scanner) Reset(data []byte) {
	*s = Scanner{data: data, open: s.open[:0], attrs: s.attrs[:0]}
	if s.open == nil {
		s.open = make([]span, 0, MaxDepth)
	}
}

// Err returns the *Error that ended the scan, or nil.
func (s *Scanner) Err() error {
	if s.err == nil {
		return nil
	}
	return s.err
}

// Depth returns the number of open elements. It is 1 after the root's Start, and an element's End has already lowered it.
func (s *Scanner) Depth() int { return len(s.open) }

// Offset returns the byte offset of the current token.
func (s *Scanner) Offset() int { return s.start }

// End returns the byte offset after the current token. What lies between it and the next token's Offset are comments,
// processing instructions and the like, which are no tokens.
func (s *Scanner) End() int { return s.pos }

// Name returns the local name of the current start or end tag. Slices that a Scanner returns are parts of its data.
func (s *Scanner) Name() []byte { return s.data[s.local:s.name.to] }

// Prefix returns the namespace prefix of the current start or end tag, empty when it has none.
func (s *Scanner) Prefix() []byte {
	if s.local == s.name.from {
		return nil
	}
	return s.data[s.name.from : s.local-1]
}

// Text returns the current run of character data as it stands; references are replaced by Unescape unless CDATA is true.
func (s *Scanner) Text() []byte { return s.data[s.text.from:s.text.to] }

// CDATA reports whether the current text is a CDATA section, whose bytes stand for themselves.
func (s *Scanner) CDATA() bool { return s.cdata }

// Attrs returns the number of attributes of the current start tag.
func (s *Scanner) Attrs() int { return len(s.attrs) }

// AttrAt returns the prefix, local name and raw value of attribute i of the current start tag.
func (s *Scanner) AttrAt(i int) (prefix, local, value []byte) {
	a := &s.attrs[i]
	if a.local > a.name.from {
		prefix = s.data[a.name.from : a.local-1]
	}
	return prefix, s.data[a.local:a.name.to], s.data[a.value.from:a.value.to]
}

// AttrSpan returns where attribute i of the current start tag stands in the data: from its name to after the closing
// quote, and its value.
func (s *Scanner) AttrSpan(i int) (from, to, valueFrom, valueTo int) {
	a := &s.attrs[i]
	return a.name.from, a.value.to + 1, a.value.from, a.value.to
}

// Attr returns the raw value of the attribute of the current start tag that has this name and no prefix, nil when there
// is none.
func (s *Scanner) Attr(name string) []byte {
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.local == a.name.from && string(s.data[a.local:a.name.to]) == name {
			return s.data[a.value.from:a.value.to:a.value.to]
		}
	}
	return nil
}

// PrefixedAttr is Attr for the attribute that has this local name and any prefix, such as "type" for xsi:type.
func (s *Scanner) PrefixedAttr(local string) []byte {
	for i := range s.attrs {
		a := &s.attrs[i]
		if a.local > a.name.from && string(s.data[a.local:a.name.to]) == local {
			return s.data[a.value.from:a.value.to:a.value.to]
		}
	}
	return nil
}

// Child advances to the next start tag directly inside the element at the given depth, passing over text and whatever is
// left of earlier children. It returns false when that element has ended or the scan has failed.
//
//	depth := s.Depth() // after the element's Start
//	for s.Child(depth) {
//		switch string(s.Name()) { ... }
//	}
func (s *Scanner) Child(depth int) bool {
	for {
		switch s.Next() {
		case Start:
			if len(s.open) == depth+1 {
				return true
			}
		case End:
			if len(s.open) < depth {
				return false
			}
		case EOF:
			return false
		}
	}
}

// Skip advances past the end of the element whose Start is the current token.
func (s *Scanner) Skip() {
	depth := len(s.open)
	for len(s.open) >= depth {
		if s.Next() == EOF {
			return
		}
	}
}

// Next advances to the next token. Comments, processing instructions and a DOCTYPE are passed over. After the root's End,
// and after an error, it returns EOF.
func (s *Scanner) Next() Kind {
	if s.err != nil || s.done {
		return EOF
	}
	if s.ended {
		s.ended = false
		return s.pop()
	}
	for {
		s.start = s.pos
		if s.pos >= len(s.data) {
			return s.fail(ErrTruncated, "element not closed")
		}
		if s.data[s.pos] != '<' {
			end := len(s.data)
			if i := bytes.IndexByte(s.data[s.pos:], '<'); i >= 0 {
				end = s.pos + i
			}
			s.text, s.cdata, s.pos = span{s.pos, end}, false, end
			if len(s.open) > 0 {
				return Text
			}
			if !blank(s.Text()) {
				return s.fail(ErrSyntax, "text outside the root element")
			}
			continue
		}
		if s.pos+1 >= len(s.data) {
			return s.fail(ErrTruncated, "markup not closed")
		}
		switch s.data[s.pos+1] {
		case '/':
			return s.endTag()
		case '?', '!':
			if k, token := s.declaration(); token {
				return k
			}
		default:
			return s.startTag()
		}
	}
}

// Trailing reports whether anything but white space, NUL bytes, comments and processing instructions follows the root.
func (s *Scanner) Trailing() bool {
	if !s.done {
		return false
	}
	for pos := s.pos; pos < len(s.data); {
		rest := s.data[pos:]
		switch {
		case isSpace(rest[0]) || rest[0] == 0:
			pos++
		case bytes.HasPrefix(rest, openComment) && bytes.Contains(rest, closeComment):
			pos += bytes.Index(rest, closeComment) + len(closeComment)
		case bytes.HasPrefix(rest, openPI) && bytes.Contains(rest, closePI):
			pos += bytes.Index(rest, closePI) + len(closePI)
		default:
			return true
		}
	}
	return false
}

func (s *Scanner) fail(reason error, detail string) Kind {
	s.err = &Error{Offset: int64(s.start), Detail: detail, Err: reason}
	return EOF
}

func (s *Scanner) pop() Kind {
	s.open = s.open[:len(s.open)-1]
	s.done = len(s.open) == 0
	return End
}
