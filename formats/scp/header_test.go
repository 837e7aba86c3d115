package scp

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

func patientOf(t *testing.T, section []byte) *ecg.Record {
	t.Helper()
	return decoded(t, plain(map[int][]byte{sectionPatient: section}))
}

func TestCharacterSets(t *testing.T) {
	gbk := func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		require.NoError(t, err)
		return b
	}
	cyrillic, err := charmap.Windows1251.NewEncoder().Bytes([]byte("Иванов"))
	require.NoError(t, err)
	for _, tt := range []struct {
		name     string
		language byte
		fallback string
		b        []byte
		want     string
		warn     bool
	}{
		{"GBK, declared ASCII", 0, "", gbk("王小明"), "王小明", false},
		{"GB18030, four bytes", 0, "", gbk("㐀㐁"), "㐀㐁", false},
		{"GBK, declared GB 2312", 0x27, "", gbk("王小明"), "王小明", false},
		{"GBK that is valid UTF-8", 0x27, "", gbk("模"), "模", false},
		{"UTF-8, declared GB 2312", 0x27, "", []byte("王小明"), "王小明", false},
		{"UTF-8, declared ASCII", 0, "", []byte("王小明"), "王小明", false},
		{"Latin 1", 1, "", []byte("M\xFCller"), "Müller", false},
		{"ISO 8859-2", 3, "", []byte("\xA1"), "Ą", false},
		{"UTF-16", 7, "", []byte("L\x00i\x00 \x00\x0b\x67"), "Li 朋", false},
		{"fallback", 0, "windows-1251", cyrillic, "Иванов", false},
		{"zero-filled", 0, "", []byte("LI\x00\x00\x00\x00"), "LI", false},
		{"no terminator", 0, "", []byte("LI"), "LI", false},
		{"rubbish after the NUL", 0, "", []byte("LI\x00\xFF\xFE"), "LI", false},
		{"not text", 0, "", []byte("LI\xFF\xFF"), "LI\uFFFD\uFFFD", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// The name comes before the device that declares the character set.
			data := plain(map[int][]byte{sectionPatient: tagged(tagLastName, tt.b, tagAcquiringDevice, deviceOf(20, tt.language))})
			rec, err := formats.Decode(data, &formats.Options{Charset: tt.fallback})
			require.NoError(t, err)
			if !tt.warn {
				assert.Equal(t, tt.want, rec.Patient.Name.Family)
				assert.Empty(t, rec.Warnings)
				return
			}
			assert.Contains(t, rec.Patient.Name.Family, "LI")
			assert.Equal(t, []string{ecg.WarnCharset}, codes(rec))
		})
	}
}

func TestTerminators(t *testing.T) {
	body := tagged(tagLastName, "LI", tagPatientID, "P1")
	body = body[:len(body)-tagHeader]
	for name, tail := range map[string][]byte{
		"none": nil, "zeros": make([]byte, 40), "one byte": {255}, "a cut field": {tagFirstName, 200, 0, 'X', 'Y'},
	} {
		rec := patientOf(t, append(append([]byte(nil), body...), tail...))
		assert.Equal(t, "LI", rec.Patient.Name.Family, name)
		assert.Equal(t, "P1", rec.Patient.ID, name)
		assert.Equal(t, []string{ecg.WarnNonstandard}, codes(rec), name)
	}
}

func TestSection1Values(t *testing.T) {
	rec := patientOf(t, tagged(
		tagAge, []byte{18, 0, 2}, tagHeight, []byte{70, 0, 2}, tagWeight, []byte{100, 0, 3}, tagSex, []byte{2}, tagRace, []byte{2},
		tagDrug, []byte{0, 1, 0}, tagDrug, append([]byte{0, 2, 5}, "heparin\x00"...), tagDiagnosis, "first", tagDiagnosis, "second",
		tagDate, []byte{0xEA, 7, 11, 22}, tagTime, []byte{9, 30, 15}, tagTimeZone, []byte{0xD4, 0xFE, 0, 0},
		tagHighPass, []byte{5, 0}, tagLowPass, []byte{0xFF, 0xFF}, tagFilters, []byte{2}, tagHistoryCodes, []byte{1, 0, 4},
		tagUrgency, []byte{3}, tagElectrodes, []byte{2, 0}, tagFreeText, "", 200, []byte{1, 2, 3},
		tagAnalysingInst, "Analysing", tagInstitution, "Acquiring",
	))
	p := rec.Patient
	assert.Equal(t, 1.5, p.Age.Years)
	assert.InDelta(t, 177.8, p.HeightCM, 1e-9)
	assert.InDelta(t, 45.359237, p.WeightKG, 1e-9)
	assert.Equal(t, ecg.Female, p.Sex)
	assert.Equal(t, "Black", p.Race)
	assert.Equal(t, []string{"SCP-ECG code 0.1.0", "heparin"}, p.Drugs)
	assert.Equal(t, []string{"first", "second"}, p.Diagnoses)
	assert.Equal(t, []string{"SCP-ECG code 1.4"}, p.History)
	assert.Equal(t, "2026-11-22T09:30:15-05:00", rec.Start.String())
	assert.Equal(t, ecg.Filters{HighPass: 0.05, Notch: 50}, rec.Filters)
	assert.Equal(t, 3, rec.Urgency)
	assert.Equal(t, []string{"Electrodes: Mason-Likar, individual electrodes"}, rec.Comments)
	assert.Equal(t, "Acquiring", rec.Site.Institution)
}

func TestDatesThatCannotBe(t *testing.T) {
	date := []byte{0xEA, 7, 11, 22}
	for want, tags := range map[string][]any{
		"":                    {tagDate, []byte{0, 0, 0, 0}, tagTime, []byte{9, 30, 15}},
		"2026-11-22":          {tagDate, date},
		"2026-11-22T09:30:15": {tagTimeZone, []byte{0xFF, 0x7F, 0, 0}, tagTime, []byte{9, 30, 15}, tagDate, date},
	} {
		assert.Equal(t, want, patientOf(t, tagged(tags...)).Start.String())
	}
	assert.Equal(t, "", patientOf(t, tagged(tagDate, []byte{0xEA, 7, 2, 30}, tagTime, []byte{1, 1, 1})).Start.String())
	assert.Equal(t, "2026-11-22", patientOf(t, tagged(tagDate, date, tagTime, []byte{25, 1, 1})).Start.String())
}

func TestMeasurementCodes(t *testing.T) {
	block := words(29999, 29998, 100, 190, 19999, 999, -45, 30)
	section := append([]byte{2, 1}, words(800, -1)...)
	section = append(section, block...)
	section = append(section, words(29999, 29999, 110, 250, 450, 999, 999, 60)...)
	section = append(section, words(400, -1500)...)
	section = append(section, 2, 1, 1, 0, 0, 0)
	section = append(section, 2, 0, 0, 1)
	section = append(section, words(75, 29999, 421)...)
	section = append(section, 2, 0, 0)
	rec := decoded(t, plain(map[int][]byte{sectionMeasures: section}))
	assert.Empty(t, rec.Warnings)
	got := map[string]float64{}
	for _, m := range rec.Measurements {
		got[m.Name+m.Code] = m.Value
	}
	assert.Equal(t, map[string]float64{
		ecg.MeasureRR: 800, ecg.MeasureQRSOnset: 100, ecg.MeasureQRSEnd: 190, ecg.MeasureQRS: 90, ecg.MeasureQRSAxis: -45,
		ecg.MeasureTAxis: 30, ecg.MeasureHeartRate: 75, ecg.MeasureQTcHodges: 421,
		"beat type 1: qrs_onset_ms": 110, "beat type 1: qrs_end_ms": 250, "beat type 1: t_end_ms": 450, "beat type 1: t_axis_deg": 60,
	}, got)
	require.Len(t, rec.Annotations, 1)
	a := rec.Annotations[0]
	assert.Equal(t, ecg.AnnotationSpike, a.Kind)
	assert.Equal(t, int64(200), a.Peak)
	assert.Equal(t, -1500.0, a.Value)
	assert.Equal(t, "triggers QRS, internal", a.Text)

	for n := 0; n < len(section); n += 2 { // cut anywhere: no invented value, no failure
		rec := decoded(t, plain(map[int][]byte{sectionMeasures: section[:n]}))
		for _, m := range rec.Measurements {
			if m.Code == "" && m.Name != ecg.MeasureQTc { // the formula may be cut off
				assert.Equal(t, got[m.Name], m.Value, "%s, cut at %d", m.Name, n)
			}
		}
	}
}

func TestStatements(t *testing.T) {
	section8 := []byte{1, 0xEA, 7, 11, 22, 9, 31, 0, 2, 1, 6, 0, 'S', 'i', 'n', 'u', 's', 0, 2, 4, 0, ' ', 'o', 'k', 0}
	section11 := []byte{2, 0, 0, 0, 0, 0, 0, 0, 2, 1, 10, 0, 1, 'I', 'M', 'I', 0, 'p', 'r', 'o', 'b', 0, 2, 4, 0, 2, 'a', 'b', 0}
	rec := decoded(t, plain(map[int][]byte{sectionStatements: section8, sectionCodes: section11}))
	assert.Empty(t, rec.Warnings)
	assert.Equal(t, ecg.Confirmed, rec.Confirmation)
	assert.Equal(t, "2026-11-22T09:31:00", rec.Analyzed.String())
	assert.Equal(t, []ecg.Statement{
		{Text: "Sinus"}, {Text: " ok"}, {Code: "IMI", System: System, Modifiers: []string{"prob"}}, {Text: "ab"},
	}, rec.Statements)
	assert.Empty(t, decoded(t, plain(map[int][]byte{sectionCodes: {}})).Warnings)
	assert.NotEmpty(t, decoded(t, plain(map[int][]byte{sectionStatements: section8[:len(section8)-3]})).Warnings)
}

func TestLeadMeasurements(t *testing.T) {
	block := make([]int16, 69)
	for i := range block {
		block[i] = int16(100 + i)
	}
	block[3], block[9], block[10], block[20] = 29999, 29998, 19999, 0
	section := append(words(2, 0), append(words(2, 138), words(block...)...)...)
	section = append(section, append(words(61, 4), words(88, 150)...)...)
	rec := decoded(t, plain(map[int][]byte{sectionLeadMeasures: section}))
	assert.Empty(t, rec.Warnings)
	got := map[string]float64{}
	for _, m := range rec.Measurements {
		got[m.Lead.String()+" "+m.Name] = m.Value
	}
	assert.Equal(t, 100.0, got["II "+ecg.MeasureP])
	assert.Equal(t, 111.0, got["II "+ecg.MeasureSAmplitude])
	assert.Equal(t, 128.0, got["II "+ecg.MeasureST80])
	assert.Equal(t, 150.0, got["III "+ecg.MeasurePR])
	for _, name := range []string{ecg.MeasureQT, ecg.MeasureQAmplitude, ecg.MeasureRAmplitude} {
		assert.NotContains(t, got, "II "+name)
	}
}

// The header of a Burdick cart of 1993, against what WFDB's parser prints of it.
func TestBurdick(t *testing.T) {
	data := codectest.Read(t, testdata.Dir(t, "formats/scp/wfdb_test.scp"))
	rec := decoded(t, data)
	assert.Equal(t, 0.05, rec.Filters.HighPass)
	assert.Equal(t, 150.0, rec.Filters.LowPass)
	assert.Equal(t, 60.0, rec.Filters.Notch)
	assert.Equal(t, "2004-01-01T02:13:18", rec.Start.String())
	assert.Equal(t, 49.0, rec.Patient.Age.Years)
	assert.Equal(t, "1.0", rec.FormatVersion)
	assert.Equal(t, "Burdick", rec.Device.Manufacturer)
	assert.Equal(t, "Extensive infarction - age undetermined", rec.Statements[4].Text)
	for name, v := range map[string]float64{
		ecg.MeasureRR: 869, ecg.MeasurePOnset: 40, ecg.MeasurePEnd: 188, ecg.MeasureQRSOnset: 210, ecg.MeasureQRSEnd: 314,
		ecg.MeasureTEnd: 656, ecg.MeasurePAxis: -18, ecg.MeasureQRSAxis: -41, ecg.MeasureTAxis: 118,
	} {
		assert.Equal(t, v, global(rec, name), name)
	}
	lead := func(l ecg.Lead, name string) float64 {
		for _, m := range rec.Measurements {
			if m.Lead == l && m.Name == name {
				return m.Value
			}
		}
		return ecg.NaN[float64]()
	}
	assert.Equal(t, -1517.0, lead(ecg.LeadIII, ecg.MeasureQAmplitude))
	assert.Equal(t, 1306.0, lead(ecg.LeadAVL, ecg.MeasureRAmplitude))
	assert.Equal(t, 36.0, lead(ecg.LeadV2, ecg.MeasureSTSlope))
	assert.Equal(t, 51.0, lead(ecg.LeadV6, ecg.MeasureVAT))
	assert.Len(t, rec.Annotations, 12)
}

// Errors and warnings must not carry what section 1 says of the patient.
func TestNoPatientDataInMessages(t *testing.T) {
	const secret = "SECRET"
	rec := patientOf(t, tagged(tagLastName, []byte(secret+"\xFF"), tagPatientID, secret, tagTimeZone, []byte{0, 0x70, 0, 0}))
	require.Len(t, rec.Warnings, 2)
	b, err := json.Marshal(rec.Warnings)
	require.NoError(t, err)
	assert.NotContains(t, string(b), secret)
}
