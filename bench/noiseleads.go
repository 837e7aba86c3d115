package bench

import (
	"math/bits"
	"strings"

	"github.com/goecg/goecg/ecg"
)

// leadMask is a set of the twelve standard leads, by their index in standardLeads.
type leadMask uint16

// standardLeads are the twelve leads in the order in which lists of leads run.
var standardLeads = [...]ecg.Lead{
	ecg.LeadI, ecg.LeadII, ecg.LeadIII, ecg.LeadAVR, ecg.LeadAVL, ecg.LeadAVF,
	ecg.LeadV1, ecg.LeadV2, ecg.LeadV3, ecg.LeadV4, ecg.LeadV5, ecg.LeadV6,
}

const (
	allLeads   leadMask = 1<<len(standardLeads) - 1
	firstChest          = 6 // index of V1
	chestLeads          = 6
)

func (m leadMask) has(i int) bool { return m>>i&1 != 0 }

func (m leadMask) count() int { return bits.OnesCount16(uint16(m)) }

// leadIndex is the index of a lead in standardLeads, -1 for another one.
func leadIndex(l ecg.Lead) int {
	for i, s := range standardLeads {
		if s == l {
			return i
		}
	}
	return -1
}

// Kinds of noise that PTB-XL's readers name, and the columns with the leads.
const (
	noiseBaseline = iota
	noiseStatic
	noiseBurst
	noiseElectrodes
	noiseKinds
)

var (
	noiseColumns = [noiseKinds]string{"baseline_drift", "static_noise", "burst_noise", "electrodes_problems"}
	// leadWords are the names of leads in such lists, the longer of two that begin alike first.
	leadWords = []struct {
		word  string
		index int
	}{{"AVR", 3}, {"AVL", 4}, {"AVF", 5}, {"III", 2}, {"II", 1}, {"I", 0}}
)

const wordAll = "ALLES" // the lists are in German

// parseLeadList reads a free list of leads: "I-AVF", "II,III,AVF", "V1,V6", "V5-6", "V2,3", "V1V6", "alles". A dash means all leads in
// between, in the usual order; a digit alone is a chest lead. ok is false where a word names no lead; it is passed over.
func parseLeadList(s string) (leads leadMask, ok bool) {
	ok = true
	s = strings.ToUpper(s)
	last, dash := -1, false
	take := func(i int) {
		if dash && last >= 0 && last < i {
			for k := last; k <= i; k++ {
				leads |= 1 << k
			}
		}
		leads |= 1 << i
		last, dash = i, false
	}
	for len(s) > 0 {
		n := 0
		for n < len(s) && (s[n] >= 'A' && s[n] <= 'Z' || s[n] >= '0' && s[n] <= '9') {
			n++
		}
		if n == 0 {
			switch s[0] {
			case '-':
				dash = true
			case ',', ';', '.':
				dash = false
			}
			s = s[1:]
			continue
		}
		list, good := leadsInWord(s[:n])
		switch {
		case s[:n] == wordAll:
			leads |= allLeads
		case good:
			for _, i := range list {
				take(i)
			}
		default:
			ok = false
		}
		s = s[n:]
	}
	return leads, ok
}

// leadsInWord takes a word apart into leads; false when something is left that is none.
func leadsInWord(w string) (list []int, ok bool) {
	for w != "" {
		n := 0
		for _, l := range leadWords {
			if strings.HasPrefix(w, l.word) {
				list, n = append(list, l.index), len(l.word)
				break
			}
		}
		if n == 0 {
			digit := strings.TrimPrefix(w, "V")
			if digit == "" || digit[0] < '1' || digit[0] > '0'+chestLeads {
				return nil, false
			}
			list = append(list, firstChest+int(digit[0]-'1'))
			n = len(w) - len(digit) + 1
		}
		w = w[n:]
	}
	return list, true
}
