#pragma once
// The tables of rules, one a family.

#include "assess/rule.h"

namespace gantry::assess {

constexpr uint8_t k_azure_only = uint8_t(Target::azure_sql_mi);

inline constexpr std::string_view k_mi_rules_page =
    "https://learn.microsoft.com/azure/azure-sql/migration-guides/managed-instance/"
    "sql-server-to-sql-managed-instance-assessment-rules";
inline constexpr std::string_view k_mi_tsql_page =
    "https://learn.microsoft.com/azure/azure-sql/managed-instance/"
    "transact-sql-tsql-differences-sql-server";
inline constexpr std::string_view k_mi_limits_page =
    "https://learn.microsoft.com/azure/azure-sql/managed-instance/resource-limits";
inline constexpr std::string_view k_level_page =
    "https://learn.microsoft.com/sql/t-sql/statements/"
    "alter-database-transact-sql-compatibility-level";
inline constexpr std::string_view k_deprecated_page =
    "https://learn.microsoft.com/sql/database-engine/"
    "deprecated-database-engine-features-in-sql-server-2016";
inline constexpr std::string_view k_discontinued_page =
    "https://learn.microsoft.com/sql/database-engine/"
    "discontinued-database-engine-functionality-in-sql-server";

std::span<const Rule> managed_database_rules();   // managed_database.cc
std::span<const Rule> managed_code_rules();       // managed_code.cc
std::span<const Rule> managed_instance_rules();   // managed_instance.cc
std::span<const Rule> upgrade_breaking_rules();   // upgrade_breaking.cc
std::span<const Rule> upgrade_behaviour_rules();  // upgrade_behaviour.cc
std::span<const Rule> upgrade_schema_rules();     // upgrade_schema.cc
std::span<const Rule> upgrade_instance_rules();   // upgrade_instance.cc
std::span<const Rule> difference_rules();         // differences.cc
std::span<const Rule> difference_code_rules();    // differences_code.cc
std::span<const Rule> upgrade_code_rules();       // upgrade_code.cc
std::span<const Rule> level_rules();              // levels.cc
std::span<const Rule> deprecated_object_rules();  // deprecated_objects.cc
std::span<const Rule> deprecated_syntax_rules();  // deprecated_syntax.cc
std::span<const Rule> engine_rules();             // of Gantry's own engine

std::span<const Rule> difference_backup_rules();    // differences_backup.cc
std::span<const Rule> difference_database_rules();  // differences_database.cc
std::span<const Rule> difference_agent_rules();     // differences_agent.cc
std::span<const Rule> difference_server_rules();    // differences_server.cc

}  // namespace gantry::assess
