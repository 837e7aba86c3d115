package measure

import "github.com/goecg/goecg/detect"

// Class is the class of a beat, as package detect gives it; who reads a Report needs no detector.
type Class = detect.Class

// The classes of EC57.
const (
	Normal           = detect.Normal
	Supraventricular = detect.Supraventricular
	Ventricular      = detect.Ventricular
	Fusion           = detect.Fusion
	Unclassified     = detect.Unclassified
)
