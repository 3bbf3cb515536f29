#pragma once
// CREATE TABLE, ALTER TABLE ADD, CREATE INDEX and CREATE of modules from the syntax tree into the
// schema model. Names of types, tables and collations are looked up through DdlNames, so the same
// mapping serves a session (whose binder knows them) and the fixture maker (which has a model).
// Expressions become text as SQL Server stores it (stored_text.h).
//
// Object ids are left 0: whoever stores the model gives them; so is the referenced table of a foreign
// key to the table itself while that has no id. Column ids are given from 1.
// Throws SqlError with SQL Server's numbers: 1911 (no such column), 2705 (column twice), 8110
// (second primary key), 8111 (nullable key), 1902 (second clustered index), 1776 and 1767
// (foreign keys), 1753, 156.
// Pure, thread-safe as far as the functions in DdlNames are.

#include <functional>
#include <optional>
#include <string>

#include "catalog/model.h"
#include "tsql/parser.h"

namespace gantry::engine {

struct DdlNames {
    // The type as declared for a column or parameter; character types have their collation.
    std::function<types::SqlType(const tsql::DataType&)> type;
    // The type of a table-valued parameter; absent, or nothing: it is a scalar's.
    std::function<std::optional<types::SqlType>(const tsql::DataType&)> table_type;
    // Whether the alias type (user_type set) allows NULL; absent: it does.
    std::function<bool(const types::SqlType&)> alias_nullable;
    // The table a foreign key refers to; nullptr when there is none.
    std::function<const catalog::Table*(const tsql::ObjectName&)> table;
    // Collation id of a COLLATE clause; throws 448 for a name that is none.
    std::function<uint32_t(std::string_view)> collation;
    // Equality of two names; absent: without case.
    std::function<bool(std::string_view, std::string_view)> same_name;
};

// The table of CREATE TABLE name (...), of a table variable or of a table type. `source` is the
// text that was parsed. The name and schema are the caller's to set; `table_name` is for messages
// and generated constraint names.
catalog::Table table_from_definition(const tsql::TableDefinition& definition,
                                     std::string_view table_name, std::string_view source,
                                     const DdlNames& names);

// Adds what one element of CREATE TABLE or ALTER TABLE ... ADD says to `table`: a column with its
// constraints, a table constraint or an index. `not_trusted` is WITH NOCHECK.
void add_table_element(catalog::Table& table, const tsql::TableElement& element,
                       std::string_view source, const DdlNames& names, bool not_trusted = false);

// The index of CREATE INDEX, checked against `table`; it is not added.
catalog::Index index_from_definition(const catalog::Table& table,
                                     const tsql::IndexDefinition& definition,
                                     std::string_view source, const DdlNames& names);

// View, procedure, function or trigger; nothing for any other statement. `batch` is the text the
// server stores: the whole batch. Columns of views are not known here. The parent of a trigger is
// looked up with names.table.
std::optional<catalog::Module> module_from_statement(const tsql::Statement& statement,
                                                     std::string_view batch,
                                                     const DdlNames& names);

// The name of a module, type or table statement; nullptr for other statements.
const tsql::ObjectName* created_name(const tsql::Statement& statement);

}  // namespace gantry::engine
