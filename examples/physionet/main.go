// Command physionet scores a beat detector on a PhysioNet database by the EC57 rules, beside the library's Pan-Tompkins. Put
// your own detector in place of myDetector.
//
//	go run ./examples/physionet FOLDER
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"math"
	"os"

	"github.com/goecg/goecg/bench"
	"github.com/goecg/goecg/detect"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: physionet FOLDER")
	}
	if err := run(os.Stdout, os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(w io.Writer, dir string) error {
	for _, d := range []struct {
		name string
		opt  bench.QRSOptions
	}{
		{"pantompkins", bench.QRSOptions{Detector: "pantompkins", Lead: "0"}},
		{"mine", bench.QRSOptions{Detect: myDetector, Lead: "0"}},
	} {
		report, err := bench.QRS(context.Background(), dir, d.opt)
		if err != nil {
			return err
		}
		g := report.All.Gross
		fmt.Fprintf(w, "%-12s %d records, %d beats: Se %.2f %%, +P %.2f %%, F1 %.2f %%\n",
			d.name, report.All.Records, report.All.Beats, float64(g.Se), float64(g.PPV), float64(g.F1))
	}
	return nil
}

// myDetector marks every local maximum of the slope that is over a third of the largest of the last two seconds: the
// simplest thing that finds most beats.
func myDetector(rate float64, leads [][]float64) ([]detect.Beat, error) {
	x := leads[0]
	refractory := int(0.3 * rate)
	forget := math.Pow(0.5, 1/(2*rate)) // half of the level is gone after two seconds
	var beats []detect.Beat
	level, last := 0.0, -refractory
	for i := 2; i < len(x); i++ {
		slope := math.Abs(x[i] - x[i-2])
		if math.IsNaN(slope) {
			continue
		}
		if slope > level/3 && i-last >= refractory {
			beats = append(beats, detect.Beat{Sample: i, Class: detect.Normal})
			last = i
		}
		level = math.Max(level*forget, slope)
	}
	return beats, nil
}
