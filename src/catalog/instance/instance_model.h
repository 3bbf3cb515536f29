#pragma once
// What master and msdb hold of an instance beside databases: logins, roles, permissions, linked
// servers, endpoints, configuration (master); Agent jobs, mail, history (msdb). Plain data, texts
// in UTF-8, ids are SQL Server's own. Secrets are not here: a backup keeps them encrypted by keys
// of the machine it came from. Only the hashes of SQL logins are whole.

#include <cstdint>
#include <string>
#include <vector>

#include "catalog/instance/agent_model.h"
#include "catalog/model.h"

namespace gantry::catalog {

struct ServerPrincipal {
    int32_t id = 0;  // 1 sa, 2 public, 3-10 fixed roles
    std::string name;
    char type = 'S';  // S SQL login, U Windows login, G Windows group, R role, C certificate, K
                      // key, E and X external
    std::vector<uint8_t> sid;
    bool disabled = false;
    bool is_fixed_role = false;
    int32_t owner_id = 0;  // of roles
    std::string default_database, default_language;
    std::vector<uint8_t> password_hash;  // of SQL logins
    bool policy_checked = false, expiration_checked = false;
    int32_t credential_id = 0;
    std::string created, modified;
};

struct ServerRoleMember {
    int32_t role_id = 0;
    int32_t member_id = 0;
};

struct LinkedLogin {
    int32_t local_principal_id = 0;  // 0: every login
    bool uses_self = false;
    std::string remote_name;
    std::string modified;
};

struct RemoteLogin {
    std::string remote_name;
    int32_t local_principal_id = 0;
    std::string modified;
    bool trusted = false;  // its password was not asked for
};

struct LinkedServer {
    int32_t id = 0;  // 0: the instance itself
    std::string name, product, provider, data_source, location, provider_string, catalog;
    int32_t connect_timeout = 0, query_timeout = 0;
    uint32_t collation = 0;  // collation id, 0: none
    uint32_t status = 0;     // as stored
    bool rpc = false, rpc_out = false, data_access = false, collation_compatible = false,
         use_remote_collation = false, lazy_schema_validation = false, publisher = false,
         subscriber = false, distributor = false, system = false;
    std::string modified;
    std::vector<LinkedLogin> logins;
    std::vector<RemoteLogin> remote_logins;
};

struct Endpoint {
    int32_t id = 0;
    std::string name;
    std::string protocol;  // HTTP, TCP, NAMED_PIPES, SHARED_MEMORY, VIA
    std::string type;      // SOAP, TSQL, SERVICE_BROKER, DATABASE_MIRRORING
    std::string state;     // STARTED, STOPPED, DISABLED
    bool is_admin = false;
    int32_t owner_id = 1;
    int32_t port = 0;
    std::string site;
};

// sys.configurations
struct Configuration {
    int32_t id = 0;
    std::string name;  // "max server memory (MB)"; the id when unknown
    int64_t value = 0, value_in_use = 0;
};

// A database as master lists it.
struct DatabaseEntry {
    int32_t id = 0;
    std::string name;
    std::vector<uint8_t> owner_sid;
    std::string created;
    uint8_t compatibility_level = 0;
    std::string recovery_model;
    DatabaseOptions options;
    std::vector<DatabaseFile> files;
};

struct UserMessage {
    int32_t id = 0;
    int32_t language = 0;  // msglangid: LCID or syslanguages' id
    int32_t severity = 0;
    bool logged = false;
    std::string text;
};

struct ResourcePool {
    int32_t id = 0;
    std::string name;
    int32_t min_cpu = 0, max_cpu = 100, min_memory = 0, max_memory = 100;
};

struct WorkloadGroup {
    int32_t id = 0;
    std::string name;
    int32_t pool_id = 0;
    int32_t max_memory_grant_percent = 25;
    int64_t max_cpu_seconds = 0, max_requests = 0, max_dop = 0;
};

struct EventSessionField {
    std::string name, value;
};

struct EventSessionEvent {
    int32_t id = 0;
    std::string name;
    std::string predicate;
    std::vector<std::string> actions;
    std::vector<EventSessionField> fields;
};

struct EventSession {
    int32_t id = 0;
    std::string name;
    bool starts_with_server = false;
    std::vector<EventSessionEvent> events;
    std::vector<EventSessionEvent> targets;  // name and fields
};

// DBCC TRACESTATUS: of a live server, in no backup.
struct TraceFlag {
    int32_t number = 0;
    bool on = true, global = true;
};

// sp_addextendedproc; those of the server itself are not in master.
struct ExtendedProcedure {
    std::string name;
    std::string library;  // as registered; empty: not found
};

// What somebody made in master or msdb: not of the server, not restored with any database.
struct SystemDatabaseObject {
    std::string database;
    std::string type;  // table, view, procedure, function, trigger, synonym, full-text catalog
    std::string name;  // with its schema
    std::vector<std::string> duplicate_indexes;  // names two of its indexes have
};

struct Instance {
    bool has_master = false, has_msdb = false;
    // master
    std::vector<ServerPrincipal> principals;
    std::vector<ServerRoleMember> role_members;
    std::vector<Permission> permissions;  // classes 100 and up
    std::vector<LinkedServer> linked_servers;
    std::vector<Credential> credentials;
    std::vector<Endpoint> endpoints;
    std::vector<Configuration> configurations;
    std::vector<DatabaseEntry> databases;
    std::vector<UserMessage> messages;
    std::vector<Module> triggers;  // of the server
    std::vector<Module> startup_procedures;
    std::vector<Certificate> certificates;
    std::vector<AsymmetricKey> asymmetric_keys;
    std::vector<SymmetricKey> symmetric_keys;
    std::vector<ResourcePool> resource_pools;
    std::vector<WorkloadGroup> workload_groups;
    int32_t classifier_function_id = 0;
    std::vector<EventSession> event_sessions;
    std::vector<TraceFlag> trace_flags;
    bool trace_flags_known = false;  // a live server told them
    std::vector<ExtendedProcedure> extended_procedures;
    // of both
    std::vector<SystemDatabaseObject> system_objects;
    // msdb
    Agent agent;
    DatabaseMail mail;
    History history;
    std::vector<std::string> warnings;
};

}  // namespace gantry::catalog
