package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// maxReference is the longest reference that is looked for, "&#x0010FFFF;" with room for leading zeros.
const maxReference = 16

// Unescape appends raw to dst with the predefined entities and character references replaced, as UTF-8, and line ends
// made "\n". Any other reference, such as one to an entity that a DOCTYPE declares, stays as it is and makes ok false.
func Unescape(dst, raw []byte) (out []byte, ok bool) {
	ok = true
	for len(raw) > 0 {
		i := bytes.IndexAny(raw, "&\r")
		if i < 0 {
			return append(dst, raw...), ok
		}
		dst = append(dst, raw[:i]...)
		raw = raw[i:]
		if raw[0] == '\r' {
			dst = append(dst, '\n')
			raw = raw[1:]
			if len(raw) > 0 && raw[0] == '\n' {
				raw = raw[1:]
			}
			continue
		}
		r, n := reference(raw)
		if n == 0 {
			dst, raw, ok = append(dst, '&'), raw[1:], false
			continue
		}
		dst, raw = utf8.AppendRune(dst, r), raw[n:]
	}
	return dst, ok
}

// reference reads the reference at the head of b and returns its character and length, 0 when it is none that is known.
func reference(b []byte) (r rune, n int) {
	end := bytes.IndexByte(b[:min(len(b), maxReference)], ';')
	if end < 2 {
		return 0, 0
	}
	switch string(b[1:end]) {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "apos":
		return '\'', end + 1
	case "quot":
		return '"', end + 1
	}
	if b[1] != '#' {
		return 0, 0
	}
	digits, base := b[2:end], rune(10)
	if len(digits) > 0 && digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	if len(digits) == 0 {
		return 0, 0
	}
	for _, c := range digits {
		d := digit(c)
		if d < 0 || d >= base {
			return 0, 0
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, 0
		}
	}
	if r == 0 || !utf8.ValidRune(r) {
		return 0, 0
	}
	return r, end + 1
}

func digit(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}
