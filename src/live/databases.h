#pragma once
// The databases of a live server.

#include <string>
#include <vector>

#include "catalog/instance/instance_model.h"
#include "live/source.h"

namespace gantry::live {

struct SourceDatabase {
    catalog::DatabaseEntry entry;
    uint32_t collation = 0;
    // Why it cannot be read: offline, no access ...; empty when it can.
    std::string closed;

    bool is_system() const;  // master, model, msdb, tempdb, a distribution database
    bool is_distributor = false;
    uint64_t size_bytes() const;  // of all files
};

// Snapshots of databases are left out: they are no databases of their own.
std::vector<SourceDatabase> list_databases(Source& source);

}  // namespace gantry::live
