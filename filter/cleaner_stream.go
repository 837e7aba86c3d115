package filter

// CleanerStream is a [Cleaner] for leads that come piece by piece: a [Lagged] stream, by
// default four seconds late, of windows of 16 s.
//
// The difference to what the Cleaner makes of the whole leads was measured on minutes of the
// presets of ecgtest under 1 mV of 0.3 Hz and 200 uV of the line, but for 8 s at both ends:
// half of the samples within 0.5 uV, 99 of 100 within 5 uV, all within 10 uV; where there is
// no level between the beats (fast sinus rhythm, atrial fibrillation) or few beats of a
// shape in a window (bigeminy, an escape rhythm of 32/min) up to 40 uV, most of it a level that
// moves slowly. ST of a beat is as right as in batch. In the first seconds fewer
// beats are known, and before three of a shape are, the curve is the plain one of
// [BeatBaseline]. A line about as weak as can be found may be removed in some windows and
// left in others.
type CleanerStream struct {
	Lagged
	cleaner Cleaner
}

// NewCleanerStream returns a stream of so many leads at rate Hz. The error is *[DesignError]
// around ErrRate, ErrCorner or ErrWindow. It panics unless there is a lead.
func NewCleanerStream(rate float64, leads int, opts CleanOptions, lag LagOptions) (*CleanerStream, error) {
	s := &CleanerStream{}
	if err := s.cleaner.Reset(rate, opts); err != nil {
		return nil, err
	}
	if err := s.init("cleaner stream", rate, leads, lag); err != nil {
		return nil, err
	}
	s.remove = func(dst, src [][]float64) { s.cleaner.CleanLeads(dst, src) }
	return s, nil
}

// NewBeatStream returns a stream that does what [BeatBaseline] does. Errors are those of
// [NewCleanerStream].
func NewBeatStream(rate float64, leads int, opts BeatOptions, lag LagOptions) (*CleanerStream, error) {
	if opts.Corner < 0 {
		return nil, checkCorner("beat baseline", opts.Corner, rate)
	}
	return NewCleanerStream(rate, leads, CleanOptions{BaselineCorner: opts.Corner, Mains: -1}, lag)
}

// NewMainsStream returns a stream that does what [MainsFilter] does, for a line of the
// nominal frequency, 50 or 60 Hz, or either if that is 0, and so many of its harmonics.
// Errors are those of [NewCleanerStream].
func NewMainsStream(rate float64, leads int, nominal float64, harmonics int, lag LagOptions) (*CleanerStream, error) {
	if nominal < 0 {
		return nil, &DesignError{"mains", nominal, rate, ErrCorner}
	}
	return NewCleanerStream(rate, leads, CleanOptions{BaselineCorner: -1, Mains: nominal, MainsHarmonics: harmonics}, lag)
}

// Mains returns the interference found in the window seen last.
func (s *CleanerStream) Mains() Mains { return s.cleaner.Mains() }
