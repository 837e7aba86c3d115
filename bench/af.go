package bench

import (
	"context"
	"os"
	"path/filepath"

	"github.com/goecg/goecg/ecg"
)

// Kinds of databases that [AF] scores.
const (
	// AFSignals: WFDB records with rhythm changes in their reference annotations. Beats are detected and the rhythm is found by
	// AddRhythm.
	AFSignals = "signals"
	// AFIntervals: text files qrsNAME.txt of RR intervals (see ReadIntervals) and atrNAME.txt with the rhythm changes.
	AFIntervals = "intervals"
	// AFStrips: WFDB records and a file REFERENCE*.csv with a label for each, A meaning atrial fibrillation. Each is analysed as a
	// whole, and the finding AFIB decides.
	AFStrips = "strips"
)

// AFOptions are the parameters of [AF].
type AFOptions struct {
	// Detector and Lead choose what finds the beats, as in QRSOptions.
	Detector string `json:"detector,omitempty"`
	Lead     string `json:"lead,omitempty"`
	// Episodes are the parameters of the comparison. With ExcludeFlutter the time of reference flutter counts neither way.
	Episodes EpisodeOptions `json:"episodes"`
	// Records limits the run to these records; nil means all that the folder holds.
	Records []string `json:"records,omitempty"`
	// Workers and Progress are as in QRSOptions.
	Workers  int                                  `json:"-"`
	Progress func(done, total int, record string) `json:"-"`
}

// AFReport is the outcome of [AF].
type AFReport struct {
	Database string        `json:"database"` // the folder's name
	Source   string        `json:"source"`   // AFSignals, AFIntervals or AFStrips
	Options  AFOptions     `json:"options"`
	Skipped  []string      `json:"skipped,omitempty"` // records without reference
	Failed   []RecordError `json:"failed,omitempty"`
	Records  []AFRecord    `json:"records,omitempty"`
	// All sums up every record; Unpaced leaves out those with mostly paced beats. Not set for AFStrips.
	All     *AFSummary `json:"all,omitempty"`
	Unpaced *AFSummary `json:"unpaced,omitempty"`
	// Strips is set for AFStrips.
	Strips *StripReport `json:"strips,omitempty"`
}

// AFRecord is the score of one long record.
type AFRecord struct {
	Record string `json:"record"`
	Paced  bool   `json:"paced,omitempty"`
	EpisodeResult
	Durations Durations `json:"durations"`
	Se        ecg.Value `json:"duration_se"`
	Sp        ecg.Value `json:"duration_sp"`
	PPV       ecg.Value `json:"duration_ppv"`
}

// Durations are seconds of agreement and disagreement on fibrillation.
type Durations struct {
	TP float64 `json:"tp_s"`
	FN float64 `json:"fn_s"`
	FP float64 `json:"fp_s"`
	TN float64 `json:"tn_s"`
}

// AFSummary gathers several records.
type AFSummary struct {
	Records   int             `json:"records"`
	Durations Durations       `json:"durations"`
	Se        Interval        `json:"duration_se"` // gross, with confidence intervals from the differences between records
	Sp        Interval        `json:"duration_sp"`
	PPV       Interval        `json:"duration_ppv"`
	Episodes  *EpisodeSummary `json:"episodes"`
}

// AF scores how well atrial fibrillation is found in the records of the folder dir. What the folder holds decides how: see
// AFSignals, AFIntervals and AFStrips. A record that cannot be read is reported in Failed and does not stop the run. The error is
// ctx's, ErrNoRecords, one about the options, or one of reading the folder.
func AF(ctx context.Context, dir string, opt AFOptions) (*AFReport, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	p := &AFReport{Database: filepath.Base(dir), Options: opt}
	intervals, labels := "", ""
	for _, f := range files {
		if ok, _ := filepath.Match("qrs*.txt", f.Name()); ok {
			intervals = f.Name()
		}
		if ok, _ := filepath.Match("REFERENCE*.csv", f.Name()); ok {
			labels = f.Name() // the last version
		}
	}
	switch {
	case labels != "":
		p.Source = AFStrips
		err = p.scoreStrips(ctx, dir, labels)
	case intervals != "":
		p.Source = AFIntervals
		err = p.scoreIntervals(ctx, os.DirFS(dir), files)
	default:
		p.Source = AFSignals
		err = p.scoreSignals(ctx, dir)
	}
	if err != nil {
		return nil, err
	}
	if len(p.Records) == 0 && p.Strips == nil && len(p.Failed) == 0 {
		return nil, ErrNoRecords
	}
	return p, nil
}
