// Package wfdb reads and writes records and annotation files in the formats of the WFDB library, in which PhysioNet
// publishes its databases: a text header (RECORD.hea), the signal files it names, and annotation files (RECORD.atr).
//
// [Open] reads a record from a file system, [Decode] a header alone (which gives no samples), [ReadAnnotations] an
// annotation file, [NewReader] and [OpenDir] a long record in blocks; [WriteRecord] and [WriteAnnotations] write them.
// [LoadAnnotations] and [AnnotationsOf] carry marks between annotation files and an ecg.Record. The package registers
// itself as "wfdb".
//
// # Scope
//
// Signal formats 8, 16, 24, 32, 61, 80, 160, 212, 310 and 311, with byte offset (MATLAB files of wfdb2mat), several
// samples a frame and skew; records of several segments with fixed or variable layout; annotation files in the MIT and
// AHA forms. FLAC (508, 516, 524) is read when package formats/wfdb/flac is imported, and otherwise refused with an error
// wrapping formats.ErrUnsupported.
//
// Each signal keeps its own rate: frames a second times samples a frame. The stored minimum that marks an invalid sample
// becomes ecg.Missing. A skewed signal is shifted into place and its tail is missing. Voltages become µV, other units keep
// their spelling. A gain of 0 or none means 200 adu/mV by the format's rule and gives the warning "uncalibrated".
//
// A checksum or initial value that does not match is the warning "checksum" (0 stands for not given), a signal file that
// is shorter than the header says is "truncated", one that is absent drops its signals with "missing_file".
// File names in a header may not leave the header's folder.
//
// # Demographics
//
// WFDB has no fields for the patient. The comment forms of the MIT-BIH, LUDB, PTB and Challenge databases are read into
// ecg.Record.Patient (age, sex, drugs, history) and Statements (Dx codes of SNOMED CT; LUDB's list of diagnoses); what a
// comment says beyond that stays in Comments.
//
// Source: the WFDB Applications Guide and Programmer's Guide (header(5), signal(5), annot(5)), checked against
// records of the databases named above.
package wfdb
