// Assemblies, XML schema collections, Service Broker, properties and the rest: Flattener of flat.h.

#include "catalog/diff/flat.h"

namespace gantry::catalog::diff {

namespace {

// Broker objects below this id are the system's own.
constexpr int32_t k_first_user_broker_id = 65536;

template <typename List>
std::string name_in(const List& list, int32_t id) {
    for (const auto& entry : list) {
        if (entry.id == id) return entry.name;
    }
    return fmt::format("id {}", id);
}

}  // namespace

void Flattener::add_assemblies() {
    for (const Assembly& assembly : db_.assemblies) {
        if (assembly.is_system) continue;
        FlatObject& out = add("assembly", assembly.name);
        out.self.set("owner", owner(assembly.owner_id));
        out.self.set("CLR name", assembly.clr_name);
        out.self.set("permission set", assembly.permission_set);
        out.self.flag("visible", assembly.visible);
        for (const AssemblyFile& file : assembly.files) {
            out.part("file", file.name, file.name).set("content", digest(file.content));
        }
    }
}

void Flattener::add_xml_collections() {
    for (const XmlSchemaCollection& collection : db_.xml_schema_collections) {
        if (collection.schema_id == 4) continue;  // sys.sys
        FlatObject& out =
            add("XML schema collection", dotted(collection.schema_id, collection.name));
        for (const std::string& component : collection.components) {
            out.part("component", component, component);
        }
        if (!collection.text.empty()) out.self.text("text", collection.text);
    }
}

void Flattener::add_broker() {
    for (const MessageType& type : db_.message_types) {
        if (type.id < k_first_user_broker_id) continue;
        add("message type", type.name).self.set("validation", type.validation);
    }
    for (const ServiceContract& contract : db_.service_contracts) {
        if (contract.id < k_first_user_broker_id) continue;
        FlatObject& out = add("contract", contract.name);
        for (const ContractMessage& message : contract.messages) {
            std::string name = name_in(db_.message_types, message.message_type_id);
            out.part("message", name, name)
                .flag("sent by initiator", message.sent_by_initiator)
                .flag("sent by target", message.sent_by_target);
        }
    }
    for (const ServiceQueue& queue : db_.service_queues) {
        if (queue.is_system) continue;
        FlatPart& self = add("queue", dotted(queue.schema_id, queue.name)).self;
        self.set("activation", queue.activation_procedure);
        self.number("readers", queue.max_readers);
        self.flag("activation enabled", queue.activation_enabled);
        self.flag("receive enabled", queue.receive_enabled);
        self.flag("enqueue enabled", queue.enqueue_enabled);
        self.flag("retention", queue.retention_enabled);
        self.flag("poison message handling", queue.poison_message_handling);
    }
    for (const Service& service : db_.services) {
        if (service.id < k_first_user_broker_id) continue;
        FlatObject& out = add("service", service.name);
        out.self.set("queue", object_name(service.queue_id));
        for (int32_t id : service.contracts) {
            std::string name = name_in(db_.service_contracts, id);
            out.part("contract", name, name);
        }
    }
    for (const Route& route : db_.routes) {
        FlatPart& self = add("route", route.name).self;
        self.set("service", route.remote_service).set("address", route.address);
        self.set("mirror", route.mirror_address).set("broker", route.broker_instance);
    }
    for (const RemoteServiceBinding& binding : db_.remote_service_bindings) {
        FlatPart& self = add("remote service binding", binding.name).self;
        self.set("service", binding.remote_service);
        self.set("user", names_.principal_name(binding.remote_principal_id));
        self.flag("anonymous", binding.anonymous);
    }
    for (const ConversationPriority& priority : db_.conversation_priorities) {
        add("broker priority", priority.name).self.number("priority", priority.priority);
    }
    for (const EventNotification& notification : db_.event_notifications) {
        FlatPart& self = add("event notification", notification.name).self;
        self.set("service", notification.service);
        std::string events;
        for (const std::string& event : notification.events) {
            events += (events.empty() ? "" : ", ") + event;
        }
        self.set("events", events);
    }
}

void Flattener::add_extended_properties() {
    for (const ExtendedProperty& property : db_.extended_properties) {
        std::string on = fmt::format("class {} id {}.{}", property.object_class, property.major_id,
                                     property.minor_id);
        if (property.object_class == 0) on = "the database";
        if (property.object_class == 3)
            on = fmt::format("schema {}", names_.schema(property.major_id));
        if (property.object_class == 1) {
            const script::NamedObject* object = names_.object(property.major_id);
            if (object != nullptr && object->is_system) continue;
            on = object_name(property.major_id);
            if (property.minor_id != 0) {
                bool columns = object != nullptr && object->table != nullptr;
                on += "." + (columns ? column_names(object->table->columns, {property.minor_id})
                                     : fmt::format("{}", property.minor_id));
            }
        }
        if (property.object_class == 4) {
            on = fmt::format("principal {}", names_.principal_name(property.major_id));
        }
        if (property.object_class == 7) {
            on = fmt::format("index {} of {}", property.minor_id, object_name(property.major_id));
        }
        add("extended property", fmt::format("{} on {}", property.name, on))
            .self.set("value", property.value);
    }
}

void Flattener::add_others() {
    for (const PlanGuide& guide : db_.plan_guides) {
        FlatPart& self = add("plan guide", guide.name).self;
        self.flag("disabled", guide.disabled).set("scope", guide.scope);
        self.text("query", guide.query_text).set("hints", guide.hints);
    }
    for (const ExternalDataSource& source : db_.external_data_sources) {
        FlatPart& self = add("external data source", source.name).self;
        self.set("type", source.type).set("location", source.location);
    }
    for (const ExternalFileFormat& format : db_.external_file_formats) {
        add("external file format", format.name).self.set("type", format.type);
    }
}

}  // namespace gantry::catalog::diff
