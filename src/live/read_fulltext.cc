// Full-text catalogs, indexes and stoplists.

#include "live/reader.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_catalogs = {
    .what = "full-text catalogs",
    .view = "sys.fulltext_catalogs",
    .columns =
        "fulltext_catalog_id, name, path, is_default, is_accent_sensitivity_on, "
        "data_space_id, principal_id",
    .rest = "FROM sys.fulltext_catalogs AS t ORDER BY t.fulltext_catalog_id",
};
constexpr CatalogQuery k_indexes = {
    .what = "full-text indexes",
    .view = "sys.fulltext_indexes",
    .columns =
        "object_id, unique_index_id, fulltext_catalog_id, is_enabled, "
        "change_tracking_state, stoplist_id@10, data_space_id@10, property_list_id@11",
    .rest = "FROM sys.fulltext_indexes AS t ORDER BY t.object_id",
};
constexpr CatalogQuery k_columns = {
    .what = "columns of full-text indexes",
    .view = "sys.fulltext_index_columns",
    .columns = "object_id, column_id, type_column_id, language_id, statistical_semantics@11",
    .rest = "FROM sys.fulltext_index_columns AS t ORDER BY t.object_id, t.column_id",
};
constexpr CatalogQuery k_stoplists = {
    .what = "full-text stoplists",
    .view = "sys.fulltext_stoplists",
    .columns = "stoplist_id, name, principal_id",
    .rest = "FROM sys.fulltext_stoplists AS t ORDER BY t.stoplist_id",
    .since = 10,
};

FulltextIndex index_of(const Row& row, bool has_stoplists) {
    FulltextIndex out;
    out.object_id = int_of(row, "object_id");
    out.unique_index_id = int_of(row, "unique_index_id");
    out.catalog_id = int_of(row, "fulltext_catalog_id");
    out.enabled = row.flag("is_enabled");
    out.change_tracking = letter_of(row, "change_tracking_state", 'A');
    // NULL: STOPLIST = OFF.
    out.stoplist_id = has_stoplists && row.is_null("stoplist_id") ? -1 : int_of(row, "stoplist_id");
    out.property_list_id = int_of(row, "property_list_id");
    out.filegroup_id = int_of(row, "data_space_id");
    return out;
}

}  // namespace

void read_fulltext(Reader& reader) {
    Database& out = reader.out;
    const bool has_stoplists = reader.source.info().view_major() >= k_stoplists.since;
    reader.source.read(k_catalogs, [&](const Row& row) {
        FulltextCatalog catalog;
        catalog.id = int_of(row, "fulltext_catalog_id");
        catalog.name = row.text("name");
        catalog.path = row.text("path");
        catalog.is_default = row.flag("is_default");
        catalog.accent_sensitive = row.flag("is_accent_sensitivity_on");
        catalog.filegroup_id = int_of(row, "data_space_id");
        catalog.owner_id = int_of(row, "principal_id");
        out.fulltext_catalogs.push_back(std::move(catalog));
    });
    reader.source.read(k_indexes, [&](const Row& row) {
        out.fulltext_indexes.push_back(index_of(row, has_stoplists));
    });
    reader.source.read(k_columns, [&](const Row& row) {
        const int32_t object_id = int_of(row, "object_id");
        for (FulltextIndex& index : out.fulltext_indexes) {
            if (index.object_id != object_id) continue;
            index.columns.push_back({int_of(row, "column_id"), int_of(row, "type_column_id"),
                                     int_of(row, "language_id"),
                                     row.flag("statistical_semantics")});
        }
    });
    reader.source.read(k_stoplists, [&](const Row& row) {
        FulltextStoplist list;
        list.id = int_of(row, "stoplist_id");
        list.name = row.text("name");
        list.owner_id = int_of(row, "principal_id");
        out.fulltext_stoplists.push_back(std::move(list));
    });
}

void add_fulltext_queries(QueryList& out) {
    out.insert(out.end(), {&k_catalogs, &k_indexes, &k_columns, &k_stoplists});
}

}  // namespace gantry::live
