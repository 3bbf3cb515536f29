#include "assess/rule.h"

#include <algorithm>
#include <map>
#include <vector>

#include "assess/rules/tables.h"
#include "base/error.h"

namespace gantry::assess {
namespace {

struct Rules {
    std::vector<const Rule*> list;
    std::map<std::string_view, const Rule*> by_id;

    Rules() {
        for (std::span<const Rule> family :
             {managed_database_rules(), managed_code_rules(), managed_instance_rules(),
              upgrade_breaking_rules(), upgrade_behaviour_rules(), upgrade_schema_rules(),
              upgrade_code_rules(), upgrade_instance_rules(), level_rules(),
              deprecated_object_rules(), deprecated_syntax_rules(), difference_rules(),
              difference_code_rules(), difference_backup_rules(), difference_database_rules(),
              difference_agent_rules(), difference_server_rules(), engine_rules()}) {
            for (const Rule& rule : family) {
                list.push_back(&rule);
                GANTRY_ASSERT(by_id.emplace(rule.id, &rule).second);
            }
        }
    }
};

const Rules& rules() {
    static const Rules instance;
    return instance;
}

}  // namespace

std::string_view severity_name(Severity severity) {
    switch (severity) {
        case Severity::information:
            return "information";
        case Severity::deprecated:
            return "deprecated";
        case Severity::behaviour:
            return "changes behaviour";
        case Severity::blocks_migration:
            return "blocks migration";
        case Severity::blocks_restore:
            return "blocks restore";
    }
    return "";
}

std::string_view scope_name(Scope scope) {
    switch (scope) {
        case Scope::database:
            return "database";
        case Scope::code:
            return "code";
        case Scope::instance:
            return "instance";
    }
    return "";
}

std::span<const Rule* const> all_rules() {
    return rules().list;
}

const Rule* find_rule(std::string_view id) {
    const auto found = rules().by_id.find(id);
    return found == rules().by_id.end() ? nullptr : found->second;
}

}  // namespace gantry::assess
