package engine

import (
	"math"
	"slices"

	"github.com/goecg/goecg/detect"
)

// A stimulus reaches every lead at the same moment, an electrode's artefact one lead or those that share the electrode.
const (
	spikeSlack = 0.004 // s that leads may differ by
	spikeLeads = 3     // leads that must show a spike, where there are so many
)

// pacer finds pacing spikes over leads.
type pacer struct {
	finder detect.SpikeFinder
	one    []int
	all    []int
}

// find appends to dst the samples at which at least spikeLeads of the leads, or all of fewer, show a spike.
func (p *pacer) find(dst []int, leads [][]float64, rate float64) []int {
	p.all = p.all[:0]
	for _, x := range leads {
		p.one = p.finder.Find(p.one[:0], x, rate)
		p.all = append(p.all, p.one...)
	}
	slices.Sort(p.all)
	need := min(spikeLeads, len(leads))
	slack := int(math.Round(spikeSlack * rate))
	for i := 0; i < len(p.all); {
		j := i
		for j < len(p.all) && p.all[j] <= p.all[i]+slack {
			j++
		}
		if j-i >= need {
			dst = append(dst, p.all[i+(j-i)/2])
		}
		i = j
	}
	return dst
}
