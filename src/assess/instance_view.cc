#include "assess/instance_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/finding.h"
#include "assess/view_builder.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

std::string server_of_address(std::string_view address) {
    for (std::string_view prefix : {"tcp:", "np:", "lpc:"}) {
        if (ascii_lower(address.substr(0, prefix.size())) == prefix) {
            address.remove_prefix(prefix.size());
        }
    }
    return std::string(address.substr(0, address.find(',')));
}

std::string bracketed_name(std::string_view name) {
    std::string out = "[";
    for (char c : name) {
        out += c;
        if (c == ']') out += c;
    }
    return out + "]";
}

ViewBuilder::ViewBuilder(const ViewInputs& inputs) : inputs_(inputs), instance_(inputs.instance) {
    label_databases();
    for (size_t i = 0; i < inputs_.databases.size(); ++i) {
        const DatabaseFacts& facts = *inputs_.databases[i];
        databases_by_name_.emplace(ascii_lower(facts.name), i);
        for (const std::string& service : facts.services)
            databases_by_service_.emplace(service, i);
        if (!facts.broker_guid.empty()) {
            databases_by_broker_.emplace(ascii_lower(facts.broker_guid), i);
        }
    }
    if (instance_ == nullptr) return;
    for (const ServerPrincipal& principal : instance_->principals) {
        if (principal.type != 'R') principals_.emplace(principal.sid, &principal);
    }
}

InstanceView ViewBuilder::build() {
    databases();
    if (instance_ != nullptr) instance();
    logins();
    features();
    groups();
    for (auto& [name, missing] : missing_)
        out_.missing_databases.push_back(std::move(missing));
    return std::move(out_);
}

std::string ViewBuilder::node(std::string_view kind, std::string_view name,
                              std::string_view detail) {
    std::string id = fmt::format("{}:{}", kind, name);
    const bool exact = kind == "database" || kind == "broker_service";
    auto [found, added] = nodes_by_id_.emplace(exact ? id : ascii_lower(id), out_.nodes.size());
    if (added) {
        out_.nodes.push_back({id, std::string(kind), std::string(name), std::string(detail)});
    } else if (out_.nodes[found->second].detail.empty()) {
        out_.nodes[found->second].detail = detail;
    }
    return out_.nodes[found->second].id;
}

void ViewBuilder::edge(const std::string& from, const std::string& to, std::string_view kind,
                       std::string detail, uint64_t count) {
    auto [found, added] =
        edges_.emplace(std::tuple(from, to, std::string(kind), detail), out_.edges.size());
    if (!added) {
        out_.edges[found->second].count += count;
        return;
    }
    out_.edges.push_back({from, to, std::string(kind), std::move(detail), count});
    std::string title = from;
    std::replace(title.begin(), title.begin() + std::ptrdiff_t(title.find(':')), '_', ' ');
    title.replace(title.find(':'), 1, " ");
    used_by_[to].insert(std::move(title));
}

void ViewBuilder::tie(const Origin& origin, size_t database, std::string reason) {
    if (origin.database == k_none || origin.database == database || !origin.ties) return;
    if (!known_ties_.emplace(origin.database, database, reason).second) return;
    ties_.push_back({origin.database, database, std::move(reason)});
}

bool ViewBuilder::is_instance_of(std::string_view server) const {
    return server.empty() || inputs_.server.empty() || ascii_iequals(server, inputs_.server);
}

bool ViewBuilder::is_local_server(std::string_view name, std::string_view origin_server) const {
    const std::string host = server_of_address(name);
    for (std::string_view local : {".", "(local)", "localhost", "127.0.0.1"}) {
        if (ascii_iequals(host, local)) return true;
    }
    if (host.empty()) return false;
    if (!origin_server.empty() && ascii_iequals(host, origin_server)) return true;
    if (!is_instance_of(origin_server)) return false;
    if (ascii_iequals(host, inputs_.server)) return true;
    if (instance_ == nullptr) return false;
    return std::any_of(
        instance_->linked_servers.begin(), instance_->linked_servers.end(),
        [&](const LinkedServer& one) { return one.id == 0 && ascii_iequals(one.name, host); });
}

void ViewBuilder::groups() {
    for (const TiedGroup& tied : group_by_ties(labels_.size(), ties_)) {
        ViewGroup group;
        for (size_t member : tied.members)
            group.databases.push_back(labels_[member]);
        for (size_t place : tied.ties)
            group.reasons.push_back(ties_[place].reason);
        for (const auto& cycle : tied.cycles) {
            std::vector<std::string> names;
            for (size_t member : cycle)
                names.push_back(labels_[member]);
            group.cycles.push_back(std::move(names));
        }
        out_.order.insert(out_.order.end(), group.databases.begin(), group.databases.end());
        out_.groups.push_back(std::move(group));
    }
}

InstanceView make_instance_view(const ViewInputs& inputs) {
    return ViewBuilder(inputs).build();
}

void add_instance_view(Report& report, const Instance* instance) {
    ViewInputs inputs;
    inputs.instance = instance;
    inputs.target = report.target;
    for (Subject& subject : report.subjects) {
        if (subject.kind == "instance" && inputs.server.empty()) inputs.server = subject.server;
        if (subject.kind != "database") continue;
        subject.facts.name = subject.name;
        subject.facts.server = subject.server;
        inputs.databases.push_back(&subject.facts);
    }
    report.view = make_instance_view(inputs);
}

}  // namespace gantry::assess
