package measure

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The function and the report must be the same definition.
func TestNRMSSD(t *testing.T) {
	rr := []float64{800, 900, 700, 1000, 600, 850}
	nn := []bool{true, true, true, false, true, true}
	// Differences of adjacent NN: 100, -200, 250; mean NN 770.
	require.InDelta(t, 193.649167/770, NRMSSD(rr, nn), 1e-9)
	require.InDelta(t, NRMSSD(rr, nn), float64(RRStatistics(rr, nn, nil).NRMSSD), 1e-15)
}
