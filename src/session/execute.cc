// EXECUTE: procedures of the catalog, dynamic batches, and their arguments.

#include <fmt/core.h>

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/unsupported.h"
#include "session/interpreter.h"
#include "session/nest_guard.h"
#include "session/session_activity.h"
#include "engine/system/system_modules.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

using types::Value;

std::vector<std::string> parts_of(const tsql::ObjectName& name) {
    std::vector<std::string> out;
    for (const tsql::Identifier& part : name.parts) out.emplace_back(part.name);
    return out;
}

// "db.schema.[a name]" of EXEC @name, by the rules of identifiers.
std::vector<std::string> parts_of(std::string_view text) {
    std::vector<std::string> out(1);
    char closing = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (closing != 0) {
            if (c != closing) {
                out.back() += c;
            } else if (i + 1 < text.size() && text[i + 1] == closing) {
                out.back() += text[++i];
            } else {
                closing = 0;
            }
        } else if (c == '[' || c == '"') {
            closing = c == '[' ? ']' : '"';
        } else if (c == '.') {
            out.emplace_back();
        } else if (c != ' ' || !out.back().empty()) {
            out.back() += c;
        }
    }
    return out;
}

SqlError table_clash(std::string_view parameter) {
    return SqlError(206, 16, 2,
                    fmt::format("Operand type clash: table is incompatible with the type of "
                                "parameter {}.",
                                parameter));
}

SqlError no_procedure(std::string_view name) {
    return SqlError(2812, 16, 62, fmt::format("Could not find stored procedure '{}'.", name));
}

// Why a module can't be run, when its text can't be had.
[[noreturn]] void no_text(const catalog::Module& module) {
    std::string_view why = module.encrypted ? "an encrypted module" : "a CLR module";
    throw engine::unsupported(fmt::format("EXECUTE of {} ({})", module.name, why));
}

}  // namespace

namespace {

// Types that are what their name says, whatever the database: most parameters.
std::optional<types::SqlType> plain_type(const tsql::DataType& type) {
    if (type.name.parts.size() != 1 || !type.arguments.empty() || type.is_max) return std::nullopt;
    std::optional<types::SqlType> found = types::type_by_name(type.name.object());
    if (!found) return std::nullopt;
    switch (found->id) {
        case types::TypeId::bit:
        case types::TypeId::tinyint:
        case types::TypeId::smallint:
        case types::TypeId::int_:
        case types::TypeId::bigint:
        case types::TypeId::float_:
        case types::TypeId::real:
        case types::TypeId::money:
        case types::TypeId::datetime:
        case types::TypeId::date:
        case types::TypeId::uniqueidentifier:
            return found;
        default:
            return std::nullopt;
    }
}

}  // namespace

types::SqlType Interpreter::data_type(const tsql::DataType& type) {
    if (auto plain = plain_type(type)) return *plain;
    engine::bind::Pool pool;
    engine::CompileContext context = compile_context();
    engine::bind::Binder binder(context, pool);
    return binder.data_type(type, false);
}

const catalog::Table* Interpreter::table_type(const tsql::DataType& type) {
    if (plain_type(type)) return nullptr;
    engine::bind::Pool pool;
    engine::CompileContext context = compile_context();
    engine::bind::Binder binder(context, pool);
    return binder.table_type(type);
}

void Interpreter::execute(const tsql::ExecuteStatement& statement) {
    if (statement.execute == tsql::ExecuteKind::text) {
        std::string text;
        for (const tsql::Expr* part : statement.text) text += text_of(*part);
        execute_text(text);
        return;
    }
    std::vector<std::string> name = parts_of(statement.procedure);
    if (statement.execute == tsql::ExecuteKind::variable) {
        const Value* value = frame_->variables.find(statement.procedure_variable);
        if (value == nullptr) throw undeclared(statement.procedure_variable);
        name = parts_of(value->is_null() ? std::string() : types::to_text(*value));
    }
    std::vector<Argument> arguments;
    for (const tsql::ExecuteArgument* given : statement.arguments) {
        Argument argument;
        argument.name = given->name;
        argument.output = given->output;
        if (given->value->is<tsql::DefaultExpr>()) {
            argument.use_default = true;
        } else if (auto* word = tsql::try_as<tsql::ColumnRef>(given->value)) {
            // A bare word is a string: EXEC sp_help Orders.
            argument.value = Value::of_nvarchar(std::string(word->name.object()),
                                                state_.database_collation);
        } else if (auto* variable = tsql::try_as<tsql::VariableRef>(given->value);
                   variable != nullptr && is_temporary(variable->name)) {
            argument.table = variable->name;
        } else {
            argument.value = evaluate(*given->value);
        }
        arguments.push_back(std::move(argument));
    }
    bool outermost = frame_->caller == nullptr && frame_->done_kind == tds::DoneKind::done &&
                     capture_ == nullptr;
    Frame& frame = *frame_;
    int32_t status = call(name, arguments);
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (!arguments[i].output) continue;
        if (auto* variable = tsql::try_as<tsql::VariableRef>(statement.arguments[i]->value)) {
            frame.variables.assign(variable->name, arguments[i].value);
        }
    }
    if (!statement.return_variable.empty()) {
        frame.variables.assign(statement.return_variable, Value::of_int(status));
    }
    if (outermost) {
        reply_.tokens().return_status(status);
        reply_.done(tds::DoneKind::done_proc, 0, tds::k_command_execute, 0);
    }
}

void Interpreter::execute_text(std::string_view text) {
    NestGuard nest(state_);
    UnitPtr unit = state_.env.units.get(text, parse_options());
    unit->check();
    Frame inner;
    inner.unit = unit;
    inner.database = frame_->database;
    inner.quoted_identifier = frame_->quoted_identifier;
    inner.ansi_nulls = frame_->ansi_nulls;
    inner.done_kind = tds::DoneKind::done_in_proc;
    std::string database = state_.database;
    bool outermost = frame_->done_kind == tds::DoneKind::done && capture_ == nullptr;
    try {
        run_frame(inner, unit->parsed().statements);
    } catch (const EndScope&) {
    }
    // USE inside holds only inside.
    if (state_.database != database) switch_database(database);
    if (outermost) reply_.done(tds::DoneKind::done_proc, 0, tds::k_command_execute, 0);
}

int32_t Interpreter::call(const std::vector<std::string>& name, std::vector<Argument>& arguments) {
    refresh_snapshot();
    const std::string& object = name.back();
    std::string schema = name.size() >= 2 ? name[name.size() - 2] : std::string();
    std::string database = name.size() >= 3 ? name[name.size() - 3] : std::string();
    if (name.size() > 3 && !name[0].empty() &&
        !ascii_iequals(name[0], state_.env.server_name)) {
        throw SqlError(7202, 11, 2,
                       fmt::format("Could not find server '{}' in sys.servers. Verify that the "
                                   "correct server name was specified.", name[0]));
    }
    const engine::DatabaseCatalog* catalog =
        state_.snapshot->find(database.empty() ? frame_->database : database);
    if (catalog == nullptr) throw no_procedure(object);
    std::vector<std::string> schemas = {schema};
    if (schema.empty()) {
        schemas = {"dbo"};
        if (database.empty() && frame_->default_schema != "dbo") {
            schemas.insert(schemas.begin(), frame_->default_schema);
        }
    }
    for (const std::string& candidate : schemas) {
        const catalog::Schema* found = catalog->find_schema(candidate);
        if (found == nullptr) continue;
        engine::ObjectRef reference = catalog->find_object(found->id, object);
        if (reference.module != nullptr &&
            (reference.module->kind == catalog::ModuleKind::procedure ||
             reference.module->kind == catalog::ModuleKind::clr)) {
            return call_module(*catalog, *reference.module, arguments);
        }
    }
    bool may_be_system = schema.empty() || ascii_iequals(schema, "sys") ||
                         ascii_iequals(schema, "dbo");
    if (may_be_system) {
        std::string lower = ascii_lower(object);
        if (auto status = call_system(lower, arguments)) return *status;
        if (const catalog::Module* module = engine::system_module(lower, catalog->name())) {
            return call_module(*catalog, *module, arguments);
        }
    }
    std::string full = object;
    if (!schema.empty() || !database.empty()) full = schema + "." + full;
    if (!database.empty()) full = database + "." + full;
    throw no_procedure(full);
}

int32_t Interpreter::call_module(const engine::DatabaseCatalog& database,
                                 const catalog::Module& module, std::vector<Argument>& arguments) {
    NestGuard nest(state_);
    if (module.encrypted || module.text.empty()) no_text(module);
    tsql::ParseOptions options;
    options.quoted_identifier = module.quoted_identifier;
    UnitPtr unit = state_.env.units.get(module.text, options);
    unit->check();
    const tsql::CreateProcedureStatement* procedure = nullptr;
    for (const tsql::Statement* statement : unit->parsed().statements) {
        procedure = tsql::try_as<tsql::CreateProcedureStatement>(statement);
        if (procedure != nullptr) break;
    }
    if (procedure == nullptr) no_text(module);
    // The snapshot owns the module; a change of the catalog must not pull it away meanwhile.
    std::shared_ptr<const engine::CatalogSnapshot> keep = state_.snapshot;

    Frame inner;
    inner.unit = unit;
    inner.procedure = module.name;
    inner.procedure_id = module.object_id;
    inner.database = database.name();
    const catalog::Schema* schema = database.schema_by_id(module.schema_id);
    if (schema != nullptr && !module.is_system) {
        inner.default_schema = schema->name;
    }
    inner.quoted_identifier = module.quoted_identifier;
    inner.ansi_nulls = module.ansi_nulls;
    inner.done_kind = tds::DoneKind::done_in_proc;
    inner.keep_prepared = true;
    bind_arguments(inner, procedure->parameters, arguments, module.name);

    engine::SessionSettings settings = state_.settings;
    int transactions = state_.transaction.count;
    auto restore_settings = [&] {
        // What a module sets ends with it.
        settings.identity_insert = state_.settings.identity_insert;
        if (!(state_.settings == settings)) {
            state_.settings = settings;
            state_.backend->set_statement_savepoints(!settings.xact_abort);
            publish_facts(state_);
        }
        ++state_.context_generation;
    };
    ++state_.context_generation;
    try {
        run_frame(inner, procedure->body);
    } catch (const EndScope&) {
        inner.return_status = -6;
    } catch (...) {
        restore_settings();
        throw;
    }
    restore_settings();
    take_outputs(inner, procedure->parameters, arguments);
    if (state_.transaction.count != transactions) {
        throw SqlError(266, 16, 2,
                       fmt::format("Transaction count after EXECUTE indicates a mismatching number "
                                   "of BEGIN and COMMIT statements. Previous count = {}, current "
                                   "count = {}.", transactions, state_.transaction.count));
    }
    return inner.return_status;
}

void Interpreter::bind_arguments(Frame& frame,
                                 const tsql::List<const tsql::Parameter*>& parameters,
                                 std::vector<Argument>& arguments, std::string_view procedure) {
    // Types and defaults are those of the procedure's own database and text.
    Frame* caller = frame_;
    frame_ = &frame;
    frame.caller = caller;
    try {
        std::vector<bool> given(parameters.size(), false);
        for (const tsql::Parameter* parameter : parameters) {
            if (table_type(*parameter->type) != nullptr) continue;
            frame.variables.declare(parameter->name, data_type(*parameter->type));
        }
        bool named = false;
        for (size_t i = 0; i < arguments.size(); ++i) {
            Argument& argument = arguments[i];
            size_t place = parameters.size();
            if (argument.name.empty()) {
                if (named) {
                    throw SqlError(119, 15, 1,
                                   fmt::format("Must pass parameter number {} and subsequent "
                                               "parameters as '@name = value'. After the form "
                                               "'@name = value' has been used, all subsequent "
                                               "parameters must be passed in the form '@name = "
                                               "value'.", i + 1));
                }
                place = i;
            } else {
                named = true;
                for (size_t j = 0; j < parameters.size(); ++j) {
                    if (ascii_iequals(parameters[j]->name, argument.name)) place = j;
                }
                if (place == parameters.size()) {
                    throw SqlError(8145, 16, 1,
                                   fmt::format("{} is not a parameter for procedure {}.",
                                               argument.name, procedure));
                }
            }
            if (place >= parameters.size()) {
                throw SqlError(8144, 16, 2,
                               fmt::format("Procedure or function {} has too many arguments "
                                           "specified.", procedure));
            }
            if (argument.output && !parameters[place]->output) {
                throw SqlError(8162, 16, 2,
                               fmt::format("The formal parameter \"{}\" was not declared as an "
                                           "OUTPUT parameter, but the actual parameter passed in "
                                           "requested output.", parameters[place]->name));
            }
            if (argument.use_default) continue;
            given[place] = true;
            if (auto* type = table_type(*parameters[place]->type)) {
                bind_table(*type, parameters[place]->name, argument.table);
                continue;
            }
            if (!argument.table.empty()) throw table_clash(parameters[place]->name);
            frame.variables.assign(parameters[place]->name, argument.value);
        }
        for (size_t j = 0; j < parameters.size(); ++j) {
            if (given[j]) continue;
            if (auto* type = table_type(*parameters[j]->type)) {
                bind_table(*type, parameters[j]->name, {});  // no rows
                continue;
            }
            if (parameters[j]->default_value == nullptr) {
                throw SqlError(201, 16, 4,
                               fmt::format("Procedure or function '{}' expects parameter '{}', "
                                           "which was not supplied.", procedure,
                                           parameters[j]->name));
            }
            const Value* declared = frame.variables.find(parameters[j]->name);
            types::SqlType type = declared->type();
            const tsql::Expr& expression = *parameters[j]->default_value;
            if (auto* word = tsql::try_as<tsql::ColumnRef>(&expression)) {
                frame.variables.assign(
                    parameters[j]->name,
                    Value::of_nvarchar(std::string(word->name.object()),
                                       state_.database_collation));
            } else {
                frame.variables.assign(parameters[j]->name, evaluate(expression, type));
            }
        }
    } catch (...) {
        drop_frame_temporaries(frame);
        frame_ = caller;
        throw;
    }
    frame_ = caller;
}

void Interpreter::take_outputs(const Frame& frame,
                               const tsql::List<const tsql::Parameter*>& parameters,
                               std::vector<Argument>& arguments) {
    for (size_t i = 0; i < arguments.size(); ++i) {
        if (!arguments[i].output) continue;
        std::string_view name = arguments[i].name;
        if (name.empty() && i < parameters.size()) name = parameters[i]->name;
        if (const Value* value = frame.variables.find(name)) arguments[i].value = *value;
    }
}

}  // namespace gantry::session
