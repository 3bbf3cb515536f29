#!/bin/sh
# From a clone to rows of a restored backup over TDS. Run it again at will: the second run is quick.
# GANTRY_DEMO_DIR is where the demo's instance lives (default: /var/lib/gantry-demo as root,
# ~/.local/share/gantry-demo otherwise). `scripts/demo.sh stop` ends it, `drop` removes it.
set -eu
cd "$(dirname "$0")/.."

if [ "$(id -u)" -eq 0 ]; then
    folder=${GANTRY_DEMO_DIR:-/var/lib/gantry-demo}
else
    folder=${GANTRY_DEMO_DIR:-$HOME/.local/share/gantry-demo}
fi
data=$folder/data
gantry=build/release/gantry

case ${1:-} in
    stop) exec "$gantry" instance stop --data "$data" ;;
    drop)
        "$gantry" instance stop --data "$data" || true
        "$gantry" instance drop --data "$data" --yes
        rm -rf "$folder"
        exit 0
        ;;
    "") ;;
    *) echo "usage: scripts/demo.sh [stop|drop]" >&2; exit 2 ;;
esac

step() { printf '\n== %s\n' "$*"; }

step "1. What is missing on this machine"
scripts/deps.sh build

step "2. Build"
scripts/build.sh release gantry gantry_pg_extension

step "3. An instance"
mkdir -p "$folder"
chmod 755 "$folder"
if [ ! -f "$folder/sa-password" ]; then
    (umask 077; printf 'Demo-%s\n' "$(od -An -N9 -tx1 /dev/urandom | tr -d ' \n')" >"$folder/sa-password")
fi
if [ ! -d "$data" ]; then
    "$gantry" instance create demo --data "$data" --port 0 --sa-password-file "$folder/sa-password"
fi
"$gantry" instance status --data "$data" >/dev/null 2>&1 ||
    "$gantry" instance start --data "$data"
port=$("$gantry" instance status --data "$data" --output json |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["port"])')

step "4. A native SQL Server backup"
"$gantry" fixture examples/northgate.sql "$folder/northgate.bak"
"$gantry" inspect "$folder/northgate.bak"

step "5. Restore it"
"$gantry" restore "$folder/northgate.bak" --as northgate --replace --data "$data"

step "6. Query it with a SQL Server driver (FreeTDS)"
tsql -H 127.0.0.1 -p "$port" -U sa -P "$(cat "$folder/sa-password")" -D northgate -J UTF-8 -o q \
    <examples/northgate-queries.sql

cat <<EOF

== Done. Go on with your own driver
   server    127.0.0.1,$port
   user      sa
   password  $(cat "$folder/sa-password")   (kept in $folder/sa-password)
   database  northgate

   ADO.NET / ODBC   Server=127.0.0.1,$port;Database=northgate;User Id=sa;Password=...;TrustServerCertificate=yes
   JDBC (jTDS)      jdbc:jtds:sqlserver://127.0.0.1:$port/northgate;user=sa;password=...
   FreeTDS          tsql -H 127.0.0.1 -p $port -U sa -D northgate

   your own backup  $gantry restore FILE.bak --data $data
   stop, remove     scripts/demo.sh stop    scripts/demo.sh drop
EOF
