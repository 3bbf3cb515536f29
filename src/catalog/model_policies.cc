// Row-level security policies and database audit specifications of the model. No sample holds
// either: what is read follows from how the catalog keeps like things, and is said in a warning.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

// The table a predicate is on: any reference from that sub id of the policy to a table.
int32_t predicate_target(const ModelSources& sources, int32_t policy_id, int32_t sub_id) {
    auto is_table = [&](int32_t id) {
        const ObjectRow* object = sources.object(id);
        return object != nullptr && object->type == "U";
    };
    for (const ReferenceRow& r : sources.all_refs(policy_id)) {
        if (r.sub_id == sub_id && is_table(r.target_id)) return r.target_id;
    }
    for (const auto& [key, rows] : sources.multi_references) {
        if (key.second != policy_id) continue;
        for (const ReferenceRow& r : rows) {
            if (r.sub_id == sub_id && is_table(r.target_id)) return r.target_id;
        }
    }
    return 0;
}

void add_policy(const ModelSources& sources, const ObjectRow& object, Database& out) {
    constexpr int32_t k_disabled = 0x100;
    constexpr int32_t k_not_for_replication = 0x200;
    constexpr int32_t k_predicates_max = 1024;
    SecurityPolicy policy;
    policy.object_id = object.id;
    policy.schema_id = object.schema_id;
    policy.name = object.name;
    policy.enabled = !object.has(k_disabled);
    policy.not_for_replication = object.has(k_not_for_replication);
    for (int32_t sub_id = 0; sub_id <= k_predicates_max; ++sub_id) {
        const TextValue* text = sources.text_of(k_value_text, object.id, sub_id);
        if (text == nullptr) continue;
        SecurityPredicate predicate;
        predicate.id = sub_id;
        predicate.text = text->text;
        predicate.target_object_id = predicate_target(sources, object.id, sub_id);
        policy.predicates.push_back(std::move(predicate));
    }
    out.warnings.push_back(
        fmt::format("security policy {} has {} predicates that could be read; whether it is "
                    "enabled, and FILTER or BLOCK, is not certain",
                    object.name, policy.predicates.size()));
    out.security_policies.push_back(std::move(policy));
}

}  // namespace

void add_policies(const ModelSources& sources, Database& out) {
    for (const auto& [id, object] : sources.objects) {
        if (object.type == "SP") add_policy(sources, object, out);
    }
    std::map<int32_t, std::vector<AuditAction>> actions;
    sources.catalog.scan(k_sysaudacts,
                         {"class", "id", "subid", "grantee", "audit_spec_id", "type", "state"},
                         [&](const SystemRow& row) {
                             AuditAction action;
                             action.securable_class = uint8_t(row.integer(0));
                             action.major_id = int32_t(row.integer(1));
                             action.minor_id = int32_t(row.integer(2));
                             action.principal_id = int32_t(row.integer(3));
                             action.action = trimmed(row.text(5));
                             actions[int32_t(row.integer(4))].push_back(std::move(action));
                         });
    std::map<int32_t, Bytes> guids;
    sources.catalog.scan(k_sysguidrefs, {"id", "guid"}, [&](const SystemRow& row) {
        guids[int32_t(row.integer(0))] = to_bytes(row.bytes(1));
    });
    for (auto& [id, list] : actions) {
        AuditSpecification specification;
        specification.id = id;
        specification.audit_guid = guids[id];
        specification.actions = std::move(list);
        for (const auto& [object_class, rows] : sources.class_objects) {
            // Ids of specifications begin where users' ids of their class do.
            constexpr int32_t k_first_user_id = 65536;
            for (const NamedRow& row : rows) {
                if (row.id != id || id < k_first_user_id) continue;
                specification.name = row.name;
                specification.enabled = (row.status & 1) != 0;
            }
        }
        out.warnings.push_back(
            fmt::format("audit specification {} ({} actions): whether it is "
                        "enabled is not certain",
                        specification.name, specification.actions.size()));
        out.audit_specifications.push_back(std::move(specification));
    }
}

}  // namespace gantry::catalog
