package ecg_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

func TestParseLead(t *testing.T) {
	for _, c := range []struct {
		name string
		want ecg.Lead
	}{
		{"I", ecg.LeadI}, {"i", ecg.LeadI}, {" II ", ecg.LeadII}, {"iii", ecg.LeadIII},
		{"aVR", ecg.LeadAVR}, {"AVR", ecg.LeadAVR}, {"avr", ecg.LeadAVR}, {"aVr", ecg.LeadAVR},
		{"avl", ecg.LeadAVL}, {"aVF", ecg.LeadAVF}, {"-aVR", ecg.LeadAVRneg}, {"aVRneg", ecg.LeadAVRneg},
		{"V1", ecg.LeadV1}, {"v6", ecg.LeadV6}, {"C4", ecg.LeadV4}, {"V3R", ecg.LeadV3R}, {"v3r", ecg.LeadV3R}, {"V9", ecg.LeadV9},
		{"Lead I (Einthoven)", ecg.LeadI}, {"Lead aVR", ecg.LeadAVR}, {"lead v2", ecg.LeadV2}, {"ECG Lead II", ecg.LeadII},
		{"ECG_II", ecg.LeadII}, {"II\x00", ecg.LeadII}, {"Lead V1\x00 ", ecg.LeadV1},
		{"MDC_ECG_LEAD_II", ecg.LeadII}, {"MDC_ECG_LEAD_AVR", ecg.LeadAVR}, {"mdc_ecg_lead_aVF", ecg.LeadAVF},
		{"NOM_ECG_LEAD_V5", ecg.LeadV5}, {"MDC_ECG_LEAD_CONFIG", ecg.LeadUnknown},
		{"MDC_ECG_LEAD_dI", ecg.LeadFromSCP(31)}, {"MDC_ECG_LEAD_DI", ecg.LeadFromSCP(31)}, {"DI", ecg.LeadI}, {"D2", ecg.LeadII},
		{"Ⅱ", ecg.LeadII}, {"Ⅲ导联", ecg.LeadIII}, {"V1导联", ecg.LeadV1},
		{"ＩＩ", ecg.LeadII}, {"ａＶＲ", ecg.LeadAVR}, {"Ｖ１", ecg.LeadV1}, {"Ｖ\u3000６", ecg.LeadV6}, {"－ａＶＲ", ecg.LeadAVRneg},
		{"MLII", ecg.LeadMLII}, {"mlii", ecg.LeadMLII}, {"ML2", ecg.LeadMLII},
		{"vx", ecg.LeadX}, {"Z", ecg.LeadZ}, {"CM5", ecg.LeadCM5}, {"ES", ecg.LeadFromSCP(131)},
		{"Lead 1", ecg.LeadI}, {"ECG 1", ecg.LeadUnknown}, {"Channel 2", ecg.LeadUnknown}, {"1", ecg.LeadUnknown},
		{"ECG", ecg.LeadUnknown}, {"", ecg.LeadUnknown}, {"ABP", ecg.LeadUnknown}, {"V10", ecg.LeadFromSCP(151)}, {"PLETH", ecg.LeadUnknown},
	} {
		assert.Equal(t, c.want, ecg.ParseLead(c.name), "%q", c.name)
	}
}

// Every lead must come back from each of its codes.
func TestLeadCodesRoundTrip(t *testing.T) {
	for id := 1; id <= 184; id++ {
		l := ecg.LeadFromSCP(id)
		require.NotEqual(t, ecg.LeadUnknown, l)
		require.NotEmpty(t, l.String())
		assert.Equal(t, id, l.SCP())
		assert.Equal(t, l, ecg.ParseLead(l.String()), "name %s", l)
		assert.Equal(t, l, ecg.ParseLead(l.MDCName()), "%s", l.MDCName())
		for _, scheme := range []string{"MDC", "SCPECG"} {
			v, ok := l.DICOM(scheme)
			require.True(t, ok)
			assert.Equal(t, l, ecg.LeadFromDICOM(scheme, v))
		}
		code, ok := l.MDC()
		require.True(t, ok)
		assert.Equal(t, 131072+id, code)
	}
	assert.Equal(t, ecg.LeadUnknown, ecg.LeadFromSCP(185))
	assert.Equal(t, ecg.LeadUnknown, ecg.LeadFromSCP(-1))
	assert.Equal(t, ecg.LeadII, ecg.LeadFromDICOM("MDC", "131074"))
	assert.Equal(t, ecg.LeadUnknown, ecg.LeadFromDICOM("SCPECG", "5.6.3-9-999"))
	_, ok := ecg.LeadMLII.DICOM("MDC")
	assert.False(t, ok)
	assert.Equal(t, ecg.LeadMLII, ecg.ParseLead(ecg.LeadMLII.String()))
}

func TestLeadText(t *testing.T) {
	b, err := ecg.LeadAVF.MarshalText()
	require.NoError(t, err)
	var l ecg.Lead
	require.NoError(t, l.UnmarshalText(b))
	assert.Equal(t, ecg.LeadAVF, l)
	assert.True(t, l.IsLimb())
	assert.False(t, l.IsChest())
	for i, l := range ecg.StandardLeads {
		assert.Equal(t, i < 6, l.IsLimb(), l)
		assert.Equal(t, i >= 6, l.IsChest(), l)
	}
}
