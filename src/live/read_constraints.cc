// Defaults, checks and foreign keys.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_defaults = {
    .what = "default constraints",
    .view = "sys.default_constraints",
    .columns = "object_id, name, parent_object_id, parent_column_id, definition, is_system_named",
    .rest = "FROM sys.default_constraints AS t",
};
constexpr CatalogQuery k_checks = {
    .what = "check constraints",
    .view = "sys.check_constraints",
    .columns =
        "object_id, name, parent_object_id, parent_column_id, definition, is_disabled, "
        "is_not_trusted, is_not_for_replication, is_system_named",
    .rest = "FROM sys.check_constraints AS t ORDER BY t.parent_object_id, t.object_id",
};
constexpr CatalogQuery k_foreign_keys = {
    .what = "foreign keys",
    .view = "sys.foreign_keys",
    .columns =
        "object_id, name, parent_object_id, referenced_object_id, is_disabled, "
        "is_not_trusted, is_not_for_replication, is_system_named, "
        "delete_referential_action, update_referential_action",
    .rest = "FROM sys.foreign_keys AS t ORDER BY t.parent_object_id, t.object_id",
};
constexpr CatalogQuery k_foreign_key_columns = {
    .what = "columns of foreign keys",
    .view = "sys.foreign_key_columns",
    .columns = "constraint_object_id, parent_object_id, parent_column_id, referenced_column_id",
    .rest =
        "FROM sys.foreign_key_columns AS t "
        "ORDER BY t.constraint_object_id, t.constraint_column_id",
};

void read_defaults(Reader& reader) {
    reader.source.read(k_defaults, [&](const Row& row) {
        Table* table = reader.table(int_of(row, "parent_object_id"));
        if (table == nullptr) return;
        const int32_t column_id = int_of(row, "parent_column_id");
        for (Column& column : table->columns) {
            if (column.id != column_id) continue;
            column.bound_default_id = 0;
            column.default_constraint =
                DefaultConstraint{int_of(row, "object_id"), row.text("name"),
                                  row.text("definition"), row.flag("is_system_named")};
        }
    });
}

void read_checks(Reader& reader) {
    reader.source.read(k_checks, [&](const Row& row) {
        Table* table = reader.table(int_of(row, "parent_object_id"));
        if (table == nullptr) return;
        CheckConstraint check;
        check.object_id = int_of(row, "object_id");
        check.name = row.text("name");
        check.text = row.text("definition");
        check.column_id = int_of(row, "parent_column_id");
        check.disabled = row.flag("is_disabled");
        check.not_trusted = row.flag("is_not_trusted");
        check.not_for_replication = row.flag("is_not_for_replication");
        check.system_named = row.flag("is_system_named");
        table->checks.push_back(std::move(check));
    });
}

ReferentialAction action_of(const Row& row, std::string_view column) {
    return ReferentialAction(row.integer(column) & 3);
}

void read_foreign_keys(Reader& reader) {
    reader.source.read(k_foreign_keys, [&](const Row& row) {
        Table* table = reader.table(int_of(row, "parent_object_id"));
        if (table == nullptr) return;
        ForeignKey key;
        key.object_id = int_of(row, "object_id");
        key.name = row.text("name");
        key.referenced_table_id = int_of(row, "referenced_object_id");
        key.disabled = row.flag("is_disabled");
        key.not_trusted = row.flag("is_not_trusted");
        key.not_for_replication = row.flag("is_not_for_replication");
        key.system_named = row.flag("is_system_named");
        key.on_delete = action_of(row, "delete_referential_action");
        key.on_update = action_of(row, "update_referential_action");
        table->foreign_keys.push_back(std::move(key));
    });
    reader.source.read(k_foreign_key_columns, [&](const Row& row) {
        Table* table = reader.table(int_of(row, "parent_object_id"));
        if (table == nullptr) return;
        const int32_t id = int_of(row, "constraint_object_id");
        for (ForeignKey& key : table->foreign_keys) {
            if (key.object_id != id) continue;
            key.columns.push_back(int_of(row, "parent_column_id"));
            key.referenced_columns.push_back(int_of(row, "referenced_column_id"));
        }
    });
}

}  // namespace

void read_constraints(Reader& reader) {
    read_defaults(reader);
    read_checks(reader);
    read_foreign_keys(reader);
}

void add_constraint_queries(QueryList& out) {
    out.insert(out.end(), {&k_defaults, &k_checks, &k_foreign_keys, &k_foreign_key_columns});
}

}  // namespace gantry::live
