package csv

import (
	"bytes"
	"math"
	"strconv"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/charset"
)

// Name is the format's name in the registry.
const Name = "csv"

func init() {
	formats.Register(formats.Format{
		Name: Name, Description: "table of samples as text", Extensions: []string{".csv", ".tsv"},
		Sniff: Sniff, Decode: Decode, DecodeConfig: DecodeConfig, Encode: Encode, Anonymize: formats.Rewriter(Decode, Encode),
	})
}

// Decode reads a table into rec, which is empty but may own buffers to reuse. The error is a *formats.Error whose Section is
// the line: ErrUnsupported when rate or names of leads are not stated or the times are irregular, ErrCorrupt for a field that
// is no number or a row of another length.
func Decode(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, false, o)
}

// DecodeConfig is [Decode] without samples: channels have Samples set, by counting rows, and Raw empty.
func DecodeConfig(rec *ecg.Record, data []byte, o *formats.Options) error {
	return decode(rec, data, true, o)
}

// lead is a column of samples while it is read.
type lead struct {
	low      int     // exponent of the last decimal place met
	peak     float64 // largest absolute value
	set      bool    // low is known
	scale    float64 // of the stored integers by the metadata, 0 none
	offset   float64
	exact    bool // every value is on the grid of scale and offset
	every    int  // has a sample every so many rows
	exponent int  // of the step chosen
	raw      []int32
}

type decoder struct {
	rec   *ecg.Record
	head  *header
	set   settings
	leads []lead
	rows  int
	comma bool // the decimal point may be a comma
	clock clock
}

// The grid of a scale: how far a value may be off it, in steps.
const gridTolerance = 1e-6

func decode(rec *ecg.Record, data []byte, config bool, o *formats.Options) error {
	if bytes.IndexByte(data[:min(len(data), formats.SniffLen)], 0) >= 0 {
		return fail(formats.ErrCorrupt, 0, 0, "no text")
	}
	opt := o.OrDefault()
	dec := charset.New(opt.Charset)
	h, ok := parseHeader(data, dec)
	if !ok {
		if len(data) == 0 {
			return fail(formats.ErrTruncated, 0, 0, "empty input")
		}
		if h.tooMany > 0 {
			return fail(formats.ErrTooLarge, h.line, int64(h.at), "%d columns", h.tooMany)
		}
		return fail(formats.ErrUnsupported, h.line, int64(h.at), "no row with names of leads")
	}
	d := &decoder{rec: rec, head: h, comma: h.delim != ','}
	rec.Format = Name
	d.metadata()
	if h.dropped > 0 {
		rec.Warn(ecg.WarnSkipped, 0, "%d lines of metadata left out", h.dropped)
	}
	if err := d.survey(opt.MaxSamples, config); err != nil {
		return err
	}
	rate, err := d.rate()
	if err != nil {
		return err
	}
	for i := range d.leads {
		if n, ok := d.set.perRow(i, rate); ok {
			d.leads[i].every = n
		} else {
			rec.Warn(ecg.WarnInconsistent, 0, "column %d: rate left out, no whole part of that of the rows", i+1)
		}
	}
	if !config {
		if err := d.samples(rate); err != nil {
			return err
		}
	}
	d.channels(rate, config)
	return nil
}

func fail(sentinel error, line int, at int64, detail string, args ...any) error {
	section := "table"
	if line > 0 {
		section = "line " + strconv.Itoa(line)
	}
	return formats.Errorf(sentinel, Name, section, at, detail, args...)
}

// metadata puts the lines of # where they belong; what is not known becomes a comment.
func (d *decoder) metadata() {
	d.leads = make([]lead, d.head.leads)
	for i := range d.head.meta {
		m := &d.head.meta[i]
		if d.set.take(*m, d.head.leads) {
			continue
		}
		if f := fieldOf[m.key]; f != nil && m.value != "" && f.set(d.rec, m.value) {
			continue
		}
		if m.text != "" {
			d.rec.Comments = append(d.rec.Comments, m.text)
		}
	}
	for i := range d.leads {
		l := &d.leads[i]
		l.every = 1
		l.scale, l.offset = at(d.set.scales, i, 0), at(d.set.offsets, i, 0)
		l.exact = l.scale != 0
	}
}

// survey reads all rows once: their number, the decimal places and sizes of the values, the times.
func (d *decoder) survey(limit int64, config bool) error {
	h := d.head
	r := h.body
	d.clock.start(h)
	for r.content() {
		if limit > 0 && !config && int64(d.rows+1)*int64(h.leads) > limit {
			return fail(formats.ErrTooLarge, r.no, int64(r.at), "more than %d samples", limit)
		}
		c := cells{rest: r.line, delim: h.delim}
		col, n := 0, 0
		for f, ok := c.next(); ok; f, ok = c.next() {
			if col >= len(h.columns) {
				if len(f) == 0 {
					continue // a delimiter at the row's end
				}
				return fail(formats.ErrCorrupt, r.no, int64(r.at), "more than %d fields", len(h.columns))
			}
			switch h.columns[col].kind {
			case columnTime:
				d.clock.see(f, d.comma, d.rows, r.no)
			case columnLead:
				v, kind := parseDecimal(f, d.comma)
				if kind == cellBad {
					if r.last && c.done {
						return d.cut(&r) // within a number
					}
					return fail(formats.ErrCorrupt, r.no, int64(r.at), "field %d is no number", col+1)
				}
				if kind == cellNumber {
					d.leads[n].see(v)
				}
				n++
			}
			col++
		}
		if col < len(h.columns) && n < h.leads {
			if r.last {
				return d.cut(&r)
			}
			return fail(formats.ErrCorrupt, r.no, int64(r.at), "%d fields, not %d", col, len(h.columns))
		}
		d.rows++
	}
	if d.rows == 0 {
		return fail(formats.ErrNoWaveform, 0, -1, "no rows of samples")
	}
	return nil
}

// cut leaves out an unfinished last row.
func (d *decoder) cut(r *rows) error {
	d.rec.Warn(ecg.WarnTruncated, int64(r.at), "line %d: the last row is cut short, left out", r.no)
	if d.rows == 0 {
		return fail(formats.ErrTruncated, r.no, int64(r.at), "")
	}
	d.clock.seen = min(d.clock.seen, d.rows)
	return nil
}

// see takes note of a value.
func (l *lead) see(v decimal) {
	x := v.float()
	if l.exact {
		k := math.Round((x - l.offset) / l.scale)
		l.exact = math.Abs(k) <= math.MaxInt32 && math.Abs(k*l.scale+l.offset-x) <= gridTolerance*math.Abs(l.scale)
	}
	if v.mant == 0 {
		return
	}
	if !l.set || v.exp < l.low {
		if v = v.trimmed(); !l.set || v.exp < l.low {
			l.low, l.set = v.exp, true
		}
	}
	l.peak = max(l.peak, math.Abs(x))
}

// choose picks the step of a lead: the last decimal place, or where 32 bits do not hold that the finest power of ten.
func (l *lead) choose() (rounded bool) {
	l.exponent = min(l.low, 0)
	if l.peak > math.MaxInt32 {
		l.exponent = l.low
	}
	for l.peak*pow10(-l.exponent) > math.MaxInt32 {
		l.exponent++
	}
	return l.exponent > l.low
}

// samples reads all rows again and fills the leads.
func (d *decoder) samples(rate float64) error {
	h := d.head
	for i := range d.leads {
		l := &d.leads[i]
		n := (d.rows + l.every - 1) / l.every
		l.raw = d.rec.AddChannel().Raw
		if cap(l.raw) < n {
			l.raw = make([]int32, 0, n)
		}
		l.raw = l.raw[:0]
		if !l.exact && l.choose() {
			d.rec.Warn(ecg.WarnNonstandard, 0, "column %d: more digits than 32 bits hold, rounded to the power of ten %d", i+1, l.exponent)
		}
	}
	r := h.body
	for row := 0; row < d.rows && r.content(); row++ {
		c := cells{rest: r.line, delim: h.delim}
		n := 0
		for col := range h.columns {
			f, _ := c.next()
			switch h.columns[col].kind {
			case columnTime:
				if err := d.clock.check(d.rec, f, d.comma, row, rate, &r); err != nil {
					return err
				}
			case columnLead:
				if l := &d.leads[n]; row%l.every == 0 {
					v, kind := parseDecimal(f, d.comma)
					l.raw = append(l.raw, l.sample(v, kind))
				}
				n++
			}
		}
	}
	return nil
}

// sample is the stored integer of a value.
func (l *lead) sample(v decimal, kind cellKind) int32 {
	if kind != cellNumber {
		return ecg.Missing
	}
	if l.exact {
		return int32(math.Round((v.float() - l.offset) / l.scale))
	}
	s, ok := v.steps(l.exponent)
	if !ok {
		return ecg.Missing // cannot be: the exponent was chosen by the peak
	}
	return s
}

// channels makes the record's channels.
func (d *decoder) channels(rate float64, config bool) {
	h, rec := d.head, d.rec
	own := d.set.stated || h.timed && h.columns[0].name == "time" && h.columns[0].unit == "ms"
	unknown, i := 0, 0
	for k := range h.columns {
		col := &h.columns[k]
		if col.kind != columnLead {
			continue
		}
		l := &d.leads[i]
		if config {
			rec.AddChannel()
		}
		c := &rec.Channels[i]
		unit := col.unit
		if unit == "" {
			unit = d.set.unit
		}
		u, factor := unitOf(unit, own)
		if unit == "" && u == ecg.UnitUncalibrated {
			unknown++
		}
		*c = ecg.Channel{
			Lead: col.lead, Label: col.name, Rate: rate / float64(l.every), Raw: l.raw, Samples: (d.rows + l.every - 1) / l.every,
			Scale: stepOf(factor, l.exponent), Unit: u, Bits: int(min(max(at(d.set.bits, i, 0), 0), 64)),
			Derived: at(d.set.derived, i, 0) != 0, Bad: at(d.set.bad, i, 0) != 0,
		}
		if d.set.rates != nil && l.every > 1 {
			c.Rate = d.set.rates[i]
		}
		if l.exact {
			c.Scale, c.Offset = l.scale*factor, l.offset*factor
		}
		i++
	}
	if unknown > 0 {
		rec.Warn(ecg.WarnUncalibrated, 0, "%d columns without a unit: add it to their names or a line \"# unit: mV\"", unknown)
	}
	seen := map[ecg.Lead]bool{}
	for i := range rec.Channels {
		l := rec.Channels[i].Lead
		if l != ecg.LeadUnknown && seen[l] {
			rec.Warn(ecg.WarnDuplicate, 0, "lead %s occurs more than once", l)
		}
		seen[l] = true
	}
}

// stepOf is factor*10^e with one rounding: factor is a power of ten itself.
func stepOf(factor float64, e int) float64 {
	f := int(math.Round(math.Log10(factor)))
	if v := pow10(f); v == factor {
		return pow10(f + e)
	}
	return factor * pow10(e)
}
