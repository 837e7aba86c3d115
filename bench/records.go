package bench

import (
	"io/fs"
	"sort"
	"strings"

	"github.com/goecg/goecg/formats/wfdb"
)

// recordNames lists the records of a folder: those that the file RECORDS names and that are there, or else every header.
func recordNames(fsys fs.FS, chosen []string) ([]string, error) {
	if chosen != nil {
		return chosen, nil
	}
	var names []string
	if b, err := fs.ReadFile(fsys, "RECORDS"); err == nil {
		for _, name := range strings.Fields(string(b)) {
			if _, err := fs.Stat(fsys, name+".hea"); err == nil {
				names = append(names, name)
			}
		}
		return names, nil
	}
	files, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if name, ok := strings.CutSuffix(f.Name(), ".hea"); ok && !f.IsDir() {
			names = append(names, name)
		}
	}
	sort.SliceStable(names, func(i, j int) bool { return len(names[i]) < len(names[j]) }) // 9 before 10; equal lengths stay in name order
	return names, nil
}

func readHeader(fsys fs.FS, name string) (*wfdb.Header, error) {
	b, err := fs.ReadFile(fsys, name+".hea")
	if err != nil {
		return nil, err
	}
	return wfdb.ParseHeader(b, name+".hea", nil)
}

// mostlyPaced reports whether more than half of the beats are paced: 102, 104, 107 and 217 of the MIT-BIH database.
func mostlyPaced(list []wfdb.Annotation) bool {
	beats, paced := 0, 0
	for i := range list {
		if wfdb.IsBeat(list[i].Code) {
			beats++
		}
		if list[i].Code == wfdb.CodePace {
			paced++
		}
	}
	return 2*paced > beats
}
