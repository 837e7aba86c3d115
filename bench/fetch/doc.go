// Package fetch downloads a database of ECG records from PhysioNet, file by file, and checks every file against the list of
// SHA-256 sums that PhysioNet publishes with each version of a database.
//
// [Fetch] may be interrupted at any time and called again: files that are complete are not asked for again, and one that was
// broken off goes on where it stopped. A file appears under its name only when its sum is right; until then it is NAME.part.
// Connections that break, servers that answer 5xx or 429 and files whose sum is wrong are tried again, with growing pauses.
//
// # Limits
//
// Open databases only: nothing is sent that would identify a user, so databases behind an agreement answer 403. Names in the
// list may not leave the folder, and no file is written through a link that leads out of it. The list says nothing of
// sizes, so how much is still to come is known in files, not in bytes.
//
// Source: the layout https://physionet.org/files/NAME/VERSION/ with the files RECORDS and SHA256SUMS.txt.
package fetch
