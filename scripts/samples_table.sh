#!/bin/sh
# Writes docs/formats/samples.md: what every byte of every sample backup is.
#
#   scripts/samples_table.sh [GANTRY] [SAMPLES]     default: build/release/gantry, ../shared/samples
#
# Fails when a byte is not explained.
set -eu
cd "$(dirname "$0")/.."
gantry=$(realpath "${1:-build/release/gantry}")
samples=${2:-${GANTRY_SAMPLES:-../shared/samples}}
out=$(pwd)/docs/formats/samples.md
table=$(mktemp)
trap 'rm -f "$table"' EXIT
status=0
(cd "$samples" && "$gantry" verify --account chain-* datafiles-* full incomplete instance \
    several-sets stripes-*) >"$table" || status=$?
{
    cat <<'TEXT'
# The sample backups, byte by byte

Made by `scripts/samples_table.sh` (`gantry verify --account`). Names are those of the samples'
inventory. A file's columns add up to its bytes; of a compressed file a second row says what is in the
decompressed stream. "Pages in use" are those PFS calls allocated; "free pages" lie in allocated extents
and hold what was there before; "never formatted" are zeros, or extents no page of which was ever written.
"log unused" is the rest of a 64 KB piece or of a virtual log file.

TEXT
    cat "$table"
} >"$out"
exit $status
