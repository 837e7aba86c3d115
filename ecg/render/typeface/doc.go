// Package typeface gives the writers of pictures their letters: the Go fonts, which are part of the program, for Latin, Greek and
// Cyrillic, and for Chinese a font of the computer or a file that the caller names. It turns text into outlines, so that PNG and
// PDF show the same.
//
// What no font has is never drawn as an empty box: the text is replaced by its other wording (render.Shape.Alt, English), and
// where there is none the character is spelled by its number, "[U+5F20]". [Set.Missing] says what was replaced.
//
// Fonts are TrueType and OpenType files and collections (.ttf .otf .ttc), read by golang.org/x/image/font/sfnt. No shaping is
// done: scripts whose letters join or run from right to left are not for this package.
package typeface
