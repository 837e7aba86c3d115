package scp_test

import (
	"bytes"
	"fmt"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/scp"
)

func Example() {
	rec := new(ecg.Record)
	rec.Patient.ID = "P0001"
	c := rec.AddChannel()
	c.Lead, c.Rate, c.Scale, c.Unit = ecg.LeadII, 500, 2.5, ecg.UnitMicrovolt
	c.Raw = []int32{4, 8, 120, 400, 90, -60, 2}

	var file bytes.Buffer
	if err := scp.Encode(&file, rec); err != nil {
		fmt.Println(err)
		return
	}
	back, err := formats.Decode(file.Bytes(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Format, back.FormatVersion, back.Patient.ID)
	fmt.Println(back.Channels[0].Lead, back.Channels[0].Rate, back.Channels[0].Microvolts(nil))
	// Output:
	// scp 2.0 P0001
	// II 500 [10 20 300 1000 225 -150 5]
}
