package dicom

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/goecg/goecg/ecg"
	"github.com/goecg/goecg/formats"
)

func named(t *testing.T, charset, name string, o *formats.Options) *ecg.Record {
	t.Helper()
	f := newFixture(uidExplicit)
	f.tags = join(f.text(tagCharset, "CS", charset), f.text(tagSOPClass, "UI", class12Lead), f.text(tagPatientName, "PN", name))
	rec := new(ecg.Record)
	err := Decode(rec, f.file(simpleGroup(f, 1, 10)), o)
	assert.NoError(t, err)
	return rec
}

// TestNames holds the examples of PS3.5 annexes H to K and what real systems write.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		charset, bytes string
		want           ecg.Name
		warn           bool
	}{
		{"", "Smith^John^Q^Dr.", ecg.Name{Family: "Smith", Given: "John", Second: "Q"}, false},
		{"", "Anonymous ", ecg.Name{Full: "Anonymous"}, false},
		{"", "Smith^", ecg.Name{Full: "Smith"}, false},
		{"", "", ecg.Name{}, false},
		{"ISO_IR 100", "Buc^J\xE9r\xF4me", ecg.Name{Family: "Buc", Given: "Jérôme"}, false},
		{"ISO_IR 100", "\xC4neas^R\xFCdiger", ecg.Name{Family: "Äneas", Given: "Rüdiger"}, false},
		{"ISO_IR 100", "Gr\xF6\xDFe", ecg.Name{Full: "Größe"}, false},
		{"ISO_IR 101", "Wa\xB3\xEAsa", ecg.Name{Full: "Wałęsa"}, false},
		{"ISO_IR 144", "\xBB\xEE\xDA\x63eM\xD1\x79p\xD3", ecg.Name{Full: "ЛюкceMбypг"}, false},
		{"ISO_IR 126", "\xC4\xE9\xEF\xED\xF5\xF3\xE9\xEF\xF2", ecg.Name{Full: "Διονυσιος"}, false},
		{"ISO_IR 138", "\xF9\xF8\xE5\xEF^\xE3\xE1\xE5\xF8\xE4", ecg.Name{Family: "שרון", Given: "דבורה"}, false},
		{"ISO_IR 192", "Wang^XiaoDong=\xE7\x8E\x8B^\xE5\xB0\x8F\xE4\xB8\x9C=", ecg.Name{Family: "王", Given: "小东", Latin: "Wang XiaoDong"}, false},
		{"GB18030", "Wang^XiaoDong=\xCD\xF5^\xD0\xA1\xB6\xAB=", ecg.Name{Family: "王", Given: "小东", Latin: "Wang XiaoDong"}, false},
		{"GBK", "\xCD\xF5^\xD0\xA1\xB6\xAB", ecg.Name{Family: "王", Given: "小东"}, false},
		{"GB18030", "\xC4\xA3", ecg.Name{Full: "模"}, false},          // valid UTF-8 by chance
		{"GB18030", "\x8F\x5C\x8F\x5E", ecg.Name{Full: "廫廭"}, false}, // trail bytes of a backslash and a caret
		{"\\ISO 2022 IR 58", "Zhang^XiaoDong=\x1b$)A\xD5\xC5^\x1b$)A\xD0\xA1\xB6\xAB=", ecg.Name{Family: "张", Given: "小东", Latin: "Zhang XiaoDong"}, false},
		{"\\ISO 2022 IR 87", "Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
			ecg.Name{Family: "山田", Given: "太郎", Latin: "Yamada Tarou"}, false},
		{"ISO 2022 IR 13\\ISO 2022 IR 87", "\xD4\xCF\xC0\xDE^\xC0\xDB\xB3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J",
			ecg.Name{Family: "山田", Given: "太郎", Latin: "ﾔﾏﾀﾞ ﾀﾛｳ"}, false},
		{"\\ISO 2022 IR 149", "Hong^Gildong=\x1b$)C\xFB\xF3^\x1b$)C\xD1\xCE\xD4\xD7=", ecg.Name{Family: "洪", Given: "吉洞", Latin: "Hong Gildong"}, false},
		// What does not fit its declaration.
		{"", "\xCD\xF5^\xD0\xA1\xB6\xAB", ecg.Name{Family: "王", Given: "小东"}, true},
		{"ISO_IR 6", "\xC0\xEE", ecg.Name{Full: "李"}, true},
		{"ISO_IR 100", "\xCD\xF5^\xD0\xA1\xB6\xAB", ecg.Name{Family: "王", Given: "小东"}, true},
		{"ISO_IR 100", "\xE7\x8E\x8B^\xE5\xB0\x8F\xE4\xB8\x9C", ecg.Name{Family: "王", Given: "小东"}, true},
		{"ISO_IR 192", "\xCD\xF5^\xD0\xA1\xB6\xAB", ecg.Name{Family: "王", Given: "小东"}, true},
		{"ISO_IR 999", "\xCD\xF5", ecg.Name{Full: "王"}, true},
	} {
		rec := named(t, c.charset, c.bytes, nil)
		assert.Equal(t, c.want, rec.Patient.Name, "%q %q", c.charset, c.bytes)
		assert.Equal(t, c.warn, warned(rec, ecg.WarnCharset), "%q %q", c.charset, c.bytes)
	}
	cyrillic := &formats.Options{Charset: "windows-1251"}
	assert.Equal(t, ecg.Name{Full: "Иванов"}, named(t, "", "\xC8\xE2\xE0\xED\xEE\xE2", cyrillic).Patient.Name)
	assert.Equal(t, ecg.Name{Full: "Íõ"}, named(t, "ISO_IR 100", "\xCD\xF5", cyrillic).Patient.Name, "only a Chinese fallback overrides")
}

func TestSetNames(t *testing.T) {
	for name, want := range map[string]set{
		"ISO_IR 100": setLatin1, "ISO-IR 100": setLatin1, "ISO 2022 IR 100": setLatin1, "ISO_IR_192": setUTF8, "UTF-8": setUTF8,
		"GB2312": setGB2312, "ISO 2022 GBK": setGB18030, "gbk": setGB18030, "": setASCII, "ISO_IR 13": setJISX0201, "ISO_IR 166": setThai,
	} {
		got, ok := setOf([]byte(name))
		assert.True(t, ok, name)
		assert.Equal(t, want, got, name)
	}
	for s := set(1); int(s) < len(setNames); s++ {
		assert.True(t, s == setUTF8 || s.encoding() != nil, setNames[s])
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct {
		dt, da, tm, zone, want string
	}{
		{"20260107150405", "", "", "", "2026-01-07T15:04:05"},
		{"20260107150405.123", "", "", "", "2026-01-07T15:04:05.123"},
		{"20260107150405.123+0800", "", "", "", "2026-01-07T15:04:05.123+08:00"},
		{"20260107150405-0330", "", "", "+0800", "2026-01-07T15:04:05-03:30"},
		{"20260107150405", "", "", "+0800", "2026-01-07T15:04:05+08:00"},
		{"20260107150405", "", "", "+0000", "2026-01-07T15:04:05Z"},
		{"20260107", "", "", "+0800", "2026-01-07"},
		{"", "20260107", "150405.5", "", "2026-01-07T15:04:05.5"},
		{"", "2026.01.07", "15:04:05", "", "2026-01-07T15:04:05"},
		{"", "20260107", "1504", "", "2026-01-07T15:04:00"},
		{"", "20260107", "", "", "2026-01-07"},
		{"", "20260231", "120000", "", ""},
		{"garbage", "", "", "", ""},
		{"20260107250405", "", "", "", ""},
	} {
		f := newFixture(uidExplicit)
		f.tags = f.text(tagSOPClass, "UI", class12Lead)
		for _, e := range []struct {
			t    tag
			v, s string
		}{{tagContentDate, "DA", c.da}, {tagAcquisitionDT, "DT", c.dt}, {tagContentTime, "TM", c.tm}, {tagZone, "SH", c.zone}} {
			if e.s != "" {
				f.tags = append(f.tags, f.text(e.t, e.v, e.s)...)
			}
		}
		assert.Equal(t, c.want, decoded(t, f.file(simpleGroup(f, 1, 5))).Start.String(), "%+v", c)
	}
}

func TestAges(t *testing.T) {
	for s, want := range map[string]float64{"063Y": 63, "018M": 1.5, "002W": 14 / 365.25, "010D": 10 / 365.25, "45": 45} {
		a := age([]byte(s))
		assert.True(t, a.Valid)
		assert.InDelta(t, want, a.Years, 1e-9)
		assert.InEpsilon(t, want, age([]byte(ageString(want))).Years, 0.01)
	}
	for _, s := range []string{"", "Y", "000Y", "abcY", "999Y", "-12Y"} {
		assert.False(t, age([]byte(s)).Valid, s)
	}
}
