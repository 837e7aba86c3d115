package classify_test

import (
	"testing"

	"github.com/goecg/goecg/classify"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/stretchr/testify/require"
)

// TestPresets runs the whole chain over synthetic ECGs of known truth.
func TestPresets(t *testing.T) {
	a, err := engine.New(engine.Options{})
	require.NoError(t, err)
	res := engine.NewResult()
	for name, c := range map[string]struct{ has, hasNot []string }{
		"normal":         {[]string{"NORMAL", "NSR"}, []string{"ABNORMAL"}},
		"normal-female":  {[]string{"NORMAL", "NSR"}, []string{"ABNORMAL"}},
		"noise":          {[]string{"NSR"}, []string{"ABNORMAL", "AFIB"}},
		"brady":          {[]string{"SBRAD"}, []string{"NSR", "AFIB"}},
		"tachy":          {[]string{"STACH"}, []string{"NSR", "AFIB", "AFL", "SVT"}},
		"afib":           {[]string{"AFIB", "ABNORMAL"}, []string{"NSR", "PAC", "AFL"}},
		"afib-fast":      {[]string{"AFIB"}, []string{"NSR", "STACH"}},
		"avb1":           {[]string{"AVB1", "NSR"}, nil},
		"avb2":           {[]string{"AVB2", "NSR"}, []string{"AFIB", "AVB1", "SARRH", "SBRAD", "RHYTHM_UNDETERMINED"}},
		"avb2-mobitz2":   {[]string{"AVB2", "NSR"}, []string{"AFIB", "AVB1", "SBRAD"}},
		"avb2-2to1":      {[]string{"AVB2", "NSR"}, []string{"AFIB", "SBRAD", "AVB3"}},
		"avb3":           {[]string{"AVB3", "NSR"}, []string{"AFIB", "AVB1", "AVB2", "JUNCTIONAL", "RHYTHM_UNDETERMINED"}},
		"avb3-wide":      {[]string{"AVB3"}, []string{"AFIB", "LBBB", "RBBB", "PVC"}},
		"junctional":     {[]string{"JUNCTIONAL"}, []string{"NSR", "SBRAD", "AFIB", "AVB3"}},
		"wpw":            {[]string{"WPW", "NSR"}, []string{"LBBB", "RBBB", "IVCD", "SHORT_PR", "OLD_MI"}},
		"pvc-couplet":    {[]string{"PVC"}, []string{"VT", "AVB2"}},
		"lae":            {[]string{"LAE"}, nil},
		"rae":            {[]string{"RAE"}, []string{"ABNORMAL"}},
		"qrs-alternans":  {[]string{"ELECTRICAL_ALTERNANS"}, nil},
		"t-alternans":    {[]string{"T_ALTERNANS"}, []string{"AVB2"}},
		"paced":          {[]string{"PACED"}, []string{"LBBB", "IVCD", "AVB3", "VT"}},
		"paced-dual":     {[]string{"PACED"}, []string{"LBBB", "IVCD", "AVB3"}},
		"svt":            {[]string{"SVT"}, []string{"NSR", "STACH", "AFIB"}},
		"vt":             {[]string{"VT"}, []string{"NSR", "STEMI", "LBBB"}},
		"vt-run":         {[]string{"VT"}, []string{"STEMI"}},
		"pvc":            {[]string{"PVC", "NSR"}, []string{"VT", "AFIB"}},
		"bigeminy":       {[]string{"PVC", "BIGU"}, []string{"AFIB"}},
		"trigeminy":      {[]string{"PVC", "TRIGU"}, []string{"AFIB"}},
		"pac":            {[]string{"PAC", "NSR"}, []string{"AFIB", "PVC"}},
		"sinus-pause":    {[]string{"PAUSE"}, []string{"AFIB"}},
		"lbbb":           {[]string{"LBBB"}, []string{"RBBB", "IVCD", "STEMI", "STEMI_EQUIVALENT", "LVH", "ISCHEMIA", "OLD_MI"}},
		"rbbb":           {[]string{"RBBB"}, []string{"LBBB", "IVCD", "STEMI"}},
		"lafb":           {[]string{"LAFB"}, []string{"LAD", "RBBB"}},
		"lpfb":           {[]string{"LPFB"}, []string{"RAD"}},
		"rbbb-lafb":      {[]string{"RBBB", "LAFB"}, nil},
		"lvh":            {[]string{"LVH"}, []string{"STEMI", "ISCHEMIA"}},
		"rvh":            {[]string{"RVH"}, []string{"STEMI"}},
		"low-voltage":    {[]string{"LOW_VOLTAGE"}, nil},
		"left-axis":      {[]string{"LAD"}, []string{"ABNORMAL"}},
		"right-axis":     {[]string{"RAD"}, []string{"OLD_MI"}},
		"long-qt":        {[]string{"LQT"}, nil},
		"short-qt":       {[]string{"SQT"}, nil},
		"stemi-anterior": {[]string{"STEMI"}, []string{"NORMAL", "ISCHEMIA"}},
		"stemi-inferior": {[]string{"STEMI"}, []string{"ISCHEMIA"}},
		"stemi-lateral":  {[]string{"STEMI"}, nil},
		"lbbb-stemi":     {[]string{"STEMI_EQUIVALENT", "LBBB"}, []string{"STEMI"}},
		"de-winter":      {[]string{"STEMI_EQUIVALENT"}, nil},
		"st-depression":  {[]string{"ISCHEMIA"}, []string{"STEMI"}},
		"left-main":      {[]string{"ISCHEMIA"}, []string{"STEMI"}},
		"brugada":        {[]string{"BRUGADA"}, []string{"STEMI"}},
		"early-repol":    {[]string{"EARLY_REPOL"}, []string{"STEMI", "ABNORMAL"}},
		"ra-la-reversal": {[]string{"LEAD_REVERSAL"}, []string{"NORMAL", "RAD", "OLD_MI"}},
		"asystole":       {[]string{"POOR_QUALITY"}, []string{"NORMAL", "STEMI"}},
	} {
		t.Run(name, func(t *testing.T) {
			spec, ok := ecgtest.Preset(name)
			require.True(t, ok)
			rec, _, err := ecgtest.Generate(spec)
			require.NoError(t, err)
			require.NoError(t, a.AnalyzeRecord(res, rec))
			for _, code := range c.has {
				require.True(t, res.Has(code), "%s is missing: %v", code, summary(&res.Result))
			}
			for _, code := range c.hasNot {
				require.False(t, res.Has(code), "%s is false: %v", code, summary(&res.Result))
			}
			switch name {
			case "stemi-anterior":
				require.Contains(t, res.Find("STEMI").Territory, "anterior")
				require.Equal(t, "red", res.Priority.Level)
			case "stemi-inferior":
				require.Equal(t, "inferior", res.Find("STEMI").Territory)
				require.Equal(t, classify.Definite, res.Find("STEMI").Confidence)
			case "stemi-lateral":
				require.Equal(t, "lateral", res.Find("STEMI").Territory)
			case "left-main":
				require.Equal(t, "diffuse", res.Find("ISCHEMIA").Territory)
			case "normal":
				require.Equal(t, "green", res.Priority.Level)
			}
		})
	}
}

func summary(r *classify.Result) []string {
	var out []string
	for i := range r.Findings {
		out = append(out, r.Findings[i].Code+" "+r.Findings[i].Confidence.String())
	}
	return out
}
