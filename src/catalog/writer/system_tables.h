#pragma once
// The system base tables that written databases have, as SQL Server 2012 (internal version 706)
// defines them: columns in declaration order, which is their order in records, and clustered keys.
// Tables of that version which nothing here fills (keys, Service Broker, full-text, ...) are left
// out: the catalog describes itself, so a reader does not miss them.
// Facts: syscolpars, sysrscols and sysiscols of a backup of 2012.

#include <cstdint>
#include <vector>

#include "catalog/system_catalog.h"
#include "types/sql_type.h"

namespace gantry::catalog {

constexpr uint16_t k_written_version = 706;

// Stands for the database's own collation.
constexpr uint32_t k_database_collation = 1;

struct SystemColumn {
    const char* name;
    types::TypeId type;
    int16_t length = 0;  // of strings and binaries, in bytes; -1 max
    bool nullable = false;
    int8_t key = 0;  // 1-based place in the clustered key
    uint32_t collation = 0;
};

struct SystemTable {
    int32_t id;
    const char* name;
    std::vector<SystemColumn> columns;
};

// By id, ascending.
const std::vector<SystemTable>& system_tables();
const SystemTable& system_table(int32_t id);  // asserts that there is one

}  // namespace gantry::catalog
