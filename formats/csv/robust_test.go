package csv

import (
	"bytes"
	"strings"
	"testing"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/ecg/ecgtest"
	"github.com/goecg/goecg/formats"
	"github.com/goecg/goecg/internal/codectest"
	"github.com/goecg/goecg/internal/testdata"
)

// hold decodes hostile input: a record or a typed error, within the bounds.
func hold(t testing.TB, data []byte) {
	var err error
	codectest.Bounded(t, len(data), func() { err = Decode(new(ecg.Record), data, nil) })
	if err != nil {
		codectest.Refused[*formats.Error](t, err, formats.Reason)
	}
}

func TestHostile(t *testing.T) {
	if testdata.RaceEnabled {
		t.Skip("too slow under the race detector")
	}
	rec, _ := ecgtest.MustGenerate(ecgtest.Spec{Duration: 0.05})
	rec.Patient.Name.Full = "王"
	data := []byte(encoded(t, rec))
	for part := range codectest.Cuts(data, len(data)) {
		hold(t, part)
	}
	damage := codectest.Damage{
		Seed: 3, Copies: 5000, Places: 6, Edits: []codectest.Edit{codectest.Overwrite(strings.Split("#,;\t\n\r\"'.-e09:IVm\x00\xff", "")...)},
	}
	for bad := range damage.Of(data) {
		hold(t, bad)
	}
	const size = 4 << 20
	for _, s := range []string{
		"#\n", "#a\n", "# a: b\n", ",", "I,", "\n", "1\n", "# rate_hz: 5\nI,II\n" + strings.Repeat(",\n", size/2), "\"", "# comment: x\n",
		"# rate_hz: 500\n# scale: " + strings.Repeat("1,", size/2) + "\n" + strings.Repeat("I,", size/2) + "\n1",
		"# statement: x\n", "# coded_statement: a|b|" + strings.Repeat("c ", size/2) + "|\nI,II\n1,2\n", "# measurement: a 1\n",
	} {
		hold(t, []byte(strings.Repeat(s, max(1, size/len(s)))+"\nI,II\n1,2\n"))
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("# rate_hz: 500\n# scale: 2.5,1\ntime_ms,I,II\n0,2.5,\n2,-5,1e3\n"))
	f.Add([]byte("time_s;I (mV);II (mV)\r\n0;0,5;1\r\n0,004;-0,25;2e-1\r\n"))
	f.Add([]byte("'Elapsed time','MLII','V5'\n'hh:mm:ss.mmm','mV','mV'\n'0:00.000',-0.145,-0.065\n'0:00.003',-0.145,-0.065\n"))
	f.Add([]byte("# rate_hz: 250\n# rates_hz: 250,62.5\ntime_ms,I,RESP (ohm)\n0,1,9\n4,2,\n8,3,\n12,4,\n16,5,8\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		Sniff(data)
		rec := new(ecg.Record)
		if Decode(rec, data, nil) != nil {
			return
		}
		var b bytes.Buffer
		if err := Encode(&b, rec); err != nil {
			return // a scale may be out of range
		}
		again := new(ecg.Record)
		if err := Decode(again, b.Bytes(), nil); err != nil {
			t.Fatalf("%v\n%s", err, b.Bytes())
		}
		for i := range rec.Channels {
			x, y := &rec.Channels[i], &again.Channels[i]
			if len(x.Raw) != len(y.Raw) || x.Rate != y.Rate {
				t.Fatalf("%d samples at %g Hz became %d at %g", len(x.Raw), x.Rate, len(y.Raw), y.Rate)
			}
		}
	})
}
