package wfdb

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// SystemSNOMED is the coding scheme of the statements that "Dx" comments give: SNOMED CT, by its DICOM designator.
const SystemSNOMED = "SCT"

// Forms in which databases write demographics into comments (the text after "#").
var (
	// MIT-BIH: age, sex, and three fields about the recorder, which stay a comment.
	reMIT = regexp.MustCompile(`^\s*(-?\d+)\s+([MF])\s+(\d+\s+(?:\d+|N/A)\s+x[12])\s*$`)
	// "<age>: 51", "age: 81", "Age: 64 Sex: F", "<age>: 28  <sex>: M  <Height>: 170".
	reAge    = regexp.MustCompile(`(?i)(?:^|\s)<?age>?:\s*(\S*)`)
	reSex    = regexp.MustCompile(`(?i)(?:^|\s)<?sex>?:\s*(\S*)`)
	reHeight = regexp.MustCompile(`(?i)(?:^|\s)<height>:\s*(\d+(?:\.\d+)?)(?:\s|$)`)
	reWeight = regexp.MustCompile(`(?i)(?:^|\s)<weight>:\s*(\d+(?:\.\d+)?)(?:\s|$)`)
	// Challenges of 2020 and 2021.
	reChallenge = regexp.MustCompile(`^\s*(Dx|Rx|Hx):\s*(.*)$`)
	reCode      = regexp.MustCompile(`^\d{5,18}$`) // a SNOMED CT identifier
	// LUDB: the lines that follow are diagnoses.
	reDiagnoses = regexp.MustCompile(`^\s*<diagnoses>:\s*$`)
	// A line that begins with a tag ends LUDB's list.
	reTag = regexp.MustCompile(`^\s*<\w+>:`)
)

// readInfo takes the demographics out of the comment lines; what is left becomes rec.Comments.
func readInfo(rec *ecg.Record, info []string) {
	p := &rec.Patient
	list := false
	for _, line := range info {
		switch {
		case reDiagnoses.MatchString(line):
			list = true
			continue
		case list && !reTag.MatchString(line):
			if s := strings.TrimSpace(line); s != "" {
				rec.Statements = append(rec.Statements, ecg.Statement{Text: s})
			}
			continue
		}
		list = false
		if m := reMIT.FindStringSubmatch(line); m != nil {
			setAge(p, m[1])
			setSex(p, m[2])
			line = m[3]
		} else if m := reChallenge.FindStringSubmatch(line); m != nil {
			if challenge(rec, m[1], m[2]) {
				continue
			}
		} else {
			line = take(line, reAge, func(s string) bool { return setAge(p, s) })
			line = take(line, reSex, func(s string) bool { return setSex(p, s) })
			line = take(line, reHeight, func(s string) bool { return setNumber(&p.HeightCM, s) })
			line = take(line, reWeight, func(s string) bool { return setNumber(&p.WeightKG, s) })
		}
		if s := strings.TrimSpace(line); s != "" {
			rec.Comments = append(rec.Comments, s)
		}
	}
}

// take removes the first match of re from line if use accepts its value.
func take(line string, re *regexp.Regexp, use func(string) bool) string {
	m := re.FindStringSubmatchIndex(line)
	if m == nil || !use(line[m[2]:m[3]]) {
		return line
	}
	return line[:m[0]] + " " + line[m[1]:]
}

// unknownWords are the values by which headers say that they do not know.
var unknownWords = map[string]bool{"": true, "n/a": true, "na": true, "nan": true, "unknown": true, "-1": true, "?": true, "none": true}

func setAge(p *ecg.Patient, s string) bool {
	if unknownWords[strings.ToLower(s)] {
		return true
	}
	digits, over := strings.CutPrefix(s, ">")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return false
	}
	p.Age = ecg.AgeOf(v, ecg.Year)
	p.Age.Over = over && p.Age.Valid
	return true
}

func setSex(p *ecg.Patient, s string) bool {
	switch l := strings.ToLower(s); {
	case l == "m" || l == "male":
		p.Sex = ecg.Male
	case l == "f" || l == "female":
		p.Sex = ecg.Female
	case l == "o" || l == "other":
		p.Sex = ecg.SexOther
	default:
		return unknownWords[l]
	}
	return true
}

// maxBody bounds what is believed for a height in cm or a weight in kg.
const maxBody = 700

func setNumber(dst *float64, s string) bool {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v <= 0 || v > maxBody {
		return false
	}
	*dst = v
	return true
}

// challenge reads a Dx, Rx or Hx line; false when it holds something else than codes.
func challenge(rec *ecg.Record, key, value string) bool {
	value = strings.TrimSpace(value)
	if unknownWords[strings.ToLower(value)] {
		return true
	}
	switch key {
	case "Rx":
		rec.Patient.Drugs = append(rec.Patient.Drugs, value)
		return true
	case "Hx":
		rec.Patient.History = append(rec.Patient.History, value)
		return true
	}
	codes := strings.Split(value, ",")
	for _, c := range codes {
		if !reCode.MatchString(strings.TrimSpace(c)) {
			return false
		}
	}
	for _, c := range codes {
		rec.Statements = append(rec.Statements, ecg.Statement{Code: strings.TrimSpace(c), System: SystemSNOMED})
	}
	return true
}
