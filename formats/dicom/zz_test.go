package dicom

import (
	"github.com/goecg/goecg/ecg"
	"testing"
)

func BenchmarkZ(b *testing.B) {
	for p, d := range realFiles(b) {
		b.Run(p[len(p)-30:], func(b *testing.B) {
			rec := new(ecg.Record)
			b.ReportAllocs()
			for b.Loop() {
				rec.Reset()
				if err := Decode(rec, d, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
