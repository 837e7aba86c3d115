// Package formats is the registry of ECG file formats: it recognises a file by its content, decodes it into an
// [ecg.Record] and says exactly what is wrong when it cannot.
//
// Codecs are packages below this one. Each registers itself when imported and can be used alone; package formats/all
// imports every one of them:
//
//	import _ "github.com/goecg/goecg/formats/all"
//
//	rec, err := formats.Decode(data, nil)
//
// # Formats
//
//	name   read  write  anonymise  what it is
//	aecg   yes   yes    yes        HL7 annotated ECG, FDA XML
//	csv    yes   yes    yes        table of samples as text
//	dicom  yes   yes    yes        DICOM waveform objects: 12-lead, general, ambulatory and general 32-bit ECG
//	json   yes   yes    yes        whole record as JSON, the project's own form
//	scp    yes   yes    yes        SCP-ECG, EN 1064, protocol 1.0 to 2.x
//	wfdb   yes   files  files      WFDB records of PhysioNet; several files: Open, wfdb.WriteRecord, wfdb.Anonymize
//
// How samples are stored:
//
//	aecg   read: digits in text, with origin and scale                        written: the same
//	csv    read: decimal numbers, exactly                                     written: the same
//	dicom  read: 8 to 64 bits, signed or not, µ-law and A-law; implicit and   written: 16 or 32 bits, explicit little endian
//	       explicit little endian, big endian, deflated
//	json   read: integers with scale and offset                               written: the same
//	scp    read: Huffman coded by the default or own tables, plain 16 bits;   written: default table with differences of order
//	       differences of order 1 and 2, reference beats, bimodal             0 to 2, or plain 16 bits
//	wfdb   read: 8, 16, 24, 32, 61, 80, 160, 212, 310, 311; 508, 516 and      written: 212, 16, 24, 32
//	       524 (FLAC) with formats/wfdb/flac
//
// Character sets. Text that is not in its declared set, or has none declared, is taken as UTF-8 where it is valid, else as
// [Options.Charset], GB 18030 by default:
//
//	aecg   read: UTF-8, UTF-16, any declared that keeps ASCII                 written: UTF-8
//	csv    read: UTF-8, Options.Charset                                       written: UTF-8
//	dicom  read: ISO 2022 and ISO_IR sets (Latin 1 to 5, Cyrillic, Arabic,    written: ASCII, else UTF-8
//	       Greek, Hebrew, Thai, Japanese, Korean, GB 2312), GB 18030, UTF-8
//	json   read: UTF-8                                                        written: UTF-8
//	scp    read: ASCII, ISO 8859-1, 2, 4 to 8, 11, 15, UTF-16, GB 18030,      written: ASCII, ISO 8859-1 or GB 2312, the first
//	       EUC-JP, EUC-KR; UTF-8 undeclared                                   that fits, else UTF-8
//	wfdb   read: UTF-8, Options.Charset                                       written: UTF-8
//
// What is refused with ErrUnsupported, for no sample would be what was recorded, or a rate would have to be guessed:
//
//	aecg   sampling at varying intervals
//	csv    no sampling rate and no regular times; no row of lead names
//	dicom  compressed (encapsulated) waveforms; written: more channels or groups than any class allows
//	scp    Healforce's scrambled variant; rhythm in section 12 of protocol 3.0; bimodal intervals of no whole ratio;
//	       written: several rates, a rate of no whole µs, missing samples inside a channel
//	wfdb   FLAC without formats/wfdb/flac; other signal formats
//
// A document or a picture in a DICOM file gives ErrNoWaveform. Files that no codec reads but that package formats/vendor knows
// by sight give ErrUnsupported with their name: EDF, BDF, GDF, ISHNE, MFER, the XML of GE (MUSE, CardioSoft), Philips,
// Schiller, Mortara and Zoncare, files of Contec, Mindray and Nihon Kohden carts, PDF, and HL7 version 2 messages. Anything
// else gives ErrUnknown.
//
// # Errors
//
// A decoder returns an [*Error] that names the format, the section and the byte offset and wraps one of the sentinels
// ErrUnknown, ErrTruncated, ErrCorrupt, ErrUnsupported, ErrTooLarge, ErrNoWaveform. What is odd but readable is a
// [ecg.Warning] of the record instead; [Options.Strict] turns warnings into errors. Errors and warnings never hold patient
// data.
//
// # Limits
//
// No decoder allocates more than 16 MB + 64 times the size of its input, whatever the input declares ([Options.MaxSamples]
// lowers that further), and none panics or hangs on hostile input.
//
// # Anonymising
//
// [Anonymize] takes out of a file who the patient is and leaves the waveform as it is, to the byte. Removed are names, IDs,
// birth dates, addresses, telephone numbers, physicians and technicians, institutions, departments and rooms, order and
// serial numbers, free text, comments, text of statements, and whatever is private to a manufacturer or unknown: codecs keep
// what is on a list, not all but what is on one. Kept are sex, age (90 for all higher), time of day, device model and
// software, filters, measurements, marks in the signal, and coded statements.
//
// With a key the patient ID becomes a pseudonym and dates move by a number of days of the patient's own, the same for all
// formats; without one IDs go and dates become 1 January. The result is decoded and searched before it is returned.
//
// What it cannot do: an ECG is itself a trait of a person and can be matched with another of the same person; a rare
// diagnosis, an age with a place, or a time of day in a small clinic can tell who it is; what a file hides in its samples
// stays there; and a name that the decoder did not find as one is not looked for, although unlisted text goes anyway. Whether
// the result is anonymous in the sense of a law is a judgement on the whole data set.
package formats
