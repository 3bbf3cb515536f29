#include "assess/inventory.h"

#include <algorithm>
#include <map>

namespace gantry::assess {

using namespace catalog;

namespace {

constexpr int32_t k_first_user_id = 5;  // below: public, dbo, guest, INFORMATION_SCHEMA, sys
constexpr int32_t k_first_own_xml_collection = 65536;
constexpr int32_t k_first_own_server_principal = 256;

template <class T, class F>
uint64_t number_of(const std::vector<T>& all, F&& f) {
    return uint64_t(std::count_if(all.begin(), all.end(), f));
}

class Counter {
  public:
    // Of kinds that are asked for in any report.
    void always(std::string_view kind, uint64_t number) {
        out_.emplace_back(std::string(kind), number);
    }
    void add(std::string_view kind, uint64_t number) {
        if (number != 0) always(kind, number);
    }
    Inventory take() { return std::move(out_); }

  private:
    Inventory out_;
};

struct TableCounts {
    uint64_t tables = 0, types = 0, external = 0, memory = 0, temporal = 0, rows = 0, columns = 0,
             computed = 0, defaults = 0, primary_keys = 0, unique = 0, foreign_keys = 0, checks = 0,
             indexes = 0, columnstore = 0, xml = 0, spatial = 0;

    void add(const Table& table) {
        if (table.is_table_type) {
            ++types;
            return;
        }
        ++tables;
        external += table.options.external ? 1 : 0;
        memory += table.options.memory_optimized ? 1 : 0;
        temporal += table.options.temporal == TemporalType::versioned ? 1 : 0;
        rows += uint64_t(std::max<int64_t>(table.row_count, 0));
        foreign_keys += table.foreign_keys.size();
        checks += table.checks.size();
        columns += table.columns.size();
        for (const Column& column : table.columns) {
            computed += column.is_computed() ? 1 : 0;
            defaults += column.default_constraint ? 1 : 0;
        }
        for (const Index& index : table.indexes)
            add(index);
    }
    void add(const Index& index) {
        if (index.kind == IndexKind::heap) return;
        ++indexes;
        primary_keys += index.primary_key ? 1 : 0;
        unique += index.unique_constraint ? 1 : 0;
        xml += index.kind == IndexKind::xml ? 1 : 0;
        spatial += index.kind == IndexKind::spatial ? 1 : 0;
        columnstore += index.kind == IndexKind::clustered_columnstore ||
                               index.kind == IndexKind::nonclustered_columnstore
                           ? 1
                           : 0;
    }
};

void add_tables(const Database& database, Counter& out) {
    TableCounts counts;
    for (const Table& table : database.tables) {
        if (!table.is_system) counts.add(table);
    }
    out.always("tables", counts.tables);
    out.add("table_types", counts.types);
    out.add("external_tables", counts.external);
    out.add("memory_optimized_tables", counts.memory);
    out.add("temporal_tables", counts.temporal);
    out.add("rows", counts.rows);
    out.add("columns", counts.columns);
    out.add("computed_columns", counts.computed);
    out.add("default_constraints", counts.defaults);
    out.add("primary_keys", counts.primary_keys);
    out.add("unique_constraints", counts.unique);
    out.add("foreign_keys", counts.foreign_keys);
    out.add("check_constraints", counts.checks);
    out.always("indexes", counts.indexes);
    out.add("columnstore_indexes", counts.columnstore);
    out.add("xml_indexes", counts.xml);
    out.add("spatial_indexes", counts.spatial);
    out.add("fulltext_indexes", database.fulltext_indexes.size());
    out.add("statistics", database.statistics.size());
}

void add_modules(const Database& database, Counter& out) {
    std::map<ModuleKind, uint64_t> kinds;
    uint64_t encrypted = 0, indexed_views = 0, database_triggers = 0, native = 0;
    for (const Module& module : database.modules) {
        if (module.is_system) continue;
        ++kinds[module.kind];
        encrypted += module.encrypted ? 1 : 0;
        native += module.natively_compiled ? 1 : 0;
        indexed_views += module.kind == ModuleKind::view && !module.indexes.empty() ? 1 : 0;
        database_triggers += module.kind == ModuleKind::trigger && module.parent_class == 0 ? 1 : 0;
    }
    out.always("views", kinds[ModuleKind::view]);
    out.add("indexed_views", indexed_views);
    out.always("procedures", kinds[ModuleKind::procedure]);
    out.always("functions", kinds[ModuleKind::scalar_function] +
                                kinds[ModuleKind::inline_function] +
                                kinds[ModuleKind::table_function]);
    out.add("scalar_functions", kinds[ModuleKind::scalar_function]);
    out.add("inline_functions", kinds[ModuleKind::inline_function]);
    out.add("table_functions", kinds[ModuleKind::table_function]);
    out.always("triggers", kinds[ModuleKind::trigger]);
    out.add("database_triggers", database_triggers);
    out.add("clr_modules", kinds[ModuleKind::clr]);
    out.add("encrypted_modules", encrypted);
    out.add("natively_compiled_modules", native);
    out.add("other_modules", kinds[ModuleKind::other]);
    out.add("synonyms", database.synonyms.size());
    out.add("sequences", database.sequences.size());
    out.add("user_types", database.user_types.size());
    out.add("xml_schema_collections",
            number_of(database.xml_schema_collections, [](const XmlSchemaCollection& one) {
                return one.id >= k_first_own_xml_collection;
            }));
    out.add("assemblies",
            number_of(database.assemblies, [](const Assembly& one) { return !one.is_system; }));
}

bool is_own_user(const Principal& one) {
    return one.id >= k_first_user_id && one.type != 'R' && one.type != 'A';
}

void add_security(const Database& database, Counter& out) {
    out.always("users", number_of(database.principals, is_own_user));
    out.add("roles", number_of(database.principals, [](const Principal& one) {
                return one.id >= k_first_user_id && one.type == 'R' && !one.is_fixed_role;
            }));
    out.add("application_roles",
            number_of(database.principals, [](const Principal& one) { return one.type == 'A'; }));
    out.add("certificates", database.certificates.size());
    out.add("asymmetric_keys", database.asymmetric_keys.size());
    out.add("symmetric_keys", database.symmetric_keys.size());
    out.add("column_encryption_keys", database.column_encryption_keys.size());
    out.add("security_policies", database.security_policies.size());
    out.add("audit_specifications", database.audit_specifications.size());
}

void add_storage(const Database& database, Counter& out) {
    auto files = [&](std::string_view type) {
        return number_of(database.files,
                         [&](const DatabaseFile& file) { return file.type == type; });
    };
    out.always("data_files", files("ROWS"));
    out.always("log_files", files("LOG"));
    out.add("filestream_files", files("FILESTREAM"));
    out.add("filegroups", database.filegroups.size());
    out.add("partition_functions", database.partition_functions.size());
    out.add("partition_schemes", database.partition_schemes.size());
    out.add("fulltext_catalogs", database.fulltext_catalogs.size());
}

void add_others(const Database& database, Counter& out) {
    auto own_id = [](const auto& one) { return one.id >= k_first_own_xml_collection; };
    out.add("message_types", number_of(database.message_types, own_id));
    out.add("service_queues", number_of(database.service_queues,
                                        [](const ServiceQueue& one) { return !one.is_system; }));
    out.add("services", number_of(database.services, own_id));
    out.add("event_notifications", database.event_notifications.size());
    out.add("plan_guides", database.plan_guides.size());
    out.add("external_data_sources", database.external_data_sources.size());
    out.add("query_store_queries",
            uint64_t(std::max<int64_t>(database.query_store.query_count, 0)));
}

// Objects of one database by type, each under the gravest of what was found in it.
class ObjectCounter {
  public:
    ObjectCounter(const Database& database, const Findings& findings)
        : database_(database), findings_(findings) {
        for (const Schema& schema : database.schemas)
            schemas_[schema.id] = schema.name;
    }

    std::vector<std::pair<std::string, ObjectCounts>> run() {
        for (const Table& one : database_.tables) {
            if (!one.is_system) table(one);
        }
        for (const Module& one : database_.modules) {
            if (!one.is_system) module(one);
        }
        for (const UserType& one : database_.user_types)
            named("type", name_of(one.schema_id, one.name), "");
        for (const Synonym& one : database_.synonyms)
            named("synonym", name_of(one.schema_id, one.name), "");
        for (const Sequence& one : database_.sequences)
            named("sequence", name_of(one.schema_id, one.name), "");
        for (const Assembly& one : database_.assemblies) {
            if (!one.is_system) named("assembly", one.name, "assembly");
        }
        for (const Principal& one : database_.principals) {
            if (is_own_user(one)) named("user", one.name, "user");
        }
        for (const DatabaseFile& one : database_.files)
            named("file", one.name, "file");
        return std::move(out_);
    }

  private:
    std::string name_of(int32_t schema_id, const std::string& name) const {
        const auto found = schemas_.find(schema_id);
        return found == schemas_.end() ? name : found->second + "." + name;
    }

    void count(std::string_view type, Severity worst, bool not_analysed) {
        auto entry = std::find_if(out_.begin(), out_.end(),
                                  [&](const auto& one) { return one.first == type; });
        if (entry == out_.end()) entry = out_.insert(out_.end(), {std::string(type), {}});
        ObjectCounts& counts = entry->second;
        if (worst == Severity::blocks_restore) {
            ++counts.blocked;
        } else if (worst >= Severity::behaviour) {
            ++counts.needs_change;
        } else if (not_analysed) {
            ++counts.not_analysed;
        } else {
            ++counts.works;
        }
    }

    void named(std::string_view type, const std::string& name, std::string_view finding_type) {
        Severity worst = Severity::information;
        findings_.worst_of(name, finding_type, worst);
        count(type, worst, findings_.is_not_analysed(name));
    }

    // With its columns, checks and indexes.
    void table(const Table& table) {
        const std::string name = name_of(table.schema_id, table.name);
        Severity worst = Severity::information;
        bool not_analysed = false;
        auto part = [&](const std::string& part_name) {
            findings_.worst_of(part_name, "", worst);
            not_analysed = not_analysed || findings_.is_not_analysed(part_name);
        };
        part(name);
        for (const Column& column : table.columns)
            part(name + "." + column.name);
        for (const CheckConstraint& check : table.checks)
            part(check.name);
        for (const Index& index : table.indexes)
            part(name + "." + index.name);
        count(table.is_table_type ? "table type" : "table", worst, not_analysed);
    }

    void module(const Module& module) {
        named(module_type(module), name_of(module.schema_id, module.name), "");
    }

    const Database& database_;
    const Findings& findings_;
    std::map<int32_t, std::string> schemas_;
    std::vector<std::pair<std::string, ObjectCounts>> out_;
};

}  // namespace

std::string_view module_type(const Module& module) {
    switch (module.kind) {
        case ModuleKind::view:
            return "view";
        case ModuleKind::procedure:
            return "procedure";
        case ModuleKind::scalar_function:
        case ModuleKind::inline_function:
        case ModuleKind::table_function:
            return "function";
        case ModuleKind::trigger:
            return "trigger";
        case ModuleKind::clr:
            return "CLR module";
        case ModuleKind::other:
            break;
    }
    return "module";
}

Inventory inventory_of(const Database& database) {
    Counter out;
    add_tables(database, out);
    add_modules(database, out);
    add_security(database, out);
    add_storage(database, out);
    add_others(database, out);
    return out.take();
}

Inventory inventory_of(const Instance& instance) {
    Counter out;
    if (instance.has_master) {
        auto logins = [&](std::string_view types) {
            return number_of(instance.principals, [&](const ServerPrincipal& one) {
                return types.find(one.type) != types.npos;
            });
        };
        out.always("databases", instance.databases.size());
        out.always("sql_logins", logins("S"));
        out.always("windows_logins", logins("UG"));
        out.add("other_logins", logins("CKEX"));
        out.add("server_roles", number_of(instance.principals, [](const ServerPrincipal& one) {
                    return one.type == 'R' && !one.is_fixed_role &&
                           one.id >= k_first_own_server_principal;
                }));
        out.always("linked_servers",
                   number_of(instance.linked_servers,
                             [](const LinkedServer& one) { return one.id != 0; }));
        out.add("credentials", instance.credentials.size());
        out.add("endpoints", instance.endpoints.size());
        out.add("messages", instance.messages.size());
        out.add("server_triggers", instance.triggers.size());
        out.add("startup_procedures", instance.startup_procedures.size());
        out.add("event_sessions", instance.event_sessions.size());
    }
    if (instance.has_msdb) {
        uint64_t steps = 0;
        for (const AgentJob& job : instance.agent.jobs)
            steps += job.steps.size();
        out.always("jobs", instance.agent.jobs.size());
        out.add("job_steps", steps);
        out.add("schedules", instance.agent.schedules.size());
        out.add("operators", instance.agent.operators.size());
        out.add("alerts", instance.agent.alerts.size());
        out.add("proxies", instance.agent.proxies.size());
        out.add("mail_profiles", instance.mail.profiles.size());
        out.add("ssis_packages", instance.history.ssis_packages.size());
        out.add("maintenance_plans", instance.history.maintenance_plans.size());
    }
    return out.take();
}

void count_objects(const Database& database, const Findings& findings, Subject& subject) {
    subject.objects = ObjectCounter(database, findings).run();
}

}  // namespace gantry::assess
