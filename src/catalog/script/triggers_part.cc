// DML triggers, after their tables and views, and DDL triggers, which come last so that they do not
// fire on the script itself.

#include <fmt/format.h>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

void script_order(Context& context, const Module& module, const std::string& name) {
    for (const TriggerEvent& event : module.events) {
        if (!event.first && !event.last) continue;
        std::string text = fmt::format(
            "EXEC sys.sp_settriggerorder @triggername = {}, @order = N'{}', @stmttype = N'{}'",
            literal(name), event.first ? "First" : "Last", event.name);
        if (is_database_trigger(module)) text += ", @namespace = N'DATABASE'";
        context.out.batch(text);
    }
}

void script_trigger(Context& context, const Module& module) {
    script_module(context, module);
    if (module.encrypted || (module.text.empty() && !module.clr)) return;
    if (!is_database_trigger(module)) {
        std::string name = context.names.qualified(module.schema_id, module.name);
        script_order(context, module, name);
        if (module.disabled) {
            context.out.batch(fmt::format("DISABLE TRIGGER {} ON {}", name,
                                          context.names.object_name(module.parent_object_id)));
        }
    } else {
        script_order(context, module, bracket(module.name));
        if (module.disabled) {
            context.out.batch(fmt::format("DISABLE TRIGGER {} ON DATABASE", bracket(module.name)));
        }
    }
}

}  // namespace

void script_table_triggers(Context& context) {
    context.out.heading("Triggers");
    for (const Module* each : context.modules) {
        const Module& module = *each;
        if (!is_trigger(module) || is_database_trigger(module) || module.is_system) continue;
        if (!context.chosen(module.parent_object_id) && !context.chosen(module.object_id)) continue;
        script_trigger(context, module);
    }
}

void script_database_triggers(Context& context) {
    context.out.heading("Triggers of the database");
    for (const Module* each : context.modules) {
        const Module& module = *each;
        if (!is_database_trigger(module) || module.is_system) continue;
        script_trigger(context, module);
    }
}

}  // namespace gantry::catalog::script
