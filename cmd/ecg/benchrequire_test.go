package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// What is required decides the exit status of every benchmark: 0 when kept, 1 with one line when missed, 2 for what names no figure.
func TestBenchRequire(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("the benchmarks run in other tests; what is required is checked when they are done")
	}
	labels, beats := labelledDatabase(t), syntheticDatabase(t)
	for _, c := range []struct {
		args         string
		kept, missed string
		line         string // of what is missed
	}{
		{"delineate -db " + labels, "p_on.se>=100,qrs_off.sd<=0,af_p.share<=100,se>=100", "t_off.se>=99,p_on.se>=100.5", "p_on.se is 100, >= 100.5 is required"},
		{"delineate -single -lead ii -db " + labels, "qrs_on.se>=90", "pr.global.report.sd<=50", "pr.global.report.sd is undefined, <= 50 is required"},
		{"diagnosis -db " + labels, "AFIB.se>=100, afib.sp>=100,records>=3", "afib.fp<=-1,stach.labelled>=1", "afib.fp is 0, <= -1 is required; stach.labelled is 0, >= 1 is required"},
		{"stemi -db " + labels, "acute_infarct.called>=100,other.definite<=0", "normal.definite<=1", "normal.definite is undefined, <= 1 is required"},
		{"quality -db " + labels, "false_alarms<=0,reversal.ra-la.found>=50", "records>=4", "records is 3, >= 4 is required"},
		{"af -start -1 -db " + beats, "se>=50,sp>=50,f1<=100", "records>=4", "records is 3, >= 4 is required"},
		{"qrs -start -1 -db " + beats, "f1>=95,se>=95,records<=3", "records<=2", "records is 3, <= 2 is required"},
		{"qrs -start -1 -require-f1 95 -db " + beats, "ppv>=95", "records<=2", "records is 3, <= 2 is required"},
		{"speed -time 1ms -db " + beats, "default.batch.msps>=0.001", "default.batch.msps>=1e9", ">= 1e+09 is required"},
	} {
		args := append([]string{"bench"}, strings.Fields(c.args)...)
		code, out, errs := call(t, nil, append(args, "-require", c.kept)...)
		require.Equal(t, exitOK, code, "%v: %s", args, errs)
		assert.NotEmpty(t, out)

		code, out, errs = call(t, nil, append(args, "-require", c.missed)...)
		assert.Equal(t, exitFailed, code, args)
		assert.NotEmpty(t, out, "the report is written all the same")
		assert.True(t, strings.HasSuffix(strings.TrimSpace(errs), c.line), errs)
		assert.Equal(t, 1, strings.Count(errs, "\n"), errs)

		for bad, text := range map[string]string{"nothing>=1": `no figure "nothing"; there are `, "records>1": "neither"} {
			code, out, errs = call(t, nil, append(args, "-require", bad)...)
			assert.Equal(t, exitUsage, code, args)
			assert.Empty(t, out)
			assert.Contains(t, errs, text)
			assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
		}
	}
	code, _, errs := call(t, nil, "bench", "qrs", "-start", "-1", "-db", beats, "-require-f1", "100.5")
	assert.Equal(t, exitFailed, code)
	assert.Contains(t, errs, "100.5 % is required")
}
