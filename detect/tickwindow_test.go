package detect

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The window agrees with sorting, whatever its moves, equal ticks included.
func TestTickWindow(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for round := range 30 {
		var ring [tickRing]float64
		var w tickWindow
		from, to, known := 0, 0, 0
		w.restart()
		for step := range 400 {
			switch {
			case step%97 == 96: // a jump
				w.restart()
				from, to = to, to+1+r.IntN(5)
			case to-from < 40:
				to++
			default:
				from, to = from+1, to+1
			}
			for ; known < to+10; known++ {
				v := r.ExpFloat64()
				if round%3 == 0 {
					v = float64(r.IntN(4))
				}
				ring[known%tickRing] = v
			}
			w.move(&ring, from, to)
			var x []float64
			for k := from; k < to; k++ {
				x = append(x, ring[k%tickRing])
			}
			slices.Sort(x)
			assert.Equal(t, x[int(float64(len(x))*noisePart)], w.low)
			assert.Equal(t, x[len(x)-1], w.top)
		}
	}
}
