package dicom

import (
	"io"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func Encode(w io.Writer, rec *ecg.Record) error { return formats.ErrUnsupported }
