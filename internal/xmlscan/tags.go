package xmlscan

import "bytes"

var (
	openComment  = []byte("<!--")
	closeComment = []byte("-->")
	openCDATA    = []byte("<![CDATA[")
	closeCDATA   = []byte("]]>")
	openDoctype  = []byte("<!DOCTYPE")
	openPI       = []byte("<?")
	closePI      = []byte("?>")
)

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func blank(b []byte) bool {
	for _, c := range b {
		if !isSpace(c) {
			return false
		}
	}
	return true
}

// nameEnd marks the bytes that end a name.
var nameEnd = func() (t [256]bool) {
	for _, c := range " \t\r\n/>=<\"'&?!" {
		t[c] = true
	}
	return t
}()

// nameStart reports whether a name may begin with c.
func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

// readName reads a name at p and returns where it ends and where its local part starts; end == p when there is none.
func readName(data []byte, p int) (end, local int) {
	if p >= len(data) || !nameStart(data[p]) {
		return p, p
	}
	local = p
	for end = p; end < len(data) && !nameEnd[data[end]]; end++ {
		if data[end] == ':' && local == p && end > p {
			local = end + 1
		}
	}
	if local >= end {
		local = p
	}
	return end, local
}

func (s *Scanner) skipSpace(p int) int {
	for p < len(s.data) && isSpace(s.data[p]) {
		p++
	}
	return p
}

func (s *Scanner) startTag() Kind {
	end, local := readName(s.data, s.pos+1)
	if end == s.pos+1 {
		return s.fail(ErrSyntax, "no element name after <")
	}
	s.name, s.local = span{s.pos + 1, end}, local
	s.attrs = s.attrs[:0]
	for p := end; ; {
		q := s.skipSpace(p)
		if q >= len(s.data) {
			return s.fail(ErrTruncated, "start tag not closed")
		}
		switch s.data[q] {
		case '>':
			s.pos = q + 1
			return s.push()
		case '/':
			if q+1 >= len(s.data) {
				return s.fail(ErrTruncated, "start tag not closed")
			}
			if s.data[q+1] != '>' {
				return s.fail(ErrSyntax, "/ in a start tag")
			}
			s.pos, s.ended = q+2, true
			return s.push()
		}
		if q == p {
			return s.fail(ErrSyntax, "no blank before an attribute")
		}
		next, k := s.attribute(q)
		if !k {
			return EOF
		}
		p = next
	}
}

func (s *Scanner) push() Kind {
	if len(s.open) >= MaxDepth {
		return s.fail(ErrLimit, "elements nested too deep")
	}
	s.open = append(s.open, s.name)
	return Start
}

// attribute reads name="value" at p and returns where it ends.
func (s *Scanner) attribute(p int) (next int, ok bool) {
	end, local := readName(s.data, p)
	if end == p {
		s.fail(ErrSyntax, "no attribute name")
		return 0, false
	}
	q := s.skipSpace(end)
	if q < len(s.data) && s.data[q] != '=' {
		s.fail(ErrSyntax, "attribute without a value")
		return 0, false
	}
	q = s.skipSpace(q + 1)
	if q >= len(s.data) {
		s.fail(ErrTruncated, "attribute not closed")
		return 0, false
	}
	quote := s.data[q]
	if quote != '"' && quote != '\'' {
		s.fail(ErrSyntax, "attribute value without quotes")
		return 0, false
	}
	from := q + 1
	for q = from; q < len(s.data) && s.data[q] != quote; q++ {
		if s.data[q] == '<' {
			s.fail(ErrSyntax, "< in an attribute value")
			return 0, false
		}
	}
	if q >= len(s.data) {
		s.fail(ErrTruncated, "attribute not closed")
		return 0, false
	}
	if len(s.attrs) >= MaxAttrs {
		s.fail(ErrLimit, "too many attributes")
		return 0, false
	}
	s.attrs = append(s.attrs, attr{name: span{p, end}, local: local, value: span{from, q}})
	return q + 1, true
}

func (s *Scanner) endTag() Kind {
	end, local := readName(s.data, s.pos+2)
	q := s.skipSpace(end)
	if q >= len(s.data) {
		return s.fail(ErrTruncated, "end tag not closed")
	}
	if end == s.pos+2 || s.data[q] != '>' {
		return s.fail(ErrSyntax, "bad end tag")
	}
	if len(s.open) == 0 {
		return s.fail(ErrSyntax, "end tag without a start tag")
	}
	top := s.open[len(s.open)-1]
	if !bytes.Equal(s.data[top.from:top.to], s.data[s.pos+2:end]) {
		return s.fail(ErrSyntax, "end tag does not match the start tag")
	}
	s.name, s.local, s.pos = span{s.pos + 2, end}, local, q+1
	s.attrs = s.attrs[:0]
	return s.pop()
}

// declaration reads what starts with <? or <!. A CDATA section is a token, the rest is passed over.
func (s *Scanner) declaration() (k Kind, token bool) {
	rest := s.data[s.pos:]
	switch {
	case bytes.HasPrefix(rest, openPI):
		return s.skipTo(closePI, 2, "processing instruction not closed")
	case bytes.HasPrefix(rest, openComment):
		return s.skipTo(closeComment, len(openComment), "comment not closed")
	case bytes.HasPrefix(rest, openCDATA):
		if len(s.open) == 0 {
			return s.fail(ErrSyntax, "CDATA outside the root element"), true
		}
		from := s.pos + len(openCDATA)
		i := bytes.Index(s.data[from:], closeCDATA)
		if i < 0 {
			return s.fail(ErrTruncated, "CDATA not closed"), true
		}
		s.text, s.cdata, s.pos = span{from, from + i}, true, from+i+len(closeCDATA)
		return Text, true
	case hasPrefixFold(rest, openDoctype):
		if len(s.open) > 0 {
			return s.fail(ErrSyntax, "DOCTYPE inside an element"), true
		}
		end := doctypeEnd(s.data, s.pos+len(openDoctype))
		if end < 0 {
			return s.fail(ErrTruncated, "DOCTYPE not closed"), true
		}
		s.pos = end
		return EOF, false
	}
	for _, p := range [][]byte{openComment, openCDATA, openDoctype} {
		if len(rest) < len(p) && bytes.HasPrefix(p, rest) {
			return s.fail(ErrTruncated, "markup not closed"), true
		}
	}
	return s.fail(ErrSyntax, "unknown declaration"), true
}

func (s *Scanner) skipTo(end []byte, opening int, detail string) (Kind, bool) {
	if from := s.pos + opening; from <= len(s.data) {
		if i := bytes.Index(s.data[from:], end); i >= 0 {
			s.pos = from + i + len(end)
			return EOF, false
		}
	}
	return s.fail(ErrTruncated, detail), true
}

func hasPrefixFold(b, prefix []byte) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], prefix)
}

// doctypeEnd returns where the DOCTYPE whose body starts at p ends, -1 when it does not. Quotes, comments and processing
// instructions in its internal subset may hold any character.
func doctypeEnd(data []byte, p int) int {
	subset := false
	for p < len(data) {
		rest := data[p:]
		skip, from := []byte(nil), 1
		switch c := rest[0]; {
		case c == '"':
			skip = []byte{'"'}
		case c == '\'':
			skip = []byte{'\''}
		case c == '[':
			subset = true
		case c == ']':
			subset = false
		case c == '>' && !subset:
			return p + 1
		case c == '<' && bytes.HasPrefix(rest, openComment):
			skip, from = closeComment, len(openComment)
		case c == '<' && bytes.HasPrefix(rest, openPI):
			skip, from = closePI, len(openPI)
		}
		p += from
		if skip == nil {
			continue
		}
		i := bytes.Index(data[p:], skip)
		if i < 0 {
			return -1
		}
		p += i + len(skip)
	}
	return -1
}
