package ecgtest

import (
	"maps"
	"slices"

	"github.com/goecg/goecg/ecg"
)

// Presets returns the names that [Preset] knows, sorted.
func Presets() []string { return slices.Sorted(maps.Keys(presets())) }

// Preset returns a named Spec, for use as it is or as a start. The caller may change it freely.
func Preset(name string) (Spec, bool) {
	s, ok := presets()[name]
	return s, ok
}

// presets makes the table anew, so that no caller shares its maps with another.
func presets() map[string]Spec {
	axis := func(v float64) *float64 { return &v }
	man := Spec{Seed: 1, Sex: ecg.Male, Age: 60, RSA: 12}
	with := func(f func(*Spec)) Spec {
		s := man
		f(&s)
		return s
	}
	type uv = map[ecg.Lead]float64
	return map[string]Spec{
		"normal":         with(func(s *Spec) { s.Age, s.RSA = 40, 25 }),
		"normal-female":  with(func(s *Spec) { s.Sex, s.Age, s.HeartRate, s.QRSScale = ecg.Female, 35, 76, 0.85 }),
		"brady":          with(func(s *Spec) { s.HeartRate = 44 }),
		"tachy":          with(func(s *Spec) { s.HeartRate, s.RSA = 125, 3 }),
		"sinus-pause":    with(func(s *Spec) { s.HeartRate, s.Pauses = 62, []Pause{{After: 3, RR: 3.4}} }),
		"afib":           with(func(s *Spec) { s.Rhythm = AFib }),
		"afib-fast":      with(func(s *Spec) { s.Rhythm, s.HeartRate = AFib, 145 }),
		"aflutter":       with(func(s *Spec) { s.Rhythm = AFlutter }),
		"aflutter-2to1":  with(func(s *Spec) { s.Rhythm, s.FlutterRatio = AFlutter, 2 }),
		"aflutter-var":   with(func(s *Spec) { s.Rhythm, s.FlutterRatio = AFlutter, -1 }),
		"avb1":           with(func(s *Spec) { s.Rhythm = AVBlock1 }),
		"avb2":           with(func(s *Spec) { s.Rhythm = AVBlock2Mobitz1 }),
		"avb2-mobitz2":   with(func(s *Spec) { s.Rhythm, s.BlockRatio = AVBlock2Mobitz2, 3 }),
		"avb2-2to1":      with(func(s *Spec) { s.Rhythm, s.BlockRatio = AVBlock2Mobitz2, 2 }),
		"avb3":           with(func(s *Spec) { s.Rhythm = AVBlock3 }),
		"avb3-wide":      with(func(s *Spec) { s.Rhythm, s.HeartRate, s.WideEscape = AVBlock3, 32, true }),
		"junctional":     with(func(s *Spec) { s.Rhythm = Junctional }),
		"svt":            with(func(s *Spec) { s.Rhythm = SVT }),
		"vt":             with(func(s *Spec) { s.Rhythm = VT }),
		"vt-run":         with(func(s *Spec) { s.HeartRate, s.Episodes = 80, []Episode{{Start: 4, End: 7, Rhythm: VT}} }),
		"vf":             with(func(s *Spec) { s.Rhythm = VF }),
		"vf-fine":        with(func(s *Spec) { s.Rhythm, s.VFUV, s.VFHz = VF, 110, 6 }),
		"vflutter":       with(func(s *Spec) { s.Rhythm = VFlutter }),
		"torsades":       with(func(s *Spec) { s.Rhythm = Torsades }),
		"asystole":       with(func(s *Spec) { s.Rhythm = Asystole }),
		"paced":          with(func(s *Spec) { s.Rhythm, s.RSA = PacedVentricular, 0 }),
		"paced-atrial":   with(func(s *Spec) { s.Rhythm, s.RSA = PacedAtrial, 0 }),
		"paced-dual":     with(func(s *Spec) { s.Rhythm, s.RSA = PacedDual, 0 }),
		"pvc":            with(func(s *Spec) { s.PVC.At = []int{3, 8} }),
		"pvc-couplet":    with(func(s *Spec) { s.PVC.At, s.PVC.Run = []int{4}, 2 }),
		"bigeminy":       with(func(s *Spec) { s.PVC.Every = 2 }),
		"trigeminy":      with(func(s *Spec) { s.PVC.Every = 3 }),
		"pac":            with(func(s *Spec) { s.PAC.At = []int{4, 9} }),
		"lbbb":           with(func(s *Spec) { s.Conduction = LBBB }),
		"rbbb":           with(func(s *Spec) { s.Conduction = RBBB }),
		"lafb":           with(func(s *Spec) { s.Conduction = LAFB }),
		"lpfb":           with(func(s *Spec) { s.Conduction = LPFB }),
		"rbbb-lafb":      with(func(s *Spec) { s.Conduction = RBBBLAFB }),
		"wpw":            with(func(s *Spec) { s.Conduction = WPW }),
		"lvh":            with(func(s *Spec) { s.LVH = true }),
		"rvh":            with(func(s *Spec) { s.RVH = true }),
		"lae":            with(func(s *Spec) { s.LAE = true }),
		"rae":            with(func(s *Spec) { s.RAE = true }),
		"fusion":         with(func(s *Spec) { s.Fusion, s.PVC.At = []int{5}, []int{8} }),
		"t-alternans":    with(func(s *Spec) { s.TAlternans, s.HeartRate = 0.3, 100 }),
		"qrs-alternans":  with(func(s *Spec) { s.QRSAlternans, s.HeartRate, s.QRSScale = 0.35, 105, 0.6 }),
		"low-voltage":    with(func(s *Spec) { s.QRSScale, s.TScale = 0.32, 0.5 }),
		"left-axis":      with(func(s *Spec) { s.QRSAxis = axis(-40) }),
		"right-axis":     with(func(s *Spec) { s.QRSAxis = axis(110) }),
		"long-qt":        with(func(s *Spec) { s.QT = 510 }),
		"short-qt":       with(func(s *Spec) { s.QT = 300 }),
		"hyperkalemia":   with(func(s *Spec) { s.TScale, s.PScale, s.QRS, s.QT = 2.4, 0.35, 122, 370 }),
		"t-inversion":    with(func(s *Spec) { s.TFactor = uv{ecg.LeadV2: -0.5, ecg.LeadV3: -0.8, ecg.LeadV4: -0.8, ecg.LeadV5: -0.6} }),
		"stemi-anterior": with(stemiAnterior),
		"stemi-inferior": with(stemiInferior),
		"stemi-lateral": with(func(s *Spec) {
			s.STShape = Convex
			s.ST = uv{ecg.LeadI: 180, ecg.LeadAVL: 200, ecg.LeadV5: 200, ecg.LeadV6: 190, ecg.LeadIII: -140, ecg.LeadAVF: -70, ecg.LeadV1: -60}
		}),
		"stemi-posterior": with(func(s *Spec) {
			s.ST = uv{ecg.LeadV1: -120, ecg.LeadV2: -220, ecg.LeadV3: -220, ecg.LeadV4: -120, ecg.LeadV7: 90, ecg.LeadV8: 100, ecg.LeadV9: 90}
		}),
		"st-depression": with(func(s *Spec) {
			s.STShape = Downsloping
			s.ST = uv{ecg.LeadI: -80, ecg.LeadII: -120, ecg.LeadV3: -100, ecg.LeadV4: -180, ecg.LeadV5: -200, ecg.LeadV6: -150}
		}),
		"early-repol": with(func(s *Spec) {
			s.Age, s.STShape, s.HeartRate = 25, Concave, 58
			s.JNotch = uv{ecg.LeadII: 180, ecg.LeadI: 80, ecg.LeadV4: 260, ecg.LeadV5: 250, ecg.LeadV6: 180}
			s.ST = uv{ecg.LeadII: 90, ecg.LeadI: 40, ecg.LeadV2: 170, ecg.LeadV3: 180, ecg.LeadV4: 160, ecg.LeadV5: 110, ecg.LeadV6: 70}
		}),
		"pericarditis": with(func(s *Spec) {
			s.Age, s.STShape, s.HeartRate = 30, Concave, 92
			s.ST = uv{ecg.LeadI: 110, ecg.LeadII: 180, ecg.LeadV1: -40, ecg.LeadV2: 130, ecg.LeadV3: 170, ecg.LeadV4: 180, ecg.LeadV5: 170, ecg.LeadV6: 140}
		}),
		"lbbb-stemi": with(func(s *Spec) { // concordant elevation (Sgarbossa) with reciprocal depression
			s.Conduction, s.STShape = LBBB, Convex
			s.ST = uv{ecg.LeadI: 190, ecg.LeadAVL: 200, ecg.LeadV5: 250, ecg.LeadV6: 280, ecg.LeadIII: -160, ecg.LeadAVF: -70}
		}),
		"left-main": with(func(s *Spec) { // diffuse depression with elevation in aVR
			s.STShape, s.HeartRate = Downsloping, 96
			s.ST = uv{ecg.LeadI: -140, ecg.LeadII: -200, ecg.LeadV1: 60, ecg.LeadV3: -130, ecg.LeadV4: -240, ecg.LeadV5: -260, ecg.LeadV6: -200}
		}),
		"de-winter": with(func(s *Spec) {
			s.STShape = Upsloping
			s.ST = uv{ecg.LeadV2: -160, ecg.LeadV3: -220, ecg.LeadV4: -220, ecg.LeadV5: -160, ecg.LeadI: -30, ecg.LeadII: -30}
			s.TFactor = uv{ecg.LeadV2: 2.6, ecg.LeadV3: 2.2, ecg.LeadV4: 2.1, ecg.LeadV5: 1.8}
		}),
		"wellens": with(func(s *Spec) { s.TFactor = uv{ecg.LeadV1: -2, ecg.LeadV2: -1.6, ecg.LeadV3: -1, ecg.LeadV4: -0.7} }),
		"brugada": with(func(s *Spec) {
			s.Age, s.STShape = 40, Downsloping
			s.ST = uv{ecg.LeadV1: 290, ecg.LeadV2: 360, ecg.LeadV3: 80}
			s.TFactor = uv{ecg.LeadV1: -4, ecg.LeadV2: -0.9}
		}),
		"old-inferior-mi": with(func(s *Spec) {
			s.Q = uv{ecg.LeadII: 300, ecg.LeadIII: 450, ecg.LeadAVF: 375}
			s.TFactor = uv{ecg.LeadII: -0.3, ecg.LeadIII: -1.5, ecg.LeadAVF: -0.6}
		}),
		"old-anterior-mi": with(func(s *Spec) {
			s.Q = uv{ecg.LeadV1: 500, ecg.LeadV2: 900, ecg.LeadV3: 900, ecg.LeadV4: 600}
			s.TFactor = uv{ecg.LeadV2: -0.4, ecg.LeadV3: -0.5, ecg.LeadV4: -0.5}
		}),
		"ra-la-reversal": with(func(s *Spec) { s.Reversal = RALA }),
		"noise": with(func(s *Spec) {
			s.Noise = Noise{BaselineUV: 250, MainsUV: 40, MuscleUV: 25, WhiteUV: 3}
		}),
		"baseline": with(func(s *Spec) { s.Noise = Noise{BaselineUV: 1000, BaselineHz: 0.3} }),
		"artifacts": with(func(s *Spec) {
			s.Noise = Noise{MuscleUV: 15, Artifacts: []Artifact{
				{Kind: Flat, Lead: ecg.LeadV3}, {Kind: Pop, Lead: ecg.LeadV5, Start: 3, End: 6, UV: 1800},
				{Kind: Burst, Lead: ecg.LeadV6, Start: 5, End: 8, UV: 300}, {Kind: Saturate, Lead: ecg.LeadV1, Start: 2, End: 4},
				{Kind: Gap, Lead: ecg.LeadV2, Start: 6, End: 7},
			}}
		}),
	}
}

// stemiAnterior is an infarction of the left anterior descending artery: domed elevation in V1 to V4, reciprocal inferior
// depression.
func stemiAnterior(s *Spec) {
	s.STShape, s.HeartRate = Convex, 84
	s.ST = map[ecg.Lead]float64{
		ecg.LeadV1: 160, ecg.LeadV2: 330, ecg.LeadV3: 380, ecg.LeadV4: 300, ecg.LeadV5: 160, ecg.LeadV6: 70,
		ecg.LeadI: 70, ecg.LeadAVL: 90, ecg.LeadIII: -110, ecg.LeadAVF: -75, ecg.LeadII: -40,
	}
}

// stemiInferior is one of the right coronary artery: III more than II, reciprocal depression in I and aVL.
func stemiInferior(s *Spec) {
	s.STShape, s.HeartRate = Convex, 64
	s.ST = map[ecg.Lead]float64{
		ecg.LeadII: 220, ecg.LeadIII: 300, ecg.LeadAVF: 260, ecg.LeadI: -80, ecg.LeadAVL: -190,
		ecg.LeadV1: 20, ecg.LeadV2: -110, ecg.LeadV3: -90,
	}
}
