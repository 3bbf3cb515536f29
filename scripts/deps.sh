#!/bin/sh
# Installs what building, running and testing Gantry needs on Debian 12, and nothing that is
# already there. Arguments: build (default), test, bench, fuzz; several may be given.
set -eu

build="build-essential cmake ninja-build ccache mold pkg-config git ca-certificates
    libpq-dev libssl-dev libicu-dev libfmt-dev libcli11-dev nlohmann-json3-dev libtomlplusplus-dev zlib1g-dev libsqlite3-dev
    libgtest-dev libgmock-dev googletest postgresql-15 postgresql-server-dev-15 python3
    freetds-bin freetds-dev libcurl4-openssl-dev libpugixml-dev"
test="tdsodbc unixodbc python3-pymssql python3-pyodbc libjtds-java
    default-jdk-headless libxml2-utils chromium fonts-liberation"
bench="libbenchmark-dev"
fuzz="clang libclang-rt-14-dev llvm-14"

packages=$build
for part in "$@"; do
    case $part in
        build) ;;
        test) packages="$packages $test" ;;
        bench) packages="$packages $bench" ;;
        fuzz) packages="$packages $fuzz" ;;
        *) echo "usage: scripts/deps.sh [build] [test] [bench] [fuzz]" >&2; exit 2 ;;
    esac
done

missing=""
for package in $packages; do
    state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$state" = "install ok installed" ] || missing="$missing $package"
done

as_root=""
if [ "$(id -u)" -ne 0 ]; then as_root="sudo"; fi
if [ -n "$missing" ]; then
    echo "installing:$missing" >&2
    # A cluster that postgresql-common would make is not needed: Gantry runs its own.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        $as_root mkdir -p /etc/postgresql-common
        echo "create_main_cluster = false" | $as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    $as_root apt-get update -qq
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $missing >/dev/null
fi

# tedious and mssql speak TDS from Node.js; their tests need Node.js 18 or later.
case " $* " in
    *" test "*)
        if ! command -v npm >/dev/null 2>&1; then
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
                --no-install-recommends nodejs npm >/dev/null
        fi
        ;;
esac
