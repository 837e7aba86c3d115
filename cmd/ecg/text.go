package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"golang.org/x/exp/constraints"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/measure"
)

// words are the fixed words of the text report.
type words struct {
	recording, patient, device, quality, rate, intervals, axes, st, findings, evidence, critical, priority, unconfirmed string
	none, beats, derived, years, warning, advice                                                                        string
}

var wordsOf = map[string]words{
	"en": {"Recording", "Patient", "Device", "Quality", "Rate", "Intervals", "Axes", "ST at J (µV)", "Findings", "because", "CRITICAL", "Priority",
		"Computer interpretation, UNCONFIRMED: to be confirmed by a physician.",
		"none", "beats", "derived", "years", "Warning", "Advice"},
	"zh": {"记录", "患者", "设备", "信号质量", "心率", "间期", "电轴", "J点ST (µV)", "结论", "依据", "危急值", "优先级",
		"计算机自动分析，未经确认：须由医师审核。",
		"无", "次心搏", "导出", "岁", "警告", "建议"},
}

// writeText writes one analysis as text.
func writeText(w io.Writer, r *engine.Result, lang string) {
	t := wordsOf[lang]
	rec, rep := r.Record, r.Report
	h := engine.Describe(rec, r.Recorded)
	row := func(label, format string, args ...any) {
		if s := strings.TrimSpace(fmt.Sprintf(format, args...)); s != "" {
			fmt.Fprintf(w, "%s %s\n", pad(label, 13), s)
		}
	}
	fmt.Fprintf(w, "%s  (%s)\n", r.Input, strings.TrimSpace(h.Source.Format+" "+h.Source.Version))
	leads := strings.Join(h.Recording.Leads, " ")
	if len(h.Recording.DerivedLeads) > 0 {
		leads += " + " + t.derived + " " + strings.Join(h.Recording.DerivedLeads, " ")
	}
	row(t.recording, "%s  %.4g s  %.6g Hz  %s", h.Recording.Start, h.Recording.DurationS, h.Recording.RateHz, leads)
	age := ""
	if ecg.Known(r.AgeYears) {
		age = fmt.Sprintf("%.0f %s", float64(r.AgeYears), t.years)
	}
	row(t.patient, "%s", strings.Join(strings.Fields(strings.Join([]string{rec.Patient.ID, rec.Patient.Name.String(), r.Sex.String(), age}, " ")), " "))
	row(t.device, "%s %s", rec.Device.Manufacturer, rec.Device.Model)
	for _, wn := range rec.Warnings {
		row(t.warning, "%s: %s", wn.Code, wn.Message)
	}
	row(t.quality, "%s", rep.Quality.Grade)
	for _, m := range rep.Quality.Messages {
		row("", "%s", pick(lang, m.EN, m.ZH))
	}
	row(t.rate, "%s/min  RR %s ms  %d %s", num(rep.HeartRate), num(rep.RR.Mean), len(rep.Beats), t.beats)
	row(t.intervals, "P %s  PR %s  QRS %s  QT %s  QTc(Bazett) %s  QTc(Fridericia) %s ms",
		num(rep.P), num(rep.PR), num(rep.QRS), num(rep.QT), num(rep.QTc.Bazett), num(rep.QTc.Fridericia))
	row(t.axes, "P %s  QRS %s  T %s °", num(rep.Axis.P), num(rep.Axis.QRS), num(rep.Axis.T))
	row(t.st, "%s", stLine(rep))
	writeFindings(w, r, lang, t)
	fmt.Fprintf(w, "%s\n\n", t.unconfirmed)
}

func writeFindings(w io.Writer, r *engine.Result, lang string, t words) {
	fmt.Fprintf(w, "%s\n", t.findings)
	if len(r.Findings) == 0 {
		fmt.Fprintf(w, "  %s\n", t.none)
	}
	for _, f := range r.Findings {
		territory := ""
		if f.Territory != "" {
			territory = ", " + f.Territory
		}
		fmt.Fprintf(w, "  %s [%s, %s, %s%s]\n", pick(lang, f.EN, f.ZH), f.Code, f.Severity, f.Confidence, territory)
		writeEvidence(w, f.Evidence, t)
	}
	for _, c := range r.Critical {
		fmt.Fprintf(w, "%s  %s [%s %s]\n", t.critical, pick(lang, c.EN, c.ZH), c.RuleSet, c.Rule)
		writeEvidence(w, c.Evidence, t)
	}
	if r.Priority.Level != "" {
		due := ""
		if ecg.Known(r.Priority.DueS) {
			due = ", " + num(r.Priority.DueS) + " s"
		}
		fmt.Fprintf(w, "%s %s%s: %s\n", pad(t.priority, 13), r.Priority.Level, due, pick(lang, r.Priority.Reason, r.Priority.ReasonZH))
	}
	for _, a := range r.Advice {
		fmt.Fprintf(w, "%s %s\n", pad(t.advice, 13), pick(lang, a.EN, a.ZH))
	}
}

// maxEvidence is how many pieces of evidence the text report shows of a finding; the JSON has all.
const maxEvidence = 6

func writeEvidence(w io.Writer, list []classify.Evidence, t words) {
	if len(list) == 0 {
		return
	}
	var parts []string
	for i, e := range list {
		if i == maxEvidence {
			parts = append(parts, fmt.Sprintf("+%d", len(list)-i))
			break
		}
		s := e.What
		if e.Lead != ecg.LeadUnknown {
			s = e.Lead.String() + " " + s
		}
		if ecg.Known(e.Value) {
			s += " " + num(e.Value)
		}
		if ecg.Known(e.Limit) {
			s += " (" + num(e.Limit) + ")"
		}
		parts = append(parts, s)
	}
	fmt.Fprintf(w, "      %s: %s\n", t.evidence, strings.Join(parts, "; "))
}

func stLine(rep *measure.Report) string {
	var parts []string
	for i := range rep.Leads {
		if l := &rep.Leads[i]; ecg.Known(l.J) {
			parts = append(parts, fmt.Sprintf("%s %+.0f", engine.LeadName(l.Lead, l.Label), math.Round(float64(l.J))+0))
		}
	}
	return strings.Join(parts, "  ")
}

func pick(lang, en, zh string) string {
	if lang == "zh" && zh != "" {
		return zh
	}
	return en
}

// num writes a value without needless decimals, "-" when it was not measured.
func num[T constraints.Float](v T) string {
	f := float64(v)
	if !ecg.Known(f) {
		return "-"
	}
	if f > -10 && f < 10 && f != float64(int(f)) {
		return fmt.Sprintf("%.2g", f)
	}
	return fmt.Sprintf("%.0f", f)
}

// pad fills s with blanks to n columns, counting a Chinese character as two.
func pad(s string, n int) string {
	width := 0
	for _, r := range s {
		width++
		if r >= 0x2E80 {
			width++
		}
	}
	return s + strings.Repeat(" ", max(n-width, 0))
}
