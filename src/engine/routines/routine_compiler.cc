#include "engine/routines/routine_compiler.h"

#include <fmt/format.h>

#include "base/utf.h"
#include "engine/bind/binder.h"
#include "engine/bind/errors.h"
#include "engine/ddl.h"
#include "engine/engine.h"
#include "engine/runnable.h"
#include "engine/store/pg_names.h"
#include "engine/unsupported.h"
#include "tsql/visit.h"
#include "types/pg_binary.h"

namespace gantry::engine {

namespace {

constexpr std::string_view k_quote = "$gantry_body$";
constexpr std::string_view k_select = "SELECT ";

// Keeps what would make a table.
class RecordingExecutor : public pg::Executor {
  public:
    void execute(std::string_view sql) override { sql_ += std::string(sql) + "; "; }
    const std::string& sql() const { return sql_; }

  protected:
    pg::Result query_with(std::string_view, std::span<const pg::Param>) override { return {}; }

  private:
    std::string sql_;
};

std::string variable_name(std::string_view name) {
    return store::quoted(fold_name(name, 0));
}

std::string pg_type_of(const types::SqlType& type) {
    return std::string(types::pg_base_type_name(type));
}

// Copies a quoted string or identifier from `at`; returns the place behind it.
size_t copy_quoted(const std::string& text, size_t at, std::string& out) {
    char quote = text[at];
    bool escapes = quote == '\'' && at > 0 && (text[at - 1] == 'E' || text[at - 1] == 'e');
    out += text[at++];
    while (at < text.size()) {
        char c = text[at];
        out += text[at++];
        if (escapes && c == '\\' && at < text.size()) {
            out += text[at++];
        } else if (c == quote) {
            break;  // a doubled one begins the next part
        }
    }
    return at;
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

bool has_option(const tsql::CreateFunctionStatement& function, std::string_view name) {
    for (const tsql::Option* option : function.options) {
        if (option->name == name) return true;
    }
    return false;
}

}  // namespace

RoutineCompiler::RoutineCompiler(const DatabaseCatalog& database, const catalog::Module& module,
                                 const tsql::CreateFunctionStatement& function,
                                 const tsql::ParseResult& parsed, const CompileContext& context)
    : database_(database),
      module_(module),
      function_(function),
      parsed_(parsed),
      outer_(context),
      chain_{module.object_id, &database, context.routines} {
    const catalog::Schema* schema = database.schema_by_id(module.schema_id);
    schema_ = schema == nullptr ? "dbo" : schema->name;
}

CompileContext RoutineCompiler::context() const {
    CompileContext out{outer_.catalog, database_.name(), outer_.settings,
                       &variables_,    tables_.get(),    schema_};
    out.settings.quoted_identifier = module_.quoted_identifier;
    out.settings.ansi_nulls = module_.ansi_nulls;
    out.routines = &chain_;
    return out;
}

types::SqlType RoutineCompiler::data_type(const tsql::DataType& type) const {
    CompileContext context = this->context();
    bind::Pool pool;
    return bind::Binder(context, pool).data_type(type, false);
}

void RoutineCompiler::declare(std::string_view name, const types::SqlType& type) {
    variables_.declare(name, type);
    declarations_ += fmt::format("{} {};\n", variable_name(name), pg_type_of(type));
}

void RoutineCompiler::declare_variables(const tsql::List<const tsql::Statement*>& statements) {
    for (const tsql::Statement* root : statements) {
        tsql::for_each_node(*root, [&](const tsql::Node& node) {
            const auto* declaration = node.try_as<tsql::DeclareStatement>();
            if (declaration == nullptr) return;
            for (const tsql::VariableDeclaration* variable : declaration->variables) {
                if (variable->type == nullptr) continue;
                declare(variable->name, data_type(*variable->type));
            }
        });
    }
}

// The table lives as long as the call, under a name that no table of the caller has.
void RoutineCompiler::make_table(std::string_view name, const tsql::TableDefinition& definition) {
    RecordingExecutor executor;
    tables_ = create_table_variable(name, definition, parsed_.text(), context(), executor);
    std::string compiled = store::quoted("pg_temp", store::pg_object(name));
    std::string own =
        store::quoted("pg_temp", store::pg_object(fmt::format("{}${}", name, module_.object_id)));
    table_names_[compiled] = own;
    std::string create = executor.sql();
    replace_all(create, compiled, own);
    body_ += create + "\n";
}

std::string RoutineCompiler::parameter(const ParameterSource& source) const {
    std::string_view name = source.variable;
    if (name == "@@rowcount" || name == "rowcount_big()") return "\"@@rowcount\"";
    if (name == "@@error") return "0";
    if (name.size() > 1 && name[0] == '@' && name[1] != '@') return variable_name(name);
    throw unsupported(fmt::format("{} in a function", name[0] == '#' ? "this expression" : name));
}

// The statement with variables in place of $1, $2 ...
std::string RoutineCompiler::text_of(const CompiledStatement& compiled) {
    for (const RoutinePtr& call : compiled.routines)
        calls_.push_back(call);
    std::string out;
    const std::string& sql = compiled.sql;
    for (size_t at = 0; at < sql.size();) {
        if (sql[at] == '\'' || sql[at] == '"') {
            at = copy_quoted(sql, at, out);
            continue;
        }
        bool number =
            sql[at] == '$' && at + 1 < sql.size() && sql[at + 1] >= '0' && sql[at + 1] <= '9';
        if (!number) {
            out += sql[at++];
            continue;
        }
        size_t index = 0;
        for (++at; at < sql.size() && sql[at] >= '0' && sql[at] <= '9'; ++at) {
            index = index * 10 + size_t(sql[at] - '0');
        }
        GANTRY_ASSERT(index >= 1 && index <= compiled.parameters.size());
        out += parameter(compiled.parameters[index - 1]);
    }
    for (const auto& [from, to] : table_names_)
        replace_all(out, from, to);
    return out;
}

std::string RoutineCompiler::expression(const tsql::Expr& expression,
                                        const types::SqlType& target) {
    std::string text = text_of(*compile_expression(expression, context(), target));
    GANTRY_ASSERT(text.starts_with(k_select));
    return text.substr(k_select.size());
}

std::string RoutineCompiler::condition(const tsql::Expr& condition) {
    std::string text = text_of(*compile_condition(condition, context()));
    GANTRY_ASSERT(text.starts_with(k_select));
    return text.substr(k_select.size());
}

void RoutineCompiler::list(const tsql::List<const tsql::Statement*>& statements) {
    for (const tsql::Statement* one : statements)
        statement(*one);
}

void RoutineCompiler::statement(const tsql::Statement& statement) {
    using tsql::NodeKind;
    switch (statement.kind) {
        case NodeKind::BlockStatement:
            return list(statement.as<tsql::BlockStatement>().statements);
        case NodeKind::DeclareStatement:
            return declaration(statement.as<tsql::DeclareStatement>());
        case NodeKind::SetVariableStatement:
            return set(statement.as<tsql::SetVariableStatement>());
        case NodeKind::IfStatement:
            return if_(statement.as<tsql::IfStatement>());
        case NodeKind::WhileStatement:
            return while_(statement.as<tsql::WhileStatement>());
        case NodeKind::BreakStatement:
            body_ += "EXIT;\n";
            return;
        case NodeKind::ContinueStatement:
            body_ += "CONTINUE;\n";
            return;
        case NodeKind::ReturnStatement:
            return return_(statement.as<tsql::ReturnStatement>());
        case NodeKind::SelectStatement:
        case NodeKind::InsertStatement:
        case NodeKind::UpdateStatement:
        case NodeKind::DeleteStatement:
            return query(statement);
        default:
            throw unsupported(fmt::format("{} in function '{}'",
                                          statement_words(statement, parsed_), module_.name),
                              int(statement.range.line));
    }
}

void RoutineCompiler::declaration(const tsql::DeclareStatement& statement) {
    for (const tsql::VariableDeclaration* variable : statement.variables) {
        if (variable->table != nullptr) {
            make_table(variable->name, *variable->table);
            continue;
        }
        if (variable->cursor)
            throw unsupported("a cursor in a function", int(statement.range.line));
        if (variable->value == nullptr) continue;
        body_ += fmt::format("{} := {};\n", variable_name(variable->name),
                             expression(*variable->value, *variables_.find(variable->name)));
    }
}

void RoutineCompiler::set(const tsql::SetVariableStatement& statement) {
    const types::SqlType* type = variables_.find(statement.variable);
    if (type == nullptr) bind::undeclared_variable(int(statement.range.line), statement.variable);
    std::string value;
    if (statement.op == tsql::AssignOp::assign) {
        value = expression(*statement.value, *type);
    } else {
        tsql::VariableRef left;
        left.name = statement.variable;
        left.range = statement.range;
        tsql::BinaryExpr both;
        both.op = bind::Binder::binary_of(statement.op);
        both.left = &left;
        both.right = statement.value;
        both.range = statement.range;
        value = expression(both, *type);
    }
    body_ += fmt::format("{} := {};\n", variable_name(statement.variable), value);
}

void RoutineCompiler::if_(const tsql::IfStatement& statement) {
    body_ += fmt::format("IF {} THEN\n", condition(*statement.condition));
    this->statement(*statement.then);
    if (statement.otherwise != nullptr) {
        body_ += "ELSE\n";
        this->statement(*statement.otherwise);
    }
    body_ += "END IF;\n";
}

void RoutineCompiler::while_(const tsql::WhileStatement& statement) {
    body_ += fmt::format("WHILE {} LOOP\n", condition(*statement.condition));
    this->statement(*statement.body);
    body_ += "END LOOP;\n";
}

// Table variables go with the call.
void RoutineCompiler::end() {
    for (const auto& [compiled, own] : table_names_) {
        body_ += fmt::format("DROP TABLE IF EXISTS {};\n", own);
    }
}

void RoutineCompiler::return_(const tsql::ReturnStatement& statement) {
    if (function_.table != nullptr) {
        std::string own =
            table_names_.at(store::quoted("pg_temp", store::pg_object(function_.table_variable)));
        body_ += fmt::format("RETURN QUERY SELECT * FROM {};\n", own);
        end();
        body_ += "RETURN;\n";
        return;
    }
    if (statement.value == nullptr) {
        throw SqlError(178, 15, 1,
                       "A RETURN statement with a return value cannot be used in this context.");
    }
    std::string value = expression(*statement.value, returns_);
    if (table_names_.empty()) {
        body_ += fmt::format("RETURN {};\n", value);
        return;
    }
    body_ += fmt::format("\"@@return\" := {};\n", value);
    end();
    body_ += "RETURN \"@@return\";\n";
}

void RoutineCompiler::query(const tsql::Statement& statement) {
    CompiledPtr compiled = engine::compile(statement, context());
    std::string sql = text_of(*compiled);
    if (compiled->shape == Shape::rows) {
        throw SqlError(444, 16, 2,
                       "Select statements included within a function cannot return data to a "
                       "client.");
    }
    bool changes = compiled->kind != StatementKind::select;
    if (changes && !compiled->target.table.starts_with('@')) {
        throw SqlError(443, 16, 15,
                       fmt::format("Invalid use of a side-effecting operator '{}' within a "
                                   "function.",
                                   statement_words(statement, parsed_)));
    }
    if (compiled->shape == Shape::assignment) return assignment(*compiled, sql);
    if (compiled->identity_column >= 0) {
        body_ += fmt::format(
            "\"@@rowcount\" := 0;\nFOR \"@@row\" IN {} LOOP\n"
            "\"@@rowcount\" := \"@@rowcount\" + 1;\nEND LOOP;\n",
            sql);
        return;
    }
    body_ += sql + ";\nGET DIAGNOSTICS \"@@rowcount\" = ROW_COUNT;\n";
}

// The last row counts; without rows variables keep their values.
void RoutineCompiler::assignment(const CompiledStatement& compiled, const std::string& sql) {
    std::string targets, moves;
    for (size_t i = 0; i < compiled.assignment_targets.size(); ++i) {
        std::string place = fmt::format("\"@@{}\"", ++temporaries_);
        declarations_ += fmt::format("{} {};\n", place, pg_type_of(compiled.columns[i].type));
        targets += (i == 0 ? "" : ", ") + place;
        moves += fmt::format("{} := {};\n", variable_name(compiled.assignment_targets[i]), place);
    }
    body_ += fmt::format(
        "\"@@rowcount\" := 0;\nFOR {} IN {} LOOP\n{}"
        "\"@@rowcount\" := \"@@rowcount\" + 1;\nEND LOOP;\n",
        targets, sql, moves);
}

std::string RoutineCompiler::definition() {
    std::string parameters;
    for (const tsql::Parameter* parameter : function_.parameters) {
        parameters +=
            fmt::format("{}{} {}", parameters.empty() ? "" : ", ", variable_name(parameter->name),
                        pg_type_of(*variables_.find(parameter->name)));
    }
    std::string returns;
    if (function_.table != nullptr) {
        const catalog::Table& table = *tables_->find_object(1, function_.table_variable).table;
        int number = 0;
        for (const catalog::Column& column : table.columns) {
            returns += fmt::format("{}\"@@c{}\" {}", number == 0 ? "TABLE(" : ", ", number + 1,
                                   pg_type_of(column.type));
            ++number;
        }
        returns += ")";
    } else {
        returns = pg_type_of(returns_);
        declarations_ += fmt::format("\"@@return\" {};\n", returns);
    }
    std::string name = routine_name(database_, module_);
    std::string text = fmt::format(
        "DECLARE\n{}\"@@rowcount\" int := 0;\n\"@@row\" record;\nBEGIN\n"
        "{}END",
        declarations_, body_);
    if (text.find(k_quote) != text.npos) throw unsupported("a function with this text");
    bool strict = has_option(function_, "RETURNS NULL ON NULL INPUT");
    return fmt::format(
        "DROP FUNCTION IF EXISTS {0}; CREATE FUNCTION {0}({1}) RETURNS {2} LANGUAGE "
        "plpgsql{3} AS {4}{5}{4}",
        name, parameters, returns, strict ? " STRICT" : "", k_quote, text);
}

RoutinePtr RoutineCompiler::compile() {
    for (const tsql::Parameter* parameter : function_.parameters) {
        variables_.declare(parameter->name, data_type(*parameter->type));
    }
    if (function_.table != nullptr) {
        make_table(function_.table_variable, *function_.table);
    } else {
        returns_ = data_type(*function_.returns);
    }
    declare_variables(function_.body);
    list(function_.body);
    auto out = std::make_shared<Routine>();
    out->name = routine_name(database_, module_);
    out->sql = definition();
    if (function_.table != nullptr) out->shape = tables_;
    out->calls = std::move(calls_);
    return out;
}

std::string routine_name(const DatabaseCatalog& database, const catalog::Module& module) {
    return store::quoted("pg_temp", fmt::format("fn${}${}", database.model().id, module.object_id));
}

bool is_being_compiled(const CompileContext& context, const DatabaseCatalog& database,
                       const catalog::Module& module) {
    for (const RoutineChain* chain = context.routines; chain != nullptr; chain = chain->outer) {
        if (chain->module_id == module.object_id && chain->database == &database) return true;
    }
    return false;
}

RoutinePtr compile_routine(const DatabaseCatalog& database, const catalog::Module& module,
                           const tsql::CreateFunctionStatement& statement,
                           const tsql::ParseResult& parsed, const CompileContext& context) {
    try {
        return RoutineCompiler(database, module, statement, parsed, context).compile();
    } catch (SqlError& error) {
        if (error.procedure().empty()) error.set_procedure(module.name);
        throw;
    }
}

}  // namespace gantry::engine
