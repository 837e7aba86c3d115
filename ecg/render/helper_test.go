package render

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/measure"
)

// synthetic returns a 12-lead source with an invented patient, measurements and findings.
func synthetic(t testing.TB, spec ecgtest.Spec) *Source {
	t.Helper()
	rec, truth, err := ecgtest.Generate(spec)
	require.NoError(t, err)
	rec.Patient = ecg.Patient{ID: "ID-4711", Name: ecg.Name{Full: "示例甲", Latin: "Shili Jia"}, Sex: ecg.Female, Age: ecg.AgeOf(93, ecg.Year)}
	rec.Device = ecg.Device{Manufacturer: "Example", Model: "Cardio 12"}
	rec.Site.Institution = "Example Hospital"
	rec.Start = ecg.Local(2026, 1, 7, 15, 4, 5, 0)
	rec.Filters = ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50}
	rep := &measure.Report{RateHz: rec.Rate(), HeartRate: 70, P: 104, PR: 160, QRS: 92, QT: 380}
	rep.QTc.Bazett, rep.QTc.Fridericia = 410, 400
	rep.Axis.P, rep.Axis.QRS, rep.Axis.T = 50, 41, ecg.NaN[ecg.Degree]()
	for _, b := range truth.Beats {
		rep.Beats = append(rep.Beats, measure.Beat{Sample: b.R.Sample, Class: 'N'})
	}
	res := &classify.Result{Findings: []classify.Finding{
		{Code: "STEMI", EN: "ST elevation infarction", ZH: "ST段抬高型心肌梗死", Severity: classify.Critical, Confidence: classify.Definite},
		{Code: "NSR", EN: "Sinus rhythm", ZH: "窦性心律", Confidence: classify.Definite},
		{Code: "LVH", EN: "Left ventricular hypertrophy", ZH: "左心室肥大", Confidence: classify.Possible},
	}}
	return &Source{Record: rec, Traces: Traces(rec, nil), Report: rep, Result: res}
}

// page draws the first page.
func page(t testing.TB, src *Source, o Options) (*Document, *Drawing) {
	t.Helper()
	d, err := New(src, o)
	require.NoError(t, err)
	return d, d.Page(0)
}

func svgOf(t testing.TB, d *Drawing) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, WriteSVG(&b, d))
	return b.String()
}

// svgTexts checks that the document is well-formed XML and returns its texts, one a line.
func svgTexts(t testing.TB, svg string) string {
	t.Helper()
	var out strings.Builder
	dec := xml.NewDecoder(strings.NewReader(svg))
	inText := false
	for {
		tok, err := dec.Token()
		if err == io.EOF {
			return out.String()
		}
		require.NoError(t, err)
		switch e := tok.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "text" || e.Name.Local == "title"
		case xml.EndElement:
			if inText {
				out.WriteByte('\n')
			}
			inText = false
		case xml.CharData:
			if inText {
				out.Write(e)
			}
		}
	}
}

// impulse is a lead of zeros with one sample of height µV at time at.
func impulse(name string, rate, seconds, at, height float64) Trace {
	x := make([]float64, int(rate*seconds))
	x[int(math.Round(at*rate))] = height
	return Trace{Lead: ecg.ParseLead(name), Label: name, Rate: rate, X: x}
}

// traceShapes lists the pieces of trace, without calibration pulses and separators.
func traceShapes(d *Drawing, doc *Document) []Shape {
	var list []Shape
	for _, s := range d.Shapes {
		if s.Layer == LayerTrace && s.Kind == Polyline && s.Points[0].X >= doc.left+doc.cal-1e-6 {
			list = append(list, s)
		}
	}
	return list
}

// highest returns the highest point of a line.
func highest(s *Shape) Point {
	best := s.Points[0]
	for _, p := range s.Points {
		if p.Y < best.Y {
			best = p
		}
	}
	return best
}
