package aecg

import (
	"bytes"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// corpus is our own documents and, where they are, the real ones.
func corpus(t testing.TB) map[string][]byte {
	docs := map[string][]byte{
		"fixture": encoded(t, fixture()),
		"vendor":  []byte(vendorDocument),
		"utf16":   toUTF16(string(encoded(t, fixture())), false),
		"sets":    []byte(document(lead4x)),
	}
	if _, ok := testdata.Root(); ok {
		for _, name := range realFiles(t) {
			docs[filepath.Base(name)] = codectest.Read(t, name)
		}
	}
	return docs
}

// attempt decodes hostile input and checks what must hold whatever it is.
func attempt(t *testing.T, rec *ecg.Record, data []byte, what string) error {
	t.Helper()
	err := Decode(rec, data, nil)
	checkResult(t, rec, err, data, what)
	return err
}

// attemptConfig is attempt for the header.
func attemptConfig(t *testing.T, rec *ecg.Record, data []byte, what string) {
	t.Helper()
	checkResult(t, rec, DecodeConfig(rec, data, nil), data, what)
}

func checkResult(t *testing.T, rec *ecg.Record, err error, data []byte, what string) {
	t.Helper()
	if err == nil {
		if fault := unsound(rec); fault != "" {
			t.Fatalf("%s: %s", what, fault)
		}
		return
	}
	if e := codectest.Refused[*formats.Error](t, err, formats.Reason); e.Offset > int64(len(data)) {
		t.Fatalf("%s: %v", what, err)
	}
}

// unsound says what is wrong with a record, "" when nothing is.
func unsound(rec *ecg.Record) string {
	if len(rec.Channels)+len(rec.Groups) == 0 {
		return "no channels"
	}
	lists := [][]ecg.Channel{rec.Channels}
	for i := range rec.Groups {
		lists = append(lists, rec.Groups[i].Channels)
	}
	for _, list := range lists {
		for i := range list {
			c := &list[i]
			switch {
			case !(c.Rate >= minRate && c.Rate <= maxRate):
				return "rate"
			case c.Len() == 0 || c.Start < 0:
				return "length or start"
			case !ecg.Known(c.Scale) || !ecg.Known(c.Offset):
				return "scale or offset"
			}
		}
	}
	for i := range rec.Annotations {
		if a := &rec.Annotations[i]; a.Group < 0 || a.Group > len(rec.Groups) || a.Onset < -1 || a.Peak < -1 || a.End < -1 {
			return "annotation"
		}
	}
	for i := range rec.Measurements {
		if g := rec.Measurements[i].Group; g < 0 || g > len(rec.Groups) {
			return "measurement"
		}
	}
	return ""
}

// configEvery thins out the header-only runs of the heavy tests.
const configEvery = 8

func TestTruncations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("slow under the race detector")
	}
	const cuts = 250
	var rec, whole ecg.Record
	for name, data := range corpus(t) {
		full := Decode(&whole, data, nil) == nil
		i := 0
		for cut := range codectest.Cuts(data, cuts) {
			n := len(cut)
			what := fmt.Sprintf("%s cut at %d of %d", name, n, len(data))
			if i%configEvery == 0 {
				attemptConfig(t, &rec, cut, what)
			}
			i++
			err := attempt(t, &rec, cut, what)
			if err != nil {
				if !errors.Is(err, formats.ErrTruncated) && bytes.Contains(data[:n], []byte(rootElement+" ")) {
					t.Errorf("%s: %v", what, err)
				}
				continue
			}
			require.True(t, full, what)
			if len(bytes.TrimSpace(data[n:])) == 0 {
				continue
			}
			require.NotEmpty(t, rec.Warnings, what)
			last := rec.Warnings[len(rec.Warnings)-1]
			require.Equal(t, ecg.WarnTruncated, last.Code, what)
			for k := range rec.Channels { // what is kept is what the whole file has
				c, w := &rec.Channels[k], &whole.Channels[k]
				require.Equal(t, w.Lead, c.Lead, what)
				require.True(t, slices.Equal(w.Raw[:len(c.Raw)], c.Raw), what)
				require.Equal(t, w.Scale, c.Scale, what)
			}
		}
	}
}

func TestMutations(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("slow under the race detector")
	}
	pieces := []string{"<", ">", "/", `"`, "&", "&#0;", "<![CDATA[", "<!--", "]]>", "1e9", "-", ".", "NaN", "\x00", "\xff", "99999999999",
		"</value>", "<digits>", "</sequence>", "<series>", "</series>", "<component>", "unit=\"s\"", "value=\"0\""}
	damage := codectest.Damage{
		Seed: 1, Copies: 1000, Places: 3,
		Edits: []codectest.Edit{codectest.Bit, codectest.Overwrite(pieces...), codectest.Delete(200), codectest.Insert(pieces...)},
		Near: func(b []byte, at int) int { // the mark-up, of which real files have little
			return at + max(0, bytes.IndexByte(b[at:], '<'))
		},
	}
	var rec ecg.Record
	for name, data := range corpus(t) {
		i := 0
		for bad := range damage.Of(data) {
			what := fmt.Sprintf("%s mutation %d", name, i)
			attempt(t, &rec, bad, what)
			if i%configEvery == 0 {
				attemptConfig(t, &rec, bad, what)
			}
			i++
		}
	}
}

// hostile documents are small and ask for much.
func hostile() map[string]string {
	head := `<AnnotatedECG><component><series><code code="RHYTHM"/><component><sequenceSet>`
	tail := `</sequenceSet></component></series></component></AnnotatedECG>`
	clock := `<component><sequence><code code="TIME_RELATIVE"/><value><head value="0" unit="s"/><increment value="2" unit="ms"/></value></sequence></component>`
	bomb := `<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">`
	for i := range 20 {
		bomb += fmt.Sprintf(`<!ENTITY a%d "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">`, i)
	}
	small := `<component><sequence><code code="X"/><value><digits>1</digits></value></sequence></component>`
	note := `<component><annotation><code code="a"/></annotation></component>`
	spot := `<component><boundary><code code="MDC_ECG_LEAD_I"/></boundary></component>`
	value := `<component><annotation><code code="A"/><value value="1"/></annotation></component>`
	lone := `<component><series><component><sequenceSet>` + clock + small + `</sequenceSet></component></series></component>`
	set := func(s string) string {
		return head + clock + small + `</sequenceSet></component><subjectOf><annotationSet>` + s + `</annotationSet></subjectOf></series></component></AnnotatedECG>`
	}
	return map[string]string{
		"entities":     bomb + `]>` + `<AnnotatedECG><text>` + strings.Repeat("&a19;", 10000) + `</text></AnnotatedECG>`,
		"deep":         `<AnnotatedECG>` + strings.Repeat("<component>", 90000),
		"deep series":  `<AnnotatedECG><component><series>` + strings.Repeat("<derivation><derivedSeries>", 30000),
		"deep notes":   set(strings.Repeat(`<component><annotation>`, 30000)),
		"tiny leads":   head + clock + strings.Repeat(small, 9000) + tail,
		"tiny sets":    head + strings.Repeat(clock+small+`</sequenceSet></component><component><sequenceSet>`, 3500) + tail,
		"tiny series":  `<AnnotatedECG>` + strings.Repeat(lone, 3000) + `</AnnotatedECG>`,
		"no digits":    head + clock + strings.Repeat(`<component><sequence><code code="X"/></sequence></component>`, 15000) + tail,
		"notes":        set(strings.Repeat(note, 14000)),
		"leads of one": set(`<component><annotation><code code="B"/><support><supportingROI>` + strings.Repeat(spot, 7000) + `</supportingROI></support>` + strings.Repeat(value, 4000) + `</annotation></component>`),
		"values":       set(strings.Repeat(value, 11000)),
		"sets of none": `<AnnotatedECG>` + strings.Repeat(`<component><series><subjectOf><annotationSet><activityTime value="2020"/></annotationSet></subjectOf></series></component>`, 8000) + `</AnnotatedECG>`,
		"one huge":     head + clock + `<component><sequence><code code="MDC_ECG_LEAD_I"/><value><digits>` + strings.Repeat("1 ", 450000) + `</digits></value></sequence></component>` + tail,
		"decimals":     head + clock + `<component><sequence><code code="MDC_ECG_LEAD_I"/><value><digits>` + strings.Repeat(".1 ", 300000) + `</digits></value></sequence></component>` + tail,
		"references":   head + clock + `<component><sequence><code code="MDC_ECG_LEAD_I"/><value><digits>` + strings.Repeat("&#49; ", 150000) + `</digits></value></sequence></component>` + tail,
		"runs":         head + clock + `<component><sequence><code code="MDC_ECG_LEAD_I"/><value><digits>` + strings.Repeat("1 <!---->", 100000) + `</digits></value></sequence></component>` + tail,
		"far":          head + strings.Replace(clock, `"0"`, `"300000000"`, 1) + small + `</sequenceSet></component><component><sequenceSet>` + clock + small + tail,
		"slow":         head + strings.Replace(clock, `"2"`, `"1e30"`, 1) + small + tail,
		"comments":     strings.Repeat("<!-- -->", 100000) + `<AnnotatedECG/>`,
		"texts":        `<AnnotatedECG>` + strings.Repeat(`<text>a</text>`, 60000) + `</AnnotatedECG>`,
		"bad bytes":    `<AnnotatedECG>` + strings.Repeat("<text>\xff</text>", 50000) + `</AnnotatedECG>`,
		"codes": func() string {
			s := ""
			for i := range 12000 {
				s += fmt.Sprintf(`<component><annotation><code code="C%d"/><value value="1"/></annotation></component>`, i)
			}
			return set(s)
		}(),
		"attributes":  `<AnnotatedECG` + strings.Repeat(` a="b"`, 100000) + `/>`,
		"nul":         strings.Repeat("\x00", 1<<20),
		"digits open": head + clock + `<component><sequence><value><digits>` + strings.Repeat("1 ", 400000),
	}
}

// Small documents that ask for much get little.
func TestHostile(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("the race detector allocates too")
	}
	for name, doc := range hostile() {
		t.Run(name, func(t *testing.T) {
			data := []byte(doc)
			require.Less(t, len(data), 1100000)
			var rec ecg.Record
			runtime.GC() // twice empties the pool of decoders, so that all they need is counted
			runtime.GC()
			codectest.Bounded(t, len(data), func() { _ = Decode(&rec, data, nil) })
			attempt(t, &rec, data, name)
			attemptConfig(t, &rec, data, name)
			assert.LessOrEqual(t, len(rec.Warnings), maxWarnings+2)
		})
	}
}

func TestMaxSamples(t *testing.T) {
	data := encoded(t, fixture())
	var rec ecg.Record
	err := Decode(&rec, data, &formats.Options{MaxSamples: 1500})
	require.ErrorIs(t, err, formats.ErrTooLarge)
	var fe *formats.Error
	require.ErrorAs(t, err, &fe)
	assert.Equal(t, "series 1 / MDC_ECG_LEAD_II", fe.Section)
	assert.Positive(t, fe.Offset)
	require.NoError(t, Decode(&rec, data, &formats.Options{MaxSamples: 100000}))
}

func TestStrict(t *testing.T) {
	var rec ecg.Record
	data := encoded(t, fixture())
	require.NoError(t, Decode(&rec, data, nil))
	require.ErrorIs(t, Decode(&rec, data, &formats.Options{Strict: true}), formats.ErrCorrupt) // one sample is missing
}

// FuzzDecode: a record or a typed error, within the bound of memory, and a record that can be written reads back.
func FuzzDecode(f *testing.F) {
	for _, data := range corpus(f) {
		if len(data) < 32_000 {
			f.Add(data)
		}
	}
	for _, doc := range hostile() {
		if len(doc) < 4_000 {
			f.Add([]byte(doc))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		Sniff(data)
		var rec, again ecg.Record
		attemptConfig(t, &rec, data, "fuzz")
		if attempt(t, &rec, data, "fuzz") != nil {
			return
		}
		var b bytes.Buffer
		if err := Encode(&b, &rec); err != nil {
			require.NotEqual(t, "internal", formats.Reason(err))
			return
		}
		require.NoError(t, Decode(&again, b.Bytes(), nil))
	})
}
