package render_test

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/ecg/render"
)

func Example() {
	rec, _, err := ecgtest.Generate(ecgtest.Spec{})
	if err != nil {
		fmt.Println(err)
		return
	}
	rec.Patient.Age = ecg.AgeOf(61, ecg.Year)
	doc, err := render.New(&render.Source{Record: rec, Traces: render.Traces(rec, nil)}, render.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	d := doc.Page(0)
	fmt.Printf("%d page of %g mm x %g mm: %s\n", doc.Pages(), d.Width, d.Height, d.Title)

	f, err := os.Create(filepath.Join(os.TempDir(), "example.svg"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := render.WriteSVG(f, d); err != nil {
		fmt.Println(err)
	}
	// Output: 1 page of 297 mm x 210 mm: ECG, leads: 12, 25 mm/s, 10 mm/mV
}
