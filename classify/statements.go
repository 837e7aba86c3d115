package classify

import (
	"cmp"
	"slices"
)

// Statement is what is fixed about a finding code: its numbers in other schemes and its wording. Criteria refine wording and
// codes by territory.
type Statement struct {
	Code             string `json:"code"`
	AHA              int    `json:"aha"`
	SNOMED, SCP, MDC string `json:"-"`
	EN, ZH           string `json:"-"`
}

// Codes of findings beyond those of the command's contract: SCP-ECG acronyms, and a few that no scheme has.
const (
	codePaediatric   = "PAEDIATRIC"          // under 16 years: measurements only
	codeUndetermined = "RHYTHM_UNDETERMINED" // no rhythm criterion is met
	codePause        = "PAUSE"               // long RR interval
	codeSARRH        = "SARRH"
	codeBIGU         = "BIGU"
	codeTRIGU        = "TRIGU"
	codeIRBBB        = "IRBBB"
	codeLAD          = "LAD"
	codeRAD          = "RAD"
	codeARAD         = "ARAD" // right superior axis

	codeAVD           = "AV_DISSOCIATION"
	codeShortPR       = "SHORT_PR"
	codeILBBB         = "ILBBB"
	codeJunctional    = "JUNCTIONAL"
	codeEctopicAtrial = "ECTOPIC_ATRIAL"
	codeAtrialTachy   = "ATRIAL_TACHY"
	codeIVR           = "IDIOVENTRICULAR"
	codeAIVR          = "ACCEL_IDIOVENTRICULAR"
	codePolyVT        = "VT_POLYMORPHIC"
	codeBVH           = "BVH"
	codeHighVoltage   = "HVOLT"
	codeProgression   = "POOR_R_PROGRESSION"
	codeAlternans     = "ELECTRICAL_ALTERNANS"
	codeTAlternans    = "T_ALTERNANS"
	codePE            = "PE_PATTERN"
	codeProminentU    = "PROMINENT_U"
	codeInvertedU     = "INVERTED_U"
)

// statements are the codes whose wording or numbers are not plainly those of an AHA primary statement, or only point at one.
var statements = map[string]Statement{
	"STEMI":            {AHA: 160, SNOMED: "57054005", EN: "ST elevation myocardial infarction", ZH: "ST段抬高型心肌梗死可能，请立即结合临床"},
	"STEMI_EQUIVALENT": {SNOMED: "57054005", EN: "STEMI equivalent", ZH: "等同ST段抬高型心肌梗死的心电图改变，请立即结合临床"},
	"OLD_MI":           {SNOMED: "164867002", SCP: "QWAVE", EN: "Pathological Q waves, myocardial infarction of indeterminate age", ZH: "病理性Q波，陈旧性心肌梗死可能"},
	"ISCHEMIA":         {AHA: 145, SNOMED: "164861001", SCP: "ISC_", EN: "ST-T changes, consider myocardial ischaemia", ZH: "ST-T改变，提示心肌缺血可能"},
	"ST_ELEVATION":     {AHA: 145, SNOMED: "164931005", SCP: "STE_", EN: "ST elevation", ZH: "ST段抬高"},
	"ST_DEPRESSION":    {AHA: 145, SNOMED: "429622005", SCP: "STD_", EN: "ST depression", ZH: "ST段压低"},
	"T_ABNORMAL":       {AHA: 147, SNOMED: "164934002"},
	"BRUGADA":          {AHA: 145, SNOMED: "418818005", EN: "Brugada type 1 pattern", ZH: "Brugada波（1型）"},
	"PERICARDITIS":     {AHA: 145, SNOMED: "164931005", SCP: "STE_", EN: "ST elevation, suggests acute pericarditis", ZH: "广泛ST段抬高，提示急性心包炎"},
	"EARLY_REPOL":      {AHA: 155},
	"HYPERKALEMIA":     {AHA: 147, SCP: "EL", EN: "Tall narrow T waves, suggests hyperkalaemia", ZH: "T波高尖，提示高钾血症"},

	"HYPOKALEMIA":  {AHA: 150, SCP: "EL", EN: "U waves larger than T waves, consider hypokalaemia", ZH: "U波高于T波，低钾血症待排"},
	codeProminentU: {AHA: 150},
	codeInvertedU:  {AHA: 151},

	"NSR":            {AHA: 20},
	"STACH":          {AHA: 21},
	"SBRAD":          {AHA: 22},
	codeSARRH:        {AHA: 23},
	codePause:        {AHA: 26, SNOMED: "5609005", EN: "Long RR interval (pause)", ZH: "长RR间期（停搏）"},
	codeUndetermined: {AHA: 27, EN: "Rhythm not determined", ZH: "心律性质待定"},
	"PAC":            {AHA: 30},
	"AFIB":           {AHA: 50},
	"AFL":            {AHA: 51},
	"SVT":            {AHA: 55},
	"PVC":            {AHA: 60},
	"VT":             {AHA: 70},
	"VF":             {AHA: 74, EN: "Ventricular flutter or fibrillation", ZH: "心室扑动或心室颤动"},
	codeBIGU:         {AHA: 60, SNOMED: "11157007", SCP: "BIGU", EN: "Ventricular bigeminy", ZH: "室性早搏二联律"},
	codeTRIGU:        {AHA: 60, SNOMED: "251180001", SCP: "TRIGU", EN: "Ventricular trigeminy", ZH: "室性早搏三联律"},
	"PACED":          {AHA: 181},
	"AVB1":           {AHA: 82},
	"AVB2":           {AHA: 86, SNOMED: "195042002", SCP: "2AVB", MDC: "MDC_ECG_RHY_AV_HEART_BLK_DEG_2", EN: "Second-degree AV block", ZH: "二度房室阻滞"},
	"AVB3":           {AHA: 88},
	codeAVD:          {AHA: 89},
	codeShortPR:      {AHA: 80},
	codeILBBB:        {AHA: 104, SNOMED: "251120003", SCP: "ILBBB", MDC: "MDC_ECG_BEAT_LBB_BLK_INCOMP", EN: "Incomplete left bundle-branch block", ZH: "不完全性左束支阻滞"},
	codeJunctional:   {AHA: 38},

	codeEctopicAtrial: {AHA: 34},
	codeAtrialTachy:   {AHA: 52},
	codeIVR:           {AHA: 63},
	codeAIVR:          {AHA: 64},
	codePolyVT:        {AHA: 72},
	codeBVH:           {AHA: 144},
	codeHighVoltage:   {SCP: "HVOLT", EN: "High QRS voltage", ZH: "QRS高电压"},
	codeProgression:   {AHA: 128},
	codeAlternans:     {AHA: 124},
	codeTAlternans:    {AHA: 147, EN: "T-wave alternans", ZH: "T波电交替"},
	codePE:            {AHA: 147, EN: "S1Q3T3 pattern, consider acute pulmonary embolism", ZH: "SⅠQⅢTⅢ图形，急性肺栓塞待排"},
	"DEXTROCARDIA":    {AHA: 128, SNOMED: "27637000", EN: "Suggests dextrocardia", ZH: "提示右位心"},
	"LAFB":            {AHA: 101},
	"LPFB":            {AHA: 102},
	"LBBB":            {AHA: 104},
	codeIRBBB:         {AHA: 105},
	"RBBB":            {AHA: 106},
	"IVCD":            {AHA: 107},
	"WPW":             {AHA: 108},
	codeRAD:           {AHA: 120},
	codeLAD:           {AHA: 121},
	codeARAD:          {AHA: 122},
	"LOW_VOLTAGE":     {AHA: 125},
	"LAE":             {AHA: 140},
	"RAE":             {AHA: 141},
	"LVH":             {AHA: 142},
	"RVH":             {AHA: 143},
	"LQT":             {AHA: 148},
	"SQT":             {AHA: 149},

	"LEAD_REVERSAL": {AHA: 10},
	"POOR_QUALITY":  {AHA: 15},
	"NORMAL":        {AHA: 1},
	"ABNORMAL":      {AHA: 3, SNOMED: "102594003"},
	codePaediatric:  {EN: "Under 16 years: measurements only, not interpreted", ZH: "16岁以下：仅提供测量值，不作自动诊断"},
}

// Lookup returns what is fixed about a finding code.
func Lookup(code string) (Statement, bool) {
	st, ok := statements[code]
	if !ok {
		return Statement{}, false
	}
	st.Code = code
	if a, ok := ahaPrimary[st.AHA]; ok {
		own := st.SNOMED != "" // a finer code than the statement's: the other schemes' codes would not match it
		st.EN, st.ZH = cmp.Or(st.EN, a.en), cmp.Or(st.ZH, a.zh)
		st.SNOMED = cmp.Or(st.SNOMED, a.snomed)
		if !own {
			st.SCP, st.MDC = cmp.Or(st.SCP, a.scp), cmp.Or(st.MDC, a.mdc)
		}
	}
	return st, true
}

// Statements returns what is fixed about every finding code, in the order of codes.
func Statements() []Statement {
	list := make([]Statement, 0, len(statements))
	for code := range statements {
		st, _ := Lookup(code)
		list = append(list, st)
	}
	slices.SortFunc(list, func(a, b Statement) int { return cmp.Compare(a.Code, b.Code) })
	return list
}
