package ecg

import "math"

// Sex as files state it.
type Sex byte

// The sexes. The zero value is unknown; Other is a stated value that is neither.
const (
	SexUnknown Sex = 0
	Male       Sex = 'M'
	Female     Sex = 'F'
	SexOther   Sex = 'O'
)

// String gives "M", "F", "O" or "".
func (s Sex) String() string {
	if s == SexUnknown {
		return ""
	}
	return string(rune(s))
}

// MarshalJSON writes "M", "F", "O" or null.
func (s Sex) MarshalJSON() ([]byte, error) {
	if s == SexUnknown {
		return []byte("null"), nil
	}
	return []byte(`"` + s.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes; any other string gives SexUnknown.
func (s *Sex) UnmarshalJSON(b []byte) error {
	*s = SexUnknown
	for _, known := range [...]Sex{Male, Female, SexOther} {
		if string(b) == `"`+known.String()+`"` {
			*s = known
		}
	}
	return nil
}

// Age is a stated age in years, as a fraction for infants. The zero value is unknown.
type Age struct {
	Years float64
	Valid bool
	// Over is set when the file only says "more than Years" (">89").
	Over bool
}

// Units of age, in years (365.25 days a year).
const (
	Year  = 1.0
	Month = 1.0 / 12
	Week  = 7 / 365.25
	Day   = 1 / 365.25
	Hour  = Day / 24
)

// MaxAge bounds what is taken for an age; larger values in files are codes for "unknown" or errors.
const MaxAge = 150

// AgeOf returns n units of age (Year, Month, ...); out of range it is unknown.
func AgeOf(n, unit float64) Age {
	y := n * unit
	if math.IsNaN(y) || y < 0 || y > MaxAge {
		return Age{}
	}
	return Age{Years: y, Valid: true}
}

// Patient is what a file says of the person. Absent values are zero. Patient data must never be put into errors,
// warnings or logs.
type Patient struct {
	ID        string
	Name      Name
	Sex       Sex
	BirthDate Date
	Age       Age     // as stated; see Record.AgeYears for stated or computed
	HeightCM  float64 // 0 unknown
	WeightKG  float64 // 0 unknown
	Race      string
	Systolic  int // mmHg, 0 unknown
	Diastolic int // mmHg, 0 unknown
	Drugs     []string
	Diagnoses []string // diagnosis or referral indication
	History   []string // medical history, free text
	// Paced is set when the file says that the patient has a pacemaker.
	Paced bool
}

// Name of a person. Full holds the whole name where a file does not tell its parts apart.
type Name struct {
	Family, Given, Second string
	Full                  string
	// Latin is the name in Latin letters where a file gives it beside the one in its own script.
	Latin string
}

// String gives Full when set, else the parts in the order family, second, given, separated by blanks.
func (n Name) String() string {
	if n.Full != "" {
		return n.Full
	}
	s := n.Family
	for _, p := range []string{n.Second, n.Given} {
		if p == "" {
			continue
		}
		if s != "" {
			s += " "
		}
		s += p
	}
	return s
}

// Device is a machine or program that acquired or analysed the ECG. Absent values are empty.
type Device struct {
	Manufacturer string
	Model        string
	Serial       string
	Software     string
	ID           string
	// MainsHz is the mains frequency the device was set to, 0 unknown.
	MainsHz float64
}

// Site says where and by whom the ECG was recorded. Absent values are empty.
type Site struct {
	Institution string
	Department  string
	Room        string
	Technician  string
	Referring   string // physician
	Confirming  string // physician
}

// Filters are the acquisition filters that a file states, -3 dB corners in Hz; 0 means not stated or not applied.
type Filters struct {
	HighPass float64
	LowPass  float64
	Notch    float64
	// Other holds further filters by name, e.g. "artifact", "baseline".
	Other []string
}
