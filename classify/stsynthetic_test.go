package classify_test

import (
	"fmt"
	"maps"
	"math"
	"testing"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// The criteria of infarction and ischaemia on synthetic ECGs run through the whole chain. Levels are set this far on either
// side of a limit, which is more than J is measured wrong.
const beside = 30.0 // µV

type levels = map[ecg.Lead]float64

// chain analyses synthetic ECGs.
type chain struct {
	t   *testing.T
	a   *engine.Analyzer
	res *engine.Result
}

func newChain(t *testing.T, o engine.Options) *chain {
	a, err := engine.New(o)
	require.NoError(t, err)
	return &chain{t, a, engine.NewResult()}
}

// at generates spec with ST at J brought to the levels in those leads and to 0 in the other chest leads, and analyses it.
func (c *chain) at(spec ecgtest.Spec, j levels) *engine.Result {
	c.t.Helper()
	spec.ST = nil
	_, truth, err := ecgtest.Generate(spec)
	require.NoError(c.t, err)
	spec.ST = levels{}
	for l, want := range j {
		a, ok := truth.Lead(l)
		require.True(c.t, ok, l)
		spec.ST[l] = want - float64(a.J)
	}
	rec, _, err := ecgtest.Generate(spec)
	require.NoError(c.t, err)
	require.NoError(c.t, c.a.AnalyzeRecord(c.res, rec))
	return c.res
}

// person is a sex and age with the limits of V2-V3, V7-V9 and V3R-V4R.
type person struct {
	name             string
	sex              ecg.Sex
	age              float64 // 0 unknown
	v23, back, right float64
}

var persons = []person{
	{"man 25", ecg.Male, 25, 250, 100, 100},
	{"man 35", ecg.Male, 35, 250, 100, 50},
	{"man 45", ecg.Male, 45, 200, 50, 50},
	{"woman 25", ecg.Female, 25, 150, 50, 50},
	{"woman 70", ecg.Female, 70, 150, 50, 50},
	{"unknown", ecg.SexUnknown, 0, 200, 50, 50},
}

var eighteen = append(append([]ecg.Lead{}, ecg.StandardLeads[:]...), ecg.LeadV7, ecg.LeadV8, ecg.LeadV9, ecg.LeadV3R, ecg.LeadV4R)

func TestSyntheticElevation(t *testing.T) {
	c := newChain(t, engine.Options{})
	for i, p := range persons {
		if testdata.RaceEnabled && i != 2 {
			continue
		}
		spec := ecgtest.Spec{Seed: 1, Sex: p.sex, Age: p.age, Leads: eighteen}
		for name, f := range map[string]func(d float64) levels{
			"V1-V3": func(d float64) levels {
				return levels{ecg.LeadV1: 100 + d, ecg.LeadV2: p.v23 + d, ecg.LeadV3: p.v23 + d}
			},
			"V4-V5": func(d float64) levels { return levels{ecg.LeadV4: 100 + d, ecg.LeadV5: 100 + d} },
			"V5-V6": func(d float64) levels { return levels{ecg.LeadV5: 100 + d, ecg.LeadV6: 100 + d} },
			"V6-V7": func(d float64) levels { return levels{ecg.LeadV6: 100 + d, ecg.LeadV7: p.back + d} },
			"V7-V9": func(d float64) levels {
				return levels{ecg.LeadV7: p.back + d, ecg.LeadV8: p.back + d, ecg.LeadV9: p.back + d}
			},
			"V3R-V4R": func(d float64) levels { return levels{ecg.LeadV3R: p.right + d, ecg.LeadV4R: p.right + d} },
			"II-III": func(d float64) levels {
				return levels{ecg.LeadII: 100 + d, ecg.LeadIII: 100 + d, ecg.LeadAVF: 100 + d}
			},
			"I-aVL": func(d float64) levels { return levels{ecg.LeadI: 100 + d, ecg.LeadAVL: 100 + d, ecg.LeadII: 0} },
			"I--aVR": func(d float64) levels { // aVL and aVF get half
				return levels{ecg.LeadI: 100 + d, ecg.LeadII: 100 + d, ecg.LeadAVR: -100 - d}
			},
		} {
			for _, d := range []float64{-beside, beside} {
				res := c.at(spec, f(d))
				text := fmt.Sprintf("%s, %s, %+g µV: %v", p.name, name, d, summary(&res.Result))
				require.Equal(t, d > 0, res.Has("STEMI"), text)
				if d < 0 {
					require.Empty(t, res.Critical, text)
					continue
				}
				require.Equal(t, "red", res.Priority.Level, text)
				missing := false
				for _, a := range res.Advice {
					missing = missing || a.Code == "demographics_missing"
				}
				require.Equal(t, p.sex == ecg.SexUnknown, missing, text)
			}
		}
	}
}

// The named sets of limits through the chain.
func TestSyntheticThresholdSets(t *testing.T) {
	spec := ecgtest.Spec{Seed: 2, Sex: ecg.Male, Age: 30}
	for set, v13 := range map[string]float64{classify.CNLegacy: 300, classify.ACCESC2000: 200} {
		c := newChain(t, engine.Options{Classify: classify.Options{STSet: set}})
		for _, d := range []float64{-beside, beside} {
			res := c.at(spec, levels{ecg.LeadV1: v13 + d, ecg.LeadV2: v13 + d, ecg.LeadV3: v13 + d})
			require.Equal(t, d > 0, res.Has("STEMI"), "%s %+g: %v", set, d, summary(&res.Result))
		}
	}
}

// TestSyntheticTiers: reciprocal depression or large elevation make an infarct definite, and what casts doubt unmakes it.
func TestSyntheticTiers(t *testing.T) {
	c := newChain(t, engine.Options{})
	man := ecgtest.Spec{Seed: 3, Sex: ecg.Male, Age: 60}
	inferior := levels{ecg.LeadII: 160, ecg.LeadIII: 230, ecg.LeadAVF: 195}
	with := func(f func(*ecgtest.Spec)) ecgtest.Spec { s := man; f(&s); return s }
	for _, k := range []struct {
		name string
		spec ecgtest.Spec
		j    levels
		want classify.Confidence
	}{
		{"reciprocal depression", man, inferior, classify.Definite},
		{"slight, none opposite", man, levels{ecg.LeadV4: 130, ecg.LeadV5: 130}, classify.Possible},
		{"large, none opposite", man, levels{ecg.LeadV4: 240, ecg.LeadV5: 240, ecg.LeadV6: 150}, classify.Definite},
		{"moderate, none opposite", man, levels{ecg.LeadV4: 180, ecg.LeadV5: 180, ecg.LeadV6: 100}, classify.Probable},
		{"fast", with(func(s *ecgtest.Spec) { s.HeartRate = 138 }), inferior, classify.Possible},
		{"not fast", with(func(s *ecgtest.Spec) { s.HeartRate = 120 }), inferior, classify.Definite},
		{"age unknown", with(func(s *ecgtest.Spec) { s.Age = 0 }), inferior, classify.Probable},
		{"sex unknown", with(func(s *ecgtest.Spec) { s.Sex = ecg.SexUnknown }), inferior, classify.Probable},
		{"RBBB", with(func(s *ecgtest.Spec) { s.Conduction = ecgtest.RBBB }), inferior, classify.Probable},
	} {
		res := c.at(k.spec, k.j)
		f := res.Find("STEMI")
		require.NotNil(t, f, "%s: %v", k.name, summary(&res.Result))
		require.Equal(t, k.want, f.Confidence, "%s: %v", k.name, f.Evidence)
	}
	res := c.at(with(func(s *ecgtest.Spec) { s.Age = 12 }), inferior)
	require.True(t, res.Has("ST_ELEVATION") && !res.Has("STEMI"), "%v", summary(&res.Result))
	require.Empty(t, res.Critical)
}

// TestSyntheticTerritories names territory and artery.
func TestSyntheticTerritories(t *testing.T) {
	c := newChain(t, engine.Options{})
	man := ecgtest.Spec{Seed: 4, Sex: ecg.Male, Age: 60, Leads: eighteen}
	for _, k := range []struct {
		territory, hint string
		j               levels
	}{
		{"inferior", "right coronary", levels{ecg.LeadII: 150, ecg.LeadIII: 280, ecg.LeadAVF: 215}},
		{"inferior", "proximal right coronary", levels{ecg.LeadII: 150, ecg.LeadIII: 280, ecg.LeadAVF: 215, ecg.LeadV1: 90}},
		{"inferior", "circumflex", levels{ecg.LeadII: 200, ecg.LeadIII: 130, ecg.LeadAVF: 165}},
		{"inferior and right ventricular", "right ventricle", levels{ecg.LeadII: 150, ecg.LeadIII: 280, ecg.LeadAVF: 215, ecg.LeadV3R: 110, ecg.LeadV4R: 110}},
		{"inferoposterior", "", levels{ecg.LeadII: 200, ecg.LeadIII: 200, ecg.LeadAVF: 200, ecg.LeadV7: 110, ecg.LeadV8: 110}},
		{"inferolateral", "", levels{ecg.LeadII: 200, ecg.LeadIII: 200, ecg.LeadAVF: 200, ecg.LeadV5: 150, ecg.LeadV6: 150}},
		{"anteroseptal", "proximal left anterior", levels{ecg.LeadV1: 180, ecg.LeadV2: 330, ecg.LeadV3: 300}},
		{"septal", "", levels{ecg.LeadV1: 180, ecg.LeadV2: 240}},
		{"extensive anterior", "", levels{ecg.LeadV1: 160, ecg.LeadV2: 300, ecg.LeadV3: 300, ecg.LeadV4: 250, ecg.LeadV5: 200, ecg.LeadV6: 160}},
		{"anterolateral", "", levels{ecg.LeadV3: 300, ecg.LeadV4: 300, ecg.LeadV5: 200, ecg.LeadV6: 150}},
		{"lateral", "", levels{ecg.LeadV5: 170, ecg.LeadV6: 170}},
		{"high lateral", "", levels{ecg.LeadI: 170, ecg.LeadAVL: 170, ecg.LeadII: 0}},
		{"posterior", "", levels{ecg.LeadV7: 110, ecg.LeadV8: 110, ecg.LeadV9: 110}},
		{"right ventricular", "", levels{ecg.LeadV3R: 110, ecg.LeadV4R: 110}},
	} {
		f := c.at(man, k.j).Find("STEMI")
		require.NotNil(t, f, "%s: %v", k.territory, summary(&c.res.Result))
		require.Equal(t, k.territory, f.Territory)
		require.Contains(t, f.EN, k.hint)
	}
}

// TestSyntheticMimics: nothing here may be called an infarct, or only doubtfully.
func TestSyntheticMimics(t *testing.T) {
	c := newChain(t, engine.Options{})
	man := func(f func(*ecgtest.Spec)) ecgtest.Spec {
		s := ecgtest.Spec{Seed: 5, Sex: ecg.Male, Age: 60}
		f(&s)
		return s
	}
	front := levels{ecg.LeadV1: 130, ecg.LeadV2: 230, ecg.LeadV3: 230}
	require.True(t, c.at(man(func(*ecgtest.Spec) {}), front).Has("STEMI"))
	// behind a block the same levels, short of a quarter of S, are secondary
	res := c.at(man(func(s *ecgtest.Spec) { s.Conduction = ecgtest.LBBB }), levels{ecg.LeadV2: 300})
	require.False(t, res.HasAny("STEMI", "STEMI_EQUIVALENT"), "LBBB: %v", summary(&res.Result))
	for name, spec := range map[string]ecgtest.Spec{
		"WPW": man(func(s *ecgtest.Spec) { s.Conduction = ecgtest.WPW }),
		"LVH": man(func(s *ecgtest.Spec) { s.LVH = true }),
	} {
		res := c.at(spec, front)
		require.False(t, res.HasAny("STEMI", "STEMI_EQUIVALENT"), "%s: %v", name, summary(&res.Result))
		require.Empty(t, res.Critical, name)
	}
	for _, name := range []string{"normal", "normal-female", "brady", "tachy", "afib", "afib-fast", "aflutter", "avb1", "svt", "vt", "vt-run", "pvc",
		"bigeminy", "lbbb", "rbbb", "lafb", "lpfb", "rbbb-lafb", "wpw", "lvh", "rvh", "lae", "rae", "low-voltage", "left-axis", "right-axis",
		"long-qt", "short-qt", "hyperkalemia", "t-inversion", "early-repol", "brugada", "paced", "paced-dual", "ra-la-reversal", "noise", "baseline",
		"old-inferior-mi", "old-anterior-mi", "st-depression", "left-main", "wellens", "artifacts", "asystole"} {
		if testdata.RaceEnabled && len(name)%4 != 0 {
			continue
		}
		spec, ok := ecgtest.Preset(name)
		require.True(t, ok, name)
		rec, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		require.NoError(t, c.a.AnalyzeRecord(c.res, rec))
		require.False(t, c.res.HasAny("STEMI", "STEMI_EQUIVALENT"), "%s: %v", name, summary(&c.res.Result))
	}
	// exchanged arms and noise take certainty away, not the call
	for name, change := range map[string]func(*ecgtest.Spec){
		"reversal": func(s *ecgtest.Spec) { s.Reversal = ecgtest.RALA },
	} {
		spec, _ := ecgtest.Preset("stemi-inferior")
		change(&spec)
		rec, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		require.NoError(t, c.a.AnalyzeRecord(c.res, rec))
		if f := c.res.Find("STEMI"); f != nil && c.res.Has("LEAD_REVERSAL") {
			require.NotEqual(t, classify.Definite, f.Confidence, name)
		}
	}
	// diffuse elevation without PR depression: pericarditis cannot be told, an infarct not be sure
	spec, _ := ecgtest.Preset("pericarditis")
	rec, _, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	require.NoError(t, c.a.AnalyzeRecord(c.res, rec))
	if f := c.res.Find("STEMI"); f != nil {
		require.Equal(t, classify.Possible, f.Confidence)
	}
}

// TestSyntheticSgarbossa holds the criteria behind a left bundle branch block.
func TestSyntheticSgarbossa(t *testing.T) {
	c := newChain(t, engine.Options{})
	spec := ecgtest.Spec{Seed: 6, Sex: ecg.Female, Age: 70, Conduction: ecgtest.LBBB}
	_, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	v2, _ := truth.Lead(ecg.LeadV2)
	quarter := -float64(v2.QRSMin) / 4
	for _, k := range []struct {
		name string
		lead ecg.Lead
		at   float64
		sign float64
		off  float64
		tier classify.Confidence
	}{
		{"A", ecg.LeadV6, 100, 1, beside, classify.Definite},
		{"B", ecg.LeadV2, -100, -1, beside, classify.Definite},
		{"C'", ecg.LeadV2, quarter, 1, 0.15 * quarter, classify.Probable},
	} {
		for _, d := range []float64{-k.off, k.off} {
			res := c.at(spec, levels{k.lead: k.at + k.sign*d})
			require.True(t, res.Has("LBBB"))
			require.Equal(t, d > 0, res.Has("STEMI_EQUIVALENT"), "%s %+g: %v", k.name, d, summary(&res.Result))
			if d > 0 && res.Find("STEMI_EQUIVALENT").Confidence < classify.Definite {
				require.Equal(t, k.tier, res.Find("STEMI_EQUIVALENT").Confidence, k.name)
			}
		}
	}
}

// TestSyntheticEquivalents holds posterior infarct, de Winter, hyperacute T and diffuse depression.
func TestSyntheticEquivalents(t *testing.T) {
	c := newChain(t, engine.Options{})
	byHeight := newChain(t, engine.Options{Classify: classify.Options{TallTRatio: 10}}) // T/R apart
	man := ecgtest.Spec{Seed: 7, Sex: ecg.Male, Age: 60}
	for _, d := range []float64{-beside, beside} {
		res := c.at(man, levels{ecg.LeadV1: -100 - d, ecg.LeadV2: -100 - d, ecg.LeadV3: -100 - d})
		require.Equal(t, d > 0, res.Has("STEMI_EQUIVALENT"), "posterior %+g: %v", d, summary(&res.Result))
		if d > 0 {
			require.Equal(t, "posterior", res.Find("STEMI_EQUIVALENT").Territory)
		}

		spec := man
		spec.STShape = ecgtest.Upsloping
		spec.TFactor = levels{ecg.LeadV2: 2.6, ecg.LeadV3: 2.4, ecg.LeadV4: 2.2}
		res = c.at(spec, levels{ecg.LeadV2: -100 - d, ecg.LeadV3: -100 - d, ecg.LeadV4: -100 - d})
		require.Equal(t, d > 0, res.Has("STEMI_EQUIVALENT"), "de Winter %+g: %v", d, summary(&res.Result))

		res = c.at(man, levels{ecg.LeadI: -100 - d, ecg.LeadII: -100 - d, ecg.LeadV3: -100 - d, ecg.LeadV4: -100 - d, ecg.LeadV5: -100 - d, ecg.LeadV6: -100 - d})
		f := res.Find("ISCHEMIA")
		require.NotNil(t, f)
		require.Equal(t, d > 0, f.Territory == "diffuse", "left main %+g: %v", d, summary(&res.Result))

		spec = man
		spec.QT, spec.HeartRate = 480, 95
		_, truth, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		spec.TFactor = levels{}
		for _, l := range []ecg.Lead{ecg.LeadV2, ecg.LeadV3, ecg.LeadV4} {
			a, _ := truth.Lead(l)
			spec.TFactor[l] = (1000 + 2*d - 70) / float64(a.TWave)
		}
		res = byHeight.at(spec, levels{ecg.LeadV2: 70, ecg.LeadV3: 70, ecg.LeadV4: 70})
		require.Equal(t, d > 0, res.Has("STEMI_EQUIVALENT"), "hyperacute %+g: %v", d, summary(&res.Result))
	}
}

// TestSyntheticIschaemia holds ST depression, T inversion, the pattern of Wellens and Q waves.
func TestSyntheticIschaemia(t *testing.T) {
	c := newChain(t, engine.Options{})
	man := ecgtest.Spec{Seed: 8, Sex: ecg.Male, Age: 60}
	lateral := func(v float64) levels { return levels{ecg.LeadV4: v, ecg.LeadV5: v, ecg.LeadV6: v} }
	for _, d := range []float64{-beside, beside} {
		res := c.at(man, lateral(-50-d))
		require.Equal(t, d > 0, res.Has("ISCHEMIA"), "depression %+g: %v", d, summary(&res.Result))
		f := c.at(man, lateral(-100-d)).Find("ISCHEMIA")
		require.NotNil(t, f)
		require.Equal(t, d > 0, f.Confidence == classify.Definite, "depression %+g", d)

		spec := man
		spec.STShape = ecgtest.Upsloping
		require.False(t, c.at(spec, lateral(-100)).Has("ISCHEMIA"), "up-sloping")

		inverted := func(at float64, leads ...ecg.Lead) *engine.Result {
			spec := man
			_, truth, err := ecgtest.Generate(spec)
			require.NoError(t, err)
			spec.TFactor = levels{}
			for _, l := range leads {
				a, _ := truth.Lead(l)
				spec.TFactor[l] = at / float64(a.TWave)
			}
			return c.at(spec, nil)
		}
		res = inverted(-100-d, ecg.LeadV5, ecg.LeadV6)
		require.Equal(t, d > 0, res.Has("ISCHEMIA"), "T inversion %+g: %v", d, summary(&res.Result))
		wellens := false
		if f := inverted(-200-2*d, ecg.LeadV2, ecg.LeadV3).Find("ISCHEMIA"); f != nil {
			wellens = math.Abs(float64(f.Evidence[0].Limit)) == 200
		}
		require.Equal(t, d > 0, wellens, "Wellens %+g", d)

		spec = man
		spec.Q = levels{}
		for _, l := range []ecg.Lead{ecg.LeadV5, ecg.LeadV6} {
			spec.Q[l] = 200 + 5*d // the deeper, the longer
		}
		rec, _, err := ecgtest.Generate(spec)
		require.NoError(t, err)
		require.NoError(t, c.a.AnalyzeRecord(c.res, rec))
		require.Equal(t, d > 0, c.res.Has("OLD_MI"), "Q %+g: %v", d, summary(&c.res.Result))
	}
}

// What the chain measures must be near what was asked for, or the tests above prove nothing.
func TestSyntheticLevels(t *testing.T) {
	c := newChain(t, engine.Options{})
	want := levels{ecg.LeadV1: 130, ecg.LeadV2: 280, ecg.LeadV3: 230, ecg.LeadV4: -60, ecg.LeadII: 150, ecg.LeadIII: 50, ecg.LeadAVF: 100}
	res := c.at(ecgtest.Spec{Seed: 9, Sex: ecg.Male, Age: 60}, maps.Clone(want))
	for l, v := range want {
		require.InDelta(t, v, float64(res.Report.Find(l).J), beside, "%v", l)
	}
}
