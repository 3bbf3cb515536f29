#pragma once
// Changes of one database's objects: the PostgreSQL object and the catalog rows together
// (DESIGN D5). Call inside a transaction. Each raises the database's catalog_version once.
//
// The binder has checked the statement: names exist or do not, types fit, permissions hold. What
// is still checked here is what only PostgreSQL can know: 2714 (name taken by a concurrent
// session), 1505 (duplicate keys under a new unique index), 547 (rows violate a new CHECK or
// FOREIGN KEY), 515 (NULLs under NOT NULL), 3726 (table is referenced by a foreign key).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "engine/store/expression_compiler.h"
#include "engine/store/gap.h"
#include "pg/executor.h"

namespace gantry::store {

// Where a change happens. `model` is the caller's current copy of the database, as it was before
// the change; ids in arguments refer to it.
struct Target {
    pg::Executor& executor;
    int32_t database_id;
    const catalog::Database& model;
    const ExpressionCompiler& compiler;
};

// Ids that are 0 (table, constraints, indexes) are allocated, empty constraint names get SQL
// Server's system form (PK__Orders__C3905BAF...). Returns the table as it is stored now. Parts
// that cannot be compiled are an error here, not a gap: a new statement must say what it cannot
// do (SqlError 40517-like text from the compiler's problem).
catalog::Table create_table(const Target& target, catalog::Table table);
// 3726 when another table's foreign key refers to it.
void drop_table(const Target& target, int32_t object_id);
void truncate_table(const Target& target, int32_t object_id);  // with RESTART of its identity
void rename_object(const Target& target, int32_t object_id, const std::string& new_name);
void rename_column(const Target& target, int32_t table_id, int32_t column_id,
                   const std::string& new_name);
void transfer_object(const Target& target, int32_t object_id, int32_t new_schema_id);

// `column.id` 0: the next one. With `fill_existing` (WITH VALUES, or NOT NULL with a default) rows
// already there get the default.
catalog::Column add_column(const Target& target, int32_t table_id, catalog::Column column,
                           bool fill_existing);
void drop_column(const Target& target, int32_t table_id, int32_t column_id);
// Type, collation and nullability; values are converted by `using_sql`, PostgreSQL text reading
// the old column, or by an assignment cast when it is empty.
void alter_column(const Target& target, int32_t table_id, const catalog::Column& column,
                  const std::string& using_sql = {});

catalog::Index create_index(const Target& target, int32_t table_id, catalog::Index index);
void drop_index(const Target& target, int32_t table_id, int32_t index_id);
void set_index_disabled(const Target& target, int32_t table_id, int32_t index_id, bool disabled);

catalog::CheckConstraint add_check(const Target& target, int32_t table_id,
                                   catalog::CheckConstraint check, bool validate);
catalog::DefaultConstraint add_default(const Target& target, int32_t table_id, int32_t column_id,
                                       catalog::DefaultConstraint constraint);
catalog::ForeignKey add_foreign_key(const Target& target, int32_t table_id,
                                    catalog::ForeignKey key, bool validate);
// PRIMARY KEY and UNIQUE are create_index with primary_key or unique_constraint set. Drops any
// constraint (PK, UQ, C, D, F) by its object id.
void drop_constraint(const Target& target, int32_t constraint_id);
// ALTER TABLE ... [NO]CHECK CONSTRAINT; `validate` is WITH CHECK.
void enable_constraint(const Target& target, int32_t constraint_id, bool enabled, bool validate);

catalog::Module create_module(const Target& target, catalog::Module module);
void alter_module(const Target& target, const catalog::Module& module);  // by object_id
void drop_module(const Target& target, int32_t object_id);
void set_trigger_disabled(const Target& target, int32_t object_id, bool disabled);

catalog::Schema create_schema(const Target& target, catalog::Schema schema);
void drop_schema(const Target& target, int32_t schema_id);
catalog::Sequence create_sequence(const Target& target, catalog::Sequence sequence);
void drop_sequence(const Target& target, int32_t object_id);
catalog::Synonym create_synonym(const Target& target, catalog::Synonym synonym);
void drop_synonym(const Target& target, int32_t object_id);
catalog::UserType create_user_type(const Target& target, catalog::UserType type);
catalog::Table create_table_type(const Target& target, catalog::Table type);
void drop_user_type(const Target& target, int32_t user_type_id);
void drop_table_type(const Target& target, int32_t object_id);
void set_extended_property(const Target& target, const catalog::ExtendedProperty& property);
void drop_extended_property(const Target& target, const catalog::ExtendedProperty& property);

// Where IDENTITY stands (IDENT_CURRENT, DBCC CHECKIDENT, after explicit inserts).
std::optional<std::string> identity_current(const Target& target, int32_t table_id);
void set_identity_current(const Target& target, int32_t table_id, const std::string& value);

// Throws SqlError 515, 547, 1505, 1505-like for what PostgreSQL said while a change was made.
[[noreturn]] void rethrow_as_sql_error(const Target& target, const pg::PgError& error,
                                       const std::string& object);

}  // namespace gantry::store
