// Package json reads and writes whole records as JSON: every field of [ecg.Record], with samples as the stored integers, so
// that writing and reading back gives the same record. It is the project's own format, for programs in other languages
// and for looking inside; it is not the JSON of an analysis. The package registers itself as "json".
//
// # Form
//
// One object whose first key is "goecg_record", the number of the form, now 1. Keys are those of the structs in
// document.go; what is zero, unknown or empty is left out, a sample that was not recorded is null. Physical values are
//
//	raw*scale + offset    in the channel's unit
//
// as in ecg.Channel. Times are RFC 3339, without a zone where the file gave none, or a date alone. Sample indexes are
// 0-based. Numbers keep every bit of a float64; NaN is null or left out.
//
// # Limits
//
// Scale, offset and rate have to be finite numbers, and a channel may not start much later than the record has samples.
// Text that is not valid UTF-8 comes back with U+FFFD. A record read is of the format "json", whatever it was
// converted from (key "source"), and Channel.Samples comes back as the number of samples read. Unknown
// keys are passed over. The input is held in memory with what is made of it.
package json
