package classify

// Advice is what a finding asks for at the bedside, in both languages.
type Advice struct {
	Code string `json:"code"` // as in the evidence that asks for it
	EN   string `json:"en"`
	ZH   string `json:"zh"`
}

// Circumstances in the evidence that ask for something to be done.
const (
	adviceDemographics = "demographics_missing"
	adviceRight        = "record_v3r_v4r"
	advicePosterior    = "record_v7_v9"
	adviceRepeat       = "repeat_ecg"
)

// advices are all there are, by code. To repeat within 5 to 10 minutes follows the guideline for primary care (中华全科医师杂志
// 2020;19(12):1083-1091); further leads follow the guideline on STEMI (中华心血管病杂志 2019;47(10):766-783).
var advices = [...]Advice{
	{adviceDemographics, "Enter age and sex: the limits of men of 40 and over stood in for them", "请补充年龄和性别：本次暂按40岁及以上男性的界值判断"},
	{adviceRight, "Record V3R and V4R (right ventricular infarction)", "请加做V3R、V4R导联（排除右室梗死）"},
	{advicePosterior, "Record V7 to V9 (posterior infarction)", "请加做V7～V9导联（排除后壁梗死）"},
	{adviceRepeat, "Repeat the ECG in 5 to 10 minutes and compare", "请在5～10分钟内复查心电图并对比"},
}

// advise appends to dst what the findings ask for, each once.
func advise(dst []Advice, list []Finding) []Advice {
	if dst == nil {
		dst = []Advice{}
	}
	for i := range advices {
		if a := &advices[i]; asked(list, a.Code) {
			dst = append(dst, *a)
		}
	}
	return dst
}

func asked(list []Finding, what string) bool {
	for i := range list {
		for j := range list[i].Evidence {
			if list[i].Evidence[j].What == what {
				return true
			}
		}
	}
	return false
}

// adviceRule is why an advice stands.
const (
	ruleRepeat  = "not diagnostic yet: repeat in 5-10 minutes"
	ruleBack    = "posterior leads V7-V9"
	ruleRightIn = "right ventricular infarct in an inferior one"
)

// repeatSoon asks for another ECG: what is doubtful now may be plain in 5 to 10 minutes.
func (f *Findings) repeatSoon() { f.Note(adviceRepeat, ruleRepeat) }
