// Package dicom reads and writes ECGs in DICOM waveform objects: 12-lead, General, Ambulatory and General 32-bit ECG, and
// ECG leads in any other waveform class, such as the haemodynamic one that some carts use. What counts is the content of
// the Waveform Sequence (5400,0100), not the class.
//
// # Reading
//
// The data set is walked once, bounds-checked, and only the tags that matter are parsed. Explicit and implicit little
// endian, explicit big endian (16-bit words of the samples swapped as the standard asks) and deflated data sets are read,
// with or without the preamble, with defined and undefined lengths. Every multiplex group is read: the rhythm becomes
// Record.Channels, everything else Record.Groups. Groups of different leads at one rate, recorded one after another or
// together and tied by their time offsets, become one rhythm with Channel.Start set.
//
// Samples of 8, 16, 32 and 64 bits in every interpretation of the standard are read; 64-bit values must fit 32 bits. The
// physical value is sample × sensitivity × correction factor + baseline, the baseline being in units.
//
// # Policies
//
// A padding value that stands for zero is ignored: writers set it to 0 without meaning it, and blanking real zeros would
// tear holes into isoelectric lines. Any other padding value becomes [ecg.Missing].
//
// Text is decoded by its declared character set. Text that is valid UTF-8 beyond ASCII is taken as UTF-8. Where no set or only ASCII is declared, or
// the text does not fit it, Options.Charset (GB18030 by default) is used. Under a declared Latin set, text whose bytes
// above ASCII are nothing but pairs of GB 2312 ideographs apart from any Latin letter is taken as GBK, because Chinese
// systems often declare ISO_IR 100; the record has a warning then. Of a name's component groups the ideographic is
// preferred and the alphabetic is kept in Name.Latin.
//
// A file cut short gives its whole samples with a warning "truncated", or an error when there are none.
//
// Sources: DICOM PS3.3 (C.10.8 to C.10.10, A.34), PS3.5 (6.1, 6.2, 7.1 to 7.5, A.1 to A.5), PS3.6, PS3.10 (7.1), PS3.16
// (CID 3001, 3227 to 3229, 3335, 3687 to 3689); ITU-T G.711 for companded samples.
package dicom
