package ecgtest

// lobe is a raised cosine of the QRS: where it peaks and how long it rises and falls, as shares of the QRS duration, and
// its vector at the peak. The first lobe of a QRS starts at 0 and the last ends at 1.
type lobe struct {
	at, rise, fall float64
	v              vec
}

// morphology is the way the ventricles are depolarised and repolarised.
type morphology struct {
	qrs    float64 // default duration, ms
	lobes  []lobe
	t      vec // peak of the T wave
	j      vec // deviation of the J point
	jSlope vec // change of it in the 80 ms after J
}

// Vectors of the lobes, in µV. They were tuned by eye and by the ranges that the tests hold: what each does is said beside it.
var (
	normalT = vec{345, 175, -190} // left, down, forward: upright but in aVR, and low in V1

	normalLobes = []lobe{
		{0.16, 0.16, 0.20, vec{-120, 20, -250}}, // septum: r in V1, q in I, V5, V6
		{0.33, 0.20, 0.20, vec{260, 150, -300}}, // anterior wall: r of V2 to V4
		{0.47, 0.25, 0.21, vec{1060, 690, 230}}, // free wall: R
		{0.64, 0.22, 0.22, vec{250, 60, 980}},   // posterior wall: S of V1 to V3
		{0.85, 0.15, 0.15, vec{-170, -120, 150}},
	}
	lbbbLobes = []lobe{
		{0.14, 0.14, 0.14, vec{130, 60, -40}},
		{0.33, 0.26, 0.23, vec{1250, 420, 1000}},
		{0.49, 0.20, 0.20, vec{560, 170, 760}},
		{0.64, 0.22, 0.24, vec{1150, 230, 1150}}, // the notch of I, V5, V6 lies between this and the first peak
		{0.86, 0.18, 0.14, vec{260, 30, 250}},
	}
	rbbbLobes = []lobe{
		{0.11, 0.11, 0.12, vec{-120, 20, -280}},
		{0.23, 0.13, 0.13, vec{230, 140, -260}},
		{0.31, 0.16, 0.15, vec{1020, 660, 230}},
		{0.43, 0.13, 0.13, vec{250, 60, 430}},
		{0.68, 0.22, 0.32, vec{-450, -20, -560}}, // late right ventricle: R' of V1, wide S of I and V6
	}
	lafbLobes = []lobe{
		{0.15, 0.15, 0.17, vec{-170, 330, -230}}, // inferior first: q in I, aVL, r in II, III, aVF
		{0.34, 0.20, 0.18, vec{430, 60, -360}},
		{0.50, 0.25, 0.24, vec{950, -780, 250}}, // then up and to the left
		{0.66, 0.22, 0.22, vec{180, -380, 800}},
		{0.87, 0.13, 0.13, vec{-60, -160, 150}},
	}
	lpfbLobes = []lobe{
		{0.15, 0.15, 0.18, vec{250, -260, -250}}, // superior first: r in I, aVL, q in III, aVF
		{0.34, 0.20, 0.18, vec{300, 330, -380}},
		{0.50, 0.25, 0.24, vec{-60, 1250, 220}}, // then down and to the right
		{0.66, 0.22, 0.22, vec{-300, 420, 850}},
		{0.87, 0.13, 0.13, vec{-200, 60, 120}},
	}
	wpwLobes = []lobe{
		{0.34, 0.34, 0.22, vec{330, 160, -150}}, // delta wave
		{0.46, 0.18, 0.16, vec{420, 180, -330}},
		{0.57, 0.18, 0.16, vec{1050, 700, 150}},
		{0.71, 0.16, 0.17, vec{250, 60, 880}},
		{0.88, 0.12, 0.12, vec{-130, -100, 120}},
	}
	// A premature beat from the right ventricular outflow tract: like LBBB, with an inferior axis.
	pvcLobes = []lobe{
		{0.20, 0.20, 0.20, vec{60, 500, 150}},
		{0.42, 0.28, 0.28, vec{420, 1480, 850}},
		{0.68, 0.24, 0.32, vec{240, 800, 750}},
	}
	// Tachycardia and escape from the left ventricle near the apex: like RBBB, with a northwest axis.
	vtLobes = []lobe{
		{0.20, 0.20, 0.20, vec{-60, -380, -300}},
		{0.42, 0.28, 0.28, vec{-520, -980, -760}},
		{0.70, 0.24, 0.30, vec{-560, -460, -250}},
	}
	// Stimulated from the apex of the right ventricle: like LBBB, with a superior axis.
	pacedLobes = []lobe{
		{0.18, 0.18, 0.18, vec{160, -350, 120}},
		{0.40, 0.26, 0.26, vec{620, -950, 800}},
		{0.66, 0.26, 0.34, vec{480, -700, 900}},
	}
)

// morphologies of supraventricular beats. Durations in ms: textbook values well inside the criteria of AHA/ACCF/HRS 2009.
var morphologies = map[Conduction]morphology{
	NormalConduction: {qrs: 92, lobes: normalLobes, t: normalT},
	LBBB:             {qrs: 150, lobes: lbbbLobes, t: vec{-260, 60, -420}, j: vec{-70, -10, -160}, jSlope: vec{-50, 0, -90}},
	RBBB:             {qrs: 144, lobes: rbbbLobes, t: vec{380, 190, 60}, j: vec{20, 10, 40}, jSlope: vec{0, 0, 30}},
	LAFB:             {qrs: 106, lobes: lafbLobes, t: normalT},
	LPFB:             {qrs: 106, lobes: lpfbLobes, t: normalT},
	RBBBLAFB:         {qrs: 148, lobes: joinLAFB(), t: vec{380, 190, 60}, j: vec{20, 10, 40}, jSlope: vec{0, 0, 30}},
	WPW:              {qrs: 128, lobes: wpwLobes, t: vec{-60, 60, -220}, j: vec{-40, -30, 0}, jSlope: vec{-20, -10, -20}},
}

// Beats from below.
var (
	pvcMorphology    = morphology{qrs: 156, lobes: pvcLobes, t: vec{-150, -420, -330}, j: vec{-30, -110, -80}, jSlope: vec{-20, -70, -50}}
	vtMorphology     = morphology{qrs: 160, lobes: vtLobes, t: vec{230, 330, 260}, j: vec{50, 90, 70}, jSlope: vec{20, 40, 30}}
	pacedMorphology  = morphology{qrs: 160, lobes: pacedLobes, t: vec{-230, 380, -360}, j: vec{-50, 80, -120}, jSlope: vec{-30, 50, -60}}
	escapeMorphology = morphology{qrs: 150, lobes: pvcLobes, t: vec{-150, -420, -330}, j: vec{-30, -110, -80}, jSlope: vec{-20, -70, -50}}
)

// joinLAFB is left anterior block followed by the late right ventricle.
func joinLAFB() []lobe {
	const share = 0.72 // of the QRS taken by the left ventricle
	var list []lobe
	for _, l := range lafbLobes {
		list = append(list, lobe{l.at * share, l.rise * share, l.fall * share, l.v})
	}
	return append(list, rbbbLobes[len(rbbbLobes)-1])
}

// rvhMorphology: the right ventricle outweighs the left. Right axis, tall R in V1, deep S in V5 and V6, strain in V1 to V3.
var rvhMorphology = morphology{
	qrs: 98,
	lobes: []lobe{
		{0.15, 0.15, 0.17, vec{130, 10, -120}},
		{0.34, 0.20, 0.18, vec{350, 420, -330}},
		{0.52, 0.24, 0.22, vec{-480, 620, -640}},
		{0.72, 0.20, 0.20, vec{-420, 150, 60}},
		{0.88, 0.12, 0.12, vec{-120, -90, 80}},
	},
	t: vec{270, 60, 210}, j: vec{20, 0, 60}, jSlope: vec{10, 0, 30},
}

// Atrial enlargement: gain of the lobe of the atrium concerned, and the backward force that the left one adds.
var (
	raeGain = 2.3
	laeGain = 1.35
	laeBack = vec{0, 0, 95}
)

// laeSplit parts the two lobes of P so that their peaks stand at least 40 ms apart in a P of 132 ms.
const laeSplit = 0.05

// morphology is that of beats conducted from above.
func (s *Spec) morphology() morphology {
	m := morphologies[s.Conduction]
	if s.RVH {
		m = rvhMorphology
	}
	if s.LVH {
		m = hypertrophic(m)
	}
	return m
}

// pLobes are those of the sinus P wave.
func (s *Spec) pLobes() []lobe {
	right, left := sinusP[0], sinusP[1]
	if s.RAE {
		right.v = right.v.scale(raeGain)
	}
	if s.LAE {
		left.v = left.v.scale(laeGain)
		for i := range left.v {
			left.v[i] += laeBack[i]
		}
		right.at, right.rise, right.fall = right.at-laeSplit, right.rise-laeSplit, right.fall-laeSplit
		left.at, left.rise, left.fall = left.at+laeSplit, left.rise-laeSplit, left.fall-laeSplit
	}
	return []lobe{right, left}
}

// Shares of the two wave fronts in a fusion beat.
const (
	fusionAbove = 0.6
	fusionBelow = 0.5
)

// fused is the QRS-ST-T of two wave fronts that meet: m takes qrs ms, the fused beat half-way between that and the other.
func fused(m morphology, qrs float64, other morphology) morphology {
	f := morphology{qrs: max(qrs, (qrs+other.qrs)/2)}
	k := qrs / f.qrs
	for _, l := range m.lobes {
		f.lobes = append(f.lobes, lobe{l.at * k, l.rise * k, l.fall * k, l.v.scale(fusionAbove)})
	}
	for _, l := range other.lobes {
		l.v = l.v.scale(fusionBelow)
		f.lobes = append(f.lobes, l)
	}
	for i := range f.t {
		f.t[i] = (m.t[i] + other.t[i]) / 2
		f.j[i] = (m.j[i] + other.j[i]) / 2
		f.jSlope[i] = (m.jSlope[i] + other.jSlope[i]) / 2
	}
	return f
}

// Share of the JT interval where the T wave starts and peaks. It rises more slowly than it falls.
const (
	tStart = 0.28
	tPeak  = 0.67
)

// P wave: the right atrium first, the left after it, as shares of the P duration.
var (
	sinusP = []lobe{
		{0.38, 0.38, 0.36, vec{72, 78, -30}},
		{0.64, 0.36, 0.36, vec{82, 38, 30}},
	}
	ectopicP = []lobe{
		{0.36, 0.36, 0.36, vec{100, 28, 10}},
		{0.62, 0.36, 0.38, vec{75, -20, 60}},
	}
)

// stShapes give slope and curve after J of a deviation d, as shares of d; slopes marked absolute are shares of |d|.
var stShapes = map[STShape]struct {
	slope, curve float64
	absolute     bool
}{
	Horizontal:  {},
	Upsloping:   {slope: 0.6, absolute: true},
	Downsloping: {slope: -0.6, absolute: true},
	Convex:      {slope: 0.8, curve: -0.5},
	Concave:     {slope: 0.1, curve: 0.4},
}

// Left ventricular hypertrophy: the lateral and posterior forces grow, ST and T turn away from them.
var (
	lvhGain   = vec{1.75, 1.3, 1.75}
	lvhT      = vec{-240, 40, -330}
	lvhJ      = vec{-90, -20, -80}
	lvhJSlope = vec{-50, -10, -30}
)

func hypertrophic(m morphology) morphology {
	lobes := make([]lobe, len(m.lobes))
	for i, l := range m.lobes {
		for k := range l.v {
			l.v[k] *= lvhGain[k]
		}
		lobes[i] = l
	}
	m.lobes, m.t, m.j, m.jSlope = lobes, lvhT, lvhJ, lvhJSlope
	return m
}
