#pragma once
// Shared by the changes_*.cc files: looking parts up in the target's model, running DDL with
// PostgreSQL's errors turned into SQL Server's, and writing the catalog rows anew.

#include <string>

#include "engine/store/changes.h"
#include "engine/store/pg_ddl.h"

namespace gantry::store {

// Throw SqlError 4902/15151-like when the model has no such object.
const catalog::Table& require_table(const Target& target, int32_t table_id);
const catalog::Column& require_column(const catalog::Table& table, int32_t column_id);
const catalog::Index& require_index(const catalog::Table& table, int32_t index_id);

DdlWriter writer_of(const Target& target);

// `object` is named in messages: "dbo.Orders".
void run_ddl(const Target& target, const std::string& sql, const std::string& object);

// A construct that cannot be compiled is an error in a new statement.
void refuse_gaps(const std::vector<Gap>& gaps);

// The table's catalog rows replaced by these (same object_id), version raised.
void store_table(const Target& target, const catalog::Table& table);
void store_module(const Target& target, const catalog::Module& module);
// The place of a new row in a list of the model.
int32_t next_ordinal(const Target& target, const char* catalog_table);
// Deletes an object and all its parts from the catalog, version raised.
void forget_object(const Target& target, int32_t object_id);
void delete_gaps(const Target& target, int32_t object_id, int32_t minor_id);

// PostgreSQL schemas of dbo and user schemas exist from their creation; those of guest and the
// fixed roles are made when something is put into them.
void ensure_pg_schema(const Target& target, int32_t schema_id);

// "PK__Orders__C3905BAF5C5D4A4F", "DF__Orders__Qty__3B75D760": `column` may be empty.
std::string system_name(const std::string& prefix, const std::string& table,
                        const std::string& column, int32_t object_id);

}  // namespace gantry::store
