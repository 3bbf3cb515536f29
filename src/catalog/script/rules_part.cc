// Stand-alone defaults and rules (CREATE DEFAULT, CREATE RULE) and what they are bound to.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

void bind(Context& context, int32_t object_id, std::string_view procedure,
          const std::string& target) {
    if (object_id == 0) return;
    const NamedObject* object = context.names.object(object_id);
    if (object == nullptr || object->module == nullptr) {
        context.out.cannot(fmt::format("the rule or default bound to {}", target),
                           "it was not found");
        return;
    }
    context.out.batch(fmt::format("EXEC sys.{} {}, {}", procedure,
                                  literal(context.names.object_name(object_id)), literal(target)));
}

}  // namespace

void script_rules(Context& context) {
    context.out.heading("Rules and defaults");
    for (const Module* each : context.modules) {
        const Module& module = *each;
        if ((module.type != "R" && module.type != "D") || module.is_system) continue;
        script_module(context, module);
    }
}

void script_rule_bindings(Context& context) {
    context.out.heading("Bindings of rules and defaults");
    for (const UserType& type : context.db.user_types) {
        std::string name = context.names.qualified(type.schema_id, type.name);
        bind(context, type.default_object_id, "sp_bindefault", name);
        bind(context, type.rule_object_id, "sp_bindrule", name);
    }
    for (const Table* each : context.tables) {
        const Table& table = *each;
        if (table.is_system || table.is_table_type) continue;
        for (const Column& column : table.columns) {
            // A column takes what its type is bound to by itself.
            const UserType* type = context.names.user_type(column.type.user_type);
            std::string name =
                context.names.object_name(table.object_id) + "." + bracket(column.name);
            if (type == nullptr || type->default_object_id != column.bound_default_id) {
                bind(context, column.bound_default_id, "sp_bindefault", name);
            }
            if (type == nullptr || type->rule_object_id != column.bound_rule_id) {
                bind(context, column.bound_rule_id, "sp_bindrule", name);
            }
        }
    }
}

}  // namespace gantry::catalog::script
