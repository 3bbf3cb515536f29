#include "cli/fixture_script.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"
#include "catalog/writer/catalog_rows.h"
#include "catalog/writer/database_writer.h"
#include "catalog/writer/value_encoder.h"
#include "cli/fixture_expression.h"
#include "cli/fixture_names.h"
#include "engine/stored_text.h"
#include "tsql/batch.h"
#include "types/collation.h"
#include "types/convert.h"

namespace gantry::cli {
namespace {

using namespace tsql;
using catalog::Column;
using catalog::Table;
using types::TypeId;
using types::Value;

constexpr int64_t k_first_rowversion = 2001;
constexpr int64_t k_series_max = 10'000'000;

[[noreturn]] void fail(const Node& node, int number, std::string message) {
    SqlError error(number, std::move(message));
    error.set_line(int(node.range.line));
    throw error;
}

// Rows of one table as values; handed on in clustered key order.
class FixtureRows final : public catalog::RowSource {
  public:
    explicit FixtureRows(std::vector<std::vector<Value>> rows) : rows_(std::move(rows)) {}

    bool next(std::vector<storage::Field>& fields) override {
        if (position_ == rows_.size()) return false;
        const std::vector<Value>& row = rows_[position_++];
        buffer_.clear();
        std::vector<size_t> starts;
        for (const Value& value : row) {
            starts.push_back(buffer_.size());
            if (!value.is_null()) catalog::encode_value(value, buffer_);
        }
        starts.push_back(buffer_.size());
        fields.clear();
        for (size_t i = 0; i < row.size(); ++i) {
            ByteSpan bytes = ByteSpan(buffer_).subspan(starts[i], starts[i + 1] - starts[i]);
            fields.push_back({bytes, row[i].is_null(), false});
        }
        return true;
    }

  private:
    std::vector<std::vector<Value>> rows_;
    size_t position_ = 0;
    Bytes buffer_;
};

class ScriptReader {
  public:
    explicit ScriptReader(const std::string& default_name)
        : names_(database_.model), expressions_(types::k_default_collation, names_.ddl()) {
        catalog::Database& model = database_.model;
        model.name = default_name;
        model.internal_version = model.created_version = 706;
        model.compatibility_level = 110;
        model.collation = types::k_default_collation;
        model.recovery_model = "SIMPLE";
        model.schemas = catalog::standard_schemas();
        model.principals = catalog::standard_principals();
    }

    FixtureDatabase run(const std::string& text) {
        BatchSplit split = split_batches(text);
        report(split.diagnostics, 0);
        for (const Batch& batch : split.batches) {
            for (uint32_t i = 0; i < batch.repeat; ++i) run_batch(batch);
        }
        name_constraints(database_.model);
        hand_over_rows();
        return std::move(database_);
    }

  private:
    void run_batch(const Batch& batch) {
        ParseResult parsed = parse(batch.text);
        report(parsed.diagnostics, batch.first_line - 1);
        for (const Statement* statement : parsed.statements) {
            try {
                run_statement(*statement, parsed.text());
            } catch (SqlError& error) {
                int line = error.line() != 0 ? error.line() : int(statement->range.line);
                error.set_line(line + int(batch.first_line) - 1);
                throw;
            }
        }
    }

    static void report(const std::vector<Diagnostic>& diagnostics, uint32_t lines_before) {
        if (diagnostics.empty()) return;
        const Diagnostic& first = diagnostics.front();
        SqlError error(first.number, first.severity, first.state, first.message);
        error.set_line(int(first.line + lines_before));
        throw error;
    }

    void run_statement(const Statement& s, std::string_view source) {
        switch (s.kind) {
            case NodeKind::CreateTableStatement:
                create_table(s.as<CreateTableStatement>(), source);
                return;
            case NodeKind::AlterTableStatement:
                alter_table(s.as<AlterTableStatement>(), source);
                return;
            case NodeKind::CreateIndexStatement:
                create_index(s.as<CreateIndexStatement>(), source);
                return;
            case NodeKind::CreateTypeStatement:
                create_type(s.as<CreateTypeStatement>(), source);
                return;
            case NodeKind::CreateSchemaStatement: create_schema(s.as<CreateSchemaStatement>()); return;
            case NodeKind::CreateSynonymStatement:
                create_synonym(s.as<CreateSynonymStatement>(), source);
                return;
            case NodeKind::CreateDatabaseStatement:
                database_.model.name = s.as<CreateDatabaseStatement>().name.name;
                return;
            case NodeKind::InsertStatement: insert(s.as<InsertStatement>()); return;
            case NodeKind::SetIdentityInsertStatement: return;  // explicit values are always taken
            case NodeKind::SetOptionStatement:
            case NodeKind::SetValueStatement:
            case NodeKind::UseStatement:
            case NodeKind::PrintStatement: return;
            default: break;
        }
        std::optional<catalog::Module> module =
            engine::module_from_statement(s, source, names_.ddl());
        if (!module) fail(s, 40517, "this statement is not supported in fixture scripts.");
        if (module->kind != catalog::ModuleKind::trigger) {
            module->schema_id = names_.schema_id(*engine::created_name(s));
        } else if (module->parent_object_id == 0) {
            fail(s, 8197, fmt::format("The object of trigger '{}' does not exist.", module->name));
        }
        database_.model.modules.push_back(std::move(*module));
        catalog::assign_missing_ids(database_.model);
    }

    void create_table(const CreateTableStatement& s, std::string_view source) {
        if (s.definition == nullptr) fail(s, 40517, "CREATE TABLE without columns is not supported");
        if (names_.find_table(s.name) != nullptr) {
            fail(s, 2714,
                 fmt::format("There is already an object named '{}' in the database.",
                             s.name.object()));
        }
        Table table =
            engine::table_from_definition(*s.definition, s.name.object(), source, names_.ddl());
        table.schema_id = names_.schema_id(s.name);
        add_table(std::move(table));
    }

    void add_table(Table table) {
        give_types_to_computed(table);
        database_.model.tables.push_back(std::move(table));
        settle_tables();
    }

    // Ids for what is new; a foreign key to the table itself could not know its id before.
    void settle_tables() {
        catalog::assign_missing_ids(database_.model);
        for (Table& table : database_.model.tables) {
            for (catalog::ForeignKey& key : table.foreign_keys) {
                if (key.referenced_table_id == 0) key.referenced_table_id = table.object_id;
            }
        }
    }

    Table& require_table(const Node& node, const ObjectName& name) {
        Table* table = names_.find_table(name);
        if (table == nullptr) {
            fail(node, 208, fmt::format("Invalid object name '{}'.", name.object()));
        }
        return *table;
    }

    void alter_table(const AlterTableStatement& s, std::string_view source) {
        Table& table = require_table(s, s.name);
        bool nocheck = s.with == AlterTableStatement::With::nocheck;
        if (s.action == AlterTableAction::check_constraint) {
            set_constraints_enabled(table, s);
            return;
        }
        if (s.action != AlterTableAction::add) {
            fail(s, 40517, "this form of ALTER TABLE is not supported in fixture scripts.");
        }
        for (const TableElement* element : s.elements) {
            if (element->is<ColumnDefinition>() && rows_.count(table.object_id) != 0) {
                fail(s, 40517, "a column cannot be added to a table that has rows.");
            }
            engine::add_table_element(table, *element, source, names_.ddl(), nocheck);
        }
        give_types_to_computed(table);
        settle_tables();
    }

    void set_constraints_enabled(Table& table, const AlterTableStatement& s) {
        auto named = [&](const std::string& name) {
            return s.all || std::any_of(s.names.begin(), s.names.end(), [&](const Identifier& i) {
                       return ascii_iequals(i.name, name);
                   });
        };
        bool trusted = s.on && s.with == AlterTableStatement::With::check;
        for (catalog::ForeignKey& key : table.foreign_keys) {
            if (!named(key.name)) continue;
            key.disabled = !s.on;
            key.not_trusted = !trusted;
        }
        for (catalog::CheckConstraint& check : table.checks) {
            if (!named(check.name)) continue;
            check.disabled = !s.on;
            check.not_trusted = !trusted;
        }
    }

    void create_index(const CreateIndexStatement& s, std::string_view source) {
        Table& table = require_table(s, s.table);
        catalog::Index index =
            engine::index_from_definition(table, *s.index, source, names_.ddl());
        if (index.kind == catalog::IndexKind::clustered) {
            std::erase_if(table.indexes, [](const catalog::Index& other) {
                return other.kind == catalog::IndexKind::heap;
            });
            table.indexes.insert(table.indexes.begin(), std::move(index));
        } else {
            table.indexes.push_back(std::move(index));
        }
        catalog::assign_missing_ids(database_.model);
    }

    void create_type(const CreateTypeStatement& s, std::string_view source) {
        if (s.table != nullptr) {
            Table table =
                engine::table_from_definition(*s.table, s.name.object(), source, names_.ddl());
            table.schema_id = names_.schema_id(s.name);
            table.is_table_type = true;
            add_table(std::move(table));
            return;
        }
        if (s.from == nullptr) fail(s, 40517, "this form of CREATE TYPE is not supported.");
        catalog::UserType type;
        type.id = 257 + int32_t(database_.model.user_types.size());
        type.schema_id = names_.schema_id(s.name);
        type.name = s.name.object();
        type.base = names_.ddl().type(*s.from);
        type.nullable = s.nullable != tsql::Parameter::Nullable::not_null;
        database_.model.user_types.push_back(std::move(type));
    }

    void create_schema(const CreateSchemaStatement& s) {
        int32_t id = 5;
        for (const catalog::Schema& schema : database_.model.schemas) {
            if (schema.id < 16384) id = std::max(id, schema.id + 1);
        }
        database_.model.schemas.push_back({id, std::string(s.name.name), 1});
    }

    void create_synonym(const CreateSynonymStatement& s, std::string_view source) {
        catalog::Synonym synonym;
        synonym.name = s.name.object();
        synonym.schema_id = names_.schema_id(s.name);
        synonym.target = source.substr(s.target.range.offset, s.target.range.length);
        database_.model.synonyms.push_back(std::move(synonym));
        catalog::assign_missing_ids(database_.model);
    }

    // A computed column has the type of its expression: that of a CAST around it, else that of the
    // first column it names.
    void give_types_to_computed(Table& table) {
        for (Column& column : table.columns) {
            if (!column.is_computed() || column.type.id != TypeId::none) continue;
            if (column.persisted) {
                throw SqlError(40517, fmt::format("computed column '{}' is PERSISTED, which is "
                                                  "not supported in fixture scripts.",
                                                  column.name));
            }
            ParseResult parsed = parse_expression(column.computed_text);
            report(parsed.diagnostics, 0);
            column.type = type_of_computed(table, *parsed.expression);
        }
    }

    types::SqlType type_of_computed(const Table& table, const Expr& e) {
        if (const CastExpr* c = e.try_as<CastExpr>()) return names_.ddl().type(*c->type);
        if (const ColumnRef* c = e.try_as<ColumnRef>()) {
            for (const Column& column : table.columns) {
                if (ascii_iequals(column.name, c->name.object())) return column.type;
            }
        }
        if (const Literal* l = e.try_as<Literal>()) return expressions_.evaluate(*l).type();
        if (const UnaryExpr* u = e.try_as<UnaryExpr>()) return type_of_computed(table, *u->operand);
        if (const BinaryExpr* b = e.try_as<BinaryExpr>()) {
            types::SqlType left = type_of_computed(table, *b->left);
            types::SqlType right = type_of_computed(table, *b->right);
            return types::common_type(left, right);
        }
        return types::nvarchar_type(4000, types::k_default_collation);
    }

    void insert(const InsertStatement& s) {
        const NamedTable* target = try_as<NamedTable>(s.target);
        if (target == nullptr) fail(s, 40517, "INSERT needs a table name.");
        Table& table = require_table(s, target->name);
        std::vector<const Column*> columns = insert_columns(s, table);
        if (s.source == InsertSource::default_values) {
            add_row(s, table, {}, {});
        } else if (s.source == InsertSource::values) {
            for (const ValuesRow* row : s.values->rows) {
                std::vector<const Expr*> values(row->values.begin(), row->values.end());
                check_count(*row, columns, values);
                add_row(*row, table, columns, values);
            }
        } else if (s.source == InsertSource::query) {
            insert_series(s, table, columns);
        } else {
            fail(s, 40517, "INSERT ... EXECUTE is not supported in fixture scripts.");
        }
    }

    std::vector<const Column*> insert_columns(const InsertStatement& s, const Table& table) {
        std::vector<const Column*> out;
        for (const ObjectName& name : s.columns) {
            auto found = std::find_if(table.columns.begin(), table.columns.end(),
                                      [&](const Column& column) {
                                          return ascii_iequals(column.name, name.object());
                                      });
            if (found == table.columns.end()) {
                fail(s, 207, fmt::format("Invalid column name '{}'.", name.object()));
            }
            out.push_back(&*found);
        }
        if (!s.columns.empty()) return out;
        for (const Column& column : table.columns) {
            bool given = !column.is_computed() && !column.identity &&
                         column.type.id != TypeId::rowversion;
            if (given) out.push_back(&column);
        }
        return out;
    }

    static void check_count(const Node& node, const std::vector<const Column*>& columns,
                            const std::vector<const Expr*>& values) {
        if (columns.size() > values.size()) {
            fail(node, 109,
                 "There are more columns in the INSERT statement than values specified in the "
                 "VALUES clause. The number of values in the VALUES clause must match the number "
                 "of columns specified in the INSERT statement.");
        }
        if (columns.size() < values.size()) {
            fail(node, 110,
                 "There are fewer columns in the INSERT statement than values specified in the "
                 "VALUES clause. The number of values in the VALUES clause must match the number "
                 "of columns specified in the INSERT statement.");
        }
    }

    // INSERT ... SELECT expressions FROM GENERATE_SERIES(first, last[, step]).
    void insert_series(const InsertStatement& s, Table& table,
                       const std::vector<const Column*>& columns) {
        const QuerySpecification* select = try_as<QuerySpecification>(s.query->body);
        const FunctionTable* from = nullptr;
        if (select != nullptr && select->from.size() == 1 && select->where == nullptr) {
            from = try_as<FunctionTable>(select->from[0]);
        }
        const FunctionCall* call = from != nullptr ? try_as<FunctionCall>(from->call) : nullptr;
        if (call == nullptr || !ascii_iequals(call->name.object(), "GENERATE_SERIES") ||
            call->arguments.size() < 2) {
            fail(s, 40517, "INSERT ... SELECT needs FROM GENERATE_SERIES(first, last).");
        }
        std::vector<const Expr*> values;
        for (const SelectItem* item : select->items) {
            if (item->expression == nullptr) fail(*item, 40517, "SELECT * is not supported here.");
            values.push_back(item->expression);
        }
        check_count(s, columns, values);
        int64_t first = expressions_.evaluate(*call->arguments[0]).integer();
        int64_t last = expressions_.evaluate(*call->arguments[1]).integer();
        int64_t step = call->arguments.size() > 2
                           ? expressions_.evaluate(*call->arguments[2]).integer()
                           : 1;
        if (step <= 0 || (last - first) / step > k_series_max) {
            fail(s, 40517, "GENERATE_SERIES counts up and to ten million here.");
        }
        for (int64_t n = first; n <= last; n += step) {
            Value value = Value::of_int(n);
            add_row(s, table, columns, values, &value);
        }
    }

    void add_row(const Node& node, Table& table, const std::vector<const Column*>& columns,
                 const std::vector<const Expr*>& values, const Value* series = nullptr) {
        std::vector<Value> row;
        for (Column& column : table.columns) {
            if (!column.is_stored()) continue;
            const Expr* expression = nullptr;
            for (size_t i = 0; i < columns.size(); ++i) {
                if (columns[i] == &column) expression = values[i];
            }
            Value value = value_for(column, expression, series);
            if (column.identity && !value.is_null()) note_identity(column, value);
            if (value.is_null() && !column.nullable) {
                fail(node, 515,
                     fmt::format("Cannot insert the value NULL into column '{}', table '{}'; "
                                 "column does not allow nulls. INSERT fails.",
                                 column.name, table.name));
            }
            row.push_back(std::move(value));
        }
        rows_[table.object_id].push_back(std::move(row));
    }

    Value value_for(Column& column, const Expr* expression, const Value* series) {
        if (column.type.id == TypeId::rowversion) return {column.type, next_rowversion_++};
        bool given = expression != nullptr && !expression->is<DefaultExpr>();
        if (given) {
            return types::assign(expressions_.evaluate(*expression, series), column.type, "",
                                 column.name);
        }
        if (column.identity) return next_identity(column);
        if (!column.default_constraint) return Value::null(column.type);
        ParseResult parsed = parse_expression(column.default_constraint->text);
        report(parsed.diagnostics, 0);
        return types::assign(expressions_.evaluate(*parsed.expression), column.type, "",
                             column.name);
    }

    Value next_identity(Column& column) {
        int64_t next = std::stoll(column.identity->seed);
        if (!column.identity->last.empty()) {
            next = std::stoll(column.identity->last) + std::stoll(column.identity->increment);
        }
        return types::assign(Value::of_bigint(next), column.type, "", column.name);
    }

    static void note_identity(Column& column, const Value& value) {
        std::string text = types::to_text(value);
        std::string& last = column.identity->last;
        bool up = column.identity->increment[0] != '-';
        if (last.empty() || (std::stoll(text) > std::stoll(last)) == up) last = text;
    }

    void hand_over_rows() {
        for (Table& table : database_.model.tables) {
            auto found = rows_.find(table.object_id);
            if (found == rows_.end()) continue;
            sort_rows(table, found->second);
            table.row_count = int64_t(found->second.size());
            database_.row_count += found->second.size();
            database_.rows[table.object_id] =
                std::make_unique<FixtureRows>(std::move(found->second));
        }
    }

    static void sort_rows(const Table& table, std::vector<std::vector<Value>>& rows) {
        std::vector<std::pair<size_t, bool>> keys;
        for (const catalog::Index& index : table.indexes) {
            if (index.kind != catalog::IndexKind::clustered) continue;
            for (const catalog::IndexColumn& key : index.columns) {
                size_t place = 0;
                for (const Column& column : table.columns) {
                    if (column.id == key.column_id) break;
                    place += column.is_stored();
                }
                keys.push_back({place, key.descending});
            }
        }
        std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
            for (auto [place, descending] : keys) {
                const Value& x = a[place];
                const Value& y = b[place];
                int order = x.is_null() || y.is_null() ? int(y.is_null()) - int(x.is_null())
                                                       : types::compare(x, y);
                if (order != 0) return (order < 0) != descending;
            }
            return false;
        });
    }

    FixtureDatabase database_;
    FixtureNames names_;
    FixtureExpressions expressions_;
    std::map<int32_t, std::vector<std::vector<Value>>> rows_;
    int64_t next_rowversion_ = k_first_rowversion;
};

}  // namespace

FixtureDatabase read_fixture_script(const std::string& text, const std::string& default_name) {
    return ScriptReader(default_name).run(text);
}

}  // namespace gantry::cli
