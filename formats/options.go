package formats

import "github.com/goecg/goecg/ecg"

// Options of decoding. The zero value is the default; a nil *Options means the same.
type Options struct {
	// Strict turns every warning into an error wrapping ErrCorrupt.
	Strict bool `json:"strict,omitempty"`
	// Charset names the character set of text that is neither valid UTF-8 nor declared: "" means GB18030 (which covers GBK
	// and GB 2312), otherwise an IANA name such as "windows-1251". With a Chinese set, GBK text that a file declares
	// as Latin-1, as many carts do, is recognised and repaired with a warning; name a Latin set to take the declaration at
	// its word.
	Charset string `json:"charset,omitempty"`
	// MaxSamples bounds the samples of one record over all channels; 0 means no bound but the input's own size.
	MaxSamples int64 `json:"max_samples,omitempty"`
	// MaxBytes bounds the input of Read and Open; 0 means DefaultMaxBytes.
	MaxBytes int64 `json:"max_bytes,omitempty"`
}

// DefaultMaxBytes is the input size that Read and Open accept when Options do not say: 1 GiB, a week of a three-lead
// Holter recording.
const DefaultMaxBytes = 1 << 30

// OrDefault returns *o, or the defaults for nil.
func (o *Options) OrDefault() Options {
	if o == nil {
		return Options{}
	}
	return *o
}

// Budget is what a decoder may allocate for samples, from the size of its input and the Options: at most
// MaxSamples when set, and never more than a bounded multiple of the input.
//
// The densest lawful storage is SCP-ECG's Huffman coding at one bit a sample, 8 samples a byte; a codec whose format packs
// small files denser yet (SCP-ECG's bimodal compression) sets a fixed floor of its own within the 16 MB.
func (o *Options) Budget(inputBytes int) int64 {
	n := int64(inputBytes)*8 + 1024
	if o != nil && o.MaxSamples > 0 && o.MaxSamples < n {
		n = o.MaxSamples
	}
	return n
}

// checkStrict applies Options.Strict after decoding.
func checkStrict(rec *ecg.Record, o *Options) error {
	if o == nil || !o.Strict || len(rec.Warnings) == 0 {
		return nil
	}
	w := rec.Warnings[0]
	return Errorf(ErrCorrupt, rec.Format, "", w.Offset, "strict: %s: %s", w.Code, w.Message)
}
