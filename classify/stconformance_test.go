package classify

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// demographic is a sex and age with the limits of the Universal Definition written out, µV.
type demographic struct {
	name             string
	ctx              Context
	v23, back, right float64
}

var demographics = []demographic{
	{"man 16", Context{AgeYears: 16, Sex: ecg.Male}, 250, 100, 100},
	{"man 29.9", Context{AgeYears: 29.9, Sex: ecg.Male}, 250, 100, 100},
	{"man 30", Context{AgeYears: 30, Sex: ecg.Male}, 250, 100, 50},
	{"man 39.9", Context{AgeYears: 39.9, Sex: ecg.Male}, 250, 100, 50},
	{"man 40", Context{AgeYears: 40, Sex: ecg.Male}, 200, 50, 50},
	{"man 85", Context{AgeYears: 85, Sex: ecg.Male}, 200, 50, 50},
	{"woman 16", Context{AgeYears: 16, Sex: ecg.Female}, 150, 50, 50},
	{"woman 29", Context{AgeYears: 29, Sex: ecg.Female}, 150, 50, 50},
	{"woman 39", Context{AgeYears: 39, Sex: ecg.Female}, 150, 50, 50},
	{"woman 40", Context{AgeYears: 40, Sex: ecg.Female}, 150, 50, 50},
	{"woman 85", Context{AgeYears: 85, Sex: ecg.Female}, 150, 50, 50},
	{"man of unknown age", Context{AgeYears: nan, Sex: ecg.Male}, 200, 50, 50},
	{"woman of unknown age", Context{AgeYears: nan, Sex: ecg.Female}, 150, 50, 50},
	{"25, sex unknown", Context{AgeYears: 25}, 200, 50, 50},
	{"60, sex unknown", Context{AgeYears: 60}, 200, 50, 50},
	{"unknown", Context{AgeYears: nan}, 200, 50, 50},
}

// neighbours of every lead of the criterion; -aVR is read from aVR.
var neighbours = map[ecg.Lead][]ecg.Lead{
	ecg.LeadAVL: {ecg.LeadI}, ecg.LeadI: {ecg.LeadAVL, ecg.LeadAVRneg}, ecg.LeadAVRneg: {ecg.LeadI, ecg.LeadII},
	ecg.LeadII: {ecg.LeadAVRneg, ecg.LeadAVF}, ecg.LeadAVF: {ecg.LeadII, ecg.LeadIII}, ecg.LeadIII: {ecg.LeadAVF},
	ecg.LeadV1: {ecg.LeadV2, ecg.LeadV3R}, ecg.LeadV2: {ecg.LeadV1, ecg.LeadV3}, ecg.LeadV3: {ecg.LeadV2, ecg.LeadV4},
	ecg.LeadV4: {ecg.LeadV3, ecg.LeadV5}, ecg.LeadV5: {ecg.LeadV4, ecg.LeadV6}, ecg.LeadV6: {ecg.LeadV5, ecg.LeadV7},
	ecg.LeadV7: {ecg.LeadV6, ecg.LeadV8}, ecg.LeadV8: {ecg.LeadV7, ecg.LeadV9}, ecg.LeadV9: {ecg.LeadV8},
	ecg.LeadV3R: {ecg.LeadV1, ecg.LeadV4R}, ecg.LeadV4R: {ecg.LeadV3R},
}

// raise puts ST of a lead, or of aVR turned over, at j.
func raise(r *measure.Report, l ecg.Lead, j float64) {
	if l == ecg.LeadAVRneg {
		l, j = ecg.LeadAVR, -j
	}
	st(r, j, l)
}

func (d *demographic) limit(set string, l ecg.Lead) float64 {
	v13 := l == ecg.LeadV1 || l == ecg.LeadV2 || l == ecg.LeadV3
	switch {
	case set == CNLegacy && v13:
		return 300
	case set == ACCESC2000 && v13:
		return 200
	case set != UDMI4:
		return 100
	case l == ecg.LeadV2 || l == ecg.LeadV3:
		return d.v23
	case l == ecg.LeadV7 || l == ecg.LeadV8 || l == ecg.LeadV9:
		return d.back
	case l == ecg.LeadV3R || l == ecg.LeadV4R:
		return d.right
	}
	return 100
}

// TestSTLimitsOfAll holds the limit of every lead for each sex and age band and each set of limits: just below, at and just
// above, beside each neighbour that is well over its own; and never beside a lead that is no neighbour.
func TestSTLimitsOfAll(t *testing.T) {
	for _, set := range []string{UDMI4, CNLegacy, ACCESC2000} {
		k := New(Options{STSet: set})
		for i, d := range demographics {
			if testdata.RaceEnabled && i%5 != 0 {
				continue
			}
			for _, l := range stLeads {
				limit := d.limit(set, l)
				for other := range neighbours {
					if other == l {
						continue
					}
					near := false
					for _, n := range neighbours[l] {
						near = near || n == other
					}
					for _, off := range []float64{-1, -0.01, 0, 0.01, 1} {
						if !near && off != 1 {
							continue
						}
						r := normalReport()
						raise(r, other, 420)
						raise(r, l, limit+off)
						res := k.Classify(nil, r, d.ctx)
						name := fmt.Sprintf("%s, %s: %v at %v beside %v: %v", set, d.name, l, limit+off, other, codes(res))
						require.Equal(t, near && off >= 0, res.Has("STEMI"), name)
						if !near {
							continue
						}
						if off < 0 {
							require.True(t, res.Has("ST_ELEVATION"), name)
							require.Empty(t, res.Critical)
							continue
						}
						f := res.Find("STEMI")
						recorded, sign := l, 1.0
						if l == ecg.LeadAVRneg {
							recorded, sign = ecg.LeadAVR, -1
						}
						e := evidenceOf(f, recorded)
						require.NotNil(t, e, name)
						require.Equal(t, Evidence{"j_uv", recorded, ecg.Value(sign * (limit + off)), ecg.Value(sign * limit), set, sourceOf(set)}, *e, name)
						require.NotEmpty(t, e.Source)
						require.Equal(t, !d.ctx.demographics(), has(f, adviceDemographics), name)
						require.Equal(t, "red", res.Priority.Level)
						if !d.ctx.demographics() {
							require.NotEqual(t, Definite, f.Confidence, name)
						}
					}
				}
			}
		}
	}
}

// Under 16 years elevation is stated and no infarct called, whatever the size.
func TestChildren(t *testing.T) {
	for _, age := range []float64{0.1, 3, 15.99} {
		r := normalReport()
		st(r, 400, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
		res := classify(r, Context{AgeYears: age, Sex: ecg.Female})
		require.Equal(t, []string{"ST_ELEVATION", "PAEDIATRIC"}, codes(res))
		require.Equal(t, Possible, res.Findings[0].Confidence)
		require.Empty(t, res.Critical)
		st(r, 99, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
		require.False(t, classify(r, Context{AgeYears: age}).Has("ST_ELEVATION"))
	}
}

// Neighbours within 25 µV of their limits are borderline and ask for another ECG; with reciprocal depression more so.
func TestBorderlineElevation(t *testing.T) {
	for _, c := range []struct {
		two, avf, avl float64
		want          bool
		severity      Severity
	}{
		{75, 75, 0, true, Borderline}, {74, 120, 0, true, Borderline}, // one lead
		{74.9, 74.9, 0, false, 0}, {99, 75, 0, true, Borderline},
		{75, 75, -50, true, Abnormal}, {75, 75, -49, true, Borderline},
	} {
		r := normalReport()
		st(r, c.two, ecg.LeadII)
		st(r, c.avf, ecg.LeadAVF)
		st(r, c.avl, ecg.LeadAVL)
		res := classify(r, man50)
		f := res.Find("ST_ELEVATION")
		require.False(t, res.Has("STEMI"))
		require.Equal(t, c.want, f != nil, "%+v", c)
		if f == nil {
			continue
		}
		require.Equal(t, c.severity, f.Severity, "%+v", c)
		require.Equal(t, c.two >= 75, has(f, adviceRepeat), "%+v", c)
		require.Equal(t, c.two >= 75, strings.HasPrefix(f.EN, "Borderline"))
	}
	r := normalReport() // never in noise
	st(r, 90, ecg.LeadII, ecg.LeadAVF)
	r.Quality.Grade = "C"
	require.False(t, classify(r, man50).Has("ST_ELEVATION"))
}

// TestAdvice holds what each finding asks for, in both languages.
func TestAdvice(t *testing.T) {
	advice := func(r *measure.Report, c Context) []string {
		res := classify(r, c)
		out := []string{}
		for _, a := range res.Advice {
			require.NotEmpty(t, a.EN)
			require.NotEmpty(t, a.ZH)
			out = append(out, a.Code)
		}
		return out
	}
	require.Equal(t, []string{}, advice(normalReport(), man50))
	require.Equal(t, []string{"record_v3r_v4r", "record_v7_v9"}, advice(inferior(), man50))
	require.Equal(t, []string{"demographics_missing", "record_v3r_v4r", "record_v7_v9"}, advice(inferior(), Context{AgeYears: nan}))
	r := inferior()
	st(r, 0, ecg.LeadV3R, ecg.LeadV4R, ecg.LeadV7, ecg.LeadV8, ecg.LeadV9)
	require.Equal(t, []string{}, advice(r, man50))
	r = normalReport()
	st(r, -120, ecg.LeadV1, ecg.LeadV2)
	require.Contains(t, advice(r, man50), "record_v7_v9")
	r = normalReport()
	st(r, 90, ecg.LeadII, ecg.LeadAVF)
	require.Equal(t, []string{"repeat_ecg"}, advice(r, man50))
	r = normalReport()
	st(r, 110, ecg.LeadII, ecg.LeadAVF)
	require.Contains(t, advice(r, man50), "repeat_ecg")
	b, err := json.Marshal(classify(normalReport(), man50))
	require.NoError(t, err)
	require.Contains(t, string(b), `"advice":[]`)
}

// The wording of these criteria: Chinese with full-width punctuation, doubtful things in words of doubt, a source to each rule.
func TestWording(t *testing.T) {
	reports := map[string]*measure.Report{"inferior": inferior(), "anterior": anteriorST(), "variant": variant(15), "aneurysm": aneurysmal(100),
		"pericarditis": perimyocarditis(130), "repol": repol(150, 120), "Brugada": brugadaReport(300, -150), "hyperacute": hyperacuteReport(1001, 300, 60),
		"LVH": hypertrophicS(anteriorST(), -1500), "de Winter": deWinterReport(-150, 900), "posterior": posteriorReport(-120), "Q": withQ(40, 400, ecg.LeadII, ecg.LeadAVF),
		"Aslanger": aslangerReport(), "Wellens": wellensReport(-350), "left main": leftMainReport(-120, 120, 6), "depression": depressed(-120, 0)}
	r := normalReport()
	lbbb(r)
	st(r, 150, ecg.LeadV6)
	reports["Sgarbossa"] = r
	for name, r := range reports {
		for _, ctx := range []Context{man50, {AgeYears: nan}, {AgeYears: 12}} {
			res := classify(r, ctx)
			for i := range res.Findings {
				f := &res.Findings[i]
				switch f.Code {
				case "STEMI", "STEMI_EQUIVALENT", "ISCHEMIA", "ST_ELEVATION", "OLD_MI", "ST_DEPRESSION":
				default:
					continue
				}
				checkChinese(t, f.ZH)
				require.NotEmpty(t, f.Evidence, name)
				for _, e := range f.Evidence {
					require.NotEmpty(t, e.Rule, name)
					if _, technical := map[string]bool{"signal quality": true, "limb electrode algebra": true, "average of three beats": true}[e.Rule]; !technical {
						require.NotEmpty(t, e.Source, "%s: %s, %s", name, e.What, e.Rule)
					}
				}
			}
		}
	}
	for _, a := range advices {
		checkChinese(t, a.ZH)
	}
}

// checkChinese refuses half-width punctuation beside Chinese characters.
func checkChinese(t *testing.T, s string) {
	t.Helper()
	runes := []rune(s)
	for i, c := range runes {
		if !strings.ContainsRune(",;:()?!", c) {
			continue
		}
		for _, j := range []int{i - 1, i + 1} {
			require.False(t, j >= 0 && j < len(runes) && unicode.Is(unicode.Han, runes[j]), s)
		}
	}
}
