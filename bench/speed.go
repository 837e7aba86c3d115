package bench

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats/wfdb"
)

// Defaults of SpeedOptions.
const (
	speedDuration = 1800.0 // s of the synthetic record: as long as one of the MIT-BIH database
	speedRate     = 360.0  // Hz, likewise
	speedBlock    = 1.0    // s
	speedTime     = 500 * time.Millisecond
)

// SpeedOptions are the parameters of [Speed]. The zero value times the detectors on half an hour of a synthetic record of two
// leads at 360 Hz.
type SpeedOptions struct {
	// DB and Record choose a WFDB record instead; without Record the first of the folder DB.
	DB     string `json:"db,omitempty"`
	Record string `json:"record,omitempty"`
	// Block is how many seconds at a time are given to a stream, default 1.
	Block float64 `json:"block_s,omitempty"`
	// Time is how long each detector is timed at least, default half a second.
	Time time.Duration `json:"time_ns,omitempty"`
}

// SpeedReport is the outcome of [Speed].
type SpeedReport struct {
	Record  string       `json:"record"`
	Rate    float64      `json:"rate_hz"`
	Samples int          `json:"samples"` // of each lead
	Leads   int          `json:"leads"`
	Options SpeedOptions `json:"options"`
	// PlainNS is the time of the plain pass, in ns a sample of one lead: a band-pass of two sections, a derivative, squaring
	// and a moving sum in one loop, without any refinement.
	PlainNS float64  `json:"plain_ns_per_sample"`
	Rows    []Speeds `json:"detectors"`
}

// Speeds are those of one detector in one way of use, the best of several rounds on one core.
type Speeds struct {
	Detector string `json:"detector"`
	Mode     string `json:"mode"`  // SpeedBatch or SpeedStream
	Leads    int    `json:"leads"` // used jointly
	Beats    int    `json:"beats"` // found
	// NS is the time in ns a sample of one lead, Msps the same as millions of samples a second, Ratio that of the plain pass over it.
	NS    float64 `json:"ns_per_sample"`
	Msps  float64 `json:"msamples_per_s"`
	Ratio float64 `json:"ratio_to_plain"`
	// Allocs is the number of allocations of a run over the record once the detector is warm.
	Allocs uint64 `json:"allocs"`
}

// Ways to use a detector.
const (
	SpeedBatch  = "batch"
	SpeedStream = "stream"
)

// leadDetector and leadStreamer are what a detector of several leads offers.
type (
	leadDetector interface {
		DetectLeads(dst []int, leads [][]float64) []int
	}
	leadStreamer interface {
		PushLeads(dst []int, block [][]float64) []int
		Flush(dst []int) []int
	}
)

// Speed times every detector on a record in memory, on one goroutine, and the plain pass in the same rounds. The error is ctx's or one
// of reading the record.
func Speed(ctx context.Context, o SpeedOptions) (*SpeedReport, error) {
	if o.Block <= 0 {
		o.Block = speedBlock
	}
	if o.Time <= 0 {
		o.Time = speedTime
	}
	name, rate, leads, err := speedLeads(o)
	if err != nil {
		return nil, err
	}
	n := len(leads[0])
	p := &SpeedReport{Record: name, Rate: rate, Samples: n, Leads: len(leads), Options: o}
	plain, out := newPlainPass(rate), make([]float64, n)
	pass := func() { plain.run(out, leads[0]) }
	best := math.Inf(1)
	for _, r := range speedRuns(rate, leads, o.Block) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row := Speeds{Detector: r.detector, Mode: r.mode, Leads: r.leads}
		row.Beats = r.run() // warms up
		row.Allocs = mallocs(func() { r.run() })
		plainTime, runTime := timeBoth(pass, func() { r.run() }, o.Time)
		best = min(best, plainTime)
		row.NS = runTime / float64(n*r.leads)
		row.Msps = 1000 / row.NS
		row.Ratio = plainTime / float64(n) / row.NS
		p.Rows = append(p.Rows, row)
	}
	p.PlainNS = best / float64(n)
	return p, nil
}

// speedRun is one detector in one way of use.
type speedRun struct {
	detector, mode string
	leads          int
	run            func() (beats int)
}

func speedRuns(rate float64, leads [][]float64, block float64) []speedRun {
	var out []speedRun
	one := leads[:1]
	size := max(1, int(block*rate))
	add := func(name, mode string, leads [][]float64, detect func(dst []int) []int) {
		var beats []int
		out = append(out, speedRun{name, mode, len(leads), func() int {
			beats = detect(beats[:0])
			return len(beats)
		}})
	}
	for _, c := range []struct {
		name string
		d    detect.Detector
	}{{engine.DetectorDefault, new(detect.MultiLead)}, {engine.DetectorPanTompkins, new(detect.PanTompkins)}} {
		d, reset := c.d, func() { _ = c.d.Reset(rate) }
		if d.Reset(rate) != nil {
			continue // a rate it does not take
		}
		add(c.name, SpeedBatch, one, func(dst []int) []int { reset(); return d.Detect(dst, leads[0]) })
		if s, ok := d.(detect.Streamer); ok {
			add(c.name, SpeedStream, one, func(dst []int) []int {
				reset()
				for at := 0; at < len(leads[0]); at += size {
					dst = s.Push(dst, leads[0][at:min(at+size, len(leads[0]))])
				}
				return s.Flush(dst)
			})
		}
		if len(leads) < 2 {
			continue
		}
		if m, ok := d.(leadDetector); ok {
			add(c.name, SpeedBatch, leads, func(dst []int) []int { reset(); return m.DetectLeads(dst, leads) })
		}
		if m, ok := d.(leadStreamer); ok {
			view := make([][]float64, len(leads))
			add(c.name, SpeedStream, leads, func(dst []int) []int {
				reset()
				for at := 0; at < len(leads[0]); at += size {
					for i, x := range leads {
						view[i] = x[at:min(at+size, len(x))]
					}
					dst = m.PushLeads(dst, view)
				}
				return m.Flush(dst)
			})
		}
	}
	return out
}

// speedLeads returns the leads to time on, all of one length.
func speedLeads(o SpeedOptions) (name string, rate float64, leads [][]float64, err error) {
	rec, name := new(ecg.Record), "synthetic"
	if o.DB == "" {
		rec, _ = ecgtest.MustGenerate(ecgtest.Spec{
			Rate: speedRate, Duration: speedDuration, Leads: []ecg.Lead{ecg.LeadII, ecg.LeadV1}, Seed: 1, RRJitter: 40,
			PVC: ecgtest.Ectopy{Fraction: 0.02}, Noise: ecgtest.Noise{BaselineUV: 100, MuscleUV: 10},
		})
	} else {
		fsys := os.DirFS(o.DB)
		if name = o.Record; name == "" {
			names, err := recordNames(fsys, nil)
			if err != nil {
				return "", 0, nil, err
			}
			if len(names) == 0 {
				return "", 0, nil, ErrNoRecords
			}
			name = names[0]
		}
		if err := wfdb.Open(rec, fsys, name+".hea", false, nil); err != nil {
			return "", 0, nil, err
		}
		name = filepath.Base(o.DB) + "/" + name
	}
	leads, rate, err = pickLeads(rec, LeadAll, nil)
	if err != nil {
		return "", 0, nil, err
	}
	n := len(leads[0])
	for _, x := range leads {
		n = min(n, len(x))
	}
	if n == 0 {
		return "", 0, nil, fmt.Errorf("bench: %s has no samples", name)
	}
	for i := range leads {
		leads[i] = leads[i][:n]
	}
	return name, rate, leads, nil
}

// timeBoth runs a and b in turn for at least so long each and returns the shortest time of either in ns: what disturbs the machine
// disturbs both.
func timeBoth(a, b func(), least time.Duration) (shortestA, shortestB float64) {
	shortestA, shortestB = math.Inf(1), math.Inf(1)
	const rounds = 3 // at the least
	var spent time.Duration
	for k := 0; k < rounds || spent < least; k++ {
		shortestA = min(shortestA, float64(timeOf(a)))
		d := timeOf(b)
		spent += d
		shortestB = min(shortestB, float64(d))
	}
	return shortestA, shortestB
}

func timeOf(f func()) time.Duration {
	start := time.Now()
	f()
	return max(1, time.Since(start))
}

// mallocs counts the allocations of f; others of the program count too, so it is an upper bound.
func mallocs(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}
