package detect

import "fmt"

// MarshalText writes the one-letter name of the class, so that JSON holds "V" rather than a number; a class that is not
// set is empty.
func (c Class) MarshalText() ([]byte, error) {
	if c == 0 {
		return nil, nil
	}
	return []byte{byte(c)}, nil
}

// UnmarshalText reads what MarshalText writes.
func (c *Class) UnmarshalText(text []byte) error {
	switch {
	case len(text) == 0:
		*c = 0
		return nil
	case len(text) == 1:
		switch Class(text[0]) {
		case Normal, Supraventricular, Ventricular, Fusion, Unclassified:
			*c = Class(text[0])
			return nil
		}
	}
	return fmt.Errorf("detect: no class of beats %q", text)
}
