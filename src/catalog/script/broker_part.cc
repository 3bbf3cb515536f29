// Service Broker: message types, contracts, queues, services, routes, bindings, priorities and
// event notifications. Objects of the system (DEFAULT, ServiceQueue, ...) have low ids and stay
// out.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

constexpr int32_t k_first_user_id = 65536;

template <typename T>
const T* by_id(const std::vector<T>& list, int32_t id) {
    for (const T& item : list) {
        if (item.id == id) return &item;
    }
    return nullptr;
}

template <typename T>
std::string name_or_mark(const std::vector<T>& list, int32_t id) {
    const T* found = by_id(list, id);
    return bracket(found == nullptr ? "?" : std::string_view(found->name));
}

Guard not_in(std::string_view view, const std::string& name) {
    return {fmt::format("NOT EXISTS (SELECT 1 FROM sys.{} WHERE name = {})", view, literal(name)),
            false};
}

void script_message_types(Context& context) {
    for (const MessageType& type : context.db.message_types) {
        if (type.id < k_first_user_id) continue;
        std::string validation = "NONE";
        if (type.validation == "E") validation = "EMPTY";
        if (type.validation == "X") validation = "WELL_FORMED_XML";
        const auto* collection = context.names.xml_collection(type.xml_collection_id);
        if (collection != nullptr && collection->text.empty()) {
            context.out.cannot("validation of message type " + bracket(type.name),
                               "its XML schema collection could not be put together");
            validation = "WELL_FORMED_XML";
        } else if (collection != nullptr) {
            validation = "VALID_XML WITH SCHEMA COLLECTION " +
                         context.names.qualified(collection->schema_id, collection->name);
        }
        context.out.create(
            fmt::format("CREATE MESSAGE TYPE {}{} VALIDATION = {}", bracket(type.name),
                        authorization(context, type.owner_id), validation),
            not_in("service_message_types", type.name));
    }
}

void script_contracts(Context& context) {
    for (const ServiceContract& contract : context.db.service_contracts) {
        if (contract.id < k_first_user_id) continue;
        std::vector<std::string> messages;
        for (const ContractMessage& message : contract.messages) {
            std::string_view by = message.sent_by_initiator && message.sent_by_target ? "ANY"
                                  : message.sent_by_target                            ? "TARGET"
                                                                                      : "INITIATOR";
            messages.push_back(
                fmt::format("{} SENT BY {}",
                            name_or_mark(context.db.message_types, message.message_type_id), by));
        }
        context.out.create(fmt::format("CREATE CONTRACT {}{} ({})", bracket(contract.name),
                                       authorization(context, contract.owner_id), join(messages)),
                           not_in("service_contracts", contract.name));
    }
}

void script_queue(Context& context, const ServiceQueue& queue) {
    std::string name = context.names.qualified(queue.schema_id, queue.name);
    std::vector<std::string> words = {
        fmt::format("STATUS = {}", queue.enqueue_enabled && queue.receive_enabled ? "ON" : "OFF"),
        fmt::format("RETENTION = {}", queue.retention_enabled ? "ON" : "OFF")};
    if (!queue.activation_procedure.empty()) {
        std::string as = "SELF";
        if (queue.execute_as == -2) as = "OWNER";
        if (queue.execute_as > 0) {
            as = literal(context.names.principal_name(queue.execute_as));
        }
        words.push_back(
            fmt::format("ACTIVATION (STATUS = {}, PROCEDURE_NAME = {}, "
                        "MAX_QUEUE_READERS = {}, EXECUTE AS {})",
                        queue.activation_enabled ? "ON" : "OFF", queue.activation_procedure,
                        queue.max_readers, as));
    }
    // On by default; the option came with SQL Server 2008 R2.
    if (!queue.poison_message_handling) words.push_back("POISON_MESSAGE_HANDLING (STATUS = OFF)");
    context.out.create(fmt::format("CREATE QUEUE {} WITH {}", name, join(words)),
                       {fmt::format("OBJECT_ID({}, N'SQ') IS NULL", literal(name)), false});
}

void script_services(Context& context) {
    for (const Service& service : context.db.services) {
        if (service.id < k_first_user_id) continue;
        std::vector<std::string> contracts;
        for (int32_t id : service.contracts) {
            contracts.push_back(name_or_mark(context.db.service_contracts, id));
        }
        std::string list = contracts.empty() ? "" : fmt::format(" ({})", join(contracts));
        context.out.create(fmt::format("CREATE SERVICE {}{} ON QUEUE {}{}", bracket(service.name),
                                       authorization(context, service.owner_id),
                                       context.names.object_name(service.queue_id), list),
                           not_in("services", service.name));
    }
}

void script_routes(Context& context) {
    for (const Route& route : context.db.routes) {
        // Every database has it from its creation.
        if (route.name == "AutoCreatedLocal" && route.address == "LOCAL") continue;
        std::vector<std::string> words;
        auto word = [&](std::string_view key, const std::string& value) {
            if (!value.empty()) words.push_back(fmt::format("{} = {}", key, literal(value)));
        };
        word("SERVICE_NAME", route.remote_service);
        word("BROKER_INSTANCE", route.broker_instance);
        word("ADDRESS", route.address);
        word("MIRROR_ADDRESS", route.mirror_address);
        context.out.create(fmt::format("CREATE ROUTE {}{} WITH {}", bracket(route.name),
                                       authorization(context, route.owner_id), join(words)),
                           not_in("routes", route.name));
    }
}

void script_bindings(Context& context) {
    for (const RemoteServiceBinding& binding : context.db.remote_service_bindings) {
        context.out.create(
            fmt::format("CREATE REMOTE SERVICE BINDING {}{} TO SERVICE {} WITH USER = {}, "
                        "ANONYMOUS = {}",
                        bracket(binding.name), authorization(context, binding.owner_id),
                        literal(binding.remote_service),
                        bracket(context.names.principal_name(binding.remote_principal_id)),
                        binding.anonymous ? "ON" : "OFF"),
            not_in("remote_service_bindings", binding.name));
    }
    for (const ConversationPriority& priority : context.db.conversation_priorities) {
        std::vector<std::string> words;
        if (priority.contract_id != 0) {
            words.push_back("CONTRACT_NAME = " +
                            name_or_mark(context.db.service_contracts, priority.contract_id));
        }
        if (priority.local_service_id != 0) {
            words.push_back("LOCAL_SERVICE_NAME = " +
                            name_or_mark(context.db.services, priority.local_service_id));
        }
        if (!priority.remote_service.empty()) {
            words.push_back("REMOTE_SERVICE_NAME = " + literal(priority.remote_service));
        }
        words.push_back(fmt::format("PRIORITY_LEVEL = {}", priority.priority));
        context.out.create(fmt::format("CREATE BROKER PRIORITY {} FOR CONVERSATION SET ({})",
                                       bracket(priority.name), join(words)),
                           not_in("conversation_priorities", priority.name));
    }
}

void script_notifications(Context& context) {
    for (const EventNotification& notification : context.db.event_notifications) {
        if (notification.parent_class == 100) {
            context.out.cannot("event notification " + bracket(notification.name),
                               "it is the server's");
            continue;
        }
        std::string on = notification.parent_class == 1
                             ? "QUEUE " + context.names.object_name(notification.parent_id)
                             : "DATABASE";
        context.out.create(
            fmt::format(
                "CREATE EVENT NOTIFICATION {} ON {}\nFOR {}\nTO SERVICE {}, {}",
                bracket(notification.name), on, join(notification.events),
                literal(notification.service),
                literal(notification.broker_instance.empty() ? "current database"
                                                             : notification.broker_instance)),
            not_in("event_notifications", notification.name));
    }
}

}  // namespace

void script_broker(Context& context) {
    context.out.heading("Service Broker");
    script_message_types(context);
    script_contracts(context);
    for (const ServiceQueue& queue : context.db.service_queues) {
        if (!queue.is_system) script_queue(context, queue);
    }
    script_services(context);
    script_routes(context);
    script_bindings(context);
    script_notifications(context);
}

}  // namespace gantry::catalog::script
