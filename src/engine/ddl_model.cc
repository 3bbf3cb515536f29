#include "engine/ddl_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"
#include "engine/stored_text.h"

namespace gantry::engine {
namespace {

using namespace tsql;
using catalog::IndexKind;
using types::SqlType;
using types::TypeId;

[[noreturn]] void fail(const SourceRange& range, int number, std::string message) {
    SqlError error(number, std::move(message));
    error.set_line(int(range.line));
    throw error;
}

// The number of a literal with an optional sign, as text: identity seeds.
std::string number_text(const Expr* e, std::string_view source) {
    if (e == nullptr) return "1";
    if (const UnaryExpr* u = e->try_as<UnaryExpr>(); u != nullptr && u->op != UnaryOp::bit_not) {
        std::string text = number_text(u->operand, source);
        return u->op == UnaryOp::minus ? "-" + text : text;
    }
    if (const Literal* l = e->try_as<Literal>()) return std::string(l->text);
    fail(e->range, 102,
         fmt::format("Incorrect syntax near '{}'.",
                     source.substr(e->range.offset, e->range.length)));
}

const Expr* option_value(const List<const Option*>& options, std::string_view name) {
    for (const Option* option : options) {
        if (ascii_iequals(option->name, name)) return option->value;
    }
    return nullptr;
}

catalog::ReferentialAction action(ForeignKeyAction a) {
    switch (a) {
        case ForeignKeyAction::cascade:
            return catalog::ReferentialAction::cascade;
        case ForeignKeyAction::set_null:
            return catalog::ReferentialAction::set_null;
        case ForeignKeyAction::set_default:
            return catalog::ReferentialAction::set_default;
        default:
            return catalog::ReferentialAction::no_action;
    }
}

bool wants_clustered(const TableElement& element) {
    if (const Constraint* c = element.try_as<Constraint>()) {
        return c->clustering == Clustering::clustered;
    }
    if (const IndexDefinition* i = element.try_as<IndexDefinition>()) {
        return i->clustering == Clustering::clustered;
    }
    if (const ColumnDefinition* column = element.try_as<ColumnDefinition>()) {
        return std::any_of(column->constraints.begin(), column->constraints.end(),
                           [](const Constraint* c) { return wants_clustered(*c); }) ||
               (column->index != nullptr && wants_clustered(*column->index));
    }
    return false;
}

class TableMaker {
  public:
    TableMaker(catalog::Table& table, std::string_view source, const DdlNames& names,
               bool not_trusted)
        : table_(table), source_(source), names_(names), not_trusted_(not_trusted) {}

    // Another element of the statement is to be the clustered index.
    void set_clustered_elsewhere(bool value) { clustered_elsewhere_ = value; }

    // The columns exist already: a primary key cannot make them NOT NULL.
    void set_altering(bool value) { altering_ = value; }

    void add(const TableElement& element) {
        if (const ColumnDefinition* column = element.try_as<ColumnDefinition>()) {
            add_column(*column);
        } else if (const Constraint* constraint = element.try_as<Constraint>()) {
            add_constraint(*constraint, nullptr);
        } else if (const IndexDefinition* index = element.try_as<IndexDefinition>()) {
            add_index(make_index(*index));
        } else {
            fail(element.range, 40517, "PERIOD FOR SYSTEM_TIME is not supported.");
        }
    }

    catalog::Index make_index(const IndexDefinition& definition) {
        if (definition.type != IndexType::rowstore) {
            fail(definition.range, 40517,
                 fmt::format("index '{}': only rowstore indexes are supported.",
                             definition.name.name));
        }
        catalog::Index index;
        index.name = definition.name.name;
        index.unique = definition.unique;
        bool clustered = definition.clustering == Clustering::clustered;
        index.kind = clustered ? IndexKind::clustered : IndexKind::nonclustered;
        add_keys(definition.columns, index);
        for (const Identifier& name : definition.included) {
            index.columns.push_back({column_id(name, definition.range), false, true});
        }
        if (definition.filter != nullptr) {
            index.filter_text = stored_text(*definition.filter, source_);
        }
        set_options(definition.options, index);
        return index;
    }

  private:
    bool same(std::string_view a, std::string_view b) const {
        return names_.same_name ? names_.same_name(a, b) : ascii_iequals(a, b);
    }

    int32_t column_id(const Identifier& name, const SourceRange& range, int number = 1911) {
        for (const catalog::Column& column : table_.columns) {
            if (same(column.name, name.name)) return column.id;
        }
        if (number == 1769) {
            fail(range, 1769,
                 fmt::format("Foreign key references invalid column '{}' in referencing table "
                             "'{}'.",
                             name.name, table_.name));
        }
        fail(
            range, 1911,
            fmt::format("Column name '{}' does not exist in the target table or view.", name.name));
    }

    catalog::Column& column_by_id(int32_t id) {
        return *std::find_if(table_.columns.begin(), table_.columns.end(),
                             [&](const catalog::Column& column) { return column.id == id; });
    }

    void add_keys(const List<const IndexKey*>& keys, catalog::Index& index) {
        for (const IndexKey* key : keys) {
            int32_t id = column_id(key->column.part(0), key->range);
            for (const catalog::IndexColumn& other : index.columns) {
                if (other.column_id != id) continue;
                fail(key->range, 1909,
                     fmt::format("Cannot use duplicate column names in index. Column name '{}' "
                                 "listed more than once.",
                                 key->column.object()));
            }
            index.columns.push_back({id, key->descending(), false});
        }
    }

    void set_options(const List<const Option*>& options, catalog::Index& index) {
        const Expr* fill = option_value(options, "FILLFACTOR");
        if (fill == nullptr) return;
        std::string text = number_text(fill, source_);
        int value = text.size() <= 3 ? std::atoi(text.c_str()) : -1;
        if (value < 0 || value > 100) {
            fail(fill->range, 129,
                 fmt::format("Fillfactor {} is not a valid percentage; fillfactor must be between "
                             "1 and 100.",
                             text));
        }
        index.fill_factor = uint8_t(value);
    }

    void add_index(catalog::Index index) {
        if (index.kind == IndexKind::clustered) {
            for (const catalog::Index& other : table_.indexes) {
                if (other.kind != IndexKind::clustered) continue;
                throw SqlError(1902, fmt::format("Cannot create more than one clustered index on "
                                                 "table '{}'. Drop the existing clustered index "
                                                 "'{}' before creating another.",
                                                 table_.name, other.name));
            }
            std::erase_if(table_.indexes, [](const catalog::Index& other) {
                return other.kind == IndexKind::heap;
            });
            table_.indexes.insert(table_.indexes.begin(), std::move(index));
        } else {
            table_.indexes.push_back(std::move(index));
        }
    }

    void add_column(const ColumnDefinition& definition) {
        for (const catalog::Column& other : table_.columns) {
            if (!same(other.name, definition.name.name)) continue;
            fail(definition.range, 2705,
                 fmt::format("Column names in each table must be unique. Column name '{}' in "
                             "table '{}' is specified more than once.",
                             definition.name.name, table_.name));
        }
        catalog::Column column;
        column.id = table_.columns.empty() ? 1 : table_.columns.back().id + 1;
        column.name = definition.name.name;
        if (definition.computed != nullptr) {
            column.computed_text = stored_text(*definition.computed, source_);
            column.persisted = definition.persisted;
        } else {
            set_type(definition, column);
        }
        column.rowguidcol = definition.rowguidcol;
        column.sparse = definition.sparse;
        column.column_set = definition.column_set;
        column.filestream = definition.filestream;
        column.hidden = definition.hidden;
        if (definition.identity != nullptr) {
            column.nullable = false;
            catalog::Identity identity;
            identity.seed = number_text(definition.identity->seed, source_);
            identity.increment = number_text(definition.identity->increment, source_);
            identity.not_for_replication = definition.identity->not_for_replication;
            column.identity = identity;
        }
        const Constraint* declared = nullability(definition);
        if (declared != nullptr) column.nullable = declared->constraint == ConstraintKind::null;
        if (definition.identity != nullptr && column.nullable) {
            fail(definition.range, 8147,
                 fmt::format("Could not create IDENTITY attribute on nullable column '{}', table "
                             "'{}'.",
                             column.name, table_.name));
        }
        explicit_null_ = declared != nullptr && column.nullable;
        if (explicit_null_) null_columns_.push_back(column.id);
        table_.columns.push_back(std::move(column));
        int32_t id = table_.columns.back().id;
        for (const Constraint* constraint : definition.constraints) {
            add_constraint(*constraint, &id);
        }
        explicit_null_ = false;
        if (definition.index != nullptr) {
            catalog::Index index = make_index(*definition.index);
            if (index.columns.empty()) index.columns.push_back({id, false, false});
            add_index(std::move(index));
        }
    }

    void set_type(const ColumnDefinition& definition, catalog::Column& column) {
        if (definition.type == nullptr) {  // "timestamp" alone names a column of that type
            column.type = *types::type_by_name("rowversion");
        } else {
            column.type = names_.type(*definition.type);
        }
        if (!definition.collation.empty()) {
            column.type.collation = names_.collation(definition.collation);
        }
        if (column.type.id == TypeId::rowversion) column.nullable = false;
        if (column.type.user_type > 256 && names_.alias_nullable) {
            column.nullable = names_.alias_nullable(column.type);
        }
    }

    // `column` is set for constraints that stand with a column.
    void add_constraint(const Constraint& c, const int32_t* column) {
        switch (c.constraint) {
            case ConstraintKind::null:
            case ConstraintKind::not_null:
                return;
            case ConstraintKind::primary_key:
            case ConstraintKind::unique:
                add_key(c, column);
                return;
            case ConstraintKind::check:
                add_check(c, column);
                return;
            case ConstraintKind::default_:
                add_default(c, column);
                return;
            case ConstraintKind::foreign_key:
                add_foreign_key(c, column);
                return;
            case ConstraintKind::connection:
                fail(c.range, 40517, "edge constraints are not supported.");
        }
    }

    void add_key(const Constraint& c, const int32_t* column) {
        bool primary = c.constraint == ConstraintKind::primary_key;
        bool has_clustered = clustered_elsewhere_;
        for (const catalog::Index& index : table_.indexes) {
            has_clustered = has_clustered || index.kind == IndexKind::clustered;
            if (primary && index.primary_key) {
                fail(c.range, 8110,
                     fmt::format("Cannot add multiple PRIMARY KEY constraints to table '{}'.",
                                 table_.name));
            }
        }
        catalog::Index index;
        index.name = c.name.name;
        index.system_named = index.name.empty();
        index.unique = true;
        index.primary_key = primary;
        index.unique_constraint = !primary;
        bool clustered = c.clustering == Clustering::clustered ||
                         (c.clustering == Clustering::unspecified && primary && !has_clustered);
        index.kind = clustered ? IndexKind::clustered : IndexKind::nonclustered;
        add_keys(c.columns, index);
        if (index.columns.empty() && column != nullptr) {
            index.columns.push_back({*column, false, false});
        }
        set_options(c.options, index);
        if (primary) require_not_null(c, index, column != nullptr);
        add_index(std::move(index));
    }

    // Columns of a primary key that say nothing of NULL become NOT NULL in CREATE TABLE.
    void require_not_null(const Constraint& c, const catalog::Index& index, bool with_column) {
        for (const catalog::IndexColumn& key : index.columns) {
            catalog::Column& column = column_by_id(key.column_id);
            bool declared_null = with_column ? explicit_null_ : nullable_declared(column.id);
            if (column.nullable && (declared_null || altering_)) {
                fail(c.range, 8111,
                     fmt::format("Cannot define PRIMARY KEY constraint on nullable column in "
                                 "table '{}'.",
                                 table_.name));
            }
            column.nullable = false;
        }
    }

    bool nullable_declared(int32_t column_id) const {
        return std::find(null_columns_.begin(), null_columns_.end(), column_id) !=
               null_columns_.end();
    }

    void add_check(const Constraint& c, const int32_t* column) {
        catalog::CheckConstraint check;
        check.name = c.name.name;
        check.system_named = check.name.empty();
        check.text = stored_text(*c.expression, source_);
        check.column_id = column != nullptr ? *column : 0;
        check.not_trusted = not_trusted_ || c.not_for_replication;
        check.not_for_replication = c.not_for_replication;
        table_.checks.push_back(std::move(check));
    }

    void add_default(const Constraint& c, const int32_t* column) {
        int32_t id = column != nullptr ? *column : 0;
        if (column == nullptr) {
            for (const catalog::Column& other : table_.columns) {
                if (same(other.name, c.for_column.name)) id = other.id;
            }
            if (id == 0) {
                fail(c.range, 1752,
                     fmt::format("Column '{}' in table '{}' is invalid for creating a default "
                                 "constraint.",
                                 c.for_column.name, table_.name));
            }
        }
        catalog::Column& target = column_by_id(id);
        if (target.default_constraint) {
            fail(c.range, 1781, "Column already has a DEFAULT bound to it.");
        }
        if (target.identity) {
            fail(c.range, 1754,
                 fmt::format("Defaults cannot be created on columns with an IDENTITY attribute. "
                             "Table '{}', column '{}'.",
                             table_.name, target.name));
        }
        catalog::DefaultConstraint constraint;
        constraint.name = c.name.name;
        constraint.system_named = constraint.name.empty();
        constraint.text = stored_text(*c.expression, source_);
        target.default_constraint = std::move(constraint);
    }

    void add_foreign_key(const Constraint& c, const int32_t* column) {
        catalog::ForeignKey key;
        key.name = c.name.name;
        key.system_named = key.name.empty();
        for (const IndexKey* name : c.columns) {
            key.columns.push_back(column_id(name->column.part(0), name->range, 1769));
        }
        if (key.columns.empty() && column != nullptr) key.columns.push_back(*column);
        const catalog::Table* target = referenced_table(c);
        key.referenced_table_id = target->object_id;
        for (const Identifier& name : c.referenced_columns) {
            key.referenced_columns.push_back(referenced_column(c, *target, name));
        }
        if (key.referenced_columns.empty()) take_primary_key(c, *target, key);
        if (key.columns.size() != key.referenced_columns.size()) {
            fail(c.range, 8139,
                 fmt::format("Number of referencing columns in foreign key differs from number of "
                             "referenced columns, table '{}'.",
                             table_.name));
        }
        key.on_delete = action(c.on_delete);
        key.on_update = action(c.on_update);
        key.not_trusted = not_trusted_ || c.not_for_replication;
        key.not_for_replication = c.not_for_replication;
        table_.foreign_keys.push_back(std::move(key));
    }

    const catalog::Table* referenced_table(const Constraint& c) {
        const catalog::Table* target = nullptr;
        // A table may refer to itself before it exists.
        bool itself = same(c.references.object(), table_.name);
        if (names_.table) target = names_.table(c.references);
        if (target == nullptr && itself) target = &table_;
        if (target == nullptr) {
            fail(c.range, 1767,
                 fmt::format("Foreign key '{}' references invalid table '{}'.", c.name.name,
                             c.references.object()));
        }
        return target;
    }

    int32_t referenced_column(const Constraint& c, const catalog::Table& target,
                              const Identifier& name) {
        for (const catalog::Column& column : target.columns) {
            if (same(column.name, name.name)) return column.id;
        }
        fail(c.range, 1770,
             fmt::format("Foreign key '{}' references invalid column '{}' in referenced table "
                         "'{}'.",
                         c.name.name, name.name, target.name));
    }

    void take_primary_key(const Constraint& c, const catalog::Table& target,
                          catalog::ForeignKey& key) {
        for (const catalog::Index& index : target.indexes) {
            if (!index.primary_key) continue;
            for (const catalog::IndexColumn& column : index.columns) {
                key.referenced_columns.push_back(column.column_id);
            }
        }
        if (key.referenced_columns.empty()) {
            fail(c.range, 1773,
                 fmt::format("Foreign key '{}' has implicit reference to object '{}' which does "
                             "not have a primary key defined on it.",
                             c.name.name, target.name));
        }
    }

    catalog::Table& table_;
    std::string_view source_;
    const DdlNames& names_;
    bool not_trusted_;
    bool clustered_elsewhere_ = false;
    bool altering_ = false;
    bool explicit_null_ = false;         // the column at hand is declared NULL
    std::vector<int32_t> null_columns_;  // all that this statement declares NULL
};

}  // namespace

catalog::Table table_from_definition(const TableDefinition& definition, std::string_view table_name,
                                     std::string_view source, const DdlNames& names) {
    catalog::Table table;
    table.name = table_name;
    TableMaker maker(table, source, names, false);
    bool clustered = false;
    for (const TableElement* element : definition.elements) {
        clustered = clustered || wants_clustered(*element);
    }
    maker.set_clustered_elsewhere(clustered);
    // Columns first: constraints may stand before the columns they name.
    for (const TableElement* element : definition.elements) {
        const ColumnDefinition* column = element->try_as<ColumnDefinition>();
        if (column != nullptr) maker.add(*element);
    }
    for (const TableElement* element : definition.elements) {
        if (!element->is<ColumnDefinition>()) maker.add(*element);
    }
    return table;
}

void add_table_element(catalog::Table& table, const TableElement& element, std::string_view source,
                       const DdlNames& names, bool not_trusted) {
    TableMaker maker(table, source, names, not_trusted);
    maker.set_altering(!element.is<ColumnDefinition>());
    maker.add(element);
}

catalog::Index index_from_definition(const catalog::Table& table, const IndexDefinition& definition,
                                     std::string_view source, const DdlNames& names) {
    catalog::Table copy = table;
    return TableMaker(copy, source, names, false).make_index(definition);
}

}  // namespace gantry::engine
