#include "live/instance_parts.h"

namespace gantry::live {

std::vector<const CatalogQuery*> all_queries() {
    QueryList out;
    add_principal_queries(out);
    add_type_queries(out);
    add_table_queries(out);
    add_module_queries(out);
    add_column_queries(out);
    add_constraint_queries(out);
    add_index_queries(out);
    add_storage_queries(out);
    add_fulltext_queries(out);
    add_key_queries(out);
    add_broker_queries(out);
    add_assembly_queries(out);
    add_other_object_queries(out);
    add_database_queries(out);
    add_login_queries(out);
    add_server_queries(out);
    add_setting_queries(out);
    add_server_module_queries(out);
    add_system_object_queries(out);
    add_session_queries(out);
    add_job_queries(out);
    add_agent_object_queries(out);
    add_mail_queries(out);
    add_history_queries(out);
    add_performance_queries(out);
    return out;
}

}  // namespace gantry::live
