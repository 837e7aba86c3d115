//go:build !race

package testdata

// RaceEnabled reports whether the race detector is on; heavy corpus tests are left out then.
const RaceEnabled = false
