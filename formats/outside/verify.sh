#!/usr/bin/env bash
# Checks files that goecg writes with other people's programs, and reads back what they re-encode.
#
#   formats/outside/verify.sh [DIR]     DIR keeps the files; default: a temporary folder
#   INSTALL=1                           apt-get install the programs first
#   FROM_TEST=1                         set by the Go test, which writes its files to DIR and reads the results itself
#
# Exit status 0 when every check that could run passed, 1 otherwise. A program that is absent is skipped with a line.
set -u
here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../.." && pwd)
dir=${1:-}
if [ -z "$dir" ]; then
	dir=$(mktemp -d)
	trap 'rm -rf "$dir"' EXIT
fi
mkdir -p "$dir/reencoded"
dir=$(cd "$dir" && pwd)
log=$dir/log.txt

if [ "${INSTALL:-}" = 1 ]; then
	apt-get update -qq && apt-get install -y -qq biosig-tools dcmtk dicom3tools python3-pydicom python3-numpy || exit 1
fi

passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); }
fail() {
	failed=$((failed + 1))
	echo "FAIL $*"
	if [ -s "$log" ]; then sed 's/^/     /' "$log" | head -n 20; fi
}
skip() { skipped=$((skipped + 1)); echo "SKIP $*"; }
have() { command -v "$1" >/dev/null 2>&1; }

# Debian's Python modules belong to Debian's Python, which need not be the first in PATH.
python=
for p in /usr/bin/python3 python3; do
	if have "$p"; then python=$p; break; fi
done

cd "$repo" || exit 1
if ! go build -o "$dir/ecg" ./cmd/ecg; then
	echo "FAIL the command does not build"
	exit 1
fi
if [ -z "${FROM_TEST:-}" ]; then
	OUTSIDE_DIR=$dir go test -count=1 -run '^TestWriteFiles$' ./formats/outside || exit 1
fi

# Synthetic ECGs through the command; the WFDB record is the reference.
synth() {
	local name=$1
	shift
	for to in scp:scp dicom:dcm aecg:xml wfdb:hea; do
		"$dir/ecg" synth -to "${to%%:*}" "$@" -truth "$dir/$name.truth.json" "$dir/$name.${to##*:}" || fail "ecg synth -to ${to%%:*}"
	done
}
synth synth-normal
synth synth-stemi -preset stemi-anterior -seed 3 -noise 25
synth synth-afib -rhythm afib -rate 250 -duration 20 -seed 4
synth synth-paced -preset paced -rate 1000 -duration 5 -seed 5

# DICOM: strict readers, then re-encoding.
if have dcmdump; then
	for f in "$dir"/*.dcm; do
		dcmdump -v "$f" >/dev/null 2>"$log"
		if [ $? -ne 0 ] || grep -q '^[WEF]:' "$log"; then fail "dcmdump $(basename "$f")"; else pass; fi
	done
else
	skip "dcmdump is not installed (dcmtk)"
fi
if have dciodvfy; then
	for f in "$dir"/*.dcm; do
		if [ "$(basename "$f")" = wide-32bit.dcm ]; then
			skip "dciodvfy wide-32bit.dcm: it does not know the general 32-bit ECG"
			continue
		fi
		dciodvfy "$f" >"$dir/dciodvfy.txt" 2>&1
		case $(basename "$f") in
		without-start.dcm) # the standard demands a date; an unknown one is left empty, not invented
			grep '^Error' "$dir/dciodvfy.txt" | grep -v 'Empty attribute.*<\(ContentDate\|ContentTime\|AcquisitionDateTime\)>' >"$log" ;;
		two-rates.dcm) # groups are placed by their offsets without a claim that clocks are synchronized
			grep '^Error' "$dir/dciodvfy.txt" | grep -v 'condition unsatisfied.*<MultiplexGroupTimeOffset>' >"$log" ;;
		*) grep '^Error' "$dir/dciodvfy.txt" >"$log" ;;
		esac
		if [ -s "$log" ]; then fail "dciodvfy $(basename "$f")"; else pass; fi
	done
else
	skip "dciodvfy is not installed (dicom3tools)"
fi
if have dcmconv; then
	for f in "$dir"/*.dcm; do
		name=$(basename "$f" .dcm)
		# how: transfer syntax, and lengths of sequences and items
		for how in implicit:+ti explicit:+te big:+tb deflated:+td undefined:'+te -e' implicit-undefined:'+ti -e'; do
			out=$dir/reencoded/$name.${how%%:*}.dcm
			# shellcheck disable=SC2086 # the options are words
			if dcmconv ${how#*:} "$f" "$out" 2>"$log" && [ ! -s "$log" ]; then pass; else fail "dcmconv ${how#*:} $name"; fi
		done
	done
else
	skip "dcmconv is not installed (dcmtk)"
fi

# Samples as other programs read them.
if have save2gdf; then
	for f in "$dir"/*.scp "$dir"/*.dcm "$dir"/*.xml; do
		base=$(basename "$f")
		case $base in # limits of biosig 2.5.0
		median-beat.dcm | two-rates.dcm) skip "biosig $base: it takes one multiplex group of several"; continue ;;
		missing-samples.dcm) skip "biosig $base: it does not know the padding value"; continue ;;
		without-patient.dcm | anonymous.dcm | anonymous-least.dcm | pseudonymous.dcm)
			skip "biosig $base: it crashes where the patient's name or id is empty, which is lawful"
			continue
			;;
		two-rates.xml) skip "biosig $base: it reads one sampling rate"; continue ;;
		esac
		mkdir -p "$dir/biosig/$base"
		save2gdf -f=ASCII "$f" "$dir/biosig/$base/out.asc" >"$log" 2>&1 || fail "save2gdf $base"
	done
	# The other way: aECG that biosig writes from our SCP-ECG. (Its SCP-ECG has no leads, or those of protocol 3.0 only.)
	for f in "$dir"/synth-*.scp; do
		name=$(basename "$f" .scp)
		if save2gdf -f=HL7aECG "$f" "$dir/reencoded/$name.biosig.xml" >"$log" 2>&1; then pass; else fail "save2gdf -f=HL7aECG $name"; fi
	done
else
	skip "save2gdf is not installed (biosig-tools)"
fi
if [ -n "$python" ]; then
	"$python" "$here/verify.py" "$dir" >"$dir/python.txt" 2>&1
	status=$?
	cat "$dir/python.txt"
	passed=$((passed + $(grep -c '^ok' "$dir/python.txt")))
	failed=$((failed + $(grep -c '^FAIL' "$dir/python.txt")))
	skipped=$((skipped + $(grep -c '^SKIP' "$dir/python.txt")))
	if [ $status -ne 0 ] && ! grep -q '^FAIL' "$dir/python.txt"; then : >"$log"; fail "verify.py"; fi
else
	skip "python3 is not installed"
fi

if [ -z "${FROM_TEST:-}" ]; then
	: >"$log"
	if OUTSIDE_DIR=$dir go test -count=1 -v -run '^TestReencoded$' ./formats/outside >"$log" 2>&1; then
		grep 're-encoded' "$log"
		pass
	else
		fail "reading the re-encoded files"
	fi
fi
echo "total: $passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
