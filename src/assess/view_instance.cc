// The instance: linked servers, Agent jobs, alerts, server triggers, startup procedures, endpoints.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_scan.h"
#include "assess/view_builder.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

template <class T>
const T* find_by_id(const std::vector<T>& list, int32_t id) {
    for (const T& one : list) {
        if (one.id == id) return &one;
    }
    return nullptr;
}

}  // namespace

void ViewBuilder::instance() {
    if (!instance_->has_master) {
        out_.notes.push_back("no backup of master: logins and linked servers are not known");
    }
    if (!instance_->has_msdb) {
        out_.notes.push_back("no backup of msdb: jobs, alerts and mail are not known");
    }
    servers();
    jobs();
    alerts();
    for (const Module& trigger : instance_->triggers)
        module(trigger, "server_trigger");
    for (const Module& procedure : instance_->startup_procedures)
        module(procedure, "startup_procedure");
}

void ViewBuilder::servers() {
    for (const LinkedServer& server : instance_->linked_servers) {
        if (server.id == 0 || server.system) continue;
        std::string detail = server.provider;
        if (!server.data_source.empty()) detail += ", " + server.data_source;
        const std::string id = node("linked_server", server.name, detail);
        for (const LinkedLogin& mapped : server.logins) {
            const ServerPrincipal* login =
                find_by_id(instance_->principals, mapped.local_principal_id);
            if (mapped.local_principal_id == 0 || login == nullptr) continue;
            edge(node("login", login->name), id, "mapped login",
                 mapped.uses_self ? "as itself" : "as " + mapped.remote_name);
        }
    }
    for (const AgentProxy& proxy : instance_->agent.proxies) {
        const std::string id = node("proxy", proxy.name);
        if (const Credential* one = find_by_id(instance_->credentials, proxy.credential_id)) {
            edge(id, node("credential", one->name, one->identity), "credential");
        }
    }
    constexpr int32_t k_first_user_endpoint = 65536;
    for (const Endpoint& endpoint : instance_->endpoints) {
        if (endpoint.id < k_first_user_endpoint) continue;
        const std::string id = node("endpoint", endpoint.name,
                                    fmt::format("{}, {}", endpoint.type, endpoint.protocol));
        const ServerPrincipal* owner = find_by_id(instance_->principals, endpoint.owner_id);
        if (owner != nullptr && owner->id != 1) edge(node("login", owner->name), id, "owner");
    }
}

std::vector<OutsideReference> ViewBuilder::read_code(const std::string& object,
                                                     const std::string& text,
                                                     const std::string& database,
                                                     bool quoted_identifier,
                                                     uint64_t& not_analysed) const {
    CodeReferences references;
    CodeContext context;
    context.database = database;
    context.target = inputs_.target;
    context.references = &references;
    CodeText code;
    code.object = object;
    code.type = "module";
    code.text = text;
    code.quoted_identifier = quoted_identifier;
    Findings findings(inputs_.target);
    scan_code(code, context, findings);
    not_analysed += findings.take_not_analysed().size();
    return references.take();
}

void ViewBuilder::jobs() {
    for (const AgentJob& one : instance_->agent.jobs)
        job(one);
}

void ViewBuilder::job(const AgentJob& job) {
    const std::string id = node("job", job.name, job.enabled ? "" : "disabled");
    uint64_t hidden = 0;
    for (const AgentJobStep& step : job.steps) {
        const std::string title = fmt::format("job {}, step {}", job.name, step.step_id);
        if (const AgentProxy* proxy = find_by_id(instance_->agent.proxies, step.proxy_id)) {
            edge(id, node("proxy", proxy->name), "proxy", fmt::format("step {}", step.step_id));
        }
        if (!ascii_iequals(step.subsystem, "TSQL")) continue;
        const std::string database = step.database_name.empty() ? "master" : step.database_name;
        Origin origin{id, title, find_database(database, inputs_.server), inputs_.server};
        refer(origin, database, "step", fmt::format("step {}", step.step_id), 1, true);
        references(read_code(title, step.command, database, true, hidden), origin);
    }
    for (int32_t operator_id :
         {job.email_operator_id, job.netsend_operator_id, job.page_operator_id}) {
        const AgentOperator* one = find_by_id(instance_->agent.operators, operator_id);
        if (one != nullptr) edge(id, node("operator", one->name), "notifies");
    }
    if (const ServerPrincipal* owner = find_login(job.owner_sid)) {
        edge(node("login", owner->name), id, "owner");
    }
    if (hidden > 0) {
        out_.notes.push_back(fmt::format(
            "job {}: {} places are dynamic SQL made of variables and could not be looked into",
            job.name, hidden));
    }
}

void ViewBuilder::alerts() {
    for (const AgentAlert& alert : instance_->agent.alerts) {
        const std::string id = node("alert", alert.name, alert.enabled ? "" : "disabled");
        Origin origin{id, "alert " + alert.name, k_none, inputs_.server, false};
        if (!alert.database_name.empty()) {
            refer(origin, alert.database_name, "watches", "", 1, true);
        }
        for (const AgentJob& job : instance_->agent.jobs) {
            if (!alert.job_id.empty() && ascii_iequals(job.job_id, alert.job_id)) {
                edge(id, node("job", job.name), "starts");
            }
        }
        for (const AgentNotification& one : alert.notifications) {
            const AgentOperator* who = find_by_id(instance_->agent.operators, one.operator_id);
            if (who != nullptr) edge(id, node("operator", who->name), "notifies");
        }
    }
}

void ViewBuilder::module(const Module& module, std::string_view kind) {
    const std::string id = node(kind, module.name, module.disabled ? "disabled" : "");
    std::string title(kind);
    std::replace(title.begin(), title.end(), '_', ' ');
    title += " " + module.name;
    if (module.encrypted) {
        out_.notes.push_back(fmt::format("{} is encrypted: what it uses is not shown", title));
        return;
    }
    uint64_t hidden = 0;
    Origin origin{id, title, k_none, inputs_.server, false};
    references(read_code(title, module.text, "master", module.quoted_identifier, hidden), origin);
    if (hidden > 0) {
        out_.notes.push_back(fmt::format(
            "{}: {} places are dynamic SQL made of variables and could not be looked into", title,
            hidden));
    }
}

}  // namespace gantry::assess
