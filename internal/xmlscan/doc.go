// Package xmlscan reads XML as a stream of bytes: start tags with their attributes, end tags and text, each a slice of the
// input, without an allocation a token. It is meant for documents whose bulk is numbers in text, such as ECG files, and
// for input that may be hostile.
//
// Scope: well-formed elements (end tags must match), attributes, character data, CDATA, comments and processing
// instructions. Names are given as prefix and local part; namespace declarations are not resolved. The five predefined
// entities and character references are replaced by [Unescape]; a DOCTYPE is skipped and no entity it declares is ever
// expanded. Depth and the number of attributes of an element are limited.
//
// Bytes are those of any encoding that keeps ASCII as it is (UTF-8, ISO-8859, GBK, GB18030, Shift JIS, Big5, ...);
// [Open] turns UTF-16 into UTF-8 first and tells the declared encoding, so that a caller can convert the texts it needs.
//
// Source: W3C, Extensible Markup Language (XML) 1.0, fifth edition. Not checked: the repertoire of characters in names and
// text, the uniqueness of attributes, and anything that a DTD says.
package xmlscan
