// Service Broker: message types, contracts, queues, services, routes, bindings, priorities, and
// event notifications, which send to services.

#include <fmt/format.h>

#include "catalog/event_names.h"
#include "catalog/model_parts.h"
#include "catalog/model_reader.h"

namespace gantry::catalog {

namespace {

// The texts among an object's values, in order of class and number.
std::vector<std::string> text_values(const ModelSources& sources, int32_t id) {
    std::vector<std::string> out;
    for (const ValueRow* row : sources.values_of(id)) {
        bool text = !row->variant.empty() && types::is_character(types::TypeId(row->variant[0]));
        if (text) out.push_back(variant_text(row->variant));
    }
    return out;
}

void add_types_and_contracts(const ModelSources& sources, Database& out) {
    for (const NamedRow& row : sources.binary(k_class_message_type)) {
        MessageType type;
        type.id = row.id;
        type.name = row.name;
        type.validation = row.type.empty() ? "N" : row.type;
        type.owner_id = sources.target(k_reference_message_type_owner, row.id, 1);
        out.message_types.push_back(std::move(type));
    }
    for (const NamedRow& row : sources.binary(k_class_contract)) {
        ServiceContract contract;
        contract.id = row.id;
        contract.name = row.name;
        contract.owner_id = sources.target(k_reference_contract_owner, row.id, 1);
        for (const ReferenceRow& r : sources.multi(k_multi_contract_message, row.id)) {
            ContractMessage message;
            message.message_type_id = r.target_id;
            message.sent_by_initiator = (r.status & 1) != 0;
            message.sent_by_target = (r.status & 2) != 0;
            contract.messages.push_back(message);
        }
        out.service_contracts.push_back(std::move(contract));
    }
}

void add_queues_and_services(const ModelSources& sources, Database& out) {
    for (const auto& [id, object] : sources.objects) {
        if (object.type != "SQ") continue;
        ServiceQueue queue;
        queue.object_id = id;
        queue.schema_id = object.schema_id;
        queue.name = object.name;
        queue.is_system = object.has(k_object_ms_shipped);
        queue.activation_enabled = object.has(k_queue_activation);
        queue.receive_enabled = object.has(k_queue_receive);
        queue.enqueue_enabled = object.has(k_queue_enqueue);
        queue.retention_enabled = object.has(k_queue_retention);
        queue.poison_message_handling = !object.has(k_queue_poison_handling);
        queue.max_readers = object.property;
        queue.execute_as = sources.target(k_reference_execute_as, id);
        std::vector<std::string> texts = text_values(sources, id);
        if (!texts.empty()) queue.activation_procedure = texts[0];
        out.service_queues.push_back(std::move(queue));
    }
    for (const auto& [key, rows] : sources.references) {
        if (key.first != k_reference_internal_table || rows.empty()) continue;
        if (rows[0].sub_id != k_internal_queue_messages) continue;
        for (ServiceQueue& queue : out.service_queues) {
            if (queue.object_id == rows[0].target_id) queue.internal_table_id = key.second;
        }
    }
    for (const NamedRow& row : sources.binary(k_class_service)) {
        Service service;
        service.id = row.id;
        service.name = row.name;
        service.owner_id = sources.target(k_reference_service_owner, row.id, 1);
        service.queue_id = sources.target(k_reference_service_queue, row.id);
        for (const ReferenceRow& r : sources.multi(k_multi_service_contract, row.id))
            service.contracts.push_back(r.target_id);
        out.services.push_back(std::move(service));
    }
}

void add_routes_and_bindings(const ModelSources& sources, Database& out) {
    sources.catalog.scan(k_sysrts,
                         {"id", "name", "remsvc", "brkrinst", "addr", "miraddr", "lifetime"},
                         [&](const SystemRow& row) {
                             Route route;
                             route.id = int32_t(row.integer(0));
                             route.name = row.text(1);
                             route.owner_id = sources.target(k_reference_route_owner, route.id, 1);
                             route.remote_service = row.text(2);
                             route.broker_instance = row.text(3);
                             route.address = row.text(4);
                             route.mirror_address = row.text(5);
                             route.lifetime = datetime_text(row.bytes(6));
                             out.routes.push_back(std::move(route));
                         });
    sources.catalog.scan(
        k_sysremsvcbinds, {"id", "name", "scid", "remsvc", "status"}, [&](const SystemRow& row) {
            RemoteServiceBinding binding;
            binding.id = int32_t(row.integer(0));
            binding.name = row.text(1);
            binding.remote_service = row.text(3);
            binding.anonymous = (row.integer(4) & 1) != 0;
            // Its user is a reference; the owner is one too, and lower by class.
            for (const ReferenceRow& r : sources.all_refs(binding.id)) {
                if (r.sub_id == 0) binding.remote_principal_id = r.target_id;
            }
            out.warnings.push_back(
                fmt::format("the user of remote service binding {} is not certain", binding.name));
            out.remote_service_bindings.push_back(std::move(binding));
        });
    sources.catalog.scan(k_syspriorities,
                         {"priority_id", "name", "service_contract_id", "local_service_id",
                          "remote_service_name", "priority"},
                         [&](const SystemRow& row) {
                             ConversationPriority priority;
                             priority.id = int32_t(row.integer(0));
                             priority.name = row.text(1);
                             priority.contract_id = int32_t(row.integer(2));
                             priority.local_service_id = int32_t(row.integer(3));
                             priority.remote_service = row.text(4);
                             priority.priority = uint8_t(row.integer(5));
                             out.conversation_priorities.push_back(std::move(priority));
                         });
}

void add_notifications(const ModelSources& sources, Database& out) {
    for (const auto& [id, object] : sources.objects) {
        if (object.type != "EN") continue;
        EventNotification notification;
        notification.object_id = id;
        notification.name = object.name;
        notification.parent_class = object.parent_class;
        notification.parent_id = object.parent_id;
        std::vector<std::string> texts = text_values(sources, id);
        if (!texts.empty()) notification.service = texts[0];
        if (texts.size() > 1) notification.broker_instance = texts[1];
        for (const ValueRow& row : sources.values(k_value_trigger_event, id)) {
            std::string name = event_name(row.sub_id);
            notification.events.push_back(name.empty() ? fmt::format("event {}", row.sub_id)
                                                       : name);
        }
        if (notification.service.empty() || notification.events.empty()) {
            out.warnings.push_back(fmt::format(
                "the service or events of event notification {} were not found", object.name));
        }
        out.event_notifications.push_back(std::move(notification));
    }
}

}  // namespace

void add_broker(const ModelSources& sources, Database& out) {
    add_types_and_contracts(sources, out);
    add_queues_and_services(sources, out);
    add_routes_and_bindings(sources, out);
    add_notifications(sources, out);
}

}  // namespace gantry::catalog
