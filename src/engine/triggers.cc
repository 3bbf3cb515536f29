#include "engine/triggers.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/bind/errors.h"
#include "engine/engine.h"
#include "engine/store/pg_names.h"
#include "tsql/parser.h"

namespace gantry::engine {

namespace {

constexpr int k_trigger_levels_max = 32;

struct Fires {
    bool at_event = false;
    bool instead = false;
};

Fires fires(const catalog::Module& module, std::string_view event) {
    if (module.encrypted || module.text.empty()) return {true, false};  // told when it runs
    tsql::ParseOptions options;
    options.quoted_identifier = module.quoted_identifier;
    tsql::ParseResult parsed = tsql::parse(module.text, options);
    const auto* trigger = parsed.statements.empty()
                              ? nullptr
                              : parsed.statements[0]->try_as<tsql::CreateTriggerStatement>();
    if (trigger == nullptr) return {true, false};
    bool at_event =
        std::find(trigger->events.begin(), trigger->events.end(), event) != trigger->events.end();
    return {at_event, trigger->time == tsql::TriggerTime::instead_of};
}

// The columns PostgreSQL has.
std::string column_list(const bind::Relation& target) {
    std::string out;
    for (const bind::Column& column : target.columns) {
        if (!bind::is_stored(column)) continue;
        out += (out.empty() ? "" : ", ") + store::quoted(column.pg_name);
    }
    return out;
}

// Makes the table anew: one may be left of a statement that failed.
std::string create_table(const std::string& name, const bind::Relation& target) {
    return fmt::format(
        "DROP TABLE IF EXISTS {0}; CREATE TEMPORARY TABLE {0} AS SELECT {1} FROM {2} WITH NO "
        "DATA; ",
        name, column_list(target), target.pg_source);
}

// What INSTEAD OF INSERT finds in columns that got no value.
std::string defaults(const std::string& name, const bind::Relation& target) {
    std::string out;
    for (const bind::Column& column : target.columns) {
        const catalog::Column* source = column.source;
        if (source == nullptr || !source->default_constraint) continue;
        out += fmt::format("ALTER TABLE {} ALTER {} SET DEFAULT {}; ", name,
                           store::quoted(column.pg_name),
                           compile_default(target.catalog->model(), *target.table, *source,
                                           source->default_constraint->text));
    }
    return out;
}

void add_deleted_row(bind::Binder& binder, bind::Dml& dml) {
    if (dml.deleted_row != nullptr) return;
    bind::Relation* row = binder.pool().relation();
    *row = *dml.target;
    dml.deleted_row = row;
}

std::vector<int32_t> changed_columns(const bind::Dml& dml, std::string_view event) {
    std::vector<int32_t> out;
    if (event == "INSERT") {
        for (const bind::Column& column : dml.target->columns)
            out.push_back(column.source->id);
    }
    for (const bind::Assignment& assignment : dml.assignments) {
        out.push_back(assignment.target->source->id);
    }
    return out;
}

}  // namespace

std::string inserted_table(int level) {
    return store::quoted("pg_temp", fmt::format("inserted${}", level));
}

std::string deleted_table(int level) {
    return store::quoted("pg_temp", fmt::format("deleted${}", level));
}

FiringTriggers triggers_of(const DatabaseCatalog& database, int32_t object_id,
                           std::string_view event) {
    FiringTriggers out;
    for (const catalog::Module& module : database.model().modules) {
        if (module.kind != catalog::ModuleKind::trigger || module.disabled) continue;
        if (module.parent_object_id != object_id) continue;
        Fires found = fires(module, event);
        if (!found.at_event) continue;
        if (found.instead) {
            out.instead = module.object_id;
        } else {
            out.after.push_back(module.object_id);
        }
    }
    std::sort(out.after.begin(), out.after.end());
    return out;
}

void plan_triggers(bind::Binder& binder, bind::Dml& dml, std::string_view event, int line,
                   CompiledStatement& out) {
    const bind::Relation& target = *dml.target;
    if (target.table == nullptr || target.table->object_id <= 0) return;  // temporary
    const CompileContext& context = binder.context();
    FiringTriggers found = triggers_of(*target.catalog, target.table->object_id, event);
    // A change that an INSTEAD OF trigger makes to its own table is carried out.
    bool own = context.trigger != nullptr && context.trigger->instead &&
               context.trigger->table->object_id == target.table->object_id;
    if (own) found.instead = 0;
    if (found.instead == 0 && found.after.empty()) return;
    if (!dml.output.empty() && dml.into == nullptr && dml.output[0].variable.empty()) {
        bind::fail(334, 16, line,
                   fmt::format("The target table '{}' of the DML statement cannot have any enabled "
                               "triggers if the statement contains an OUTPUT clause without INTO "
                               "clause.",
                               target.object));
    }
    int level = context.trigger_level + 1;
    if (level > k_trigger_levels_max) {
        bind::fail(217, 16, line,
                   "Maximum stored procedure, function, trigger, or view nesting level exceeded "
                   "(limit 32).");
    }
    auto plan = std::make_shared<TriggerPlan>();
    plan->level = level;
    plan->instead = found.instead != 0;
    plan->modules = plan->instead ? std::vector{found.instead} : found.after;
    plan->changed_columns = changed_columns(dml, event);
    // A trigger may read both; of INSERT and DELETE one is empty.
    plan->before =
        create_table(inserted_table(level), target) + create_table(deleted_table(level), target);
    if (plan->instead && event == "INSERT") plan->before += defaults(inserted_table(level), target);
    plan->after = fmt::format("DROP TABLE IF EXISTS {}; DROP TABLE IF EXISTS {}",
                              inserted_table(level), deleted_table(level));
    out.target.triggers = std::move(plan);
    dml.capture = {level,
                   event != "DELETE",
                   event != "INSERT",
                   found.instead != 0,
                   inserted_table(level),
                   deleted_table(level)};
    if (event == "UPDATE") add_deleted_row(binder, dml);
}

}  // namespace gantry::engine
