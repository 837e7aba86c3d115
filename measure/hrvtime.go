package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
)

const (
	// madScale makes the median distance from the median of a normal distribution its SD.
	madScale = 1.4826
	// blockSeconds are the blocks of SDANN and the SDNN index, which count when half of their time is NN.
	blockSeconds = 300.0
	blockShare   = 0.5
	minBlocks    = 2
	// triangleBin is 1/128 s (Task Force 1996); the geometric indices need 20 min.
	triangleBin     = 7.8125
	triangleSeconds = 1200.0
	// lengthSlack is the share of a demanded length that will do: beats do not begin and end with a recording.
	lengthSlack = 0.9
)

// spread returns mean and sample SD.
func spread(x []float64) (mean, sd float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v
	}
	mean /= n
	for _, v := range x {
		sd += (v - mean) * (v - mean)
	}
	if len(x) == 0 {
		return math.NaN(), math.NaN()
	}
	if len(x) < 2 {
		return mean, math.NaN()
	}
	return mean, math.Sqrt(sd / (n - 1))
}

// percentile interpolates linearly between the ranks of sorted values.
func percentile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// timeDomain writes the indices that need no blocks.
func (h *HRV) timeDomain(dst *HRVReport) {
	nn, t := &h.nn, &dst.Time
	n := len(nn.rr)
	if n == 0 {
		return
	}
	ms := func(v float64) ecg.Millisecond { return ecg.Millisecond(v) }
	mean, sd := spread(nn.rr)
	h.sorted = append(slices.Grow(h.sorted[:0], n), nn.rr...)
	slices.Sort(h.sorted)
	median := percentile(h.sorted, 0.5)
	t.Mean, t.SDNN, t.Median = ms(mean), ms(sd), ms(median)
	t.Min, t.Max = ms(h.sorted[0]), ms(h.sorted[n-1])
	t.IQR = ms(percentile(h.sorted, 0.75) - percentile(h.sorted, 0.25))
	t.HeartRate, t.CV = ecg.Value(60000/mean), ecg.Value(100*sd/mean)
	for i, v := range h.sorted {
		h.sorted[i] = math.Abs(v - median)
	}
	slices.Sort(h.sorted)
	t.MAD = ms(madScale * percentile(h.sorted, 0.5))
	if n < 2 {
		dst.miss("sdnn_ms", missFew, 2)
	}
	h.values = slices.Grow(h.values[:0], n)
	squares, over20, over50 := 0.0, 0, 0
	for i := 1; i < n; i++ {
		if !nn.link[i] {
			continue
		}
		d := nn.rr[i] - nn.rr[i-1]
		h.values = append(h.values, d)
		squares += d * d
		if math.Abs(d) > 20 {
			over20++
		}
		if math.Abs(d) > 50 {
			over50++
		}
	}
	if len(h.values) == 0 {
		dst.miss("rmssd_ms", missFew, 1)
		return
	}
	pairs := float64(len(h.values))
	rmssd := math.Sqrt(squares / pairs)
	_, sdsd := spread(h.values)
	t.RMSSD, t.SDSD, t.CVSD = ms(rmssd), ms(sdsd), ecg.Value(100*rmssd/mean)
	t.NN20, t.NN50 = over20, over50
	t.PNN20, t.PNN50 = ecg.Value(100*float64(over20)/pairs), ecg.Value(100*float64(over50)/pairs)
}

// blocks writes the indices over blocks of five minutes.
func (h *HRV) blocks(dst *HRVReport) {
	nn := &h.nn
	start := h.all.t[0]
	if v := h.all.rr[0]; v > 0 {
		start -= v / 1000
	}
	h.values, h.sorted = h.values[:0], h.sorted[:0]                                                      // means and SDs
	block := func(i int) float64 { return math.Floor((nn.t[i] - nn.rr[i]/2000 - start) / blockSeconds) } // by its middle
	for at := 0; at < len(nn.rr); {
		k := block(at)
		end, sum := at, 0.0
		for end < len(nn.rr) && block(end) == k {
			sum += nn.rr[end]
			end++
		}
		if sum/1000 >= blockShare*blockSeconds {
			mean, sd := spread(nn.rr[at:end])
			h.values, h.sorted = append(h.values, mean), append(h.sorted, sd)
		}
		at = end
	}
	dst.Time.Blocks = len(h.values)
	if len(h.values) < minBlocks {
		dst.miss("sdann_ms", missShort, minBlocks*blockSeconds)
		dst.miss("sdnn_idx_ms", missShort, minBlocks*blockSeconds)
		return
	}
	_, sdann := spread(h.values)
	index, _ := spread(h.sorted)
	dst.Time.SDANN, dst.Time.SDNNIndex = ecg.Millisecond(sdann), ecg.Millisecond(index)
}

// geometry writes the triangular index and TINN.
func (h *HRV) geometry(dst *HRVReport) {
	if h.nn.seconds() < lengthSlack*triangleSeconds {
		dst.miss("triangular_index", missShort, triangleSeconds)
		dst.miss("tinn_ms", missShort, triangleSeconds)
		return
	}
	index, tinn := h.triangle()
	dst.Time.Triangle, dst.Time.TINN = ecg.Value(index), ecg.Millisecond(tinn)
}

// triangle returns the triangular index and TINN of the NN intervals.
func (h *HRV) triangle() (index, tinn float64) {
	bins := resize(h.values, int(h.opt.MaxRR/triangleBin)+1)
	h.values = bins
	clear(bins)
	for _, v := range h.nn.rr {
		bins[int(v/triangleBin)]++
	}
	mode := 0
	for i, c := range bins {
		if c > bins[mode] {
			mode = i
		}
	}
	// The sides are independent; each ends at the edge of a bin so that the squares of what it leaves are least.
	height := bins[mode]
	left, right := 0, 0
	least := math.Inf(1)
	for e := 0; e <= mode; e++ {
		if s := sideMisfit(bins[:mode], height, float64(e)-0.5, float64(mode)); s <= least {
			least, left = s, e
		}
	}
	least = math.Inf(1)
	slices.Reverse(bins)
	last := len(bins) - 1
	for e := 0; e <= last-mode; e++ {
		if s := sideMisfit(bins[:last-mode], height, float64(e)-0.5, float64(last-mode)); s <= least {
			least, right = s, e
		}
	}
	return float64(len(h.nn.rr)) / height, float64(last+1-right-left) * triangleBin
}

// sideMisfit is the sum of squares between counts and a line that rises from 0 at foot to height at top, in bins.
func sideMisfit(bins []float64, height, foot, top float64) float64 {
	sum := 0.0
	for i, c := range bins {
		d := c - height*math.Max(0, (float64(i)-foot)/(top-foot))
		sum += d * d
	}
	return sum
}

// poincare writes the indices of the plot of each NN interval against the one before.
func (h *HRV) poincare(dst *HRVReport) {
	p := &dst.Poincare
	h.values, h.sorted = h.values[:0], h.sorted[:0]
	for i := 1; i < len(h.nn.rr); i++ {
		if h.nn.link[i] {
			h.values = append(h.values, (h.nn.rr[i]-h.nn.rr[i-1])/math.Sqrt2)
			h.sorted = append(h.sorted, (h.nn.rr[i]+h.nn.rr[i-1])/math.Sqrt2)
		}
	}
	p.Pairs = len(h.values)
	if p.Pairs < 2 {
		dst.miss("poincare", missFew, 2)
		return
	}
	_, sd1 := spread(h.values)
	_, sd2 := spread(h.sorted)
	p.SD1, p.SD2, p.Area = ecg.Millisecond(sd1), ecg.Millisecond(sd2), ecg.Value(math.Pi*sd1*sd2)
	if sd1 > 0 && sd2 > 0 {
		p.Ratio, p.CVI = ecg.Value(sd1/sd2), ecg.Value(math.Log10(16*sd1*sd2))
	} else {
		dst.miss("sd1_sd2", missFlat, 0)
	}
}
