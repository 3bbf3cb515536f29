// Full-text catalogs, indexes, stoplists and property lists. No sample has one: catalogs and lists
// are named objects of classes that could not be proven, found by the ids that refer to them.

#include <fmt/format.h>

#include <set>

#include "catalog/model_parts.h"

namespace gantry::catalog {

namespace {

// sysftinds.status: the low two bits are the state of change tracking.
constexpr int64_t k_fulltext_active = 8;

// A named object that is none of the classes whose meaning is known.
const NamedRow* unknown_named(const ModelSources& sources, int32_t id) {
    static const std::set<uint8_t> k_known = {5,
                                              k_class_assembly,
                                              k_class_partition_function,
                                              k_class_data_space,
                                              k_class_schema,
                                              53,
                                              54,
                                              k_class_symmetric_key,
                                              k_class_credential,
                                              62,
                                              67,
                                              104,
                                              106,
                                              107,
                                              109};
    for (const auto& [object_class, rows] : sources.class_objects) {
        if (k_known.count(object_class) != 0) continue;
        for (const NamedRow& row : rows) {
            if (row.id == id) return &row;
        }
    }
    return nullptr;
}

std::string name_or_id(const NamedRow* row, int32_t id, const char* kind, Database& out) {
    if (row != nullptr) return row->name;
    out.warnings.push_back(fmt::format("the name of full-text {} {} was not found", kind, id));
    return fmt::format("{}{}", kind, id);
}

void add_indexes(const ModelSources& sources, Database& out) {
    std::set<int32_t> catalogs;
    sources.catalog.scan(k_sysftinds, {"id", "indid", "status", "fgid"}, [&](const SystemRow& row) {
        FulltextIndex index;
        int64_t status = row.integer(2);
        index.object_id = int32_t(row.integer(0));
        index.unique_index_id = int32_t(row.integer(1));
        index.enabled = (status & k_fulltext_active) != 0;
        index.change_tracking = "OMxA"[status & 3];
        index.filegroup_id = int32_t(row.integer(3));
        index.catalog_id = sources.target(k_reference_fulltext_catalog, index.object_id);
        // -2 switches stopwords off.
        int32_t stoplist = sources.target(k_reference_fulltext_stoplist, index.object_id);
        index.stoplist_id = stoplist == -2 ? -1 : stoplist;
        index.property_list_id = sources.target(k_reference_property_list, index.object_id);
        if (index.catalog_id != 0) catalogs.insert(index.catalog_id);
        out.fulltext_indexes.push_back(std::move(index));
    });
    for (int32_t id : catalogs) {
        FulltextCatalog catalog;
        const NamedRow* row = unknown_named(sources, id);
        catalog.id = id;
        catalog.name = name_or_id(row, id, "catalog", out);
        if (row != nullptr) catalog.is_default = (row->status & 1) != 0;
        out.fulltext_catalogs.push_back(std::move(catalog));
    }
}

// Columns of a full-text index are rows of sysiscols under a number that is neither an index nor a
// statistic of the table.
void add_columns(const ModelSources& sources, Database& out) {
    if (out.fulltext_indexes.empty()) return;
    std::set<std::pair<int32_t, int32_t>> known;
    sources.catalog.scan(k_sysidxstats, {"id", "indid"}, [&](const SystemRow& row) {
        known.insert({int32_t(row.integer(0)), int32_t(row.integer(1))});
    });
    sources.catalog.scan(k_sysiscols, {"idmajor", "idminor", "intprop"}, [&](const SystemRow& row) {
        auto object_id = int32_t(row.integer(0));
        if (known.count({object_id, int32_t(row.integer(1))}) != 0) return;
        for (FulltextIndex& index : out.fulltext_indexes) {
            if (index.object_id == object_id) {
                index.columns.push_back({int32_t(row.integer(2)), 0, 0, false});
            }
        }
    });
    for (const FulltextIndex& index : out.fulltext_indexes) {
        const ObjectRow* object = sources.object(index.object_id);
        std::string name = object != nullptr ? object->name : "?";
        out.warnings.push_back(
            index.columns.empty()
                ? fmt::format("the columns of the full-text index of {} were not found", name)
                : fmt::format("the languages of the full-text index of {} are not known: the "
                              "server's default is taken",
                              name));
    }
}

void add_lists(const ModelSources& sources, Database& out) {
    std::map<int32_t, FulltextStoplist> stoplists;
    sources.catalog.scan(k_sysftstops, {"stoplistid", "stopword", "lcid"},
                         [&](const SystemRow& row) {
                             stoplists[int32_t(row.integer(0))].words.push_back(
                                 {row.text(1), int32_t(row.integer(2))});
                         });
    for (auto& [id, stoplist] : stoplists) {
        stoplist.id = id;
        stoplist.name = name_or_id(unknown_named(sources, id), id, "stoplist", out);
        out.fulltext_stoplists.push_back(std::move(stoplist));
    }
    std::map<int32_t, SearchPropertyList> lists;
    sources.catalog.scan(
        k_sysftproperties,
        {"property_list_id", "property_id", "property_name", "guid_identifier", "int_identifier",
         "string_description"},
        [&](const SystemRow& row) {
            SearchProperty property;
            property.id = int32_t(row.integer(1));
            property.name = row.text(2);
            property.property_set = guid_text(row.bytes(3));
            property.property_int = int32_t(row.integer(4));
            property.description = row.text(5);
            lists[int32_t(row.integer(0))].properties.push_back(std::move(property));
        });
    for (auto& [id, list] : lists) {
        list.id = id;
        list.name = name_or_id(unknown_named(sources, id), id, "property list", out);
        out.search_property_lists.push_back(std::move(list));
    }
}

}  // namespace

void add_fulltext(const ModelSources& sources, Database& out) {
    add_indexes(sources, out);
    add_columns(sources, out);
    add_lists(sources, out);
}

}  // namespace gantry::catalog
