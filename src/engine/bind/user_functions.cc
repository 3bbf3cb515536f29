// Users' functions: a scalar function whose body is one RETURN and an inline table function are
// bound in place of the call, in their own database. Others need the interpreter.

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/routines/routine.h"
#include "engine/unsupported.h"
#include "tsql/parser.h"

namespace gantry::engine::bind {

namespace {

// For the text of a module of `database`: what surrounds the call is not seen in it.
CompileContext inside(const CompileContext& caller, std::string_view database) {
    CompileContext out = caller;
    out.database = database;
    out.variables = nullptr;
    out.trigger = nullptr;
    return out;
}

tsql::ParseResult parse_module(const catalog::Module& module, int compatibility_level) {
    if (module.encrypted || module.text.empty()) {
        throw unsupported(fmt::format("module '{}' without text (encrypted or CLR)", module.name));
    }
    tsql::ParseOptions options;
    options.quoted_identifier = module.quoted_identifier;
    if (compatibility_level > 0) options.compatibility_level = compatibility_level;
    tsql::ParseResult parsed = tsql::parse(module.text, options);
    if (!parsed.ok() || parsed.statements.empty()) {
        const auto* diagnostic = parsed.diagnostics.empty() ? nullptr : &parsed.diagnostics[0];
        SqlError error(diagnostic ? diagnostic->number : 102,
                       diagnostic ? diagnostic->message : "Incorrect syntax.");
        error.set_procedure(module.name);
        if (diagnostic) error.set_line(static_cast<int>(diagnostic->line));
        throw error;
    }
    return parsed;
}

}  // namespace

void Binder::bind_arguments(const tsql::List<const tsql::Parameter*>& parameters,
                            const tsql::FunctionCall& call, Scope* scope, Binder& inner) {
    int line = static_cast<int>(call.range.line);
    if (call.arguments.size() != parameters.size()) {
        bool few = call.arguments.size() < parameters.size();
        fail(few ? 313 : 8144, few ? 16 : 16, line,
             few ? fmt::format("An insufficient number of arguments were supplied for the procedure "
                               "or function {}.",
                               dotted(call.name))
                 : fmt::format("Procedure or function {} has too many arguments specified.",
                               dotted(call.name)));
    }
    inner.has_arguments_ = true;
    for (size_t i = 0; i < parameters.size(); ++i) {
        const tsql::Parameter& parameter = *parameters[i];
        types::SqlType type = inner.data_type(*parameter.type, false);
        Expr* argument = nullptr;
        if (call.arguments[i]->is<tsql::DefaultExpr>()) {
            if (parameter.default_value == nullptr) {
                fail(8178, 16, line, fmt::format("The parameter '{}' was not supplied.",
                                                 parameter.name));
            }
            argument = inner.value(*parameter.default_value, nullptr);
        } else {
            argument = value(*call.arguments[i], scope);
        }
        if (argument->type != type) {
            argument = explicit_cast(argument, type, types::k_default_style, false);
        }
        inner.arguments_.emplace_back(fold_name(parameter.name, 0), argument);
    }
}

Expr* Binder::from_text(std::string_view text, const std::vector<Expr*>& arguments) {
    Binder inner(context_, pool_, nesting_ + 1);
    inner.has_arguments_ = true;
    for (size_t i = 0; i < arguments.size(); ++i) {
        inner.arguments_.emplace_back(fmt::format("@{}", i + 1), arguments[i]);
    }
    Expr* out = inner.catalog_expression(text, false, nullptr);
    is_volatile_ = true;
    return out;
}

Expr* Binder::user_function(const tsql::FunctionCall& call, Scope* scope) {
    int line = static_cast<int>(call.range.line);
    Found found = find_object_raw(call.name);
    if (found.object.synonym != nullptr) found = follow_synonym(found, line);
    if (!found.object || found.object.module == nullptr) {
        std::string member = ascii_lower(call.name.object());
        if (member == "value" || member == "query" || member == "exist" || member == "nodes" ||
            member.starts_with("st")) {
            throw unsupported(fmt::format("method {}()", call.name.object()), line);
        }
        fail(4121, 16, line,
             fmt::format("Cannot find either column \"{}\" or the user-defined function or "
                         "aggregate \"{}\", or the name is ambiguous.",
                         call.name.parts[0].name, dotted(call.name)));
    }
    const catalog::Module& module = *found.object.module;
    if (module.kind != catalog::ModuleKind::scalar_function) {
        throw unsupported(fmt::format("function '{}' of type {} in an expression", module.name,
                                      module.type), line);
    }
    if (nesting_ >= k_max_view_nesting) {
        fail(217, 16, line,
             "Maximum stored procedure, function, trigger, or view nesting level exceeded "
             "(limit 32).");
    }
    tsql::ParseResult parsed = parse_module(module, found.database->model().compatibility_level);
    const auto* statement = parsed.statements[0]->try_as<tsql::CreateFunctionStatement>();
    const tsql::ReturnStatement* body = nullptr;
    if (statement != nullptr && statement->body.size() == 1) {
        body = statement->body[0]->try_as<tsql::ReturnStatement>();
    }
    if (statement == nullptr) {
        throw unsupported(fmt::format("scalar function '{}' with this text", module.name), line);
    }
    if (body == nullptr || body->value == nullptr) {
        return scalar_routine(found, *statement, parsed, call, scope);
    }
    CompileContext context = inside(context_, found.database->name());
    Binder inner(context, pool_, nesting_ + 1);
    bind_arguments(statement->parameters, call, scope, inner);
    Expr* result = inner.value(*body->value, nullptr);
    is_volatile_ = is_volatile_ || inner.is_volatile();
    return explicit_cast(result, inner.data_type(*statement->returns, false),
                         types::k_default_style, false);
}

// A body with statements is a function of PostgreSQL.
Expr* Binder::scalar_routine(const Found& found, const tsql::CreateFunctionStatement& statement,
                             const tsql::ParseResult& parsed, const tsql::FunctionCall& call,
                             Scope* scope) {
    CompileContext context = inside(context_, found.database->name());
    Binder inner(context, pool_, nesting_ + 1);
    bind_arguments(statement.parameters, call, scope, inner);
    types::SqlType type = inner.data_type(*statement.returns, false);
    Expr* out = this->call(routine_call(found, statement, parsed, inner),
                           arguments_of(inner), type, true);
    out->is_volatile = true;
    is_volatile_ = true;
    if (types::is_character(type.id)) {
        out->coercibility = Coercibility::coercible;
        out->pg_collated = false;
    }
    return out;
}

std::vector<Expr*> Binder::arguments_of(const Binder& inner) {
    std::vector<Expr*> out;
    for (const auto& [name, argument] : inner.arguments_) out.push_back(argument);
    return out;
}

// "pg_temp"."fn$5$12"({0}, {1}); the function is among those to be made.
std::string Binder::routine_call(const Found& found, const tsql::CreateFunctionStatement& statement,
                                 const tsql::ParseResult& parsed, const Binder& inner) {
    const catalog::Module& module = *found.object.module;
    if (!is_being_compiled(context_, *found.database, module)) {
        pool_.add_routine(compile_routine(*found.database, module, statement, parsed, context_));
    }
    std::string out = routine_name(*found.database, module) + "(";
    for (size_t i = 0; i < inner.arguments_.size(); ++i) {
        out += fmt::format("{}{{{}}}", i == 0 ? "" : ", ", i);
    }
    return out + ")";
}

// RETURNS @t TABLE (...) BEGIN ... END.
Relation* Binder::table_routine(const Found& found, const tsql::FunctionCall& call, Scope* scope) {
    const catalog::Module& module = *found.object.module;
    int line = static_cast<int>(call.range.line);
    tsql::ParseResult parsed = parse_module(module, found.database->model().compatibility_level);
    const auto* statement = parsed.statements[0]->try_as<tsql::CreateFunctionStatement>();
    if (statement == nullptr || statement->table == nullptr ||
        is_being_compiled(context_, *found.database, module)) {
        throw unsupported(fmt::format("table function '{}' that calls itself", module.name), line);
    }
    CompileContext context = inside(context_, found.database->name());
    Binder inner(context, pool_, nesting_ + 1);
    bind_arguments(statement->parameters, call, scope, inner);
    Relation* out = pool_.relation();
    out->kind = RelationKind::function;
    out->pg_source = routine_call(found, *statement, parsed, inner);
    out->args = arguments_of(inner);
    out->lateral = scope != nullptr;
    is_volatile_ = true;
    const DatabaseCatalog& shape = *pool_.routines().back()->shape;
    const catalog::Table* table = shape.find_object(1, statement->table_variable).table;
    for (const catalog::Column& source : table->columns) {
        Column column;
        column.name = source.name;
        column.type = source.type;
        column.nullable = source.nullable;
        if (types::is_character(column.type.id)) {
            column.coercibility = Coercibility::implicit;
            column.pg_collated = false;
        }
        out->columns.push_back(std::move(column));
    }
    return out;
}

Relation* Binder::inline_function(const Found& found, const tsql::FunctionCall& call,
                                  Scope* scope) {
    int line = static_cast<int>(call.range.line);
    const catalog::Module& module = *found.object.module;
    if (module.kind != catalog::ModuleKind::inline_function) {
        throw unsupported(fmt::format("function '{}' of type {} in FROM", module.name, module.type),
                          line);
    }
    if (nesting_ >= k_max_view_nesting) {
        fail(217, 16, line,
             "Maximum stored procedure, function, trigger, or view nesting level exceeded "
             "(limit 32).");
    }
    tsql::ParseResult parsed = parse_module(module, found.database->model().compatibility_level);
    const auto* statement = parsed.statements[0]->try_as<tsql::CreateFunctionStatement>();
    const tsql::ReturnStatement* body = nullptr;
    if (statement != nullptr && !statement->body.empty()) {
        body = statement->body.back()->try_as<tsql::ReturnStatement>();
    }
    if (body == nullptr || body->query == nullptr) {
        throw unsupported(fmt::format("table function '{}'", module.name), line);
    }
    CompileContext context = inside(context_, found.database->name());
    Binder inner(context, pool_, nesting_ + 1);
    bind_arguments(statement->parameters, call, scope, inner);
    Relation* out = pool_.relation();
    out->kind = RelationKind::derived;
    out->query = inner.query(body->with, *body->query, nullptr);
    out->lateral = scope != nullptr;
    is_volatile_ = is_volatile_ || inner.is_volatile();
    return out;
}

Relation* Binder::view_relation(const Found& found, std::string_view alias) {
    const catalog::Module& module = *found.object.module;
    if (nesting_ >= k_max_view_nesting) {
        fail(4429, 16, 0,
             fmt::format("View or function '{}' contains a self-reference. Views or functions "
                         "cannot reference themselves directly or indirectly.",
                         module.name));
    }
    tsql::ParseResult parsed = parse_module(module, found.database->model().compatibility_level);
    const auto* statement = parsed.statements[0]->try_as<tsql::CreateViewStatement>();
    if (statement == nullptr) {
        throw unsupported(fmt::format("view '{}' with this text", module.name));
    }
    CompileContext context = context_;
    context.database = found.database->name();
    context.default_schema = found.schema->name;
    context.settings.quoted_identifier = module.quoted_identifier;
    context.settings.ansi_nulls = module.ansi_nulls;
    context.variables = nullptr;
    context.trigger = nullptr;
    context.temporary = nullptr;
    Binder inner(context, pool_, nesting_ + 1);
    try {
        Relation* out =
            query_relation(inner.query(statement->with, *statement->query, nullptr), alias,
                           statement->columns, 0);
        is_volatile_ = is_volatile_ || inner.is_volatile();
        name_relation(*out, found, alias);
        return out;
    } catch (SqlError& error) {
        if (error.procedure().empty()) error.set_procedure(module.name);
        throw;
    }
}

}  // namespace gantry::engine::bind
