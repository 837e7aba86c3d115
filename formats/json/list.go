package json

import (
	"encoding/json"
	"errors"
)

// list is a JSON array of objects. It is read with one allocation: the array grows by nothing else than objects, whose number
// decode has bounded, where encoding/json would grow it by any null or number too.
type list[T any] []T

var errList = errors.New("want a list of objects")

// UnmarshalJSON reads b, which is valid JSON.
func (l *list[T]) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		return nil
	}
	n := 0
	if !elements(b, func([]byte) error { n++; return nil }) {
		return errList
	}
	out := make(list[T], n)
	i := 0
	var err error
	elements(b, func(e []byte) error {
		err = json.Unmarshal(e, &out[i])
		i++
		return err
	})
	*l = out
	return err
}

// elements calls f for each element of the array b, which is valid JSON, until it fails; false when b is no array or holds
// something else than objects.
func elements(b []byte, f func([]byte) error) bool {
	if len(b) == 0 || b[0] != '[' {
		return false
	}
	depth, start := 0, -1
	for i := 0; i < len(b); i++ {
		switch c := b[i]; c {
		case '"':
			if depth < 2 {
				return false
			}
			for i++; b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			if depth == 1 {
				if c == '[' {
					return false
				}
				start = i
			}
			depth++
		case '}', ']':
			depth--
			if depth == 1 && f(b[start:i+1]) != nil {
				return true
			}
		case ',', ' ', '\t', '\r', '\n':
		default:
			if depth < 2 {
				return false
			}
		}
	}
	return true
}
