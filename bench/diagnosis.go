package bench

import (
	"context"
	"path"
	"path/filepath"
	"slices"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg"
)

// diagnosis says which findings call a diagnosis, and which labels of the databases state it.
type diagnosis struct {
	name     string
	findings []string
	ptbxl    []string // statement codes
	ludb     []string // lines of the table, * at the end for any that begin so
	// unsure are labels that leave it open: a record that has one, and none of the others, is left out.
	unsure []string
}

// diagnoses are what [Diagnose] scores.
var diagnoses = []diagnosis{
	{name: "NORMAL", findings: []string{"NORMAL"}, ptbxl: []string{"NORM"}},
	{name: "NSR", findings: []string{"NSR"}, ptbxl: []string{"SR"}, ludb: []string{"sinus rhythm"}},
	{name: "SARRH", findings: []string{"SARRH"}, ptbxl: []string{"SARRH"}, ludb: []string{"sinus arrhythmia", "irregular sinus rhythm"}},
	{name: "SBRAD", findings: []string{"SBRAD"}, ptbxl: []string{"SBRAD"}, ludb: []string{"sinus bradycardia"}},
	{name: "STACH", findings: []string{"STACH"}, ptbxl: []string{"STACH"}, ludb: []string{"sinus tachycardia"}},
	{name: "AFIB", findings: []string{"AFIB"}, ptbxl: []string{"AFIB"}, ludb: []string{"atrial fibrillation"}},
	{name: "AFL", findings: []string{"AFL"}, ptbxl: []string{"AFLT"}, ludb: []string{"atrial flutter*"}},
	{name: "AFIB or AFL", findings: []string{"AFIB", "AFL"}, ptbxl: []string{"AFIB", "AFLT"}, ludb: []string{"atrial fibrillation", "atrial flutter*"}},
	{name: "SVT", findings: []string{"SVT", "ATRIAL_TACHY"}, ptbxl: []string{"SVTAC", "PSVT"}},
	{name: "ECTOPIC_ATRIAL", findings: []string{"ECTOPIC_ATRIAL"}, ludb: []string{"wandering atrial pacemaker"}},
	{name: "PACED", findings: []string{"PACED"}, ptbxl: []string{"PACE", labelPaced}, ludb: []string{labelPaced}},
	{name: "PVC", findings: []string{"PVC", "BIGU", "TRIGU"}, ptbxl: []string{"PVC", "BIGU", "TRIGU"}, ludb: []string{"ventricular extrasystole*"}, unsure: []string{labelExtra}},
	{name: "PAC", findings: []string{"PAC"}, ptbxl: []string{"PAC"}, ludb: []string{"atrial extrasystole*"}, unsure: []string{labelExtra}},
	{name: "AVB1", findings: []string{"AVB1"}, ptbxl: []string{"1AVB"}, ludb: []string{"i degree av block"}, unsure: []string{"LPR"}},
	{name: "AVB2", findings: []string{"AVB2"}, ptbxl: []string{"2AVB"}, ludb: []string{"ii degree av*"}},
	{name: "AVB3", findings: []string{"AVB3"}, ptbxl: []string{"3AVB"}, ludb: []string{"iii degree av*"}},
	{name: "WPW", findings: []string{"WPW"}, ptbxl: []string{"WPW"}},
	{name: "LBBB", findings: []string{"LBBB"}, ptbxl: []string{"CLBBB"}, ludb: []string{"complete left bundle branch block"}},
	{name: "ILBBB", findings: []string{"ILBBB"}, ptbxl: []string{"ILBBB"}, ludb: []string{"incomplete left bundle branch block"}},
	{name: "RBBB", findings: []string{"RBBB"}, ptbxl: []string{"CRBBB"}, ludb: []string{"complete right bundle branch block"}},
	{name: "IRBBB", findings: []string{"IRBBB"}, ptbxl: []string{"IRBBB"}, ludb: []string{"incomplete right bundle branch block"}},
	{name: "LAFB", findings: []string{"LAFB"}, ptbxl: []string{"LAFB"}, ludb: []string{"left anterior hemiblock"}},
	{name: "LPFB", findings: []string{"LPFB"}, ptbxl: []string{"LPFB"}, ludb: []string{"left posterior hemiblock"}},
	{name: "IVCD", findings: []string{"IVCD"}, ptbxl: []string{"IVCD"}, ludb: []string{"non-specific intravintricular conduction delay"}},
	{name: "left axis", findings: []string{"LAD", "LAFB"}, ptbxl: []string{axisLabel + "LAD", axisLabel + "ALAD"}, ludb: []string{axisLabel + "left axis deviation"}},
	{name: "right axis", findings: []string{"RAD", "ARAD", "LPFB"}, ptbxl: []string{axisLabel + "RAD", axisLabel + "ARAD"}, ludb: []string{axisLabel + "right axis deviation"}},
	{name: "LVH", findings: []string{"LVH"}, ptbxl: []string{"LVH"}, ludb: []string{"left ventricular hypertrophy"}, unsure: []string{"VCLVH", "left ventricular overload"}},
	{name: "RVH", findings: []string{"RVH"}, ptbxl: []string{"RVH"}, ludb: []string{"right ventricular hypertrophy"}, unsure: []string{"SEHYP"}},
	{name: "LAE", findings: []string{"LAE"}, ptbxl: []string{"LAO/LAE"}, ludb: []string{"left atrial hypertrophy", "left atrial overload"}},
	{name: "RAE", findings: []string{"RAE"}, ptbxl: []string{"RAO/RAE"}, ludb: []string{"right atrial hypertrophy", "right atrial overload"}},
	{name: "LQT", findings: []string{"LQT"}, ptbxl: []string{"LNGQT"}},
	{name: "LOW_VOLTAGE", findings: []string{"LOW_VOLTAGE"}, ptbxl: []string{"LVOLT"}},
	{name: "HVOLT", findings: []string{"HVOLT", "LVH"}, ptbxl: []string{"HVOLT"}, unsure: []string{"LVH", "VCLVH"}},
	{name: "MI of any age", findings: []string{"OLD_MI", "STEMI", "STEMI_EQUIVALENT"}, ptbxl: codesMI, ludb: []string{"scar formation*", "stemi*"}, unsure: []string{"undefined ischemia/scar/supp.nstemi*"}},
	{
		name: "ST_DEPRESSION", findings: []string{"ST_DEPRESSION", "ISCHEMIA"}, ptbxl: []string{"STD_", "ISC_", "ISCAL", "ISCAS", "ISCLA", "ISCAN", "ISCIN", "ISCIL"},
		unsure: []string{"NST_", "NDT", "DIG"},
	},
	{name: "T_ABNORMAL", findings: []string{"T_ABNORMAL", "ISCHEMIA"}, ptbxl: []string{"NDT", "NT_", "INVT", "LOWT", "TAB_"}, unsure: []string{"ISC_", "ISCAL", "ISCAS", "ISCLA", "ISCAN", "ISCIN", "ISCIL", "DIG", "EL"}},
	{name: "EARLY_REPOL", findings: []string{"EARLY_REPOL"}, ludb: []string{"early repolarization*"}},
}

// codesMI are PTB-XL's statements of infarcts of any age, codesInjury those of injury.
var (
	codesMI     = []string{"AMI", "ASMI", "ALMI", "IMI", "ILMI", "IPMI", "IPLMI", "LMI", "PMI", "INJAS", "INJAL", "INJLA", "INJIN", "INJIL"}
	codesInjury = []string{"INJAS", "INJAL", "INJLA", "INJIN", "INJIL"}
)

// DiagnosisOptions are the parameters of [Diagnose].
type DiagnosisOptions struct{ CorpusOptions }

// DiagnosisReport is the outcome of [Diagnose].
type DiagnosisReport struct {
	Database  string           `json:"database"` // the folder's name
	Source    string           `json:"source"`   // CorpusPTBXL or CorpusLUDB
	Options   DiagnosisOptions `json:"options"`
	Failed    []RecordError    `json:"failed,omitempty"`
	Records   int              `json:"records"`
	Diagnoses []DiagnosisScore `json:"diagnoses"`
}

// DiagnosisScore is the score of one diagnosis.
type DiagnosisScore struct {
	Diagnosis string   `json:"diagnosis"`
	Findings  []string `json:"findings"` // any of them calls it
	Labels    []string `json:"labels"`   // any of them states it
	Counts
	// Left counts the records left out because the label is of a likelihood below 50 % or leaves it open.
	Left     int       `json:"left_out"`
	Se       Interval  `json:"se"`
	Sp       Interval  `json:"sp"`
	PPV      Interval  `json:"ppv"`
	F1       ecg.Value `json:"f1"` // percent
	Missed   []string  `json:"missed,omitempty"`
	False    []string  `json:"false,omitempty"`
	Definite Counts    `json:"definite"` // counting only findings that are definite
}

// Diagnose scores findings on the labelled records of the folder dir, which is laid out as PTB-XL or LUDB. Labels are those of
// readers who did not look for every finding, so that a finding without a label is not always wrong. A statement of PTB-XL counts
// from a likelihood of 50 % on, and where none is given; records of a lower one are left out of that diagnosis. The errors are
// those of [Quality].
func Diagnose(ctx context.Context, dir string, opt DiagnosisOptions) (*DiagnosisReport, error) {
	p := &DiagnosisReport{Database: filepath.Base(dir), Options: opt}
	scores := make([]DiagnosisScore, len(diagnoses))
	type calls struct{ called, definite []bool }
	c, failed, err := overCorpus(ctx, dir, &opt.CorpusOptions, func(w *analysisWorker, r *corpusRecord) (calls, error) {
		res, err := w.analyze(r)
		if err != nil {
			return calls{}, err
		}
		out := calls{make([]bool, len(diagnoses)), make([]bool, len(diagnoses))}
		for k := range diagnoses {
			for i := range res.Findings {
				if f := &res.Findings[i]; slices.Contains(diagnoses[k].findings, f.Code) {
					out.called[k] = true
					out.definite[k] = out.definite[k] || f.Confidence == classify.Definite
				}
			}
		}
		return out, nil
	}, func(r *corpusRecord, got calls) {
		p.Records++
		for k := range diagnoses {
			scores[k].take(&diagnoses[k], r, got.called[k], got.definite[k])
		}
	})
	if err != nil {
		return nil, err
	}
	p.Source, p.Failed = c.kind, failed
	for k := range diagnoses {
		d, s := &diagnoses[k], &scores[k]
		s.Diagnosis, s.Findings, s.Labels = d.name, d.findings, d.ptbxl
		if c.kind != CorpusPTBXL {
			s.Labels = d.ludb
		}
		if len(s.Labels) == 0 {
			continue // the database does not state it
		}
		s.Se, s.Sp, s.PPV = counted(s.TP, s.TP+s.FN), counted(s.TN, s.TN+s.FP), counted(s.TP, s.TP+s.FP)
		s.F1 = percent(2*s.TP, 2*s.TP+s.FN+s.FP)
		p.Diagnoses = append(p.Diagnoses, *s)
	}
	return p, nil
}

// take counts one record.
func (s *DiagnosisScore) take(d *diagnosis, r *corpusRecord, called, definite bool) {
	present, certain := r.labels.any(d.ptbxl)
	p, c := r.labels.any(d.ludb)
	present, certain = present || p, certain || c
	if !certain {
		if open, _ := r.labels.any(d.unsure); present || open {
			s.Left++
			return
		}
	}
	s.count(certain, called)
	s.Definite.count(certain, definite)
	switch name := path.Base(r.name); {
	case certain && !called:
		s.Missed = append(s.Missed, name)
	case called && !certain:
		s.False = append(s.False, name)
	}
}

// count adds one decision.
func (c *Counts) count(truth, called bool) {
	switch {
	case truth && called:
		c.TP++
	case truth:
		c.FN++
	case called:
		c.FP++
	default:
		c.TN++
	}
}
