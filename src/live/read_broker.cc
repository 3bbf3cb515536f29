// Service Broker and event notifications.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

// Users' own message types, contracts and services begin here.
#define GANTRY_FIRST_USER_BROKER_ID "65536"

constexpr CatalogQuery k_message_types = {
    .what = "message types",
    .view = "sys.service_message_types",
    .columns = "message_type_id, name, principal_id, validation, xml_collection_id",
    .rest =
        "FROM sys.service_message_types AS t WHERE t.message_type_id "
        ">= " GANTRY_FIRST_USER_BROKER_ID " ORDER BY t.message_type_id",
};
constexpr CatalogQuery k_contracts = {
    .what = "contracts",
    .view = "sys.service_contracts",
    .columns = "service_contract_id, name, principal_id",
    .rest =
        "FROM sys.service_contracts AS t WHERE t.service_contract_id "
        ">= " GANTRY_FIRST_USER_BROKER_ID " ORDER BY t.service_contract_id",
};
constexpr CatalogQuery k_contract_messages = {
    .what = "messages of contracts",
    .view = "sys.service_contract_message_usages",
    .columns = "service_contract_id, message_type_id, is_sent_by_initiator, is_sent_by_target",
    .rest = "FROM sys.service_contract_message_usages AS t",
};
constexpr CatalogQuery k_queues = {
    .what = "queues",
    .view = "sys.service_queues",
    .columns =
        "object_id, schema_id, name, is_ms_shipped, activation_procedure, max_readers, "
        "execute_as_principal_id, is_activation_enabled, is_receive_enabled, "
        "is_enqueue_enabled, is_retention_enabled, is_poison_message_handling_enabled@10",
    .rest = "FROM sys.service_queues AS t ORDER BY t.object_id",
};
constexpr CatalogQuery k_services = {
    .what = "services",
    .view = "sys.services",
    .columns = "service_id, name, principal_id, service_queue_id",
    .rest = "FROM sys.services AS t WHERE t.service_id >= " GANTRY_FIRST_USER_BROKER_ID
            " ORDER BY t.service_id",
};
constexpr CatalogQuery k_service_contracts = {
    .what = "contracts of services",
    .view = "sys.service_contract_usages",
    .columns = "service_id, service_contract_id",
    .rest = "FROM sys.service_contract_usages AS t",
};
constexpr CatalogQuery k_routes = {
    .what = "routes",
    .view = "sys.routes",
    .columns =
        "route_id, name, principal_id, remote_service_name, broker_instance, lifetime, "
        "address, mirror_address",
    .rest = "FROM sys.routes AS t ORDER BY t.route_id",
};
constexpr CatalogQuery k_bindings = {
    .what = "remote service bindings",
    .view = "sys.remote_service_bindings",
    .columns =
        "remote_service_binding_id, name, principal_id, remote_service_name, "
        "remote_principal_id, is_anonymous_on",
    .rest = "FROM sys.remote_service_bindings AS t ORDER BY t.remote_service_binding_id",
};
constexpr CatalogQuery k_notifications = {
    .what = "event notifications",
    .view = "sys.event_notifications",
    .columns = "object_id, name, parent_class, parent_id, service_name, broker_instance",
    .rest = "FROM sys.event_notifications AS t ORDER BY t.object_id",
};
constexpr CatalogQuery k_notification_events = {
    .what = "events of event notifications",
    .view = "sys.events",
    .columns = "object_id, type_desc",
    .rest =
        "FROM sys.events AS t JOIN sys.event_notifications AS n ON n.object_id = t.object_id "
        "ORDER BY t.object_id, t.type",
};

template <class T>
T* by_id(std::vector<T>& all, int32_t id) {
    for (T& one : all) {
        if (one.id == id) return &one;
    }
    return nullptr;
}

void read_contracts(Reader& reader) {
    Database& out = reader.out;
    reader.source.read(k_message_types, [&](const Row& row) {
        MessageType type;
        type.id = int_of(row, "message_type_id");
        type.name = row.text("name");
        type.owner_id = int_of(row, "principal_id");
        type.validation = word_of(row, "validation");
        type.xml_collection_id = int_of(row, "xml_collection_id");
        out.message_types.push_back(std::move(type));
    });
    reader.source.read(k_contracts, [&](const Row& row) {
        ServiceContract contract;
        contract.id = int_of(row, "service_contract_id");
        contract.name = row.text("name");
        contract.owner_id = int_of(row, "principal_id");
        out.service_contracts.push_back(std::move(contract));
    });
    reader.source.read(k_contract_messages, [&](const Row& row) {
        ServiceContract* contract =
            by_id(out.service_contracts, int_of(row, "service_contract_id"));
        if (contract == nullptr) return;
        contract->messages.push_back({int_of(row, "message_type_id"),
                                      row.flag("is_sent_by_initiator"),
                                      row.flag("is_sent_by_target")});
    });
}

void read_services(Reader& reader) {
    Database& out = reader.out;
    reader.source.read(k_queues, [&](const Row& row) {
        ServiceQueue queue;
        queue.object_id = int_of(row, "object_id");
        queue.schema_id = int_of(row, "schema_id");
        queue.name = row.text("name");
        queue.is_system = row.flag("is_ms_shipped");
        queue.activation_procedure = row.text("activation_procedure");
        queue.max_readers = int_of(row, "max_readers");
        queue.execute_as = int_of(row, "execute_as_principal_id");
        queue.activation_enabled = row.flag("is_activation_enabled");
        queue.receive_enabled = row.flag("is_receive_enabled");
        queue.enqueue_enabled = row.flag("is_enqueue_enabled");
        queue.retention_enabled = row.flag("is_retention_enabled");
        queue.poison_message_handling = row.is_null("is_poison_message_handling_enabled") ||
                                        row.flag("is_poison_message_handling_enabled");
        out.service_queues.push_back(std::move(queue));
    });
    reader.source.read(k_services, [&](const Row& row) {
        Service service;
        service.id = int_of(row, "service_id");
        service.name = row.text("name");
        service.owner_id = int_of(row, "principal_id");
        service.queue_id = int_of(row, "service_queue_id");
        out.services.push_back(std::move(service));
    });
    reader.source.read(k_service_contracts, [&](const Row& row) {
        Service* service = by_id(out.services, int_of(row, "service_id"));
        if (service != nullptr) service->contracts.push_back(int_of(row, "service_contract_id"));
    });
}

void read_routes(Reader& reader) {
    reader.source.read(k_routes, [&](const Row& row) {
        Route route;
        route.id = int_of(row, "route_id");
        route.name = row.text("name");
        route.owner_id = int_of(row, "principal_id");
        route.remote_service = row.text("remote_service_name");
        route.broker_instance = row.text("broker_instance");
        route.lifetime = row.text("lifetime");
        route.address = row.text("address");
        route.mirror_address = row.text("mirror_address");
        reader.out.routes.push_back(std::move(route));
    });
    reader.source.read(k_bindings, [&](const Row& row) {
        RemoteServiceBinding binding;
        binding.id = int_of(row, "remote_service_binding_id");
        binding.name = row.text("name");
        binding.owner_id = int_of(row, "principal_id");
        binding.remote_service = row.text("remote_service_name");
        binding.remote_principal_id = int_of(row, "remote_principal_id");
        binding.anonymous = row.flag("is_anonymous_on");
        reader.out.remote_service_bindings.push_back(std::move(binding));
    });
}

void read_notifications(Reader& reader) {
    Database& out = reader.out;
    reader.source.read(k_notifications, [&](const Row& row) {
        EventNotification notification;
        notification.object_id = int_of(row, "object_id");
        notification.name = row.text("name");
        notification.parent_class = uint8_t(row.integer("parent_class"));
        notification.parent_id = int_of(row, "parent_id");
        notification.service = row.text("service_name");
        notification.broker_instance = row.text("broker_instance");
        out.event_notifications.push_back(std::move(notification));
    });
    if (out.event_notifications.empty()) return;
    reader.source.read(k_notification_events, [&](const Row& row) {
        const int32_t id = int_of(row, "object_id");
        for (EventNotification& notification : out.event_notifications) {
            if (notification.object_id == id) {
                notification.events.push_back(row.text("type_desc"));
            }
        }
    });
}

}  // namespace

void read_broker(Reader& reader) {
    read_contracts(reader);
    read_services(reader);
    read_routes(reader);
    read_notifications(reader);
}

void add_broker_queries(QueryList& out) {
    out.insert(out.end(), {&k_message_types, &k_contracts, &k_contract_messages, &k_queues,
                           &k_services, &k_service_contracts, &k_routes, &k_bindings,
                           &k_notifications, &k_notification_events});
}

}  // namespace gantry::live
