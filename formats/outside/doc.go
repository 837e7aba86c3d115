// Package outside holds what goecg writes against other people's programs, and reads back what they make of it. It has no
// code to import.
//
// The script verify.sh writes ECGs in every format, checks them with the programs that are installed and compares the samples
// that these read with our own: biosig (SCP-ECG, DICOM, aECG), DCMTK (DICOM, also re-encoded as implicit and big endian
// and deflated), dciodvfy of dicom3tools (the modules of the ECG storage classes), pydicom, and Python's XML reader. With
// INSTALL=1 it installs Debian's packages of them first. The tests of this package run the script where at least one of
// the programs is present.
//
// # Limits of the programs
//
// biosig 2.5.0 takes SCP-ECG's reference beat and bimodal compression, which Encode does not write, for plain samples; of a
// DICOM object it takes one multiplex group and ignores the padding value, and it crashes where the patient's name or id is
// empty; it reads one sampling rate. dciodvfy does not know the general 32-bit ECG. These files are passed over, with a line
// each. Where a record's start is unknown its date is left empty, which dciodvfy rightly reports.
package outside
