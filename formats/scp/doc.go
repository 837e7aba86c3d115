// Package scp reads and writes SCP-ECG records (EN 1064, ISO 11073-91064, ANSI/AAMI EC71; protocol 1.0 to 2.x, and what
// 3.0 shares with them).
//
// # Reading
//
// All of sections 0 to 8, 10 and 11 is read: patient and device data in any declared or undeclared character set, default
// and custom Huffman tables, first and second differences, reference-beat subtraction and bimodal compression. Samples
// are exact: where a residual and a reference beat have different amplitude steps, or where bimodal compression asks
// for interpolation, the channel's scale is a common divisor, so that no rounding takes place.
//
// The reference beat (section 5) is a group of kind [ecg.GroupRepresentativeBeat]; sections 7 and 10 become measurements,
// beats and pacemaker spikes annotations, sections 8 and 11 statements.
//
// Devices break the rules in known ways (rubbish version bytes, missing terminators, pointers out of order, sample numbers
// from 0, clipped byte counts). What can be read is read, with a warning. The scrambled files of Healforce and "Prince 180D"
// recorders are refused as unsupported.
//
// # Writing
//
// [Encode] writes protocol 2.0 with sections 0, 1, 2, 3, 6 and, where the record has their content, 4, 5, 7, 8 and 10.
//
// # Limits
//
// Not read: section 9 and manufacturer sections (opaque), sections 12 to 18 of protocol 3.0, the tagged tail of section 7.
package scp
