// EXECUTE in BodyCheck: procedures and their arguments, and dynamic SQL made of literals.

#include <fmt/format.h>

#include "assess/engine_check/body_check.h"
#include "base/utf.h"
#include "engine/runnable.h"
#include "engine/system/system_modules.h"
#include "engine/unsupported.h"

namespace gantry::assess {

namespace {

constexpr int k_dynamic_depth_max = 3;

const tsql::Expr* argument(const tsql::ExecuteStatement& statement, size_t position,
                           std::string_view name) {
    for (const tsql::ExecuteArgument* one : statement.arguments) {
        if (ascii_iequals(one->name, name)) return one->value;
    }
    if (position >= statement.arguments.size()) return nullptr;
    const tsql::ExecuteArgument* one = statement.arguments[position];
    return one->name.empty() ? one->value : nullptr;
}

const tsql::List<const tsql::Parameter*>* parameters_of(const tsql::ParseResult& parsed) {
    for (const tsql::Statement* statement : parsed.statements) {
        if (const auto* create = tsql::try_as<tsql::CreateProcedureStatement>(statement)) {
            return &create->parameters;
        }
    }
    return nullptr;
}

}  // namespace

void BodyCheck::execute(const tsql::ExecuteStatement& statement) {
    if (statement.execute == tsql::ExecuteKind::text) {
        for (const tsql::Expr* part : statement.text)
            expression(part);
        if (!statement.text.empty()) dynamic(statement, statement.text[0], nullptr);
        return;
    }
    for (const tsql::ExecuteArgument* given : statement.arguments) {
        const bool plain = given->value == nullptr || given->value->is<tsql::DefaultExpr>() ||
                           given->value->is<tsql::ColumnRef>();
        const auto* variable = tsql::try_as<tsql::VariableRef>(given->value);
        const bool table =
            variable != nullptr &&
            (session_.lost_temporaries.contains(ascii_lower(variable->name)) ||
             (session_.temporary && session_.temporary->find_object(1, variable->name)));
        if (!plain && !table) expression(given->value);
    }
    if (statement.execute == tsql::ExecuteKind::procedure) call(statement);
}

void BodyCheck::call(const tsql::ExecuteStatement& statement) {
    const tsql::ObjectName& name = statement.procedure;
    if (!name.server().empty()) {
        throw SqlError(7202, 11, 2,
                       fmt::format("Could not find server '{}' in sys.servers. Verify that the "
                                   "correct server name was specified.",
                                   name.server()));
    }
    const engine::DatabaseCatalog* catalog = session_.catalog->find(
        name.database().empty() ? std::string_view(session_.database) : name.database());
    std::vector<std::string_view> schemas = {name.schema()};
    if (schemas[0].empty()) schemas = {session_.default_schema, "dbo"};
    for (size_t i = 0; i < schemas.size() && catalog != nullptr; ++i) {
        const catalog::Schema* schema = catalog->find_schema(schemas[i]);
        if (schema == nullptr) continue;
        const engine::ObjectRef found = catalog->find_object(schema->id, name.object());
        if (found.module == nullptr) continue;
        const bool callable = found.module->kind == catalog::ModuleKind::procedure ||
                              found.module->kind == catalog::ModuleKind::clr;
        if (callable) return call_module(statement, *found.module);
    }
    const std::string_view schema = name.schema();
    if (schema.empty() || ascii_iequals(schema, "sys") || ascii_iequals(schema, "dbo")) {
        const std::string lower = ascii_lower(name.object());
        if (lower == "sp_executesql") {
            return dynamic(statement, argument(statement, 0, "@stmt"),
                           argument(statement, 1, "@params"));
        }
        const std::string_view database = catalog != nullptr ? catalog->name() : "";
        if (engine::is_server_procedure(lower) ||
            engine::system_module(lower, database) != nullptr) {
            return;
        }
    }
    std::string full(name.object());
    if (!schema.empty() || !name.database().empty()) full = std::string(schema) + "." + full;
    if (!name.database().empty()) full = std::string(name.database()) + "." + full;
    throw SqlError(2812, 16, 62, fmt::format("Could not find stored procedure '{}'.", full));
}

// As the session binds arguments, by the text of the procedure.
void BodyCheck::call_module(const tsql::ExecuteStatement& statement,
                            const catalog::Module& module) {
    if (module.encrypted || module.text.empty()) {
        throw engine::unsupported(
            fmt::format("EXECUTE of '{}' ({})", module.name,
                        module.encrypted ? "an encrypted module" : "a CLR module"));
    }
    tsql::ParseOptions options;
    options.quoted_identifier = module.quoted_identifier;
    const tsql::ParseResult parsed = tsql::parse(module.text, options);
    const tsql::List<const tsql::Parameter*>* parameters = parameters_of(parsed);
    if (!parsed.ok() || parameters == nullptr || statement.number != nullptr) return;
    std::vector<bool> given(parameters->size(), false);
    for (size_t i = 0; i < statement.arguments.size(); ++i) {
        const tsql::ExecuteArgument& one = *statement.arguments[i];
        size_t place = one.name.empty() ? i : parameters->size();
        for (size_t j = 0; j < parameters->size() && !one.name.empty(); ++j) {
            if (ascii_iequals((*parameters)[j]->name, one.name)) place = j;
        }
        if (place >= parameters->size()) {
            if (!one.name.empty()) {
                throw SqlError(8145, fmt::format("{} is not a parameter for procedure {}.",
                                                 one.name, module.name));
            }
            throw SqlError(8144, fmt::format("Procedure or function {} has too many arguments "
                                             "specified.",
                                             module.name));
        }
        given[place] = tsql::try_as<tsql::DefaultExpr>(one.value) == nullptr;
    }
    for (size_t j = 0; j < parameters->size(); ++j) {
        const tsql::Parameter& parameter = *(*parameters)[j];
        if (given[j] || parameter.default_value != nullptr || parameter.readonly) continue;
        throw SqlError(201, fmt::format("Procedure or function '{}' expects parameter '{}', which "
                                        "was not supplied.",
                                        module.name, parameter.name));
    }
}

void BodyCheck::dynamic(const tsql::Node& where, const tsql::Expr* text,
                        const tsql::Expr* parameters) {
    std::string sql, declarations;
    if (depth_ >= k_dynamic_depth_max || !constant_text(text, constants_, sql)) return;
    if (parameters != nullptr && !constant_text(parameters, constants_, declarations)) {
        return;
    }
    tsql::ParseOptions options;
    options.quoted_identifier = session_.settings.quoted_identifier;
    const tsql::ParseResult parsed = tsql::parse(sql, options);
    const size_t before = session_.failures.size();
    if (!parsed.ok()) {
        for (Failure& failure : syntax_failures(parsed))
            session_.failures.push_back(std::move(failure));
    } else {
        const std::string database = session_.database, schema = session_.default_schema;
        session_.default_schema = "dbo";
        BodyCheck inner(session_, parsed, depth_ + 1, limits_);
        const tsql::ParseResult declared = tsql::parse_parameter_list(declarations, options);
        if (const auto* list = parameters_of(declared); list != nullptr && declared.ok()) {
            inner.declare_parameters(*list);
        }
        inner.batch();
        session_.database = database;
        session_.default_schema = schema;
    }
    // Places are those of the EXECUTE: the literal's own lines are not the text's.
    for (size_t i = before; i < session_.failures.size(); ++i) {
        session_.failures[i].line = where.range.line;
        session_.failures[i].column = parsed_.column(where.range.offset);
        session_.failures[i].detail += "; in dynamic SQL";
    }
}

}  // namespace gantry::assess
