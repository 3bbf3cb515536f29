#include "catalog/model_builder.h"

#include <fmt/format.h>

#include "catalog/model_parts.h"
#include "catalog/model_reader.h"

namespace gantry::catalog {

Database build_model(const SystemCatalog& catalog) {
    Database out;
    const BootPage& boot = catalog.boot();
    out.name = boot.database_name;
    out.id = boot.database_id;
    out.internal_version = boot.version;
    out.created_version = boot.created_version;
    out.collation = boot.collation;
    out.compatibility_level = boot.compatibility_level;
    out.recovery_model = boot.recovery_model;
    if (boot.version > k_version_newest) {
        out.warnings.push_back(
            fmt::format("the database has internal version {}, newer than any known here ({}): "
                        "new kinds of columns and objects may be missing",
                        boot.version, k_version_newest));
    }
    ModelSources sources(catalog);
    add_schemas(sources, out);
    add_principals(sources, out);
    ModelReader(sources, out).run();
    add_permissions(sources, out);
    add_keys(sources, out);
    add_policies(sources, out);
    add_storage(sources, out);
    add_partitioning(sources, out);
    add_statistics(sources, out);
    add_fulltext(sources, out);
    add_broker(sources, out);
    add_assemblies(sources, out);
    add_xml_collections(sources, out);
    add_dependencies(sources, out);
    add_guides_and_externals(sources, out);
    add_extended_properties(sources, out);
    add_query_store(sources, out);
    add_options(sources, out);
    return out;
}

}  // namespace gantry::catalog
