#pragma once
// The walk over one instance's rows, private to src/assess: methods by family in instance_*.cc.

#include <string>
#include <string_view>

#include "assess/instance_rules.h"

namespace gantry::assess {

class InstanceRules {
  public:
    InstanceRules(const catalog::Instance& instance, const CodeContext& code, Findings& findings)
        : instance_(instance), code_(code), findings_(findings) {}

    void run();

  private:
    // ---- msdb: jobs (instance_jobs.cc) ----
    void job(const catalog::AgentJob& job);
    void job_owner(const catalog::AgentJob& job);
    void job_notices(const catalog::AgentJob& job);
    void step(const catalog::AgentJob& job, const catalog::AgentJobStep& step);
    void step_code(const catalog::AgentJobStep& step, const std::string& object);

    // ---- msdb: the rest (instance_msdb.cc) ----
    void agent_objects();
    void multi_server();
    void mail();
    void history();
    void old_plans();

    // ---- master (instance_master.cc) ----
    void logins();
    void login(const catalog::ServerPrincipal& login);
    void linked_server(const catalog::LinkedServer& server);
    void credentials();
    void configuration(const catalog::Configuration& option);
    void endpoints();
    void event_sessions();
    void resource_governor();
    void procedures();
    void system_objects();
    void databases();
    void module(const catalog::Module& module, const char* type);

    void found(std::string_view rule, std::string object, std::string type,
               std::string detail = {});

    const catalog::Instance& instance_;
    const CodeContext& code_;
    Findings& findings_;
};

}  // namespace gantry::assess
