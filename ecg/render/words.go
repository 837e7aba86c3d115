package render

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/measure"
)

// phrase is a text in both languages; both, where set, is what to write when both are shown.
type phrase struct{ en, zh, both string }

// The fixed words of a page.
var (
	wordUnconfirmed  = phrase{"UNCONFIRMED - to be confirmed by a physician", "未经确认，须由医师审核", ""}
	wordFindings     = phrase{"Computer interpretation", "计算机自动分析", ""}
	wordNoFindings   = phrase{"No findings", "无结论", ""}
	wordNothing      = phrase{"No ECG signal", "无心电信号", ""}
	wordUncalibrated = phrase{"not calibrated", "未定标", ""}
	wordCritical     = phrase{"CRITICAL", "危急值", ""}
	wordMore         = phrase{"more", "更多", ""}
	wordPossible     = phrase{"possible", "可能", ""}

	wordID       = phrase{"ID", "编号", ""}
	wordSex      = phrase{"Sex", "性别", ""}
	wordAge      = phrase{"Age", "年龄", ""}
	wordYears    = phrase{"y", "岁", ""}
	wordMonths   = phrase{"months", "个月", ""}
	wordDays     = phrase{"days", "天", ""}
	wordBorn     = phrase{"Born", "出生日期", ""}
	wordRecorded = phrase{"Recorded", "采集时间", ""}
	wordRecord   = phrase{"Record", "记录", ""}
	wordDevice   = phrase{"Device", "设备", ""}
	wordSite     = phrase{"Site", "单位", ""}

	wordRate     = phrase{"HR", "心率", ""}
	wordPerMin   = phrase{"/min", "次/分", "/min"}
	wordP        = phrase{"P", "P波时限", "P 时限"}
	wordPR       = phrase{"PR", "PR间期", "PR 间期"}
	wordQRS      = phrase{"QRS", "QRS时限", "QRS 时限"}
	wordQT       = phrase{"QT / QTc Bazett", "QT/QTc (Bazett)", "QT / QTc Bazett"}
	wordQTcF     = phrase{"QTc Fridericia", "QTc (Fridericia)", "QTc Fridericia"}
	wordAxes     = phrase{"Axes P / QRS / T", "电轴 P/QRS/T", "Axes 电轴 P/QRS/T"}
	wordRV5SV1   = phrase{"RV5 / SV1", "RV5/SV1", "RV5 / SV1"}
	wordSokolow  = phrase{"RV5 + SV1", "RV5+SV1", "RV5 + SV1"}
	wordQuality  = phrase{"Signal quality", "信号质量", ""}
	wordWhole    = phrase{"Whole recording", "全程", ""}
	wordSTBars   = phrase{"ST at J+60 ms, mV", "J+60ms处ST (mV)", ""}
	wordNotch    = phrase{"notch", "陷波", ""}
	wordFilter   = phrase{"Filter", "滤波", ""}
	wordNotKnown = phrase{"not stated", "未注明", ""}
	wordPage     = phrase{"page", "页", ""}
	wordTogether = phrase{"columns simultaneous", "各列同步", ""}
	wordSpike    = phrase{"violet stroke: pacing spike", "紫色短线：起搏脉冲", ""}
	wordWaves    = phrase{"blue P, red QRS, green T: onset, peak, end", "蓝P 红QRS 绿T：起点、峰、终点", ""}
	wordClasses  = phrase{"beats: N normal, S supraventricular, V ventricular, F fusion, Q paced or unknown; RR in ms", "心搏：N正常 S室上性 V室性 F融合 Q起搏或不明；RR单位ms", ""}
	wordCut      = phrase{"red triangle: trace cut off", "红色三角：波形被截断", ""}
)

// segmentWords name the stretches of a Report.
var segmentWords = map[measure.SegmentKind]phrase{
	measure.VF:       {"VF or flutter", "室颤/室扑", ""},
	measure.Asystole: {"no beats", "停搏", ""},
	measure.Noise:    {"noise", "干扰", ""},
	measure.Flat:     {"leads off", "导联脱落", ""},
}

var sexWords = map[string]phrase{"M": {"M", "男", ""}, "F": {"F", "女", ""}, "O": {"other", "其他", ""}}

// in gives the phrase in a language; in Both the Chinese follows the English where it differs.
func (p phrase) in(lang string) string {
	switch {
	case lang == Both && p.both != "":
		return p.both
	case lang == English || p.zh == "":
		return p.en
	case lang == Chinese || p.en == "" || p.en == p.zh:
		return p.zh
	default:
		return p.en + " " + p.zh
	}
}

// say gives a phrase in the language of the page.
func (d *Document) say(p phrase) string { return p.in(d.opt.Lang) }

// join puts phrases one after the other, with sep between.
func join(sep string, list ...phrase) phrase {
	var out phrase
	first := true
	for _, p := range list {
		if p.en == "" && p.zh == "" {
			continue
		}
		if !first {
			out.en, out.zh, out.both = out.en+sep, out.zh+sep, out.both+sep
		}
		first = false
		out.en, out.zh, out.both = out.en+p.en, out.zh+orElse(p.zh, p.en), out.both+p.in(Both)
	}
	return out
}

// valued is a name with a value behind it.
func valued(name, value phrase) phrase {
	return phrase{name.en + ": " + value.en, name.zh + "：" + orElse(value.zh, value.en), name.in(Both) + ": " + value.in(Both)}
}

// same is a phrase that needs no translation.
func same(format string, args ...any) phrase {
	s := format
	if len(args) > 0 {
		s = fmt.Sprintf(format, args...)
	}
	return phrase{s, s, ""}
}

// number writes v with at most so many decimals, "-" when it was not measured.
func number[T ~float64](v T, decimals int) string {
	f := float64(v)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "-"
	}
	p := math.Pow10(decimals)
	if r := math.Round(f*p) / p; !math.IsInf(r, 0) {
		f = r
	}
	if f == 0 {
		f = 0 // no negative zero
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// fixed writes v with exactly so many decimals.
func fixed[T ~float64](v T, decimals int) string {
	f := float64(v)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return "-"
	}
	s := strconv.FormatFloat(f, 'f', decimals, 64)
	if strings.Trim(s, "-0.") == "" { // no negative zero
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// clock writes a time in the recording as hours, minutes and seconds.
func clock(t float64) string {
	sign := ""
	if t < 0 {
		sign, t = "-", -t
	}
	const perSecond, perMinute, perHour = 100, 6000, 360000
	n := int64(math.Round(math.Min(t, math.MaxInt32) * perSecond))
	s := fmt.Sprintf("%s%d:%02d:%02d", sign, n/perHour, n/perMinute%60, n/perSecond%60)
	if f := n % perSecond; f != 0 {
		s += strings.TrimRight(fmt.Sprintf(".%02d", f), "0")
	}
	return s
}
