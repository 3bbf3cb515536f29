#!/bin/sh
# scripts/build.sh [PRESET [TARGET...]]: configures and builds one preset (default: release, all of
# it). Prints nothing but warnings and errors unless VERBOSE is set or standard output is a terminal.
set -eu
cd "$(dirname "$0")/.."
preset=${1:-release}
[ $# -gt 0 ] && shift
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"/tmp/gantry-cmake-$$.log" 2>&1 || {
    cat "/tmp/gantry-cmake-$$.log" >&2
    rm -f "/tmp/gantry-cmake-$$.log"
    exit 1
}
rm -f "/tmp/gantry-cmake-$$.log"
if [ -t 1 ] || [ -n "${VERBOSE:-}" ]; then
    exec ninja -C "build/$preset" "$@"
fi
exec ninja -C "build/$preset" --quiet "$@"
