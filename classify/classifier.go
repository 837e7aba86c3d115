package classify

import (
	"github.com/goecg/goecg/measure"
)

// Criterion judges one thing in a recording. It sees what the criteria before it found, adds findings of its own, and must
// not fire when what it needs was not measured. Implementations keep no state between calls.
type Criterion interface {
	Evaluate(r *measure.Report, c *Context, out *Findings)
}

// CriterionFunc is a function as a Criterion.
type CriterionFunc func(r *measure.Report, c *Context, out *Findings)

// Evaluate calls f.
func (f CriterionFunc) Evaluate(r *measure.Report, c *Context, out *Findings) { f(r, c, out) }

// DefaultCriteria returns the criteria of this package in the order they must run: what later ones ask about comes first.
func DefaultCriteria() []Criterion {
	return []Criterion{
		CriterionFunc(quality),
		CriterionFunc(pacing),
		CriterionFunc(fibrillation),
		CriterionFunc(atrialRhythm), // AFIB, AFL before what asks for P waves
		CriterionFunc(reversal),
		CriterionFunc(highBlock),   // AVB2, AVB3: the atria have a rate of their own then
		CriterionFunc(tachycardia), // VT, SVT
		CriterionFunc(sinusRhythm),
		CriterionFunc(escapeRhythm), // what leads where the sinus node does not
		CriterionFunc(ectopy),
		CriterionFunc(pause),
		CriterionFunc(preexcitation), // before blocks: a delta wave widens QRS
		CriterionFunc(conduction),
		CriterionFunc(fascicles),
		CriterionFunc(avBlock),
		CriterionFunc(shortPR),
		CriterionFunc(axis),
		CriterionFunc(voltage),
		CriterionFunc(ventricles), // LVH, RVH
		CriterionFunc(atria),      // LAE, RAE
		CriterionFunc(alternation),
		CriterionFunc(repolarisation),
		CriterionFunc(potassium),
		CriterionFunc(uWaves), // after LQT
		CriterionFunc(qWaves),
		CriterionFunc(mimics), // BRUGADA, EARLY_REPOL, PERICARDITIS before STEMI
		CriterionFunc(stElevation),
		CriterionFunc(stEquivalent),
		CriterionFunc(stDepression),
		CriterionFunc(progression), // not where an infarct explains it
		CriterionFunc(embolism),
		CriterionFunc(slowConduction), // gates nothing
	}
}

// Classifier applies criteria, resolves what contradicts itself, and judges critical values and priority. It is not safe
// for concurrent use.
type Classifier struct {
	o        Options
	criteria []Criterion
	f        Findings
	ctx      Context
}

// New returns a classifier with [DefaultCriteria].
func New(o Options) *Classifier {
	return &Classifier{o: o.withDefaults(), criteria: DefaultCriteria()}
}

// Options returns the options in force, defaults filled in.
func (k *Classifier) Options() Options { return k.o }

// Append adds criteria that run after the others and before contradictions are resolved.
func (k *Classifier) Append(c ...Criterion) { k.criteria = append(k.criteria, c...) }

// Classify judges report r and fills dst, allocating one when it is nil. It returns dst. A recording of a patient under 16
// gets measurements only: no adult statement is made. In an unusable recording only technical findings, pacing, ventricular
// fibrillation, atrial fibrillation where the leads of rhythm are good, a pause with asystole and a suspected infarction are stated.
func (k *Classifier) Classify(dst *Result, r *measure.Report, ctx Context) *Result {
	if dst == nil {
		dst = new(Result)
	}
	k.ctx = ctx
	f := &k.f
	f.reset(&k.o, dst.Findings, dst.evidence)
	f.mods = dst.mods
	if ctx.child() {
		quality(r, &k.ctx, f)
		f.Evidence("age_years", 0, ctx.AgeYears, adultAge, "adult criteria")
		f.Add(Finding{Code: codePaediatric, Severity: Normal, Confidence: Definite})
		childElevation(r, &k.ctx, f)
	} else {
		for _, c := range k.criteria {
			c.Evaluate(r, &k.ctx, f)
			f.Drop()
		}
		resolve(f)
		verdict(r, &k.ctx, f)
	}
	phrase(f)
	f.sort()
	dst.Findings, dst.mods = f.list, f.mods
	dst.Critical = dst.Critical[:0]
	if !ctx.child() {
		dst.Critical = k.critical(dst.Critical, r, &k.ctx, f)
	}
	if dst.Findings == nil {
		dst.Findings = []Finding{}
	}
	if dst.Critical == nil {
		dst.Critical = []CriticalFinding{}
	}
	dst.Priority = priority(f, dst.Critical)
	dst.Advice = advise(dst.Advice[:0], f.list)
	dst.evidence = f.evidence
	f.list, f.evidence, f.mods = nil, nil, nil // they belong to dst now
	return dst
}
