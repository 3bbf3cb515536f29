#pragma once
// The schema model as rows of system base tables: objects, columns, indexes, constraints, modules
// and their texts, types, schemas, principals, extended properties. Pure.
//
// Throws Error naming what a written database cannot hold yet: sequences, XML, spatial and
// columnstore indexes.
// Facts: rows of a backup of 2012 and of the samples' foreign keys and identities; the bits of
// referential actions other than ON DELETE CASCADE are inferred (catalog_bits.h).

#include "catalog/model.h"
#include "catalog/writer/system_rows.h"

namespace gantry::catalog {

struct CatalogRowsOptions {
    uint64_t created = 0;  // datetime of all objects: ticks of 1/300 s | days since 1900 << 32
};

// `rowset_of` gives the rowset id of a table's heap or clustered index.
void add_model_rows(const Database& database, const std::map<int32_t, uint64_t>& rowset_of,
                    const CatalogRowsOptions& options, SystemTableRows& out);

// Rows about the system tables themselves.
void add_system_table_rows(uint32_t database_collation, const CatalogRowsOptions& options,
                           const std::map<int32_t, uint64_t>& rowset_of, SystemTableRows& out);

// The schemas and principals that every database has, for models that name none.
std::vector<Schema> standard_schemas();
std::vector<Principal> standard_principals();

}  // namespace gantry::catalog
