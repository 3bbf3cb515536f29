// Full-text catalogs, stoplists, property lists and indexes.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

template <typename T>
std::string_view name_by_id(const std::vector<T>& list, int32_t id) {
    for (const T& item : list) {
        if (item.id == id) return item.name;
    }
    return {};
}

void script_stoplists(Context& context) {
    for (const FulltextStoplist& list : context.db.fulltext_stoplists) {
        std::string name = bracket(list.name);
        context.out.create(
            fmt::format("CREATE FULLTEXT STOPLIST {}{}", name,
                        authorization(context, list.owner_id)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.fulltext_stoplists WHERE name = {})",
                         literal(list.name)),
             false});
        std::string words;
        for (const FulltextStopword& word : list.words) {
            words += fmt::format("ALTER FULLTEXT STOPLIST {} ADD {} LANGUAGE {};\n", name,
                                 literal(word.word), word.language);
        }
        if (!words.empty()) context.out.batch(words);
    }
}

void script_property_lists(Context& context) {
    for (const SearchPropertyList& list : context.db.search_property_lists) {
        std::string name = bracket(list.name);
        context.out.create(
            "CREATE SEARCH PROPERTY LIST " + name,
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.registered_search_property_lists WHERE "
                         "name = {})",
                         literal(list.name)),
             false});
        for (const SearchProperty& property : list.properties) {
            std::string text = fmt::format(
                "ALTER SEARCH PROPERTY LIST {} ADD {}\nWITH (PROPERTY_SET_GUID = {}, "
                "PROPERTY_INT_ID = {}",
                name, literal(property.name), ascii_literal(property.property_set),
                property.property_int);
            if (!property.description.empty()) {
                text += ", PROPERTY_DESCRIPTION = " + literal(property.description);
            }
            context.out.batch(text + ")");
        }
    }
}

std::string column_clause(const std::vector<Column>& columns, const FulltextColumn& part) {
    const Column* column = column_by_id(columns, part.column_id);
    std::string out = bracket(column == nullptr ? "?" : std::string_view(column->name));
    if (const Column* type = column_by_id(columns, part.type_column_id)) {
        out += " TYPE COLUMN " + bracket(type->name);
    }
    out += fmt::format(" LANGUAGE {}", part.language);
    if (part.statistical_semantics) out += " STATISTICAL_SEMANTICS";
    return out;
}

void script_index(Context& context, const FulltextIndex& index) {
    const NamedObject* object = context.names.object(index.object_id);
    std::string name = context.names.object_name(index.object_id);
    if (object == nullptr || (object->table == nullptr && object->module == nullptr)) {
        context.out.cannot(fmt::format("full-text index of object {}", index.object_id),
                           "its table was not found");
        return;
    }
    const auto& columns =
        object->table != nullptr ? object->table->columns : object->module->columns;
    const auto& indexes =
        object->table != nullptr ? object->table->indexes : object->module->indexes;
    std::vector<std::string> parts;
    for (const FulltextColumn& part : index.columns)
        parts.push_back(column_clause(columns, part));
    std::string_view key = name_by_id(indexes, index.unique_index_id);
    if (key.empty() || parts.empty()) {
        context.out.cannot("full-text index of " + name, "its key or columns were not found");
        return;
    }
    std::string text = fmt::format("CREATE FULLTEXT INDEX ON {} ({})\nKEY INDEX {}", name,
                                   join(parts), bracket(key));
    std::string_view catalog = name_by_id(context.db.fulltext_catalogs, index.catalog_id);
    if (!catalog.empty()) text += " ON " + bracket(catalog);
    std::vector<std::string> words = {
        fmt::format("CHANGE_TRACKING = {}", index.change_tracking == 'M'   ? "MANUAL"
                                            : index.change_tracking == 'O' ? "OFF"
                                                                           : "AUTO")};
    // STOPLIST came with SQL Server 2008.
    if (index.stoplist_id < 0) {
        words.push_back("STOPLIST = OFF");
    } else if (index.stoplist_id > 0) {
        std::string_view list = name_by_id(context.db.fulltext_stoplists, index.stoplist_id);
        if (!list.empty()) words.push_back("STOPLIST = " + bracket(list));
    }
    std::string_view properties =
        name_by_id(context.db.search_property_lists, index.property_list_id);
    if (!properties.empty()) words.push_back("SEARCH PROPERTY LIST = " + bracket(properties));
    context.out.create(text + fmt::format("\nWITH ({})", join(words)),
                       {fmt::format("OBJECTPROPERTYEX(OBJECT_ID({}), "
                                    "'TableHasActiveFulltextIndex') = 0",
                                    literal(name)),
                        false});
    if (!index.enabled) {
        context.out.batch(fmt::format("ALTER FULLTEXT INDEX ON {} DISABLE", name));
    }
}

}  // namespace

void script_full_text_catalogs(Context& context) {
    context.out.heading("Full-text catalogs");
    for (const FulltextCatalog& catalog : context.db.fulltext_catalogs) {
        context.out.create(
            fmt::format("CREATE FULLTEXT CATALOG {} WITH ACCENT_SENSITIVITY = {}{}{}",
                        bracket(catalog.name), catalog.accent_sensitive ? "ON" : "OFF",
                        catalog.is_default ? " AS DEFAULT" : "",
                        authorization(context, catalog.owner_id)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.fulltext_catalogs WHERE name = {})",
                         literal(catalog.name)),
             false});
    }
    script_stoplists(context);
    script_property_lists(context);
}

void script_full_text_indexes(Context& context) {
    context.out.heading("Full-text indexes");
    for (const FulltextIndex& index : context.db.fulltext_indexes) {
        if (context.chosen(index.object_id)) script_index(context, index);
    }
}

}  // namespace gantry::catalog::script
