// Package ecg holds the neutral types that every other package of goecg speaks: a Record of Channels as a
// file carries them, leads and their names in every coding scheme, patients, devices, annotations, measurements and
// statements, and the exact integer algebra between limb leads.
//
// Samples stay raw: a Channel keeps the file's integers with a scale and an offset, so that decoding, deriving and
// writing lose nothing. Whatever computes works on float64 in microvolts ([Channel.Microvolts]), milliseconds, hertz
// and 0-based sample indexes; a missing sample is [Missing] when raw and NaN when physical.
//
// The package depends on the standard library only. It reads no files (see formats) and judges nothing (see measure,
// classify).
//
// # Policies
//
// A time without a zone stays without one: [Timestamp] remembers whether the file gave a zone and never invents one.
//
// A file of eight independent leads (I, II, V1-V6) is complete: III, aVR, aVL and aVF follow from I and II by
// [Record.DeriveLimbLeads], and derived channels are marked so.
package ecg
