package render

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/measure"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestHeader(t *testing.T) {
	src := synthetic(t, ecgtest.Spec{})
	for lang, want := range map[string][]string{
		English: {"示例甲", "Shili Jia", "ID: ID-4711", "Age: 93 y", "Recorded: 2026-01-07 15:04:05", "Example Cardio 12", "70 /min", "380/410 ms", "50/41/- °",
			"Sinus rhythm", "Left ventricular hypertrophy (possible)", "0.05–150 Hz notch 50 Hz", "25 mm/s", "10 mm/mV", "500 Hz", wordUnconfirmed.en},
		Chinese: {"示例甲", "编号：ID-4711", "年龄：93岁", "窦性心律", "左心室肥大（可能）", "次/分", wordUnconfirmed.zh},
		Both:    {"ID 编号: ID-4711", "Sinus rhythm 窦性心律", wordUnconfirmed.en + " " + wordUnconfirmed.zh},
	} {
		_, d := page(t, src, Options{Lang: lang})
		texts := svgTexts(t, svgOf(t, d))
		for _, s := range want {
			assert.Contains(t, texts, s, lang)
		}
	}
}

func TestHiddenPatient(t *testing.T) {
	src := synthetic(t, ecgtest.Spec{})
	src.Record.Patient.BirthDate = ecg.NewDate(1932, 11, 30)
	for _, o := range []Options{{HidePatient: true}, {HidePatient: true, Lang: Both}, {HidePatient: true, Lang: Chinese}} {
		_, d := page(t, src, o)
		svg := svgOf(t, d)
		for _, secret := range []string{"示例甲", "Shili", "4711", "2026", "1932", "Hospital", "93"} {
			assert.NotContains(t, svgTexts(t, svg), secret)
			for _, s := range d.Shapes {
				assert.NotContains(t, s.Alt, secret)
			}
		}
		assert.Contains(t, svgTexts(t, svg), ">89", "no age above 89 is told")
	}
}

func TestAges(t *testing.T) {
	for _, c := range []struct {
		age  ecg.Age
		want string
	}{
		{ecg.AgeOf(61.9, ecg.Year), "61 y"}, {ecg.AgeOf(12, ecg.Day), "12 days"}, {ecg.AgeOf(14, ecg.Month), "14 months"},
		{ecg.Age{Years: 89, Valid: true, Over: true}, ">89 y"}, {ecg.AgeOf(0, ecg.Day), "0 days"},
	} {
		_, d := page(t, &Source{Age: c.age}, Options{})
		assert.Contains(t, svgTexts(t, svgOf(t, d)), "Age: "+c.want)
	}
}

func TestTextIsEscaped(t *testing.T) {
	rec := &ecg.Record{ID: "r"}
	rec.Patient.Name.Full = "<b>&\"A'\x00\x1b\u202e\nB\xff]]>"
	rec.Patient.ID = "1\x07\u20282"
	src := &Source{Record: rec, Heading: "a < b", Traces: []Trace{{Label: "<script>", Rate: 100, X: make([]float64, 200)}}}
	_, d := page(t, src, Options{})
	svg := svgOf(t, d)
	texts := svgTexts(t, svg)
	assert.Contains(t, texts, "<b>&\"A' B]]>\n")
	assert.Contains(t, texts, "ID: 12\n")
	assert.Contains(t, texts, "<script>\n")
	assert.Contains(t, texts, "a < b\n")
	assert.NotContains(t, svg, "<script>")
}

func TestManyFindingsStayInTheHeader(t *testing.T) {
	src := synthetic(t, ecgtest.Spec{})
	for range 60 {
		src.Result.Findings = append(src.Result.Findings, classify.Finding{Code: "X", EN: strings.Repeat("long wording ", 12), ZH: strings.Repeat("很长的措辞", 20)})
	}
	for _, lang := range []string{English, Chinese, Both} {
		doc, d := page(t, src, Options{Lang: lang})
		assert.Less(t, doc.gridTop, 60.0)
		assert.GreaterOrEqual(t, doc.gridHigh, 140.0)
		assert.Contains(t, svgTexts(t, svgOf(t, d)), "+", "how many are left out is said")
		for _, s := range d.Shapes {
			if s.Kind == Label && s.Points[0].Y < doc.gridTop && s.Anchor == AnchorStart {
				assert.LessOrEqual(t, s.Points[0].X+TextWidth(s.Text, s.Size, s.Bold), doc.left+doc.wide+1, s.Text)
			}
		}
	}
}

func TestMarks(t *testing.T) {
	src := synthetic(t, ecgtest.Spec{})
	src.Report.Beats[3].Class = 'V'
	src.Report.Pacing.Spikes = []int{600}
	src.Traces[1].Fiducials = []measure.BeatFiducials{{Fiducials: measure.Fiducials{POn: 500, PPeak: 520, POff: 540, QRSOn: 560, R: 580, QRSOff: 600,
		TOn: measure.None, TPeak: measure.None, TOff: measure.None}}}
	src.Segments = []Segment{{Start: 4, End: 5, Text: "VF"}}
	src.Marks = []Mark{{At: 2, Text: "here", Line: true, Color: ColorRed}, {At: 99, Text: "beyond"}, {At: 3, Text: "under", Below: true, Trace: 2}}
	src.Report.Leads = []measure.Lead{{Lead: ecg.LeadV2, ST60: 210}, {Lead: ecg.LeadV3, ST60: -0.1}, {Lead: ecg.LeadV4, ST60: ecg.NaN[ecg.Microvolt]()}}
	doc, d := page(t, src, Options{Beats: true, Fiducials: true, STBars: true})
	texts := svgTexts(t, svgOf(t, d))
	for _, s := range []string{"\nV\n", "\nN\n", "VF\n", "here", "under", "+0.21\n", "\n0.00\n", wordSpike.en, wordWaves.en} {
		assert.Contains(t, texts, s)
	}
	assert.NotContains(t, texts, "beyond")
	letters := 0
	for _, s := range d.Shapes {
		if s.Layer == LayerMarks && s.Text == "N" {
			want := false
			for _, b := range src.Report.Beats {
				x := doc.left + doc.cal + float64(b.Sample)/500*DefaultSpeed
				want = want || s.Points[0].X-x < 1e-6 && x-s.Points[0].X < 1e-6
			}
			assert.True(t, want, "a letter stands under its beat")
			letters++
		}
	}
	assert.Equal(t, len(src.Report.Beats)-1, letters)

	src.Report.Segments = []measure.Segment{{Start: 3500, End: 4900, Kind: measure.VF}, {Start: 0, End: 400, Kind: measure.Noise}}
	_, d = page(t, src, Options{Segments: true, Lang: Chinese})
	assert.Contains(t, svgTexts(t, svgOf(t, d)), "室颤/室扑")
	assert.Contains(t, svgTexts(t, svgOf(t, d)), "干扰")

	_, d = page(t, src, Options{HideSpikes: true})
	assert.NotContains(t, svgTexts(t, svgOf(t, d)), segmentWords[measure.VF].en)
	assert.NotContains(t, svgTexts(t, svgOf(t, d)), wordSpike.en)
}

// TestGolden holds the whole of a small page: a lead of straight lines on narrow paper.
func TestGolden(t *testing.T) {
	x := make([]float64, 200)
	for i := range x {
		x[i] = float64(100 * max(0, 10-max(i%50, 50-i%50-40)))
	}
	src := &Source{Heading: "strip <1>", Traces: []Trace{{Lead: ecg.LeadII, Rate: 100, X: x}}}
	doc, d := page(t, src, Options{Width: 80, Height: 60, HideHeader: true})
	require.Equal(t, 1, doc.Pages())
	got := svgOf(t, d)
	const name = "testdata/strip.golden.svg"
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o777))
		require.NoError(t, os.WriteFile(name, []byte(got), 0o666))
	}
	want, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}
