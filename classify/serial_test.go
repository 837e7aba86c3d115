package classify

import (
	"encoding/json"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func readingOf(r *measure.Report) Reading {
	return Reading{Report: r, Findings: append([]Finding(nil), classify(r, man50).Findings...)}
}

func statementsOf(c Comparison) []int {
	var out []int
	for _, s := range c.Statements {
		out = append(out, s.AHA)
	}
	return out
}

func changeOf(c Comparison, code string) Change {
	for _, f := range c.Findings {
		if f.Code == code {
			return f.Change
		}
	}
	return ""
}

func changed(change func(r *measure.Report)) *measure.Report {
	r := normalReport()
	change(r)
	return r
}

// TestCompare holds each comparison statement on both sides of its limit.
func TestCompare(t *testing.T) {
	same := func(*measure.Report) {}
	for name, c := range map[string]struct {
		before, now func(r *measure.Report)
		want        []int
	}{
		"nothing":                {same, same, []int{400}},
		"rate up by 20, to 110":  {func(r *measure.Report) { r.HeartRate = 90 }, func(r *measure.Report) { r.HeartRate = 110 }, []int{400}},
		"rate up by 21, to 111":  {func(r *measure.Report) { r.HeartRate = 90 }, func(r *measure.Report) { r.HeartRate = 111 }, []int{401}},
		"rate up by 35, within":  {func(r *measure.Report) { r.HeartRate = 62 }, func(r *measure.Report) { r.HeartRate = 97 }, []int{400}},
		"rate down by 30, to 45": {same, func(r *measure.Report) { r.HeartRate = 45 }, []int{401}},
		"fibrillation":           {same, fibrillate, []int{401}},
		"sinus rhythm again":     {fibrillate, same, []int{401}},
		"infarct":                {same, func(r *measure.Report) { st(r, 250, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF); st(r, -120, ecg.LeadAVL) }, []int{402}},
		"left block":             {same, lbbb, []int{403}},
		"PR by 39":               {func(r *measure.Report) { r.PR = 180 }, func(r *measure.Report) { r.PR = 219 }, []int{403}}, // AVB1 is new
		"QTc by 60":              {func(r *measure.Report) { r.QTc.Bazett = 380 }, func(r *measure.Report) { r.QTc.Bazett = 440 }, []int{400}},
		"QTc by 61":              {func(r *measure.Report) { r.QTc.Bazett = 380 }, func(r *measure.Report) { r.QTc.Bazett = 441 }, []int{404}},
		"axis by 30":             {same, func(r *measure.Report) { r.Axis.QRS = 15 }, []int{400}},
		"axis by 31":             {same, func(r *measure.Report) { r.Axis.QRS = 14 }, []int{405}},
		"hypertrophy": {same, func(r *measure.Report) {
			lead(r, ecg.LeadV1).QRSPeak, lead(r, ecg.LeadV5).QRSPeak = 2050, 2850
			lead(r, ecg.LeadV1).S, lead(r, ecg.LeadV5).R, lead(r, ecg.LeadAVL).R = -1800, 2600, 1300
		}, []int{405}},
		"T turned over":            {same, func(r *measure.Report) { lead(r, ecg.LeadV4).T, lead(r, ecg.LeadV5).T = -60, -60 }, []int{404}},
		"T turned over in a lead":  {same, func(r *measure.Report) { lead(r, ecg.LeadV4).T = -60 }, []int{404}},
		"block with its own ST, T": {lbbb, lbbb, []int{400}},
	} {
		got := Compare(readingOf(changed(c.before)), readingOf(changed(c.now)))
		require.Equal(t, c.want, statementsOf(got), "%s: %+v", name, got.Findings)
		b, err := json.Marshal(got)
		require.NoError(t, err)
		require.NotContains(t, string(b), "null,\"evidence\":null")
	}
}

func TestCompareFindings(t *testing.T) {
	before := readingOf(changed(func(r *measure.Report) { st(r, 150, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF); st(r, -80, ecg.LeadAVL) }))
	now := readingOf(changed(func(r *measure.Report) { st(r, 300, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF); st(r, -150, ecg.LeadAVL) }))
	c := Compare(before, now)
	require.Equal(t, ChangeWorse, changeOf(c, "STEMI"))
	require.Contains(t, statementsOf(c), 402)
	require.Equal(t, ChangeBetter, changeOf(Compare(now, before), "STEMI"))
	require.NotContains(t, statementsOf(Compare(now, before)), 402)
	require.Equal(t, ChangeUnchanged, changeOf(Compare(now, now), "STEMI"))
	require.Equal(t, []int{400}, statementsOf(Compare(now, now)))

	normal := readingOf(normalReport())
	c = Compare(now, normal)
	require.Equal(t, ChangeResolved, changeOf(c, "STEMI"))
	c = Compare(normal, now)
	require.Equal(t, ChangeNew, changeOf(c, "STEMI"))
	require.Equal(t, ChangeNew, c.Findings[0].Change) // what is new comes first
	require.Empty(t, changeOf(c, "NORMAL"))

	c = Compare(Reading{Findings: now.Findings}, Reading{Findings: normal.Findings}) // no measurements left
	require.Equal(t, ChangeResolved, changeOf(c, "STEMI"))
	require.Empty(t, c.Measurements)
}

// A finding that crosses its limit while nothing measured has changed is a change of interpretation.
func TestCompareInterpretation(t *testing.T) {
	c := Compare(readingOf(changed(func(r *measure.Report) { r.QTc.Bazett = 449 })), readingOf(changed(func(r *measure.Report) { r.QTc.Bazett = 451 })))
	require.Equal(t, []int{406}, statementsOf(c))
	require.Equal(t, ChangeNew, changeOf(c, "LQT"))
}

func TestCompareElectrodes(t *testing.T) {
	turned := changed(func(r *measure.Report) {
		r.Axis.QRS = 130
		lead(r, ecg.LeadI).QRSNet = -9000
	})
	c := Compare(readingOf(normalReport()), readingOf(turned))
	require.True(t, c.Electrodes)
	require.NotContains(t, statementsOf(c), 405)
	turned.Axis.QRS = 100
	require.False(t, Compare(readingOf(normalReport()), readingOf(turned)).Electrodes)
}

// TestCompareUnreadable holds that nothing comes or goes by an ECG that cannot be read, but what is critical in it.
func TestCompareUnreadable(t *testing.T) {
	infarct := func(r *measure.Report) {
		st(r, 250, ecg.LeadII, ecg.LeadIII, ecg.LeadAVF)
		st(r, -120, ecg.LeadAVL)
	}
	poor := func(r *measure.Report) { r.Quality.Grade, r.Quality.Usable = "D", false }
	sick, unread := readingOf(changed(infarct)), readingOf(changed(poor))
	require.NotEmpty(t, changeOf(Compare(sick, readingOf(normalReport())), "STEMI"))

	c := Compare(sick, unread)
	require.True(t, c.Unreadable)
	require.Empty(t, c.Findings, "the infarct is not resolved")
	require.Empty(t, c.Statements)
	require.Empty(t, c.Measurements)

	c = Compare(unread, readingOf(changed(fibrillate)))
	require.True(t, c.Unreadable)
	require.Empty(t, c.Findings, "fibrillation may have been there before")
	require.Empty(t, c.Statements)

	c = Compare(unread, sick)
	require.Equal(t, ChangeNew, changeOf(c, "STEMI"), "this one must not be lost")
	require.Equal(t, []int{402}, statementsOf(c))
	require.False(t, Compare(sick, sick).Unreadable)
}
