package main

import (
	"math"
	"time"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats"
)

// pickGroup makes group n the rhythm of rec, with its marks and measurements, and drops the rest; 0 leaves rec as it is.
func pickGroup(rec *ecg.Record, n int) error {
	if n == 0 {
		return nil
	}
	if n > len(rec.Groups) {
		return formats.Errorf(formats.ErrNoWaveform, rec.Format, "", -1, "there is no group %d: the last is %d", n, len(rec.Groups))
	}
	g := rec.Groups[n-1]
	rec.Channels, rec.Groups = g.Channels, nil
	if ms := float64(g.OffsetMS); ecg.Known(ms) && !rec.Start.IsZero() && !rec.Start.DateOnly {
		rec.Start.Time = rec.Start.Time.Add(time.Duration(math.Round(ms * float64(time.Millisecond))))
	}
	var marks []ecg.Annotation
	for _, a := range rec.Annotations {
		if a.Group == n {
			a.Group = 0
			marks = append(marks, a)
		}
	}
	var values []ecg.Measurement
	for _, m := range rec.Measurements {
		if m.Group == n || m.Group == 0 && m.Beat == 0 {
			m.Group = 0
			values = append(values, m)
		}
	}
	rec.Annotations, rec.Measurements = marks, values
	return nil
}

// resample brings all channels, groups included, and what is marked on them to a rate. Values are stored in steps finer than
// before where 16 bits allow; a start is rounded to a sample.
func resample(rec *ecg.Record, rate float64) error {
	factor := []float64{rate / rec.Rate()}
	if err := resampleAll(rec.Channels, rate); err != nil {
		return err
	}
	for i := range rec.Groups {
		list := rec.Groups[i].Channels
		own := 0.0
		for k := range list {
			own = max(own, list[k].Rate)
		}
		factor = append(factor, rate/own)
		if err := resampleAll(list, rate); err != nil {
			return err
		}
	}
	for i := range rec.Annotations {
		a := &rec.Annotations[i]
		if a.Group < 0 || a.Group >= len(factor) {
			continue
		}
		for _, p := range []*int64{&a.Onset, &a.Peak, &a.End} {
			if *p >= 0 {
				*p = int64(math.Round(float64(*p) * factor[a.Group]))
			}
		}
	}
	return nil
}

func resampleAll(list []ecg.Channel, rate float64) error {
	// Interpolated values lie between the stored steps.
	const finer = 8
	for i := range list {
		c := &list[i]
		if c.Rate == rate || len(c.Raw) == 0 {
			continue
		}
		r, err := filter.NewResampler(c.Rate, rate, filter.ResampleOptions{Edge: filter.EdgeHold})
		if err != nil {
			return formats.Errorf(formats.ErrUnsupported, "", "", -1, "from %g to %g Hz", c.Rate, rate)
		}
		x := make([]float64, len(c.Raw)) // in raw steps
		for k, v := range c.Raw {
			if x[k] = float64(v); v == ecg.Missing {
				x[k] = math.NaN()
			}
		}
		y := r.Resample(nil, x)
		peak := 0.0
		for _, v := range y {
			if a := math.Abs(v); a > peak {
				peak = a
			}
		}
		steps := 1.0
		for steps < finer && 2*steps*peak < math.MaxInt16 {
			steps *= 2
		}
		c.Start = int(math.Round(float64(c.Start) * rate / c.Rate))
		c.Rate, c.Scale = rate, c.Scale/steps
		c.Raw = make([]int32, len(y))
		for k, v := range y {
			c.Raw[k] = ecg.Missing
			if v = math.Round(v * steps); math.Abs(v) <= math.MaxInt32 {
				c.Raw[k] = int32(v)
			}
		}
		c.Samples = len(c.Raw)
	}
	return nil
}
