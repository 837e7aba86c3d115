package classify

// ruleSources are the tables that name the publication behind a rule of the evidence, each beside the criteria that use it.
var ruleSources = []map[string]string{stSources, rhythmSources, uSources}

// sourceOf is the publication behind a rule, "" when no table has it.
func sourceOf(rule string) string {
	for _, table := range ruleSources {
		if s, ok := table[rule]; ok {
			return s
		}
	}
	return ""
}
