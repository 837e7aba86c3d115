package charset

import (
	"strings"
	"unicode/utf8"
)

// IsChinese reports whether name is that of a set for simplified Chinese.
func IsChinese(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "gb") || name == "hz-gb-2312" || strings.HasPrefix(name, "cp936") || strings.HasPrefix(name, "windows-936")
}

// LooksGB2312 reports whether text declared as Latin is GBK: its bytes above ASCII are nothing but pairs in the rows of
// GB 2312 that hold ideographs, and no ASCII letter touches them, as one would in a European word.
func LooksGB2312(b []byte) bool {
	const firstRow, lastRow, firstCell = 0xB0, 0xF7, 0xA1
	found := false
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		start := i
		for ; i < len(b) && b[i] >= utf8.RuneSelf; i += 2 {
			if i+1 >= len(b) || b[i] < firstRow || b[i] > lastRow || b[i+1] < firstCell || b[i+1] == 0xFF {
				return false
			}
		}
		if start > 0 && isLetter(b[start-1]) || i < len(b) && isLetter(b[i]) {
			return false
		}
		found = true
	}
	return found
}

func isLetter(c byte) bool { c |= 0x20; return c >= 'a' && c <= 'z' }
