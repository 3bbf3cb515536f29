#pragma once
// What the ids of a model are called: made once for a script. Points into the model, which must
// outlive it. Names that resolve nothing come back empty, never as an error.

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "catalog/model.h"

namespace gantry::catalog::script {

// Anything with an object id: tables, modules, constraints, sequences, synonyms, queues.
struct NamedObject {
    int32_t id = 0;
    int32_t schema_id = 0;
    std::string_view name;
    std::string_view type;  // sys.objects.type, trimmed: U, TT, V, P, PK, F, C, D, SO, SN, SQ, ...
    const Table* table = nullptr;  // of a table; of a constraint the table it is on
    const Module* module = nullptr;
    bool is_system = false;
};

class Names {
  public:
    explicit Names(const Database& database);

    std::string_view schema(int32_t id) const;
    const Principal* principal(int32_t id) const;
    std::string_view principal_name(int32_t id) const;  // empty when unknown
    const UserType* user_type(int32_t id) const;
    // "[schema].[name]" of an alias, CLR or table type; empty when unknown.
    std::string type_name(int32_t id) const;
    const Table* table_type(int32_t id) const;
    const Assembly* assembly(int32_t id) const;
    const XmlSchemaCollection* xml_collection(int32_t id) const;

    const NamedObject* object(int32_t id) const;
    // "[schema].[name]"; empty when unknown.
    std::string object_name(int32_t id) const;
    // A table, view, function, procedure, sequence or synonym by its name under the database's
    // collation; an empty schema means `default_schema`, then dbo.
    const NamedObject* find(std::string_view schema, std::string_view name,
                            int32_t default_schema = 1) const;

    std::string qualified(int32_t schema_id, std::string_view name) const;
    // "nvarchar(40)", "decimal(18, 2)", "[dbo].[Phone]", "sys.geography".
    std::string type(const types::SqlType& type) const;
    // The same with the XML schema collection of a column.
    std::string type(const Column& column) const;
    // Equal names under the database's collation give equal texts.
    std::string fold(std::string_view name) const;

  private:
    void add(NamedObject object);
    void add_table(const Table& table);
    void add_module(const Module& module);

    const Database& database_;
    bool case_sensitive_;
    std::unordered_map<int32_t, const Schema*> schemas_;
    std::unordered_map<int32_t, const Principal*> principals_;
    std::unordered_map<int32_t, const UserType*> user_types_;
    std::unordered_map<int32_t, const Table*> table_types_;
    std::unordered_map<int32_t, NamedObject> objects_;
    std::map<std::pair<std::string, std::string>, int32_t> by_name_;  // folded schema and name
};

const Column* column_by_id(const std::vector<Column>& columns, int32_t id);

}  // namespace gantry::catalog::script
