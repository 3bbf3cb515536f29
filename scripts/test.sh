#!/bin/sh
# Installs what is missing, builds the release preset and runs every test.
# Further arguments go to ctest, e.g. `scripts/test.sh -L unit`.
set -eu
cd "$(dirname "$0")/.."
scripts/deps.sh build test
if [ ! -d tests/clients/node/node_modules ] && command -v npm >/dev/null 2>&1; then
    (cd tests/clients/node && npm install --no-audit --no-fund --silent) ||
        echo "npm could not install tedious and mssql: their tests will be skipped" >&2
fi
if [ ! -d tests/report/node_modules ] && command -v npm >/dev/null 2>&1; then
    (cd tests/report && npm install --no-audit --no-fund --silent) ||
        echo "npm could not install playwright-core and axe-core: the report's test will be skipped" >&2
fi
if [ ! -d tests/blob/node_modules ] && command -v npm >/dev/null 2>&1; then
    (cd tests/blob && npm install --no-audit --no-fund --silent) ||
        echo "npm could not install azurite: the tests with a blob service will be skipped" >&2
fi
scripts/build.sh release
exec ctest --preset release -j 2 "$@"
