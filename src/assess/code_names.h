#pragma once
// Names of the server's own procedures, functions, tables and options that a rule is about: exact
// tables, looked up by hash. Sources: the pages of deprecated and discontinued features, the page
// of T-SQL differences of a managed instance, and the lists of the upgrade rules.

#include <span>
#include <string_view>

namespace gantry::assess {

struct NamedRule {
    std::string_view name;  // lower-cased
    std::string_view rule;
    std::string_view advice;  // feature number and what to use; may be empty
};

// Rules about a name, lower-cased; empty when there are none. Procedures with any schema the
// server's are reached by (sys, dbo, none); it is for the caller to look at that.
std::span<const NamedRule> rules_of_procedure(std::string_view name);
// Functions called by their bare name or as sys.name.
std::span<const NamedRule> rules_of_function(std::string_view name);
// Tables and views of SQL Server 2000 and undocumented ones: schema dbo, sys or none.
std::span<const NamedRule> rules_of_old_table(std::string_view name);
// Views of schema sys: only named with it.
std::span<const NamedRule> rules_of_catalog_view(std::string_view name);
// Options of sp_configure.
std::span<const NamedRule> rules_of_configuration(std::string_view option);
// Columns of dynamic management views that were renamed or removed: name is "view.column".
std::span<const NamedRule> rules_of_view_column(std::string_view name);
// Is there a column in that table with the name, whatever the view?
bool is_old_view_column(std::string_view column);

}  // namespace gantry::assess
