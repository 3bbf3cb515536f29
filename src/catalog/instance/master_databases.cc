// The databases master lists, with their files.

#include "catalog/instance/master_reader.h"
#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

constexpr int32_t k_sysbrickfiles = 22;
constexpr int32_t k_sysdbreg = 28;
constexpr int32_t k_resource_database = 32767;

DatabaseEntry* database_by_id(Instance& out, int32_t id) {
    for (DatabaseEntry& database : out.databases) {
        if (database.id == id) return &database;
    }
    return nullptr;
}

}  // namespace

void read_databases(const ModelSources& sources, Instance& out) {
    sources.catalog.scan(
        k_sysdbreg,
        {"id", "name", "sid", "status", "status2", "category", "crdate", "svcbrkrguid", "scope",
         "cmptlevel"},
        [&](const SystemRow& row) {
            DatabaseEntry database;
            database.id = int32_t(row.integer(0));
            if (database.id == k_resource_database) return;
            database.name = row.text(1);
            database.owner_sid = to_bytes(row.bytes(2));
            auto status = uint32_t(row.integer(3));
            auto category = uint32_t(row.integer(5));
            database.created = datetime_text(row.bytes(6));
            database.compatibility_level = uint8_t(row.integer(9));
            database.recovery_model = status & 8 ? "SIMPLE" : status & 4 ? "BULK_LOGGED" : "FULL";
            read_status_words(status, uint32_t(row.integer(4)), database.options);
            database.options.created = database.created;
            database.options.owner_sid = database.owner_sid;
            database.options.service_broker_guid = to_bytes(row.bytes(7));
            database.options.broker_enabled = row.integer(8) == 0;
            database.options.published = (category & 1) != 0;
            database.options.subscribed = (category & 2) != 0;
            database.options.merge_published = (category & 4) != 0;
            database.options.cdc_enabled = (category & 64) != 0;
            out.databases.push_back(std::move(database));
        });
    sources.catalog.scan(k_sysbrickfiles,
                         {"dbid", "fileid", "grpid", "status", "filetype", "size", "maxsize",
                          "growth", "lname", "pname"},
                         [&](const SystemRow& row) {
                             DatabaseEntry* database = database_by_id(out, int32_t(row.integer(0)));
                             if (database == nullptr) return;
                             database->files.push_back(make_file(
                                 int32_t(row.integer(1)), int32_t(row.integer(2)), row.integer(3),
                                 row.integer(4), row.text(8), row.text(9)));
                             DatabaseFile& file = database->files.back();
                             file.size_pages = row.integer(5);
                             file.max_size_pages = row.integer(6);
                             file.growth = row.integer(7);
                         });
}

}  // namespace gantry::catalog
