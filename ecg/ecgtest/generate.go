package ecgtest

import (
	"math"
	"slices"
	"strconv"

	"github.com/goecg/goecg/ecg"
)

// blockSamples is how much is made at a time, so that a day of ECG needs no more memory than its samples.
const blockSamples = 4096

// Margins around a block within which a beat or P wave can reach it, s.
const reach = 4.0

// MustGenerate is [Generate] for Specs known to be valid: it panics where that returns an error.
func MustGenerate(spec Spec) (*ecg.Record, *Truth) {
	rec, truth, err := Generate(spec)
	if err != nil {
		panic(err)
	}
	return rec, truth
}

// Generate makes the ECG that spec asks for and says what is in it. Errors wrap [ErrSpec].
func Generate(spec Spec) (*ecg.Record, *Truth, error) {
	s, err := spec.filled()
	if err != nil {
		return nil, nil, err
	}
	h, err := newHeart(s)
	if err != nil {
		return nil, nil, err
	}
	p := plan(h)
	n := int(math.Round(s.Duration * s.Rate))
	return record(p, n), describe(p, n), nil
}

// renderer makes blocks of physical samples.
type renderer struct {
	plan    *schedule
	need    []int // positions in basis of the leads that are made
	buf     [][]float64
	noise   []*leadNoise
	sources []source
	spike   []float64 // amplitude by basis lead
	first   int       // sample number of the block
	loBeat  int
	loP     int
	loSpike int
}

func newRenderer(p *schedule, n int) *renderer {
	r := &renderer{plan: p, sources: p.sources()}
	r.need = neededBasis(p.spec.Leads)
	for _, b := range r.need {
		r.buf = append(r.buf, make([]float64, min(blockSamples, n)))
		r.noise = append(r.noise, newLeadNoise(p.spec, n, b))
	}
	r.spike = p.along(spikeDir, basisII, p.spec.SpikeUV)
	return r
}

// spikeDir is the direction of pacing spikes, about that of a bipolar-to-unipolar average lead in the right ventricle.
var spikeDir = vec{0.35, 0.9, 0.3}

// neededBasis lists the basis leads that the wanted ones are made of, in basis order.
func neededBasis(leads []ecg.Lead) []int {
	var need []int
	for _, l := range leads {
		if i := basisIndex(l); i >= 0 {
			need = append(need, i)
		} else {
			need = append(need, basisI, basisII)
		}
	}
	slices.Sort(need)
	return slices.Compact(need)
}

// block renders the samples from first on into buf, n of each needed lead.
func (r *renderer) block(first, n int) {
	r.first = first
	for k := range r.buf {
		r.buf[k] = r.buf[k][:n]
		clear(r.buf[k])
	}
	p := r.plan
	rate := p.spec.Rate
	start, end := float64(first)/rate, float64(first+n)/rate
	for r.loBeat < len(p.beats) && p.beats[r.loBeat].r+reach < start {
		r.loBeat++
	}
	for i := r.loBeat; i < len(p.beats) && p.beats[i].r-reach < end; i++ {
		b := &p.beats[i]
		t := p.h.beat(b.kind)
		for k := range t.parts {
			c := &t.parts[k]
			gain := b.tGain
			if c.part == partQRS {
				gain = b.qrsGain
			}
			r.add(c.place(t.qrs, b.qt), c.amp, b.r-t.rOffset, gain)
		}
	}
	for r.loP < len(p.ps) && p.ps[r.loP].on+reach < start {
		r.loP++
	}
	for i := r.loP; i < len(p.ps) && p.ps[i].on-reach < end; i++ {
		for k := range p.h.p[p.ps[i].kind] {
			c := &p.h.p[p.ps[i].kind][k]
			r.add(c.place(0, 0), c.amp, p.ps[i].on, 1)
		}
	}
	for k := range r.sources {
		r.addSource(&r.sources[k])
	}
	width := p.spec.SpikeMS / 1000
	for r.loSpike < len(p.spike) && p.spike[r.loSpike]+reach < start {
		r.loSpike++
	}
	for i := r.loSpike; i < len(p.spike) && p.spike[i]-reach < end; i++ {
		r.addSpike(p.spike[i], width)
	}
	for k := range r.buf {
		r.noise[k].add(r.buf[k])
	}
}

// add adds one component, gain times, with its origin at the time given.
func (r *renderer) add(s placed, amp []float64, origin, gain float64) {
	rate := r.plan.spec.Rate
	n := len(r.buf[0])
	lo := max(0, int(math.Floor((origin+s.a)*rate))-r.first)
	hi := min(n-1, int(math.Ceil((origin+s.b)*rate))-r.first)
	for i := lo; i <= hi; i++ {
		v := gain * s.at(float64(r.first+i)/rate-origin)
		if v == 0 {
			continue
		}
		for k, b := range r.need {
			r.buf[k][i] += amp[b] * v
		}
	}
}

func (r *renderer) addSource(o *source) {
	rate := r.plan.spec.Rate
	n := len(r.buf[0])
	lo := max(0, int(math.Floor(o.start*rate))-r.first)
	hi := min(n-1, int(math.Ceil(o.end*rate))-r.first)
	for i := lo; i <= hi; i++ {
		v := o.at(float64(r.first+i) / rate)
		for k, b := range r.need {
			r.buf[k][i] += o.amp[b] * v
		}
	}
}

// addSpike adds a rectangular pulse. A sample holds the mean of the pulse over its interval, so that none is missed where it
// is shorter than the interval.
func (r *renderer) addSpike(on, width float64) {
	rate := r.plan.spec.Rate
	n := len(r.buf[0])
	lo := max(0, int(math.Floor(on*rate))-r.first)
	hi := min(n-1, int(math.Ceil((on+width)*rate))-r.first+1)
	for i := lo; i <= hi; i++ {
		from := (float64(r.first+i) - 0.5) / rate
		share := (min(on+width, from+1/rate) - max(on, from)) * rate
		if share <= 0 {
			continue
		}
		for k, b := range r.need {
			r.buf[k][i] += r.spike[b] * share
		}
	}
}

// maxRaw bounds raw values so that sums of two stay within int32.
const maxRaw = 1 << 29

// record renders and quantises everything. Leads that follow from I and II are made from their integers.
func record(p *schedule, n int) *ecg.Record {
	s := p.spec
	r := newRenderer(p, n)
	raw := make([][]int32, len(r.need))
	for k := range raw {
		raw[k] = make([]int32, n)
	}
	for first := 0; first < n; first += blockSamples {
		m := min(blockSamples, n-first)
		r.block(first, m)
		for k, x := range r.buf {
			for i, v := range x {
				raw[k][first+i] = int32(math.Round(max(-maxRaw, min(maxRaw, v/s.StepUV))))
			}
		}
	}
	at := func(b int) []int32 { return raw[slices.Index(r.need, b)] }
	rec := header(s)
	used := make([]bool, len(basis))
	for _, l := range s.Leads {
		c := rec.AddChannel()
		*c = ecg.Channel{Lead: l, Label: l.String(), Rate: s.Rate, Scale: s.StepUV, Unit: ecg.UnitMicrovolt, Bits: 16}
		if b := basisIndex(l); b >= 0 {
			c.Raw = at(b)
			if used[b] { // asked for twice
				c.Raw = slices.Clone(c.Raw)
			}
			used[b] = true
		} else {
			c.Raw, c.Scale = deriveLimb(l, at(basisI), at(basisII), s.StepUV)
		}
		c.Samples = len(c.Raw)
	}
	for i := range rec.Channels {
		spoil(&rec.Channels[i], s.Noise.Artifacts)
	}
	return rec
}

// deriveLimb computes III, aVR, aVL or aVF without rounding; the augmented leads at half the step.
func deriveLimb(l ecg.Lead, one, two []int32, step float64) (raw []int32, scale float64) {
	a, b, _ := derived(l)
	scale = step
	if l != ecg.LeadIII {
		a, b, scale = 2*a, 2*b, step/2
	}
	ka, kb := int32(a), int32(b)
	raw = make([]int32, len(one))
	for i := range raw {
		raw[i] = ka*one[i] + kb*two[i]
	}
	return raw, scale
}

// header fills in all but the channels. Nothing in it could be taken for a person's.
func header(s *Spec) *ecg.Record {
	rec := &ecg.Record{
		Format: "synthetic",
		ID:     "synthetic-" + strconv.FormatUint(s.Seed, 10),
		Patient: ecg.Patient{
			ID:   "SYNTHETIC-" + strconv.FormatUint(s.Seed, 10),
			Name: ecg.Name{Family: "Synthetic", Given: "Patient"},
			Sex:  s.Sex,
		},
		Device: ecg.Device{Manufacturer: "goecg", Model: "ecgtest"},
		Start:  ecg.Local(2000, 1, 1, 12, 0, 0, 0),
	}
	if s.Age > 0 {
		rec.Patient.Age = ecg.AgeOf(s.Age, ecg.Year)
	}
	switch s.Rhythm {
	case PacedAtrial, PacedDual, PacedVentricular:
		rec.Patient.Paced = true
	}
	return rec
}
