package render

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Advance widths in thousandths of an em of the characters from ' ' to '~': the wider of Helvetica (its published metrics)
// and the Go font.
var asciiWidths = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 584, 584, 316, 584, 316, 278,
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 306, 306, 584, 584, 584, 556,
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 399, 500, 667, 556, 833, 722, 778,
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
	333, 556, 556, 500, 556, 556, 278, 556, 556, 247, 253, 500, 268, 833, 556, 556,
	556, 556, 333, 500, 283, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
}

const (
	otherWidth = 620  // of letters beyond ASCII: wider than nearly all of them
	wideWidth  = 1000 // of Chinese, Japanese and Korean characters
	firstWide  = 0x2E80
	boldWider  = 1.08 // what bold adds
)

// TextWidth estimates how wide a text is, in mm, at so many mm an em.
func TextWidth(s string, size float64, bold bool) float64 {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	w := float64(n) / 1000 * size
	if bold {
		w *= boldWider
	}
	return w
}

func runeWidth(r rune) int {
	switch {
	case r >= ' ' && int(r-' ') < len(asciiWidths):
		return int(asciiWidths[r-' '])
	case unicode.Is(unicode.Mn, r):
		return 0
	case r >= firstWide:
		return wideWidth
	}
	return otherWidth
}

// printable leaves out what has no shape of its own or reorders the text around it: control and format characters, invalid bytes. Line
// ends and tabs become blanks.
func printable(s string) string {
	ok := true
	for _, r := range s {
		ok = ok && shown(r)
	}
	if ok {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return ' '
		case !shown(r):
			return -1
		}
		return r
	}, s)
}

func shown(r rune) bool {
	return r != utf8.RuneError && !unicode.Is(unicode.C, r) && r != '\u2028' && r != '\u2029' && r&0xfffe != 0xfffe
}

// ellipsis ends a text that was cut.
const ellipsis = "…"

// fit cuts a text to a width in mm.
func fit(s string, size float64, bold bool, width float64) string {
	if TextWidth(s, size, bold) <= width {
		return s
	}
	room := width - TextWidth(ellipsis, size, bold)
	used := 0.0
	for i, r := range s {
		if used += TextWidth(string(r), size, bold); used > room {
			return strings.TrimRight(s[:i], " ") + ellipsis
		}
	}
	return s
}

// wrap breaks a text into lines of a width in mm, at blanks or before Chinese characters where it can.
func wrap(s string, size float64, bold bool, width float64) []string {
	var lines []string
	for s != "" && TextWidth(s, size, bold) > width {
		used, cut, soft := 0.0, 0, 0
		for i, r := range s {
			if used += TextWidth(string(r), size, bold); used > width {
				break
			}
			if r == ' ' {
				soft = i
			} else if r >= firstWide && i > 0 && !closes(r) {
				soft = i
			}
			cut = i + utf8.RuneLen(r)
		}
		if soft > 0 {
			cut = soft
		}
		if cut == 0 { // not even one character fits
			_, cut = utf8.DecodeRuneInString(s)
		}
		lines = append(lines, strings.TrimRight(s[:cut], " "))
		s = strings.TrimLeft(s[cut:], " ")
	}
	if s != "" {
		lines = append(lines, s)
	}
	return lines
}

// closes reports whether a Chinese character must not begin a line.
func closes(r rune) bool { return strings.ContainsRune("，。、；：？！）】》”」", r) }
