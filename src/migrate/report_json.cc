#include <nlohmann/json.hpp>

#include "migrate/report.h"

namespace gantry::migrate {
namespace {

using nlohmann::ordered_json;

ordered_json steps_json(const PlannedDatabase& database) {
    ordered_json out = ordered_json::array();
    for (const PlannedStep& step : database.steps) {
        ordered_json files = ordered_json::array();
        for (const PlannedFile& file : step.files)
            files.push_back({{"name", file.name}, {"bytes", file.bytes}});
        out.push_back({{"kind", role_name(step.role)},
                       {"position", step.position},
                       {"finished", step.finished},
                       {"backup_set", step.set_guid},
                       {"files", std::move(files)}});
    }
    return out;
}

ordered_json tables_json(const DatabaseResult& result) {
    ordered_json out = ordered_json::array();
    for (const TableRecord& table : result.tables) {
        out.push_back({{"name", table.name},
                       {"result", result_name(table.result)},
                       {"rows_source", table.source_rows},
                       {"rows_target", table.target_rows},
                       {"hash_source", table.source_hash},
                       {"hash_target", table.target_hash},
                       {"detail", table.detail},
                       {"columns_not_compared", table.not_compared}});
    }
    return out;
}

ordered_json database_json(const PlannedDatabase& database, const DatabaseResult* result) {
    ordered_json out = {{"name", database.name},
                        {"target_name", database.target_name},
                        {"server", database.server},
                        {"source_version", database.source_version},
                        {"group", database.group},
                        {"backup_bytes", database.backup_bytes},
                        {"data_bytes", database.data_bytes},
                        {"tables_source", database.tables},
                        {"rows_source", database.rows},
                        {"modules", database.modules},
                        {"compatibility_level_source", database.source_level},
                        {"compatibility_level_planned", database.target_level},
                        {"steps", steps_json(database)},
                        {"notes", database.notes},
                        {"not_coming", database.not_coming},
                        {"problem", database.problem},
                        {"hint", database.hint}};
    if (result == nullptr) return out;
    out["outcome"] = outcome_name(result->outcome);
    out["done_before"] = result->done_before;
    out["error"] = result->error;
    out["error_hint"] = result->hint;
    out["compatibility_level_target"] = result->record.compatibility_level;
    out["restore_ms"] = result->record.restore_ms;
    out["compare_ms"] = result->record.verify_ms;
    out["tables"] = tables_json(*result);
    return out;
}

}  // namespace

std::string role_name(backup::ChainRole role) {
    switch (role) {
        case backup::ChainRole::differential:
            return "differential";
        case backup::ChainRole::log:
            return "log";
        default:
            return "full";
    }
}

std::string outcome_name(Outcome outcome) {
    switch (outcome) {
        case Outcome::equal:
            return "equal";
        case Outcome::different:
            return "different";
        case Outcome::not_possible:
            return "not_possible";
        case Outcome::stopped:
            return "stopped";
        default:
            return "failed";
    }
}

std::string result_name(TableResult result) {
    switch (result) {
        case TableResult::equal:
            return "equal";
        case TableResult::different:
            return "different";
        case TableResult::missing:
            return "missing";
        default:
            return "not_compared";
    }
}

int exit_code(const MigrationReport& report) {
    int out = 0;
    for (const DatabaseResult& result : report.results) {
        int one = 0;
        if (result.outcome == Outcome::failed || result.outcome == Outcome::stopped) one = 3;
        if (result.outcome == Outcome::different || result.outcome == Outcome::not_possible) {
            one = 1;
        }
        out = std::max(out, one);
    }
    if (report.results.empty()) {
        for (const PlannedDatabase& database : report.plan.databases)
            out = std::max(out, database.problem.empty() ? 0 : 1);
    }
    return out;
}

std::string report_json(const MigrationReport& report) {
    ordered_json out = {{"schema_version", 1},
                        {"tool_version", report.tool_version},
                        {"command", report.command},
                        {"started", report.started},
                        {"duration_ms", report.duration_ms},
                        {"dry_run", report.dry_run}};
    out["target"] = {{"url", report.target_url},
                     {"name", report.plan.target.name},
                     {"product", product_name(report.plan.target.product)},
                     {"version", report.plan.target.version},
                     {"managed_rules", report.plan.target.managed_rules}};
    if (report.plan.target.free_bytes) {
        out["target"]["free_storage_bytes"] = *report.plan.target.free_bytes;
    }
    out["plan"] = {{"bytes", report.plan.bytes()},
                   {"estimated_seconds", report.plan.estimate().count()},
                   {"notes", report.plan.notes}};
    out["databases"] = ordered_json::array();
    for (size_t i = 0; i < report.plan.databases.size(); ++i) {
        const DatabaseResult* result = i < report.results.size() ? &report.results[i] : nullptr;
        out["databases"].push_back(database_json(report.plan.databases[i], result));
    }
    out["not_moved"] = ordered_json::array();
    for (const NotMoved& one : report.plan.not_moved)
        out["not_moved"].push_back({{"name", one.name}, {"reason", one.reason}, {"how", one.how}});
    out["exit_code"] = exit_code(report);
    return out.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace gantry::migrate
