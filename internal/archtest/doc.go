// Package archtest holds the tests that walk the repository: the import table of the architecture, the modules that
// an importer pulls in, package comments and file sizes.
package archtest
