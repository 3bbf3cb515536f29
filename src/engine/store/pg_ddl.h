#pragma once
// PostgreSQL DDL for a table of the model (docs/decisions/0001). Pure: text out, nothing executed.
// What has no PostgreSQL form comes back as a Gap beside the text, never as an exception.
//
// Agreements with the emitter:
// - columns are named by pg_column(), in column_id order; a statement always lists columns.
// - a nullable key column is indexed NULLS FIRST (DESC: NULLS LAST), as SQL Server orders NULL;
//   a NOT NULL one in PostgreSQL's default order. So ORDER BY of a NOT NULL column must not say
//   NULLS FIRST, or its index is of no use.
// - UNIQUE treats NULLs as equal (NULLS NOT DISTINCT).
// - an IDENTITY column has DEFAULT nextval() of pg_identity_sequence(), so a value given for it is
//   simply stored; checking IDENTITY_INSERT and raising the sequence after it is the emitter's.
// - a rowversion column has DEFAULT nextval() of the database's pg_rowversion_sequence(); an
//   UPDATE must set it again.
// - a computed column is GENERATED ... STORED. When its expression has no immutable PostgreSQL
//   form there is a Gap and, unless the source persisted it, no PostgreSQL column.

#include <optional>
#include <string>
#include <vector>

#include "catalog/model.h"
#include "engine/store/expression_compiler.h"
#include "engine/store/gap.h"

namespace gantry::store {

// "sys.nvarchar(40) COLLATE sys.\"Latin1_General_CI_AS\"", "numeric(18,4)".
std::string pg_type(const types::SqlType& type);
// The same without COLLATE: for casts.
std::string pg_type_bare(const types::SqlType& type);
// Names of the collations the columns use: call sys.ensure_collation for each before the DDL.
std::vector<uint32_t> collations_of(const catalog::Database& database);

// False for xml, text, images, CLR types other than hierarchyid: no btree order.
bool has_order(const types::SqlType& type);

// One statement, and the PostgreSQL name of what it makes.
struct IndexDdl {
    std::string name;  // unquoted
    std::string sql;   // CREATE [UNIQUE] INDEX; empty when there is nothing to make
    std::string sql_without_include;  // to fall back to when INCLUDE makes rows too long; or empty
    std::string attach_sql;  // ALTER TABLE ... PRIMARY KEY USING INDEX; or empty
    std::vector<Gap> gaps;
};

struct TableDdl {
    std::vector<std::string> before;  // sequences
    std::string create;               // CREATE TABLE with columns and NOT NULL
    std::vector<std::string> after;   // ownership of sequences
    // Computed columns, one ALTER TABLE ... ADD COLUMN each: PostgreSQL may refuse one whose
    // functions are not immutable, then fallback_sql (may be empty) takes its place.
    struct Generated {
        int32_t column_id = 0;
        std::string sql;
        std::string fallback_sql;
    };
    std::vector<Generated> generated;
    std::vector<Gap> gaps;
};

class DdlWriter {
  public:
    // `schema_prefix`: restoring writes to hidden schemas first; empty for the database's own.
    // The arguments must outlive the writer.
    DdlWriter(const catalog::Database& database, const ExpressionCompiler& compiler,
              std::string schema_prefix = {});

    // The PostgreSQL schema of a T-SQL schema of this database, unquoted.
    std::string schema(int32_t schema_id) const;
    std::string schema(const std::string& name) const;
    std::string table_name(const catalog::Table& table) const;  // quoted, with schema
    std::string display_name(const catalog::Table& table) const;  // dbo.Orders

    TableDdl table(const catalog::Table& table) const;
    IndexDdl index(const catalog::Table& table, const catalog::Index& index) const;
    // ALTER TABLE statements; nullopt (and a gap) when it cannot be made.
    std::optional<std::string> add_check(const catalog::Table& table,
                                         const catalog::CheckConstraint& check,
                                         std::vector<Gap>& gaps) const;
    std::optional<std::string> set_default(const catalog::Table& table,
                                           const catalog::Column& column,
                                           std::vector<Gap>& gaps) const;
    // NOT VALID: the caller validates with validate_foreign_key unless the key is not trusted.
    std::optional<std::string> add_foreign_key(const catalog::Table& table,
                                               const catalog::ForeignKey& key,
                                               std::vector<Gap>& gaps) const;
    std::string validate_constraint(const catalog::Table& table, const std::string& name) const;

    // setval() to where IDENTITY stands; empty when the table has none or it has a gap.
    std::string identity_position(const catalog::Table& table) const;
    std::string create_sequence(const catalog::Sequence& sequence) const;
    // "name" type [NOT NULL] of a plain column, for CREATE TABLE and ADD COLUMN.
    std::string column_definition(const catalog::Table& table,
                                  const catalog::Column& column) const;
    const catalog::Database& database() const { return database_; }
    const ExpressionCompiler& compiler() const { return compiler_; }

  private:
    const catalog::Schema* find_schema(int32_t id) const;
    const catalog::Table* find_table(int32_t id) const;

    const catalog::Database& database_;
    const ExpressionCompiler& compiler_;
    std::string schema_prefix_;
};

const catalog::Column* find_column(const catalog::Table& table, int32_t column_id);

}  // namespace gantry::store
