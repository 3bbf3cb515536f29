#pragma once
// For tests of the view of an instance: small databases and an instance made in code.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/assess.h"
#include "assess/instance_view.h"

namespace gantry::assess::view_test {

using namespace catalog;

using Bytes = std::vector<uint8_t>;

inline Bytes sid(uint8_t number) {
    Bytes out(16, 0);
    out[0] = number;
    return out;
}

inline Database database_of(const std::string& name, const std::string& code = {}) {
    Database out;
    out.name = name;
    out.compatibility_level = 150;
    out.schemas.push_back({1, "dbo", 1});
    if (!code.empty()) {
        Module module;
        module.object_id = 100;
        module.name = "p";
        module.kind = ModuleKind::procedure;
        module.text = "CREATE PROCEDURE dbo.p AS\n" + code;
        out.modules.push_back(std::move(module));
    }
    return out;
}

// The view of databases, as `gantry assess` makes it.
struct Fleet {
    std::vector<Database> databases;
    std::optional<Instance> instance;
    std::string server = "SRV";
    std::map<std::string, std::string> servers;  // of databases elsewhere

    Instance& master() {
        if (!instance) {
            instance.emplace();
            instance->has_master = instance->has_msdb = true;
            LinkedServer own;
            own.name = "SRV";
            instance->linked_servers.push_back(own);
            ServerPrincipal sa;
            sa.id = 1, sa.name = "sa", sa.sid = {1};
            instance->principals.push_back(sa);
        }
        return *instance;
    }

    InstanceView view(Target target = Target::azure_sql_mi) const {
        Report report;
        report.target = target;
        AssessOptions options;
        options.target = target;
        const Instance* known = instance ? &*instance : nullptr;
        options.instance = known;
        if (known != nullptr) {
            report.subjects.push_back(assess_instance(*known, options));
            report.subjects.back().server = server;
        }
        for (const Database& database : databases) {
            report.subjects.push_back(assess_database(database, 1'000'000, options));
            const auto other = servers.find(database.name);
            report.subjects.back().server = other == servers.end() ? server : other->second;
        }
        add_instance_view(report, known);
        return report.view;
    }
};

inline const ViewEdge* find_edge(const InstanceView& view, std::string_view from,
                                 std::string_view to, std::string_view kind) {
    for (const ViewEdge& edge : view.edges) {
        if (edge.from == from && edge.to == to && edge.kind == kind) return &edge;
    }
    return nullptr;
}

inline std::string edges_of(const InstanceView& view) {
    std::string out;
    for (const ViewEdge& edge : view.edges)
        out += edge.from + " -" + edge.kind + "-> " + edge.to + " (" + edge.detail + ")\n";
    return out;
}

#define EXPECT_EDGE(view, from, to, kind) \
    EXPECT_NE(find_edge(view, from, to, kind), nullptr) << edges_of(view)

inline bool together(const InstanceView& view, const std::string& a, const std::string& b) {
    for (const ViewGroup& group : view.groups) {
        auto has = [&](const std::string& name) {
            return std::find(group.databases.begin(), group.databases.end(), name) !=
                   group.databases.end();
        };
        if (has(a)) return has(b);
    }
    return false;
}

inline size_t place(const InstanceView& view, const std::string& name) {
    return size_t(std::find(view.order.begin(), view.order.end(), name) - view.order.begin());
}

inline bool has_feature(const InstanceView& view, std::string_view kind, std::string_view name) {
    return std::any_of(
        view.outside_features.begin(), view.outside_features.end(),
        [&](const OutsideFeature& one) { return one.kind == kind && one.name == name; });
}

}  // namespace gantry::assess::view_test
