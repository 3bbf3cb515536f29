#include "assess/engine_check/body_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "assess/engine_check/offline_executor.h"
#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/engine.h"
#include "engine/runnable.h"
#include "tsql/visit.h"

namespace gantry::assess {

using tsql::NodeKind;

namespace {

constexpr int k_nesting_max = 200;  // of blocks; the parser's own limit is for a bigger stack

bool is_system_schema(std::string_view name) {
    return ascii_iequals(name, "sys") || ascii_iequals(name, "INFORMATION_SCHEMA");
}

bool reads_system_views(const tsql::Node& node) {
    bool found = false;
    tsql::for_each_node(node, [&](const tsql::Node& one) {
        if (const auto* table = one.try_as<tsql::NamedTable>()) {
            found = found || is_system_schema(table->name.schema()) ||
                    ascii_lower(table->name.object()).starts_with("sys");
        }
    });
    return found;
}

// A setting that compiling depends on, by its name in SET.
void set_option(engine::SessionSettings& settings, std::string_view option, bool on,
                bool in_module) {
    if (option == "CONCAT_NULL_YIELDS_NULL") settings.concat_null_yields_null = on;
    if (option == "ANSI_WARNINGS") settings.ansi_warnings = on;
    if (option == "ARITHABORT") settings.arithabort = on;
    if (option == "XACT_ABORT") settings.xact_abort = on;
    if (in_module) return;  // those of its creation stay
    if (option == "ANSI_NULLS" || option == "ANSI_DEFAULTS") settings.ansi_nulls = on;
    if (option == "QUOTED_IDENTIFIER" || option == "ANSI_DEFAULTS") settings.quoted_identifier = on;
}

}  // namespace

std::vector<Failure> syntax_failures(const tsql::ParseResult& parsed) {
    std::vector<Failure> out;
    for (const tsql::Diagnostic& error : parsed.diagnostics) {
        Failure failure;
        failure.feature = std::to_string(error.number);
        failure.detail = fmt::format("{}: {}", error.number, error.message);
        failure.line = error.line;
        failure.column = error.column;
        out.push_back(std::move(failure));
    }
    return out;
}

engine::CompileContext BodyCheck::context() const {
    return {*session_.catalog, session_.database,        session_.settings,
            &variables_,       session_.temporary.get(), session_.default_schema,
            trigger_.table != nullptr ? &trigger_ : nullptr};
}

void BodyCheck::add(const SqlError& error, const tsql::Node& where) {
    if (in_trigger_ && error.number() == 208) {
        const std::string message = ascii_lower(error.what());
        if (message.find("'inserted'") != message.npos ||
            message.find("'deleted'") != message.npos) {
            return;  // the trigger itself is told
        }
    }
    const FailedStatement failed{*session_.catalog, session_.database, reads_system_views(where),
                                 parsed_.text(where.range), &session_.partial_databases};
    Failure failure = classify(error, failed);
    const std::string name = ascii_lower(failure.name);
    if (failure.kind == FailureKind::cannot_tell && session_.lost_temporaries.contains(name)) {
        return;  // the statement that makes it was told
    }
    // A line of another text is of no use here.
    if (failure.line == 0 || !error.procedure().empty()) failure.line = where.range.line;
    if (failure.line == where.range.line) failure.column = parsed_.column(where.range.offset);
    session_.failures.push_back(std::move(failure));
}

void BodyCheck::attempt(const tsql::Node& where, const std::function<void()>& work) {
    try {
        work();
    } catch (const SqlError& error) {
        add(error, where);
    } catch (const FormatError& error) {
        add(SqlError(error.number() != 0 ? error.number() : 50000, error.what()), where);
    }
}

bool BodyCheck::at_limit() {
    if (session_.stopped) return true;
    const bool late = std::chrono::steady_clock::now() - session_.started > limits_.time_max;
    if (++session_.statements <= limits_.statements_max && !late) return false;
    session_.stopped = true;
    Failure failure;
    failure.kind = FailureKind::cannot_tell;
    failure.detail = late ? "compiling its statements takes too long"
                          : fmt::format("more than {} statements", limits_.statements_max);
    session_.failures.push_back(std::move(failure));
    return true;
}

void BodyCheck::batch() {
    declare_all(parsed_.statements);
    list(parsed_.statements);
}

void BodyCheck::list(const Statements& statements) {
    for (const tsql::Statement* one : statements)
        statement(*one);
}

void BodyCheck::statement(const tsql::Statement& statement) {
    if (at_limit() || nesting_ > k_nesting_max) return;
    ++nesting_;
    attempt(statement, [&] {
        engine::require_runnable(statement, parsed_);
        run(statement);
    });
    --nesting_;
}

void BodyCheck::expression(const tsql::Expr* expression, std::optional<types::SqlType> target) {
    if (expression == nullptr) return;
    const engine::CompileContext context = this->context();
    attempt(*expression, [&] { engine::compile_expression(*expression, context, target); });
}

void BodyCheck::condition(const tsql::Expr* condition) {
    if (condition == nullptr) return;
    const engine::CompileContext context = this->context();
    attempt(*condition, [&] { engine::compile_condition(*condition, context); });
}

types::SqlType BodyCheck::data_type(const tsql::DataType& type) {
    engine::bind::Pool pool;
    const engine::CompileContext context = this->context();
    engine::bind::Binder binder(context, pool);
    return binder.data_type(type, false);
}

// A variable or parameter of a table type is a table of that name. False: it is a scalar's.
bool BodyCheck::declare_table(std::string_view name, const tsql::DataType& type) {
    engine::bind::Pool pool;
    const engine::CompileContext context = this->context();
    engine::bind::Binder binder(context, pool);
    const catalog::Table* table = nullptr;
    try {
        table = binder.table_type(type);
    } catch (const SqlError&) {
        return false;
    }
    if (table == nullptr) return false;
    forget_temporary(name);
    attempt(type, [&] {
        const engine::CompileContext without = this->context();
        AcceptingExecutor executor;
        set_temporary(engine::create_table_of_type(name, *table, without, executor));
    });
    return true;
}

// As the session declares: for the whole text, also what control flow never reaches.
void BodyCheck::declare_all(const Statements& statements) {
    constants_ = constant_texts(statements);
    for (const tsql::Statement* root : statements) {
        if (root == nullptr) continue;
        tsql::for_each_node(*root, [&](const tsql::Node& node) {
            const auto* declaration = node.try_as<tsql::DeclareStatement>();
            if (declaration == nullptr) return;
            for (const tsql::VariableDeclaration* variable : declaration->variables) {
                if (variable->cursor) cursor_variables_.insert(ascii_lower(variable->name));
                if (variable->type == nullptr) continue;
                if (declare_table(variable->name, *variable->type)) continue;
                attempt(*variable,
                        [&] { variables_.declare(variable->name, data_type(*variable->type)); });
            }
        });
    }
}

void BodyCheck::declare_parameters(const tsql::List<const tsql::Parameter*>& parameters) {
    for (const tsql::Parameter* parameter : parameters) {
        if (parameter->type == nullptr) continue;
        if (declare_table(parameter->name, *parameter->type)) continue;
        attempt(*parameter, [&] {
            const types::SqlType type = data_type(*parameter->type);
            variables_.declare(parameter->name, type);
            const bool word = tsql::try_as<tsql::ColumnRef>(parameter->default_value) != nullptr;
            if (!word) expression(parameter->default_value, type);
        });
    }
}

void BodyCheck::run(const tsql::Statement& statement) {
    if (control(statement)) return;
    switch (statement.kind) {
        case NodeKind::InsertStatement:
            if (const auto* run = statement.as<tsql::InsertStatement>().execute) execute(*run);
            return query(statement);
        case NodeKind::SelectStatement:
        case NodeKind::UpdateStatement:
        case NodeKind::DeleteStatement:
        case NodeKind::MergeStatement:
        case NodeKind::TruncateStatement:
            return query(statement);
        case NodeKind::DeclareCursorStatement:
            return cursor(*statement.as<tsql::DeclareCursorStatement>().definition);
        case NodeKind::CursorStatement:
        case NodeKind::FetchStatement:
            return;
        case NodeKind::DeclareStatement:
            return declare(statement.as<tsql::DeclareStatement>());
        case NodeKind::SetVariableStatement:
            return set_variable(statement.as<tsql::SetVariableStatement>());
        case NodeKind::SetOptionStatement: {
            const auto& set = statement.as<tsql::SetOptionStatement>();
            for (std::string_view option : set.options)
                set_option(session_.settings, option, set.on, in_module_);
            return;
        }
        case NodeKind::SetValueStatement:
            return set_value(statement.as<tsql::SetValueStatement>());
        case NodeKind::SetIdentityInsertStatement: {
            const auto& set = statement.as<tsql::SetIdentityInsertStatement>();
            std::string table =
                engine::identity_insert_table(set.table, *session_.catalog, session_.database);
            session_.settings.identity_insert = set.on ? std::move(table) : "";
            return;
        }
        case NodeKind::UseStatement:
            return use(statement.as<tsql::UseStatement>());
        case NodeKind::ExecuteStatement:
            return execute(statement.as<tsql::ExecuteStatement>());
        default:
            if (engine::is_ddl(statement)) ddl(statement);
    }
}

// Statements whose parts are expressions and statements.
bool BodyCheck::control(const tsql::Statement& statement) {
    switch (statement.kind) {
        case NodeKind::BlockStatement:
            list(statement.as<tsql::BlockStatement>().statements);
            return true;
        case NodeKind::IfStatement: {
            const auto& branch = statement.as<tsql::IfStatement>();
            condition(branch.condition);
            if (branch.then != nullptr) this->statement(*branch.then);
            if (branch.otherwise != nullptr) this->statement(*branch.otherwise);
            return true;
        }
        case NodeKind::WhileStatement: {
            const auto& loop = statement.as<tsql::WhileStatement>();
            condition(loop.condition);
            if (loop.body != nullptr) this->statement(*loop.body);
            return true;
        }
        case NodeKind::TryStatement:
            list(statement.as<tsql::TryStatement>().try_block);
            list(statement.as<tsql::TryStatement>().catch_block);
            return true;
        case NodeKind::ReturnStatement:
            expression(statement.as<tsql::ReturnStatement>().value, returns_);
            return true;
        case NodeKind::WaitForStatement:
            expression(statement.as<tsql::WaitForStatement>().value);
            return true;
        case NodeKind::PrintStatement:
            expression(statement.as<tsql::PrintStatement>().value);
            return true;
        case NodeKind::RaiserrorStatement:
            for (const tsql::Expr* argument : statement.as<tsql::RaiserrorStatement>().arguments)
                expression(argument);
            return true;
        case NodeKind::ThrowStatement: {
            const auto& raise = statement.as<tsql::ThrowStatement>();
            expression(raise.number);
            expression(raise.message);
            expression(raise.state);
            return true;
        }
        default:
            return false;
    }
}

void BodyCheck::declare(const tsql::DeclareStatement& statement) {
    for (const tsql::VariableDeclaration* variable : statement.variables) {
        if (variable->table != nullptr) {
            forget_temporary(variable->name);
            const engine::CompileContext context = this->context();
            AcceptingExecutor executor;
            try {
                set_temporary(engine::create_table_variable(variable->name, *variable->table,
                                                            parsed_.text(), context, executor));
            } catch (const SqlError&) {
                lose_temporary(variable->name);
                throw;
            }
            continue;
        }
        const types::SqlType* type = variables_.find(variable->name);
        if (type != nullptr) expression(variable->value, *type);
    }
}

void BodyCheck::cursor(const tsql::CursorDefinition& definition) {
    const engine::CompileContext context = this->context();
    attempt(definition, [&] { engine::compile_cursor(definition, context); });
}

void BodyCheck::set_variable(const tsql::SetVariableStatement& statement) {
    if (statement.cursor != nullptr) return cursor(*statement.cursor);
    const types::SqlType* type = variables_.find(statement.variable);
    if (type == nullptr) {
        if (cursor_variables_.contains(ascii_lower(statement.variable))) return;
        if (session_.lost_temporaries.contains(ascii_lower(statement.variable))) return;
        throw SqlError(137, 15, 2,
                       fmt::format("Must declare the scalar variable \"{}\".", statement.variable));
    }
    if (statement.op == tsql::AssignOp::assign) {
        expression(statement.value, *type);
        return;
    }
    tsql::VariableRef left;
    left.name = statement.variable;
    left.range = statement.range;
    tsql::BinaryExpr sum;
    sum.op = engine::bind::Binder::binary_of(statement.op);
    sum.left = &left;
    sum.right = statement.value;
    sum.range = statement.range;
    expression(&sum, *type);
}

void BodyCheck::set_value(const tsql::SetValueStatement& statement) {
    expression(statement.value);
    if (statement.option != "ROWCOUNT") return;
    const auto* literal = tsql::try_as<tsql::Literal>(statement.value);
    // Of a variable: it limits, or why is it there.
    session_.settings.rowcount = literal != nullptr && literal->text == "0" ? 0 : 1;
}

void BodyCheck::use(const tsql::UseStatement& statement) {
    if (in_module_) {
        throw SqlError(154, 15, 1,
                       "a USE database statement is not allowed in a procedure, function or "
                       "trigger.");
    }
    const engine::DatabaseCatalog* found = session_.catalog->find(statement.database.name);
    if (found == nullptr) {
        session_.database.clear();
        throw SqlError(911, 16, 1,
                       fmt::format("Database '{}' does not exist. Make sure that the name is "
                                   "entered correctly.",
                                   statement.database.name));
    }
    session_.database = found->name();
}

void BodyCheck::set_temporary(std::shared_ptr<const engine::DatabaseCatalog> temporary) {
    if (temporary) session_.temporary = std::move(temporary);
}

void BodyCheck::lose_temporary(std::string_view name) {
    session_.lost_temporaries.insert(ascii_lower(name));
}

void BodyCheck::forget_temporary(std::string_view name) {
    if (!session_.temporary || !session_.temporary->find_object(1, name)) return;
    AcceptingExecutor executor;
    const engine::CompileContext context = this->context();
    set_temporary(engine::drop_temporary(name, context, executor));
}

}  // namespace gantry::assess
