package vendor

import "bytes"

func sniffPDF(head []byte) int {
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return sureMark
	}
	return 0
}

// sniffHL7 recognises a message by its header segment, also within the framing of MLLP or in a batch.
func sniffHL7(head []byte) int {
	const startBlock = 0x0B // of the minimal lower layer protocol
	head = bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))
	head = bytes.TrimPrefix(head, []byte{startBlock})
	for _, segment := range []string{"MSH", "FHS", "BHS"} {
		// The byte after the name is the field separator, which closes the encoding characters too.
		if len(head) < len(segment)+6 || string(head[:len(segment)]) != segment {
			continue
		}
		separator := head[len(segment)]
		if separator > ' ' && separator < 0x7F && bytes.IndexByte(head[len(segment)+1:len(segment)+6], separator) >= 3 {
			return sureMark
		}
	}
	return 0
}
