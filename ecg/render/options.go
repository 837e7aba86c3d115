package render

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Defaults of a page.
const (
	DefaultSpeed  = 25.0  // mm/s
	DefaultGain   = 10.0  // mm/mV
	DefaultWidth  = 297.0 // mm, A4 landscape
	DefaultHeight = 210.0 // mm
)

// Languages of a page.
const (
	English = "en"
	Chinese = "zh"
	Both    = "both"
)

// Papers.
const (
	PaperRed  = "red"  // the usual pink
	PaperGrey = "grey" // for black-and-white printers
	PaperNone = "none" // white
)

// Options of a page. The zero value is A4 landscape at 25 mm/s and 10 mm/mV, the 12 leads in three rows of four with II below, or a
// layout that suits the leads there are.
type Options struct {
	// Layout is ROWSxCOLUMNS: "3x4", "6x2", "12x1", any other; "" chooses by the number of leads. Leads fill column after column.
	Layout string `json:"layout,omitempty"`
	// Leads are the leads to show, by name; nil shows all. "-aVR" is aVR upside down.
	Leads []string `json:"leads,omitempty"`
	// Rhythm are the leads of the rhythm strips below the columns; nil is II (or the first lead) below three columns or more and none
	// below fewer. "none" leaves them out.
	Rhythm []string `json:"rhythm,omitempty"`
	// Start of the window, s. Seconds is its length: 0 is what one page holds, negative all that there is, on as many pages as needed.
	Start   float64 `json:"start_s,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
	// Simultaneous makes every column begin at the same time; by default each goes on where the one before ends, unless the
	// window is too short to be shared out.
	Simultaneous bool `json:"simultaneous,omitempty"`

	Speed float64 `json:"speed_mm_per_s,omitempty"` // 0: DefaultSpeed
	Gain  float64 `json:"gain_mm_per_mv,omitempty"` // 0: DefaultGain
	Width float64 `json:"paper_width_mm,omitempty"` // 0: DefaultWidth
	Paper string  `json:"paper,omitempty"`          // "" is PaperRed
	Lang  string  `json:"lang,omitempty"`           // "" is English
	// Height of the paper, mm. 0 is DefaultHeight, less where few rows need less, more where many need more.
	Height float64 `json:"paper_height_mm,omitempty"`

	// HidePatient leaves out who the patient is and when and where the ECG was taken; sex and age stay.
	HidePatient bool `json:"hide_patient,omitempty"`
	// HideHeader leaves out everything above the paper except the word "unconfirmed".
	HideHeader bool `json:"hide_header,omitempty"`
	Beats      bool `json:"beats,omitempty"`       // class letters and RR intervals
	Fiducials  bool `json:"fiducials,omitempty"`   // onsets, peaks and ends of the waves, where Traces have them
	STBars     bool `json:"st_bars,omitempty"`     // a bar chart of ST at J+60 ms
	Segments   bool `json:"segments,omitempty"`    // shade fibrillation, asystole, noise and leads that are off, as the Report has them
	HideSpikes bool `json:"hide_spikes,omitempty"` // no marks at pacing spikes
}

// ErrOptions is wrapped by every error about Options.
var ErrOptions = errors.New("render: invalid option")

// Bounds of options: what lies outside is a mistake, or a picture that no program shows.
const (
	minSpeed, maxSpeed = 1.0, 1000.0
	minGain, maxGain   = 0.1, 1000.0
	minPaper, maxPaper = 40.0, 20000.0
	maxRows, maxColumn = 64, 12
)

func optionError(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrOptions}, args...)...)
}

// filled returns o with defaults in place.
func (o Options) filled() (Options, error) {
	set := func(v *float64, def, lo, hi float64, what string) error {
		if *v == 0 {
			*v = def
		}
		if !(*v >= lo && *v <= hi) {
			return optionError("%s %g: use %g to %g", what, *v, lo, hi)
		}
		return nil
	}
	auto := o.Height == 0
	for _, err := range []error{
		set(&o.Speed, DefaultSpeed, minSpeed, maxSpeed, "speed"),
		set(&o.Gain, DefaultGain, minGain, maxGain, "gain"),
		set(&o.Width, DefaultWidth, minPaper, maxPaper, "paper width"),
		set(&o.Height, DefaultHeight, minPaper, maxPaper, "paper height"),
	} {
		if err != nil {
			return o, err
		}
	}
	if auto {
		o.Height = 0
	}
	if o.Paper == "" {
		o.Paper = PaperRed
	}
	if o.Lang == "" {
		o.Lang = English
	}
	switch {
	case math.IsNaN(o.Start) || math.IsInf(o.Start, 0):
		return o, optionError("start %g", o.Start)
	case math.IsNaN(o.Seconds):
		return o, optionError("seconds %g", o.Seconds)
	case !slices.Contains([]string{PaperRed, PaperGrey, PaperNone}, o.Paper):
		return o, optionError("paper %q: use %s, %s or %s", o.Paper, PaperRed, PaperGrey, PaperNone)
	case !slices.Contains([]string{English, Chinese, Both}, o.Lang):
		return o, optionError("language %q: use %s, %s or %s", o.Lang, English, Chinese, Both)
	}
	return o, nil
}

// parseLayout reads ROWSxCOLUMNS.
func parseLayout(s string) (rows, columns int, err error) {
	r, c, ok := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "x")
	rows, err1 := strconv.Atoi(r)
	columns, err2 := strconv.Atoi(c)
	if !ok || err1 != nil || err2 != nil || rows < 1 || columns < 1 || rows > maxRows || columns > maxColumn {
		return 0, 0, optionError("layout %q: use ROWSxCOLUMNS, as in 3x4, at most %dx%d", s, maxRows, maxColumn)
	}
	return rows, columns, nil
}
