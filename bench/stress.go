package bench

import (
	"hash/fnv"
	"math"
	"os"
	"path"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/engine"
	"github.com/goecg/goecg/filter"
	"github.com/goecg/goecg/formats/wfdb"
)

// StressRow tells how records without any noise worth a mark are graded once real noise was added to every lead, at a
// signal-to-noise ratio as the program nst defines it (Moody et al, Comput Cardiol 1984;11:381): the power of the signal is that of a
// sine as high as the QRS complex of the lead, that of the noise its variance over the stretch that is added.
type StressRow struct {
	Noise   string       `json:"noise"`
	SNR     float64      `json:"snr_db"`
	Records int          `json:"records"`
	Usable  Interval     `json:"usable"`
	Leads   []GradeShare `json:"leads"`
}

// GradeShare is how many leads, in percent, have a grade.
type GradeShare struct {
	Grade string    `json:"grade"`
	Share ecg.Value `json:"share"`
}

// stressSNR are the ratios, in dB, those of the Noise Stress Test Database.
var stressSNR = [...]float64{24, 18, 12, 6, 0, -6}

// noiseRecord is a recording of noise.
type noiseRecord struct {
	name    string
	rate    float64
	signals [][]float64
}

// noiseNames are the records of noise that a folder may hold: baseline wander, electrode motion and muscle noise.
var noiseNames = []string{"bw", "em", "ma"}

// openNoises reads the recordings of noise that are in the folder.
func openNoises(dir string) ([]noiseRecord, error) {
	if dir == "" {
		return nil, nil
	}
	if _, err := os.Stat(dir); err != nil {
		return nil, err
	}
	fsys := os.DirFS(dir)
	var out []noiseRecord
	for _, name := range noiseNames {
		if firstRecord(fsys, name) == "" {
			continue
		}
		var rec ecg.Record
		if err := wfdb.Open(&rec, fsys, name+".hea", false, nil); err != nil {
			return nil, err
		}
		n := noiseRecord{name: name, rate: rec.Rate()}
		for i := range rec.Channels {
			if c := &rec.Channels[i]; c.IsVoltage() && c.Rate == n.rate {
				n.signals = append(n.signals, c.Microvolts(nil))
			}
		}
		if len(n.signals) > 0 {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nil, ErrNoRecords
	}
	return out, nil
}

// stressOutcome is how a record with noise was graded.
type stressOutcome struct {
	noise, snr int
	usable     bool
	leads      [len(grades)]int
}

// disturb analyses the record with each noise at each ratio. Where in the noise each lead's stretch lies depends on the record's name
// alone.
func (x *exchanger) disturb(a *engine.Analyzer, noises []noiseRecord, name string) ([]stressOutcome, error) {
	var out []stressOutcome
	rate := x.rec.Channels[x.channels[0]].Rate
	n := len(x.true[0])
	for k := range noises {
		noise := &noises[k]
		r, err := filter.NewResampler(noise.rate, rate, filter.ResampleOptions{})
		if err != nil {
			return nil, err
		}
		var added [len(standardLeads)][]float64
		for l := range added {
			if added[l] = noise.stretch(r, name, l, int(math.Ceil(float64(n)*noise.rate/rate))+1); added[l] == nil || len(added[l]) < n {
				return out, nil // the noise is shorter than the record
			}
		}
		for s, db := range stressSNR {
			for l := range added {
				scale := x.qrs[l] / math.Sqrt(8) / deviation(added[l][:n]) * math.Pow(10, -db/20) // a sine of that height has an eighth of its square as power
				x.write(l, func(i int) float64 { return x.true[l][i] + scale*added[l][i] })
			}
			res, err := x.analyze(a)
			if err != nil {
				return nil, err
			}
			o := stressOutcome{noise: k, snr: s, usable: res.Report.Quality.Usable}
			for i := range res.Report.Quality.Leads {
				if g := gradeIndex(res.Report.Quality.Leads[i].Grade); g >= 0 {
					o.leads[g]++
				}
			}
			out = append(out, o)
		}
	}
	return out, nil
}

// stretch takes n samples of the noise for a lead and brings them to the rate of r.
func (n *noiseRecord) stretch(r *filter.Resampler, record string, lead, samples int) []float64 {
	x := n.signals[lead%len(n.signals)]
	room := len(x) - samples
	if room < 0 {
		return nil
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(path.Base(record) + " " + n.name + " " + standardLeads[lead].String()))
	from := int(int64(h.Sum32()) % int64(room+1))
	y := r.Resample(nil, x[from:from+samples])
	mean := 0.0
	for _, v := range y {
		mean += v
	}
	mean /= float64(len(y))
	for i := range y {
		y[i] -= mean
	}
	return y
}

// deviation is the root mean square of x.
func deviation(x []float64) float64 {
	s := 0.0
	for _, v := range x {
		s += v * v
	}
	return math.Sqrt(s / float64(len(x)))
}

// stressSums adds up outcomes by noise and ratio.
type stressSums map[[2]int]*stressCounts

type stressCounts struct {
	records, usable int
	leads           [len(grades)]int
}

func (s *stressSums) add(list []stressOutcome) {
	if *s == nil {
		*s = stressSums{}
	}
	for _, o := range list {
		key := [2]int{o.noise, o.snr}
		c := (*s)[key]
		if c == nil {
			c = new(stressCounts)
			(*s)[key] = c
		}
		c.records++
		c.usable += b2i(o.usable)
		for g, n := range o.leads {
			c.leads[g] += n
		}
	}
}

func (s stressSums) rows(noises []noiseRecord) []StressRow {
	var out []StressRow
	for k := range noises {
		for i, db := range stressSNR {
			c := s[[2]int{k, i}]
			if c == nil {
				continue
			}
			r := StressRow{Noise: noises[k].name, SNR: db, Records: c.records, Usable: counted(c.usable, c.records)}
			all := 0
			for _, n := range c.leads {
				all += n
			}
			for g, n := range c.leads {
				r.Leads = append(r.Leads, GradeShare{grades[g], percent(n, all)})
			}
			out = append(out, r)
		}
	}
	return out
}
