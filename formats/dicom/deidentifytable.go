package dicom

// action says what becomes of an attribute when a file is de-identified. What has none is removed.
type action byte

const (
	doRemove    action = iota
	doKeep             // numbers and codes
	doKeepText         // text that stays unless it identifies somebody
	doEmpty            // type 2: stays, empty
	doDate             // DA, moved
	doDateTime         // DT, its date moved
	doDateKeyed        // DA that is optional: moved with a key, removed without
	doTimeKeyed        // TM that is optional: kept with a key, removed without
	doUID              // replaced
	doSubject          // the patient's pseudonym
	doSex              // kept unless age and sex are to go
	doTrait            // kept on request only
	doStatement        // text kept on request only
	doSequence         // rewritten item by item
)

// rule is the action for one tag; for a sequence, the rules of its items.
type rule struct {
	action action
	items  map[tag]rule
}

// Attributes of PS3.6 that only de-identification needs.
const (
	tagStudyTrigger     tag = 0x0018106A // Synchronization Trigger
	tagTriggerOffset    tag = 0x00181069
	tagSynchronized     tag = 0x00181800
	tagFrameOfReference tag = 0x00200200
	tagIdentityRemoved  tag = 0x00120062
	tagMethod           tag = 0x00120063
	tagMethodCodes      tag = 0x00120064
	tagLongitudinal     tag = 0x00280303
	tagSmoking          tag = 0x001021A0
	tagPregnancy        tag = 0x001021C0
	tagModifiers        tag = 0x0040A195
	tagSourceModifiers  tag = 0x003A0209
	tagNotchBandwidth   tag = 0x003A0223
	tagDisplayScale     tag = 0x003A0230
	tagGroupUID         tag = 0x003A0310
	tagChannelMinimum   tag = 0x54000110
	tagChannelMaximum   tag = 0x54000112
)

var codeRules = map[tag]rule{
	tagCodeValue: {action: doKeep}, tagLongCodeValue: {action: doKeep}, tagCodeScheme: {action: doKeep}, tagCodeVersion: {action: doKeep},
	tagCodeMeaning: {action: doKeepText},
	// A modifier within a coded entry, one level deep.
	tagModifiers: {action: doSequence, items: map[tag]rule{
		tagCodeValue: {action: doKeep}, tagLongCodeValue: {action: doKeep}, tagCodeScheme: {action: doKeep}, tagCodeVersion: {action: doKeep},
		tagCodeMeaning: {action: doKeepText},
	}},
}

var codes = rule{action: doSequence, items: codeRules}

// fileRules is what stays of a data set. It is a whitelist: a superset of what table E.1-1 of PS3.15 removes is removed, and
// with it all private attributes, whatever is in sequences that are not listed, and attributes of later editions.
var fileRules = map[tag]rule{
	tagCharset: {action: doKeep}, tagSOPClass: {action: doKeep}, tagSOPInstance: {action: doUID},
	tagStudyDate: {action: doDate}, tagSeriesDate: {action: doDateKeyed}, tagAcquisitionDate: {action: doDateKeyed},
	tagContentDate: {action: doDate}, tagAcquisitionDT: {action: doDateTime}, tagStudyTime: {action: doKeep},
	tagSeriesTime: {action: doTimeKeyed}, tagAcquisitionTime: {action: doTimeKeyed}, tagContentTime: {action: doKeep},
	tagZone: {action: doTimeKeyed}, tagAccession: {action: doEmpty}, tagModality: {action: doKeep},
	tagManufacturer: {action: doKeepText}, tagReferring: {action: doEmpty}, tagModel: {action: doKeepText},
	tagPatientName: {action: doEmpty}, tagPatientID: {action: doSubject}, tagBirthDate: {action: doEmpty}, tagSex: {action: doSex},
	tagSize: {action: doTrait}, tagWeight: {action: doTrait}, tagEthnicGroup: {action: doTrait}, tagSmoking: {action: doTrait},
	tagPregnancy: {action: doTrait}, tagSoftware: {action: doKeepText},
	tagStudyTrigger: {action: doKeep}, tagSynchronized: {action: doKeep}, tagFrameOfReference: {action: doUID},
	tagStudyUID: {action: doUID}, tagSeriesUID: {action: doUID}, tagStudyID: {action: doEmpty},
	tagSeriesNumber: {action: doKeep}, tagInstanceNumber: {action: doKeep}, tagContext: {action: doEmpty},
	tagAnnotations: {action: doSequence, items: map[tag]rule{
		tagMeasureUnits: codes, tagConceptName: codes, tagReferences: {action: doKeep}, tagTemporalRange: {action: doKeep},
		tagSamplePositions: {action: doKeep}, tagTimeOffsets: {action: doKeep}, tagMoments: {action: doDateTime},
		tagConceptCode: codes, tagAnnotationGroup: {action: doKeep}, tagModifiers: codes, tagNumericValue: {action: doKeep},
		tagText: {action: doStatement},
	}},
	tagWaveforms: {action: doSequence, items: map[tag]rule{
		tagGroupOffset: {action: doKeep}, tagTriggerOffset: {action: doKeep}, tagTriggerPosition: {action: doKeep},
		tagOriginality: {action: doKeep}, tagChannelCount: {action: doKeep}, tagSampleCount: {action: doKeep}, tagRate: {action: doKeep},
		tagGroupLabel: {action: doKeepText}, tagGroupUID: {action: doUID},
		tagChannels: {action: doSequence, items: map[tag]rule{
			tagChannelNumber: {action: doKeep}, tagChannelLabel: {action: doKeepText}, tagChannelStatus: {action: doKeep},
			tagChannelSource: codes, tagSourceModifiers: codes, tagDerivation: {action: doKeepText},
			tagSensitivity: {action: doKeep}, tagSensitivityUnits: codes, tagCorrection: {action: doKeep}, tagBaseline: {action: doKeep},
			tagTimeSkew: {action: doKeep}, tagSampleSkew: {action: doKeep}, tagChannelOffset: {action: doKeep}, tagBitsStored: {action: doKeep},
			tagFilterLow: {action: doKeep}, tagFilterHigh: {action: doKeep}, tagNotch: {action: doKeep}, tagNotchBandwidth: {action: doKeep},
			tagDisplayScale: {action: doKeep}, tagChannelMinimum: {action: doKeep}, tagChannelMaximum: {action: doKeep},
		}},
		tagBitsAllocated: {action: doKeep}, tagInterpretation: {action: doKeep}, tagPadding: {action: doKeep}, tagData: {action: doKeep},
	}},
}

// removedNames says in the report what some attributes hold; of others, "other attribute" or "private attribute" is said.
var removedNames = map[tag]string{
	tagPatientName: "patient name", tagPatientID: "patient ID", tagBirthDate: "birth date", tagSex: "sex", tagAge: "age",
	tagSize: "height", tagWeight: "weight", tagEthnicGroup: "ethnic group", tagHistory: "history", tagPatientComments: "free text",
	tagSmoking: "smoking", tagPregnancy: "pregnancy", tagInstitution: "institution", tagDepartment: "department", tagLocation: "room",
	tagStation: "identity of the device", tagSerial: "serial number", tagReferring: "name of staff", tagRequesting: "name of staff",
	tagPerforming: "name of staff", tagReading: "name of staff", tagOperator: "name of staff", tagAccession: "order number",
	tagStudyID: "study ID", tagDiagnosis: "diagnosis or indication", tagReason: "diagnosis or indication", tagComments: "free text",
	tagVisitComments: "free text", tagStudyText: "free text", tagText: "text of a statement", tagContext: "acquisition context",
	tagZone: "time zone", tagDocument: "document", 0x00101040: "address", 0x00102154: "telephone number", 0x00100021: "issuer of the patient ID",
	0x00101000: "patient ID", 0x00101001: "patient name", 0x00101002: "patient ID", 0x00080081: "address of the institution",
	0x0008103E: "free text", 0x00080012: "date", 0x00080013: "time", tagSeriesTime: "time", tagAcquisitionTime: "time", 0x00380010: "admission ID", 0x04000561: "original attributes",
}
