package wfdb_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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

func ExampleReader() {
	folder := fstest.MapFS{
		"day.hea": {Data: []byte("day 1 250 10 08:00:00 01/02/2003\nday.dat 16 200 12 0 0 0 0 II\n")},
		"day.dat": {Data: []byte{0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8, 0, 9, 0}},
	}
	r, err := wfdb.NewReader(folder, "day.hea", nil) // OpenDir for a folder on disk
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	fmt.Println(r.Frames(), "frames at", r.Rate(), "Hz, lead", r.Header().Channels[0].Lead)
	var block ecg.Record // used again for each block
	for {
		n, err := r.Read(&block, 4)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(n, block.Start, block.Channels[0].Raw)
	}
	// Output:
	// 10 frames at 250 Hz, lead II
	// 4 2003-02-01T08:00:00 [0 1 2 3]
	// 4 2003-02-01T08:00:00.016 [4 5 6 7]
	// 2 2003-02-01T08:00:00.032 [8 9]
}

func ExampleLoadAnnotations() {
	var file bytes.Buffer
	err := wfdb.WriteAnnotations(&file, []wfdb.Annotation{
		{Sample: 18, Code: wfdb.CodeRhythm, Aux: "(AFIB"},
		{Sample: 70, Code: wfdb.CodeWaveOn}, {Sample: 77, Code: wfdb.CodePVC}, {Sample: 90, Code: wfdb.CodeWaveOff},
	}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	folder := fstest.MapFS{
		"r.hea": {Data: []byte("r 1 250 2\nr.dat 16 200 12 0 0 0 0 II\n")},
		"r.dat": {Data: []byte{1, 0, 2, 0}},
		"r.atr": {Data: file.Bytes()},
	}
	var rec ecg.Record
	if err := wfdb.Open(&rec, folder, "r.hea", false, nil); err != nil {
		fmt.Println(err)
		return
	}
	if err := wfdb.LoadAnnotations(&rec, folder, "r", "atr"); err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range rec.Annotations {
		fmt.Println(a.Code, a.Onset, a.Peak, a.End, a.Kind == ecg.AnnotationBeat)
	}
	fmt.Println(wfdb.AnnotationsOf(&rec)[1])
	// Output:
	// (AFIB -1 18 -1 false
	// V 70 77 90 true
	// 70 ( sub 0 chan 0 num 0 ""
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
