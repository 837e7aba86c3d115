package scp

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
)

// synthetic makes a record of n samples in the given leads: a sharp wave, a slow one and a little noise, in steps of scale µV.
func synthetic(leads []ecg.Lead, n int, rate, scale float64) *ecg.Record {
	rng := rand.New(rand.NewPCG(1, 2))
	rec := new(ecg.Record)
	for k, l := range leads {
		c := rec.AddChannel()
		c.Lead, c.Label, c.Rate, c.Scale, c.Unit, c.Bits = l, l.String(), rate, scale, ecg.UnitMicrovolt, 16
		for i := range n {
			t := float64(i) / rate
			beat := math.Mod(t, 0.8) - 0.4
			v := 900*math.Exp(-beat*beat/2e-4)/float64(k+1) + 80*math.Sin(2*math.Pi*0.3*t+float64(k)) + 6*rng.NormFloat64()
			c.Raw = append(c.Raw, int32(math.Round(v/scale)))
		}
	}
	return rec
}

var eight = []ecg.Lead{
	ecg.LeadI, ecg.LeadII, ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6,
}

// filled is a record that uses every field Encode writes.
func filled() *ecg.Record {
	rec := synthetic(ecg.StandardLeads[:], 1000, 500, 2.5)
	rec.Format, rec.FormatVersion, rec.ID = Name, "2.0", "4711"
	rec.Patient = ecg.Patient{
		ID: "P0001", Name: ecg.Name{Family: "LI", Given: "MING", Second: "SMITH"}, Sex: ecg.Male,
		BirthDate: ecg.Date{Year: 1963, Month: time.May, Day: 17}, Age: ecg.AgeOf(63, ecg.Year),
		HeightCM: 172, WeightKG: 61.5, Race: "Caucasian", Systolic: 131, Diastolic: 82,
		Drugs: []string{"aspirin", "SCP-ECG code 0.1.2"}, Diagnoses: []string{"chest pain"}, History: []string{"SCP-ECG code 0.3", "smoker"},
	}
	rec.Device = ecg.Device{Manufacturer: "VILLAGE", Model: "GOECG", Serial: "SN1", Software: "1.0", ID: "14", MainsHz: 50}
	rec.Analyzer = ecg.Device{Manufacturer: "VILLAGE", Model: "ALG", Serial: "SN2", Software: "2.0"}
	rec.Site = ecg.Site{
		Institution: "Clinic", Department: "Cardiology", Room: "7", Technician: "T", Referring: "R", Confirming: "C",
	}
	rec.Filters = ecg.Filters{HighPass: 0.05, LowPass: 150, Notch: 50, Other: []string{"artifact", "baseline"}}
	zone := time.FixedZone("", 8*3600)
	rec.Start = ecg.Timestamp{Time: time.Date(2026, 11, 22, 9, 30, 15, 0, zone), Zoned: true}
	rec.Analyzed = ecg.Timestamp{Time: time.Date(2026, 11, 22, 9, 31, 0, 0, zone), Zoned: true}
	rec.Urgency = 3
	rec.Confirmation = ecg.Overread
	rec.Comments = []string{"on exertion", "Electrodes: Mason-Likar, one pad"}
	rec.Statements = []ecg.Statement{{Text: "Sinus rhythm"}, {Text: "  possible old infarct"}, {Text: "Normal ECG"}}
	m := func(name string, v float64, unit string) {
		rec.Measurements = append(rec.Measurements, ecg.Measurement{Name: name, Value: v, Unit: unit, System: System})
	}
	m(ecg.MeasureRR, 800, "ms")
	for i, name := range blockNames {
		if i < blockTimes {
			m(name, float64(40+60*i), "ms")
		} else {
			m(name, float64(10*i-70), "deg")
		}
	}
	m(ecg.MeasureP, 60, "ms")
	m(ecg.MeasurePR, 120, "ms")
	m(ecg.MeasureQRS, 60, "ms")
	m(ecg.MeasureQT, 120, "ms")
	m(ecg.MeasureHeartRate, 75, "bpm")
	m(ecg.MeasureQTcBazett, 421, "ms")
	for _, l := range []ecg.Lead{ecg.LeadII, ecg.LeadV2} {
		for i := range items {
			m := ecg.Measurement{Name: items[i].name, Code: items[i].code, Lead: l, Value: float64(100 + i), Unit: items[i].unit, System: System}
			if m.Code == "" {
				m.Code = strconv.Itoa(i)
			}
			rec.Measurements = append(rec.Measurements, m)
		}
	}
	rec.Annotations = []ecg.Annotation{{
		Kind: ecg.AnnotationSpike, Onset: ecg.NoSample, Peak: 200, End: ecg.NoSample, Code: "2", System: System,
		Text: "triggers QRS, internal", Value: -1500, Unit: "uV",
	}}
	return rec
}

func encoded(t testing.TB, rec *ecg.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, Encode(&b, rec))
	return b.Bytes()
}

func decoded(t testing.TB, data []byte) *ecg.Record {
	t.Helper()
	rec := new(ecg.Record)
	require.NoError(t, Decode(rec, data, nil))
	return rec
}

// raw is a record built from bare sections, with valid checksums.
func raw(list map[int][]byte) []byte {
	var all [sections][]byte
	for id, data := range list {
		all[id] = data
	}
	return assemble(&all)
}

// leads makes section 3 for leads of n samples.
func leadsOf(n int, flags byte, ids ...byte) []byte {
	b := []byte{byte(len(ids)), flags}
	for _, id := range ids {
		b = le.AppendUint32(b, 1)
		b = le.AppendUint32(b, uint32(n))
		b = append(b, id)
	}
	return b
}

// waveformOf makes section 5 or 6.
func waveformOf(avm, interval int, order, bimodal byte, blocks ...[]byte) []byte {
	b := le.AppendUint16(nil, uint16(avm))
	b = le.AppendUint16(b, uint16(interval))
	b = append(b, order, bimodal)
	for _, x := range blocks {
		b = le.AppendUint16(b, uint16(len(x)))
	}
	for _, x := range blocks {
		b = append(b, x...)
	}
	return b
}

// words is 16-bit samples.
func words(x ...int16) []byte {
	var b []byte
	for _, v := range x {
		b = le.AppendUint16(b, uint16(v))
	}
	return b
}

// fields of section 1
func tagged(list ...any) []byte {
	var b []byte
	for i := 0; i < len(list); i += 2 {
		var v []byte
		switch x := list[i+1].(type) {
		case string:
			v = append([]byte(x), 0)
		case []byte:
			v = x
		}
		b = append(b, byte(list[i].(int)))
		b = le.AppendUint16(b, uint16(len(v)))
		b = append(b, v...)
	}
	return append(b, tagTerminator, 0, 0)
}

// deviceOf is a tag 14 of a protocol and language.
func deviceOf(protocol, language byte) []byte {
	b := make([]byte, deviceStrings+5)
	b[deviceManufacturer] = manufacturerString
	b[deviceProtocol], b[deviceLanguage] = protocol, language
	return b
}
