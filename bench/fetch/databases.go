package fetch

import (
	"fmt"
	"regexp"
	"strings"
)

// Database is one version of a database on PhysioNet.
type Database struct {
	Name    string   `json:"name"` // as PhysioNet calls it, and the folder
	Version string   `json:"version"`
	Title   string   `json:"title,omitempty"`
	License string   `json:"license,omitempty"`
	Aliases []string `json:"aliases,omitempty"` // other names that Find knows
	// Bytes is about how much there is: as PhysioNet states it, or reckoned from the records' number, length and signals. 0 when
	// not known.
	Bytes int64 `json:"bytes,omitempty"`
}

// Licences of the databases.
const (
	licenseODCBy = "ODC-By 1.0"
	licenseCCBy  = "CC BY 4.0"
)

const (
	mega = 1_000_000
	giga = 1_000 * mega
)

var databases = []Database{
	{Name: "mitdb", Version: "1.0.0", Title: "MIT-BIH Arrhythmia Database", License: licenseODCBy, Bytes: 104 * mega},
	{Name: "nstdb", Version: "1.0.0", Title: "MIT-BIH Noise Stress Test Database", License: licenseODCBy, Bytes: 60 * mega},
	{Name: "afdb", Version: "1.0.0", Title: "MIT-BIH Atrial Fibrillation Database", License: licenseODCBy, Bytes: 620 * mega},
	{Name: "ltafdb", Version: "1.0.0", Title: "Long Term AF Database", License: licenseODCBy, Bytes: 28 * giga / 10},
	{Name: "svdb", Version: "1.0.0", Title: "MIT-BIH Supraventricular Arrhythmia Database", License: licenseODCBy, Bytes: 55 * mega},
	{Name: "nsrdb", Version: "1.0.0", Title: "MIT-BIH Normal Sinus Rhythm Database", License: licenseODCBy, Bytes: 600 * mega},
	{Name: "vfdb", Version: "1.0.0", Title: "MIT-BIH Malignant Ventricular Ectopy Database", License: licenseODCBy, Bytes: 48 * mega},
	{Name: "cudb", Version: "1.0.0", Title: "CU Ventricular Tachyarrhythmia Database", License: licenseODCBy, Bytes: 8 * mega},
	{Name: "sddb", Version: "1.0.0", Title: "Sudden Cardiac Death Holter Database", License: licenseODCBy},
	{Name: "edb", Version: "1.0.0", Title: "European ST-T Database", License: licenseODCBy, Bytes: 490 * mega},
	{Name: "ltstdb", Version: "1.0.0", Title: "Long-Term ST Database", License: licenseODCBy, Bytes: 95 * giga / 10},
	{Name: "qtdb", Version: "1.0.0", Title: "QT Database", License: licenseODCBy, Bytes: 80 * mega},
	{Name: "ludb", Version: "1.0.1", Title: "Lobachevsky University Electrocardiography Database", License: licenseODCBy, Bytes: 24 * mega},
	{Name: "incartdb", Version: "1.0.0", Title: "St Petersburg INCART 12-lead Arrhythmia Database", License: licenseODCBy, Bytes: 830 * mega},
	{Name: "ptbdb", Version: "1.0.0", Title: "PTB Diagnostic ECG Database", License: licenseODCBy, Bytes: 17 * giga / 10},
	{Name: "ptb-xl", Version: "1.0.3", Title: "PTB-XL, a large publicly available electrocardiography dataset", License: licenseCCBy, Bytes: 3 * giga,
		Aliases: []string{"ptbxl"}},
	{Name: "challenge-2017", Version: "1.0.0", Title: "AF Classification from a Short Single Lead ECG Recording (PhysioNet/CinC Challenge 2017)",
		License: licenseODCBy, Bytes: 14 * giga / 10, Aliases: []string{"cinc2017"}},
}

// Databases returns the databases that are known by name. The slice is the caller's.
func Databases() []Database {
	out := append([]Database(nil), databases...)
	for i := range out {
		out[i].Aliases = append([]string(nil), out[i].Aliases...)
	}
	return out
}

// exactly is the form NAME/VERSION.
var exactly = regexp.MustCompile(`^([a-z0-9][a-z0-9-]*)/([0-9]+(?:\.[0-9]+)*)$`)

// Find returns the database called name, in any case: one of [Databases] by its name or an alias, or any by NAME/VERSION as in
// its address on PhysioNet. The error is *[UnknownError].
func Find(name string) (Database, error) {
	lower := strings.ToLower(name)
	for _, d := range Databases() {
		if d.Name == lower || d.Name+"/"+d.Version == lower {
			return d, nil
		}
		for _, a := range d.Aliases {
			if a == lower {
				return d, nil
			}
		}
	}
	if m := exactly.FindStringSubmatch(lower); m != nil {
		return Database{Name: m[1], Version: m[2]}, nil
	}
	return Database{}, &UnknownError{name}
}

// UnknownError says that there is no database of a name.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string {
	return fmt.Sprintf("fetch: no database %q is known; NAME/VERSION as in its address on PhysioNet works for any", e.Name)
}
