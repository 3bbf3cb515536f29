#include "assess/schema_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf.h"

namespace gantry::assess {

using namespace catalog;

namespace {

constexpr uint64_t k_tebibyte = uint64_t{1} << 40;
// Of the published rule; Next-gen General Purpose holds twice as much.
constexpr uint64_t k_database_size_max = 16 * k_tebibyte;

class SchemaRules {
  public:
    SchemaRules(const Database& database, const SchemaContext& context, Findings& findings)
        : database_(database), context_(context), findings_(findings) {}

    void run() {
        files();
        level();
        options();
        for (const Table& table : database_.tables) {
            if (!table.is_system) this->table(table);
        }
        types();
        assemblies();
        broker();
        others();
    }

  private:
    void found(std::string_view rule, std::string object, std::string type,
               std::string detail = {}) {
        Impact impact;
        impact.object = std::move(object);
        impact.type = std::move(type);
        impact.detail = std::move(detail);
        findings_.add(rule, std::move(impact));
    }
    bool crosses(int level) const {
        return context_.source_level < level && level <= context_.target_level;
    }
    std::string schema_name(int32_t id) const {
        for (const Schema& schema : database_.schemas) {
            if (schema.id == id) return schema.name;
        }
        return "dbo";
    }
    std::string name_of(int32_t schema_id, const std::string& name) const {
        return schema_name(schema_id) + "." + name;
    }

    void files() {
        std::vector<const DatabaseFile*> logs;
        for (const DatabaseFile& file : database_.files) {
            if (file.type == "LOG") logs.push_back(&file);
            if (file.type == "FILESTREAM" && !is_memory_group(file.filegroup_id)) {
                found("FileStream", file.name, "file", file.physical_name);
            }
            if (file.type != "FILESTREAM" && file.growth == 0 && crosses(110)) {
                found("UR00003", file.name, "file", file.physical_name);
            }
        }
        for (size_t i = 1; i < logs.size(); ++i) {
            found("MultipleLogFiles", logs[i]->name, "file", logs[i]->physical_name);
        }
        for (const Filegroup& group : database_.filegroups) {
            if (group.type == "FD") found("FileStream", group.name, "filegroup");
            if (group.type == "FX") {
                found("Gantry.MemoryOptimized", group.name, "filegroup");
                if (crosses(130)) found("UR00337", group.name, "filegroup");
            }
            if (group.read_only && crosses(100)) found("UR00021", group.name, "filegroup");
        }
        if (context_.size_bytes > k_database_size_max) {
            found("MIDatabaseSize", database_.name, "database",
                  fmt::format("{:.1f} TB", double(context_.size_bytes) / double(k_tebibyte)));
        }
    }
    bool is_memory_group(int32_t id) const {
        return std::any_of(
            database_.filegroups.begin(), database_.filegroups.end(),
            [&](const Filegroup& group) { return group.id == id && group.type == "FX"; });
    }

    void level() {
        if (context_.source_level >= 100) return;
        const std::string detail = fmt::format("level {}", context_.source_level);
        found("DbCompatLevelLowerThan100", database_.name, "database", detail);
        found("UR00019", database_.name, "database", detail);
    }

    void options() {
        const DatabaseOptions& options = database_.options;
        if (options.read_only && crosses(100)) found("UR00020", database_.name, "database");
        if (options.page_verify == "TORN_PAGE_DETECTION") {
            found("UR00314", database_.name, "database");
        }
    }

    void table(const Table& table) {
        const std::string name = name_of(table.schema_id, table.name);
        if (table.options.filetable) found("FileStream", name, "FileTable");
        if (table.options.memory_optimized) found("Gantry.MemoryOptimized", name, "table");
        if (table.options.external) found("Gantry.ExternalTable", name, "external table");
        if (table.options.vardecimal) found("UR00316", name, "table");
        if (ascii_iequals(table.name, "NEXT")) next(name, "table");
        for (const Column& column : table.columns) {
            const std::string column_name = name + "." + column.name;
            if (column.filestream) found("FileStream", column_name, "column");
            if (ascii_iequals(column.name, "NEXT")) next(column_name, "column");
            const types::TypeId type = column.type.id;
            if (type == types::TypeId::text || type == types::TypeId::ntext ||
                type == types::TypeId::image) {
                found("UR00306", column_name, "column", types::type_name(column.type));
            }
        }
    }

    void next(const std::string& name, const char* type) {
        if (crosses(110)) found("UR00062", name, type);
    }

    void types() {
        for (const UserType& type : database_.user_types) {
            const std::string name = name_of(type.schema_id, type.name);
            if (ascii_iequals(type.name, "geometry") || ascii_iequals(type.name, "geography")) {
                if (crosses(100)) found("UR00044", name, "type");
            }
            if (ascii_iequals(type.name, "xml")) found("UR00086", name, "type");
        }
    }

    void assemblies() {
        for (const Assembly& assembly : database_.assemblies) {
            if (assembly.is_system || assembly.permission_set == "UNSAFE") continue;
            found("ClrStrictSecurity", assembly.name, "assembly", assembly.permission_set);
        }
    }

    void broker() {
        for (const Route& route : database_.routes) {
            const bool local = route.address.empty() || ascii_iequals(route.address, "LOCAL");
            if (!local) found("Gantry.ServiceBrokerRoute", route.name, "route", route.address);
        }
        for (const RemoteServiceBinding& binding : database_.remote_service_bindings) {
            found("Gantry.RemoteServiceBinding", binding.name, "remote service binding",
                  binding.remote_service);
        }
    }

    void others() {
        for (const FulltextIndex& index : database_.fulltext_indexes) {
            const std::string name = table_name(index.object_id);
            if (crosses(110)) found("UR00040", name, "full-text index");
            for (const FulltextColumn& column : index.columns) {
                if (!column.statistical_semantics) continue;
                found("Gantry.SemanticSearch", name, "full-text index");
                break;
            }
        }
        for (const SymmetricKey& key : database_.symmetric_keys) {
            if (key.algorithm.starts_with("RC4")) {
                found("UR00305", key.name, "symmetric key", key.algorithm);
            }
        }
        for (const Module& module : database_.modules) {
            if (module.natively_compiled) {
                found("Gantry.MemoryOptimized", name_of(module.schema_id, module.name),
                      "natively compiled module");
            }
        }
    }
    std::string table_name(int32_t object_id) const {
        for (const Table& table : database_.tables) {
            if (table.object_id == object_id) return name_of(table.schema_id, table.name);
        }
        return fmt::format("object {}", object_id);
    }

    const Database& database_;
    const SchemaContext& context_;
    Findings& findings_;
};

}  // namespace

void scan_schema(const Database& database, const SchemaContext& context, Findings& findings) {
    SchemaRules(database, context, findings).run();
}

}  // namespace gantry::assess
