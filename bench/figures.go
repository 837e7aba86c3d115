package bench

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
)

// figureList collects figures under a prefix.
type figureList struct {
	list   []Figure
	prefix string
}

// under makes what follows belong to the parts of a name.
func (f *figureList) under(parts ...string) *figureList {
	f.prefix = ""
	for _, p := range parts {
		if p != "" {
			f.prefix += figureName(p) + "."
		}
	}
	return f
}

func (f *figureList) add(name string, v float64) *figureList {
	f.list = append(f.list, Figure{f.prefix + name, v})
	return f
}

func (f *figureList) count(name string, n int) *figureList { return f.add(name, float64(n)) }

func (f *figureList) value(name string, v ecg.Value) *figureList { return f.add(name, float64(v)) }

func (f *figureList) ms(name string, v ecg.Millisecond) *figureList { return f.add(name, float64(v)) }

// unknown adds names without values.
func (f *figureList) unknown(names ...string) {
	for _, n := range names {
		f.add(n, math.NaN())
	}
}

// figureName makes a name of words of a report: lower case, _ for spaces, no commas.
func figureName(s string) string {
	return strings.ToLower(strings.NewReplacer(" ", "_", ",", "").Replace(s))
}

// Figures names the gross figures, those without paced records after unpaced, the averages after average, and those of the
// comparisons of episodes that were asked for after af, vf and st.
func (p *QRSReport) Figures() []Figure {
	var f figureList
	f.under().count("records", p.All.Records).count("beats", p.All.Beats)
	for _, s := range []struct {
		name string
		of   *Stats
	}{{"", &p.All.Gross}, {"average", &p.All.Average}, {"unpaced", &p.Unpaced.Gross}} {
		f.under(s.name).value("se", s.of.Se).value("ppv", s.of.PPV).value("f1", s.of.F1).value("error_rate", s.of.ErrorRate).
			value("veb_se", s.of.VEBSe).value("veb_ppv", s.of.VEBPPV).value("veb_fpr", s.of.VEBFPR).
			value("sveb_se", s.of.SVEBSe).value("sveb_ppv", s.of.SVEBPPV)
	}
	for _, s := range []struct {
		name string
		of   *EpisodeSummary
	}{{"af", p.All.AF}, {"vf", p.All.VF}, {"st", p.All.ST}} {
		f.under(s.name).episodes(s.of)
	}
	return f.list
}

func (f *figureList) episodes(s *EpisodeSummary) {
	if s == nil {
		f.unknown("episode_se", "episode_ppv", "duration_se", "duration_ppv")
		return
	}
	g := &s.Gross
	f.value("episode_se", g.Se).value("episode_ppv", g.PPV).value("duration_se", g.DurationSe).value("duration_ppv", g.DurationPPV)
}

// Figures names the score of what was left out, and after default and resubstitution those with other values.
func (p *CVReport) Figures() []Figure {
	var f figureList
	for _, s := range []struct {
		name string
		of   *CVScore
	}{{"", &p.Pooled}, {"default", &p.Default}, {"resubstitution", &p.Resubstitution}} {
		f.under(s.name).value("f1", s.of.F1).value("error_rate", s.of.ErrorRate).value("unpaced_f1", s.of.UnpacedF1)
	}
	return f.list
}

// Figures names the figures of each kind of mark in the primary leads, or in all that were scored where these are not complete; those
// of all leads after all; intervals by name, lead and source; and P waves in atrial fibrillation.
func (p *DelineationReport) Figures() []Figure {
	var f figureList
	f.under().count("records", p.Records)
	first := p.Primary
	if first == nil {
		first = &p.All
	}
	f.fiducials("", first)
	f.fiducials("all", &p.All)
	for _, lead := range []string{LeadGlobal, LeadMedian} {
		for _, source := range []string{SourceReport, SourceMarks} {
			for _, name := range intervalNames {
				f.under(name, lead, source)
				k := slices.IndexFunc(p.Intervals, func(v IntervalStats) bool { return v.Interval == name && v.Lead == lead && v.Source == source })
				if k < 0 {
					f.unknown("records", "missing", "mean", "sd", "trimmed_mean", "trimmed_sd")
					continue
				}
				v := &p.Intervals[k]
				f.count("records", v.Records).count("missing", v.Missing).ms("mean", v.Mean).ms("sd", v.SD).
					ms("trimmed_mean", v.TrimmedMean).ms("trimmed_sd", v.TrimmedSD)
			}
		}
	}
	f.under("af_p")
	if p.AF == nil {
		f.unknown("records", "share")
		return f.list
	}
	return f.count("records", len(p.AF.Records)).value("share", p.AF.Share).list
}

// fiducials adds the figures of each kind of mark, and of all kinds pooled.
func (f *figureList) fiducials(prefix string, l *LeadFiducials) {
	var all Counts
	for i := range l.Fiducials {
		all.add(l.Fiducials[i].Counts)
	}
	f.under(prefix).value("se", percent(all.TP, all.TP+all.FN)).value("ppv", percent(all.TP, all.TP+all.FP))
	for i, name := range fiducialNames {
		f.under(prefix, name)
		if i >= len(l.Fiducials) {
			f.unknown("marks", "se", "ppv", "mean", "sd", "median", "p95")
			continue
		}
		s := &l.Fiducials[i]
		f.count("marks", s.TP+s.FN).value("se", s.Se).value("ppv", s.PPV).ms("mean", s.Mean).ms("sd", s.SD).ms("median", s.Median).ms("p95", s.P95)
	}
}

// Figures names the decisions on strips, or the durations of long records; episodes are those of long records.
func (p *AFReport) Figures() []Figure {
	var f figureList
	switch {
	case p.Strips != nil:
		s := p.Strips
		f.count("records", s.Records).value("se", s.Se.Value).value("sp", s.Sp.Value).value("ppv", s.PPV.Value).value("f1", s.F1)
	case p.All != nil:
		s, d := p.All, &p.All.Durations
		f.count("records", s.Records).value("se", s.Se.Value).value("sp", s.Sp.Value).value("ppv", s.PPV.Value).
			value("f1", share(2*d.TP, 2*d.TP+d.FN+d.FP))
	default:
		f.unknown("records", "se", "sp", "ppv", "f1")
	}
	if p.All == nil || p.All.Episodes == nil {
		f.unknown("episode_se", "episode_ppv")
		return f.list
	}
	return f.value("episode_se", p.All.Episodes.Gross.Se).value("episode_ppv", p.All.Episodes.Gross.PPV).list
}

// Figures names the scores by the diagnosis.
func (p *DiagnosisReport) Figures() []Figure {
	var f figureList
	f.count("records", p.Records)
	for i := range diagnoses {
		name := diagnoses[i].name
		f.under(name)
		k := slices.IndexFunc(p.Diagnoses, func(s DiagnosisScore) bool { return s.Diagnosis == name })
		if k < 0 {
			f.unknown("labelled", "tp", "fn", "fp", "se", "sp", "ppv", "f1")
			continue
		}
		s := &p.Diagnoses[k]
		f.count("labelled", s.TP+s.FN).count("tp", s.TP).count("fn", s.FN).count("fp", s.FP).
			value("se", s.Se.Value).value("sp", s.Sp.Value).value("ppv", s.PPV.Value).value("f1", s.F1)
	}
	return f.list
}

// Figures names the numbers of calls and their shares by the group of records.
func (p *STEMIReport) Figures() []Figure {
	var f figureList
	f.count("records", p.Records)
	for _, name := range stemiGroups {
		f.under(name)
		k := slices.IndexFunc(p.Groups, func(g STEMIGroup) bool { return g.Group == name })
		if k < 0 {
			f.unknown("records", "definite", "probable", "possible", "called", "sure", "st_elevation_only")
			continue
		}
		g := &p.Groups[k]
		f.count("records", g.Records).count("definite", g.Definite).count("probable", g.Probable).count("possible", g.Possible).
			value("called", g.Called.Value).value("sure", g.Sure.Value).count("st_elevation_only", g.STElevation)
	}
	return f.list
}

// Figures names the share of usable records; the comparison with each kind of noise; false alarms, a number of records, and each exchange
// of electrodes, in all records and after sinus and normal in those; and the share of usable records with noise added.
func (p *QualityReport) Figures() []Figure {
	var f figureList
	f.count("records", p.Records).value("usable", p.Usable.Value)
	for _, kind := range append(noiseColumns[:], anyNoise) {
		f.under("noise", kind)
		k := slices.IndexFunc(p.Noise, func(n NoiseReport) bool { return figureName(n.Kind) == kind })
		if k < 0 {
			f.unknown("below_a", "without_below_a", "auc")
			continue
		}
		n := &p.Noise[k]
		f.value("below_a", n.Below.Value).value("without_below_a", n.BelowWithout.Value).value("auc", n.AUC.Grade)
	}
	for g, group := range reversalGroups {
		prefix := group
		if g == 0 {
			prefix = ""
		}
		var s ReversalStratum
		if k := slices.IndexFunc(p.Reversals, func(s ReversalStratum) bool { return s.Group == group }); k >= 0 {
			s = p.Reversals[k]
			f.under(prefix).count("false_alarms", len(s.Alarms))
		} else {
			f.under(prefix).unknown("false_alarms")
		}
		for i := range reversalCases {
			f.under(prefix, "reversal", reversalCases[i].name)
			if i >= len(s.Cases) {
				f.unknown("found", "named")
				continue
			}
			f.value("found", s.Cases[i].Found.Value).value("named", s.Cases[i].Named.Value)
		}
	}
	for _, noise := range noiseNames {
		for _, snr := range stressSNR {
			f.under("stress", noise, fmt.Sprintf("%gdb", snr))
			k := slices.IndexFunc(p.Stress, func(r StressRow) bool { return r.Noise == noise && r.SNR == snr })
			if k < 0 {
				f.unknown("usable")
				continue
			}
			f.value("usable", p.Stress[k].Usable.Value)
		}
	}
	return f.list
}

// Figures names the figures by the detector and the way of use, on one lead, and after all_leads on all jointly.
func (p *SpeedReport) Figures() []Figure {
	var f figureList
	for _, detector := range engine.Detectors() {
		for _, mode := range []string{SpeedBatch, SpeedStream} {
			for _, joint := range []string{"", "all_leads"} {
				f.under(detector, mode, joint)
				k := slices.IndexFunc(p.Rows, func(r Speeds) bool { return r.Detector == detector && r.Mode == mode && (r.Leads > 1) == (joint != "") })
				if k < 0 {
					f.unknown("msps", "ratio", "allocs")
					continue
				}
				r := &p.Rows[k]
				f.add("msps", r.Msps).add("ratio", r.Ratio).add("allocs", float64(r.Allocs))
			}
		}
	}
	return f.list
}
