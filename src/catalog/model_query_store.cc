// Query Store: its rows are in internal tables plan_persist_*, read by column name.

#include <map>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

constexpr uint32_t k_status2_query_store = 0x10;  // boot page, sysdbreg.status2
constexpr size_t k_text_bytes_max = 64u << 20;    // of all queries kept in the model

int32_t table_named(const ModelSources& sources, std::string_view name) {
    for (const auto& [id, object] : sources.objects) {
        if (object.type == "IT" && object.name == name) return id;
    }
    return 0;
}

int64_t rows_of(const ModelSources& sources, std::string_view name) {
    int64_t rows = 0;
    for (const Rowset* rowset : sources.catalog.base_rowsets(table_named(sources, name)))
        rows += rowset->row_count;
    return rows;
}

}  // namespace

void add_query_store(const ModelSources& sources, Database& out) {
    QueryStore& store = out.query_store;
    bool enabled = (sources.catalog.boot().status2 & k_status2_query_store) != 0;
    store.present = table_named(sources, "plan_persist_query") != 0;
    store.actual_state = store.desired_state = enabled ? "READ_WRITE" : "OFF";
    if (!store.present) return;
    store.query_count = rows_of(sources, "plan_persist_query");
    store.plan_count = rows_of(sources, "plan_persist_plan");
    // 2022 keeps its rows in a second generation of the table.
    store.runtime_row_count = rows_of(sources, "plan_persist_runtime_stats") +
                              rows_of(sources, "plan_persist_runtime_stats_v2");
    std::map<int64_t, std::string> texts;
    size_t bytes = 0;
    sources.catalog.scan(table_named(sources, "plan_persist_query_text"),
                         {"query_text_id", "query_sql_text"}, [&](const SystemRow& row) {
                             std::string text = row.text(1);
                             bytes += text.size();
                             if (bytes > k_text_bytes_max) return;
                             texts[row.integer(0)] = std::move(text);
                         });
    if (bytes > k_text_bytes_max) {
        out.warnings.push_back(
            "Query Store has more than 64 MB of query texts: the rest is left "
            "out of the model");
    }
    std::map<int64_t, int64_t> plans;
    sources.catalog.scan(table_named(sources, "plan_persist_plan"), {"query_id"},
                         [&](const SystemRow& row) { ++plans[row.integer(0)]; });
    sources.catalog.scan(table_named(sources, "plan_persist_query"),
                         {"query_id", "query_text_id", "object_id"}, [&](const SystemRow& row) {
                             QueryStoreQuery query;
                             query.query_id = row.integer(0);
                             query.text_id = row.integer(1);
                             query.object_id = int32_t(row.integer(2));
                             query.plan_count = plans[query.query_id];
                             auto text = texts.find(query.text_id);
                             if (text != texts.end()) query.text = text->second;
                             store.queries.push_back(std::move(query));
                         });
}

}  // namespace gantry::catalog
