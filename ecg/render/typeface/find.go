package typeface

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/font/sfnt"
)

// chineseFonts are the usual Chinese fonts of Linux, macOS and Windows in lower case, the best to read first.
var chineseFonts = []string{
	"notosanscjk-regular.ttc", "notosanscjksc-regular.otf", "notosanssc-regular.otf", "notosanssc-regular.ttf",
	"sourcehansanssc-regular.otf", "sourcehansanscn-regular.otf", "sourcehansans-regular.ttc",
	"pingfang.ttc", "hiragino sans gb.ttc", "stheiti light.ttc", "stheiti medium.ttc",
	"msyh.ttc", "msyh.ttf", "deng.ttf", "simhei.ttf", "simsun.ttc",
	"wqy-microhei.ttc", "wqy-zenhei.ttc", "droidsansfallbackfull.ttf", "droidsansfallback.ttf",
	"notoserifcjk-regular.ttc", "songti.ttc", "arial unicode.ttf", "arialuni.ttf", "uming.ttc", "ukai.ttc",
}

// folders are where fonts are installed.
func folders() []string {
	list := []string{"/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"}
	add := func(base string, parts ...string) {
		if base != "" {
			list = append(list, filepath.Join(append([]string{base}, parts...)...))
		}
	}
	if home, err := os.UserHomeDir(); err == nil {
		add(home, ".local", "share", "fonts")
		add(home, ".fonts")
		add(home, "Library", "Fonts")
	}
	add(os.Getenv("XDG_DATA_HOME"), "fonts")
	add(os.Getenv("WINDIR"), "Fonts")
	add(os.Getenv("LOCALAPPDATA"), "Microsoft", "Windows", "Fonts")
	return list
}

// Bounds of the search, far above what a computer has.
const (
	maxEntries  = 50_000
	maxFontSize = 256 << 20
)

// search returns the first of chineseFonts that is installed and can be read.
func search() (*sfnt.Font, string) {
	found := make([]string, len(chineseFonts))
	rank := make(map[string]int, len(chineseFonts))
	for i, name := range chineseFonts {
		rank[name] = i
	}
	entries := 0
	for _, dir := range folders() {
		_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return nil //nolint:nilerr // a folder that cannot be read holds no font for us
			}
			if entries++; entries > maxEntries {
				return fs.SkipAll
			}
			if i, ok := rank[strings.ToLower(d.Name())]; ok && found[i] == "" && !d.IsDir() {
				found[i] = path
			}
			return nil
		})
	}
	for _, path := range found {
		if path == "" {
			continue
		}
		if f, err := open(path); err == nil {
			return f, path
		}
	}
	return nil, ""
}

// ErrNotChinese says that a font has no Chinese characters.
var ErrNotChinese = errors.New("typeface: the font has no Chinese characters")

// open reads a font file; of a collection, the font for simplified Chinese or else the first.
func open(path string) (*sfnt.Font, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if st.Size() > maxFontSize {
		return nil, fmt.Errorf("typeface: %s is too large for a font", filepath.Base(path))
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	f, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return f, nil
}

// parse picks a font that has the character for heart.
func parse(data []byte) (*sfnt.Font, error) {
	n, err := count(data)
	if err != nil {
		return nil, err
	}
	var buf sfnt.Buffer
	var best *sfnt.Font
	last := ErrNotChinese
	for i := range n {
		f, err := single(data, i)
		if err != nil {
			last = err
			continue
		}
		if g, err := f.GlyphIndex(&buf, '心'); err != nil || g == 0 {
			continue
		}
		name, _ := f.Name(&buf, sfnt.NameIDFull)
		simplified := strings.HasSuffix(strings.TrimSuffix(name, " Regular"), " SC") && !strings.Contains(name, "Mono")
		if best == nil || simplified {
			best = f
		}
		if simplified {
			break
		}
	}
	if best == nil {
		return nil, last
	}
	return best, nil
}
