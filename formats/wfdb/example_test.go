package wfdb_test

import (
	"bytes"
	"fmt"
	"testing/fstest"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats/wfdb"
)

func ExampleOpen() {
	folder := fstest.MapFS{
		"100.hea": {Data: []byte("100 2 360 2\n100.dat 212 200 11 1024 995 0 0 MLII\n100.dat 212 200 11 1024 1011 0 0 V5\n# 69 M 1085 1629 x1\n")},
		"100.dat": {Data: []byte{0xe3, 0x33, 0xf3, 0xe3, 0x33, 0xf3}},
	}
	var rec ecg.Record
	if err := wfdb.Open(&rec, folder, "100.hea", false, nil); err != nil {
		fmt.Println(err)
		return
	}
	c := rec.Channels[0]
	fmt.Println(c.Lead, c.Rate, "Hz,", c.Raw, "is", c.Microvolts(nil), "µV, age", rec.Patient.Age.Years)
	// Output: MLII 360 Hz, [995 995] is [-145 -145] µV, age 69
}

func ExampleReadAnnotations() {
	var file bytes.Buffer
	err := wfdb.WriteAnnotations(&file, []wfdb.Annotation{
		{Sample: 18, Code: wfdb.CodeRhythm, Aux: "(N"},
		{Sample: 77, Code: wfdb.CodeNormal},
		{Sample: 370, Code: wfdb.CodePVC},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	list, err := wfdb.ReadAnnotations(file.Bytes(), 360)
	for _, a := range list {
		fmt.Println(a.Sample, wfdb.Symbol(a.Code), a.Aux, wfdb.IsBeat(a.Code))
	}
	fmt.Println(err)
	// Output:
	// 18 + (N false
	// 77 N  true
	// 370 V  true
	// <nil>
}
