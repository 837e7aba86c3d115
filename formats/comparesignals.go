package formats

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/goecg/goecg/ecg"
)

func nanos(t time.Time) time.Duration { return time.Duration(t.Nanosecond()) }

// noPlace stands for a group of want that is not in got.
const noPlace = -1

// signals compares rhythm and groups. It returns where each group of want, 0 being the rhythm, is in got, or noPlace.
func (c *comparison) signals(want, got *ecg.Record) []int {
	places := make([]int, len(want.Groups)+1)
	c.channels("", want.Channels, got.Channels, want, got)
	used := make([]bool, len(got.Groups))
	for i := range want.Groups {
		w := &want.Groups[i]
		places[i+1] = noPlace
		for _, strict := range []bool{true, false} {
			for k := range got.Groups {
				g := &got.Groups[k]
				if places[i+1] == noPlace && !used[k] && g.Kind == w.Kind && (!strict || g.Label == w.Label && len(g.Channels) == len(w.Channels)) {
					places[i+1], used[k] = k+1, true
				}
			}
		}
		name := groupNames[w.Kind]
		if places[i+1] == noPlace {
			c.add("%s", name)
			continue
		}
		g := &got.Groups[places[i+1]-1]
		c.flag(name+": label", w.Kind != ecg.GroupRepresentativeBeat && w.Label != "" && w.Label != g.Label)
		c.flag(name+": time", ecg.Known(w.OffsetMS) && !(math.Abs(float64(w.OffsetMS-g.OffsetMS)) <= sameTime))
		c.channels(name+": ", w.Channels, g.Channels, want, got)
	}
	return places
}

var groupNames = map[ecg.GroupKind]string{
	ecg.GroupOther: "further channels", ecg.GroupRhythm: "further rhythm", ecg.GroupRepresentativeBeat: "representative beat",
}

// sameTime is how far two times may be apart, in ms: a microsecond.
const sameTime = 1e-3

// channels compares channels with samples, which are matched by lead, or by label where the lead is not known.
func (c *comparison) channels(prefix string, want, got []ecg.Channel, wantRec, gotRec *ecg.Record) {
	used := make([]bool, len(got))
	var lost leadLoss
	last, ordered := -1, true
	for i := range want {
		w := &want[i]
		if len(w.Raw) == 0 {
			continue
		}
		k := match(w, i, got, used)
		if g := apart(w, prefix, gotRec); k < 0 && g != nil {
			lost.apart = append(lost.apart, channelName(w, i))
			c.channel(prefix, channelName(w, i), w, g, &lost)
			continue
		}
		if k < 0 {
			lost.leads = append(lost.leads, channelName(w, i))
			continue
		}
		used[k] = true
		ordered, last = ordered && k > last, k
		c.channel(prefix, channelName(w, i), w, &got[k], &lost)
		if w.Filters.HighPass != 0 || w.Filters.LowPass != 0 || w.Filters.Notch != 0 || len(w.Filters.Other) > 0 {
			wf, gf := effective(w.Filters, wantRec.Filters), effective(got[k].Filters, gotRec.Filters)
			c.filters(prefix+"filters of single leads", &wf, &gf)
		}
	}
	for _, x := range []struct {
		before string
		names  []string
		after  string
	}{
		{"leads ", lost.leads, ""}, {"leads ", lost.apart, ": in a group apart"}, {"labels of ", lost.labels, ""}, {"units of ", lost.units, ""}, {"sampling rates of ", lost.rates, ""},
		{"samples of ", lost.samples, fmt.Sprintf(": rounded by up to %.2g µV", lost.microvolts)},
		{"samples of ", lost.others, ": rounded"},
	} {
		if len(x.names) > 0 {
			c.add("%s%s%s%s", prefix, x.before, strings.Join(x.names, " "), x.after)
		}
	}
	c.flag(prefix+"order of the leads", !ordered)
}

// leadLoss collects what is lost of the leads of one list, to say it once.
type leadLoss struct {
	leads, apart, labels, units, rates, samples, others []string
	microvolts                                          float64 // largest error of samples
}

// apart finds a channel of the rhythm in a group: formats whose channels share rate and length in a group move others there.
func apart(w *ecg.Channel, prefix string, got *ecg.Record) *ecg.Channel {
	if prefix != "" {
		return nil
	}
	for i := range got.Groups {
		g := &got.Groups[i]
		if g.Kind == ecg.GroupRepresentativeBeat {
			continue
		}
		for k := range g.Channels {
			c := &g.Channels[k]
			if c.Lead == w.Lead && c.Rate == w.Rate && (w.Lead != ecg.LeadUnknown || strings.EqualFold(c.Label, w.Label)) {
				return c
			}
		}
	}
	return nil
}

// effective are the filters of a channel: what it does not state is stated by the record.
func effective(own, all ecg.Filters) ecg.Filters {
	if own.HighPass == 0 {
		own.HighPass = all.HighPass
	}
	if own.LowPass == 0 {
		own.LowPass = all.LowPass
	}
	if own.Notch == 0 {
		own.Notch = all.Notch
	}
	if len(own.Other) == 0 {
		own.Other = all.Other
	}
	return own
}

// match finds the channel of got that w became: at the same place if it can be, else the first.
func match(w *ecg.Channel, i int, got []ecg.Channel, used []bool) int {
	same := func(k int) bool {
		g := &got[k]
		return !used[k] && len(g.Raw) > 0 && g.Lead == w.Lead && (w.Lead != ecg.LeadUnknown || strings.EqualFold(g.Label, w.Label))
	}
	if i < len(got) && same(i) {
		return i
	}
	for k := range got {
		if same(k) {
			return k
		}
	}
	// A channel that lost its name is at its place.
	if i < len(got) && !used[i] && len(got[i].Raw) > 0 && w.Lead == ecg.LeadUnknown && got[i].Lead == ecg.LeadUnknown {
		return i
	}
	return -1
}

// channelName names channel i. A label is not shown: what a file makes up could hold anything.
func channelName(c *ecg.Channel, i int) string {
	if s := c.Lead.String(); s != "" {
		return s
	}
	return "channel " + strconv.Itoa(i+1)
}

func (c *comparison) channel(prefix, name string, w, g *ecg.Channel, lost *leadLoss) {
	if w.Lead == ecg.LeadUnknown && w.Label != "" && !strings.EqualFold(w.Label, g.Label) {
		lost.labels = append(lost.labels, name)
	}
	c.flag(prefix+"that leads are derived", w.Derived && !g.Derived)
	c.flag(prefix+"that leads are invalid", w.Bad && !g.Bad)
	if w.Unit != g.Unit {
		lost.units = append(lost.units, name)
		return
	}
	if math.Abs(w.Rate-g.Rate) > sameNumber*w.Rate {
		lost.rates = append(lost.rates, name)
		return
	}
	missing, worst := difference(w, g)
	c.flag(prefix+"missing samples", missing)
	switch {
	case worst > 0 && w.IsVoltage():
		lost.samples = append(lost.samples, name)
		lost.microvolts = max(lost.microvolts, worst)
	case worst > 0:
		lost.others = append(lost.others, name)
	}
}

// sampleNoise is how far physical values may be apart through floating-point arithmetic, beside sameNumber: in units of the
// channel.
const sampleNoise = 1e-6

// difference compares two channels on the time axis: whether samples are missing in one only, and the largest difference of
// the others, 0 when it is no more than noise.
func difference(w, g *ecg.Channel) (missing bool, worst float64) {
	at := func(c *ecg.Channel, i int) float64 {
		if i -= c.Start; i < 0 || i >= len(c.Raw) {
			return math.NaN()
		}
		return c.At(i)
	}
	for i := min(w.Start, g.Start); i < max(w.Start+len(w.Raw), g.Start+len(g.Raw)); i++ {
		a, b := at(w, i), at(g, i)
		switch d := math.Abs(a - b); {
		case math.IsNaN(a) || math.IsNaN(b):
			missing = missing || math.IsNaN(a) != math.IsNaN(b)
		case d > sampleNoise+sameNumber*math.Abs(a):
			worst = max(worst, d)
		}
	}
	return missing, worst
}
