package bench

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseConditions(t *testing.T) {
	got, err := ParseConditions(" P_on.SE >= 95,p_on.sd<=16.5,  noise.bw.-6db.auc>=-1e1")
	require.NoError(t, err)
	assert.Equal(t, []Condition{{Name: "p_on.se", Limit: 95}, {"p_on.sd", true, 16.5}, {Name: "noise.bw.-6db.auc", Limit: -10}}, got)
	assert.Equal(t, "p_on.sd<=16.5", got[1].String())
	for _, bad := range []string{"", "f1", "f1>95", "f1=95", "f1>=", "f1>=x", "f1>=nan", "f1<=inf", "f1>=95,", "f1><=3", "f1=>3", "f1>=1<=2"} {
		_, err := ParseConditions(bad)
		assert.ErrorIs(t, err, ErrCondition, "%q", bad)
	}
}

// listed is a report with the figures that it lists.
type listed []Figure

func (l listed) Figures() []Figure { return l }

func TestCheckConditions(t *testing.T) {
	p := listed{{"f1", 99.1}, {"a.se", 94.9999999}, {"a.sd", 16}, {"b.se", math.NaN()}, {"b.sd", 3}, {"ppv", 1}}
	check := func(s string) error {
		c, err := ParseConditions(s)
		require.NoError(t, err)
		return Check(p, c)
	}
	for _, kept := range []string{"f1>=99.1", "f1<=99.1", "a.sd<=16,a.sd>=16,ppv>=0.5"} {
		assert.NoError(t, check(kept), kept)
	}
	for s, want := range map[string]string{
		"f1>=99.2":           "f1 is 99.1, >= 99.2 is required",
		"a.se>=95,a.sd<=15":  "a.se is 94.9999999, >= 95 is required; a.sd is 16, <= 15 is required",
		"b.se<=100,f1>=0":    "b.se is undefined, <= 100 is required",
		"b.se>=-5,ppv<=0.25": "b.se is undefined, >= -5 is required; ppv is 1, <= 0.25 is required",
	} {
		err := check(s)
		require.ErrorIs(t, err, ErrMissed, s)
		assert.Equal(t, want, strings.TrimPrefix(err.Error(), ErrMissed.Error()+": "))
	}
	err := check("f1>=100,a>=1")
	require.ErrorIs(t, err, ErrCondition)
	assert.True(t, strings.HasSuffix(err.Error(), `no figure "a"; there are f1, {a,b}.{se,sd}, ppv`), err.Error())
}

// Names of figures are unique, can be asked for, and do not depend on what was scored.
func TestFigureNames(t *testing.T) {
	lead := LeadFiducials{Fiducials: []FiducialStats{{Fiducial: fiducialNames[0], Counts: Counts{TP: 9, FN: 1}, Se: 90, SD: 12}}}
	for _, pair := range [][2]Figured{
		{&QRSReport{}, &QRSReport{All: Summary{AF: &EpisodeSummary{}}}},
		{&CVReport{}, &CVReport{}},
		{&DelineationReport{}, &DelineationReport{
			Primary: &lead, All: lead, AF: &PWaveReport{},
			Intervals: []IntervalStats{{Interval: "PR", Lead: LeadGlobal, Source: SourceMarks}},
		}},
		{&AFReport{}, &AFReport{All: &AFSummary{Episodes: &EpisodeSummary{}}}},
		{&AFReport{}, &AFReport{Strips: &StripReport{}}},
		{&DiagnosisReport{}, &DiagnosisReport{Diagnoses: []DiagnosisScore{{Diagnosis: "AFIB or AFL"}}}},
		{&STEMIReport{}, &STEMIReport{Groups: []STEMIGroup{{Group: GroupInfarct}}}},
		{&QualityReport{}, &QualityReport{
			Noise:     []NoiseReport{{Kind: "baseline drift"}},
			Reversals: []ReversalStratum{{Group: "sinus", Cases: []ReversalCase{{Exchange: "RA-LA"}}}}, Stress: []StressRow{{Noise: "em", SNR: 6}},
		}},
		{&SpeedReport{}, &SpeedReport{Rows: []Speeds{{Detector: "default", Mode: SpeedStream, Leads: 1}}}},
	} {
		empty, full := pair[0].Figures(), pair[1].Figures()
		require.NotEmpty(t, empty)
		require.Len(t, full, len(empty), "%T", pair[1])
		seen := map[string]bool{}
		for i := range empty {
			name := empty[i].Name
			assert.Equal(t, name, full[i].Name)
			assert.False(t, seen[name], "%T: %s twice", pair[0], name)
			seen[name] = true
			c, err := ParseConditions(name + ">=1")
			require.NoError(t, err)
			assert.Equal(t, name, c[0].Name)
		}
	}
}

// A figure is the one of the report that its name says.
func TestFigureValues(t *testing.T) {
	figure := func(p Figured, name string) float64 {
		for _, f := range p.Figures() {
			if f.Name == name {
				return f.Value
			}
		}
		t.Fatalf("no figure %s", name)
		return 0
	}
	on := FiducialStats{Fiducial: fiducialNames[0], Counts: Counts{TP: 9, FN: 1, FP: 3}, Se: 90, PPV: 75, Mean: -2, SD: 12, Median: 4, P95: 20}
	peak := FiducialStats{Fiducial: fiducialNames[1], Counts: Counts{TP: 10}, Se: 100, PPV: 100}
	all := LeadFiducials{Fiducials: []FiducialStats{on, peak}}
	p := &DelineationReport{Records: 7, All: all, AF: &PWaveReport{Records: make([]PWaveRecord, 2), Share: 5}, Intervals: []IntervalStats{
		{Interval: "QT", Lead: LeadMedian, Source: SourceReport, Records: 8, Missing: 1, Mean: 3, SD: 4, TrimmedMean: 5, TrimmedSD: 6},
	}}
	for name, want := range map[string]float64{
		"records": 7, "se": 95, "ppv": 100 * 19.0 / 22, "p_on.marks": 10, "p_on.se": 90, "p_on.ppv": 75, "p_on.mean": -2, "p_on.sd": 12, "p_on.median": 4,
		"p_on.p95": 20, "all.p_peak.se": 100, "af_p.records": 2, "af_p.share": 5, "qt.median.report.missing": 1, "qt.median.report.trimmed_sd": 6,
	} {
		assert.InDelta(t, want, figure(p, name), 1e-9, name)
	}
	assert.True(t, math.IsNaN(figure(p, "t_off.se")))
	assert.True(t, math.IsNaN(figure(p, "pr.global.report.sd")))
	primary := LeadFiducials{Fiducials: []FiducialStats{peak}}
	p.Primary = &primary
	assert.Equal(t, 100.0, figure(p, "p_on.se"), "the first of the primary table")
	assert.Equal(t, 90.0, figure(p, "all.p_on.se"))

	long := &AFReport{All: &AFSummary{Records: 3, Durations: Durations{TP: 30, FN: 10, FP: 10}, Se: Interval{Value: 75}}}
	assert.Equal(t, []float64{3, 75, 75}, []float64{figure(long, "records"), figure(long, "se"), figure(long, "f1")})
	strips := &AFReport{Strips: &StripReport{Records: 9, Sp: Interval{Value: 98}, F1: 84}}
	assert.Equal(t, []float64{9, 98, 84}, []float64{figure(strips, "records"), figure(strips, "sp"), figure(strips, "f1")})

	s := &STEMIReport{Groups: []STEMIGroup{{Group: GroupNormal, Records: 50, Definite: 1, Possible: 4, Called: Interval{Value: 10}}}}
	assert.Equal(t, []float64{50, 1, 4, 10}, []float64{
		figure(s, "normal.records"), figure(s, "normal.definite"), figure(s, "normal.possible"), figure(s, "normal.called"),
	})
	assert.True(t, math.IsNaN(figure(s, "acute_infarct.definite")), "nothing was scored")

	d := &DiagnosisReport{Diagnoses: []DiagnosisScore{{Diagnosis: "AFIB or AFL", Counts: Counts{TP: 3, FN: 1, FP: 2}, Se: Interval{Value: 75}, F1: 60}}}
	assert.Equal(t, []float64{4, 2, 75, 60}, []float64{
		figure(d, "afib_or_afl.labelled"), figure(d, "afib_or_afl.fp"), figure(d, "afib_or_afl.se"), figure(d, "afib_or_afl.f1"),
	})

	q := &QualityReport{
		Noise: []NoiseReport{{Kind: "static noise", AUC: NoiseAUC{Grade: 64}}, {Kind: anyNoise, Below: Interval{Value: 52}}},
		Reversals: []ReversalStratum{
			{Group: "all", Alarms: []string{"1", "2"}, Cases: []ReversalCase{{Found: Interval{Value: 99}, Named: Interval{Value: 98}}}},
			{Group: "normal", Cases: []ReversalCase{{}, {Found: Interval{Value: 97}}}},
		},
		Stress: []StressRow{{Noise: "em", SNR: -6, Usable: Interval{Value: 12}}},
	}
	for name, want := range map[string]float64{
		"noise.static_noise.auc": 64, "noise.any.below_a": 52, "false_alarms": 2, "reversal.ra-la.found": 99, "reversal.ra-la.named": 98,
		"normal.false_alarms": 0, "normal.reversal.ra-ll.found": 97, "stress.em.-6db.usable": 12,
	} {
		assert.Equal(t, want, figure(q, name), name)
	}
	assert.True(t, math.IsNaN(figure(q, "sinus.false_alarms")))

	b := &QRSReport{All: Summary{Records: 2, Gross: Stats{Se: 99, F1: 98}, VF: &EpisodeSummary{Gross: EpisodeStats{DurationPPV: 88}}}, Unpaced: Summary{Gross: Stats{VEBSe: 91}}}
	assert.Equal(t, []float64{2, 99, 98, 91, 88}, []float64{
		figure(b, "records"), figure(b, "se"), figure(b, "f1"), figure(b, "unpaced.veb_se"), figure(b, "vf.duration_ppv"),
	})
	assert.Equal(t, 97.0, figure(&CVReport{Pooled: CVScore{F1: 97}, Default: CVScore{F1: 96}}, "f1"))
	assert.Equal(t, 3.0, figure(&SpeedReport{Rows: []Speeds{{Detector: "default", Mode: SpeedBatch, Leads: 2, Ratio: 3}}}, "default.batch.all_leads.ratio"))
}
