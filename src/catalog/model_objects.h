#pragma once
// Objects of the schema model beside tables and modules: assemblies, XML schema collections,
// Service Broker, event notifications, plan guides, dependencies, external data, Query Store. Plain
// data, texts in UTF-8, ids are SQL Server's own; part of catalog::Database (model.h).

#include <cstdint>
#include <string>
#include <vector>

#include "types/sql_type.h"

namespace gantry::catalog {

struct AssemblyFile {
    int32_t id = 0;  // 1: the assembly itself
    std::string name;
    std::vector<uint8_t> content;
};

struct Assembly {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::string clr_name;                 // "x, version=1.0.0.0, culture=neutral, ..."
    std::string permission_set = "SAFE";  // SAFE, EXTERNAL_ACCESS, UNSAFE
    bool visible = true;
    bool is_system = false;  // Microsoft.SqlServer.Types
    std::vector<AssemblyFile> files;
    std::vector<int32_t> references;  // assembly ids
};

struct XmlNamespace {
    int32_t id = 0;
    std::string uri;
};

// The text of a collection is kept shredded; `text` is what could be put together again, empty when
// nothing could (a warning says so).
struct XmlSchemaCollection {
    int32_t id = 0;  // 65536 and up
    int32_t schema_id = 1;
    std::string name;
    int32_t owner_id = 0;  // 0: the schema's owner
    std::vector<XmlNamespace> namespaces;
    std::vector<std::string> components;  // "E {namespace}name": symbol space (E element, A
                                          // attribute, T type, ...) and name
    std::string text;
};

struct MessageType {
    int32_t id = 0;  // 65536 and up are users'
    std::string name;
    int32_t owner_id = 1;
    std::string validation = "N";  // N none, E empty, X well-formed XML
    int32_t xml_collection_id = 0;
};

struct ContractMessage {
    int32_t message_type_id = 0;
    bool sent_by_initiator = true;
    bool sent_by_target = false;
};

struct ServiceContract {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::vector<ContractMessage> messages;
};

struct ServiceQueue {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    bool is_system = false;
    std::string activation_procedure;  // as written, empty: none
    int32_t max_readers = 0;
    int32_t execute_as = 0;  // principal id; 0: none; -2 OWNER
    bool activation_enabled = false;
    bool receive_enabled = true;
    bool enqueue_enabled = true;
    bool retention_enabled = false;
    bool poison_message_handling = true;
    int32_t internal_table_id = 0;
};

struct Service {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    int32_t queue_id = 0;
    std::vector<int32_t> contracts;
};

struct Route {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::string remote_service, broker_instance, lifetime, address, mirror_address;
};

struct RemoteServiceBinding {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::string remote_service;
    int32_t remote_principal_id = 0;
    bool anonymous = false;
};

struct ConversationPriority {
    int32_t id = 0;
    std::string name;
    int32_t contract_id = 0;  // 0: any
    int32_t local_service_id = 0;
    std::string remote_service;
    uint8_t priority = 5;
};

struct EventNotification {
    int32_t object_id = 0;
    std::string name;
    uint8_t parent_class = 0;  // 0 database, 1 queue, 100 server
    int32_t parent_id = 0;
    std::string service, broker_instance;
    std::vector<std::string> events;
};

struct PlanGuide {
    int32_t id = 0;
    std::string name;
    bool disabled = false;
    std::string query_text;
    std::string scope;  // OBJECT, SQL, TEMPLATE
    int32_t scope_object_id = 0;
    std::string scope_batch;
    std::string parameters;
    std::string hints;
};

// sys.sql_expression_dependencies: one referenced entity of a referencing one.
struct Dependency {
    uint8_t referencing_class = 1;  // 1 object or column, 7 index, 12 database trigger
    int32_t referencing_id = 0;
    int32_t referencing_minor_id = 0;
    uint8_t referenced_class = 1;  // 1 object or column, 6 type, 10 XML collection, 21 partition fn
    int32_t referenced_id = 0;     // 0: by name only
    int32_t referenced_minor_id = 0;
    std::string server, database, schema, entity;
    bool schema_bound = false;
    bool caller_dependent = false;
    bool ambiguous = false;
};

struct ExternalDataSource {
    int32_t id = 0;
    std::string name;
    std::string type, location, database_name, resource_manager, shard_map, connection_options;
    int32_t credential_id = 0;
};

struct ExternalFileFormat {
    int32_t id = 0;
    std::string name;
    std::string type, field_terminator, string_delimiter, date_format, encoding, row_terminator,
        compression;
    bool use_type_default = false;
};

// A setting of ALTER DATABASE SCOPED CONFIGURATION that differs from its default.
struct ScopedConfiguration {
    int32_t id = 0;
    std::string name;  // "MAXDOP"; the id when unknown
    std::string value, value_for_secondary;
};

// Query Store as the database keeps it; its rows are in internal tables plan_persist_*.
struct QueryStoreQuery {
    int64_t query_id = 0;
    int64_t text_id = 0;
    std::string text;
    int32_t object_id = 0;
    int64_t plan_count = 0;
};

struct QueryStore {
    bool present = false;
    std::string desired_state, actual_state;  // OFF, READ_ONLY, READ_WRITE, ERROR
    int64_t stale_days = 30, max_megabytes = 0, flush_seconds = 900, interval_minutes = 60,
            max_plans = 200;
    std::string capture_mode, size_cleanup_mode, wait_stats_mode;
    int64_t query_count = 0, plan_count = 0, runtime_row_count = 0;
    std::vector<QueryStoreQuery> queries;
};

}  // namespace gantry::catalog
