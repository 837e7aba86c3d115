package render

import "image/color"

// Point is a place on the page in mm, from its upper left corner.
type Point struct{ X, Y float64 }

// Kind says what a [Shape] is.
type Kind byte

// Kinds of shape.
const (
	Segments Kind = iota // straight lines, each between two successive Points
	Polyline             // one line through all Points
	Area                 // the polygon of Points, filled
	Label                // Text at Points[0], the left, middle or right end of its baseline
)

// Layer names the part of the page that a shape belongs to. Shapes are painted in the order of the list, whatever their layer.
type Layer string

// The layers.
const (
	LayerPaper Layer = "paper" // the grid
	LayerShade Layer = "shade" // shaded stretches
	LayerTrace Layer = "trace" // the ECG, calibration pulses
	LayerMarks Layer = "marks" // beats, fiducials, spikes
	LayerText  Layer = "text"  // header, lead names, footer
)

// Anchor says which point of a text its position is.
type Anchor byte

// Anchors.
const (
	AnchorStart Anchor = iota
	AnchorMiddle
	AnchorEnd
)

// Shape is one thing to paint. Lines have round ends and joints.
type Shape struct {
	Kind   Kind
	Layer  Layer
	Points []Point
	Color  color.NRGBA
	Width  float64 // of lines, mm

	Text   string
	Alt    string  // what to write where no font has the characters of Text; "": nothing better is known
	Size   float64 // of text, mm an em
	Anchor Anchor
	Bold   bool
	// MaxWidth is the room for the text, mm; a writer makes wider text narrower. 0: no limit.
	MaxWidth float64
}

// Drawing is a page: shapes in mm, painted in order on white.
type Drawing struct {
	Width, Height float64 // mm
	Title         string  // for people who cannot see the picture; no patient data
	Shapes        []Shape
}

// Colors of the page.
var (
	ColorInk  = color.NRGBA{0, 0, 0, 255}
	ColorDim  = color.NRGBA{90, 90, 90, 255}
	ColorRed  = color.NRGBA{200, 0, 0, 255}
	ColorBlue = color.NRGBA{0, 70, 190, 255}
	// The third color of marks is green and darker than the others, to be told apart without seeing red from green.
	ColorGreen = color.NRGBA{0, 105, 60, 255}

	colorPurple = color.NRGBA{120, 0, 150, 255}
	colorShade  = color.NRGBA{255, 190, 60, 70}
)

// Line adds a line through the points.
func (d *Drawing) Line(layer Layer, c color.NRGBA, width float64, points ...Point) {
	d.Shapes = append(d.Shapes, Shape{Kind: Polyline, Layer: layer, Points: points, Color: c, Width: width})
}

// Pairs adds straight lines, each between two successive points.
func (d *Drawing) Pairs(layer Layer, c color.NRGBA, width float64, points []Point) {
	if len(points) > 1 {
		d.Shapes = append(d.Shapes, Shape{Kind: Segments, Layer: layer, Points: points, Color: c, Width: width})
	}
}

// Fill adds a filled polygon.
func (d *Drawing) Fill(layer Layer, c color.NRGBA, points ...Point) {
	d.Shapes = append(d.Shapes, Shape{Kind: Area, Layer: layer, Points: points, Color: c})
}

// Rect adds a filled rectangle.
func (d *Drawing) Rect(layer Layer, c color.NRGBA, x, y, w, h float64) {
	d.Fill(layer, c, Point{x, y}, Point{x + w, y}, Point{x + w, y + h}, Point{x, y + h})
}

// Write adds a text and returns it, to be changed further; the pointer is good until the next shape is added. Control
// characters are left out.
func (d *Drawing) Write(layer Layer, c color.NRGBA, size float64, at Point, text string) *Shape {
	d.Shapes = append(d.Shapes, Shape{Kind: Label, Layer: layer, Points: []Point{at}, Color: c, Size: size, Text: printable(text)})
	return &d.Shapes[len(d.Shapes)-1]
}
