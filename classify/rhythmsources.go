package classify

// Publications behind the criteria of rhythm, conduction, chambers and intervals.
const (
	sourceAHA2 = "Mason et al., AHA/ACC/HRS part II, 2007"
	sourceAHA3 = "Surawicz et al., AHA/ACCF/HRS part III, 2009"
	sourceAHA5 = "Hancock et al., AHA/ACCF/HRS part V, 2009"
	sourceVT   = "Al-Khatib et al., AHA/ACC/HRS guideline on ventricular arrhythmias, 2017"
	sourceSVT  = "Page et al., ACC/AHA/HRS guideline on supraventricular tachycardia, 2015"
	sourceSlow = "Kusumoto et al., ACC/AHA/HRS guideline on bradycardia, 2018"
	sourceTWA  = "Verrier et al., ISHNE consensus on T-wave alternans, 2011"
	sourcePE   = "McGinn and White, JAMA 1935; Daniel et al., Chest 2001"
)

// rhythmSources names the publication behind each rule of these criteria.
var rhythmSources = map[string]string{
	"AHA 2007 part II": sourceAHA2, "AHA 2009 part III": sourceAHA3,
	"Sokolow-Lyon":                        "Sokolow and Lyon, Am Heart J 1949",
	"Sokolow-Lyon aVL":                    "Sokolow and Lyon, Am Heart J 1949",
	"Cornell":                             "Casale et al., Circulation 1987",
	"Cornell product":                     "Molloy et al., J Am Coll Cardiol 1992; Okin et al. 1995",
	"Peguero-Lo Presti":                   "Peguero et al., J Am Coll Cardiol 2017",
	"Gubner":                              "Gubner and Ungerleider, Arch Intern Med 1943",
	"Romhilt-Estes":                       "Romhilt and Estes, Am Heart J 1968",
	"RVH":                                 sourceAHA5,
	"RVH, P pulmonale":                    sourceAHA5,
	"Morris 1964":                         "Morris et al., Circulation 1964",
	"P 120 ms or more":                    sourceAHA5,
	"P pulmonale":                         sourceAHA5,
	"both ventricles":                     sourceAHA5,
	"low voltage, tallest of the leads":   sourceAHA3,
	"R-wave progression":                  "DePace et al., J Am Coll Cardiol 1983; Zema and Kligfield 1979",
	"S1Q3T3":                              sourcePE,
	"right ventricular strain":            sourcePE,
	"overt T-wave alternans":              sourceTWA,
	"PR over 200":                         sourceAHA2,
	"PR under 120":                        sourceAHA2,
	"WPW":                                 sourceAHA3,
	"WPW, slow beginning of QRS":          sourceAHA3,
	"P waves and beats unrelated":         sourceSlow,
	"P wave on time without QRS complex":  sourceSlow,
	"pause":                               sourceSlow,
	"sinus rate 60-100":                   sourceAHA2,
	"sinus P waves":                       sourceAHA2,
	"sinus arrhythmia":                    sourceAHA2,
	"sinus tachycardia":                   sourceAHA2,
	"retrograde P waves":                  sourceAHA2,
	"P waves not from the sinus node":     sourceAHA2,
	"ventricular run":                     sourceVT,
	"polymorphic run":                     sourceVT,
	"wide-QRS tachycardia":                sourceVT,
	"narrow regular tachycardia":          sourceSVT,
	"no discernible QRS complexes":        sourceVT,
	"tall T on a narrow base":             "Surawicz, Am Heart J 1967",
	"wide QRS without P waves":            "Surawicz, Am Heart J 1967",
	"premature, unlike the dominant beat": sourceAHA2,
	"premature, QRS as the dominant beat": sourceAHA2,
}
