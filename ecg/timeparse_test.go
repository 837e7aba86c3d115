package ecg

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseTimestamp(t *testing.T) {
	for _, s := range []string{
		"2026-01-07T15:04:05+08:00", "2026-01-07T15:04:05.123456789-03:30", "2026-01-07T15:04:05Z",
		"2026-01-07T15:04:05", "2026-01-07T15:04:05.5", "2026-01-07",
	} {
		ts, ok := ParseTimestamp(s)
		require.True(t, ok, s)
		assert.Equal(t, s, ts.String())
		b, err := json.Marshal(ts)
		require.NoError(t, err)
		var again Timestamp
		require.NoError(t, json.Unmarshal(b, &again))
		assert.Equal(t, ts, again)
	}
	ts, ok := ParseTimestamp("2026-01-07 15:04:05")
	require.True(t, ok)
	assert.Equal(t, Local(2026, 1, 7, 15, 4, 5, 0), ts)
	for _, s := range []string{"", "null", "7.1.2026", "2026-02-30", "2026-01-07T25:00:00", "2026-01-07T15"} {
		ts, ok := ParseTimestamp(s)
		assert.False(t, ok, s)
		assert.True(t, ts.IsZero(), s)
	}
}

// The result does not depend on the zone of the machine.
func TestParseTimestampFixedZone(t *testing.T) {
	before := time.Local
	defer func() { time.Local = before }()
	time.Local = time.FixedZone("CST", 8*3600)
	ts, ok := ParseTimestamp("2026-01-07T15:04:05+08:00")
	require.True(t, ok)
	assert.NotSame(t, time.Local, ts.Time.Location())
}

func TestParseDate(t *testing.T) {
	d, ok := ParseDate("1964-02-29")
	require.True(t, ok)
	assert.Equal(t, Date{1964, 2, 29}, d)
	b, err := json.Marshal(d)
	require.NoError(t, err)
	var again Date
	require.NoError(t, json.Unmarshal(b, &again))
	assert.Equal(t, d, again)
	for _, s := range []string{"", "1965-02-29", "1964", "0000-01-01"} {
		_, ok := ParseDate(s)
		assert.False(t, ok, s)
	}
}
