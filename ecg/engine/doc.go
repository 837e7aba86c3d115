// Package engine runs the whole chain, from the bytes of a file to findings: decode, derive the missing limb leads,
// filter, detect, measure, classify.
//
// An [Analyzer] is one goroutine's worth of it and reuses everything between records. [Run] spreads a sequence of inputs
// over a pool of Analyzers, hands the results on in the order of the inputs, bounds what is in flight, turns a panic into
// that record's error, and stops when its context does. The same bytes and Options give the same Result, on any number of
// workers.
//
// A [BeatFinder] finds the beats of leads in memory; a [Stream] finds the same in leads that come block by block, such as those
// of a day's recording that a [LeadReader] takes from a file, in memory that does not grow with the samples.
// An [STTrend] follows the ST segment over such leads, window by window.
//
// A [Result] carries the SHA-256 of its input, the version of the library and the options that it was made with. It is
// decision support: every result is marked unconfirmed and has to be confirmed by a physician. The library is not a
// certified medical device.
package engine
