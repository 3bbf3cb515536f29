#pragma once
// What the fuzz targets of whole databases start from: the data file of a small written database, a
// table without rows in it. For fuzz targets only.

#include "catalog/writer/database_writer.h"

namespace gantry::catalog {

inline Bytes fuzz_base_image() {
    Database db;
    db.name = "fuzz";
    Table table;
    table.object_id = 2000;
    table.name = "t";
    Column id;
    id.id = 1;
    id.name = "id";
    id.type = types::int_type();
    id.nullable = false;
    id.identity = Identity{};
    Column name;
    name.id = 2;
    name.name = "name";
    name.type = types::nvarchar_type(40, 0x3400D008);
    table.columns = {id, name};
    db.tables.push_back(table);
    DatabaseWriterOptions options;
    options.directory = "/tmp";
    WrittenDatabase written(db, {}, options);
    Bytes out(written.extent_count() * storage::k_extent_size);
    for (uint64_t e = 0; e < written.extent_count(); ++e) {
        written.read(e, std::span(out).subspan(e * storage::k_extent_size, storage::k_extent_size));
    }
    return out;
}

}  // namespace gantry::catalog
