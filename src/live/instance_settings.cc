// sp_configure's options, users' messages, trace flags.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_configurations = {
    .what = "configuration options",
    .view = "sys.configurations",
    .columns =
        "configuration_id, name, value=CAST(t.value AS bigint), "
        "value_in_use=CAST(t.value_in_use AS bigint)",
    .rest = "FROM sys.configurations AS t ORDER BY t.configuration_id",
};
// sp_addmessage gives numbers above 50000.
constexpr CatalogQuery k_messages = {
    .what = "messages of users",
    .view = "sys.messages",
    .columns = "message_id, language_id, severity, is_event_logged, text",
    .rest =
        "FROM sys.messages AS t WHERE t.message_id > 50000 "
        "ORDER BY t.message_id, t.language_id",
};

}  // namespace

void read_configuration(Source& source, Instance& out) {
    source.read(k_configurations, [&](const Row& row) {
        out.configurations.push_back({int_of(row, "configuration_id"), row.text("name"),
                                      row.integer("value"), row.integer("value_in_use")});
    });
    source.read(k_messages, [&](const Row& row) {
        out.messages.push_back({int_of(row, "message_id"), int_of(row, "language_id"),
                                int_of(row, "severity"), row.flag("is_event_logged"),
                                row.text("text")});
    });
}

// Those of the whole server: a session's own are seen by that session alone.
void read_trace_flags(Source& source, Instance& out) {
    constexpr size_t k_columns = 4;  // TraceFlag, Status, Global, Session
    out.trace_flags_known = source.read_batch(
        "trace flags", "DBCC TRACESTATUS (-1) WITH NO_INFOMSGS", [&](const Row& row) {
            if (row.size() < k_columns) return;
            TraceFlag flag;
            flag.number = int32_t(row.integer(size_t{0}));
            flag.on = row.integer(1) != 0;
            flag.global = row.integer(2) != 0;
            if (flag.on && flag.global) out.trace_flags.push_back(flag);
        });
}

void add_setting_queries(QueryList& out) {
    out.insert(out.end(), {&k_configurations, &k_messages});
}

}  // namespace gantry::live
