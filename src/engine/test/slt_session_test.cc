#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/utf.h"
#include "engine/store/store.h"
#include "engine/test/slt_test.h"
#include "engine/unsupported.h"
#include "pg/temporary_cluster.h"
#include "tsql/parser.h"
#include "types/pg_errors.h"

namespace gantry::engine::test {

namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

int error_number(const pg::PgError& error) {
    if (error.sqlstate() == types::k_sqlstate_gantry) {
        auto detail = types::parse_detail(error.detail());
        return detail ? detail->number : -1;
    }
    const types::SqlStateError* known = types::find_sqlstate(error.sqlstate());
    return known == nullptr ? -1 : known->number;
}

std::string shown(const std::optional<std::string>& value, const types::SqlType& type) {
    if (!value) return "NULL";
    if (type.id == types::TypeId::bit) return *value == "t" ? "1" : "0";
    return *value;
}

}  // namespace

SltSession::SltSession()
    : connection_(std::make_unique<pg::Connection>(pg::TemporaryCluster::shared().conninfo())) {
    static bool provisioned = false;
    if (!provisioned) {
        fs::path script = fs::read_symlink("/proc/self/exe").parent_path() / "gantry_pg.sql";
        connection_->execute(read_file(script));
        store::bootstrap(*connection_);
        provisioned = true;
        // The script sets the database's search_path, which new connections get.
        connection_ =
            std::make_unique<pg::Connection>(pg::TemporaryCluster::shared().conninfo());
    }
    refresh();
}

void SltSession::refresh() {
    auto load = [this](const std::string& name) { return load_from_store(*connection_, name); };
    snapshot_ = std::make_shared<CatalogSnapshot>(1, list_from_store(*connection_), load);
}

void SltSession::set_variable(const std::string& name, types::SqlType type, std::string value) {
    variables_.declare(name, type);
    values_.emplace_back(fold_name(name, 0), std::move(value));
}

std::optional<std::string> SltSession::parameter_text(const ParameterSource& source) {
    for (auto it = values_.rbegin(); it != values_.rend(); ++it) {
        if (it->first == source.variable) {
            return it->second == "NULL" ? std::nullopt : std::optional(it->second);
        }
    }
    if (source.variable == "scope_identity()" || source.variable == "@@identity") {
        return identity_.empty() ? std::nullopt : std::optional(identity_);
    }
    if (source.variable == "@@servername") return "gantry";
    if (source.variable == "@@version") return "Gantry";
    // One session, as a server with one client has.
    if (source.variable == "#runtime:sessions") return R"([{"sid":0,"bg":false,"run":true,"cmd":"SELECT"}])";
    if (source.variable.starts_with("#runtime:")) return "[]";
    return source.variable == "suser_sname()" ? "sa" : "0";
}

void SltSession::run_statement(const tsql::Statement& statement, std::string_view batch,
                               Answer& answer) {
    if (const auto* use = statement.try_as<tsql::UseStatement>()) {
        if (snapshot_->find_summary(use->database.name) == nullptr) throw SqlError(911, "no such");
        database_ = use->database.name;
        return;
    }
    if (const auto* on = statement.try_as<tsql::SetIdentityInsertStatement>()) {
        settings_.identity_insert =
            on->on ? fmt::format("{}.dbo.{}", database_, on->table.object()) : "";
        return;
    }
    CompileContext context{*snapshot_, database_, settings_, &variables_, temporary_.get(), "dbo"};
    if (is_ddl(statement)) {
        DdlResult result = execute_ddl(statement, batch, context, *connection_);
        if (is_database_ddl(statement)) {
            refresh();
            return;
        }
        if (result.snapshot) snapshot_ = result.snapshot;
        if (result.temporary) temporary_ = result.temporary;
        return;
    }
    if (const auto* declare = statement.try_as<tsql::DeclareStatement>()) {
        for (const tsql::VariableDeclaration* variable : declare->variables) {
            auto type = types::type_by_name(variable->type->name.object());
            if (types::is_character(type->id)) type->length = types::k_max_length;
            pg::Result value;
            if (variable->value != nullptr) {
                value = connection_->query(
                    compile_expression(*variable->value, context, *type)->sql);
            }
            set_variable(std::string(variable->name), *type, value.value().value_or("NULL"));
        }
        return;
    }
    CompiledPtr compiled = compile(statement, context);
    answer.sql = compiled->sql;
    if (compiled->into) {
        DdlResult result = create_into_table(*compiled, context, *connection_);
        if (result.snapshot) snapshot_ = result.snapshot;
        if (result.temporary) temporary_ = result.temporary;
    }
    std::vector<pg::Param> params;
    for (const ParameterSource& source : compiled->parameters) {
        params.push_back(source.variable == "#constant" ? pg::Param(source.constant)
                                                        : parameter_text(source));
    }
    pg::Result result = connection_->query(compiled->sql, std::span<const pg::Param>(params));
    answer.count = result.row_count;
    for (const ResultColumn& column : compiled->columns) {
        answer.types.push_back(types::type_name(column.type));
    }
    for (size_t i = 0; i < compiled->assignment_targets.size() && !result.rows.empty(); ++i) {
        values_.emplace_back(compiled->assignment_targets[i],
                             result.rows.back()[i].value_or("NULL"));
    }
    for (const pg::Row& row : result.rows) {
        std::string text;
        for (size_t i = 0; i < compiled->columns.size(); ++i) {
            text += (i == 0 ? "" : "|") + shown(row[i], compiled->columns[i].type);
        }
        if (!compiled->columns.empty()) answer.rows.push_back(std::move(text));
        if (compiled->identity_column >= 0) {
            identity_ = row[static_cast<size_t>(compiled->identity_column)].value_or("");
        }
    }
}

Answer SltSession::run(const std::string& batch) {
    Answer answer;
    tsql::ParseResult parsed = tsql::parse(batch);
    if (!parsed.ok()) {
        answer.error = parsed.diagnostics[0].number;
        answer.message = parsed.diagnostics[0].message;
        return answer;
    }
    connection_->execute("BEGIN");
    try {
        for (const tsql::Statement* statement : parsed.statements) {
            answer = Answer();
            run_statement(*statement, batch, answer);
        }
        connection_->execute("COMMIT");
        return answer;
    } catch (const SqlError& error) {
        answer.error = error.number();
        answer.message = error.what();
    } catch (const pg::PgError& error) {
        answer.error = error_number(error);
        answer.message = fmt::format("{} {} ({})", error.sqlstate(), error.what(), answer.sql);
    }
    connection_->execute("ROLLBACK");
    return answer;
}

}  // namespace gantry::engine::test
