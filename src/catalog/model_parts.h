#pragma once
// The parts of build_model() that stand on their own, each filling its lists of the model from
// system rows. What cannot be read becomes a warning. Private to src/catalog.

#include "catalog/model_sources.h"
#include "catalog/xml_schema_set.h"

namespace gantry::catalog {

void add_options(const ModelSources& sources, Database& out);  // model_options.cc
void add_schemas(const ModelSources& sources, Database& out);  // model_security.cc
void add_principals(const ModelSources& sources, Database& out);
void add_permissions(const ModelSources& sources, Database& out);
void add_keys(const ModelSources& sources, Database& out);  // model_keys.cc
// Of a database, scoped, or of the instance in master.
std::vector<Credential> read_credentials(const ModelSources& sources);
void add_policies(const ModelSources& sources, Database& out);      // model_policies.cc
void add_storage(const ModelSources& sources, Database& out);       // model_storage.cc
void add_partitioning(const ModelSources& sources, Database& out);  // model_partitions.cc
void add_statistics(const ModelSources& sources, Database& out);    // model_statistics.cc
void add_fulltext(const ModelSources& sources, Database& out);      // model_fulltext.cc
void add_broker(const ModelSources& sources, Database& out);        // model_broker.cc
void add_assemblies(const ModelSources& sources, Database& out);    // model_assemblies.cc
// Names of sysqnames by id: of assemblies and XML components, and namespaces.
std::map<int32_t, std::string> qualified_names(const ModelSources& sources);
void add_xml_collections(const ModelSources& sources, Database& out);  // model_xml_collections.cc
XmlSchemaSet read_xml_schemas(const ModelSources& sources);
void add_dependencies(const ModelSources& sources, Database& out);  // model_dependencies.cc
void add_guides_and_externals(const ModelSources& sources, Database& out);
void add_extended_properties(const ModelSources& sources, Database& out);
void add_query_store(const ModelSources& sources, Database& out);  // model_query_store.cc

// Options by the status words of the boot page or of sysdbreg.
void read_status_words(uint32_t status, uint32_t status2, DatabaseOptions& options);
// A file by sysprufiles' or sysbrickfiles' columns; sizes are the caller's.
DatabaseFile make_file(int32_t id, int32_t filegroup_id, int64_t status, int64_t type,
                       std::string name, std::string physical_name);
// The partition scheme an index lies on, by any reference to one; 0: none.
int32_t partition_scheme_of(const ModelSources& sources, int32_t object_id, int32_t index_id);

}  // namespace gantry::catalog
