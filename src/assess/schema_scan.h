#pragma once
// The walk over one database's model, private to src/assess: methods by family in schema_*.cc.

#include <string>
#include <string_view>

#include "assess/schema_rules.h"

namespace gantry::assess {

class SchemaRules {
  public:
    SchemaRules(const catalog::Database& database, const SchemaContext& context, Findings& findings)
        : database_(database), context_(context), findings_(findings) {}

    void run();

  private:
    // ---- files and options (schema_files.cc) ----
    void files();
    void file(const catalog::DatabaseFile& file);
    void filegroups();
    void level();
    void options();
    void restored_options();
    void service_database();
    bool is_memory_group(int32_t id) const;

    // ---- tables (schema_tables.cc) ----
    void table(const catalog::Table& table);
    void column(const catalog::Table& table, const std::string& name,
                const catalog::Column& column);
    void persisted(const catalog::Table& table, const std::string& name);
    void indexes(const std::string& name, const std::vector<catalog::Index>& indexes);
    void types();
    void xml_schemas();
    void view(const catalog::Module& module);

    // ---- what else the database has (schema_objects.cc) ----
    void modules();
    void assemblies();
    void broker();
    void fulltext();
    void keys();
    void principals();
    void replication();
    void external();

    // ---- names (schema_names.cc) ----
    void names();

    void found(std::string_view rule, std::string object, std::string type,
               std::string detail = {});
    // The compatibility level goes past `level`.
    bool crosses(int level) const {
        return context_.source_level < level && level <= context_.target_level;
    }
    // The level goes past it, or the database comes from a server older than the one that had it
    // first: what the upgrade of the database itself changes.
    bool upgrades(int level) const;
    std::string name_of(int32_t schema_id, const std::string& name) const;
    const catalog::Table* table_by_id(int32_t object_id) const;
    std::string table_name(int32_t object_id) const;

    const catalog::Database& database_;
    const SchemaContext& context_;
    Findings& findings_;
};

}  // namespace gantry::assess
