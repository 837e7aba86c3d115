// Package vendor recognises ECG files that goecg does not read, so that they are refused by name: a GE MUSE export gives
// "muse-xml: not supported: GE MUSE XML" instead of "format not recognised".
//
// # Scope
//
// XML by root element (GE MUSE and CardioSoft, Philips, Schiller, Mortara, Zoncare), Holter and monitor recordings by magic
// (EDF, BDF, GDF, ISHNE, MFER), device files by their first fields (Contec, Mindray, Nihon Kohden), and what is sent in
// place of an ECG (PDF, HL7 version 2 messages). Every recogniser looks at the head of the input only and is less sure than
// any codec, so a file that a codec claims stays with it.
//
// # Limits
//
// Formats without a mark cannot be told from other bytes and stay unknown: Edan and Creative .dat, Norav .rdt. Nothing of the
// files is read. The marks are taken from the formats' published descriptions, EDF (Kemp 1992) and EDF+ (Kemp 2003), ISHNE
// (Badilini 1998), ISO 22077-1 for MFER, HL7 2.5 section 2.14, and for the rest from the files that devices write.
package vendor
