package aecg_test

import (
	"bytes"
	"fmt"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/aecg"
)

func Example() {
	rec := &ecg.Record{ID: "strip-1", Start: ecg.Local(2024, 5, 6, 7, 8, 9, 0)}
	*rec.AddChannel() = ecg.Channel{Lead: ecg.LeadII, Rate: 500, Raw: []int32{0, 12, 40, -7}, Scale: 2.5, Unit: ecg.UnitMicrovolt}

	var b bytes.Buffer
	if err := aecg.Encode(&b, rec); err != nil {
		fmt.Println(err)
		return
	}
	back, err := formats.Decode(b.Bytes(), nil) // recognised by its root element
	if err != nil {
		fmt.Println(err)
		return
	}
	c := back.Lead(ecg.LeadII)
	fmt.Println(back.Format, back.ID, back.Start, c.Label, c.Rate, c.Microvolts(nil))
	// Output: aecg strip-1 2024-05-06T07:08:09 MDC_ECG_LEAD_II 500 [0 30 100 -17.5]
}

func ExampleSniff() {
	fmt.Println(aecg.Sniff([]byte("<!-- made by X -->\n<AnnotatedECG>")), aecg.Sniff([]byte("<svg>")))
	// Output: 100 0
}
