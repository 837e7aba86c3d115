package classify

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestGrammar(t *testing.T) {
	require.NoError(t, Coded{Primary: 60, Modifiers: []int{310, 340}}.Check())
	require.ErrorIs(t, Coded{Primary: 59}.Check(), ErrPrimary)
	require.ErrorIs(t, Coded{Primary: 60, Modifiers: []int{311}}.Check(), ErrModifier)
	require.ErrorIs(t, Coded{Modifiers: []int{312}}.Check(), ErrPrimary)                 // a modifier needs a primary statement
	require.ErrorIs(t, Coded{Primary: 60, Secondary: []int{200}}.Check(), ErrSecondary)  // pericarditis with a PVC
	require.ErrorIs(t, Coded{Primary: 145, Secondary: []int{199}}.Check(), ErrSecondary) // no such statement
	require.NoError(t, Coded{Primary: 145, Secondary: []int{200, 220}}.Check())          // ST deviation
	require.NoError(t, Coded{Primary: 500}.Check())                                      // a convenience statement
	for secondary, s := range ahaSecondary {
		require.NotEmpty(t, s.with, secondary)
		require.NotEmpty(t, s.zh)
		for _, r := range s.with {
			for _, p := range []int{r[0], r[1]} {
				_, ok := ahaPrimary[p]
				require.True(t, ok, "%d with %d", secondary, p)
				require.True(t, SecondaryAllowed(secondary, p))
			}
			_, within := ahaPrimary[r[0]-1]
			require.False(t, within && SecondaryAllowed(secondary, r[0]-1) && len(s.with) == 1, secondary)
		}
	}
	require.Len(t, ahaSecondary, 28)
	require.Len(t, ahaComparison, 7)

	en, err := Coded{Primary: 60, Modifiers: []int{312, 310, 340}}.Text("en")
	require.NoError(t, err)
	require.Equal(t, "Possible frequent ventricular premature complex(es), couplets", en)
	en, err = Coded{Primary: 145, Secondary: []int{200}, Modifiers: []int{315, 363}}.Text("")
	require.NoError(t, err)
	require.Equal(t, "Probable ST deviation, elevation; suggests acute pericarditis", en)
	zh, err := Coded{Primary: 145, Secondary: []int{200}, Modifiers: []int{315, 363}}.Text("zh")
	require.NoError(t, err)
	require.Equal(t, "抬高ST段偏移（很可能），提示急性心包炎", zh)
	_, err = Coded{Primary: 60, Secondary: []int{200}}.Text("zh")
	require.Error(t, err)
}

// Every statement that criteria make keeps to the grammar, and carries the modifiers that its evidence calls for.
func TestPhrases(t *testing.T) {
	modifiers := func(code string, change func(r *measure.Report)) []int {
		r := normalReport()
		change(r)
		res := classify(r, man50)
		for i := range res.Findings {
			if f := &res.Findings[i]; f.AHA != 0 {
				require.NoError(t, f.Coded().Check(), f.Code)
			}
		}
		f := res.Find(code)
		require.NotNil(t, f, "%s: %v", code, codes(res))
		return f.Modifiers
	}
	require.Equal(t, []int{315, 309}, modifiers("PVC", func(r *measure.Report) { classBeats(r, detect.Ventricular, 500, 4) }))
	require.Equal(t, []int{315, 308}, modifiers("PVC", func(r *measure.Report) { classBeats(r, detect.Ventricular, 500, 4, 8) }))
	require.Equal(t, []int{315, 310}, modifiers("PVC", func(r *measure.Report) { classBeats(r, detect.Ventricular, 500, 2, 5, 8) }))
	require.Equal(t, []int{315, 310, 340}, modifiers("PVC", func(r *measure.Report) { classBeats(r, detect.Ventricular, 500, 4, 5) }))
	require.Equal(t, []int{305}, modifiers("SBRAD", func(r *measure.Report) { r.HeartRate = 45 }))
	require.Equal(t, []int{306}, modifiers("LAD", func(r *measure.Report) { r.Axis.QRS = -40 }))
	require.Equal(t, []int{305}, modifiers("LAD", func(r *measure.Report) { r.Axis.QRS = -60 }))
	require.Contains(t, modifiers("AFIB", func(r *measure.Report) { fibrillate(r); r.HeartRate = 130 }), 346)
	require.Empty(t, modifiers("NORMAL", func(*measure.Report) {}))
	r := normalReport()
	r.PR = 110
	require.Equal(t, []int{228}, classify(r, man50).Find("SHORT_PR").Secondary)
}

func TestAlarm(t *testing.T) {
	at := time.Date(2026, 1, 7, 3, 0, 0, 0, time.UTC)
	list := Alarms(classify(inferior(), man50), at)
	require.Len(t, list, 1)
	a := &list[0]
	require.Equal(t, "CV-ACS-1", a.Rule)
	require.Equal(t, CN2017, a.RuleSet)
	require.Equal(t, at.Add(10*time.Minute), a.Due)
	require.Contains(t, a.Leads, ecg.LeadIII)
	require.NotEmpty(t, a.Values)
	require.Equal(t, AlarmOpen, a.State())
	require.False(t, a.Overdue(a.Due))
	require.True(t, a.Overdue(a.Due.Add(1)))

	require.ErrorIs(t, a.Inform("Dr B", at), ErrAlarm)                     // not acknowledged yet
	require.ErrorIs(t, a.Acknowledge("", at), ErrAlarm)                    // by nobody
	require.ErrorIs(t, a.Acknowledge("A", at.Add(-time.Second)), ErrAlarm) // before it was raised
	require.NoError(t, a.Acknowledge("A", at.Add(4*time.Minute)))
	require.ErrorIs(t, a.Acknowledge("C", at.Add(5*time.Minute)), ErrAlarm)
	require.False(t, a.Overdue(a.Due.Add(time.Hour)))
	require.ErrorIs(t, a.Close("transferred", at.Add(5*time.Minute)), ErrAlarm)
	require.NoError(t, a.Inform("Dr B", at.Add(6*time.Minute)))
	require.NoError(t, a.Close("transferred", at.Add(30*time.Minute)))
	require.Equal(t, AlarmClosed, a.State())
	b, err := json.Marshal(a)
	require.NoError(t, err)
	var back Alarm
	require.NoError(t, json.Unmarshal(b, &back))
	require.Equal(t, a.InformedPerson, back.InformedPerson)
	require.Equal(t, AlarmClosed, back.State())
	require.Empty(t, Alarms(classify(normalReport(), man50), at))
}

// A hospital sets a limit of its own.
func TestWithLimit(t *testing.T) {
	own, ok := RuleSets()[0].WithLimit("ours", "CV-OT-4", MetricQTc, 520)
	require.True(t, ok)
	_, ok = RuleSets()[0].WithLimit("ours", "CV-OT-4", MetricRate, 520)
	require.False(t, ok)
	k := New(Options{RuleSet: "ours", RuleSets: []RuleSet{own}})
	r := normalReport()
	r.QTc.Bazett = 525
	require.Equal(t, "CV-OT-4", k.Classify(nil, r, man50).Critical[0].Rule)
	require.Empty(t, classify(r, man50).Critical) // the national list is as it was
}

func TestCriticalPatterns(t *testing.T) {
	r := normalReport()
	r.HeartRate = 112
	lead(r, ecg.LeadI).S = -300
	three := lead(r, ecg.LeadIII)
	three.Q, three.T = -200, -150
	require.Empty(t, classify(r, man50).Critical)
	lead(r, ecg.LeadV1).T, lead(r, ecg.LeadV2).T = -120, -120
	require.Equal(t, "CV-OT-3", classify(r, man50).Critical[0].Rule)
	r.HeartRate = 90
	require.Empty(t, classify(r, man50).Critical)

	r = normalReport()
	r.TAlternans = 150
	require.Equal(t, "CV-OT-5", classify(r, man50).Critical[0].Rule)

	run := func(corr ...float64) *Result {
		r := normalReport()
		for i, c := range corr {
			classBeats(r, detect.Ventricular, 330, 3+i)
			r.Beats[3+i].Corr = c
		}
		return classify(r, man50)
	}
	res := run(-0.6, 0.2, 0.4, -0.3, -0.5, 0.1)
	require.Equal(t, 72, res.Find("VT_POLYMORPHIC").AHA)
	require.Equal(t, "CV-TA-3", res.Critical[0].Rule)
	require.Equal(t, "red", res.Priority.Level)
	require.False(t, res.HasAny("VT", "PVC"))
	require.Contains(t, run(-0.6, 0.4, -0.6, 0.4, -0.6, 0.4).Find("VT_POLYMORPHIC").EN, "Bidirectional")
	require.False(t, run(0.1, 0.2, 0.1, 0.2, 0.1, 0.2).Has("VT_POLYMORPHIC"))
	require.True(t, run(0.1, 0.2, 0.1, 0.2, 0.1, 0.2).Has("VT"))
	require.False(t, run(-0.6, 0.4, -0.6, 0.4).Has("VT_POLYMORPHIC"))
}

// One lead alone must show the pause and the width.
func TestEctopyOfOneLead(t *testing.T) {
	one := func(change func(r *measure.Report)) *Result {
		r := normalReport()
		r.Leads = r.Leads[1:2]
		r.Quality.Leads = r.Quality.Leads[1:2]
		classBeats(r, detect.Ventricular, 500, 5)
		r.Beats[6].RR = 1100
		change(r)
		return classify(r, man50)
	}
	require.True(t, one(func(*measure.Report) {}).Has("PVC"))
	require.False(t, one(func(r *measure.Report) { r.Beats[6].RR = 800 }).Has("PVC"))  // no pause
	require.False(t, one(func(r *measure.Report) { r.Beats[6].RR = 1300 }).Has("PVC")) // too long: a beat was missed
	require.False(t, one(func(r *measure.Report) { r.Beats[5].QRS, r.Beats[5].Corr = 100, 0.9 }).Has("PVC"))
	require.False(t, one(func(r *measure.Report) { r.Beats[5].QRS, r.Beats[5].Corr = 100, 0 }).Has("PVC")) // not compared
	require.False(t, one(func(r *measure.Report) { r.Quality.Grade = "C" }).Has("PVC"))                    // single and noisy
	early := func(change func(r *measure.Report)) bool {
		return one(func(r *measure.Report) {
			r.Beats[5].Class, r.Beats[5].QRS, r.Beats[5].Corr, r.Beats[6].RR = detect.Supraventricular, 90, 0.97, 900
			change(r)
		}).Has("PAC")
	}
	require.True(t, early(func(*measure.Report) {}))
	require.False(t, early(func(r *measure.Report) { r.Beats[5].Corr = 0.7 }))                   // another shape
	require.False(t, early(func(r *measure.Report) { r.Beats[5].RR, r.Beats[6].RR = 400, 400 })) // one beat too many
	require.False(t, early(func(r *measure.Report) { r.Beats[4].RR, r.Beats[5].RR = 400, 420 })) // behind one
	r := normalReport()                                                                          // twelve leads confirm it
	classBeats(r, detect.Ventricular, 500, 5)
	require.True(t, classify(r, man50).Has("PVC"))
}
