package filter

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The coefficients below are those of scipy.signal.butter(..., output="sos") and
// iirnotch, SciPy 1.10.1, printed to round-trip; tolerance 1e-12 relative.
var designs = []struct {
	name string
	make func() (SOS, error)
	want SOS
}{
	{"LP 40 N2 fs250", func() (SOS, error) { return LowPass(2, 40, 250) }, SOS{
		{0.14532388387704237, 0.29064776775408474, 0.14532388387704237, -0.6710290907740966, 0.25232462628226593}}},
	{"LP 40 N4 fs360", func() (SOS, error) { return LowPass(4, 40, 360) }, SOS{
		{0.006890401067214042, 0.013780802134428083, 0.006890401067214042, -0.9612453444136211, 0.2548166794342574},
		{1, 2, 1, -1.2296214708465132, 0.605156831162516}}},
	{"LP 150 N4 fs360", func() (SOS, error) { return LowPass(4, 150, 360) }, SOS{
		{0.49981499756987924, 0.9996299951397585, 0.49981499756987924, 1.1847620863375576, 0.36804541894530307},
		{1, 2, 1, 1.4538656575536901, 0.6787794575083504}}},
	{"LP 100 N4 fs500", func() (SOS, error) { return LowPass(4, 100, 500) }, SOS{
		{0.046582906636443676, 0.09316581327288735, 0.046582906636443676, -0.32897567737095285, 0.06458765491644297},
		{1, 2, 1, -0.4531195206523847, 0.4663255707632367}}},
	{"HP 0.05 N1 fs250", func() (SOS, error) { return HighPass(1, 0.05, 250) }, SOS{
		{0.999372075922984, -0.999372075922984, 0, -0.998744151845968, 0}}},
	{"HP 0.05 N2 fs1000", func() (SOS, error) { return HighPass(2, 0.05, 1000) }, SOS{
		{0.9997778805252756, -1.9995557610505512, 0.9997778805252756, -1.99955571171349, 0.9995558103876132}}},
	{"HP 0.67 N2 fs500", func() (SOS, error) { return HighPass(2, 0.67, 500) }, SOS{
		{0.9940642234526351, -1.9881284469052702, 0.9940642234526351, -1.988093213151696, 0.9881636806588452}}},
	{"BP 5-15 N2 fs360", func() (SOS, error) { return BandPass(2, 5, 15, 360) }, SOS{
		{0.006765413257112539, 0.013530826514225078, 0.006765413257112539, -1.7919338331533654, 0.8412220576077553},
		{1, -2, 1, -1.9193726170801984, 0.9287446452057326}}},
	{"BP 0.5-40 N3 fs250", func() (SOS, error) { return BandPass(3, 0.5, 40, 250) }, SOS{
		{0.05616238477425667, 0.11232476954851334, 0.05616238477425667, -0.763667207253357, 0.4147966832658796},
		{1, 0, -1, -1.2884210053998302, 0.29735293003841085},
		{1, -2, 1, -1.9875003645929594, 0.9876590534942287}}},
	{"BP 5-15 N4 fs1000", func() (SOS, error) { return BandPass(4, 5, 15, 1000) }, SOS{
		{8.984861463970637e-07, 1.7969722927941275e-06, 8.984861463970637e-07, -1.9252272379740187, 0.9299877855489864},
		{1, 2, 1, -1.9556279762252364, 0.9573671290300255},
		{1, -2, 1, -1.9568932600013091, 0.9651188543234346},
		{1, -2, 1, -1.986475636950241, 0.9875155697750923}}},
	{"BP 0.5-40 N4 fs1000", func() (SOS, error) { return BandPass(4, 0.5, 40, 1000) }, SOS{
		{0.00017485663937861115, 0.0003497132787572223, 0.00017485663937861115, -1.5845969353446172, 0.6337956705651171},
		{1, 2, 1, -1.773002982075961, 0.8301040661882952},
		{1, -2, 1, -1.9940989582188349, 0.9941092315690118},
		{1, -2, 1, -1.997631172353298, 0.9976410995900598}}},
	{"notch 50 Q30 fs250", func() (SOS, error) { return Notch(50, 30, 250) }, SOS{
		{0.9794827609814495, -0.6053536376811253, 0.9794827609814495, -0.6053536376811253, 0.958965521962899}}},
	{"notch 60 Q30 fs1000", func() (SOS, error) { return Notch(60, 30, 1000) }, SOS{
		{0.9937559649536571, -1.847941857850199, 0.9937559649536571, -1.847941857850199, 0.9875119299073142}}},
}

func TestDesignsAgainstSciPy(t *testing.T) {
	for _, d := range designs {
		got, err := d.make()
		require.NoError(t, err, d.name)
		require.Len(t, got, len(d.want), d.name)
		for i, w := range d.want {
			g := got[i]
			for k, p := range [][2]float64{{w.B0, g.B0}, {w.B1, g.B1}, {w.B2, g.B2}, {w.A1, g.A1}, {w.A2, g.A2}} {
				assert.InDelta(t, p[0], p[1], 2e-12*math.Max(math.Abs(p[0]), 1e-3*math.Abs(w.B0)), "%s section %d coefficient %d", d.name, i, k)
			}
		}
		assert.True(t, got.Stable(), d.name)
	}
}

// TestClosedForms checks the magnitude of every design against the closed forms of
// the pre-warped bilinear transform, for orders and rates without a table.
func TestClosedForms(t *testing.T) {
	for _, rate := range []float64{100, 250, 257, 360, 500, 977, 1000} {
		tan := func(f float64) float64 { return math.Tan(math.Pi * f / rate) }
		for order := 1; order <= 9; order++ {
			lp, err := LowPass(order, 35, rate)
			require.NoError(t, err)
			hp, err := HighPass(order, 0.67, rate)
			require.NoError(t, err)
			bp, err := BandPass(order, 5, 15, rate)
			require.NoError(t, err)
			require.True(t, lp.Stable() && hp.Stable() && bp.Stable())
			for _, f := range []float64{0.3, 0.67, 2, 5, 8, 15, 35, 45} {
				u := (tan(f)*tan(f) - tan(5)*tan(15)) / (tan(f) * (tan(15) - tan(5)))
				n := float64(2 * order)
				for _, c := range []struct {
					what string
					sos  SOS
					want float64
				}{
					{"low-pass", lp, 1 / (1 + math.Pow(tan(f)/tan(35), n))},
					{"high-pass", hp, 1 / (1 + math.Pow(tan(0.67)/tan(f), n))},
					{"band-pass", bp, 1 / (1 + math.Pow(u, n))},
				} {
					g := c.sos.Gain(f, rate)
					assert.InDelta(t, c.want, g*g, 1e-8, "%s order %d at %g Hz, rate %g", c.what, order, f, rate)
				}
			}
		}
	}
}

// TestGroupDelay checks delays in milliseconds computed with SciPy.
func TestGroupDelay(t *testing.T) {
	lp, _ := LowPass(4, 40, 250)
	hp, _ := HighPass(2, 0.67, 500)
	bp, _ := BandPass(2, 5, 15, 1000)
	assert.InDelta(t, 9.88198, lp.GroupDelay(10, 250)*1000/250, 1e-4)
	assert.InDelta(t, 181.85655, hp.GroupDelay(1, 500)*1000/500, 1e-3)
	assert.InDelta(t, 41.68205, bp.GroupDelay(10, 1000), 1e-4)
}

func TestDesignErrors(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for i, c := range []struct {
		err  error
		want error
	}{
		{second(LowPass(2, 0, 500)), ErrCorner},
		{second(LowPass(2, 250, 500)), ErrCorner},
		{second(LowPass(2, nan, 500)), ErrCorner},
		{second(HighPass(2, -1, 500)), ErrCorner},
		{second(HighPass(2, 1e-320, 500)), ErrCorner},
		{second(LowPass(2, 40, 0)), ErrRate},
		{second(LowPass(2, 40, nan)), ErrRate},
		{second(LowPass(2, 40, inf)), ErrRate},
		{second(LowPass(0, 40, 500)), ErrOrder},
		{second(LowPass(MaxOrder+1, 40, 500)), ErrOrder},
		{second(BandPass(2, 15, 5, 500)), ErrBand},
		{second(BandPass(2, 5, 5, 500)), ErrBand},
		{second(BandPass(2, 5, 300, 500)), ErrCorner},
		{second(Notch(50, 0, 500)), ErrQuality},
		{second(Notch(50, nan, 500)), ErrQuality},
		{second(Notch(50, 30, 90)), ErrCorner},
	} {
		require.Error(t, c.err, i)
		assert.ErrorIs(t, c.err, c.want, i)
		var de *DesignError
		assert.True(t, errors.As(c.err, &de), i)
	}
}

func second(_ SOS, err error) error { return err }

func ExampleBandPass() {
	sos, err := BandPass(2, 5, 15, 360)
	fmt.Println(len(sos), err)
	fmt.Printf("%.3f %.3f %.3f\n", sos.Gain(1, 360), sos.Gain(5, 360), sos.Gain(9, 360))
	// Output:
	// 2 <nil>
	// 0.018 0.707 1.000
}
