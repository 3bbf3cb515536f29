#pragma once
// What the readers of one database share. Private to src/live. One thread.

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/model.h"
#include "live/source.h"

namespace gantry::live {

using tdsclient::Row;

// One database being read: the model so far, and where its objects are in it.
class Reader {
  public:
    Reader(Source& source, catalog::Database& database) : source(source), out(database) {}

    catalog::Table* table(int32_t object_id) { return find(tables, out.tables, object_id); }
    catalog::Module* module(int32_t object_id) { return find(modules, out.modules, object_id); }
    void add(catalog::Table table);
    void add(catalog::Module module);
    // From system_type_id, user_type_id, max_length, precision, scale and collation_name.
    types::SqlType type(const Row& row);
    uint32_t collation(const std::string& name);  // 0 for an empty one

    Source& source;
    catalog::Database& out;

  private:
    template <class T>
    static T* find(const std::unordered_map<int32_t, size_t>& places, std::vector<T>& objects,
                   int32_t object_id) {
        const auto found = places.find(object_id);
        return found == places.end() ? nullptr : &objects[found->second];
    }

    std::unordered_map<int32_t, size_t> tables, modules;
    std::map<std::string, uint32_t> collations_;
};

inline int32_t int_of(const Row& row, std::string_view column) {
    return int32_t(row.integer(column));
}
inline std::vector<uint8_t> bytes_of(const Row& row, std::string_view column) {
    const ByteSpan bytes = row.bytes(column);
    return {bytes.begin(), bytes.end()};
}
// Without the blanks that char columns end in.
std::string word_of(const Row& row, std::string_view column);
char letter_of(const Row& row, std::string_view column, char missing);
// Of a collation name; 0 when it is empty or not known.
uint32_t collation_id(const std::string& name);
catalog::DatabaseFile file_of(const Row& row);  // of sys.database_files or sys.master_files
// The columns of a type, for a query's list.
#define GANTRY_TYPE_COLUMNS \
    "system_type_id, user_type_id, max_length, precision, scale, collation_name"

// In the order they are called; each adds what it knows. The queries of a file are listed by its
// add_..._queries().
void read_schemas(Reader& reader);  // read_principals.cc
void read_principals(Reader& reader);
void read_permissions(Reader& reader);
void read_types(Reader& reader);    // read_types.cc
void read_tables(Reader& reader);   // read_tables.cc
void read_objects(Reader& reader);  // read_modules.cc
void read_columns(Reader& reader);  // read_columns.cc
void read_module_texts(Reader& reader);
void read_triggers(Reader& reader);
void read_constraints(Reader& reader);    // read_constraints.cc
void read_indexes(Reader& reader);        // read_indexes.cc
void read_storage(Reader& reader);        // read_storage.cc
void read_fulltext(Reader& reader);       // read_fulltext.cc
void read_keys(Reader& reader);           // read_keys.cc
void read_broker(Reader& reader);         // read_broker.cc
void read_assemblies(Reader& reader);     // read_assemblies.cc
void read_other_objects(Reader& reader);  // read_other_objects.cc

using QueryList = std::vector<const CatalogQuery*>;
void add_principal_queries(QueryList& out);
void add_type_queries(QueryList& out);
void add_table_queries(QueryList& out);
void add_module_queries(QueryList& out);
void add_column_queries(QueryList& out);
void add_constraint_queries(QueryList& out);
void add_index_queries(QueryList& out);
void add_storage_queries(QueryList& out);
void add_fulltext_queries(QueryList& out);
void add_key_queries(QueryList& out);
void add_broker_queries(QueryList& out);
void add_assembly_queries(QueryList& out);
void add_other_object_queries(QueryList& out);

}  // namespace gantry::live
