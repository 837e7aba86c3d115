// Package all registers every codec of goecg with package formats. Import it for its side effect.
package all

import (
	_ "github.com/goecg/goecg/formats/aecg"
	_ "github.com/goecg/goecg/formats/dicom"
	_ "github.com/goecg/goecg/formats/scp"
	_ "github.com/goecg/goecg/formats/wfdb"
)
