// Package render lays out ECG pages as a cardiologist expects them: paper with 1 mm and 5 mm lines, 25 mm/s and 10 mm/mV, three
// rows of four leads with a rhythm strip, a calibration pulse, lead names, and above it who the patient is, what was
// measured and what was found.
//
// A [Source] holds the leads and, where there are any, the measurements, findings, beats and marks to show; [New] plans a [Document]
// for it by [Options], and [Document.Page] gives each page as a [Drawing]: lines, areas and text in millimetres. [WriteSVG]
// writes a Drawing as SVG, by hand and with the standard library only; the packages below this one paint the same Drawing
// as PNG and as PDF.
//
// # Conventions
//
// Speed and gain, the standard 12 leads in four columns, the calibration pulse of 1 mV and the band of 1 mm and 5 mm lines
// follow the AHA/ACC/HRS recommendations for the standardization of the electrocardiogram, part I (Kligfield et al., J
// Am Coll Cardiol 2007;49:1109) and IEC 60601-2-25. The columns of a page follow each other in time, one recording cut
// through, unless the window is so short that all leads are shown from its start.
//
// A trace is drawn around its median over the page, for the offset of an AC-coupled recorder means nothing. Missing samples leave a
// gap. Every page says that it is unconfirmed. A trace is limited to the paper and to the neighbourhood of its row; where
// it is cut, a small triangle says so.
//
// # Limits
//
// The width of text is estimated from the metrics of Helvetica; a writer that knows its font shrinks what would be too wide.
// Right-to-left scripts are left to the program that shows the SVG.
package render
