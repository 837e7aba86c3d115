package detect

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/goecg/goecg/internal/testdata"
)

// The records of the MIT-BIH Arrhythmia Database are read here with a few lines of
// their own, because package detect stands below the format packages: two signals in
// format 212 at 360 Hz, 200 units a millivolt, zero at 1024.

const mitRate = 360

func mitLeads(t testing.TB, file string) [][]float64 {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	leads := [][]float64{make([]float64, 0, len(b)/3), make([]float64, 0, len(b)/3)}
	for ; len(b) >= 3; b = b[3:] {
		for k, v := range [...]uint16{uint16(b[0]) | uint16(b[1]&15)<<8, uint16(b[2]) | uint16(b[1]>>4)<<8} {
			signed := int(int16(v<<4) >> 4)
			leads[k] = append(leads[k], float64(signed-1024)*5) // uV
		}
	}
	return leads
}

// mitBeats returns the beat annotations outside ventricular flutter, and the flutter.
func mitBeats(t testing.TB, file string) (beats []int, flutter [][2]int) {
	b, err := os.ReadFile(file)
	require.NoError(t, err)
	at, from := 0, -1
	for len(b) >= 2 {
		w := binary.LittleEndian.Uint16(b)
		b = b[2:]
		code, value := w>>10, int(w&1023)
		switch {
		case w == 0:
			return beats, flutter
		case code == 59: // long interval
			at += int(int32(uint32(binary.LittleEndian.Uint16(b))<<16 | uint32(binary.LittleEndian.Uint16(b[2:]))))
			b = b[4:]
		case code == 63: // text
			b = b[value+value&1:]
		case code >= 60:
		default:
			at += value
			switch {
			case code == 32:
				from = at
			case code == 33:
				flutter = append(flutter, [2]int{from, at})
				from = -1
			case from < 0 && (code >= 1 && code <= 13 || code == 25 || code == 30 || code == 34 || code == 35 || code == 38 || code == 41):
				beats = append(beats, at)
			}
		}
	}
	return beats, flutter
}

// tally counts matches within 150 ms after the first five minutes. It pairs greedily
// in time, which for beats further apart than the window is what EC57 asks.
type tally struct{ hit, missed, extra int }

func (s *tally) score(ref, got []int, flutter [][2]int) {
	const window, start = 54, 300 * mitRate
	i, j := 0, 0
	for i < len(ref) || j < len(got) {
		switch {
		case i < len(ref) && ref[i] < start:
			i++
		case j < len(got) && got[j] < start && (i >= len(ref) || got[j] < ref[i]-window):
			j++
		case j >= len(got) || i < len(ref) && ref[i] < got[j]-window:
			s.missed++
			i++
		case i >= len(ref) || got[j] < ref[i]-window:
			inside := false
			for _, f := range flutter {
				inside = inside || got[j] >= f[0] && got[j] <= f[1]
			}
			if !inside {
				s.extra++
			}
			j++
		default:
			s.hit++
			i, j = i+1, j+1
		}
	}
}

func (s tally) f1() float64 { return 200 * float64(s.hit) / float64(2*s.hit+s.missed+s.extra) }

// TestMITBIH holds the detectors to what they reach on the development half of the
// database: the first lead for PanTompkins, both for MultiLead.
func TestMITBIH(t *testing.T) {
	dir := testdata.Dir(t, "mitdb")
	if testdata.RaceEnabled || testing.Short() {
		t.Skip("thirteen hours of ECG take too long here")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.atr"))
	require.NoError(t, err)
	var classic, single, multi tally
	p, err := NewPanTompkins(mitRate)
	require.NoError(t, err)
	m, err := NewMultiLead(mitRate)
	require.NoError(t, err)
	var got []int
	for _, f := range files {
		leads := mitLeads(t, strings.TrimSuffix(f, ".atr")+".dat")
		ref, flutter := mitBeats(t, f)
		got = p.Detect(got[:0], leads[0])
		checkOrder(t, got, len(leads[0]))
		classic.score(ref, got, flutter)
		got = m.Detect(got[:0], leads[0])
		checkOrder(t, got, len(leads[0]))
		single.score(ref, got, flutter)
		got = m.DetectLeads(got[:0], leads)
		checkOrder(t, got, len(leads[0]))
		multi.score(ref, got, flutter)
	}
	t.Logf("%d records: Pan-Tompkins %+v F1 %.3f, MultiLead on one lead %+v F1 %.3f, on two %+v F1 %.3f",
		len(files), classic, classic.f1(), single, single.f1(), multi, multi.f1())
	assert.GreaterOrEqual(t, classic.f1(), 99.5)
	assert.GreaterOrEqual(t, single.f1(), 99.88)
	assert.GreaterOrEqual(t, multi.f1(), 99.91)
}

func BenchmarkPanTompkinsMITBIH(b *testing.B) {
	x := mitLeads(b, filepath.Join(testdata.Dir(b, "mitdb"), "119.dat"))[0]
	p, _ := NewPanTompkins(mitRate)
	got := p.Detect(nil, x)
	for b.Loop() {
		got = p.Detect(got[:0], x)
	}
	b.ReportMetric(float64(len(x))*float64(b.N)/b.Elapsed().Seconds()/1e6, "Msamples/s")
}

// ludbLeads reads the twelve leads of a LUDB record (format 16), with the zero of each
// lead left in: no detector minds it.
func ludbLeads(t testing.TB, record string) [][]float64 {
	b, err := os.ReadFile(record + ".dat")
	require.NoError(t, err)
	leads := make([][]float64, 12)
	for k := 0; len(b) >= 2; k, b = k+1, b[2:] {
		leads[k%12] = append(leads[k%12], float64(int16(binary.LittleEndian.Uint16(b))))
	}
	return leads
}
