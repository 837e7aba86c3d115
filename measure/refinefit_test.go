package measure

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goecg/goecg/detect"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/internal/testdata"
	"github.com/stretchr/testify/require"
)

// How the nets are fitted.
const (
	refitFolds      = 5
	refitEpochs     = 40
	refitBatch      = 256
	refitRate       = 0.004
	refitDecay      = 1e-3 // of the weights
	refitHuber      = 0.6  // the loss is linear beyond this, in units of refineScale
	refitNoise      = 0.05 // added to the standardised inputs
	refitJitter     = 6    // places tried for every fiducial, the first as found
	refitSynthetics = 80   // recordings made at random
	refitStay       = 2    // places tried in those
	refitReach      = 150  // ms between a mark and what the rules found
)

// refitSlip is how far the places tried lie from what the rules found, in ms, by wave.
var refitSlip = [3]float64{24, 20, 40}

type refitRecord struct {
	name  string
	rate  float64
	in    *Input
	marks [][]annotation // by lead
}

// example is one place of one fiducial: what the net sees, and how far away the mark is.
type example struct {
	x []float64
	y float64
}

func refitRecords(t testing.TB, dir string) (list []refitRecord) {
	for _, path := range ludbRecords(dir) {
		rate, in := readRecord(t, path)
		r := refitRecord{name: filepath.Base(path), rate: rate, in: chain(t, rate, in)}
		for l := range in {
			r.marks = append(r.marks, readAnnotations(t, path+"."+strings.ToLower(in[l].Label)))
		}
		list = append(list, r)
	}
	return list
}

// marksOf lists the marks of fiducial e.
func marksOf(a []annotation, e edge) (v []int) {
	for _, w := range wavesOf(a, "pNt"[e/3]) {
		if at := [3]int{w.on, w.peak, w.off}[e%3]; at != None {
			v = append(v, at)
		}
	}
	return v
}

// refitExamples are the examples of a wave in r, once the waves before it are refined by nets.
func refitExamples(m *Measurer, r *refitRecord, nets [edgeCount]*edgeNet, wave int, rng *rand.Rand) (out [edgeCount][]example) {
	type seen struct {
		e    edge
		lead int
		at   int
		x    [][]float64
		c    []float64
	}
	var all []seen
	s := &m.rep
	s.nets, s.bare, m.one.nets, m.one.bare = nets, true, nets, true
	s.watch = func(w int, v []float64) {
		if w != wave {
			return
		}
		for l := range s.x {
			f := &s.lead[l]
			for k := range 3 {
				e := edge(3*wave + k)
				if at := *f.fiducial(e); s.x[l] != nil && refined[e] && at != None && *s.g.fiducial(e) != None {
					z := seen{e: e, lead: l, at: at}
					for j := range refitJitter {
						c := float64(at)
						if j > 0 {
							c += (2*rng.Float64() - 1) * refitSlip[wave] * s.rate / 1000
						}
						z.c = append(z.c, c)
						z.x = append(z.x, s.appendFeatures(nil, l, e, c, v, f))
					}
					all = append(all, z)
				}
			}
		}
	}
	m.prepare(r.in)
	m.prepareT()
	s.watch = nil
	for _, z := range all {
		if r.marks == nil { // the rules are right
			for j, x := range z.x[:refitStay] {
				out[z.e] = append(out[z.e], example{x, (float64(z.at) - z.c[j]) / r.rate * 1000 / refineScale})
			}
			continue
		}
		marks := marksOf(r.marks[z.lead], z.e)
		var at []float64
		for i := range m.beats {
			b := &m.beats[i]
			if b.class != m.main || wave == 0 && !b.hasP {
				continue
			}
			shift := b.r - s.r
			switch wave {
			case 0:
				shift += int(math.Round(b.pLag))
			case 2:
				shift += m.tLag[i]
			}
			best, to := refitReach*r.rate/1000, 0
			for _, v := range marks {
				if d := math.Abs(float64(v - shift - z.at)); d <= best {
					best, to = d, v-shift
				}
			}
			if to != 0 {
				at = append(at, float64(to))
			}
		}
		if len(at) == 0 {
			continue
		}
		mark := medianInPlace(at)
		for j, x := range z.x {
			out[z.e] = append(out[z.e], example{x, (mark - z.c[j]) / r.rate * 1000 / refineScale})
		}
	}
	return out
}

// refitNets fits the nets of all waves to the records, one wave after the other.
func refitNets(records []*refitRecord) (nets [edgeCount]*edgeNet) {
	m := New(Options{})
	for _, wave := range []int{1, 2, 0} {
		rng := rand.New(rand.NewPCG(1, uint64(wave)))
		var all [edgeCount][]example
		for _, r := range records {
			for e, list := range refitExamples(m, r, nets, wave, rng) {
				all[e] = append(all[e], list...)
			}
		}
		var wait sync.WaitGroup
		for k := range 3 {
			if e := 3*wave + k; len(all[e]) > 0 {
				wait.Go(func() { nets[e] = refitNet(wave, all[e]) })
			}
		}
		wait.Wait()
	}
	return nets
}

// refitNet fits one net by Adam (Kingma and Ba 2015) under Huber's loss.
func refitNet(wave int, list []example) *edgeNet {
	n := newEdgeNet(wave)
	in := len(n.mean)
	rng := rand.New(rand.NewPCG(7, uint64(wave)))
	for i := range in {
		sum, sq := 0.0, 0.0
		for _, e := range list {
			sum += e.x[i]
			sq += e.x[i] * e.x[i]
		}
		c := float64(len(list))
		n.mean[i] = sum / c
		n.scale[i] = 1 / (math.Sqrt(math.Max(sq/c-n.mean[i]*n.mean[i], 0)) + 1e-3)
		for _, e := range list {
			e.x[i] = (e.x[i] - n.mean[i]) * n.scale[i]
		}
	}
	for i := range n.hidden {
		if i%(in+1) != in {
			n.hidden[i] = rng.NormFloat64() / math.Sqrt(float64(in))
		}
	}
	for i := range n.out {
		n.out[i] = 0.1 * rng.NormFloat64()
	}
	w := []*[]float64{&n.hidden, &n.out, &n.linear, {0}}
	var g, m1, m2 [4][]float64
	for i, p := range w {
		g[i], m1[i], m2[i] = make([]float64, len(*p)), make([]float64, len(*p)), make([]float64, len(*p))
	}
	x, z := make([]float64, in), make([]float64, refineHidden)
	step := 0
	for epoch := range refitEpochs {
		rate := refitRate*0.5*(1+math.Cos(math.Pi*float64(epoch)/refitEpochs)) + 1e-5
		order := rng.Perm(len(list))
		for len(order) > 0 {
			batch := order[:min(refitBatch, len(order))]
			order = order[len(batch):]
			for i := range g {
				clear(g[i])
			}
			for _, k := range batch {
				for i, v := range list[k].x {
					x[i] = v + refitNoise*rng.NormFloat64()
				}
				o := (*w[3])[0] + dot(n.linear, x)
				for h := range z {
					row := n.hidden[h*(in+1) : (h+1)*(in+1)]
					z[h] = math.Tanh(dot(row[:in], x) + row[in])
					o += n.out[h] * z[h]
				}
				d := math.Min(math.Max(o-list[k].y, -refitHuber), refitHuber) / float64(len(batch))
				g[3][0] += d
				for i, v := range x {
					g[2][i] += d * v
				}
				for h, v := range z {
					g[1][h] += d * v
					dz := d * n.out[h] * (1 - v*v)
					row := g[0][h*(in+1) : (h+1)*(in+1)]
					for i, u := range x {
						row[i] += dz * u
					}
					row[in] += dz
				}
			}
			step++
			k1, k2 := 1-math.Pow(0.9, float64(step)), 1-math.Pow(0.999, float64(step))
			for i, p := range w {
				for j := range *p {
					d := g[i][j]
					if i < 3 {
						d += refitDecay * (*p)[j]
					}
					m1[i][j] += 0.1 * (d - m1[i][j])
					m2[i][j] += 0.001 * (d*d - m2[i][j])
					(*p)[j] -= rate * (m1[i][j] / k1) / (math.Sqrt(m2[i][j]/k2) + 1e-8)
				}
			}
		}
	}
	n.bias = (*w[3])[0]
	return n
}

// refitTable scores the records with nets.
func refitTable(records []*refitRecord, nets [edgeCount]*edgeNet, three, twelve []tally) {
	m := New(Options{})
	m.rep.nets, m.rep.bare, m.one.nets, m.one.bare = nets, true, nets, true
	var rows [][]BeatFiducials
	for _, r := range records {
		rows = m.DelineateAll(rows, r.in)
		for l := range rows {
			score(twelve, r.marks[l], rows[l], r.rate)
			if slices.Contains([]string{"ii", "v2", "v5"}, strings.ToLower(r.in.Leads[l].Label)) {
				score(three, r.marks[l], rows[l], r.rate)
			}
		}
	}
}

// ECG_FIT=1 go test -run TestFitRefine ./measure fits the nets anew on LUDB, prints what they reach on records that they were not
// fitted on, and writes them to refine.bin.
func TestFitRefine(t *testing.T) {
	if os.Getenv("ECG_FIT") == "" {
		t.Skip("set ECG_FIT=1 to fit the nets anew")
	}
	all := refitRecords(t, testdata.Dir(t, "ludb"))
	var synthetic []*refitRecord
	for _, r := range refitSynthetic(t) {
		synthetic = append(synthetic, &r)
	}
	three, twelve := make([]tally, len(markNames)), make([]tally, len(markNames))
	if os.Getenv("ECG_FIT") != "quick" {
		for fold := range refitFolds {
			train := slices.Clone(synthetic)
			var test []*refitRecord
			for i := range all {
				if i%refitFolds == fold {
					test = append(test, &all[i])
				} else {
					train = append(train, &all[i])
				}
			}
			refitTable(test, refitNets(train), three, twelve)
		}
		for _, v := range []struct {
			name string
			t    []tally
		}{{"ii+v2+v5", three}, {"12 leads", twelve}} {
			for i := range v.t {
				se, ppv, mean, sd := v.t[i].stats()
				t.Logf("%s, cross-validated: %-8s Se %5.1f +P %5.1f  %+6.1f ± %5.1f ms  (%d)", v.name, markNames[i], se, ppv, mean, sd, v.t[i].tp)
			}
		}
	}
	train := slices.Clone(synthetic)
	for i := range all {
		train = append(train, &all[i])
	}
	var b bytes.Buffer
	for e, n := range refitNets(train) {
		if !refined[e] {
			continue
		}
		for _, p := range n.parts() {
			for _, v := range *p {
				require.NoError(t, binary.Write(&b, binary.LittleEndian, float32(v)))
			}
		}
		require.NoError(t, binary.Write(&b, binary.LittleEndian, float32(n.bias)))
	}
	require.NoError(t, os.WriteFile("refine.bin", b.Bytes(), 0o644))
}

// refitSynthetic makes recordings on which the rules are right, so that the nets learn to leave such waves alone: every kind of
// conduction at rates from 45 to 170/min, with P waves near and far.
func refitSynthetic(t testing.TB) (list []refitRecord) {
	rng := rand.New(rand.NewPCG(3, 3))
	between := func(lo, hi float64) float64 { return lo + (hi-lo)*rng.Float64() }
	specs := []ecgtest.Spec{}
	for _, name := range sinusPresets {
		specs = append(specs, preset(t, name))
	}
	ways := []ecgtest.Conduction{ecgtest.NormalConduction, ecgtest.NormalConduction, ecgtest.NormalConduction, ecgtest.LBBB, ecgtest.RBBB, ecgtest.LAFB, ecgtest.WPW}
	for range refitSynthetics {
		s := ecgtest.Spec{HeartRate: between(45, 170), Conduction: ways[rng.IntN(len(ways))], TScale: between(0.3, 1.8), PScale: between(0.6, 1.8),
			QRSScale: between(0.5, 1.6), LVH: rng.IntN(8) == 0, Seed: rng.Uint64()}
		rr := 60000 / s.HeartRate
		if s.Conduction != ecgtest.WPW {
			s.PR = between(120, math.Min(360, math.Max(140, 0.4*rr)))
		}
		s.QT = between(0.9, 1.1) * 400 * math.Cbrt(rr/1000)
		if s.QT > 0.66*rr {
			s.QT = 0
		}
		axis := between(-60, 110)
		s.QRSAxis = &axis
		if rng.IntN(2) == 0 {
			s.Noise.WhiteUV = between(0, 12)
		}
		specs = append(specs, s)
	}
	for _, s := range specs {
		rec, truth, err := ecgtest.Generate(s)
		if err != nil {
			continue
		}
		in := &Input{RateHz: rec.Rate()}
		for i := range rec.Channels {
			c := &rec.Channels[i]
			x := c.Microvolts(nil)
			in.Leads = append(in.Leads, InputLead{Lead: c.Lead, Label: c.Label, Derived: c.Derived, Raw: x, Clean: x})
		}
		for i := range truth.Beats {
			in.Beats = append(in.Beats, detect.Beat{Sample: truth.Beats[i].R.Sample, Class: detect.Class(truth.Beats[i].Class)})
		}
		list = append(list, refitRecord{rate: rec.Rate(), in: in})
	}
	return list
}
