package dicom

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestErrorsNameOnlyStandardClasses(t *testing.T) {
	for uid, want := range map[string]string{
		"1.2.840.10008.5.1.4.1.1.7\x00":      ": an object of class 1.2.840.10008.5.1.4.1.1.7",
		"1.2.840.10008.5.1.4.1.1.9.1.1":      ": an object of class 12-lead ECG",
		"1.2.840.10008.5.1.4.1.1.9.1.1^Name": "",
		"1.2.3.4":                            "",
		"Name^Given":                         "",
		"":                                   "",
	} {
		assert.Equal(t, want, ofClass([]byte(uid)))
	}
}
