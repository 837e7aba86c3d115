package main

import (
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg/ecgtest"
)

// usualNoise is what a kind of noise named without an amplitude has, in µV: what a village clinic sends on a bad day.
var usualNoise = map[string]string{"baseline": "300", "wander": "300", "mains": "50", "mains60": "50", "muscle": "20", "white": "10"}

// setNoise reads "µV" (muscle noise), KIND or KIND=µV,... on top of what n has; "all" is baseline, mains and muscle noise.
func setNoise(n *ecgtest.Noise, s string) error {
	if s == "" {
		return nil
	}
	if s == "all" {
		s = "baseline,mains,muscle"
	}
	for _, part := range strings.Split(s, ",") {
		kind, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if usual, named := usualNoise[kind]; named && !ok {
			value = usual
		} else if !ok {
			kind, value = "muscle", kind
		}
		uv, err := strconv.ParseFloat(strings.TrimSuffix(value, "µV"), 64)
		if err != nil || uv < 0 {
			return usagef("-noise %q: want KIND=µV", part)
		}
		switch kind {
		case "baseline", "wander":
			n.BaselineUV = uv
		case "mains", "mains50", "50":
			n.MainsUV, n.MainsHz = uv, 50
		case "mains60", "60":
			n.MainsUV, n.MainsHz = uv, 60
		case "muscle":
			n.MuscleUV = uv
		case "white":
			n.WhiteUV = uv
		default:
			return usagef("-noise %q: there are baseline, mains, mains60, muscle, white", part)
		}
	}
	return nil
}
