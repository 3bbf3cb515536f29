#include "assess/instance_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

struct Subsystem {
    std::string_view name, rule;
};
constexpr Subsystem k_subsystems[] = {
    {"ANALYSISCOMMAND", "AnalysisCommandJob"},
    {"ANALYSISQUERY", "AnalysisQueryJob"},
    {"Merge", "MergeJob"},
    {"QueueReader", "QueueReaderJob"},
    {"PowerShell", "PowerShellJob"},
    {"CmdExec", "Gantry.AgentFeature"},
    {"ActiveScripting", "Gantry.AgentFeature"},
};
constexpr std::array k_lost_configurations = {"remote access",
                                              "remote proc trans",
                                              "allow updates",
                                              "scan for startup procs",
                                              "Ole Automation Procedures",
                                              "xp_cmdshell",
                                              "filestream access level",
                                              "priority boost",
                                              "lightweight pooling",
                                              "affinity mask",
                                              "awe enabled"};

class InstanceRules {
  public:
    InstanceRules(const Instance& instance, const CodeContext& code, Findings& findings)
        : instance_(instance), code_(code), findings_(findings) {}

    void run() {
        for (const AgentJob& job : instance_.agent.jobs) {
            for (const AgentJobStep& step : job.steps)
                this->step(job, step);
            if (job.notify_level_netsend != 0 || job.notify_level_page != 0) {
                found("Gantry.AgentFeature", "job " + job.name, "job", "net send or pager notice");
            }
        }
        agent_objects();
        for (const ServerPrincipal& login : instance_.principals) {
            if (login.type != 'U' && login.type != 'G') continue;
            if (login.name.starts_with("NT ") || login.name.starts_with("BUILTIN\\")) continue;
            found("WindowsAuthentication", login.name, "login");
        }
        for (const LinkedServer& server : instance_.linked_servers)
            linked_server(server);
        for (const Configuration& option : instance_.configurations)
            configuration(option);
        for (const Endpoint& endpoint : instance_.endpoints) {
            if (endpoint.type == "SOAP") found("UR00023", endpoint.name, "endpoint");
            if (endpoint.type == "DATABASE_MIRRORING") {
                found("Gantry.AvailabilityGroup", endpoint.name, "endpoint");
            }
        }
        for (const UserMessage& message : instance_.messages) {
            found("Gantry.AddMessage", fmt::format("message {}", message.id), "message",
                  message.text);
        }
        for (const Module& trigger : instance_.triggers)
            module(trigger, "server trigger");
    }

  private:
    void found(std::string_view rule, std::string object, std::string type,
               std::string detail = {}) {
        Impact impact;
        impact.object = std::move(object);
        impact.type = std::move(type);
        impact.detail = std::move(detail);
        findings_.add(rule, std::move(impact));
    }

    void step(const AgentJob& job, const AgentJobStep& step) {
        const std::string object = fmt::format("job {}, step {}", job.name, step.step_id);
        for (const Subsystem& known : k_subsystems) {
            if (ascii_iequals(step.subsystem, known.name)) {
                found(known.rule, object, "job step", step.subsystem);
            }
        }
        if (!ascii_iequals(step.subsystem, "TSQL")) return;
        CodeText text;
        text.object = object;
        text.type = "job step";
        text.text = step.command;
        CodeContext context = code_;
        context.database = step.database_name;
        Findings own(code_.target);
        scan_code(text, context, own);
        for (NotAnalysed& place : own.take_not_analysed()) {
            findings_.not_analysed(std::move(place));
        }
        for (Finding& finding : own.take()) {
            const bool stops = finding.rule->severity >= Severity::blocks_migration;
            for (Impact& impact : finding.impacts) {
                if (stops) {
                    Impact job_impact = impact;
                    job_impact.detail =
                        fmt::format("{}{}{}", finding.rule->id, impact.detail.empty() ? "" : ": ",
                                    impact.detail);
                    findings_.add("TransactSqlJob", std::move(job_impact));
                }
                findings_.add(finding.rule->id, std::move(impact));
            }
        }
    }

    void agent_objects() {
        for (const AgentAlert& alert : instance_.agent.alerts) {
            found("Gantry.AgentFeature", alert.name, "alert");
        }
        for (const AgentProxy& proxy : instance_.agent.proxies) {
            found("Gantry.AgentFeature", proxy.name, "proxy");
        }
        constexpr int32_t k_when_idle = 128;
        for (const AgentSchedule& schedule : instance_.agent.schedules) {
            if (schedule.freq_type == k_when_idle) {
                found("Gantry.AgentFeature", schedule.name, "schedule", "when the CPU is idle");
            }
        }
    }

    void linked_server(const LinkedServer& server) {
        if (server.id == 0) return;  // the instance itself
        const bool sql = server.provider.empty() || is_sql_server_provider(server.provider);
        if (sql) {
            found("Gantry.LinkedServerReference", server.name, "linked server", server.data_source);
        } else {
            found("LinkedServerWithNonSQLProvider", server.name, "linked server", server.provider);
        }
    }

    void configuration(const Configuration& option) {
        if (option.value == 0) return;
        for (const char* name : k_lost_configurations) {
            // remote access is on unless somebody turned it off
            if (option.name == name && option.name != "remote access") {
                found("Gantry.InstanceConfiguration", option.name, "configuration",
                      fmt::format("{}", option.value));
            }
        }
    }

    void module(const Module& module, const char* type) {
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

    const Instance& instance_;
    const CodeContext& code_;
    Findings& findings_;
};

}  // namespace

void scan_instance(const Instance& instance, const CodeContext& code, Findings& findings) {
    InstanceRules(instance, code, findings).run();
}

void scan_principals(const Database& database, const Instance* instance, Findings& findings) {
    auto found = [&](std::string_view rule, const Principal& user) {
        Impact impact;
        impact.object = user.name;
        impact.type = "user";
        findings.add(rule, std::move(impact));
    };
    for (const Principal& user : database.principals) {
        // dbo, guest, INFORMATION_SCHEMA, sys
        if (user.id <= 4) continue;
        const bool windows = user.type == 'U' || user.type == 'G';
        if (windows) found("WindowsAuthentication", user);
        const bool has_login = user.authentication == AuthenticationType::instance ||
                               user.authentication == AuthenticationType::windows;
        if (instance == nullptr || !instance->has_master || user.type != 'S' || !has_login)
            continue;
        const bool known =
            std::any_of(instance->principals.begin(), instance->principals.end(),
                        [&](const ServerPrincipal& login) { return login.sid == user.sid; });
        if (!known) found("Gantry.OrphanedUser", user);
    }
}

}  // namespace gantry::assess
