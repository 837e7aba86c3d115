package json_test

import (
	"fmt"
	"os"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/json"
)

func Example() {
	rec := &ecg.Record{ID: "demo", Channels: []ecg.Channel{
		{Lead: ecg.LeadII, Rate: 250, Scale: 2.5, Unit: ecg.UnitMicrovolt, Raw: []int32{0, 4, ecg.Missing}},
	}}
	if err := json.Encode(os.Stdout, rec); err != nil {
		fmt.Println(err)
	}
	back, err := formats.Decode([]byte(`{"goecg_record":1,"channels":[{"lead":"V1","rate_hz":500,"scale":5,"unit":"uV","raw":[1,2]}]}`), nil)
	fmt.Println(err, back.Channels[0].Lead, back.Channels[0].At(1), "µV")
	// Output:
	// {"goecg_record":1,"id":"demo","channels":[{"lead":"II","rate_hz":250,"scale":2.5,"unit":"uV","raw":[0,4,null]}]}
	// <nil> V1 10 µV
}
