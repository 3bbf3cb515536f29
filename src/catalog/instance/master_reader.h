#pragma once
// The parts of read_instance() that read master's base tables. Private to src/catalog/instance.

#include "catalog/instance/instance_model.h"
#include "catalog/model_sources.h"

namespace gantry::catalog {

// False when these are not master's tables.
bool is_master(const SystemCatalog& catalog);
void read_logins(const ModelSources& sources, Instance& out);          // master_security.cc
void read_linked_servers(const ModelSources& sources, Instance& out);  // master_servers.cc
void read_endpoints(const ModelSources& sources, Instance& out);
void read_databases(const ModelSources& sources, Instance& out);      // master_databases.cc
void read_configuration(const ModelSources& sources, Instance& out);  // master_settings.cc
void read_resource_governor(const ModelSources& sources, Instance& out);
void read_event_sessions(const ModelSources& sources, Instance& out);
void read_extended_procedures(const ModelSources& sources, Instance& out);
// Of master or msdb: what is not shipped with it (system_database_objects.cc).
void read_system_objects(const Database& model, const std::string& database, Instance& out);

}  // namespace gantry::catalog
