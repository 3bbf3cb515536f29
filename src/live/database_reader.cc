#include "live/database_reader.h"

#include <fmt/format.h>

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

Database read_database(Source& source, const SourceDatabase& database) {
    Database out;
    out.name = database.entry.name;
    out.id = database.entry.id;
    out.compatibility_level = database.entry.compatibility_level;
    out.collation = database.collation;
    out.recovery_model = database.entry.recovery_model;
    out.options = database.entry.options;
    // Azure SQL Database knows no USE: the connection is the database's.
    constexpr int k_azure_sql_database = 5;
    if (source.info().engine_edition != k_azure_sql_database) {
        source.connection().use_database(out.name);
    }
    std::vector<std::string> before = source.take_warnings();
    source.read_batch(
        "the database's version",
        fmt::format("SELECT CAST(DATABASEPROPERTYEX({}, 'Version') AS int)",
                    tdsclient::quote_literal(out.name)),
        [&](const Row& row) { out.internal_version = uint16_t(row.integer(size_t{0})); });
    Reader reader(source, out);
    read_schemas(reader);
    read_principals(reader);
    read_permissions(reader);
    read_types(reader);
    read_tables(reader);
    read_objects(reader);
    read_triggers(reader);
    read_columns(reader);
    read_module_texts(reader);
    read_constraints(reader);
    read_indexes(reader);
    read_storage(reader);
    read_fulltext(reader);
    read_keys(reader);
    read_broker(reader);
    read_assemblies(reader);
    read_other_objects(reader);
    if (out.files.empty()) out.files = database.entry.files;
    out.warnings = source.take_warnings();
    for (std::string& warning : before)
        source.warn(std::move(warning));
    return out;
}

}  // namespace gantry::live
