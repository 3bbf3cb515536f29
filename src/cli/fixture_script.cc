#include "cli/fixture_script.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"
#include "catalog/writer/catalog_rows.h"
#include "catalog/writer/database_writer.h"
#include "cli/fixture_expression.h"
#include "cli/fixture_inserts.h"
#include "cli/fixture_names.h"
#include "cli/fixture_storage.h"
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

[[noreturn]] void fail(const Node& node, int number, std::string message) {
    SqlError error(number, std::move(message));
    error.set_line(int(node.range.line));
    throw error;
}

class ScriptReader {
  public:
    explicit ScriptReader(const std::string& default_name)
        : names_(database_.model),
          expressions_(types::k_default_collation, names_.ddl()),
          inserts_(expressions_) {
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
            for (uint32_t i = 0; i < batch.repeat; ++i)
                run_batch(batch);
        }
        name_constraints(database_.model);
        inserts_.hand_over(database_.model, database_.rows, database_.row_count);
        for (Table& table : database_.model.tables)
            share_rows(table);
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
            case NodeKind::CreateSchemaStatement:
                create_schema(s.as<CreateSchemaStatement>());
                return;
            case NodeKind::CreateSynonymStatement:
                create_synonym(s.as<CreateSynonymStatement>(), source);
                return;
            case NodeKind::CreateDatabaseStatement:
                database_.model.name = s.as<CreateDatabaseStatement>().name.name;
                return;
            case NodeKind::InsertStatement:
                insert(s.as<InsertStatement>());
                return;
            case NodeKind::ExecuteStatement:
                execute(s.as<ExecuteStatement>());
                return;
            case NodeKind::SetIdentityInsertStatement:
                return;  // explicit values are always taken
            case NodeKind::SetOptionStatement:
            case NodeKind::SetValueStatement:
            case NodeKind::UseStatement:
            case NodeKind::PrintStatement:
                return;
            default:
                break;
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
        if (s.definition == nullptr)
            fail(s, 40517, "CREATE TABLE without columns is not supported");
        if (names_.find_table(s.name) != nullptr) {
            fail(s, 2714,
                 fmt::format("There is already an object named '{}' in the database.",
                             s.name.object()));
        }
        Table table =
            engine::table_from_definition(*s.definition, s.name.object(), source, names_.ddl());
        table.schema_id = names_.schema_id(s.name);
        add_table(std::move(table));
        apply_compression(s.options, require_table(s, s.name));
    }

    // EXEC sp_tableoption 'table', 'option', value
    void execute(const ExecuteStatement& s) {
        bool known =
            ascii_iequals(s.procedure.object(), "sp_tableoption") && s.arguments.size() == 3;
        if (!known) fail(s, 40517, "this statement is not supported in fixture scripts.");
        std::string words[3];
        for (size_t i = 0; i < 3; ++i)
            words[i] = types::to_text(expressions_.evaluate(*s.arguments[i]->value));
        Table* table = names_.find_table(words[0]);
        if (table == nullptr) fail(s, 208, fmt::format("Invalid object name '{}'.", words[0]));
        int64_t value = words[2].empty() ? 0 : std::strtoll(words[2].c_str(), nullptr, 10);
        if (!set_table_option(words[1], value, *table, database_.oddities[table->object_id])) {
            fail(s, 15600,
                 fmt::format("An invalid parameter or option was specified for procedure "
                             "'sp_tableoption': '{}'.",
                             words[1]));
        }
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
        if (s.action == AlterTableAction::rebuild) {
            apply_compression(s.options, table);
            return;
        }
        if (s.action != AlterTableAction::add) {
            fail(s, 40517, "this form of ALTER TABLE is not supported in fixture scripts.");
        }
        for (const TableElement* element : s.elements) {
            if (element->is<ColumnDefinition>() && inserts_.has_rows(table.object_id)) {
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
        catalog::Index index = engine::index_from_definition(table, *s.index, source, names_.ddl());
        if (index.kind == catalog::IndexKind::clustered) {
            std::erase_if(table.indexes, [](const catalog::Index& other) {
                return other.kind == catalog::IndexKind::heap;
            });
            table.indexes.insert(table.indexes.begin(), std::move(index));
            apply_compression(s.index->options, table);
        } else {
            table.indexes.push_back(std::move(index));
        }
        catalog::assign_missing_ids(database_.model);
    }

    void insert(const InsertStatement& s) {
        const NamedTable* target = try_as<NamedTable>(s.target);
        if (target == nullptr) fail(s, 40517, "INSERT needs a table name.");
        inserts_.insert(s, require_table(s, target->name));
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

    FixtureDatabase database_;
    FixtureNames names_;
    FixtureExpressions expressions_;
    FixtureInserts inserts_;
};

}  // namespace

FixtureDatabase read_fixture_script(const std::string& text, const std::string& default_name) {
    return ScriptReader(default_name).run(text);
}

}  // namespace gantry::cli
