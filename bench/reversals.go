package bench

import (
	"math"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
)

// findingReversal is the finding that calls exchanged electrodes.
const findingReversal = "LEAD_REVERSAL"

// electrodes is a set of the electrodes of a 12-lead ECG, by the bits below and C1 to C6 from electrodeC1 on.
type electrodes uint16

const (
	electrodeRA = iota
	electrodeLA
	electrodeLL
	electrodeRL
	electrodeC1
	electrodeCount = electrodeC1 + chestLeads
)

// reversalCase is a way to exchange cables: the cable of jack i sits at position at[i].
type reversalCase struct {
	name string
	at   [electrodeCount]int
}

// moved are the cables in the wrong place.
func (c *reversalCase) moved() electrodes {
	var out electrodes
	for i, at := range c.at {
		if i != at {
			out |= 1 << i
		}
	}
	return out
}

// exchange puts pairs of cables in each other's place.
func exchange(name string, pairs ...[2]int) reversalCase {
	c := reversalCase{name: name}
	for i := range c.at {
		c.at[i] = i
	}
	for _, p := range pairs {
		c.at[p[0]], c.at[p[1]] = c.at[p[1]], c.at[p[0]]
	}
	return c
}

// reversalCases are the exchanges that are tried: those among the limb cables that change the leads, two neighbours on the chest, and
// the chest cables in reverse. LL with RL is left out: it changes nothing.
var reversalCases = []reversalCase{
	exchange("RA-LA", [2]int{electrodeRA, electrodeLA}),
	exchange("RA-LL", [2]int{electrodeRA, electrodeLL}),
	exchange("LA-LL", [2]int{electrodeLA, electrodeLL}),
	exchange("RA on LA on LL", [2]int{electrodeRA, electrodeLA}, [2]int{electrodeLA, electrodeLL}),
	exchange("RA on LL on LA", [2]int{electrodeRA, electrodeLL}, [2]int{electrodeLA, electrodeLL}),
	exchange("RA-RL", [2]int{electrodeRA, electrodeRL}),
	exchange("LA-RL", [2]int{electrodeLA, electrodeRL}),
	exchange("arms-legs", [2]int{electrodeRA, electrodeRL}, [2]int{electrodeLA, electrodeLL}),
	exchange("V1-V2", [2]int{electrodeC1, electrodeC1 + 1}),
	exchange("V2-V3", [2]int{electrodeC1 + 1, electrodeC1 + 2}),
	exchange("V3-V4", [2]int{electrodeC1 + 2, electrodeC1 + 3}),
	exchange("V4-V5", [2]int{electrodeC1 + 3, electrodeC1 + 4}),
	exchange("V5-V6", [2]int{electrodeC1 + 4, electrodeC1 + 5}),
	exchange("V1-V3", [2]int{electrodeC1, electrodeC1 + 2}),
	exchange("V6 to V1", [2]int{electrodeC1, electrodeC1 + 5}, [2]int{electrodeC1 + 1, electrodeC1 + 4}, [2]int{electrodeC1 + 2, electrodeC1 + 3}),
}

// legShare of lead II is the potential of the right leg against the left: the legs are almost at one potential, and a limb lead
// between them shows QRS complexes of some 10 µV, never an exact line.
const legShare = 0.02

// exchanger holds the leads of a record and computes what they would be with other electrodes.
type exchanger struct {
	rec      ecg.Record // one whose channels are rewritten
	true     [len(standardLeads)][]float64
	channels [len(standardLeads)]int
	res      *engine.Result
	qrs      [len(standardLeads)]float64 // µV peak to peak
}

// newExchanger returns nil for a record that lacks one of the twelve leads, or whose leads are not simultaneous.
func newExchanger(res *engine.Result) *exchanger {
	x := &exchanger{rec: *res.Record, res: engine.NewResult()}
	x.rec.Channels = append([]ecg.Channel(nil), res.Record.Channels[:res.Recorded]...)
	for k := range x.channels {
		x.channels[k] = -1
	}
	for i := range x.rec.Channels {
		c := &x.rec.Channels[i]
		if k := leadIndex(c.Lead); k >= 0 && x.channels[k] < 0 && c.IsVoltage() && c.Scale != 0 {
			x.channels[k] = i
			x.true[k] = c.Microvolts(nil)
		}
		c.Raw = append([]int32(nil), c.Raw...)
	}
	first := x.channels[0]
	for k, i := range x.channels {
		if i < 0 || x.rec.Channels[i].Rate != x.rec.Channels[first].Rate || x.rec.Channels[i].Start != x.rec.Channels[first].Start ||
			len(x.true[k]) != len(x.true[0]) {
			return nil
		}
		if l := res.Report.Find(standardLeads[k]); l != nil {
			x.qrs[k] = float64(l.QRSPeak)
		}
	}
	return x
}

// write sets a lead, in µV; NaN is missing.
func (x *exchanger) write(lead int, at func(i int) float64) {
	c := &x.rec.Channels[x.channels[lead]]
	for i := range c.Raw {
		v := math.Round((at(i) - c.Offset) / c.Scale)
		if math.IsNaN(v) {
			c.Raw[i] = ecg.Missing
			continue
		}
		c.Raw[i] = int32(max(math.MinInt32+1, min(math.MaxInt32, v))) // the least is ecg.Missing
	}
}

// apply computes the leads from the electrodes' potentials against RA, the cables being as c says.
func (x *exchanger) apply(c *reversalCase) {
	n := len(x.true[0])
	var leads [len(standardLeads)][]float64
	for k := range leads {
		leads[k] = make([]float64, n)
	}
	for i := range n {
		one, two := x.true[0][i], x.true[1][i]
		potential := [electrodeCount]float64{electrodeRA: 0, electrodeLA: one, electrodeLL: two, electrodeRL: two * (1 + legShare)}
		for v := range chestLeads {
			potential[electrodeC1+v] = x.true[firstChest+v][i] + (one+two)/3
		}
		ra, la, ll := potential[c.at[electrodeRA]], potential[c.at[electrodeLA]], potential[c.at[electrodeLL]]
		for k, v := range [firstChest]float64{la - ra, ll - ra, ll - la, ra - (la+ll)/2, la - (ra+ll)/2, ll - (ra+la)/2} {
			leads[k][i] = v
		}
		for v := range chestLeads {
			leads[firstChest+v][i] = potential[c.at[electrodeC1+v]] - (ra+la+ll)/3
		}
	}
	for k := range leads {
		x.write(k, func(i int) float64 { return leads[k][i] })
	}
}

// analyze runs the chain on what was written.
func (x *exchanger) analyze(a *engine.Analyzer) (*engine.Result, error) {
	rec := x.rec
	rec.Channels = append([]ecg.Channel(nil), x.rec.Channels...)
	return x.res, a.AnalyzeRecord(x.res, &rec)
}

// reversalOutcome is what was found in one record, as recorded and in each case: the electrodes named by each finding, nil without one.
type reversalOutcome struct {
	recorded []electrodes
	cases    [][]electrodes
}

func (x *exchanger) cases(a *engine.Analyzer) [][]electrodes {
	out := make([][]electrodes, len(reversalCases))
	for k := range reversalCases {
		x.apply(&reversalCases[k])
		if res, err := x.analyze(a); err == nil {
			out[k] = namedElectrodes(res)
		}
	}
	return out
}

// namedElectrodes are the sets of electrodes that findings of exchanged electrodes name.
func namedElectrodes(res *engine.Result) []electrodes {
	var out []electrodes
	for i := range res.Findings {
		if f := &res.Findings[i]; f.Code == findingReversal {
			out = append(out, electrodesIn(f.EN))
		}
	}
	return out
}

// electrodeWords are the words for electrodes in statements.
var electrodeWords = []struct {
	word string
	set  electrodes
}{
	{"right arm", 1 << electrodeRA}, {"left arm", 1 << electrodeLA}, {"left leg", 1 << electrodeLL}, {"right leg", 1 << electrodeRL},
	{"arms", 1<<electrodeRA | 1<<electrodeLA}, {"legs", 1<<electrodeLL | 1<<electrodeRL},
	{"ra", 1 << electrodeRA}, {"la", 1 << electrodeLA}, {"ll", 1 << electrodeLL}, {"rl", 1 << electrodeRL},
	{"v1", 1 << electrodeC1}, {"v2", 2 << electrodeC1}, {"v3", 4 << electrodeC1},
	{"v1 to v6", (1<<chestLeads - 1) << electrodeC1},
	{"v4", 8 << electrodeC1}, {"v5", 16 << electrodeC1}, {"v6", 32 << electrodeC1},
}

// electrodesIn finds the electrodes that a statement names, as words of their own.
func electrodesIn(s string) electrodes {
	s = strings.ToLower(s)
	letter := func(i int) bool {
		return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
	}
	var out electrodes
	for _, w := range electrodeWords {
		for from := 0; ; {
			at := strings.Index(s[from:], w.word)
			if at < 0 {
				break
			}
			at += from
			if from = at + len(w.word); !letter(at-1) && !letter(from) {
				out |= w.set
			}
		}
	}
	return out
}
