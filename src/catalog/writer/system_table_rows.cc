// Rows about the system tables themselves, and what every database has.

#include <algorithm>

#include "catalog/writer/catalog_bits.h"
#include "catalog/writer/catalog_rows.h"
#include "catalog/writer/physical_type.h"

namespace gantry::catalog {

using types::SqlType;
using types::TypeId;

void add_system_table_rows(uint32_t database_collation, const CatalogRowsOptions& options,
                           const std::map<int32_t, uint64_t>& rowset_of, SystemTableRows& out) {
    for (const SystemTable& table : system_tables()) {
        SystemTableRow object;
        object.i32(table.id).text(table.name).i32(k_sys_schema).u8(0);
        object.i32(k_user_table | k_shipped).letters("S ").i32(0).u8(1);
        object.i32(int32_t(table.columns.size())).u64(options.created).u64(options.created).i32(0);
        out.add(k_sysschobjs, std::move(object));

        int32_t column_id = 0;
        int8_t key_count = 0;
        for (const SystemColumn& column : table.columns) {
            SqlType type;
            type.id = column.type;
            type.length = column.length;
            type.collation =
                column.collation == k_database_collation ? database_collation : column.collation;
            if (type.id == TypeId::nvarchar && type.length == 256) {
                type.user_type = types::k_sysname;
            }
            TypeShape shape = type_shape(type);
            int32_t status = column.nullable ? 0 : k_column_not_null;
            if (types::is_character(type.id) || types::is_binary(type.id)) {
                status |= k_column_ansi_padded;
            }
            SystemTableRow row;
            row.i32(table.id).i16(0).i32(++column_id).text(column.name).u8(uint8_t(type.id));
            row.i32(user_type_id(type)).i16(shape.length).u8(shape.precision).u8(shape.scale);
            row.u32(type.collation).i32(status).i16(in_row_limit(type)).i32(0).i32(0).i32(0).null();
            out.add(k_syscolpars, std::move(row));
            key_count = std::max(key_count, column.key);
        }
        bool heap = key_count == 0;
        SystemTableRow index;
        index.i32(table.id).i32(heap ? 0 : 1).text(heap ? "" : "clst");
        index.i32(k_index_of_system | k_index | (heap ? 0 : k_index_always | k_index_unique));
        index.i32(0).u8(0).u8(heap ? 0 : 1).u8(0).i32(0).i32(0).u64(rowset_of.at(table.id));
        out.add(k_sysidxstats, std::move(index));
        for (int8_t ordinal = 1; ordinal <= key_count; ++ordinal) {
            for (size_t i = 0; i < table.columns.size(); ++i) {
                if (table.columns[i].key != ordinal) continue;
                SystemTableRow row;
                row.i32(table.id).i32(1).i32(ordinal).i32(k_key_column).i32(int32_t(i + 1));
                row.u8(uint8_t(ordinal)).u8(0).u8(0);
                out.add(k_sysiscols, std::move(row));
            }
        }
    }
}

std::vector<Schema> standard_schemas() {
    return {{1, "dbo", 1},
            {2, "guest", 2},
            {3, "INFORMATION_SCHEMA", 3},
            {4, "sys", 4},
            {16384, "db_owner", 16384},
            {16385, "db_accessadmin", 16385},
            {16386, "db_securityadmin", 16386},
            {16387, "db_ddladmin", 16387},
            {16389, "db_backupoperator", 16389},
            {16390, "db_datareader", 16390},
            {16391, "db_datawriter", 16391},
            {16392, "db_denydatareader", 16392},
            {16393, "db_denydatawriter", 16393}};
}

std::vector<Principal> standard_principals() {
    auto role_sid = [](int32_t id) {
        std::vector<uint8_t> sid = {1, 5, 0, 0, 0, 0, 0, 9, 4, 0, 0, 0};
        sid.resize(28);
        store_le<int32_t>(sid.data() + 24, id);
        return sid;
    };
    std::vector<Principal> out = {{0, "public", 'R', "", role_sid(0)},
                                  {1, "dbo", 'S', "dbo", {1}},
                                  {2, "guest", 'S', "guest", {0}},
                                  {3, "INFORMATION_SCHEMA", 'S', "", {}},
                                  {4, "sys", 'S', "", {}}};
    for (const Schema& schema : standard_schemas()) {
        if (schema.id >= 16384)
            out.push_back({schema.id, schema.name, 'R', "", role_sid(schema.id)});
    }
    return out;
}

}  // namespace gantry::catalog
