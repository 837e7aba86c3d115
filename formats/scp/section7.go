package scp

func (d *decoder) readMeasurements()     {}
func (d *decoder) readStatements()       {}
func (d *decoder) readLeadMeasurements() {}
func (d *decoder) readCodes()            {}

const (
	missing16    = 0xFFFF
	notComputed  = 29999
	leadRejected = 29998
	notPresent   = 19999
)
