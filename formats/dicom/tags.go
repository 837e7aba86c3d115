package dicom

import "fmt"

// tag is a data element tag, group in the high half.
type tag uint32

func (t tag) group() uint16 { return uint16(t >> 16) }

// String gives the usual spelling, "(5400,0100)".
func (t tag) String() string { return fmt.Sprintf("(%04X,%04X)", uint32(t)>>16, uint32(t)&0xFFFF) }

// Tags of PS3.6 that the codec reads or writes.
const (
	tagItem        tag = 0xFFFEE000
	tagItemEnd     tag = 0xFFFEE00D
	tagSequenceEnd tag = 0xFFFEE0DD

	tagMetaLength      tag = 0x00020000
	tagMetaVersion     tag = 0x00020001
	tagMetaClass       tag = 0x00020002
	tagMetaInstance    tag = 0x00020003
	tagTransferSyntax  tag = 0x00020010
	tagImplementation  tag = 0x00020012
	tagImplementerName tag = 0x00020013

	tagCharset         tag = 0x00080005
	tagSOPClass        tag = 0x00080016
	tagSOPInstance     tag = 0x00080018
	tagStudyDate       tag = 0x00080020
	tagSeriesDate      tag = 0x00080021
	tagAcquisitionDate tag = 0x00080022
	tagContentDate     tag = 0x00080023
	tagAcquisitionDT   tag = 0x0008002A
	tagStudyTime       tag = 0x00080030
	tagSeriesTime      tag = 0x00080031
	tagAcquisitionTime tag = 0x00080032
	tagContentTime     tag = 0x00080033
	tagAccession       tag = 0x00080050
	tagModality        tag = 0x00080060
	tagManufacturer    tag = 0x00080070
	tagInstitution     tag = 0x00080080
	tagReferring       tag = 0x00080090
	tagZone            tag = 0x00080201
	tagStation         tag = 0x00081010
	tagStudyText       tag = 0x00081030
	tagDepartment      tag = 0x00081040
	tagPerforming      tag = 0x00081050
	tagReading         tag = 0x00081060
	tagOperator        tag = 0x00081070
	tagDiagnosis       tag = 0x00081080
	tagModel           tag = 0x00081090

	tagPatientName      tag = 0x00100010
	tagPatientID        tag = 0x00100020
	tagBirthDate        tag = 0x00100030
	tagSex              tag = 0x00100040
	tagAge              tag = 0x00101010
	tagSize             tag = 0x00101020
	tagWeight           tag = 0x00101030
	tagEthnicGroup      tag = 0x00102160
	tagHistory          tag = 0x001021B0
	tagPatientComments  tag = 0x00104000
	tagSerial           tag = 0x00181000
	tagSoftware         tag = 0x00181020
	tagStudyUID         tag = 0x0020000D
	tagSeriesUID        tag = 0x0020000E
	tagStudyID          tag = 0x00200010
	tagSeriesNumber     tag = 0x00200011
	tagInstanceNumber   tag = 0x00200013
	tagComments         tag = 0x00204000
	tagRequesting       tag = 0x00321032
	tagLocation         tag = 0x00380300
	tagVisitComments    tag = 0x00384000
	tagContext          tag = 0x00400555
	tagReason           tag = 0x00401002
	tagAnnotations      tag = 0x0040B020
	tagDocument         tag = 0x00420011
	tagWaveforms        tag = 0x54000100
	tagCodeValue        tag = 0x00080100
	tagCodeScheme       tag = 0x00080102
	tagCodeVersion      tag = 0x00080103
	tagCodeMeaning      tag = 0x00080104
	tagLongCodeValue    tag = 0x00080119
	tagGroupOffset      tag = 0x00181068
	tagTriggerPosition  tag = 0x0018106E
	tagOriginality      tag = 0x003A0004
	tagChannelCount     tag = 0x003A0005
	tagSampleCount      tag = 0x003A0010
	tagRate             tag = 0x003A001A
	tagGroupLabel       tag = 0x003A0020
	tagChannels         tag = 0x003A0200
	tagChannelNumber    tag = 0x003A0202
	tagChannelLabel     tag = 0x003A0203
	tagChannelStatus    tag = 0x003A0205
	tagChannelSource    tag = 0x003A0208
	tagDerivation       tag = 0x003A020C
	tagSensitivity      tag = 0x003A0210
	tagSensitivityUnits tag = 0x003A0211
	tagCorrection       tag = 0x003A0212
	tagBaseline         tag = 0x003A0213
	tagTimeSkew         tag = 0x003A0214
	tagSampleSkew       tag = 0x003A0215
	tagChannelOffset    tag = 0x003A0218
	tagBitsStored       tag = 0x003A021A
	tagFilterLow        tag = 0x003A0220
	tagFilterHigh       tag = 0x003A0221
	tagNotch            tag = 0x003A0222
	tagBitsAllocated    tag = 0x54001004
	tagInterpretation   tag = 0x54001006
	tagPadding          tag = 0x5400100A
	tagData             tag = 0x54001010

	tagMeasureUnits    tag = 0x004008EA
	tagConceptName     tag = 0x0040A043
	tagReferences      tag = 0x0040A0B0
	tagTemporalRange   tag = 0x0040A130
	tagSamplePositions tag = 0x0040A132
	tagTimeOffsets     tag = 0x0040A138
	tagMoments         tag = 0x0040A13A
	tagConceptCode     tag = 0x0040A168
	tagAnnotationGroup tag = 0x0040A180
	tagNumericValue    tag = 0x0040A30A
	tagText            tag = 0x00700006
)

// vr is a value representation, its two letters as a big-endian number; 0 in implicit data sets.
type vr uint16

func vrOf(s string) vr { return vr(s[0])<<8 | vr(s[1]) }

var (
	vrOB = vrOf("OB")
	vrOW = vrOf("OW")
	vrSQ = vrOf("SQ")
	vrUN = vrOf("UN")
)

// shortVR holds the representations with a 16-bit length (PS3.5 7.1.2). All others, future ones too, have 32 bits.
var shortVR = map[vr]bool{}

// knownVR holds all representations of PS3.5 6.2.
var knownVR = map[vr]bool{}

func init() {
	for _, s := range []string{"AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL", "SS",
		"ST", "TM", "UI", "UL", "US"} {
		shortVR[vrOf(s)], knownVR[vrOf(s)] = true, true
	}
	for _, s := range []string{"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"} {
		knownVR[vrOf(s)] = true
	}
}

// isShort is shortVR as a switch, which is faster than the map on the way through a data set.
func (v vr) isShort() bool {
	switch v {
	case 'C'<<8 | 'S', 'S'<<8 | 'H', 'L'<<8 | 'O', 'D'<<8 | 'S', 'U'<<8 | 'S', 'U'<<8 | 'L', 'P'<<8 | 'N', 'U'<<8 | 'I', 'D'<<8 | 'A', 'T'<<8 | 'M':
		return true
	}
	return shortVR[v]
}
