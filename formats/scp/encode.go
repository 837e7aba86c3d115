package scp

import (
	"github.com/goecg/goecg/ecg"
	"io"
)

func Encode(w io.Writer, rec *ecg.Record) error { return nil }
