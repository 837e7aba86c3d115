package bench

import (
	"slices"

	"github.com/goecg/goecg/ecg"
)

// PWaveReport says how often P waves are marked in records that the database's table says are in atrial fibrillation, where there
// are none.
type PWaveReport struct {
	Records []PWaveRecord `json:"records"`
	Beats   int           `json:"beats"`
	WithP   int           `json:"with_p"`
	Share   ecg.Value     `json:"share"` // percent of the beats
}

// PWaveRecord counts the beats of one record, in the lead with most of them, and those with a P wave in most leads.
type PWaveRecord struct {
	Record string    `json:"record"`
	Beats  int       `json:"beats"`
	WithP  int       `json:"with_p"`
	Share  ecg.Value `json:"share"`
	// Reference counts the P waves that the reference marks in the same lead.
	Reference int `json:"ref_p"`
}

// add counts over the whole record: that the first and last beats are not annotated does not matter where there is no P wave. A P
// wave belongs to the first beat after it.
func (p *PWaveReport) add(d *delineation) {
	reach := int64(sameBeat * d.rate)
	var beats []wave
	ref := 0
	for i := range d.leads {
		if q := d.leads[i].test[waveQRS]; len(q) > len(beats) {
			beats = q
			ref = len(d.leads[i].ref[waveP])
		}
	}
	r := PWaveRecord{Record: d.name, Beats: len(beats), Reference: ref}
	for k, b := range beats {
		from := int64(unmarked)
		if k > 0 {
			from = beats[k-1].peak + reach
		}
		votes := 0
		for i := range d.leads {
			if slices.ContainsFunc(d.leads[i].test[waveP], func(p wave) bool { return p.peak > from && p.peak < b.peak+reach/2 }) {
				votes++
			}
		}
		if 2*votes > len(d.leads) {
			r.WithP++
		}
	}
	r.Share = percent(r.WithP, r.Beats)
	p.Records = append(p.Records, r)
	p.Beats += r.Beats
	p.WithP += r.WithP
	p.Share = percent(p.WithP, p.Beats)
}
