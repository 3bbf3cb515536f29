#pragma once
// What assessment can find: one Rule each, as data. Detection is elsewhere (code_*.cc for T-SQL,
// schema_rules.cc, file_rules.cc, instance_rules.cc): it names a rule by its id.
//
// Ids are the published ones where there are: those of the assessment rules of Azure SQL Managed
// Instance ("XpCmdshell"), those of the upgrade rules of Data Migration Assistant ("UR00306"; in
// full "Microsoft.Rules.Data.Upgrade.UR00306"), else our own ("Gantry.CreateDatabaseFiles").

#include <cstdint>
#include <span>
#include <string_view>

namespace gantry::assess {

enum class Severity : uint8_t {
    information,
    deprecated,        // works on the target, and will not for ever
    behaviour,         // runs on the target and may give something else
    blocks_migration,  // what uses it does not run on the target until it is changed
    blocks_restore,    // the database cannot be restored there
};
std::string_view severity_name(Severity severity);  // "blocks restore"

enum class Scope : uint8_t { database, code, instance };
std::string_view scope_name(Scope scope);

enum class Target : uint8_t { azure_sql_mi = 1, gantry = 2 };
constexpr uint8_t k_all_targets = 3;

struct Rule {
    std::string_view id = {};
    std::string_view title = {};
    Severity severity = Severity::information;
    Scope scope = Scope::code;
    // The publisher's own class: Issue, Warning (Managed Instance); Breaking, Behaviour,
    // Deprecated.
    std::string_view category = {};
    // Work in hours: to understand it once, and for each object found.
    float first_hours = 0.5f;
    float each_hours = 0.25f;
    std::string_view consequence = {};  // what happens if nothing is done
    std::string_view fix = {};
    std::string_view before = {}, after = {};  // code; may be empty
    // Fires when the source's compatibility level is below this and the target's is not; 0: always.
    uint8_t from_level = 0;
    uint8_t targets = k_all_targets;
    std::string_view reference = {};  // a page of the public documentation
};

// All of them, by family and in the order they are listed.
std::span<const Rule* const> all_rules();
// nullptr when there is none.
const Rule* find_rule(std::string_view id);

}  // namespace gantry::assess
