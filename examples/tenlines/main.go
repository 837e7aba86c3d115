// Command tenlines analyses one ECG file and prints what was found: the shortest useful program.
package main

import (
	"fmt"
	"log"
	"os"

	"github.com/goecg/goecg/ecg/engine"
	_ "github.com/goecg/goecg/formats/all"
)

func main() {
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	a, _ := engine.New(engine.Options{})
	res := engine.NewResult()
	if err := a.Analyze(res, os.Args[1], data); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.0f/min, QRS %.0f ms (unconfirmed)\n", res.Report.HeartRate, res.Report.QRS)
	for _, f := range res.Findings {
		fmt.Println(f.Code, f.EN, f.ZH)
	}
}
