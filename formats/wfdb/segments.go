package wfdb

import "github.com/goecg/goecg/formats"

// multiSegment refuses records of several segments.
func (r *reader) multiSegment(*Header) error {
	return r.fail(formats.ErrUnsupported, 0, -1, "multi-segment record")
}
