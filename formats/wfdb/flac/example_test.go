package flac_test

import (
	"encoding/hex"
	"fmt"
	"testing/fstest"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats/wfdb"
	_ "github.com/goecg/goecg/formats/wfdb/flac" // lets wfdb read FLAC
)

func Example() {
	signal, err := hex.DecodeString("664c61438000002200100010000000000000177000f00000001062a8bd3d78734c1448e4301ca6aaf62d" +
		"fff96b08000f7e1001e025342034191008c30201902e200840b080fcc8")
	if err != nil {
		fmt.Println(err)
		return
	}
	folder := fstest.MapFS{
		"r.hea":  {Data: []byte("r 1 250 16\nr.flac 516 200 12 0 0 1150 0 II\n")},
		"r.flac": {Data: signal},
	}
	var rec ecg.Record
	if err := wfdb.Open(&rec, folder, "r.hea", false, nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rec.Channels[0].Lead, rec.Channels[0].Raw, rec.Warnings)
	// Output: II [0 10 40 0 40 100 0 70 160 0 100 220 0 130 280 0] []
}
