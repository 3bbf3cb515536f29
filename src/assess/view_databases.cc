// Databases: what their code, synonyms and Service Broker name outside of them.

#include <fmt/format.h>

#include <algorithm>

#include "assess/view_builder.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

constexpr std::string_view k_system_databases =
    " master msdb model tempdb mssqlsystemresource resource ";

// "3 places: dbo.a:1, dbo.b:2 ..."
std::string places_text(const OutsideReference& reference) {
    std::string out =
        fmt::format("{} {}: ", reference.count, reference.count == 1 ? "place" : "places");
    for (size_t i = 0; i < reference.places.size(); ++i) {
        if (i > 0) out += ", ";
        out += reference.places[i];
    }
    if (reference.count > reference.places.size()) out += " ...";
    if (reference.dynamic) out += ", in dynamic SQL";
    return out;
}

}  // namespace

// Names, with the server where several have one of that name, with a number where that is not
// enough.
void ViewBuilder::label_databases() {
    std::map<std::string, int> names, labels;
    for (const DatabaseFacts* facts : inputs_.databases)
        ++names[ascii_lower(facts->name)];
    for (const DatabaseFacts* facts : inputs_.databases) {
        std::string label = facts->name;
        if (names[ascii_lower(facts->name)] > 1 && !facts->server.empty()) {
            label += " on " + facts->server;
        }
        const int number = ++labels[ascii_lower(label)];
        if (number > 1) label += fmt::format(" ({})", number);
        labels_.push_back(std::move(label));
    }
}

size_t ViewBuilder::find_database(std::string_view name, std::string_view server) const {
    const auto [begin, end] = databases_by_name_.equal_range(ascii_lower(name));
    size_t out = k_none;
    for (auto it = begin; it != end; ++it) {
        const std::string& other = inputs_.databases[it->second]->server;
        if (ascii_iequals(other, server)) return it->second;
        if ((other.empty() || server.empty()) && out == k_none) out = it->second;
    }
    return out;
}

void ViewBuilder::databases() {
    uint64_t hidden = 0, cut = 0;
    for (size_t i = 0; i < labels_.size(); ++i)
        node("database", labels_[i], inputs_.databases[i]->server);
    for (size_t i = 0; i < labels_.size(); ++i) {
        const DatabaseFacts& facts = *inputs_.databases[i];
        Origin origin{database_node(i), labels_[i], i, facts.server};
        references(facts.references, origin);
        for (const SynonymFacts& synonym : facts.synonyms) {
            const std::string detail = fmt::format("{} for {}", synonym.name, synonym.object);
            if (synonym.server.empty()) {
                refer(origin, synonym.database, "synonym", detail, 1, true);
            } else {
                linked_server(origin, synonym.server, synonym.database, "synonym", detail, 1);
            }
        }
        for (const RouteFacts& one : facts.routes)
            route(origin, one);
        for (const RouteFacts& one : facts.notifications)
            dialog(origin, one.service, one.broker, "event notification", one.name);
        for (const RouteFacts& source : facts.external_sources) {
            edge(origin.id, node("data_source", source.address), "external data source",
                 source.name);
        }
        for (const std::string& audit : facts.audit_guids)
            edge(origin.id, node("audit", audit), "audit specification");
        hidden += facts.not_analysed;
        cut += facts.cut ? 1 : 0;
    }
    if (hidden > 0) {
        out_.notes.push_back(fmt::format(
            "{} places could not be looked into (encrypted modules, assemblies, dynamic SQL made "
            "of variables): references there are not shown",
            hidden));
    }
    if (cut > 0) {
        out_.notes.push_back(
            fmt::format("of {} databases the lists were too long and are cut", cut));
    }
}

void ViewBuilder::references(const std::vector<OutsideReference>& references,
                             const Origin& origin) {
    for (const OutsideReference& reference : references) {
        const std::string places = places_text(reference);
        switch (reference.kind) {
            case OutsideKind::database:
                refer(origin, reference.database, "reference", places, reference.count,
                      reference.user_objects);
                break;
            case OutsideKind::linked_server:
                linked_server(origin, reference.server, reference.database, "linked server", places,
                              reference.count);
                break;
            case OutsideKind::data_source: {
                const std::string name = reference.name.empty() ? reference.server : reference.name;
                edge(origin.id,
                     node("data_source", name.empty() ? "unknown" : name, reference.server),
                     "ad hoc connection", places, reference.count);
                break;
            }
            case OutsideKind::job:
                edge(origin.id,
                     node("job", reference.name.empty() ? "(named by a variable)" : reference.name),
                     "starts or changes", places, reference.count);
                break;
            case OutsideKind::mail:
                edge(origin.id,
                     node("mail_profile",
                          reference.name.empty() ? "(default profile)" : reference.name),
                     "sends mail", places, reference.count);
                break;
            case OutsideKind::dialog:
                dialog(origin, reference.name, reference.broker, "dialog", places);
                break;
        }
    }
}

void ViewBuilder::refer(const Origin& origin, std::string_view database, std::string_view kind,
                        const std::string& detail, uint64_t count, bool user_objects) {
    const size_t found = find_database(database, origin.server);
    if (found != k_none) {
        if (found == origin.database && origin.id == database_node(found)) return;
        edge(origin.id, database_node(found), kind, detail, count);
        const std::string_view verb = kind == "synonym" ? "has a synonym into" : "refers to";
        tie(origin, found,
            fmt::format("{} {} {} ({})", origin.title, verb, labels_[found], detail));
        return;
    }
    const std::string lower = ascii_lower(database);
    if (lists(k_system_databases, lower)) {
        if (user_objects) edge(origin.id, node("system_database", lower), kind, detail, count);
        return;
    }
    edge(origin.id, node("missing_database", database), kind, detail, count);
    MissingDatabase& missing = missing_[lower];
    if (missing.name.empty()) {
        missing.name = database;
        missing.reason = "not among the files";
        if (instance_ != nullptr && instance_->has_master && is_instance_of(origin.server)) {
            const bool there = std::any_of(
                instance_->databases.begin(), instance_->databases.end(),
                [&](const DatabaseEntry& entry) { return ascii_iequals(entry.name, database); });
            missing.reason = there ? "on the instance, and no backup of it is among the files"
                                   : "not on the instance either: the reference is broken";
        }
    }
    const std::string user = fmt::format("{} ({})", origin.title, detail);
    if (std::find(missing.used_by.begin(), missing.used_by.end(), user) == missing.used_by.end()) {
        missing.used_by.push_back(user);
    }
}

void ViewBuilder::linked_server(const Origin& origin, std::string_view server,
                                std::string_view database, std::string_view kind,
                                const std::string& detail, uint64_t count) {
    // The instance's own name before a name is no linked server.
    if (is_local_server(server, origin.server)) {
        if (!database.empty()) refer(origin, database, kind, detail, count, true);
        return;
    }
    const bool known =
        instance_ != nullptr && instance_->has_master && is_instance_of(origin.server);
    const LinkedServer* defined = nullptr;
    if (known) {
        for (const LinkedServer& one : instance_->linked_servers) {
            if (one.id != 0 && ascii_iequals(one.name, server)) defined = &one;
        }
    }
    const std::string id = node("linked_server", server,
                                known && defined == nullptr ? "not defined on the instance" : "");
    edge(origin.id, id, kind, detail, count);
    if (database.empty()) return;
    if (defined != nullptr && is_local_server(defined->data_source, origin.server)) {
        refer(origin, database, kind, fmt::format("through linked server {}, {}", server, detail),
              count, true);
        return;
    }
    // Another server's database that is among the files.
    const std::string host = server_of_address(defined != nullptr && !defined->data_source.empty()
                                                   ? std::string_view(defined->data_source)
                                                   : server);
    const size_t found = find_database(database, host);
    if (found != k_none && ascii_iequals(inputs_.databases[found]->server, host)) {
        edge(id, database_node(found), "remote database");
    }
}

size_t ViewBuilder::find_service(const std::string& service, const std::string& broker,
                                 const Origin& origin) const {
    const bool by_broker = !broker.empty();
    const auto& index = by_broker ? databases_by_broker_ : databases_by_service_;
    const auto [begin, end] = index.equal_range(by_broker ? ascii_lower(broker) : service);
    size_t out = k_none;
    for (auto it = begin; it != end; ++it) {
        if (it->second == origin.database) return it->second;
        const std::string& server = inputs_.databases[it->second]->server;
        const bool near =
            server.empty() || origin.server.empty() || ascii_iequals(server, origin.server);
        if (near && out == k_none) out = it->second;
    }
    return out;
}

void ViewBuilder::dialog(const Origin& origin, const std::string& service,
                         const std::string& broker, std::string_view kind,
                         const std::string& detail) {
    if (ascii_iequals(broker, "CURRENT DATABASE")) return;
    const size_t found = find_service(service, broker, origin);
    if (found == origin.database && found != k_none) return;
    if (found == k_none) {
        if (origin.database != k_none) {
            // A route of the database says where: that edge is enough.
            for (const RouteFacts& one : inputs_.databases[origin.database]->routes) {
                if (one.service == service) return;
            }
        }
        edge(origin.id, node("broker_service", service, "in no database among the files"), kind,
             detail);
        return;
    }
    edge(origin.id, database_node(found), kind, fmt::format("service {}, {}", service, detail));
    tie(origin, found,
        fmt::format("{} sends messages to service {} of {} ({})", origin.title, service,
                    labels_[found], detail));
}

void ViewBuilder::route(const Origin& origin, const RouteFacts& route) {
    const bool local = ascii_iequals(route.address, "LOCAL");
    const size_t found = find_service(route.service, route.broker, origin);
    if (found != k_none && found != origin.database) {
        const std::string detail =
            fmt::format("route {}, service {}, {}", route.name, route.service, route.address);
        edge(origin.id, database_node(found), "route", detail);
        tie(origin, found,
            fmt::format("{} has a route to service {} of {} (route {})", origin.title,
                        route.service, labels_[found], route.name));
    }
    if (local) return;
    for (const std::string& address : {route.address, route.mirror}) {
        if (address.empty()) continue;
        edge(origin.id, node("route", address, "another server"), "route",
             fmt::format("route {}, service {}", route.name, route.service));
    }
}

}  // namespace gantry::assess
