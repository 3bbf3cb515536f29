#include "instance/show.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "engine/store/pg_names.h"
#include "instance/sizing.h"
#include "session/restore_tasks.h"

namespace gantry::instance {
namespace {

using Json = nlohmann::ordered_json;

double tenths(double value) {
    return std::round(value * 10) / 10;
}

double megabytes(uint64_t bytes) {
    return tenths(double(bytes) / (1 << 20));
}

Json limited(int64_t value) {
    return value > 0 ? Json(value) : Json(nullptr);
}

Json size_json(const InstanceConfig& config) {
    return {{"vcores", limited(config.vcores)},
            {"memory_mb", limited(config.memory_mb)},
            {"storage_mb", limited(config.storage_mb)}};
}

Json settings_json(const InstanceConfig& config) {
    Json out = Json::array();
    for (const size::Setting& setting : size_settings(config)) {
        out.push_back(
            {{"name", setting.name}, {"value", setting.value}, {"reason", setting.sentence}});
    }
    return out;
}

Json storage_json(const InstanceConfig& config, const StorageUse& use) {
    return {{"used_mb", megabytes(use.used_bytes())},
            {"data_mb", megabytes(use.data_bytes)},
            {"log_mb", megabytes(use.log_bytes)},
            {"quota_mb", limited(config.storage_mb)},
            {"disk_free_mb", megabytes(use.disk_free_bytes)}};
}

std::string state_name(const std::string& state) {
    return state == "0" ? "ONLINE" : state == "1" ? "RESTORING" : "OFFLINE";
}

// A database is a set of PostgreSQL schemas (DESIGN D4).
Json databases_json(pg::Executor& executor) {
    std::map<std::string, int64_t> bytes_of_schema;
    const pg::Result sizes = executor.query(
        "SELECT n.nspname, sum(pg_total_relation_size(c.oid))::bigint FROM pg_class c JOIN "
        "pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm', 'S') GROUP BY 1");
    for (const pg::Row& row : sizes.rows) {
        bytes_of_schema[row[0].value_or("")] =
            std::strtoll(row[1].value_or("0").c_str(), nullptr, 10);
    }
    Json out = Json::array();
    const pg::Result databases = executor.query(
        "SELECT d.database_id, d.name, d.state FROM gantry.databases d ORDER BY d.database_id");
    const pg::Result schemas =
        executor.query("SELECT database_id, name FROM gantry.schemas ORDER BY 1");
    for (const pg::Row& database : databases.rows) {
        const std::string name = database[1].value_or("");
        int64_t bytes = 0;
        for (const pg::Row& schema : schemas.rows) {
            if (schema[0] != database[0]) continue;
            auto found = bytes_of_schema.find(store::pg_schema(name, schema[1].value_or("")));
            if (found != bytes_of_schema.end()) bytes += found->second;
        }
        out.push_back({{"name", name},
                       {"state", state_name(database[2].value_or(""))},
                       {"size_mb", megabytes(uint64_t(bytes))}});
    }
    return out;
}

Json restores_json(const session::RestoreTasks* restores) {
    Json out = Json::array();
    if (restores == nullptr) return out;
    for (const session::RestoreTaskPtr& task : restores->live()) {
        const session::RestoreTask::View view = task->view();
        const bool pending = view.state == session::RestoreTask::State::pending;
        out.push_back({{"database", task->order().database},
                       {"command", task->order().command},
                       {"state", pending ? "pending" : "running"},
                       {"percent", view.percent},
                       {"step", view.step},
                       {"elapsed_ms", view.elapsed.count()}});
    }
    return out;
}

std::string text_of(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string show_running(const InstanceConfig& config, const UsageSample& usage,
                         const ShownSessions& sessions, const session::RestoreTasks* restores,
                         pg::Executor& executor) {
    const Json used = {{"cpu_percent", tenths(usage.cpu_percent)},
                       {"memory_mb", megabytes(usage.processes.memory_kb() << 10)},
                       {"storage", storage_json(config, usage.storage)},
                       {"sessions", sessions.connected},
                       {"max_sessions", effective_max_sessions(config)},
                       {"running_requests", sessions.running_requests}};
    return text_of({{"size", size_json(config)},
                    {"usage", used},
                    {"databases", databases_json(executor)},
                    {"restores", restores_json(restores)},
                    {"settings", settings_json(config)}});
}

std::string show_stopped(const InstanceConfig& config, const StorageUse& storage) {
    const Json used = {{"storage", storage_json(config, storage)},
                       {"max_sessions", effective_max_sessions(config)}};
    return text_of({{"size", size_json(config)},
                    {"usage", used},
                    {"databases", nullptr},
                    {"restores", nullptr},
                    {"settings", settings_json(config)}});
}

}  // namespace gantry::instance
