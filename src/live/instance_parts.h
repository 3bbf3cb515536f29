#pragma once
// The parts of read_instance(). Private to src/live.

#include "catalog/instance/instance_model.h"
#include "live/reader.h"

namespace gantry::live {

void read_logins(Source& source, catalog::Instance& out);          // instance_logins.cc
void read_linked_servers(Source& source, catalog::Instance& out);  // instance_servers.cc
void read_endpoints(Source& source, catalog::Instance& out);
void read_configuration(Source& source, catalog::Instance& out);  // instance_settings.cc
void read_trace_flags(Source& source, catalog::Instance& out);
void read_server_modules(Source& source, catalog::Instance& out);     // instance_modules.cc
void read_extended_procedures(Source& source, catalog::Instance& out);  // instance_objects.cc
void read_system_objects(Source& source, catalog::Instance& out);
void read_resource_governor(Source& source, catalog::Instance& out);  // instance_sessions.cc
void read_event_sessions(Source& source, catalog::Instance& out);
void read_jobs(Source& source, catalog::Agent& out);           // agent_jobs.cc
void read_agent_objects(Source& source, catalog::Agent& out);  // agent_objects.cc
void read_mail(Source& source, catalog::DatabaseMail& out);    // instance_mail.cc
void read_history(Source& source, catalog::History& out);      // instance_history.cc

void add_login_queries(QueryList& out);
void add_server_queries(QueryList& out);
void add_setting_queries(QueryList& out);
void add_server_module_queries(QueryList& out);
void add_system_object_queries(QueryList& out);
void add_session_queries(QueryList& out);
void add_job_queries(QueryList& out);
void add_agent_object_queries(QueryList& out);
void add_mail_queries(QueryList& out);
void add_history_queries(QueryList& out);
void add_database_queries(QueryList& out);     // databases.cc
void add_performance_queries(QueryList& out);  // performance.cc

}  // namespace gantry::live
