#include "catalog/instance/instance_reader.h"

#include <fmt/format.h>

#include <iterator>
#include <set>

#include "catalog/database_image.h"
#include "catalog/instance/master_reader.h"
#include "catalog/instance/msdb_reader.h"
#include "catalog/system_catalog.h"

namespace gantry::catalog {

namespace {

constexpr uint8_t k_parent_server = 100;

// Named things of classes that are not read: backup devices, audits, cryptographic providers and
// others whose class numbers no sample shows.
void warn_about_unknown(const ModelSources& sources, Instance& out) {
    static const std::set<uint8_t> k_known = {5,  10, 30, 31,  50,  53,  54, 56,
                                              57, 62, 67, 104, 106, 107, 109};
    for (const auto& [object_class, rows] : sources.class_objects) {
        if (k_known.count(object_class) != 0) continue;
        std::string names;
        for (const NamedRow& row : rows)
            names += (names.empty() ? "" : ", ") + row.name;
        out.warnings.push_back(
            fmt::format("master holds {} objects of a class that is not known ({}): {}",
                        rows.size(), object_class, names));
    }
}

void read_master(const DatabaseImage& image, const SystemCatalog& catalog, Instance& out) {
    ModelSources sources(catalog);
    read_logins(sources, out);
    read_linked_servers(sources, out);
    read_endpoints(sources, out);
    read_databases(sources, out);
    read_configuration(sources, out);
    read_resource_governor(sources, out);
    read_event_sessions(sources, out);
    read_extended_procedures(sources, out);
    const Database& model = image.model();
    for (const Module& module : model.modules) {
        bool trigger =
            module.parent_class == k_parent_server && (module.type == "TR" || module.type == "TA");
        if (trigger) out.triggers.push_back(module);
        if (module.startup) out.startup_procedures.push_back(module);
    }
    read_system_objects(model, "master", out);
    out.certificates = model.certificates;
    out.asymmetric_keys = model.asymmetric_keys;
    out.symmetric_keys = model.symmetric_keys;
    warn_about_unknown(sources, out);
}

template <typename List>
void append(List& into, List& from) {
    into.insert(into.end(), std::make_move_iterator(from.begin()),
                std::make_move_iterator(from.end()));
}

}  // namespace

Instance read_instance(const DatabaseImage& image) {
    Instance out;
    SystemCatalog catalog(image.pages());
    if (is_master(catalog)) {
        read_master(image, catalog, out);
        // From 2012 on every database has master's tables, empty ones.
        out.has_master = !out.principals.empty();
        if (!out.has_master) out = Instance();
    }
    if (is_msdb(image)) {
        out.has_msdb = true;
        read_jobs(image, out);
        read_operators(image, out);
        read_mail(image, out);
        read_history(image, out);
        read_system_objects(image.model(), "msdb", out);
    }
    return out;
}

void merge(Instance& into, Instance other) {
    std::vector<std::string> warnings = std::move(into.warnings);
    append(warnings, other.warnings);
    const bool takes = (!into.has_master && other.has_master) || (!into.has_msdb && other.has_msdb);
    std::vector<SystemDatabaseObject> objects = std::move(into.system_objects);
    if (takes) append(objects, other.system_objects);
    if (!into.has_master && other.has_master) {
        Instance whole = std::move(other);
        whole.agent = std::move(into.agent);
        whole.mail = std::move(into.mail);
        whole.history = std::move(into.history);
        whole.has_msdb = into.has_msdb;
        into = std::move(whole);
    } else if (!into.has_msdb && other.has_msdb) {
        into.agent = std::move(other.agent);
        into.mail = std::move(other.mail);
        into.history = std::move(other.history);
        into.has_msdb = true;
    }
    into.warnings = std::move(warnings);
    into.system_objects = std::move(objects);
}

}  // namespace gantry::catalog
