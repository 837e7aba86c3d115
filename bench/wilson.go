package bench

import (
	"math"

	"github.com/goecg/goecg/ecg"
)

// z95 is the two-sided 95 % point of the normal distribution.
const z95 = 1.959964

// Interval is a proportion with its 95 % confidence interval, in percent, NaN (null in JSON) where there is nothing to divide by.
type Interval struct {
	Value ecg.Value `json:"value"`
	Low   ecg.Value `json:"low"`
	High  ecg.Value `json:"high"`
}

// Wilson returns the score interval of Wilson (1927) of a proportion p of n independent trials; n need not be whole.
func Wilson(p, n float64) Interval {
	if !(n > 0) || math.IsNaN(p) {
		nan := value(math.NaN())
		return Interval{nan, nan, nan}
	}
	z2 := z95 * z95
	centre := (p + z2/(2*n)) / (1 + z2/n)
	half := z95 / (1 + z2/n) * math.Sqrt(p*(1-p)/n+z2/(4*n*n))
	return Interval{value(100 * p), value(100 * max(0, centre-half)), value(100 * min(1, centre+half))}
}

// counted is Wilson's interval of a count.
func counted(k, n int) Interval { return Wilson(float64(k)/float64(n), float64(n)) }

// clustered is the interval of sum(part)/sum(whole) over records. The seconds of a record are no independent trials, so the
// number of trials is the effective sample size of survey statistics (Kish 1965): the one at which independent trials would have
// the variance that the ratio has between records. Where the records do not differ it is their number.
func clustered(part, whole []float64) Interval {
	var num, den, m float64
	for i := range whole {
		num += part[i]
		den += whole[i]
		if whole[i] > 0 {
			m++
		}
	}
	if !(den > 0) {
		return Wilson(math.NaN(), 0)
	}
	p := min(max(num/den, 0), 1)
	squares := 0.0
	for i := range whole {
		d := part[i] - p*whole[i]
		squares += d * d
	}
	n := 1.0 // one record tells nothing of others
	if m > 1 {
		if n = m; squares > 0 && p > 0 && p < 1 {
			n = p * (1 - p) * den * den * (m - 1) / (m * squares)
		}
	}
	return Wilson(p, n)
}

// String writes the value with its interval.
func (v Interval) String() string {
	if !ecg.Known(v.Value) {
		return undefined
	}
	return fixed(v.Value, 2) + " (" + fixed(v.Low, 1) + "-" + fixed(v.High, 1) + ")"
}
