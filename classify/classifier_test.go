package classify

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write golden files")

// blank sets every floating-point field to NaN: nothing was measured.
func blank(v reflect.Value) {
	switch v.Kind() {
	case reflect.Float64:
		v.SetFloat(math.NaN())
	case reflect.Struct:
		for i := range v.NumField() {
			blank(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			blank(v.Index(i))
		}
	}
}

// What was not measured must not fire anything.
func TestNothingMeasured(t *testing.T) {
	require.Empty(t, classify(&measure.Report{}, man50).Findings)
	b, err := json.Marshal(classify(&measure.Report{Quality: measure.Quality{Grade: "C", Usable: true}}, Context{AgeYears: 3}))
	require.NoError(t, err)
	require.NotContains(t, string(b), `"evidence":null`)
	require.Contains(t, string(b), `"critical":[]`)

	r := normalReport()
	blank(reflect.ValueOf(r).Elem())
	res := classify(r, man50)
	require.Empty(t, res.Findings, "%v", codes(res))
	require.Empty(t, res.Critical)
	require.Equal(t, "yellow", res.Priority.Level)

	// each group of measurements alone
	for _, change := range []func(r *measure.Report){
		func(r *measure.Report) { blank(reflect.ValueOf(&r.RR).Elem()); r.HeartRate = ecg.NaN[ecg.Value]() },
		func(r *measure.Report) { blank(reflect.ValueOf(&r.Atrial).Elem()) },
		func(r *measure.Report) { blank(reflect.ValueOf(&r.QTc).Elem()) },
		func(r *measure.Report) { blank(reflect.ValueOf(&r.Axis).Elem()) },
		func(r *measure.Report) { r.QRS = ecg.NaN[ecg.Millisecond]() },
		func(r *measure.Report) { r.PR = ecg.NaN[ecg.Millisecond]() },
		func(r *measure.Report) { r.Leads = r.Leads[1:2] },
		func(r *measure.Report) { r.Leads = nil },
		func(r *measure.Report) {
			for i := range r.Leads {
				l := &r.Leads[i]
				*l = measure.Lead{Lead: l.Lead}
				blank(reflect.ValueOf(l).Elem())
			}
		},
		func(r *measure.Report) { r.Beats = nil },
	} {
		r := normalReport()
		change(r)
		res := classify(r, man50)
		for _, f := range res.Findings {
			require.LessOrEqual(t, f.Severity, Borderline, "%v", codes(res))
		}
	}
}

func TestPaediatric(t *testing.T) {
	r := inferior()
	res := classify(r, Context{AgeYears: 15.99, Sex: ecg.Male})
	require.Equal(t, []string{"ST_ELEVATION", "PAEDIATRIC"}, codes(res)) // never an infarct by adult limits
	require.Empty(t, res.Critical)
	require.Equal(t, "yellow", res.Priority.Level)
	require.True(t, classify(r, Context{AgeYears: 16, Sex: ecg.Male}).Has("STEMI"))
	r.Quality = measure.Quality{Grade: "D"}
	require.Equal(t, []string{"POOR_QUALITY", "PAEDIATRIC"}, codes(classify(r, Context{AgeYears: 3})))
}

func TestPoorQuality(t *testing.T) {
	r := normalReport()
	r.Quality.Grade, r.Quality.Usable = "D", false
	r.Quality.Leads[6].Grade, r.Quality.Leads[6].Reasons = "D", []string{"flat"}
	r.QTc.Bazett, r.HeartRate, r.RR.Max = 600, 30, 6000
	fibrillate(r)
	res := classify(r, man50)
	require.Equal(t, []string{"POOR_QUALITY"}, codes(res))
	require.Equal(t, "quality_flat", res.Findings[0].Evidence[0].What)
	require.Equal(t, ecg.LeadV1, res.Findings[0].Evidence[0].Lead)
	require.Empty(t, res.Critical)
	require.Equal(t, "orange", res.Priority.Level)

	r = inferior() // an infarct is never held back
	r.Quality.Grade, r.Quality.Usable = "D", false
	res = classify(r, man50)
	require.True(t, res.Has("STEMI") && res.Has("POOR_QUALITY"))
	require.Equal(t, Possible, res.Find("STEMI").Confidence)
	require.Equal(t, "red", res.Priority.Level)

	r = normalReport() // noisy but usable: findings, no verdict
	r.Quality.Grade = "C"
	res = classify(r, man50)
	require.True(t, res.Has("NSR"))
	require.False(t, res.HasAny("NORMAL", "POOR_QUALITY"))
}

func TestLeadReversal(t *testing.T) {
	flip := func(r *measure.Report, l ecg.Lead) {
		m := lead(r, l)
		m.P, m.QRSNet, m.T = -60, -9000, -200
	}
	r := normalReport()
	flip(r, ecg.LeadI)
	r.Axis.QRS, r.Axis.P = 135, 130
	res := classify(r, man50)
	require.Contains(t, res.Find("LEAD_REVERSAL").EN, "right arm and left arm")
	require.False(t, res.HasAny("RAD", "LPFB", "NORMAL", "RHYTHM_UNDETERMINED"), "%v", codes(res))

	lead(r, ecg.LeadV6).R, lead(r, ecg.LeadV6).QRSNet = 150, -3000 // R does not grow: the heart is on the right
	require.False(t, classify(r, man50).Has("LEAD_REVERSAL"))

	r = normalReport()
	m := lead(r, ecg.LeadII)
	m.QRSPeak, m.P, m.T = 99, 5, 10
	require.Contains(t, classify(r, man50).Find("LEAD_REVERSAL").EN, "right arm and right leg")
	m.QRSPeak = 100
	require.False(t, classify(r, man50).Has("LEAD_REVERSAL"))

	r = normalReport()
	flip(r, ecg.LeadII)
	lead(r, ecg.LeadAVR).P = 60
	require.Contains(t, classify(r, man50).Find("LEAD_REVERSAL").EN, "left leg")
	fibrillate(r) // no P waves to judge by
	require.False(t, classify(r, man50).Has("LEAD_REVERSAL"))

	r = normalReport()
	m = lead(r, ecg.LeadIII)
	m.QRSPeak, m.P, m.T = 49, 5, 10
	require.Contains(t, classify(r, man50).Find("LEAD_REVERSAL").EN, "left arm and right leg")
	r = normalReport()
	m = lead(r, ecg.LeadI)
	m.QRSPeak, m.P, m.T = 49, 5, 10
	require.Contains(t, classify(r, man50).Find("LEAD_REVERSAL").EN, "arms and legs")
}

// Every rule for contradictions, with findings that a user's criterion adds.
func TestExclusions(t *testing.T) {
	for _, e := range exclusions {
		for _, drop := range e.Drop {
			var o Options
			var f Findings
			f.reset(&o, nil, nil)
			f.Add(Finding{Code: drop, Severity: Abnormal})
			f.Add(Finding{Code: e.If, Severity: Abnormal})
			resolve(&f)
			require.False(t, f.Has(drop), "%s beside %s", drop, e.If)
			require.True(t, f.Has(e.If), "%s dropped by its own rule", e.If)
		}
	}
}

func TestStatementCodes(t *testing.T) {
	require.Len(t, ahaPrimary, 117)
	for _, s := range Statements() {
		require.NotEmpty(t, s.EN, s.Code)
		require.NotEmpty(t, s.ZH, s.Code)
	}
	for code, aha := range map[string]int{"AFIB": 50, "LBBB": 104, "NSR": 20, "NORMAL": 1, "ABNORMAL": 3, "LVH": 142, "PVC": 60} {
		s, ok := Lookup(code)
		require.True(t, ok)
		require.Equal(t, aha, s.AHA)
		require.NotEmpty(t, s.SNOMED)
	}
	for _, e := range exclusions {
		for _, c := range append([]string{e.If}, e.Drop...) {
			_, ok := Lookup(c)
			require.True(t, ok || c == "AVB2" || c == "AVB3", c)
		}
	}
	_, ok := Lookup("nonsense")
	require.False(t, ok)
}

// Findings and everything else must not depend on what was classified before, and come in their order.
func TestDeterminism(t *testing.T) {
	k := New(Options{})
	var res *Result
	var first []byte
	reports := []func() *measure.Report{inferior, normalReport, func() *measure.Report { r := normalReport(); lbbb(r); fibrillate(r); return r }}
	for round := range 3 {
		for i, f := range reports {
			res = k.Classify(res, f(), man50)
			b, err := json.Marshal(res)
			require.NoError(t, err)
			if i == 2 {
				if round == 0 {
					first = b
				}
				require.Equal(t, string(first), string(b))
			}
			for j := 1; j < len(res.Findings); j++ {
				a, b := &res.Findings[j-1], &res.Findings[j]
				require.True(t, a.Severity > b.Severity || a.Severity == b.Severity && a.Code < b.Code)
			}
		}
	}
}

// The order of leads in a report, and leads that no criterion asks for, must change nothing.
func TestLeadOrder(t *testing.T) {
	a, err := json.Marshal(classify(inferior(), man50))
	require.NoError(t, err)
	r := inferior()
	lead(r, ecg.LeadMLII)
	slices.Reverse(r.Leads)
	b, err := json.Marshal(classify(r, man50))
	require.NoError(t, err)
	require.Equal(t, string(a), string(b))
}

func TestHyperkalaemia(t *testing.T) {
	tented := func(change func(r *measure.Report)) bool {
		r := normalReport()
		r.QRS, r.PR = 140, ecg.NaN[ecg.Millisecond]()
		r.Atrial.PShare = 0
		for i := range r.Beats {
			r.Beats[i].HasP = false
		}
		for _, l := range []ecg.Lead{ecg.LeadV3, ecg.LeadV4} {
			m := lead(r, l)
			m.T, m.QRSNet = 1000, 5000
			m.Fiducials = measure.Fiducials{TOn: 80, TPeak: 130, TOff: 180} // 200 ms
		}
		change(r)
		return classify(r, man50).Has("HYPERKALEMIA")
	}
	require.True(t, tented(func(*measure.Report) {}))
	require.False(t, tented(func(r *measure.Report) { lead(r, ecg.LeadV3).T = 999 }))
	require.False(t, tented(func(r *measure.Report) { lead(r, ecg.LeadV3).QRSNet = -5000 }))
	require.False(t, tented(func(r *measure.Report) { lead(r, ecg.LeadV3).Fiducials.TOff = 181 }))
	require.False(t, tented(func(r *measure.Report) { r.QRS = 119 }))
	require.False(t, tented(func(r *measure.Report) { r.Pacing.Ventricular = len(r.Beats) }))
}

// TestCriticalSets holds limits of each list of critical values on both sides.
func TestCriticalSets(t *testing.T) {
	with := func(set string, change func(r *measure.Report, c *Context)) []string {
		r, c := normalReport(), man50
		change(r, &c)
		c.RuleSet = set
		var ids []string
		for _, x := range classify(r, c).Critical {
			require.NotEmpty(t, x.Evidence)
			require.NotEmpty(t, x.ZH)
			ids = append(ids, x.Rule)
		}
		return ids
	}
	rate := func(bpm float64) func(*measure.Report, *Context) {
		return func(r *measure.Report, _ *Context) { r.HeartRate = ecg.Value(bpm) }
	}
	require.Equal(t, []string{"CV-BR-1"}, with("CN2017", rate(35)))
	require.Empty(t, with("CN2017", rate(35.1)))
	require.Empty(t, with("ZJ", rate(35))) // strictly below there
	require.Equal(t, []string{"CV-BR-1"}, with("zj", rate(34.9)))
	rr := func(ms float64) func(*measure.Report, *Context) {
		return func(r *measure.Report, _ *Context) { setRR(r, 800, 800, ms, 800) }
	}
	require.Equal(t, []string{"CV-BR-2"}, with("ZJ", rr(3000)))
	require.Empty(t, with("", rr(3000)))
	require.Equal(t, []string{"CV-BR-2S"}, with("", func(r *measure.Report, c *Context) { rr(3000)(r, c); c.Symptomatic = true }))
	mi := func(v23 float64) func(*measure.Report, *Context) {
		return func(r *measure.Report, _ *Context) { st(r, v23, ecg.LeadV2, ecg.LeadV3) }
	}
	require.Contains(t, with("CN2017", mi(250)), "CV-ACS-1")
	require.Empty(t, with("SX", mi(299)))
	require.Contains(t, with("SX", mi(300)), "CV-ACS-1")
	af := func(bpm float64) func(*measure.Report, *Context) {
		return func(r *measure.Report, _ *Context) { fibrillate(r); r.HeartRate = ecg.Value(bpm) }
	}
	require.Empty(t, with("CN2017", af(199)))
	require.Equal(t, []string{"CV-TA-4"}, with("CN2017", af(200)))
	require.Equal(t, []string{"CV-TA-4A"}, with("ZJ", af(180)))
	require.Equal(t, []string{"CV-TA-5"}, with("CN2017", func(r *measure.Report, _ *Context) {
		fibrillate(r)
		for i := range r.Beats {
			r.Beats[i].QRS = 140
		}
		r.Beats[3].RR = 250
	}))
	ront := func(rr ecg.Millisecond) func(*measure.Report, *Context) {
		return func(r *measure.Report, _ *Context) { classBeats(r, detect.Ventricular, rr, 5) }
	}
	require.Equal(t, []string{"CV-OT-6"}, with("CN2017", ront(340))) // T ends 340 ms after R
	require.Empty(t, with("CN2017", ront(341)))

	// a set of the caller's own
	own := RuleSet{Name: "mine", Rules: []Rule{{ID: "X", EN: "slow", ZH: "慢", When: []Condition{{Metric: MetricRate, Op: "<", Limit: 76}}}}}
	k := New(Options{RuleSet: "mine", RuleSets: []RuleSet{own}})
	require.Equal(t, "X", k.Classify(nil, normalReport(), man50).Critical[0].Rule)
	require.Equal(t, CN2017, New(Options{RuleSet: "nonsense"}).Options().RuleSet)
	require.Len(t, RuleSets(), 4)
}

func TestAppend(t *testing.T) {
	k := New(Options{})
	k.Append(CriterionFunc(func(r *measure.Report, _ *Context, out *Findings) {
		if out.Has("NSR") && r.QRS < 100 {
			out.Evidence("qrs_ms", 0, float64(r.QRS), 100, "mine")
			out.Add(Finding{Code: "MINE", Severity: Abnormal, EN: "mine", ZH: "我的"})
		}
		out.Note("left over", "dropped")
	}))
	res := k.Classify(nil, normalReport(), man50)
	require.True(t, res.Has("MINE") && res.Has("ABNORMAL"))
	require.Len(t, res.Find("MINE").Evidence, 1)
}

func TestGolden(t *testing.T) {
	r := inferior()
	for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadIII, ecg.LeadAVF} {
		lead(r, l).Q, lead(r, l).QDur = -350, 40
	}
	b, err := json.MarshalIndent(classify(r, Context{AgeYears: nan, Sex: ecg.Male}), "", "  ")
	require.NoError(t, err)
	name := filepath.Join("testdata", "inferior.golden.json")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(name, append(b, '\n'), 0o644))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(b))

	var back Result // names survive a round trip
	require.NoError(t, json.Unmarshal(b, &back))
	again, err := json.MarshalIndent(&back, "", "  ")
	require.NoError(t, err)
	require.Equal(t, string(b), string(again))
}

func TestAllocs(t *testing.T) {
	k := New(Options{})
	res := new(Result)
	reports := []*measure.Report{inferior(), normalReport()}
	k.Classify(res, reports[0], man50)
	// what is left is wording put together for a finding
	require.LessOrEqual(t, testing.AllocsPerRun(20, func() { k.Classify(res, reports[0], man50) }), 12.0)
	require.LessOrEqual(t, testing.AllocsPerRun(20, func() { k.Classify(res, reports[1], man50) }), 2.0)
}

func BenchmarkClassify(b *testing.B) {
	k, r, res := New(Options{}), inferior(), new(Result)
	b.ReportAllocs()
	for b.Loop() {
		k.Classify(res, r, man50)
	}
}

func ExampleClassifier() {
	r := normalReport() // usually from measure.Measurer
	st(r, 250, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
	st(r, -120, ecg.LeadAVL)

	k := New(Options{})
	res := k.Classify(nil, r, Context{AgeYears: 61, Sex: ecg.Male})
	for _, f := range res.Findings {
		fmt.Println(f.Code, f.Severity, f.Confidence, f.EN)
	}
	e := res.Find("STEMI").Evidence[0]
	fmt.Println(e.What, e.Lead, e.Value, "limit", e.Limit, e.Rule)
	fmt.Println(res.Priority.Level, res.Priority.DueS, res.Priority.Reason)
	// Output:
	// STEMI critical definite ST elevation myocardial infarction, inferior
	// ABNORMAL abnormal definite Abnormal ECG
	// NSR normal definite Sinus rhythm
	// j_uv II 250 limit 100 UDMI4
	// red 600 Suspected acute myocardial infarction
}
