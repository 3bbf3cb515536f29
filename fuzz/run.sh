#!/bin/sh
# Builds every libFuzzer target (src/**/*_fuzz.cc) with ASan and UBSan and runs each for a while.
#
#   fuzz/run.sh [SECONDS_EACH] [TARGET...]     default: 30 seconds, all targets
#
# Corpora grow in build/fuzz/corpus/TARGET; seeds are taken from fuzz/corpus/TARGET where present.
# A crash is left in build/fuzz/crashes/TARGET: make it a test beside the decoder.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-30}
[ $# -gt 0 ] && shift
scripts/deps.sh build fuzz
targets=${*:-$(find src -name '*_fuzz.cc' -exec basename {} .cc \; | sort)}
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz >/dev/null
# shellcheck disable=SC2086
ninja -C build/fuzz --quiet $targets
failed=0
for target in $targets; do
    corpus=build/fuzz/corpus/$target
    crashes=build/fuzz/crashes/$target
    mkdir -p "$corpus" "$crashes"
    seeds=""
    [ -d "fuzz/corpus/$target" ] && seeds="fuzz/corpus/$target"
    dictionary=""
    [ -f "fuzz/$target.dict" ] && dictionary="-dict=fuzz/$target.dict"
    # shellcheck disable=SC2086
    if build/fuzz/"$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -artifact_prefix="$crashes/" -print_final_stats=1 $dictionary "$corpus" $seeds \
        >"$crashes/log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$crashes/log")
        echo "ok   $target: ${runs:-?} runs in $seconds s"
    else
        failed=1
        echo "FAIL $target: see $crashes/log"
        tail -n 5 "$crashes/log"
    fi
done
exit $failed
