// Package all registers every codec of goecg with package formats, and the recognisers of files that are refused by name.
// Import it for its side effect.
package all

import (
	_ "github.com/goecg/goecg/formats/aecg"
	_ "github.com/goecg/goecg/formats/csv"
	_ "github.com/goecg/goecg/formats/dicom"
	_ "github.com/goecg/goecg/formats/json"
	_ "github.com/goecg/goecg/formats/scp"
	_ "github.com/goecg/goecg/formats/vendor"
	_ "github.com/goecg/goecg/formats/wfdb"
)
