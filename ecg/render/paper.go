package render

import "image/color"

// Widths of lines, mm.
const (
	fineLine  = 0.1
	boldLine  = 0.2
	traceLine = 0.28
	markLine  = 0.2
)

// paperColors gives the colors of the fine and of the bold lines.
func paperColors(paper string) (fine, bold color.NRGBA) {
	switch paper {
	case PaperGrey:
		return color.NRGBA{222, 222, 222, 255}, color.NRGBA{178, 178, 178, 255}
	case PaperNone:
		return color.NRGBA{}, color.NRGBA{}
	}
	return color.NRGBA{250, 212, 208, 255}, color.NRGBA{238, 160, 152, 255}
}
