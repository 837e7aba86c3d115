package dicom_test

import (
	"bytes"
	"fmt"
	"math"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/dicom"
)

func ExampleDecode() {
	var src ecg.Record
	src.Patient.Name = ecg.Name{Family: "王", Given: "小明"}
	c := src.AddChannel()
	*c = ecg.Channel{Lead: ecg.LeadII, Rate: 500, Scale: 2.5, Unit: ecg.UnitMicrovolt}
	for i := range 5000 {
		c.Raw = append(c.Raw, int32(200*math.Sin(float64(i)/80)))
	}
	var file bytes.Buffer
	if err := dicom.Encode(&file, &src); err != nil {
		fmt.Println(err)
		return
	}

	rec, err := formats.Decode(file.Bytes(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	lead := rec.Lead(ecg.LeadII)
	fmt.Println(rec.FormatVersion, rec.Patient.Name, rec.Duration(), "s")
	fmt.Println(lead.Lead, lead.Rate, "Hz,", lead.At(120), "uV at sample 120")
	// Output:
	// 12-lead ECG 王 小明 10 s
	// II 500 Hz, 497.5 uV at sample 120
}
