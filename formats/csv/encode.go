package csv

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

// Bounds of what is written.
const (
	maxPadding   = 64      // fields for each sample
	paddingFloor = 1 << 20 // fields that need no excuse
	wholeBound   = 1 << 53 // below it a float64 without a fraction is an exact integer
)

// outColumn is a channel as a column.
type outColumn struct {
	*ecg.Channel
	every int // has a sample every so many rows
	whole bool
}

// Encode writes the rhythm of rec as a table in the form that the package comment gives. The error is a *formats.Error wrapping
// ErrNoWaveform when rec has no samples, ErrUnsupported for a rate, scale or offset that is no number and for rates of which
// the highest is no multiple, ErrTooLarge where empty fields would dwarf the samples; or the writer's own.
func Encode(w io.Writer, rec *ecg.Record) error {
	list, rate, rows, err := columnsOf(rec)
	if err != nil {
		return err
	}
	e := bufio.NewWriterSize(w, 1<<16)
	writeMeta(e, rec, list, rate)
	e.WriteString("time_ms")
	for i := range list {
		e.WriteByte(',')
		e.WriteString(nameOf(list[i].Channel))
	}
	e.WriteByte('\n')
	var b []byte
	for row := range rows {
		b = appendValue(b[:0], float64(row)*1000/rate)
		for i := range list {
			b = list[i].append(append(b, ','), row)
		}
		e.Write(append(b, '\n')) // Flush reports the error
	}
	return e.Flush()
}

// columnsOf returns the channels with samples, the rate of the rows and their number.
func columnsOf(rec *ecg.Record) (list []outColumn, rate float64, rows int, err error) {
	refuse := func(sentinel error, i int, detail string) error {
		return formats.Errorf(sentinel, Name, "channel "+strconv.Itoa(i+1), -1, "%s", detail)
	}
	total := 0
	for i := range rec.Channels {
		c := &rec.Channels[i]
		switch {
		case len(c.Raw) == 0:
			continue
		case !(c.Rate > 0 && c.Rate <= maxRate):
			return nil, 0, 0, refuse(formats.ErrUnsupported, i, "sampling rate "+formatFloat(c.Rate)+" Hz")
		case !ecg.Known(c.Scale) || !ecg.Known(c.Offset):
			return nil, 0, 0, refuse(formats.ErrUnsupported, i, "scale or offset is no number")
		case c.Start < 0:
			return nil, 0, 0, refuse(formats.ErrUnsupported, i, "starts before the record")
		}
		rate = max(rate, c.Rate)
		total += len(c.Raw)
		whole := c.Scale == math.Trunc(c.Scale) && c.Offset == math.Trunc(c.Offset) &&
			math.Abs(c.Scale)*math.MaxInt32+math.Abs(c.Offset) < wholeBound
		list = append(list, outColumn{c, 1, whole})
	}
	if len(list) == 0 {
		return nil, 0, 0, formats.Errorf(formats.ErrNoWaveform, Name, "", -1, "no samples")
	}
	var end int64
	for i := range list {
		c := &list[i]
		n := math.Round(rate / c.Rate)
		if n > maxPerRow || math.Abs(rate/c.Rate-n) > rateTolerance*n {
			return nil, 0, 0, refuse(formats.ErrUnsupported, i, "rates of "+formatFloat(rate)+" and "+formatFloat(c.Rate)+" Hz in one table: resample first")
		}
		c.every = int(n)
		end = max(end, (int64(c.Start)+int64(len(c.Raw))-1)*int64(c.every)+1)
	}
	if end > (int64(total)*maxPadding+paddingFloor)/int64(len(list)) || end > math.MaxInt32 {
		return nil, 0, 0, formats.Errorf(formats.ErrTooLarge, Name, "", -1, "%d rows for %d samples", end, total)
	}
	return list, rate, int(end), nil
}

// append writes the field of a row.
func (c *outColumn) append(b []byte, row int) []byte {
	if c.every > 1 {
		if row%c.every != 0 {
			return b
		}
		row /= c.every
	}
	if row -= c.Start; row < 0 || row >= len(c.Raw) || c.Raw[row] == ecg.Missing {
		return b
	}
	if c.whole {
		return strconv.AppendInt(b, int64(c.Raw[row])*int64(c.Scale)+int64(c.Offset), 10)
	}
	return appendValue(b, c.At(row))
}

// appendValue writes v so that reading gives the same float64.
func appendValue(b []byte, v float64) []byte {
	if i := int64(v); float64(i) == v && i > -wholeBound && i < wholeBound {
		return strconv.AppendInt(b, i, 10)
	}
	return strconv.AppendFloat(b, v, 'f', -1, 64)
}

// nameOf is a column's name, with the unit unless that is µV.
func nameOf(c *ecg.Channel) string {
	name := c.Lead.String()
	if name == "" {
		name = oneLine(c.Label)
	}
	if name == "" {
		name = "unknown"
	}
	if c.Unit != ecg.UnitMicrovolt {
		unit := oneLine(string(c.Unit))
		if unit == "" {
			unit = string(ecg.UnitUncalibrated)
		}
		name += " (" + unit + ")"
	}
	if strings.ContainsAny(name, ",;\t\"'#") {
		name = `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	}
	return name
}

func writeMeta(e *bufio.Writer, rec *ecg.Record, list []outColumn, rate float64) {
	line := func(key, value string) { e.WriteString("# " + key + ": " + value + "\n") }
	line(keyRate, formatFloat(rate))
	for i := range fields {
		for _, v := range fields[i].get(rec) {
			line(fields[i].key, v)
		}
	}
	each := func(key string, always bool, value func(c *outColumn) string) {
		parts, differ := make([]string, len(list)), always
		for i := range list {
			parts[i] = value(&list[i])
			differ = differ || parts[i] != "0"
		}
		if differ {
			line(key, strings.Join(parts, ","))
		}
	}
	mixed := false
	for i := range list {
		mixed = mixed || list[i].every > 1
	}
	if mixed {
		each(keyRates, true, func(c *outColumn) string { return formatFloat(c.Rate) })
	}
	each(keyScale, true, func(c *outColumn) string { return formatFloat(c.Scale) })
	each(keyOffset, false, func(c *outColumn) string { return formatFloat(c.Offset) })
	each(keyBits, false, func(c *outColumn) string { return strconv.Itoa(c.Bits) })
	flag := func(v bool) string {
		if v {
			return "1"
		}
		return "0"
	}
	each(keyDerived, false, func(c *outColumn) string { return flag(c.Derived) })
	each(keyBad, false, func(c *outColumn) string { return flag(c.Bad) })
}
