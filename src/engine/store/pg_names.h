#pragma once
// T-SQL names to PostgreSQL identifiers (DESIGN D4). Pure functions, one to one: two different
// T-SQL names never become the same identifier of one namespace (but for a 48-bit hash). The true
// name is always in the catalog; these are for PostgreSQL only.
//
//     database Northwind, schema dbo  ->  northwind_dbo
//     table [Order Details]           ->  "Order Details"
//     column ctid                     ->  "ctid$"
//
// Database names are folded, because an instance compares them without case; names inside a
// database keep the case they were created with, because its collation may tell case apart, and a
// binder always has the created spelling at hand. Identifiers PostgreSQL would cut (63 bytes) or
// refuse (NUL, unpaired surrogates) get a hashed tail: "first 50 bytes$0123456789ab".

#include <cstdint>
#include <string>
#include <string_view>

namespace gantry::store {

// How an instance compares database and login names: full case folding, trailing spaces ignored.
std::string name_key(std::string_view name);

// The PostgreSQL schema of a T-SQL schema, unquoted.
std::string pg_schema(std::string_view database, std::string_view schema);

// A table, view, sequence, function or constraint, unquoted.
std::string pg_object(std::string_view name);
// A column: names of PostgreSQL's system columns get a '$'.
std::string pg_column(std::string_view name);
// Indexes share a namespace with tables in PostgreSQL and do not in SQL Server, so a plain index
// bears its table's object id: "Lookup$1977058079".
std::string pg_index(std::string_view index, int32_t table_object_id);
// The sequence behind an IDENTITY column; it lives in the table's schema.
std::string pg_identity_sequence(int32_t table_object_id);
// Where the next rowversion of a database comes from (@@DBTS); in the schema of dbo.
std::string pg_rowversion_sequence();

// "name" with quotes doubled: always quoted, since T-SQL names are case-preserving.
std::string quoted(std::string_view identifier);
// "schema"."object" from PostgreSQL identifiers.
std::string quoted(std::string_view schema, std::string_view object);

// "northwind_dbo"."Order Details" from T-SQL names.
std::string pg_qualified(std::string_view database, std::string_view schema,
                         std::string_view object);

}  // namespace gantry::store
