package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/wfdb"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseLeadList(t *testing.T) {
	const limbs, chest = 0b111111, 0b111111 << firstChest
	for s, want := range map[string]leadMask{
		"": 0, " , V6": 1 << 11, " , I-AVR,  ": 0b1111, " , I-V1,  ": limbs | 1<<6, " , alles,  ": allLeads,
		"V1V6": 1<<6 | 1<<11, "v5-6,  ": 3 << 10, "V2,3": 3 << 7, " , 1": 1 << 6, "V3,5,6": 1<<8 | 3<<10, "I,III-AVR,  ": 0b1101,
		"I,II,AVR,AVL.AVF,V1": 0b111011 | 1<<6, "II,III,AVF-V6": 0b100110 | chest, "I-AVF,V5,V6": limbs | 3<<10, "V6-V5": 3 << 10, "III-": 1 << 2,
	} {
		got, ok := parseLeadList(s)
		assert.Equal(t, want, got, "%q", s)
		assert.True(t, ok, "%q", s)
	}
	for s, want := range map[string]leadMask{"leicht": 0, "II, V7": 2, "V1 stark": 1 << 6} {
		got, ok := parseLeadList(s)
		assert.Equal(t, want, got, "%q", s)
		assert.False(t, ok, "%q", s)
	}
}

func TestAUC(t *testing.T) {
	assert.Equal(t, ecg.Value(100), auc([]float64{3, 4}, []float64{1, 2}))
	assert.Equal(t, ecg.Value(0), auc([]float64{1, math.NaN()}, []float64{2}))
	assert.Equal(t, ecg.Value(50), auc([]float64{1, 1}, []float64{1, 1, 1}))
	assert.Equal(t, ecg.Value(68.75), auc([]float64{2, 3}, []float64{1, 2, 3, math.NaN(), 2}))
	assert.True(t, math.IsNaN(float64(auc(nil, []float64{1}))))
}

// The potentials of a worked example and the leads that follow, with the right leg as the exchanger has it.
func TestExchangeAlgebra(t *testing.T) {
	one, two := 300.0, 690.0
	leads := []float64{one, two, two - one, -(one + two) / 2, one - two/2, two - one/2, -420, -20, 380, 980, 930, 680}
	rec := ecg.Record{}
	for k, l := range standardLeads {
		rec.Channels = append(rec.Channels, ecg.Channel{
			Lead: l, Label: l.String(), Rate: 500, Scale: 0.001, Unit: ecg.UnitMicrovolt, Raw: []int32{int32(math.Round(leads[k] * 1000)), ecg.Missing},
		})
	}
	res := engine.NewResult()
	res.Record, res.Recorded = &rec, len(rec.Channels)
	x := newExchanger(res)
	require.NotNil(t, x)
	d := two * legShare
	s := -(two + d) / 3 // shift of the chest leads with RA on RL
	for name, want := range map[string][12]float64{
		"RA-LA":          {-300, 390, 690, -45, -495, 540, -420, -20, 380, 980, 930, 680},
		"RA-LL":          {-390, -690, -300, 540, -45, -495, -420, -20, 380, 980, 930, 680},
		"LA-LL":          {690, 300, -390, -495, 540, -45, -420, -20, 380, 980, 930, 680},
		"RA on LA on LL": {390, -300, -690, -45, 540, -495, -420, -20, 380, 980, 930, 680},
		"RA on LL on LA": {-690, -390, 300, 540, -495, -45, -420, -20, 380, 980, 930, 680},
		"RA-RL":          {-390 - d, -d, 390, 195 + d, -390 - d/2, 195 - d/2, -420 + s, -20 + s, 380 + s, 980 + s, 930 + s, 680 + s},
		"V1-V2":          {300, 690, 390, -495, -45, 540, -20, -420, 380, 980, 930, 680},
		"V6 to V1":       {300, 690, 390, -495, -45, 540, 680, 930, 980, 380, -20, -420},
	} {
		k := -1
		for i := range reversalCases {
			if reversalCases[i].name == name {
				k = i
			}
		}
		require.GreaterOrEqual(t, k, 0, name)
		x.apply(&reversalCases[k])
		for l := range standardLeads {
			c := &x.rec.Channels[l]
			assert.InDelta(t, want[l], c.At(0), 0.001, "%s %s", name, standardLeads[l])
			assert.Equal(t, int32(ecg.Missing), c.Raw[1])
			assert.InDelta(t, leads[l], rec.Channels[l].At(0), 0.001, "the record stays as it is")
		}
	}
	assert.Equal(t, electrodes(1<<electrodeRA|1<<electrodeLA|1<<electrodeLL), reversalCases[3].moved())
	rec.Channels[3].Label, rec.Channels[3].Lead = "X", ecg.LeadUnknown
	assert.Nil(t, newExchanger(res))
}

func TestElectrodesIn(t *testing.T) {
	for s, want := range map[string]electrodes{
		"Suspected limb electrode reversal, right arm and left arm": 1<<electrodeRA | 1<<electrodeLA,
		"arms and legs": 15, "RA-LL": 1<<electrodeRA | 1<<electrodeLL, "the larger leg": 0, "V1 and V2 exchanged": 3 << electrodeC1, "V12, AV1": 0,
		"V1 to V6 in reverse order": 63 << electrodeC1,
	} {
		assert.Equal(t, want, electrodesIn(s), s)
	}
}

// labelledDatabase writes synthetic records with a table in the form of PTB-XL.
func labelledDatabase(t testing.TB) string {
	dir := filepath.Join(t.TempDir(), "small")
	require.NoError(t, os.Mkdir(dir, 0o777))
	table := "ecg_id,age,sex,scp_codes,infarction_stadium1,baseline_drift,static_noise,burst_noise,electrodes_problems,extra_beats,pacemaker,filename_hr,filename_lr\n"
	for i, r := range []struct{ preset, sex, row string }{
		{"normal", "0", `"{'NORM': 100.0, 'SR': 0.0}",,," , I-AVR,  ",,,,,`},
		{"afib", "1", `{'AFIB': 0.0},,,,,,,,`},
		{"lbbb", "0", `"{'CLBBB': 100.0, 'SR': 0.0, 'IMI': 15.0}",Stadium III," , V6",leicht,,,,,`},
		{"stemi-anterior", "0", `"{'ASMI': 100.0, 'SR': 0.0}",Stadium I,,,,,,,`},
		{"normal-female", "1", `"{'NORM': 80.0, 'SR': 0.0}",,,,,,,"ja, pacemaker",`},
	} {
		spec, ok := ecgtest.Preset(r.preset)
		require.True(t, ok, r.preset)
		if i == 2 {
			spec.Noise.BaselineUV, spec.Noise.Leads = 2500, []ecg.Lead{ecg.LeadV6}
		}
		rec, _ := ecgtest.MustGenerate(spec)
		name := fmt.Sprintf("%05d_hr", i+1)
		if i == 1 {
			name = "records500/" + name
			require.NoError(t, os.Mkdir(filepath.Join(dir, "records500"), 0o777))
			require.NoError(t, wfdb.WriteDir(filepath.Join(dir, "records500"), filepath.Base(name), rec, nil))
		} else {
			require.NoError(t, wfdb.WriteDir(dir, name, rec, nil))
		}
		table += fmt.Sprintf("%d,300,%s,%s%s,\n", i+1, r.sex, r.row, name)
	}
	table += "6,50,0,{'NORM': 100.0},,,,,,,,00006_hr,\n" // no such record
	require.NoError(t, os.WriteFile(filepath.Join(dir, ptbxlTable), []byte(table), 0o600))
	return dir
}

func TestQuality(t *testing.T) {
	db := labelledDatabase(t)
	noise := t.TempDir()
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Rhythm: ecgtest.Asystole, Rate: 360, Duration: 30, Leads: []ecg.Lead{ecg.LeadI, ecg.LeadII}, Noise: ecgtest.Noise{MuscleUV: 100}})
	require.NoError(t, wfdb.WriteDir(noise, "ma", rec, nil))
	run := func(o QualityOptions) *QualityReport {
		p, err := Quality(context.Background(), db, o)
		require.NoError(t, err)
		require.Empty(t, p.Failed)
		return p
	}
	p := run(QualityOptions{NoiseDir: noise, CorpusOptions: CorpusOptions{Workers: 2}})
	assert.Equal(t, CorpusPTBXL, p.Source)
	assert.Equal(t, 5, p.Records)
	assert.Equal(t, 1, p.Unread)
	require.Len(t, p.Noise, noiseKinds+1)
	drift := p.Noise[noiseBaseline]
	with, without := 0, 0
	for _, g := range drift.Grades {
		with, without = with+g.With, without+g.Without
	}
	assert.Equal(t, []int{1, 59}, []int{with, without})
	assert.Equal(t, ecg.Value(100), drift.AUC.Baseline, "the wander is in the lead that is named")
	assert.Equal(t, ecg.Value(100), drift.Below.Value)

	require.Len(t, p.Reversals, 3)
	assert.Equal(t, []any{"all", 5, "normal", 1}, []any{p.Reversals[0].Group, p.Reversals[0].Records, p.Reversals[2].Group, p.Reversals[2].Records})
	assert.Equal(t, "RA-LA", p.Reversals[2].Cases[0].Exchange)
	assert.Equal(t, ecg.Value(100), p.Reversals[2].Cases[0].Named.Value, "exchanged arms of a normal heart")
	assert.Empty(t, p.Reversals[2].Alarms)

	require.Len(t, p.Stress, len(stressSNR))
	good := func(r StressRow) float64 { return float64(r.Leads[0].Share) }
	assert.Greater(t, p.Stress[0].Records, 0)
	assert.Greater(t, good(p.Stress[0]), good(p.Stress[len(stressSNR)-1]), "less noise, better grades")

	if !testdata.RaceEnabled { // one run is enough there
		p.Options = QualityOptions{}
		q := run(QualityOptions{NoiseDir: noise, CorpusOptions: CorpusOptions{Workers: 1}})
		q.Options = QualityOptions{}
		a, err := json.Marshal(p)
		require.NoError(t, err)
		b, err := json.Marshal(q)
		require.NoError(t, err)
		assert.JSONEq(t, string(a), string(b))
	}

	var text, md bytes.Buffer
	require.NoError(t, p.Text(&text, TextOptions{}))
	for _, s := range []string{"baseline drift", "exchanged electrodes, sinus records: 3", "V5-V6", "noise  SNR dB", "name none"} {
		assert.Contains(t, text.String(), s)
	}
	require.NoError(t, p.Markdown(&md, TextOptions{SummaryOnly: true}))
	assert.Contains(t, md.String(), "| RA-LA |")
	assert.Nil(t, run(QualityOptions{NoReversals: true, CorpusOptions: CorpusOptions{Records: []string{"00001_hr"}}}).Reversals)
}

func TestQualityErrors(t *testing.T) {
	ctx := context.Background()
	_, err := Quality(ctx, filepath.Join(t.TempDir(), "absent"), QualityOptions{})
	assert.ErrorIs(t, err, os.ErrNotExist)
	_, err = Quality(ctx, t.TempDir(), QualityOptions{})
	assert.ErrorIs(t, err, ErrNoLabels)
	_, err = Quality(ctx, t.TempDir(), QualityOptions{NoiseDir: t.TempDir()})
	assert.ErrorIs(t, err, ErrNoRecords)
	for _, table := range []string{"ecg_id\nx\n", "ecg_id,scp_codes\n1,\"{'NORM'}\"\n", ""} {
		dir := t.TempDir()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "00001_hr.hea"), []byte("00001_hr 0\n"), 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, ptbxlTable), []byte(table), 0o600))
		_, err = Quality(ctx, dir, QualityOptions{})
		assert.True(t, err != nil && (strings.Contains(err.Error(), formats.ErrCorrupt.Error()) || strings.Contains(err.Error(), formats.ErrTruncated.Error())), "%q: %v", table, err)
	}
	db := labelledDatabase(t)
	require.NoError(t, os.WriteFile(filepath.Join(db, "00001_hr.dat"), nil, 0o600))
	p, err := Quality(ctx, db, QualityOptions{NoReversals: true})
	require.NoError(t, err)
	require.Len(t, p.Failed, 1)
	assert.Equal(t, 4, p.Records)
}
