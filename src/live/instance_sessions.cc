// Resource Governor and sessions of Extended Events.

#include "live/instance_parts.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_pools = {
    .what = "resource pools",
    .view = "sys.resource_governor_resource_pools",
    .columns =
        "pool_id, name, min_cpu_percent, max_cpu_percent, min_memory_percent, "
        "max_memory_percent",
    .rest = "FROM sys.resource_governor_resource_pools AS t ORDER BY t.pool_id",
    .since = 10,
};
constexpr CatalogQuery k_groups = {
    .what = "workload groups",
    .view = "sys.resource_governor_workload_groups",
    .columns =
        "group_id, name, pool_id, request_max_memory_grant_percent, "
        "request_max_cpu_time_sec, group_max_requests, max_dop",
    .rest = "FROM sys.resource_governor_workload_groups AS t ORDER BY t.group_id",
    .since = 10,
};
constexpr CatalogQuery k_governor = {
    .what = "the classifier of Resource Governor",
    .view = "sys.resource_governor_configuration",
    .columns = "classifier_function_id, is_enabled",
    .rest = "FROM sys.resource_governor_configuration AS t",
    .since = 10,
};
constexpr CatalogQuery k_sessions = {
    .what = "event sessions",
    .view = "sys.server_event_sessions",
    .columns = "event_session_id, name, startup_state",
    .rest = "FROM sys.server_event_sessions AS t ORDER BY t.event_session_id",
    .since = 10,
};
constexpr CatalogQuery k_events = {
    .what = "events of event sessions",
    .view = "sys.server_event_session_events",
    .columns = "event_session_id, event_id, name, predicate",
    .rest = "FROM sys.server_event_session_events AS t ORDER BY t.event_session_id, t.event_id",
    .since = 10,
};
constexpr CatalogQuery k_targets = {
    .what = "targets of event sessions",
    .view = "sys.server_event_session_targets",
    .columns = "event_session_id, target_id, name",
    .rest = "FROM sys.server_event_session_targets AS t ORDER BY t.event_session_id, t.target_id",
    .since = 10,
};

}  // namespace

void read_resource_governor(Source& source, Instance& out) {
    source.read(k_pools, [&](const Row& row) {
        out.resource_pools.push_back(
            {int_of(row, "pool_id"), row.text("name"), int_of(row, "min_cpu_percent"),
             int_of(row, "max_cpu_percent"), int_of(row, "min_memory_percent"),
             int_of(row, "max_memory_percent")});
    });
    source.read(k_groups, [&](const Row& row) {
        WorkloadGroup group;
        group.id = int_of(row, "group_id");
        group.name = row.text("name");
        group.pool_id = int_of(row, "pool_id");
        group.max_memory_grant_percent = int_of(row, "request_max_memory_grant_percent");
        group.max_cpu_seconds = row.integer("request_max_cpu_time_sec");
        group.max_requests = row.integer("group_max_requests");
        group.max_dop = row.integer("max_dop");
        out.workload_groups.push_back(std::move(group));
    });
    source.read(k_governor, [&](const Row& row) {
        if (row.flag("is_enabled")) {
            out.classifier_function_id = int_of(row, "classifier_function_id");
        }
    });
}

void read_event_sessions(Source& source, Instance& out) {
    source.read(k_sessions, [&](const Row& row) {
        EventSession session;
        session.id = int_of(row, "event_session_id");
        session.name = row.text("name");
        session.starts_with_server = row.flag("startup_state");
        out.event_sessions.push_back(std::move(session));
    });
    auto session_at = [&](const Row& row) -> EventSession* {
        const int32_t id = int_of(row, "event_session_id");
        for (EventSession& session : out.event_sessions) {
            if (session.id == id) return &session;
        }
        return nullptr;
    };
    source.read(k_events, [&](const Row& row) {
        EventSession* session = session_at(row);
        if (session == nullptr) return;
        EventSessionEvent event;
        event.id = int_of(row, "event_id");
        event.name = row.text("name");
        event.predicate = row.text("predicate");
        session->events.push_back(std::move(event));
    });
    source.read(k_targets, [&](const Row& row) {
        EventSession* session = session_at(row);
        if (session == nullptr) return;
        EventSessionEvent target;
        target.id = int_of(row, "target_id");
        target.name = row.text("name");
        session->targets.push_back(std::move(target));
    });
}

void add_session_queries(QueryList& out) {
    out.insert(out.end(), {&k_pools, &k_groups, &k_governor, &k_sessions, &k_events, &k_targets});
}

}  // namespace gantry::live
