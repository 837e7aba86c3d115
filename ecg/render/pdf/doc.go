// Package pdf writes the pages of package render as one PDF 1.4 document in true size, all lines and letters as vectors.
//
// Letters are Type 3 fonts made of the outlines that package typeface gives, so that a document shows the same everywhere and
// holds no font program; each code has its character beside it (ToUnicode), so that text can be searched and copied. There is no
// date and no identifier in the file: the same drawings and fonts give the same bytes.
package pdf
