package png

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	stdpng "image/png"
	"io"
	"math"

	"github.com/goecg/goecg/ecg/render"
	"github.com/goecg/goecg/ecg/render/typeface"
)

// DefaultDPI is the resolution of usual printing.
const DefaultDPI = 300

// Bounds of a picture.
const (
	minDPI, maxDPI = 20, 2400
	maxPixels      = 200_000_000
)

const mmPerInch = 25.4

// ErrOptions is wrapped by errors about a resolution or a size that cannot be painted.
var ErrOptions = errors.New("png: invalid option")

// Options of an Encoder. The zero value is 300 dpi with the fonts of this program and of the computer.
type Options struct {
	DPI float64 // dots per inch; 0: DefaultDPI
	// Fonts serve the text; nil loads those of the program and, when needed, a Chinese one of the computer.
	Fonts *typeface.Set
}

// Encoder paints and writes pictures and keeps its memory. It is for one goroutine at a time.
type Encoder struct {
	dpi    float64
	fonts  *typeface.Set
	canvas canvas
	buf    bytes.Buffer
	png    stdpng.Encoder
}

// NewEncoder returns an Encoder. The error wraps ErrOptions or is one of reading fonts.
func NewEncoder(o Options) (*Encoder, error) {
	if o.DPI == 0 {
		o.DPI = DefaultDPI
	}
	if !(o.DPI >= minDPI && o.DPI <= maxDPI) {
		return nil, fmt.Errorf("%w: %g dpi: use %d to %d", ErrOptions, o.DPI, minDPI, maxDPI)
	}
	if o.Fonts == nil {
		var err error
		if o.Fonts, err = typeface.Load(""); err != nil {
			return nil, err
		}
	}
	return &Encoder{dpi: o.DPI, fonts: o.Fonts, png: stdpng.Encoder{CompressionLevel: stdpng.BestSpeed}}, nil
}

// Fonts returns the fonts in use, which know what characters were missing.
func (e *Encoder) Fonts() *typeface.Set { return e.fonts }

// Encode paints d and writes it.
func (e *Encoder) Encode(w io.Writer, d *render.Drawing) error {
	img, err := e.Paint(d)
	if err != nil {
		return err
	}
	e.buf.Reset()
	if err := e.png.Encode(&e.buf, img); err != nil {
		return err
	}
	return e.write(w)
}

// Paint paints d. The image is the Encoder's own and is painted over by the next call.
func (e *Encoder) Paint(d *render.Drawing) (*image.RGBA, error) {
	perMM := e.dpi / mmPerInch
	wide, high := math.Ceil(d.Width*perMM-1e-6), math.Ceil(d.Height*perMM-1e-6)
	if !(wide >= 1 && high >= 1 && wide*high <= maxPixels) {
		return nil, fmt.Errorf("%w: %g mm x %g mm at %g dpi", ErrOptions, d.Width, d.Height, e.dpi)
	}
	e.canvas.reset(int(wide), int(high), perMM, e.fonts)
	for i := range d.Shapes {
		e.canvas.paint(&d.Shapes[i])
	}
	return e.canvas.img, nil
}

// Parts of a PNG file (PNG specification, sections 5 and 11.3.4.3).
const (
	headerEnd  = 8 + 25 // signature and IHDR
	physLength = 9
	inMetre    = 1
)

// write writes the picture with a chunk that states its resolution behind the header.
func (e *Encoder) write(w io.Writer) error {
	perMetre := uint32(math.Round(e.dpi / mmPerInch * 1000))
	chunk := binary.BigEndian.AppendUint32(nil, physLength)
	chunk = append(chunk, "pHYs"...)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, inMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(chunk[4:]))
	all := e.buf.Bytes()
	for _, part := range [][]byte{all[:headerEnd], chunk, all[headerEnd:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}
