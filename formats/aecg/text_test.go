package aecg

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestEncodings(t *testing.T) {
	body := strings.Replace(vendorDocument, "<family>Doe<", "<family>张三<", 1)
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GB2312"?>` + body)
	require.NoError(t, err)
	undeclared, err := simplifiedchinese.GB18030.NewEncoder().String(body)
	require.NoError(t, err)
	latin := strings.Replace(`<?xml version="1.0" encoding="ISO-8859-1"?>`+vendorDocument, "<family>Doe<", "<family>Andr\xe9<", 1)
	prefixed := strings.NewReplacer("</", "</h:", "<component", "<h:component", "<Ann", "<h:Ann", "xmlns=", "xmlns:h=").Replace(
		document(seriesOf("RHYTHM", set(relativeClock, leadSequence("MDC_ECG_LEAD_I", microvolts, microvolts, "1")))))
	for _, n := range []string{"sequence", "code", "value", "head", "increment", "origin", "scale", "digits", "series"} {
		for _, end := range []string{">", " ", "S"} {
			prefixed = strings.ReplaceAll(prefixed, "<"+n+end, "<h:"+n+end)
		}
	}
	for name, c := range map[string]struct{ doc, family string }{
		"gbk declared":           {gbk, "张三"},
		"gbk undeclared":         {undeclared, "张三"},
		"utf-8 declared as gbk":  {`<?xml version="1.0" encoding="gbk"?>` + body, "张三"},
		"gbk declared as utf-16": {`<?xml version="1.0" encoding="utf-16"?>` + undeclared, "张三"},
		"latin":                  {latin, "André"},
		"utf-16le":               {string(toUTF16(body, false)), "张三"},
		"utf-16be":               {string(toUTF16(`<?xml version="1.0" encoding="UTF-16"?>`+body, true)), "张三"},
		"utf-8 mark":             {"\xef\xbb\xbf" + body, "张三"},
		"comment first":          {"\n<!-- <x> --><?p?><!DOCTYPE AnnotatedECG>" + body, "张三"},
		"prefix":                 {prefixed, ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, 100, Sniff([]byte(c.doc)))
			rec := decoded(t, c.doc)
			assert.Equal(t, c.family, rec.Patient.Name.Family)
			assert.Len(t, rec.Channels, 1)
			assert.Empty(t, rec.Warnings)
		})
	}
}

func TestSniffRefuses(t *testing.T) {
	for _, doc := range []string{"", "x", "<a/>", "<ClinicalDocument/>", "<!-- <AnnotatedECG> -->", "AnnotatedECG", "<annotatedECGs/>", "\x00\x00"} {
		assert.Zero(t, Sniff([]byte(doc)), doc)
	}
}
