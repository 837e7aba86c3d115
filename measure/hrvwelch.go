package measure

import (
	"math"
	"slices"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
)

// Limits of the bands in Hz and the length of a series, in s, that they need (Task Force 1996; about ten periods of the lowest
// frequency).
const (
	ulfTo      = 0.003
	vlfTo      = 0.04
	lfTo       = 0.15
	ulfSeconds = 18 * 3600.0
	vlfSeconds = 300.0
	lfSeconds  = 120.0
	hfSeconds  = 60.0
)

// flatPower is less than any variation of measured intervals has, in ms²; it covers rounding.
const flatPower = 1e-6

// tachogram is the series of intervals on an even grid and its spectrum.
type tachogram struct {
	x       []float64
	at      []float64
	parts   [][2]int // stretches of x
	welch   *filter.Welch
	length  int
	rate    float64
	density []float64
	sum     []float64
}

// welchBands writes the spectrum of the resampled tachogram.
func (h *HRV) welchBands(dst *HRVReport) {
	w := &h.wave
	longest := h.tachogram()
	fs := h.opt.ResampleHz
	n := smoothLength(min(longest, int(math.Round(h.opt.SegmentS*fs))))
	seconds := float64(n) / fs
	if enough(seconds, hfSeconds) {
		dst.Welch.Segments = h.welchDensity(n)
		dst.Welch.fill(w.sum[1:], fs, float64(n), h.opt.HFTo, 1)
	}
	dst.missBands(welchNames, &dst.Welch, seconds, h.nn.span())
}

// tachogram resamples the series and returns the length of its longest stretch without a gap.
func (h *HRV) tachogram() (longest int) {
	w, s := &h.wave, &h.fixed
	w.x, w.parts = w.x[:0], w.parts[:0]
	for at := 0; at < len(s.rr); {
		end := at + 1
		for end < len(s.rr) && s.pauseBefore(end) <= h.opt.MaxGap {
			end++
		}
		h.resample(s.t[at:end], s.rr[at:end])
		at = end
	}
	for _, p := range w.parts {
		longest = max(longest, p[1]-p[0])
	}
	return longest
}

// welchDensity averages the spectra of segments of n samples and returns their number. Stretches shorter than that are left out.
func (h *HRV) welchDensity(n int) (segments int) {
	w := &h.wave
	if fs := h.opt.ResampleHz; w.welch == nil || w.length != n || w.rate != fs {
		w.welch, _ = filter.NewWelch(n, fs, filter.WelchOptions{}) // n is positive, and so is the rate
		w.length, w.rate = n, fs
	}
	w.at = resize(w.at, len(w.x))
	for i := range w.at {
		w.at[i] = float64(i)
	}
	w.density, w.sum = resize(w.density, w.welch.Len()), resize(w.sum, w.welch.Len())
	clear(w.sum)
	for _, p := range w.parts {
		x := w.x[p[0]:p[1]]
		if len(x) < n {
			continue
		}
		level(w.at[p[0]:p[1]], x, !h.opt.KeepTrend)
		k := (len(x)-n)/(n-n/2) + 1
		w.welch.Density(w.density, x)
		for i, v := range w.density {
			w.sum[i] += v * float64(k)
		}
		segments += k
	}
	for i := range w.sum {
		w.sum[i] /= float64(segments)
	}
	return segments
}

// resample appends a stretch of the series to the tachogram, at multiples of the sampling interval.
func (h *HRV) resample(t, rr []float64) {
	w := &h.wave
	fs := h.opt.ResampleHz
	first, last := math.Ceil(t[0]*fs), math.Floor(t[len(t)-1]*fs)
	from := len(w.x)
	if len(t) < 2 {
		return
	}
	h.spline.fit(t, rr)
	if h.opt.LinearTachogram {
		clear(h.spline.m)
	}
	n := max(0, int(last-first)+1)
	w.x = slices.Grow(w.x, n)
	for k := range n {
		w.x = append(w.x, h.spline.at((first+float64(k))/fs))
	}
	w.parts = append(w.parts, [2]int{from, len(w.x)})
}

// level takes the mean, or the least-squares line over t, from x.
func level(t, x []float64, line bool) {
	n := float64(len(x))
	mt, mx := 0.0, 0.0
	for i, v := range x {
		mt, mx = mt+t[i]/n, mx+v/n
	}
	slope := 0.0
	if line {
		stt, stx := 0.0, 0.0
		for i, v := range x {
			stt, stx = stt+(t[i]-mt)*(t[i]-mt), stx+(t[i]-mt)*(v-mx)
		}
		if stt > 0 {
			slope = stx / stt
		}
	}
	for i := range x {
		x[i] -= mx + slope*(t[i]-mt)
	}
}

// smoothLength is the greatest length up to n whose prime factors are at most 13: others make a slow transform.
func smoothLength(n int) int {
	for ; n > 1; n-- {
		v := n
		for _, p := range [...]int{2, 3, 5, 7, 11, 13} {
			for v%p == 0 {
				v /= p
			}
		}
		if v == 1 {
			return n
		}
	}
	return 0
}

// enough reports whether a series is as long as demanded, in s.
func enough(seconds, need float64) bool { return seconds >= lengthSlack*need }

// fill sums a density whose k-th value belongs to (k+1)*num/den Hz over the bands. Peaks are looked for in means of width values.
func (s *HRVSpectrum) fill(density []float64, num, den, hfTo float64, width int) {
	df := num / den
	var power, best, peak [4]float64
	running := 0.0
	for k, v := range density {
		f := float64(k+1) * num / den
		if f >= hfTo {
			break
		}
		b := band(f)
		power[b] += v * df
		running += v
		if k >= width {
			running -= density[k-width]
		}
		at := float64(k+1) - float64(width-1)/2 // of the mean
		if b := band(at * num / den); k+1 >= width && running > best[b] {
			best[b], peak[b] = running, at*num/den
		}
	}
	total := power[0] + power[1] + power[2] + power[3]
	if total < flatPower {
		power, total = [4]float64{}, 0
	}
	for b := range peak {
		if best[b] == 0 {
			peak[b] = math.NaN()
		}
	}
	s.Total = ecg.Value(total)
	s.ULF, s.VLF, s.LF, s.HF = ecg.Value(power[0]), ecg.Value(power[1]), ecg.Value(power[2]), ecg.Value(power[3])
	s.VLFPeak, s.LFPeak, s.HFPeak = ecg.Value(peak[1]), ecg.Value(peak[2]), ecg.Value(peak[3])
	s.Ratio = s.LF / s.HF
	s.LFnu, s.HFnu = 100*s.LF/(s.LF+s.HF), 100*s.HF/(s.LF+s.HF)
}

// band is 0 for ULF to 3 for HF.
func band(f float64) int {
	switch {
	case f < ulfTo:
		return 0
	case f < vlfTo:
		return 1
	case f < lfTo:
		return 2
	}
	return 3
}

// bandNames are the names of a spectrum's indices in HRVReport.Missing.
type bandNames struct{ ulf, vlf, total, lf, hf, ratio string }

func namesOf(spectrum string) *bandNames {
	return &bandNames{
		spectrum + ".ulf_ms2", spectrum + ".vlf_ms2", spectrum + ".total_ms2", spectrum + ".lf_ms2", spectrum + ".hf_ms2", spectrum + ".lf_hf",
	}
}

var welchNames, lombNames = namesOf("welch"), namesOf("lomb_scargle")

// missBands blanks and lists what a spectrum over stretches of so many seconds, in a series so long, cannot tell.
func (r *HRVReport) missBands(names *bandNames, s *HRVSpectrum, seconds, span float64) {
	nan := ecg.NaN[ecg.Value]()
	miss := func(index string, need float64) {
		why := missShort
		if enough(span, need) {
			why = missGaps
		}
		r.miss(index, why, need)
	}
	if seconds < ulfSeconds {
		s.ULF = nan
		r.miss(names.ulf, missShort, ulfSeconds)
	}
	if !enough(seconds, vlfSeconds) {
		s.VLF, s.VLFPeak, s.Total = nan, nan, nan
		miss(names.vlf, vlfSeconds)
		miss(names.total, vlfSeconds)
	}
	if !enough(seconds, lfSeconds) {
		s.LF, s.LFPeak, s.LFnu, s.HFnu, s.Ratio = nan, nan, nan, nan, nan
		miss(names.lf, lfSeconds)
		miss(names.ratio, lfSeconds)
	}
	if !enough(seconds, hfSeconds) {
		s.HF, s.HFPeak = nan, nan
		miss(names.hf, hfSeconds)
		return
	}
	if enough(seconds, lfSeconds) && !(s.LF+s.HF > 0 && s.HF > 0) {
		s.LFnu, s.HFnu, s.Ratio = nan, nan, nan
		r.miss(names.ratio, missFlat, 0)
	}
}
