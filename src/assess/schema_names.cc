// Rules about names alone, of whatever kind of object.

#include "assess/schema_scan.h"

namespace gantry::assess {

using namespace catalog;

void SchemaRules::names() {
    // U+FFFF in UTF-8.
    constexpr std::string_view k_not_a_character = "\xEF\xBF\xBF";
    auto look_at = [&](const std::string& name, const char* type) {
        if (name.find(k_not_a_character) != name.npos) found("UR00048", name, type);
    };
    for (const Schema& schema : database_.schemas)
        look_at(schema.name, "schema");
    for (const Principal& principal : database_.principals)
        look_at(principal.name, "user");
    for (const UserType& type : database_.user_types)
        look_at(type.name, "type");
    for (const Table& table : database_.tables) {
        look_at(table.name, "table");
        for (const Column& column : table.columns)
            look_at(column.name, "column");
        for (const Index& index : table.indexes)
            look_at(index.name, "index");
        for (const ForeignKey& key : table.foreign_keys)
            look_at(key.name, "foreign key");
        for (const CheckConstraint& check : table.checks)
            look_at(check.name, "check constraint");
    }
    for (const Module& module : database_.modules)
        look_at(module.name, "module");
    for (const Synonym& synonym : database_.synonyms)
        look_at(synonym.name, "synonym");
}

}  // namespace gantry::assess
