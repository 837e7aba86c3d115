package classify

// Publications behind the criteria of ischaemia and infarction.
const (
	sourceUDMI4      = "Thygesen et al., Fourth Universal Definition of Myocardial Infarction, 2018"
	sourceSTEMI2019  = "中华心血管病杂志 2019;47(10):766-783"
	sourcePrimary    = "中华全科医师杂志 2020;19(12):1083-1091"
	sourceProvincial = "浙江省、山西省心电图危急值标准"
	sourceACC2000    = "Alpert et al., Joint ESC/ACC Committee, 2000"
	sourceAHA6       = "Wagner et al., AHA/ACCF/HRS part VI, 2009"
	sourceAHA1       = "Kligfield et al., AHA/ACC/HRS part I, 2007"
	sourceSgarbossa  = "Sgarbossa et al., N Engl J Med 1996"
	sourceSmithMod   = "Smith et al., Ann Emerg Med 2012; Meyers et al., Am Heart J 2015"
	sourceSmithLAD   = "Smith et al., Ann Emerg Med 2012; Driver et al., J Electrocardiol 2017"
	sourceAneurysm   = "Smith, Am J Emerg Med 2005"
	sourceArmstrong  = "Armstrong et al., Am J Cardiol 2012"
	sourceMacfarlane = "Macfarlane et al., J Am Coll Cardiol 2015"
	sourcePericard   = "Ginzton and Laks, Circulation 1982; Bischof et al., Am J Emerg Med 2016"
	sourceBrugada    = "Wilde et al., Circulation 2002"
	sourceGoebel     = "Goebel et al., 2023"
	sourceDeWinter   = "de Winter et al., N Engl J Med 2008"
	sourceWellens    = "de Zwaan et al., Am Heart J 1982"
	sourceAslanger   = "Aslanger et al., J Electrocardiol 2020"
	sourceDiffuse    = "Ibanez et al., ESC guideline on STEMI, 2017"
	sourcePosterior  = "Kontos et al., ACC expert consensus, 2022; Meyers et al. 2021"
	sourceHyperacute = "Kontos et al., ACC expert consensus, 2022, which names it without limits"
	sourceDurant     = "Durant and Singh, Am J Emerg Med 2015"
)

// stSources names the publication behind each rule of these criteria.
var stSources = map[string]string{
	UDMI4: sourceUDMI4, ruleSTDepression: sourceUDMI4, ruleTInversion: sourceUDMI4, ruleQ: sourceUDMI4, ruleRWave: sourceUDMI4,
	CNLegacy: sourceProvincial, ACCESC2000: sourceACC2000,
	gateOf + UDMI4: sourceUDMI4, gateOf + CNLegacy: sourceUDMI4, gateOf + ACCESC2000: sourceUDMI4,
	ruleNear: sourceUDMI4, ruleDemographics: sourceUDMI4,
	ruleReciprocal: sourceUDMI4, ruleDiffuseElevation: sourcePericard, ruleLVHRatio: sourceArmstrong,
	ruleRepeat: sourcePrimary, ruleBack: sourceSTEMI2019, ruleRightIn: sourceSTEMI2019,
	ruleRCA: sourceAHA6, ruleRCAProximal: sourceAHA6, ruleLCx: sourceAHA6, ruleLADProximal: sourceAHA6,
	ruleDiagonal:      sourceDurant,
	ruleHighPass:      sourceAHA1,
	ruleFast:          sourceGoebel,
	"Sgarbossa 1996":  sourceSgarbossa,
	ruleSgarbossaA:    sourceSgarbossa,
	ruleSgarbossaB:    sourceSgarbossa,
	ruleSgarbossaC:    sourceSgarbossa,
	ruleSmithModified: sourceSmithMod,
	rulePosterior:     sourcePosterior,
	ruleDeWinter:      sourceDeWinter,
	ruleAslanger:      sourceAslanger,
	ruleHyperacute:    sourceHyperacute,
	ruleDiffuse:       sourceDiffuse,
	ruleWellensA:      sourceWellens,
	ruleWellensB:      sourceWellens,
	ruleLowQT:         "Heart 1996;76:422",
	ruleLowT20:        "Prineas et al., Minnesota Code Manual, 2010, code 5-4",
	ruleLowT10:        "诊断学（人民卫生出版社）",
	ruleBrugada:       sourceBrugada,
	rulePericardST:    sourcePericard,
	rulePericardPR:    sourcePericard,
	rulePericardRatio: sourcePericard,
	ruleEarlyRepol:    sourceMacfarlane,
	ruleSmith4:        sourceSmithLAD,
	ruleSmith3:        sourceSmithLAD,
	ruleAneurysm:      sourceAneurysm,
	"ESC 2022":        "Zeppenfeld et al., ESC guideline on ventricular arrhythmias, 2022",

	"AHA 2009 part IV":             "Rautaharju et al., AHA/ACCF/HRS part IV, 2009",
	"Bogossian: QT less 0.485 QRS": "Bogossian et al., Heart Rhythm 2014",
}
