package classify

import (
	"math"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

var nan = math.NaN()

// man50 is a context with known demographics.
var man50 = Context{AgeYears: 50, Sex: ecg.Male}

// normalReport is what a normal ECG of 10 s measures: sinus rhythm at 75/min, 12 leads.
func normalReport() *measure.Report {
	r := &measure.Report{
		RateHz: 500, Samples: 5000, HeartRate: 75,
		P: 100, PR: 160, QRS: 90, QT: 380,
		QTc:       measure.QTc{Bazett: 425, Fridericia: 409, Framingham: 411, Hodges: 406, Rautaharju: 412},
		Axis:      measure.Axes{P: 50, QRS: 45, T: 40},
		Fiducials: measure.Fiducials{POn: -100, PPeak: -80, POff: -50, QRSOn: -20, R: 0, QRSOff: 25, TOn: 80, TPeak: 130, TOff: 170},
		BeatsUsed: 12,
		Atrial:    measure.Atrial{PShare: 1, PCorr: 0.95, PRSD: 4, FRate: ecg.NaN[ecg.Value](), FPower: ecg.NaN[ecg.Value](), FAmplitude: ecg.NaN[ecg.Microvolt]()},
		Quality:   measure.Quality{Grade: "A", Usable: true},
	}
	setRR(r, 800, 805, 795, 800, 810, 798, 802, 800, 795, 805, 800)
	waves := map[ecg.Lead][4]float64{ // P, Q, R, S
		ecg.LeadI: {60, -30, 600, -100}, ecg.LeadII: {120, -50, 1000, -150}, ecg.LeadIII: {60, -40, 450, -120},
		ecg.LeadAVR: {-90, -700, 50, 0}, ecg.LeadAVL: {20, -20, 250, -100}, ecg.LeadAVF: {90, -40, 700, -120},
		ecg.LeadV1: {40, 0, 250, -800}, ecg.LeadV2: {50, 0, 400, -1200}, ecg.LeadV3: {60, 0, 700, -800},
		ecg.LeadV4: {60, -20, 1100, -500}, ecg.LeadV5: {60, -40, 1200, -250}, ecg.LeadV6: {60, -50, 1000, -120},
	}
	for _, l := range ecg.StandardLeads {
		w := waves[l]
		m := measure.Lead{
			Lead: l, Label: l.String(), OK: true,
			P: ecg.Microvolt(w[0]), PTF: -1000,
			Q: ecg.Microvolt(w[1]), R: ecg.Microvolt(w[2]), S: ecg.Microvolt(w[3]),
			T: 250, QRSPeak: ecg.Microvolt(w[2] - math.Min(w[1], w[3])), QRSNet: ecg.Value(20 * (w[2] + w[1] + w[3])),
			QDur: 12, RDur: 40, SDur: 30, QRSDur: 85, VAT: 35,
			STSlope: 300, PRSegment: 0, SampleRate: 500,
		}
		if l == ecg.LeadV1 {
			m.RDur, m.VAT = 20, 18
		}
		if l == ecg.LeadAVR {
			m.T = -200
		}
		setST(&m, 10, 0.3)
		if l == ecg.LeadAVR {
			setST(&m, -10, 0.3)
		}
		r.Leads = append(r.Leads, m)
		r.Quality.Leads = append(r.Quality.Leads, measure.LeadQuality{Lead: l, Label: l.String(), Grade: "A"})
	}
	return r
}

// setRR replaces the beats by normal ones with the RR intervals (ms) and computes the statistics of package measure that
// criteria read.
func setRR(r *measure.Report, rr ...float64) {
	r.Beats = r.Beats[:0]
	at := 200.0
	r.Beats = append(r.Beats, measure.Beat{Sample: int(at), Class: detect.Normal, RR: ecg.NaN[ecg.Millisecond](), QRS: 90, PR: 160, HasP: true, Corr: 0.98})
	mean, lo, hi := 0.0, math.Inf(1), math.Inf(-1)
	for _, v := range rr {
		at += v / 2
		r.Beats = append(r.Beats, measure.Beat{Sample: int(at), Class: detect.Normal, RR: ecg.Millisecond(v), QRS: 90, PR: 160, HasP: true, Corr: 0.98})
		mean += v / float64(len(rr))
		lo, hi = min(lo, v), max(hi, v)
	}
	var sd, sq float64
	for i, v := range rr {
		sd += (v - mean) * (v - mean) / float64(len(rr))
		if i > 0 {
			sq += (v - rr[i-1]) * (v - rr[i-1]) / float64(len(rr)-1)
		}
	}
	r.RR = measure.RRStats{Mean: ecg.Millisecond(mean), Median: ecg.Millisecond(mean), Min: ecg.Millisecond(lo), Max: ecg.Millisecond(hi), SD: ecg.Millisecond(math.Sqrt(sd)),
		SDNN: ecg.Millisecond(math.Sqrt(sd)), RMSSD: ecg.Millisecond(math.Sqrt(sq)), NRMSSD: ecg.Value(math.Sqrt(sq) / mean), CV: ecg.Value(math.Sqrt(sd) / mean),
		CoSEn: -2.5, Lag1: 0, NN: len(rr)}
	r.HeartRate = ecg.Value(60000 / mean)
}

// setST puts J at j µV with a slope in µV/ms.
func setST(m *measure.Lead, j, slope float64) {
	m.J = ecg.Microvolt(j)
	m.ST20, m.ST40 = ecg.Microvolt(j+20*slope), ecg.Microvolt(j+40*slope)
	m.ST60, m.ST80 = ecg.Microvolt(j+60*slope), ecg.Microvolt(j+80*slope)
	m.STSlope = ecg.Value(slope * 1000)
}

// st sets J in leads, flat, and keeps III, aVR, aVL, aVF as they are.
func st(r *measure.Report, j float64, leads ...ecg.Lead) {
	for _, l := range leads {
		setST(lead(r, l), j, 0)
	}
}

// lead returns a lead of the report, adding it when it is not a standard one.
func lead(r *measure.Report, l ecg.Lead) *measure.Lead {
	if m := r.Find(l); m != nil {
		return m
	}
	r.Leads = append(r.Leads, measure.Lead{Lead: l, Label: l.String(), OK: true, R: 400, S: -100, T: 150, QRSPeak: 500, QRSNet: 4000})
	return &r.Leads[len(r.Leads)-1]
}

func classify(r *measure.Report, c Context) *Result { return New(Options{}).Classify(nil, r, c) }

func codes(res *Result) []string {
	out := make([]string, len(res.Findings))
	for i := range res.Findings {
		out[i] = res.Findings[i].Code
	}
	return out
}

// lbbb makes the QRS complexes those of a left bundle branch block.
func lbbb(r *measure.Report) {
	r.QRS, r.QT = 140, 400
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadAVL, ecg.LeadV5, ecg.LeadV6} {
		m := lead(r, l)
		m.Q, m.R, m.S, m.R2, m.VAT, m.RDur, m.QRSNet, m.Notched, m.T, m.TNegative = 0, 1000, 0, 0, 70, 120, 60000, true, -200, -200
		m.QRSPeak = 1000
		setST(m, -60, 0)
	}
	for _, l := range []ecg.Lead{ecg.LeadV1, ecg.LeadV2, ecg.LeadV3} {
		m := lead(r, l)
		m.Q, m.R, m.S, m.QRSNet, m.T, m.QRSPeak = 0, 100, -1600, -80000, 500, 1700
		setST(m, 200, 0)
	}
}

// rbbb makes the QRS complexes those of a right bundle branch block.
func rbbb(r *measure.Report) {
	r.QRS = 134
	v1 := lead(r, ecg.LeadV1)
	v1.R, v1.S, v1.R2, v1.RDur, v1.R2Dur, v1.VAT, v1.T, v1.TNegative = 150, -300, 700, 25, 60, 90, -200, -200
	for _, l := range []ecg.Lead{ecg.LeadI, ecg.LeadV6} {
		m := lead(r, l)
		m.S, m.SDur = -250, 55
	}
}

func rates(n int, ms float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = ms
	}
	return out
}

var afRR = []float64{620, 910, 540, 760, 1010, 480, 830, 690, 560, 950, 720, 600}

// fibrillate makes the rhythm atrial fibrillation.
func fibrillate(r *measure.Report) {
	setRR(r, afRR...)
	for i := range r.Beats {
		r.Beats[i].HasP = false
	}
	r.RR.CoSEn = -0.8
	r.Atrial = measure.Atrial{PShare: 0, PCorr: 0.1, PRSD: ecg.NaN[ecg.Millisecond](), FRate: 6, FPower: 0.3, FAmplitude: 60, FLead: ecg.LeadV1}
	r.PR, r.P = ecg.NaN[ecg.Millisecond](), ecg.NaN[ecg.Millisecond]()
}

func TestNormalReport(t *testing.T) {
	res := classify(normalReport(), man50)
	require.Equal(t, []string{"NORMAL", "NSR"}, codes(res))
	require.Equal(t, 1, res.Find("NORMAL").AHA)
	require.Empty(t, res.Critical)
	require.Equal(t, "green", res.Priority.Level)
}
