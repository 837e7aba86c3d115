package engine

import (
	"errors"
	"io"
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats/wfdb"
)

// Blocks gives simultaneous leads block by block.
type Blocks interface {
	// Rate is that of every lead, in Hz.
	Rate() float64
	// Leads is the number of leads in every block.
	Leads() int
	// Next returns the next samples of the leads, in µV and NaN where missing, all leads equally many; they are valid until the
	// next call. It returns io.EOF behind the last block.
	Next() ([][]float64, error)
}

// LeadReader is the [Blocks] of a WFDB record: the leads that [Analyzer.Detect] would detect on, on one time axis at the record's
// rate. Memory does not depend on the record's length. Leads of a slower signal are resampled, whose values beside a gap
// may differ a little from those of the whole record.
type LeadReader struct {
	r       *wfdb.Reader
	rec     ecg.Record // the block read last
	rate    float64
	perOut  int   // samples a frame on the axis
	block   int   // frames asked for at a time
	context int   // frames around a sample that resampling looks at; 0 when nothing is resampled
	base    int64 // first frame that is held
	done    int64 // frames handed out
	ended   bool
	leads   []streamLead
	view    [][]float64
}

// streamLead is one lead of a LeadReader.
type streamLead struct {
	channel   int
	perFrame  int
	resampler *filter.Resampler // nil at the record's rate
	held      []float64         // samples from frame base on
	out       []float64         // resampled
}

var _ Blocks = (*LeadReader)(nil)

// Sizes of a LeadReader's blocks.
const (
	streamSamples = 8192    // of a lead
	streamWidth   = 1 << 20 // over all channels of the record
	streamContext = 0.2     // s around a sample, at least what the kernel needs
	streamTaps    = 12      // half the kernel's length in samples of the slower side, and two for rounding
)

// NewLeadReader chooses leads of the record that r reads, as Options.Lead does, and begins where r stands. Errors are those of
// [Analyzer.Detect].
func NewLeadReader(r *wfdb.Reader, lead string) (*LeadReader, error) {
	rec := r.Header()
	l := &LeadReader{r: r, rate: rec.Rate()}
	var all []gridLead
	width := 0
	for i := range rec.Channels {
		c := &rec.Channels[i]
		if onGrid(c, l.rate) {
			all = append(all, gridLead{channel: c, index: i})
		}
		width += l.perFrame(c.Rate)
	}
	if err := checkLeads(rec, all); err != nil {
		return nil, err
	}
	chosen, err := chooseLeads(nil, all, ecg.Redundant(rec.Channels), lead)
	if err != nil {
		return nil, err
	}
	l.perOut = l.perFrame(l.rate)
	l.block = max(1, min(streamSamples/l.perOut, streamWidth/max(width, 1)))
	for _, k := range chosen {
		c := all[k].channel
		s := streamLead{channel: all[k].index, perFrame: l.perFrame(c.Rate)}
		if c.Rate != l.rate {
			if s.resampler, err = filter.NewResampler(c.Rate, l.rate, filter.ResampleOptions{Edge: filter.EdgeHold}); err != nil {
				return nil, err
			}
			slower := min(s.perFrame, l.perOut)
			l.context = max(l.context, (streamTaps+slower-1)/slower, int(math.Ceil(streamContext*r.Rate())))
		}
		l.leads = append(l.leads, s)
	}
	return l, nil
}

func (l *LeadReader) perFrame(rate float64) int { return int(math.Round(rate / l.r.Rate())) }

// Rate implements [Blocks].
func (l *LeadReader) Rate() float64 { return l.rate }

// Leads implements [Blocks].
func (l *LeadReader) Leads() int { return len(l.leads) }

// Next implements [Blocks]. Other errors are those of wfdb.Reader.Read.
func (l *LeadReader) Next() ([][]float64, error) {
	l.forget()
	for !l.ended {
		n, err := l.r.Read(&l.rec, l.block)
		if errors.Is(err, io.EOF) {
			l.ended = true
		} else if err != nil {
			return nil, err
		}
		for i := range l.leads {
			l.leads[i].take(&l.rec, n)
		}
		ready := l.held()
		if !l.ended {
			ready -= int64(l.context)
		}
		if ready > l.done {
			return l.give(ready), nil
		}
	}
	return nil, io.EOF
}

// held returns the frame behind the last one that is held.
func (l *LeadReader) held() int64 {
	s := &l.leads[0]
	return l.base + int64(len(s.held)/s.perFrame)
}

// forget drops frames that nothing needs any more.
func (l *LeadReader) forget() {
	drop := l.done - int64(l.context) - l.base
	if drop <= 0 {
		return
	}
	for i := range l.leads {
		s := &l.leads[i]
		s.held = s.held[:copy(s.held, s.held[int(drop)*s.perFrame:])]
	}
	l.base += drop
}

// take appends the n frames of a block, missing where the channel has ended.
func (s *streamLead) take(rec *ecg.Record, n int) {
	if n == 0 {
		return
	}
	from := len(s.held)
	s.held = extended(s.held, n*s.perFrame)
	c := &rec.Channels[s.channel]
	got := len(c.Physical(s.held[from:from:len(s.held)]))
	for i := from + got; i < len(s.held); i++ {
		s.held[i] = math.NaN()
	}
}

// extended returns x with room for n more samples, which hold anything.
func extended(x []float64, n int) []float64 {
	if len(x)+n > cap(x) {
		x = append(make([]float64, 0, len(x)+n), x...)
	}
	return x[:len(x)+n]
}

// give returns the frames from done to ready.
func (l *LeadReader) give(ready int64) [][]float64 {
	l.view = l.view[:0]
	from, to := int(l.done-l.base), int(ready-l.base)
	for i := range l.leads {
		s := &l.leads[i]
		x := s.held
		if s.resampler != nil {
			s.out = resize(s.out, s.resampler.Len(len(s.held)))
			x = s.resampler.Resample(s.out, s.held)
		}
		l.view = append(l.view, x[from*l.perOut:to*l.perOut])
	}
	l.done = ready
	return l.view
}
