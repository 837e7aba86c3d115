// Package codectest holds what the tests of the codecs share: damage to files, which a seed makes again, and the promises that
// hold for hostile input. It knows no format and no record: a test hands it bytes and functions.
package codectest
