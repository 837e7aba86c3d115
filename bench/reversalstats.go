package bench

import (
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
)

// ReversalStratum tells how exchanged electrodes are found in a group of records. The leads of each exchange are computed from the
// recorded ones by the algebra of the leads, through the electrodes' potentials, so the noise of the recording stays as it is; the
// right leg differs from the left by a small share of lead II. A case of named electrodes is found right when a finding
// names exactly the exchanged ones.
type ReversalStratum struct {
	Group   string         `json:"group"` // "all", "sinus", or "normal": sinus rhythm read as a normal ECG
	Records int            `json:"records"`
	False   Interval       `json:"false_alarms"` // records as recorded in which an exchange is called
	Alarms  []string       `json:"false_records,omitempty"`
	Cases   []ReversalCase `json:"cases"`
}

// ReversalCase is one exchange of electrodes.
type ReversalCase struct {
	Exchange string   `json:"exchange"`
	Found    Interval `json:"found"`
	Named    Interval `json:"named"` // found, with the right electrodes
	// Mistaken counts the sets of electrodes named where none was the right one, the most frequent first.
	Mistaken []NamedElectrodes `json:"mistaken,omitempty"`
}

// NamedElectrodes counts how often electrodes were named, such as "RA LA" or "V1 V2".
type NamedElectrodes struct {
	Electrodes string `json:"electrodes"`
	Records    int    `json:"records"`
}

// electrodeNames are the names of electrodes, by bit; chest electrodes go by their leads.
var electrodeNames = [electrodeCount]string{"RA", "LA", "LL", "RL", "V1", "V2", "V3", "V4", "V5", "V6"}

func (e electrodes) String() string {
	var out []string
	for i, n := range electrodeNames {
		if e>>i&1 != 0 {
			out = append(out, n)
		}
	}
	if out == nil {
		return "none"
	}
	return strings.Join(out, " ")
}

// mistakes lists counts by falling number, then by electrodes.
func mistakes(counts map[electrodes]int) []NamedElectrodes {
	var out []NamedElectrodes
	for _, e := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, NamedElectrodes{e.String(), counts[e]})
	}
	slices.SortStableFunc(out, func(a, b NamedElectrodes) int { return cmp.Compare(b.Records, a.Records) })
	return out
}

// Groups of records of the experiment with exchanged electrodes.
var reversalGroups = []string{"all", "sinus", "normal"}

// reversalSums adds up records, in the order of reversalGroups.
type reversalSums struct{ groups [3]reversalCounts }

type reversalCounts struct {
	records      int
	alarms       []string
	found, named []int
	mistaken     []map[electrodes]int
}

// sinusLabels are those of sinus rhythm in the databases.
var sinusLabels = []string{"SR", "SARRH", "SBRAD", "STACH", "sinus rhythm", "sinus arrhythmia", "sinus bradycardia", "sinus tachycardia", "irregular sinus rhythm"}

// sinus reports whether the labels say sinus rhythm and no pacing, normal whether they call the ECG normal besides.
func (l labels) sinus() bool {
	_, yes := l.any(sinusLabels)
	return yes && !l[labelPaced]
}

func (l labels) normal() bool { return l["NORM"] || l[labelHealthy] }

func (s *reversalSums) add(r *corpusRecord, o *reversalOutcome) {
	if o == nil {
		return
	}
	for g := range s.groups {
		if g > 0 && !r.labels.sinus() || g > 1 && !r.labels.normal() {
			continue
		}
		c := &s.groups[g]
		if c.found == nil {
			c.found, c.named = make([]int, len(reversalCases)), make([]int, len(reversalCases))
			for range reversalCases {
				c.mistaken = append(c.mistaken, map[electrodes]int{})
			}
		}
		c.records++
		if o.recorded != nil {
			c.alarms = append(c.alarms, path.Base(r.name))
		}
		for k, found := range o.cases {
			c.found[k] += b2i(found != nil)
			right := slices.Contains(found, reversalCases[k].moved())
			c.named[k] += b2i(right)
			if found != nil && !right {
				c.mistaken[k][found[0]]++
			}
		}
	}
}

func (s *reversalSums) strata() []ReversalStratum {
	var out []ReversalStratum
	for g := range s.groups {
		c := &s.groups[g]
		if c.records == 0 {
			continue
		}
		t := ReversalStratum{Group: reversalGroups[g], Records: c.records, False: counted(len(c.alarms), c.records), Alarms: c.alarms}
		for k := range reversalCases {
			t.Cases = append(t.Cases, ReversalCase{reversalCases[k].name, counted(c.found[k], c.records), counted(c.named[k], c.records), mistakes(c.mistaken[k])})
		}
		out = append(out, t)
	}
	return out
}
