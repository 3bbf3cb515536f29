#pragma once
// The parts of an instance's script and what they share. Private to src/catalog/script.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "catalog/instance/instance_model.h"
#include "catalog/script/quote.h"
#include "catalog/script/writer.h"

namespace gantry::catalog::script {

struct InstanceContext {
    InstanceContext(const Instance& instance_in, const Database& database,
                    const ScriptOptions& options)
        : instance(instance_in), db(database), out(options) {}

    const Instance& instance;
    const Database& db;
    ScriptWriter out;
    uint32_t left_out = 0;  // the server's own

    const ServerPrincipal* principal(int32_t id) const;
    std::string_view principal_name(int32_t id) const;  // empty when unknown
    // A login, or a user of this database, by SID; empty when unknown.
    std::string_view name_by_sid(const std::vector<uint8_t>& sid) const;
};

// EXEC procedure @a = ..., @b = ...; arguments in order, on lines of their own when there are many.
class Call {
  public:
    explicit Call(std::string_view procedure) : procedure_(procedure) {}
    Call& raw(std::string_view name, std::string value);
    Call& text(std::string_view name, std::string_view value);     // N'...'
    Call& text_if(std::string_view name, std::string_view value);  // not when empty
    Call& number(std::string_view name, int64_t value);
    Call& number_if(std::string_view name, int64_t value, int64_t usual);  // not when usual
    std::string str() const;                                               // ends with ;

  private:
    std::string procedure_;
    std::vector<std::pair<std::string, std::string>> arguments_;
};

// instance_security.cc
bool is_own_principal(const ServerPrincipal& principal);
void script_credentials(InstanceContext& context);
void script_server_roles(InstanceContext& context);
void script_logins(InstanceContext& context);
void script_server_permissions(InstanceContext& context);
void script_database_owners(InstanceContext& context);
// instance_servers.cc
void script_linked_servers(InstanceContext& context);
void script_endpoints(InstanceContext& context);
// instance_settings.cc
void script_configuration(InstanceContext& context);
void script_messages(InstanceContext& context);
void script_resource_governor(InstanceContext& context);
void script_event_sessions(InstanceContext& context);
void script_server_triggers(InstanceContext& context);
// instance_mail.cc
void script_mail(InstanceContext& context);
// instance_agent.cc
void script_agent(InstanceContext& context);
// instance_jobs.cc
void script_schedules(InstanceContext& context);
void script_jobs(InstanceContext& context);
std::string_view category_name(const InstanceContext& context, int32_t id, int32_t category_class);
std::string_view operator_name(const InstanceContext& context, int32_t id);

}  // namespace gantry::catalog::script
