// Rules about what master holds: logins, servers, options, endpoints, sessions, modules, databases.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "assess/instance_scan.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

// Refused, without effect, or of the machine; each is 0 unless somebody changed it.
constexpr std::array k_lost_configurations = {"remote proc trans",
                                              "allow updates",
                                              "scan for startup procs",
                                              "Ole Automation Procedures",
                                              "xp_cmdshell",
                                              "filestream access level",
                                              "allow polybase export",
                                              "remote data archive",
                                              "hadoop connectivity",
                                              "polybase enabled",
                                              "priority boost",
                                              "lightweight pooling",
                                              "set working set size",
                                              "affinity mask",
                                              "affinity64 mask",
                                              "affinity I/O mask",
                                              "affinity64 I/O mask",
                                              "c2 audit mode",
                                              "awe enabled",
                                              "SQL Mail XPs",
                                              "Web Assistant Procedures",
                                              "tempdb metadata memory-optimized",
                                              "hardware offload enabled"};
constexpr std::array k_fixed_roles = {"sysadmin",   "securityadmin", "serveradmin",
                                      "setupadmin", "processadmin",  "diskadmin",
                                      "dbcreator",  "bulkadmin",     "public"};
constexpr uint64_t k_instance_databases_max = 100;  // of the published rules
constexpr uint64_t k_instance_size_max = uint64_t{8} << 40;
constexpr size_t k_instance_files_max = 280;
constexpr int32_t k_first_user_database = 5;

// 0x0100 to 2008 R2, 0x0200 from 2012, 0x0300 from 2025.
bool is_known_hash(const std::vector<uint8_t>& hash) {
    return hash.size() > 2 && hash[0] >= 1 && hash[0] <= 3 && hash[1] == 0;
}

bool is_service_account(const std::string& name) {
    return name.starts_with("NT ") || name.starts_with("BUILTIN\\") || name.starts_with("##MS_");
}

}  // namespace

void InstanceRules::logins() {
    std::map<std::vector<uint8_t>, std::string> by_sid;
    for (const ServerPrincipal& one : instance_.principals) {
        login(one);
        if (one.type == 'R' || one.sid.empty()) continue;
        const auto [first, is_new] = by_sid.emplace(one.sid, one.name);
        if (!is_new) found("UR00032", one.name, "login", "as " + first->second);
    }
}

void InstanceRules::login(const ServerPrincipal& login) {
    if (login.type == 'R') {
        constexpr int32_t k_last_fixed_role = 256;
        if (!login.is_fixed_role && login.id > k_last_fixed_role &&
            !is_service_account(login.name)) {
            found("Gantry.ServerRole", login.name, "server role");
        }
        return;
    }
    const bool as_role =
        std::any_of(k_fixed_roles.begin(), k_fixed_roles.end(),
                    [&](const char* role) { return ascii_iequals(login.name, role); });
    if (as_role) found("UR00054", login.name, "login");
    if (login.type == 'S' && !login.password_hash.empty() && !is_known_hash(login.password_hash)) {
        found("UR00026", login.name, "login");
    }
    if (is_service_account(login.name)) return;
    if (login.type == 'U' || login.type == 'G') {
        found("WindowsAuthentication", login.name, "login");
    }
    if (login.type == 'C' || login.type == 'K') {
        found("Gantry.CertificateLogin", login.name, "login",
              login.type == 'C' ? "certificate" : "asymmetric key");
    }
}

void InstanceRules::linked_server(const LinkedServer& server) {
    for (const RemoteLogin& login : server.remote_logins) {
        const std::string remote = login.remote_name.empty() ? "every login" : login.remote_name;
        found("Gantry.Deprecated.RemoteServer", server.name, "remote server", remote);
        if (login.trusted) found("UR00121", server.name, "remote server", remote);
    }
    if (server.id == 0) return;  // the instance itself
    if (server.subscriber && ascii_lower(server.provider).starts_with("microsoft.jet")) {
        found("UR00080", server.name, "subscriber", server.provider);
    }
    const bool sql = server.provider.empty() || is_sql_server_provider(server.provider);
    if (!sql) {
        found("LinkedServerWithNonSQLProvider", server.name, "linked server", server.provider);
        return;
    }
    found("Gantry.LinkedServerReference", server.name, "linked server", server.data_source);
    if (ascii_iequals(server.provider, "SQLOLEDB")) {
        found("Gantry.Deprecated.LinkedServerProvider", server.name, "linked server",
              server.provider);
    }
    const bool as_caller = std::any_of(server.logins.begin(), server.logins.end(),
                                       [](const LinkedLogin& login) { return login.uses_self; });
    if (as_caller) found("Gantry.LinkedServerLogin", server.name, "linked server");
}

void InstanceRules::credentials() {
    constexpr std::array k_identities = {"SHARED ACCESS SIGNATURE", "Managed Identity",
                                         "S3 Access Key"};
    for (const Credential& credential : instance_.credentials) {
        if (!credential.provider.empty()) {
            found("CryptographicProvider", credential.name, "credential", credential.provider);
            continue;
        }
        const bool storage = std::any_of(
            k_identities.begin(), k_identities.end(),
            [&](const char* identity) { return ascii_iequals(credential.identity, identity); });
        if (storage || credential.name.starts_with("##")) continue;
        found("Gantry.Credential", credential.name, "credential", credential.identity);
    }
}

void InstanceRules::configuration(const Configuration& option) {
    const auto lost = [&](const char* name) { return option.name == name; };
    if (option.name == "EKM provider enabled" && option.value != 0) {
        found("CryptographicProvider", option.name, "configuration");
    }
    if (option.value == 0 ||
        std::none_of(k_lost_configurations.begin(), k_lost_configurations.end(), lost)) {
        return;
    }
    found("Gantry.InstanceConfiguration", option.name, "configuration",
          fmt::format("{}", option.value));
}

void InstanceRules::endpoints() {
    constexpr int32_t k_first_user_endpoint = 65536;
    constexpr int32_t k_broker_port = 4022;
    for (const Endpoint& endpoint : instance_.endpoints) {
        const std::string detail = fmt::format("{} {}", endpoint.type, endpoint.port);
        if (endpoint.type == "SOAP") {
            found("UR00023", endpoint.name, "endpoint");
        } else if (endpoint.type == "DATABASE_MIRRORING") {
            found("Gantry.AvailabilityGroup", endpoint.name, "endpoint", detail);
        } else if (endpoint.id >= k_first_user_endpoint &&
                   (endpoint.type != "SERVICE_BROKER" || endpoint.port != k_broker_port)) {
            found("Gantry.Endpoint", endpoint.name, "endpoint", detail);
        }
    }
}

void InstanceRules::event_sessions() {
    // Sessions that set-up makes; the target has its own.
    constexpr std::array k_shipped = {"system_health", "AlwaysOn_health", "telemetry_xevents",
                                      "hkenginexesession", "sp_server_diagnostics session"};
    for (const EventSession& session : instance_.event_sessions) {
        if (std::any_of(k_shipped.begin(), k_shipped.end(),
                        [&](const char* name) { return ascii_iequals(session.name, name); })) {
            continue;
        }
        for (const EventSessionEvent& target : session.targets) {
            const std::string name = ascii_lower(target.name);
            if (name.find("etw") != name.npos) {
                found("Gantry.EventSession", session.name, "event session", target.name);
            }
            const bool file = name.find("event_file") != name.npos ||
                              name.find("asynchronous_file_target") != name.npos;
            if (!file) continue;
            std::string path;
            for (const EventSessionField& field : target.fields) {
                if (ascii_iequals(field.name, "filename")) path = field.value;
            }
            if (!ascii_lower(path).starts_with("https://")) {
                found("Gantry.EventSession", session.name, "event session", path);
            }
        }
    }
}

void InstanceRules::resource_governor() {
    constexpr int32_t k_first_user_pool = 256;
    for (const ResourcePool& pool : instance_.resource_pools) {
        if (pool.id >= k_first_user_pool) {
            found("Gantry.ResourceGovernor", pool.name, "resource pool");
        }
    }
    for (const WorkloadGroup& group : instance_.workload_groups) {
        if (group.id >= k_first_user_pool) {
            found("Gantry.ResourceGovernor", group.name, "workload group");
        }
    }
    if (instance_.classifier_function_id != 0) {
        found("Gantry.ResourceGovernor", "classifier function", "function");
    }
}

void InstanceRules::procedures() {
    for (const ExtendedProcedure& procedure : instance_.extended_procedures) {
        found("Gantry.ExtendedProcedure", procedure.name, "extended procedure", procedure.library);
        const std::string& library = procedure.library;
        if (!library.empty() && library.find_first_of("\\/") == library.npos) {
            found("UR00025", procedure.name, "extended procedure", library);
        }
    }
    for (const Module& procedure : instance_.startup_procedures) {
        found("Gantry.StartupProcedure", procedure.name, "procedure");
        module(procedure, "startup procedure");
    }
    for (const Module& trigger : instance_.triggers) {
        found("Gantry.ServerTrigger", trigger.name, "server trigger");
        module(trigger, "server trigger");
    }
}

void InstanceRules::system_objects() {
    for (const SystemDatabaseObject& object : instance_.system_objects) {
        const std::string name = object.database + "." + object.name;
        if (object.type == "full-text catalog") {
            found("UR00041", name, object.type);
            continue;
        }
        found("Gantry.SystemDatabaseObject", name, object.type);
        for (const std::string& index : object.duplicate_indexes)
            found("UR00031", name + "." + index, "index");
    }
}

// What master lists, whether or not the databases' own backups are there.
void InstanceRules::databases() {
    uint64_t count = 0, bytes = 0;
    size_t files = 0;
    for (const DatabaseEntry& database : instance_.databases) {
        if (database.id < k_first_user_database) continue;
        ++count;
        files += database.files.size();
        for (const DatabaseFile& file : database.files) {
            constexpr uint64_t k_page = 8192;
            bytes += uint64_t(std::max<int64_t>(file.size_pages, 0)) * k_page;
        }
    }
    if (count > k_instance_databases_max) {
        found("NumDbExceeds100", "instance", "instance", fmt::format("{} databases", count));
    }
    if (files > k_instance_files_max) {
        found("Gantry.FileCount", "instance", "instance", fmt::format("{} files", files));
    }
    if (bytes > k_instance_size_max) {
        found("MIInstanceSize", "instance", "instance",
              fmt::format("{:.1f} TB", double(bytes) / double(uint64_t{1} << 40)));
    }
}

void InstanceRules::module(const Module& module, const char* type) {
    CodeText text;
    text.object = module.name;
    text.type = type;
    text.text = module.text;
    text.quoted_identifier = module.quoted_identifier;
    if (module.encrypted) {
        findings_.not_analysed({module.name, type, "encrypted", 0});
    } else if (!module.text.empty()) {
        scan_code(text, code_, findings_);
    }
}

}  // namespace gantry::assess
