package scp

// SCP-ECG's CRC is CRC-16/CCITT-FALSE (EN 1064, 5.2.7): polynomial x^16+x^12+x^5+1, most significant bit first, initial value
// 0xFFFF, no final exclusive or. "123456789" gives 0x29B1.
const (
	crcPolynomial = 0x1021
	crcInit       = 0xFFFF
)

// crcSlices is how many bytes one step takes: table k gives the effect of a byte that k bytes follow.
const crcSlices = 16

var crcTables = func() (t [crcSlices][256]uint16) {
	for i := range t[0] {
		c := uint16(i) << 8
		for range 8 {
			if c&0x8000 != 0 {
				c = c<<1 ^ crcPolynomial
			} else {
				c <<= 1
			}
		}
		t[0][i] = c
	}
	for k := 1; k < crcSlices; k++ {
		for i := range t[k] {
			p := t[k-1][i]
			t[k][i] = p<<8 ^ t[0][p>>8]
		}
	}
	return t
}()

func crc16(b []byte) uint16 {
	c := uint16(crcInit)
	t := &crcTables
	for len(b) >= crcSlices {
		c = t[15][b[0]^byte(c>>8)] ^ t[14][b[1]^byte(c)] ^ t[13][b[2]] ^ t[12][b[3]] ^
			t[11][b[4]] ^ t[10][b[5]] ^ t[9][b[6]] ^ t[8][b[7]] ^
			t[7][b[8]] ^ t[6][b[9]] ^ t[5][b[10]] ^ t[4][b[11]] ^
			t[3][b[12]] ^ t[2][b[13]] ^ t[1][b[14]] ^ t[0][b[15]]
		b = b[crcSlices:]
	}
	for _, v := range b {
		c = c<<8 ^ t[0][byte(c>>8)^v]
	}
	return c
}
