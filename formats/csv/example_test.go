package csv_test

import (
	"fmt"
	"os"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/formats/csv"
)

func Example() {
	rec, err := formats.Decode([]byte("time_s;I (mV);II (mV)\n0,000;0,5;1\n0,004;-0,25;\n"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rec.Rate(), "Hz", rec.Lead(ecg.LeadI).At(1), "µV")
	if err := csv.Encode(os.Stdout, rec); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 250 Hz -250 µV
	// # rate_hz: 250
	// # scale: 10,1000
	// time_ms,I,II
	// 0,500,1000
	// 4,-250,
}
