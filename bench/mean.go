package bench

import "github.com/goecg/goecg/ecg"

// mean averages the values that are known.
type mean struct {
	sum float64
	n   int
}

func (m *mean) add(v ecg.Value) {
	if ecg.Known(v) {
		m.sum += float64(v)
		m.n++
	}
}

// value is NaN without any.
func (m *mean) value() ecg.Value { return value(m.sum / float64(m.n)) }
