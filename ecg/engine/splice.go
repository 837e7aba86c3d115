package engine

import "math"

// splicer joins leads that were recorded one after another, as carts with fewer channels than leads do: each is missing for
// most of the record, so that none alone shows its rhythm.
type splicer struct {
	tracks [][]float64
	spans  [][][2]int // of the leads on each track
}

// Of a spliced lead.
const (
	sequentialPart = 0.5    // leads that cover no more of the record than this are sequential
	splicedSlope   = 10.0   // µV a sample: what the root mean square slope is scaled to, so that beats of all leads weigh alike
	leastSlope     = 1e-300 // a flat lead stays as it is
)

// splice returns leads, or tracks of several leads each where all leads are sequential. The tracks are valid until the next
// call; their leads are freed of their mean and scaled to one size, so they are for finding beats only.
func (s *splicer) splice(leads [][]float64) [][]float64 {
	n := 0
	for _, x := range leads {
		n = max(n, len(x))
	}
	for _, x := range leads {
		if present(x, n) {
			return leads
		}
	}
	used, filled := 0, 0
	for _, x := range leads {
		span := extent(x)
		if span[0] == span[1] {
			continue
		}
		filled++
		k := 0
		for k < used && !free(s.spans[k], span) {
			k++
		}
		if k == used {
			s.open(k, n)
			used++
		}
		s.spans[k] = append(s.spans[k], span)
		lay(s.tracks[k][span[0]:span[1]], x[span[0]:span[1]])
	}
	if used == filled { // nothing was joined
		return leads
	}
	return s.tracks[:used]
}

// open makes track k empty: n samples, all missing.
func (s *splicer) open(k, n int) {
	if k == len(s.tracks) {
		s.tracks, s.spans = append(s.tracks, nil), append(s.spans, nil)
	}
	s.tracks[k], s.spans[k] = resize(s.tracks[k], n), s.spans[k][:0]
	for i := range s.tracks[k] {
		s.tracks[k][i] = math.NaN()
	}
}

// present reports whether x has samples for more than sequentialPart of n.
func present(x []float64, n int) bool {
	need := int(sequentialPart * float64(n))
	for _, v := range x {
		if v == v {
			if need--; need < 0 {
				return true
			}
		}
	}
	return false
}

// extent is from the first sample that is there to behind the last.
func extent(x []float64) (span [2]int) {
	for span[1] = len(x); span[1] > 0 && math.IsNaN(x[span[1]-1]); span[1]-- {
	}
	for span[0] < span[1] && math.IsNaN(x[span[0]]) {
		span[0]++
	}
	return span
}

func free(taken [][2]int, span [2]int) bool {
	for _, t := range taken {
		if span[0] < t[1] && t[0] < span[1] {
			return false
		}
	}
	return true
}

// lay writes x without its mean and at the common size to dst.
func lay(dst, x []float64) {
	var sum, slope, last float64
	n := 0
	for _, v := range x {
		if v != v {
			continue
		}
		if n > 0 {
			slope += (v - last) * (v - last)
		}
		sum += v
		last = v
		n++
	}
	mean, scale := sum/float64(n), 1.0
	if slope > leastSlope && !math.IsInf(slope, 0) {
		scale = splicedSlope / math.Sqrt(slope/float64(n))
	}
	for i, v := range x {
		dst[i] = (v - mean) * scale
	}
}
