package vendor

import (
	"bytes"
	"strconv"
)

// Layout of the main header that EDF and BDF share.
const (
	edfMagicLen   = 8
	edfHeaderSize = 184 // 8 digits: bytes of both headers
	edfRecords    = 236 // 8 digits: number of data records, -1 while recording
	edfDuration   = 244 // 8 digits: seconds of a data record
	edfSignals    = 252 // 4 digits: number of signals
	edfHeaderLen  = 256
)

func sniffEDF(head []byte) int {
	return sniffEDFHeader(head, "0       ")
}

func sniffBDF(head []byte) int {
	return sniffEDFHeader(head, "\xFFBIOSEMI")
}

func sniffEDFHeader(head []byte, magic string) int {
	if len(head) < edfHeaderLen || string(head[:edfMagicLen]) != magic {
		return 0
	}
	// The magic of EDF is a digit and blanks, so the numbers must be numbers too.
	size, sizeOK := number(head[edfHeaderSize : edfHeaderSize+8])
	_, recordsOK := number(head[edfRecords:edfDuration])
	signals, signalsOK := number(head[edfSignals:edfHeaderLen])
	if !sizeOK || !recordsOK || !signalsOK || size <= 0 || signals <= 0 {
		return 0
	}
	return sureMark
}

// number reads a field of digits padded with blanks.
func number(field []byte) (int, bool) {
	n, err := strconv.Atoi(string(bytes.Trim(field, " \x00")))
	return n, err == nil
}

func sniffGDF(head []byte) int {
	const length = 8 // "GDF 1.25", "GDF 2.51"
	if len(head) < length || string(head[:4]) != "GDF " || head[4] < '0' || head[4] > '9' || head[5] != '.' {
		return 0
	}
	return sureMark
}

// sniffISHNE recognises recordings and their annotation files.
func sniffISHNE(head []byte) int {
	if bytes.HasPrefix(head, []byte("ISHNE1.0")) || bytes.HasPrefix(head, []byte("ANN  1.0")) {
		return sureMark
	}
	return 0
}

// Tags of MFER that recognition needs (ISO 22077-1).
const (
	mferByteOrder = 0x01
	mferBlock     = 0x04
	mferChannels  = 0x05
	mferSequences = 0x06
	mferWaveClass = 0x08
	mferWave      = 0x1E
	mferChannel   = 0x3F
	mferPreamble  = 0x40
	mferLast      = 0x86 // highest tag in use
)

var mferMark = []byte("MFR")

// sniffMFER recognises the preamble "MFR", or a file that starts with a byte order or a waveform class and goes on with
// definitions that state channels and blocks.
func sniffMFER(head []byte) int {
	if len(head) < 2+len(mferMark) {
		return 0
	}
	if head[0] == mferPreamble && int(head[1]) >= len(mferMark) && bytes.HasPrefix(head[2:], mferMark) {
		return sureMark
	}
	if head[0] != mferByteOrder && head[0] != mferWaveClass {
		return 0
	}
	var channels, blocks bool
	for p := 0; p+2 <= len(head); {
		tag, n := head[p], int(head[p+1])
		if tag > mferLast || tag == mferChannel || tag == mferWave || n > 0x7F {
			break // what follows is long or nested; the definitions come before it
		}
		p += 2
		if p+n > len(head) {
			return 0
		}
		const intLen = 4
		switch tag {
		case mferByteOrder:
			if n != 1 || head[p] > 1 {
				return 0
			}
		case mferWaveClass:
			if n < 1 || n > 2 {
				return 0
			}
		case mferPreamble:
			if bytes.HasPrefix(head[p:], mferMark) {
				return sureMark
			}
			return 0
		case mferChannels:
			channels = n >= 1 && n <= intLen
		case mferBlock, mferSequences:
			blocks = n >= 1 && n <= intLen
		}
		p += n
	}
	if channels && blocks {
		return sureLayout
	}
	return 0
}
