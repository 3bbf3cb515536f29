// sp_configure's options, messages, Resource Governor and event sessions of master.

#include <algorithm>

#include "base/utf.h"
#include "catalog/instance/configuration_names.h"
#include "catalog/instance/master_reader.h"
#include "catalog/model_reader.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_sysusermsgs = 45;
constexpr uint8_t k_value_configuration = 50;  // number 0 configured, 1 in use
constexpr uint8_t k_class_workload_group = 53;
constexpr uint8_t k_class_resource_pool = 54;
constexpr uint8_t k_class_event_session = 62;
constexpr uint8_t k_reference_classifier = 12;
constexpr uint8_t k_reference_group_pool = 13;
constexpr uint8_t k_value_event = 56;
constexpr uint8_t k_value_target = 57;
constexpr uint8_t k_value_action = 58;
constexpr uint8_t k_value_field = 59;
constexpr uint8_t k_value_group = 64;
constexpr int32_t k_session_starts_with_server = 2;  // sysclsobjs.status

void add_fields(const ModelSources& sources, int32_t session_id, EventSessionEvent& owner) {
    for (const ValueRow& row : sources.values(k_value_field, session_id)) {
        if (row.sub_id != owner.id) continue;
        owner.fields.push_back({utf16le_to_utf8(row.image), variant_text(row.variant)});
    }
}

}  // namespace

void read_configuration(const ModelSources& sources, Instance& out) {
    for (const auto& [key, rows] : sources.all_values()) {
        if (key.first != k_value_configuration) continue;
        Configuration option;
        option.id = key.second;
        option.name = configuration_name(option.id);
        for (const ValueRow& row : rows) {
            int64_t value = variant_integer(row.variant);
            if (row.number == 0) option.value = value;
            if (row.number == 1) option.value_in_use = value;
        }
        out.configurations.push_back(std::move(option));
    }
    if (out.configurations.empty()) {
        out.warnings.push_back(
            "the options of sp_configure are not in this version's system tables: they are on a "
            "page of their own, which is not decoded");
    }
    constexpr int64_t k_message_logged = 0x80;
    sources.catalog.scan(k_sysusermsgs, {"id", "msglangid", "severity", "status", "text"},
                         [&](const SystemRow& row) {
                             UserMessage message;
                             message.id = int32_t(row.integer(0));
                             message.language = int32_t(row.integer(1));
                             message.severity = int32_t(row.integer(2));
                             message.logged = (row.integer(3) & k_message_logged) != 0;
                             message.text = row.text(4);
                             out.messages.push_back(std::move(message));
                         });
}

void read_resource_governor(const ModelSources& sources, Instance& out) {
    for (const NamedRow& row : sources.named(k_class_resource_pool)) {
        ResourcePool pool;
        pool.id = row.id;
        pool.name = row.name;
        // Four bytes: least and most of CPU, then of memory, in percent.
        auto status = uint32_t(row.status);
        pool.min_cpu = int32_t(status & 0xFF);
        pool.max_cpu = int32_t(status >> 8 & 0xFF);
        pool.min_memory = int32_t(status >> 16 & 0xFF);
        pool.max_memory = int32_t(status >> 24);
        out.resource_pools.push_back(std::move(pool));
    }
    for (const NamedRow& row : sources.named(k_class_workload_group)) {
        WorkloadGroup group;
        group.id = row.id;
        group.name = row.name;
        group.pool_id = sources.target(k_reference_group_pool, row.id);
        group.max_memory_grant_percent = row.status & 0xFF;
        if (const ValueRow* limits = sources.value(k_value_group, row.id, 0, 0)) {
            auto packed = uint64_t(variant_integer(limits->variant));
            group.max_cpu_seconds = int64_t(packed & 0xFFFFFFFF);
            group.max_requests = int64_t(packed >> 32);
        }
        if (const ValueRow* dop = sources.value(k_value_group, row.id, 0, 1)) {
            group.max_dop = variant_integer(dop->variant) & 0xFFFFFFFF;
        }
        out.workload_groups.push_back(std::move(group));
    }
    out.classifier_function_id = sources.target(k_reference_classifier, 0);
}

void read_extended_procedures(const ModelSources& sources, Instance& out) {
    for (const auto& [id, object] : sources.objects) {
        if (object.type != "X" || object.has(k_object_ms_shipped)) continue;
        ExtendedProcedure procedure;
        procedure.name = object.name;
        // Which value holds the library no sample shows: it is the one that is a text.
        for (const ValueRow* row : sources.values_of(id)) {
            std::string text = variant_text(row->variant);
            if (text.empty()) text = image_text(*row);
            if (text.find('.') != text.npos) procedure.library = std::move(text);
        }
        out.extended_procedures.push_back(std::move(procedure));
    }
}

void read_event_sessions(const ModelSources& sources, Instance& out) {
    for (const NamedRow& row : sources.named(k_class_event_session)) {
        EventSession session;
        session.id = row.id;
        session.name = row.name;
        session.starts_with_server = (row.status & k_session_starts_with_server) != 0;
        for (const ValueRow& value : sources.values(k_value_event, row.id)) {
            EventSessionEvent event;
            event.id = value.sub_id;
            event.name = variant_text(value.variant);
            event.predicate = utf16le_to_utf8(value.image);
            for (const ValueRow& action : sources.values(k_value_action, row.id)) {
                if (action.sub_id == event.id) {
                    event.actions.push_back(variant_text(action.variant));
                }
            }
            add_fields(sources, row.id, event);
            session.events.push_back(std::move(event));
        }
        for (const ValueRow& value : sources.values(k_value_target, row.id)) {
            EventSessionEvent target;
            target.id = value.sub_id;
            target.name = variant_text(value.variant);
            add_fields(sources, row.id, target);
            session.targets.push_back(std::move(target));
        }
        out.event_sessions.push_back(std::move(session));
    }
}

}  // namespace gantry::catalog
