// Package csv reads and writes the samples of a record as comma-separated text: lines starting with # carry metadata, the
// first row names the columns, then comes one row a sample with the time in ms and the leads in µV. The package registers
// itself as "csv".
//
//	# rate_hz: 500
//	# start: 2026-01-07T15:04:05+08:00
//	time_ms,I,II,V1
//	0,12.5,-3,
//	2,15,-2.5,110
//
// # Writing
//
// [Encode] writes the rhythm: values as they are, unrounded, an empty field where a sample is missing or a lead was not
// recorded. Another unit than µV stands in the column's name: "ABP (mmHg)", "V1 (adu)" for a lead of unknown scale. Channels of
// lower rates have values in every n-th row. Patient, device, site, filters, times, statements, comments and measurements of
// the recording are metadata lines (fields.go has the keys), and so are the scale and offset of each column, by which the
// stored integers come back. Groups and annotations are not written.
//
// # Reading
//
// The form above and what others write: comma, semicolon or tab between the fields; decimal comma with the latter two; quotes;
// CRLF; a byte order mark; UTF-8 or the character set of the options. A row of column names is needed. Columns may be named
// with a unit, "I (mV)", "II_uV", or a row of units may follow the names. A time column first ("time_ms", "time_s", "time",
// "elapsed time", as a number or as h:m:s) and columns that only count samples are known; any other column is a lead.
//
// The rate is that of the metadata (rate_hz, fs, ...), else of the time column, which has to be regular; without either the
// file is refused, for a rate must not be guessed. A file that has neither the metadata rate_hz nor a column time_ms, nor any
// units, is not in the form above: its leads are uncalibrated (ecg.UnitUncalibrated) unless a line "# unit: mV" says more.
//
// Samples become integers of a decimal scale, so that every value is exact. Where 32 bits do not hold that, the scale is
// the finest power of ten that they hold, with a warning.
package csv
