package csv

import (
	"bytes"
	"strings"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/internal/charset"
)

const bom = "\xEF\xBB\xBF"

// columnKind says what a column holds.
type columnKind byte

const (
	columnSkip columnKind = iota // counts samples, or has no name
	columnTime
	columnLead
)

// column is one column as its name describes it.
type column struct {
	kind columnKind
	name string // without unit
	lead ecg.Lead
	unit string // as written, "" when not given
}

// meta is a line of metadata.
type meta struct {
	key, value string
	text       string // the whole line without #
}

// maxMeta bounds the lines of metadata that are read.
const maxMeta = 1 << 16

// maxColumns bounds the columns of a table: body surface maps have some 300.
const maxColumns = 4096

// header is everything before the rows of samples.
type header struct {
	meta    []meta
	delim   byte
	columns []column
	leads   int
	timed   bool // the first of the special columns gives time
	body    rows // positioned before the first row of samples
	dropped int  // lines of metadata beyond maxMeta
	tooMany int  // columns, when they are more than maxColumns
	line    int  // number of the row of names
	at      int  // its offset
}

// parseHeader reads up to the rows of samples; false when there is no row of names.
func parseHeader(data []byte, dec *charset.Decoder) (*header, bool) {
	r := rows{data: data, next: len(data) - len(bytes.TrimPrefix(data, []byte(bom)))}
	h := new(header)
	text := func(b []byte) string {
		s, _ := dec.Text(b)
		return strings.TrimSpace(s)
	}
	for {
		if !r.scan() {
			return h, false
		}
		l := trim(r.line)
		if len(l) == 0 {
			continue
		}
		if l[0] != '#' {
			break
		}
		switch l = trim(l[1:]); {
		case len(l) == 0:
		case len(h.meta) == maxMeta:
			h.dropped++
		default:
			h.meta = append(h.meta, parseMeta(text(l)))
		}
	}
	h.line, h.at, h.delim = r.no, r.at, delimiter(r.line)
	if n := bytes.Count(r.line, []byte{h.delim}) + 1; n > maxColumns {
		h.tooMany = n
		return h, false
	}
	c := cells{rest: r.line, delim: h.delim}
	named := false
	for f, ok := c.next(); ok; f, ok = c.next() {
		_, kind := parseDecimal(f, h.delim != ',')
		named = named || kind == cellBad
		col := parseColumn(text(f))
		if col.kind == columnTime && (h.timed || h.leads > 0) || col.kind == columnSkip && col.name != "" && h.leads > 0 {
			col.kind = columnLead // a lead of that name
		}
		h.timed = h.timed || col.kind == columnTime
		if col.kind == columnLead {
			h.leads++
		}
		h.columns = append(h.columns, col)
	}
	h.body = r
	h.units(text)
	return h, h.leads > 0 && named
}

// units takes the row of units after the names, if there is one.
func (h *header) units(text func([]byte) string) {
	r := h.body
	if !r.content() {
		return
	}
	list := make([]string, 0, len(h.columns))
	c := cells{rest: r.line, delim: h.delim}
	known := false
	for f, ok := c.next(); ok; f, ok = c.next() {
		if _, kind := parseDecimal(f, h.delim != ','); kind == cellNumber {
			return
		}
		s := strings.Trim(text(f), "()[]")
		_, volts := ecg.VoltageScale(s)
		known = known || volts
		list = append(list, s)
	}
	if !known || len(list) > len(h.columns) {
		return
	}
	for i, s := range list {
		if h.columns[i].unit == "" {
			h.columns[i].unit = s
		}
	}
	h.body = r
}

// parseMeta takes a line "key: value" or "key = value" apart; a line of another form has no key.
func parseMeta(s string) meta {
	m := meta{text: s}
	const longest = 64 // of a key
	if i := strings.IndexAny(s, ":="); i > 0 && i <= longest {
		m.key = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s[:i])), " ", "_")
		m.value = strings.TrimSpace(s[i+1:])
	}
	return m
}

// timeNames are the names of a column of times; countNames those of one that numbers the samples.
var (
	timeNames = map[string]bool{
		"time": true, "t": true, "times": true, "timestamp": true, "elapsed_time": true, "elapsed": true, "seconds": true, "milliseconds": true,
		"sec": true, "ms": true, "s": true, "时间": true,
	}
	countNames = map[string]bool{
		"sample": true, "samples": true, "sample_#": true, "sample_no": true, "sample_number": true, "index": true, "idx": true, "n": true, "no": true,
		"#": true, "row": true, "序号": true,
	}
	// timeUnits are units of time in seconds.
	timeUnits = map[string]float64{
		"s": 1, "sec": 1, "second": 1, "seconds": 1, "秒": 1, "ms": 1e-3, "msec": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3, "毫秒": 1e-3,
		"us": 1e-6, "µs": 1e-6, "μs": 1e-6, "microseconds": 1e-6,
	}
)

// parseColumn reads a column's name and the unit in it.
func parseColumn(s string) column {
	s = strings.ReplaceAll(s, `""`, `"`)
	if s == "" {
		return column{}
	}
	name, unit := splitUnit(s)
	key := strings.ReplaceAll(strings.ToLower(name), " ", "_")
	switch {
	case timeNames[key] && (unit == "" || timeUnits[strings.ToLower(unit)] > 0 || strings.Contains(unit, ":")):
		if unit == "" && timeUnits[key] > 0 {
			unit = key
		}
		return column{kind: columnTime, name: name, unit: unit}
	case countNames[key] && unit == "":
		return column{kind: columnSkip, name: name}
	}
	return column{kind: columnLead, name: name, lead: ecg.ParseLead(name), unit: unit}
}

// splitUnit takes the unit off a name: "I (mV)", "I [mV]", "II_uV", "V1 mV", "time_ms".
func splitUnit(s string) (name, unit string) {
	for _, pair := range []string{"()", "[]", "（）"} {
		open, shut := []rune(pair)[0], []rune(pair)[1]
		i := strings.LastIndex(s, string(open))
		if i <= 0 || !strings.HasSuffix(s, string(shut)) {
			continue
		}
		name, unit = strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(string(open)):len(s)-len(string(shut))])
		_, volts := ecg.VoltageScale(unit)
		if !volts && !uncalibrated(unit) && ecg.ParseLead(name) != ecg.LeadUnknown {
			return s, "" // "I (Einthoven)"
		}
		return name, unit
	}
	if i := strings.LastIndexAny(s, "_ "); i > 0 {
		end := strings.ToLower(s[i+1:])
		_, volts := ecg.VoltageScale(end)
		head := strings.TrimRight(s[:i], "_ ")
		if volts && end != "v" && head != "" || timeUnits[end] > 0 && timeNames[strings.ToLower(head)] {
			return head, s[i+1:]
		}
	}
	return s, ""
}

// uncalibrated reports whether a unit says that there is none.
func uncalibrated(unit string) bool {
	switch strings.ToLower(unit) {
	case "adu", "raw", "count", "counts", "1", "lsb", "digit", "digits":
		return true
	}
	return false
}
