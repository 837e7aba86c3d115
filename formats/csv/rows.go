package csv

import "bytes"

// rows walks through the lines of an input.
type rows struct {
	data []byte
	next int    // offset of the next line
	at   int    // offset of the line
	no   int    // its number, from 1
	line []byte // without its end
	last bool   // the line has no end
}

// scan goes to the next line; false at the end.
func (r *rows) scan() bool {
	if r.next >= len(r.data) {
		return false
	}
	r.at = r.next
	r.no++
	rest := r.data[r.next:]
	n := bytes.IndexByte(rest, '\n')
	if r.last = n < 0; r.last {
		n = len(rest)
		r.next = len(r.data)
	} else {
		r.next += n + 1
	}
	r.line = rest[:n]
	if n > 0 && rest[n-1] == '\r' {
		r.line = rest[:n-1]
	}
	return true
}

// content goes to the next line that is neither blank nor starts with #.
func (r *rows) content() bool {
	for r.scan() {
		if l := r.line; len(trimBlanks(l)) > 0 && l[0] != '#' {
			return true
		}
	}
	return false
}

// trim takes blanks and tabs off both ends.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// cells cuts a line into its fields.
type cells struct {
	rest  []byte
	delim byte
	done  bool
}

// next returns the next field without blanks and quotes at its ends; false after the last.
func (c *cells) next() (field []byte, ok bool) {
	if c.done {
		return nil, false
	}
	if b := c.rest; len(b) > 0 && b[0] > ' ' && b[0] != '"' && b[0] != '\'' { // the usual case
		return c.plain(b), true
	}
	return c.quoted()
}

// plain takes the field that b begins with.
func (c *cells) plain(b []byte) []byte {
	n := bytes.IndexByte(b, c.delim)
	if n < 0 {
		c.done = true
		return trim(b)
	}
	c.rest = b[n+1:]
	return trim(b[:n])
}

func (c *cells) quoted() ([]byte, bool) {
	b := c.rest
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		for end := 1; end < len(b); end++ {
			if b[end] != b[0] {
				continue
			}
			after := trimBlanks(b[end+1:])
			if len(after) > 0 && after[0] != c.delim {
				if after[0] == b[0] {
					end++ // a doubled quote is one within the field
				}
				continue
			}
			field := b[1:end]
			if c.done = len(after) == 0; !c.done {
				c.rest = after[1:]
			}
			return field, true
		}
	}
	return c.plain(b), true
}

func trimBlanks(b []byte) []byte {
	for len(b) > 0 && b[0] == ' ' {
		b = b[1:]
	}
	return b
}

// delimiter guesses what separates the fields of the row of names: a tab or semicolon anywhere, else a comma.
func delimiter(line []byte) byte {
	for _, d := range []byte{'\t', ';'} {
		if bytes.IndexByte(line, d) >= 0 {
			return d
		}
	}
	return ','
}
