package all_test

import (
	"bytes"
	"fmt"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
)

func Example_anonymize() {
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{})
	rec.Patient = ecg.Patient{ID: "4711", Name: ecg.Name{Family: "李", Given: "小明"}, Sex: ecg.Male, Age: ecg.AgeOf(93, ecg.Year)}
	rec.Start = ecg.Local(2026, 11, 22, 9, 30, 0, 0)
	var file bytes.Buffer
	if err := formats.Encode(&file, rec, "scp"); err != nil {
		panic(err)
	}

	out, removed, err := formats.Anonymize(file.Bytes(), &formats.AnonymizeOptions{Key: []byte("sixteen random bytes or more")})
	if err != nil {
		panic(err) // errors.Is(err, formats.ErrLeak): something would have remained; there is no output
	}
	for _, r := range removed {
		fmt.Println(r.Where, "-", r.What, r.Count)
	}
	clean, _ := formats.Decode(out, nil)
	fmt.Println(len(clean.Patient.ID), "characters of pseudonym,", clean.Patient.Sex, clean.Patient.Age.Years)
	// Output:
	// section 1 - patient name 2
	// section 1 - patient ID 1
	// section 1 - date 1
	// section 1 - sequence number 1
	// section 1 - age 1
	// 16 characters of pseudonym, M 90
}
