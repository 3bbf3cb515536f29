#include "assess/instance_view_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace gantry::assess {
namespace {

using Json = nlohmann::ordered_json;

Json login_json(const LoginNeed& login) {
    Json out = {
        {"name", login.name}, {"kind", login.kind}, {"sid", login.sid}, {"known", login.known}};
    if (login.disabled) out["disabled"] = true;
    if (!login.default_database.empty()) out["default_database"] = login.default_database;
    out["server_roles"] = login.server_roles;
    out["databases"] = Json::array();
    for (const DatabaseUser& one : login.users)
        out["databases"].push_back({{"name", one.database}, {"user", one.user}});
    out["owns"] = login.owns;
    out["jobs"] = login.jobs;
    if (!login.statement.empty()) out["statement"] = login.statement;
    return out;
}

Json group_json(const ViewGroup& group) {
    return {{"databases", group.databases}, {"reasons", group.reasons}, {"cycles", group.cycles}};
}

std::string dot_quoted(std::string_view text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < ' ') c = ' ';
        out += c;
    }
    return out + "\"";
}

}  // namespace

Json instance_view_json(const InstanceView& view) {
    Json nodes = Json::array(), edges = Json::array(), groups = Json::array(), tied = Json::array(),
         logins = Json::array(), orphans = Json::array(), contained = Json::array(),
         missing = Json::array(), features = Json::array();
    for (const ViewNode& one : view.nodes) {
        Json node = {{"id", one.id}, {"kind", one.kind}, {"name", one.name}};
        if (!one.detail.empty()) node["detail"] = one.detail;
        nodes.push_back(std::move(node));
    }
    for (const ViewEdge& one : view.edges) {
        Json edge = {{"from", one.from}, {"to", one.to}, {"kind", one.kind}};
        if (!one.detail.empty()) edge["detail"] = one.detail;
        edge["count"] = one.count;
        edges.push_back(std::move(edge));
    }
    for (const ViewGroup& one : view.groups) {
        groups.push_back(one.databases);
        if (one.databases.size() > 1) tied.push_back(group_json(one));
    }
    for (const LoginNeed& one : view.logins)
        logins.push_back(login_json(one));
    for (const OrphanedUser& one : view.orphaned_users) {
        orphans.push_back({{"database", one.database},
                           {"user", one.user},
                           {"kind", one.kind},
                           {"sid", one.sid},
                           {"reason", one.reason},
                           {"fix", one.fix}});
    }
    for (const ContainedUser& one : view.contained_users)
        contained.push_back({{"database", one.database}, {"user", one.user}});
    for (const MissingDatabase& one : view.missing_databases) {
        missing.push_back({{"name", one.name}, {"reason", one.reason}, {"used_by", one.used_by}});
    }
    for (const OutsideFeature& one : view.outside_features) {
        features.push_back({{"kind", one.kind},
                            {"name", one.name},
                            {"detail", one.detail},
                            {"used_by", one.used_by}});
    }
    return {{"nodes", std::move(nodes)},
            {"edges", std::move(edges)},
            {"groups", std::move(groups)},
            {"tied_groups", std::move(tied)},
            {"order", view.order},
            {"logins", std::move(logins)},
            {"orphaned_users", std::move(orphans)},
            {"contained_users", std::move(contained)},
            {"missing_databases", std::move(missing)},
            {"outside_features", std::move(features)},
            {"notes", view.notes}};
}

std::string instance_view_dot(const InstanceView& view) {
    std::string out = "digraph instance {\n  rankdir=LR;\n  node [fontname=\"Helvetica\"];\n";
    size_t number = 0;
    for (const ViewGroup& group : view.groups) {
        const bool tied = group.databases.size() > 1;
        if (tied) {
            out +=
                fmt::format("  subgraph cluster_{} {{\n    label=\"move together\";\n", ++number);
        }
        for (const std::string& database : group.databases) {
            out += fmt::format("    {} [shape=box, label={}];\n",
                               dot_quoted("database:" + database), dot_quoted(database));
        }
        if (tied) out += "  }\n";
    }
    for (const ViewNode& node : view.nodes) {
        if (node.kind == "database") continue;
        const bool missing = node.kind == "missing_database";
        out += fmt::format("  {} [shape={}, label={}{}];\n", dot_quoted(node.id),
                           missing ? "box" : "ellipse",
                           dot_quoted(fmt::format("{}: {}", node.kind, node.name)),
                           missing ? ", style=dashed" : "");
    }
    for (const ViewEdge& edge : view.edges) {
        out += fmt::format("  {} -> {} [label={}];\n", dot_quoted(edge.from), dot_quoted(edge.to),
                           dot_quoted(edge.kind));
    }
    return out + "}\n";
}

}  // namespace gantry::assess
