package render

import (
	"io"
	"testing"

	"github.com/goecg/goecg/ecg/ecgtest"
)

func BenchmarkSVG(b *testing.B) {
	for _, layout := range []string{"3x4", "12x1"} {
		b.Run(layout, func(b *testing.B) {
			src := synthetic(b, ecgtest.Spec{Noise: ecgtest.Noise{MuscleUV: 20}})
			for b.Loop() {
				doc, err := New(src, Options{Layout: layout, Beats: true})
				if err != nil {
					b.Fatal(err)
				}
				if err := WriteSVG(io.Discard, doc.Page(0)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
