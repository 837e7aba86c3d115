package filter

// CleanOptions tunes a [Cleaner]; the zero value is the default chain.
type CleanOptions struct {
	// BaselineCorner is the corner of the baseline remover in Hz, see BeatOptions; 0 means
	// DefaultBaselineCorner, a negative value keeps the baseline.
	BaselineCorner float64 `json:"baseline_corner_hz,omitempty"`
	// Mains is the nominal power-line frequency, 50 or 60 Hz; 0 searches for both, a
	// negative value leaves the line alone.
	Mains float64 `json:"mains_hz,omitempty"`
	// MainsHarmonics is how many harmonics of the line to remove where they are found; 0
	// removes the line alone.
	MainsHarmonics int `json:"mains_harmonics,omitempty"`
}

// Cleaner is the default chain before measurement: [MainsFilter], then [BeatBaseline], over
// all leads at once, without phase shift and without moving ST. Its memory is reused from
// record to record.
type Cleaner struct {
	opts     CleanOptions
	rate     float64
	baseline BeatBaseline
	mains    MainsFilter
	line     Mains
	gaps     gapList
	count    []int // gaps of each lead
}

// NewCleaner returns a cleaner for leads at rate Hz. Errors are *[DesignError]
// around ErrRate or ErrCorner.
func NewCleaner(rate float64, opts CleanOptions) (*Cleaner, error) {
	c := &Cleaner{}
	if err := c.Reset(rate, opts); err != nil {
		return nil, err
	}
	return c, nil
}

// Reset prepares c for leads of another rate or other options; with the same ones it
// costs nothing.
func (c *Cleaner) Reset(rate float64, opts CleanOptions) error {
	if err := checkRate("cleaner", rate); err != nil {
		return err
	}
	if opts.Mains > 0 && nominalIndex(opts.Mains) < 0 {
		return &DesignError{"cleaner", opts.Mains, rate, ErrCorner}
	}
	if opts.BaselineCorner >= 0 {
		if err := c.baseline.Reset(rate, BeatOptions{Corner: opts.BaselineCorner}); err != nil {
			return err
		}
	}
	if err := c.mains.Reset(rate); err != nil {
		return err
	}
	c.mains.Harmonics = opts.MainsHarmonics
	c.rate, c.opts, c.line = rate, opts, Mains{}
	return nil
}

// Mains returns the interference found in the leads cleaned last.
func (c *Cleaner) Mains() Mains { return c.line }

// Clean cleans a single lead; see [Cleaner.CleanLeads].
func (c *Cleaner) Clean(dst, src []float64) []float64 {
	dst = destination(dst, len(src))
	d, s := [1][]float64{dst}, [1][]float64{src}
	c.CleanLeads(d[:], s[:])
	return dst
}

// CleanLeads writes the simultaneous leads src, cleaned, to dst and returns dst. The
// power line is estimated once for all of them. dst may be src; a nil dst or a nil
// lead in it allocates; other lengths must agree or it panics. Gaps stay gaps. It
// panics before the first Reset.
func (c *Cleaner) CleanLeads(dst, src [][]float64) [][]float64 {
	return c.CleanBeats(dst, src, nil)
}

// CleanBeats is CleanLeads with known beats: ascending sample indexes, each at the same
// place of its QRS complex. nil means that the cleaner looks for them itself.
func (c *Cleaner) CleanBeats(dst, src [][]float64, beats []int) [][]float64 {
	if c.rate == 0 {
		panic("filter: CleanLeads before Reset")
	}
	dst = destinations(dst, src)
	nominal := max(c.opts.Mains, 0)
	c.mains.reserve(src)
	c.gaps, c.count = c.gaps[:0], c.count[:0]
	for i, x := range src {
		y := dst[i]
		c.count = append(c.count, c.gaps.bridge(y, x))
		if c.opts.Mains >= 0 {
			c.mains.demodulate(i, y, nominal)
			c.mains.skip(i, c.gaps[len(c.gaps)-2*c.count[i]:])
		}
	}
	c.line = Mains{}
	if c.opts.Mains >= 0 {
		c.line = c.mains.decide(len(src), nominal)
		if c.line.Present() {
			for i, y := range dst {
				c.mains.line.subtract(y, c.mains.value[i])
			}
			if c.opts.MainsHarmonics > 0 {
				c.overtones(dst)
			}
		}
	}
	if c.opts.BaselineCorner >= 0 {
		c.baseline.remove(dst, beats, c.gaps, c.count)
	}
	gaps := c.gaps
	for i, y := range dst {
		gaps = gaps.restore(y, c.count[i])
	}
	return dst
}

// overtones removes the harmonics of the line from every lead.
func (c *Cleaner) overtones(leads [][]float64) {
	gaps := c.gaps
	for i, y := range leads {
		n := 2 * c.count[i]
		c.mains.overtones(y, c.line, gaps[:n])
		gaps = gaps[n:]
	}
}
