package measure

import (
	"math"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// inColumns leaves of each lead the quarter that a print of three rows and four columns shows; the rhythm lead stays whole.
func inColumns(in *Input, rhythm ecg.Lead) {
	n := len(in.Leads[0].Clean)
	for l := range in.Leads {
		lead := &in.Leads[l]
		column := 0
		for k, std := range ecg.StandardLeads {
			if std == lead.Lead {
				column = k / 3
			}
		}
		if lead.Lead == rhythm {
			continue
		}
		x := append([]float64(nil), lead.Clean...)
		for i := range x {
			if i < column*n/4 || i >= (column+1)*n/4 {
				x[i] = math.NaN()
			}
		}
		lead.Clean, lead.Raw = x, x
	}
}

// Leads recorded one group after the other are judged, and measured, where they are.
func TestLeadsInTurn(t *testing.T) {
	for _, c := range []struct {
		name   string
		rhythm ecg.Lead
	}{{"rhythm strip", ecg.LeadII}, {"no rhythm strip", ecg.LeadUnknown}} {
		t.Run(c.name, func(t *testing.T) {
			in, truth := synth(t, ecgtest.Spec{HeartRate: 80})
			inColumns(in, c.rhythm)
			r := measured(t, in)
			assert.Equal(t, GradeA, r.Quality.Grade)
			assert.True(t, r.Quality.Usable)
			for _, q := range r.Quality.Leads {
				assert.Equal(t, GradeA, q.Grade, "%v %v", q.Lead, q.Reasons)
				assert.Empty(t, q.Spans(nil))
			}
			for i := range r.Leads {
				assert.True(t, r.Leads[i].OK, r.Leads[i].Lead.String())
			}
			assert.InDelta(t, float64(truth.Templates[0].QRS), float64(r.QRS), 15)

			// A lead that is absent without another in its place is missing.
			in, _ = synth(t, ecgtest.Spec{HeartRate: 80})
			x := append([]float64(nil), in.Leads[7].Clean...)
			for i := len(x) / 4; i < len(x); i++ {
				x[i] = math.NaN()
			}
			in.Leads[7].Clean, in.Leads[7].Raw = x, x
			r = measured(t, in)
			require.Contains(t, r.Quality.Leads[7].Reasons, ReasonMissing)
			assert.Equal(t, GradeD, r.Quality.Leads[7].Grade)
		})
	}
}
