package classify

import (
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/measure"
	"github.com/stretchr/testify/require"
)

func TestExchangesByOdds(t *testing.T) {
	for _, c := range []struct {
		limb, chest         string
		limbOdds, chestOdds float64
		en                  string // "" for none
		aha                 int
	}{
		{"RA-LA", "V1-V2", -5, -5, "", 0},
		{"RA-LA", "V1-V2", oddsArms + 0.1, -5, "right arm and left arm", 10},
		{"RA-LA", "V1-V2", oddsArms - 0.1, -5, "", 0},
		{"RA-LL", "V1-V2", 6, -5, "right arm and left leg", 10},
		{"LA-LL", "V1-V2", oddsLeft - 0.1, -5, "", 0},
		{"LA-LL", "V1-V2", oddsLeft + 0.1, -5, "left arm and left leg", 10},
		{"RA>LA>LL", "V1-V2", 9, -5, "right arm cable on the left arm", 10},
		{"RA>LL>LA", "V1-V2", 9, -5, "right arm cable on the left leg", 10},
		{"RA-LA", "V2-V3", -5, oddsChest + 0.1, "V2 and V3", 11},
		{"RA-LA", "V2-V3", -5, oddsChest - 0.1, "", 0},
		{"RA-LA", "V1..V6", -5, 9, "reverse order", 11},
		{"RA-LA", "V1-V2", 9, 9, "V1 and V2", 10},
	} {
		r := normalReport()
		r.Electrodes = measure.Electrodes{Limb: measure.Exchange{Code: c.limb, LogOdds: ecg.Value(c.limbOdds)}, Chest: measure.Exchange{Code: c.chest, LogOdds: ecg.Value(c.chestOdds)}}
		f := classify(r, man50).Find("LEAD_REVERSAL")
		if c.en == "" {
			require.Nil(t, f, "%v", c)
			continue
		}
		require.NotNil(t, f, "%v", c)
		require.Contains(t, f.EN, c.en)
		require.NotEmpty(t, f.ZH)
		require.NotEmpty(t, f.Evidence)
		require.Equal(t, c.aha, f.AHA)
		if c.limbOdds > 0 && c.chestOdds > 0 {
			require.Contains(t, f.EN, "right arm and left arm")
			require.Len(t, f.Evidence, 2)
		}
		r.Pacing.Ventricular = len(r.Beats)
		require.False(t, classify(r, man50).Has("LEAD_REVERSAL"), "paced")
		r.Pacing.Ventricular = 0
		r.Quality.Grade, r.Quality.Usable = "D", false
		require.False(t, classify(r, man50).Has("LEAD_REVERSAL"), "not usable")
	}
	r := normalReport() // shapes of broad complexes are many
	r.QRS = 150
	r.Electrodes.Chest = measure.Exchange{Code: "V1-V2", LogOdds: oddsWide - 1}
	require.False(t, classify(r, man50).Has("LEAD_REVERSAL"))
}

func TestDextrocardia(t *testing.T) {
	r := normalReport()
	m := lead(r, ecg.LeadI)
	m.P, m.QRSNet, m.T = -60, -9000, -200
	r.Electrodes.Limb = measure.Exchange{Code: "RA-LA", LogOdds: 4}
	require.True(t, classify(r, man50).Has("LEAD_REVERSAL"))
	require.False(t, classify(r, man50).Has(codeDextrocardia))
	v1 := lead(r, ecg.LeadV1)
	v1.R, v1.S = 400, -800
	for _, l := range []ecg.Lead{ecg.LeadV4, ecg.LeadV5, ecg.LeadV6} {
		m := lead(r, l)
		m.R, m.S, m.QRSNet = 100, -300, -4000
	}
	res := classify(r, man50)
	require.False(t, res.Has("LEAD_REVERSAL"))
	require.NotEmpty(t, res.Find(codeDextrocardia).EN)
	require.False(t, res.Has("NORMAL"))
}

// A limb lead without any signal, its electrodes being there in the others, is one between the legs.
func TestFlatLimbLead(t *testing.T) {
	r := normalReport()
	*lead(r, ecg.LeadII) = measure.Lead{Lead: ecg.LeadII, QRSPeak: ecg.NaN[ecg.Microvolt](), P: ecg.NaN[ecg.Microvolt](), T: ecg.NaN[ecg.Microvolt]()}
	require.False(t, classify(r, man50).Has("LEAD_REVERSAL"), "not measured")
	for i := range r.Quality.Leads {
		if q := &r.Quality.Leads[i]; q.Lead == ecg.LeadII {
			q.Grade, q.Reasons = "D", []string{measure.ReasonFlat}
		}
	}
	require.Contains(t, classify(r, man50).Find("LEAD_REVERSAL").EN, "right arm and right leg")
}
