// DML triggers: a change and the triggers it fires are one statement, in one transaction. Rules of
// the documentation of CREATE TRIGGER: an error in a trigger ends batch and transaction, and so
// does a trigger that ends the transaction itself (3609); a trigger does not fire itself.

#include "engine/triggers.h"

#include <fmt/core.h>

#include "engine/unsupported.h"
#include "session/interpreter.h"
#include "session/nest_guard.h"
#include "session/session_activity.h"

namespace gantry::session {

namespace {

const tsql::CreateTriggerStatement& trigger_of(const UnitPtr& unit, const catalog::Module& module) {
    for (const tsql::Statement* statement : unit->parsed().statements) {
        if (auto* trigger = tsql::try_as<tsql::CreateTriggerStatement>(statement)) return *trigger;
    }
    throw engine::unsupported(fmt::format("trigger {} with this text", module.name));
}

}  // namespace

// A change, with what it fires.
void Interpreter::run_change(const engine::CompiledPtr& compiled) {
    std::shared_ptr<const engine::TriggerPlan> plan = compiled->target.triggers;
    if (!plan) return run_query(compiled);
    bool own_transaction = begin_statement_transaction();
    auto run = [this](const std::string& sql) {
        state_.backend->with_executor([&](pg::Executor& executor) { executor.execute(sql); });
    };
    try {
        run(plan->before);
        run_query(compiled);
        run(plan->after);
    } catch (const ClientGone&) {
        throw;
    } catch (const IoError&) {
        throw;
    } catch (...) {
        if (own_transaction) roll_back_everything();
        throw;
    }
    if (own_transaction) end_statement_transaction();
}

// RECURSIVE_TRIGGERS is off: what a trigger changes does not fire this trigger.
bool Interpreter::is_running_directly(int32_t trigger) const {
    for (const Frame* frame = frame_; frame != nullptr; frame = frame->caller) {
        if (frame->trigger) return frame->trigger->module_id == trigger;
    }
    return false;
}

void Interpreter::fire_triggers(const engine::CompiledStatement& compiled, uint64_t count) {
    // The snapshot owns the modules; a change of the catalog must not pull them away meanwhile.
    std::shared_ptr<const engine::CatalogSnapshot> keep = state_.snapshot;
    const engine::DatabaseCatalog* database = keep->find(compiled.target.database);
    GANTRY_ASSERT(database != nullptr);
    for (int32_t id : compiled.target.triggers->modules) {
        if (is_running_directly(id)) continue;
        const catalog::Module* module = database->object_by_id(id).module;
        if (module == nullptr) continue;  // dropped by one before it
        state_.row_count = int64_t(count);
        state_.error_number = 0;
        run_trigger(*database, *module, compiled);
    }
    state_.row_count = int64_t(count);
    state_.error_number = 0;
}

void Interpreter::run_trigger(const engine::DatabaseCatalog& database,
                              const catalog::Module& module,
                              const engine::CompiledStatement& change) {
    NestGuard nest(state_);
    if (module.encrypted || module.text.empty()) {
        throw engine::unsupported(
            fmt::format("trigger {} ({})", module.name, module.encrypted ? "encrypted" : "CLR"));
    }
    tsql::ParseOptions options;
    options.quoted_identifier = module.quoted_identifier;
    UnitPtr unit = state_.env.units.get(module.text, options);
    unit->check();
    const tsql::CreateTriggerStatement& trigger = trigger_of(unit, module);
    Frame inner;
    inner.unit = unit;
    inner.procedure = module.name;
    inner.procedure_id = module.object_id;
    inner.database = database.name();
    if (auto* schema = database.schema_by_id(module.schema_id)) inner.default_schema = schema->name;
    inner.quoted_identifier = module.quoted_identifier;
    inner.ansi_nulls = module.ansi_nulls;
    inner.done_kind = tds::DoneKind::done_in_proc;
    inner.keep_prepared = true;
    const engine::TriggerPlan& plan = *change.target.triggers;
    inner.trigger = TriggerFrame{
        module.object_id,
        {&database, database.object_by_id(change.target.object_id).table, plan.level, plan.instead},
        change.target.triggers};

    engine::SessionSettings settings = state_.settings;
    int transactions = state_.transaction.count;
    auto leave = [&] {
        --state_.trigger_level;
        settings.identity_insert = state_.settings.identity_insert;
        state_.settings = settings;
        state_.backend->set_statement_savepoints(!settings.xact_abort);
        publish_facts(state_);
        ++state_.context_generation;
    };
    ++state_.trigger_level;
    state_.settings.xact_abort = true;  // the default inside of triggers
    state_.backend->set_statement_savepoints(false);
    ++state_.context_generation;
    try {
        run_frame(inner, trigger.body);
    } catch (const EndScope&) {
    } catch (...) {
        leave();
        throw;
    }
    leave();
    if (state_.transaction.count == 0 && transactions > 0) {
        throw SqlError(3609, 16, 1,
                       "The transaction ended in the trigger. The batch has been aborted.");
    }
}

}  // namespace gantry::session
