// Package version holds the version of goecg, which every result carries.
package version

// Version is the semantic version of the module.
const Version = "0.1.0"

// String is how results and the command name the library and its version.
const String = "goecg " + Version
