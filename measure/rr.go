package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// Limits of an RR interval that statistics of NN accept, ms: what lies outside is a missed or false beat, or a pause.
const (
	minNN = 200
	maxNN = 3000
)

// Parameters of the coefficient of sample entropy (Lake and Moorman 2011): template length 1, a tolerance of 30 ms that
// grows until five templates match.
const (
	cosenTolerance = 30
	cosenMatches   = 5
	// cosenBlock bounds the pairs compared in long series: longer ones are cut into blocks of this many intervals.
	cosenBlock = 256
)

// RRStatistics computes the statistics of the intervals rr in ms. nn says which of them are NN intervals; nil means all.
// Intervals that are not NN, and those outside 200 to 3000 ms, break the series: no difference is taken across them. buf
// is scratch for the median and may be nil.
func RRStatistics(rr []float64, nn []bool, buf []float64) RRStats {
	s := nanRR()
	n, sum := 0, 0.0
	lo, hi := math.Inf(1), math.Inf(-1)
	buf = buf[:0]
	for _, v := range rr {
		if !(v > 0) {
			continue
		}
		n, sum, lo, hi = n+1, sum+v, math.Min(lo, v), math.Max(hi, v)
		buf = append(buf, v)
	}
	if n == 0 {
		return s
	}
	mean := sum / float64(n)
	s.Mean, s.Min, s.Max = ecg.Millisecond(mean), ecg.Millisecond(lo), ecg.Millisecond(hi)
	if n > 1 {
		dev := 0.0
		for _, v := range buf {
			dev += (v - mean) * (v - mean)
		}
		s.SD = ecg.Millisecond(math.Sqrt(dev / float64(n-1)))
	}
	slices.Sort(buf)
	s.Median = ecg.Millisecond((buf[(n-1)/2] + buf[n/2]) / 2)
	nnMean, sdnn, count := SDNN(rr, nn)
	s.NN = count
	s.SDNN = ecg.Millisecond(sdnn)
	rmssd := RMSSD(rr, nn)
	s.RMSSD = ecg.Millisecond(rmssd)
	s.NRMSSD = ecg.Value(rmssd / nnMean)
	s.CV = ecg.Value(sdnn / nnMean)
	s.PNN50 = ecg.Value(PNNx(rr, nn, 50))
	s.CoSEn = ecg.Value(CoSEn(rr, nn))
	s.Lag1 = ecg.Value(Lag1(rr, nn))
	return s
}

func nanRR() RRStats {
	ms, v := ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Value]()
	return RRStats{Mean: ms, Min: ms, Max: ms, SD: ms, Median: ms, SDNN: ms, RMSSD: ms, NRMSSD: v, CV: v, PNN50: v, CoSEn: v, Lag1: v}
}

// isNN reports whether interval i counts as NN.
func isNN(rr []float64, nn []bool, i int) bool {
	return rr[i] >= minNN && rr[i] <= maxNN && (nn == nil || nn[i])
}

// SDNN returns the mean and the sample standard deviation (divisor n-1) of the NN intervals in ms, and their number.
func SDNN(rr []float64, nn []bool) (mean, sd float64, n int) {
	sum := 0.0
	for i, v := range rr {
		if isNN(rr, nn, i) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return math.NaN(), math.NaN(), 0
	}
	mean = sum / float64(n)
	if n < 2 {
		return mean, math.NaN(), n
	}
	dev := 0.0
	for i, v := range rr {
		if isNN(rr, nn, i) {
			dev += (v - mean) * (v - mean)
		}
	}
	return mean, math.Sqrt(dev / float64(n-1)), n
}

// RMSSD returns the root mean square of the differences of adjacent NN intervals in ms (divisor: their number).
func RMSSD(rr []float64, nn []bool) float64 {
	sum, n := 0.0, 0
	for i := 1; i < len(rr); i++ {
		if isNN(rr, nn, i) && isNN(rr, nn, i-1) {
			d := rr[i] - rr[i-1]
			sum += d * d
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return math.Sqrt(sum / float64(n))
}

// NRMSSD returns RMSSD over the mean of the NN intervals (Dash 2009: above 0.10 in atrial fibrillation).
func NRMSSD(rr []float64, nn []bool) float64 {
	mean, _, _ := SDNN(rr, nn)
	return RMSSD(rr, nn) / mean
}

// PNNx returns the share, 0 to 1, of the differences of adjacent NN intervals that exceed x ms.
func PNNx(rr []float64, nn []bool, x float64) float64 {
	over, n := 0, 0
	for i := 1; i < len(rr); i++ {
		if isNN(rr, nn, i) && isNN(rr, nn, i-1) {
			n++
			if math.Abs(rr[i]-rr[i-1]) > x {
				over++
			}
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return float64(over) / float64(n)
}

// Lag1 returns the correlation of each NN interval with its predecessor, -1 to 1: high in sinus arrhythmia, near 0 in
// atrial fibrillation, negative in bigeminy of narrow beats. NaN below 4 pairs and for a constant series.
func Lag1(rr []float64, nn []bool) float64 {
	mean, _, _ := SDNN(rr, nn)
	var sxy, sxx, syy float64
	n := 0
	for i := 1; i < len(rr); i++ {
		if isNN(rr, nn, i) && isNN(rr, nn, i-1) {
			x, y := rr[i-1]-mean, rr[i]-mean
			sxy, sxx, syy = sxy+x*y, sxx+x*x, syy+y*y
			n++
		}
	}
	if n < 4 || sxx == 0 || syy == 0 {
		return math.NaN()
	}
	return sxy / math.Sqrt(sxx*syy)
}

// CoSEn returns the coefficient of sample entropy of the NN intervals in ms (Lake and Moorman 2011): with templates of one
// interval, B pairs of intervals match within a tolerance r and A of these also in the next interval;
// -ln(A/B) + ln(2r) - ln(mean). r starts at 30 ms and grows until A reaches 5. Above about -1.4 speaks for atrial
// fibrillation; 12 beats suffice. NaN when there are not 5 pairs. Series over 256 intervals are cut into blocks and the
// results averaged.
func CoSEn(rr []float64, nn []bool) float64 {
	if len(rr) <= cosenBlock {
		return cosen(rr, nn)
	}
	sum, n := 0.0, 0
	for at := 0; at < len(rr); at += cosenBlock {
		end := min(at+cosenBlock, len(rr))
		var part []bool
		if nn != nil {
			part = nn[at:end]
		}
		if v := cosen(rr[at:end], part); !math.IsNaN(v) {
			sum += v
			n++
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

func cosen(rr []float64, nn []bool) float64 {
	mean, _, _ := SDNN(rr, nn)
	// The tolerance that gives five matches is the fifth smallest distance of a pair of templates of two intervals.
	var best [cosenMatches]float64
	for i := range best {
		best[i] = math.Inf(1)
	}
	usable := func(i int) bool { return isNN(rr, nn, i) && isNN(rr, nn, i+1) }
	for i := 0; i+1 < len(rr); i++ {
		if !usable(i) {
			continue
		}
		for j := i + 1; j+1 < len(rr); j++ {
			if !usable(j) {
				continue
			}
			d := math.Max(math.Abs(rr[i]-rr[j]), math.Abs(rr[i+1]-rr[j+1]))
			for k := range best {
				if d < best[k] {
					best[k], d = d, best[k]
				}
			}
		}
	}
	r := math.Max(cosenTolerance, best[cosenMatches-1])
	if math.IsInf(r, 1) {
		return math.NaN()
	}
	a, b := 0, 0
	for i := 0; i+1 < len(rr); i++ {
		if !usable(i) {
			continue
		}
		for j := i + 1; j+1 < len(rr); j++ {
			if usable(j) && math.Abs(rr[i]-rr[j]) <= r {
				b++
				if math.Abs(rr[i+1]-rr[j+1]) <= r {
					a++
				}
			}
		}
	}
	return -math.Log(float64(a)/float64(b)) + math.Log(2*r) - math.Log(mean)
}
