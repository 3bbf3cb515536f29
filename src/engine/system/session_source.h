#pragma once
// Pieces of SQL that the views about sessions (views_sessions.cc, views_locks.cc) are made of.

#include <initializer_list>
#include <string>
#include <string_view>

namespace gantry::engine::system {

// The sessions as s. session/activity_rows.cc makes these rows.
inline constexpr std::string_view k_session_source =
    "WITH s AS MATERIALIZED (SELECT * FROM json_to_recordset({runtime:sessions}) AS r(sid int, bg "
    "bool, login text, lsid text, ltime text, host text, prog text, iface text, pid int, cver int, "
    "tdsv int, enc bool, pkt int, caddr text, cport int, laddr text, lport int, bpid int, cid "
    "text, db int, tsz int, lang text, dfmt text, dfst int, qi bool, aa bool, nd bool, ad bool, "
    "aw bool, ap bool, an bool, cn bool, iso int, lto int, ctx text, run bool, kill bool, rbeg "
    "text, rend text, cmd text, spent int, alive int, pct real, eta bigint, tcnt int, tid bigint, "
    "rows bigint, err int, nest int, reqs int, wait text, wms int, hnd text, sbeg int, send int, "
    "cpu int, rd bigint, wr bigint, rcpu int, rrd bigint, rwr bigint)) ";

// The mode of the row w of pg_locks, as SQL Server names one that keeps out the same others. A row
// is locked by its transaction: who waits for that one wants to change the row.
inline constexpr std::string_view k_lock_mode =
    "CASE WHEN w.locktype NOT IN ('relation', 'object', 'page', 'extend') THEN 'X' ELSE CASE "
    "w.mode "
    "WHEN 'AccessShareLock' THEN 'Sch-S' WHEN 'RowShareLock' THEN 'IU' "
    "WHEN 'RowExclusiveLock' THEN 'IX' WHEN 'ShareUpdateExclusiveLock' THEN 'U' "
    "WHEN 'ShareLock' THEN 'S' WHEN 'ShareRowExclusiveLock' THEN 'SIX' "
    "WHEN 'ExclusiveLock' THEN 'X' ELSE 'Sch-M' END END ";

inline std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (std::string_view part : parts)
        out += part;
    return out;
}

}  // namespace gantry::engine::system
