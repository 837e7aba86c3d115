package classify

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

// shake replaces some floating-point fields by odd values and scales others.
func shake(v reflect.Value, r *rand.Rand) {
	switch v.Kind() {
	case reflect.Float64:
		switch r.IntN(12) {
		case 0:
			v.SetFloat(math.NaN())
		case 1:
			v.SetFloat(0)
		case 2:
			v.SetFloat(-v.Float())
		case 3:
			v.SetFloat(v.Float() * 4 * r.Float64())
		case 4:
			v.SetFloat(r.NormFloat64() * 300)
		case 5:
			if r.IntN(20) == 0 {
				v.SetFloat(math.Inf(1 - 2*r.IntN(2)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			shake(v.Field(i), r)
		}
	case reflect.Slice:
		for i := range v.Len() {
			shake(v.Index(i), r)
		}
	}
}

// FuzzClassify holds what must be true of any result, whatever was measured.
func FuzzClassify(f *testing.F) {
	for i := range uint64(40) {
		f.Add(i, 40.0+float64(i))
	}
	f.Add(uint64(99), math.NaN())
	k := New(Options{})
	res := new(Result)
	f.Fuzz(func(t *testing.T, seed uint64, age float64) {
		r := rand.New(rand.NewPCG(seed, 1))
		report := normalReport()
		switch r.IntN(5) {
		case 0:
			lbbb(report)
		case 1:
			rbbb(report)
		case 2:
			fibrillate(report)
		case 3:
			report = inferior()
		}
		shake(reflect.ValueOf(report).Elem(), r)
		for i := range report.Beats {
			if r.IntN(4) == 0 {
				report.Beats[i].Class = []detect.Class{detect.Ventricular, detect.Supraventricular, detect.Fusion, detect.Unclassified}[r.IntN(4)]
			}
		}
		report.Leads = report.Leads[:r.IntN(len(report.Leads)+1)]
		report.Beats = report.Beats[:r.IntN(len(report.Beats)+1)]
		report.Pacing.Ventricular = r.IntN(3) * r.IntN(8)
		if r.IntN(6) == 0 {
			report.Quality = measure.Quality{Grade: "D"}
		}
		k.Classify(res, report, Context{AgeYears: age, Sex: []ecg.Sex{ecg.Male, ecg.Female, ecg.SexUnknown}[r.IntN(3)]})

		seen := map[string]bool{}
		for i := range res.Findings {
			x := &res.Findings[i]
			require.False(t, seen[x.Code], "%s twice", x.Code)
			seen[x.Code] = true
			require.NotEmpty(t, x.EN)
			require.NotEmpty(t, x.ZH)
			require.NotNil(t, x.Evidence)
			if i > 0 {
				a := &res.Findings[i-1]
				require.True(t, a.Severity > x.Severity || a.Severity == x.Severity && a.Code < x.Code)
			}
		}
		for _, e := range exclusions {
			if seen[e.If] {
				for _, drop := range e.Drop {
					require.False(t, seen[drop], "%s beside %s", drop, e.If)
				}
			}
		}
		require.False(t, seen["NORMAL"] && (seen["ABNORMAL"] || seen["STEMI"] || seen["POOR_QUALITY"]))
		require.Equal(t, res.Priority.Level == "green", seen["NORMAL"] && len(res.Critical) == 0)
		_, err := json.Marshal(res)
		require.NoError(t, err)
	})
}
