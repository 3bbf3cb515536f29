#include "live/instance_reader.h"

#include "live/instance_parts.h"
#include "live/read_keys.h"

namespace gantry::live {

using namespace catalog;

Instance read_instance(Source& source, const std::vector<SourceDatabase>& databases) {
    Instance out;
    out.has_master = true;
    out.has_msdb = true;
    std::vector<std::string> before = source.take_warnings();
    if (!source.info().sees_definitions) {
        source.warn(
            "the login has no VIEW ANY DEFINITION: what it may not see is missing from this "
            "report");
    }
    for (const SourceDatabase& database : databases)
        out.databases.push_back(database.entry);
    constexpr int k_azure_sql_database = 5;
    if (source.info().engine_edition != k_azure_sql_database) {
        source.connection().use_database("master");
    }
    read_logins(source, out);
    read_linked_servers(source, out);
    read_endpoints(source, out);
    read_configuration(source, out);
    read_trace_flags(source, out);
    read_server_modules(source, out);
    read_extended_procedures(source, out);
    read_system_objects(source, out);
    read_resource_governor(source, out);
    read_event_sessions(source, out);
    read_key_objects(source, {out.certificates, out.asymmetric_keys, out.symmetric_keys});
    read_jobs(source, out.agent);
    read_agent_objects(source, out.agent);
    read_mail(source, out.mail);
    read_history(source, out.history);
    out.warnings = source.take_warnings();
    for (std::string& warning : before)
        source.warn(std::move(warning));
    return out;
}

}  // namespace gantry::live
