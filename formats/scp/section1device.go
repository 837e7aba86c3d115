package scp

import (
	"bytes"
	"fmt"

	"github.com/goecg/goecg/ecg"
)

// Offsets within the device block of tags 14 and 15.
const (
	deviceNumber       = 4
	deviceManufacturer = 7
	deviceModel        = 8
	deviceModelLen     = 6
	deviceProtocol     = 14
	deviceLanguage     = 16
	deviceMains        = 18
	deviceStrings      = 36 // after the length byte at 35, which devices fill in wrongly
)

// Codes of manufacturers; 255 means that the last string of the block names it.
const (
	manufacturerBurdick = 1
	manufacturerString  = 255
)

var manufacturers = map[byte]string{
	1: "Burdick", 2: "Cambridge", 3: "Compumed", 4: "Datamed", 5: "Fukuda", 6: "Hewlett-Packard", 7: "Marquette", 8: "Mortara",
	9: "Nihon Kohden", 10: "Okin", 11: "Quinton", 12: "Siemens", 13: "Spacelabs", 14: "Telemed", 15: "Hellige", 16: "ESA-OTE",
	17: "Schiller", 18: "Picker-Schwarzer", 19: "et medical", 20: "Zwönitz",
}

var mainsHz = [...]float64{0, 50, 60}

// deviceBlock is tag 14 or 15.
type deviceBlock struct {
	ecg.Device
	code     byte // manufacturer
	protocol int  // revision times 10
}

func (b *deviceBlock) burdick() bool { return b.code == manufacturerBurdick }

// parseDevice reads a device block; whatever lies beyond its end is absent.
func parseDevice(v []byte, text *textDecoder) deviceBlock {
	var b deviceBlock
	at := func(i int) byte {
		if i < len(v) {
			return v[i]
		}
		return 0
	}
	if id := int(at(deviceNumber)) | int(at(deviceNumber+1))<<8; id != 0 {
		b.ID = fmt.Sprint(id)
	}
	b.code = at(deviceManufacturer)
	if b.code != manufacturerString {
		b.Manufacturer = manufacturers[b.code]
	}
	if len(v) > deviceModel {
		b.Model = text.decode(v[deviceModel:min(len(v), deviceModel+deviceModelLen)])
	}
	b.protocol = int(at(deviceProtocol))
	if m := int(at(deviceMains)); m < len(mainsHz) {
		b.MainsHz = mainsHz[m]
	}
	if len(v) <= deviceStrings {
		return b
	}
	// Analysing program, serial number, acquisition software, SCP implementation, manufacturer.
	parts := bytes.SplitN(v[deviceStrings:], []byte{0}, 6)
	part := func(i int) string {
		if i < len(parts) {
			return text.decode(parts[i])
		}
		return ""
	}
	b.Serial = part(1)
	b.Software = part(2)
	if b.Software == "" {
		b.Software = part(0)
	}
	if name := part(4); name != "" && (b.Manufacturer == "" || b.code == manufacturerString) {
		b.Manufacturer = name
	}
	return b
}
