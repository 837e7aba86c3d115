// Package png paints the pages of package render as PNG pictures, in true size: the file states its dots per inch.
//
// Lines are painted by their distance from each pixel, so that thousands of short pieces of a trace join without thickening;
// letters and areas by golang.org/x/image/vector; the lines of the paper are laid on whole pixels. The same drawing, fonts and
// resolution give the same bytes.
package png
