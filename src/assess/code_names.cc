#include "assess/code_names.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace gantry::assess {
namespace {

constexpr std::string_view k_removed_mail = "SQL Mail is gone: sp_send_dbmail";
constexpr std::string_view k_attach = "restore the database instead";
constexpr std::string_view k_procedure = "Gantry.Deprecated.SystemProcedure";
constexpr std::string_view k_member = "Gantry.Deprecated.RoleMemberProcedure";
constexpr std::string_view k_full_text = "Gantry.Deprecated.FullTextProcedure";
constexpr std::string_view k_trace = "Gantry.Deprecated.SqlTrace";
constexpr std::string_view k_metadata = "Gantry.Deprecated.MetadataFunction";
constexpr std::string_view k_function = "Gantry.Deprecated.SystemFunction";
constexpr std::string_view k_catalog = "Gantry.Deprecated.CatalogView";

// clang-format off
constexpr NamedRule k_procedures[] = {
    {"xp_cmdshell", "XpCmdshell", ""},
    {"xp_sendmail", "SqlMail", k_removed_mail},
    {"xp_readmail", "SqlMail", k_removed_mail},
    {"xp_startmail", "SqlMail", k_removed_mail},
    {"xp_stopmail", "SqlMail", k_removed_mail},
    {"xp_deletemail", "SqlMail", k_removed_mail},
    {"xp_findnextmsg", "SqlMail", k_removed_mail},
    {"sp_processmail", "SqlMail", k_removed_mail},
    {"sp_dboption", "SystemProcedures110", "ALTER DATABASE ... SET"},
    {"sp_addserver", "SystemProcedures110", "sp_addlinkedserver"},
    {"sp_dropalias", "SystemProcedures110", "roles"},
    {"sp_activedirectory_obj", "SystemProcedures110", ""},
    {"sp_activedirectory_scp", "SystemProcedures110", ""},
    {"sp_activedirectory_start", "SystemProcedures110", ""},
    {"sp_helptrigger", "UR00110", "sys.triggers"},
    {"xp_sqlagent_proxy_account", "UR00133", "msdb.dbo.sp_add_proxy"},

    // Role management, Web Assistant, remote servers, database management ... : UR00311's own list.
    {"sp_addgroup", "UR00311", "CREATE ROLE"},
    {"sp_changegroup", "UR00311", "ALTER ROLE"},
    {"sp_dropgroup", "UR00311", "DROP ROLE"},
    {"sp_helpgroup", "UR00311", "sys.database_principals"},
    {"sp_makewebtask", "UR00311", "Reporting Services, or the application"},
    {"sp_dropwebtask", "UR00311", "Reporting Services, or the application"},
    {"sp_runwebtask", "UR00311", "Reporting Services, or the application"},
    {"sp_enumcodepages", "UR00311", ""},
    {"sp_addremotelogin", "UR00311", "feature 70: sp_addlinkedsrvlogin"},
    {"sp_addserver", "UR00311", "feature 69: sp_addlinkedserver"},
    {"sp_dropremotelogin", "UR00311", "feature 71: sp_droplinkedsrvlogin"},
    {"sp_helpremotelogin", "UR00311", "feature 72: sys.linked_logins"},
    {"sp_remoteoption", "UR00311", "feature 73: sp_serveroption"},
    {"sp_attach_db", "UR00311", "feature 81: CREATE DATABASE ... FOR ATTACH"},
    {"sp_attach_single_file_db", "UR00311", "feature 82: CREATE DATABASE ... FOR ATTACH"},
    {"sp_bindrule", "UR00311", "feature 66: CHECK"},
    {"sp_bindefault", "UR00311", "feature 64: DEFAULT"},
    {"sp_unbindrule", "UR00311", "feature 67: CHECK"},
    {"sp_unbindefault", "UR00311", "feature 65: DEFAULT"},
    {"sp_change_users_login", "UR00311", "feature 231: ALTER USER ... WITH LOGIN"},
    {"sp_depends", "UR00311", "feature 19: sys.dm_sql_referencing_entities"},
    {"sp_renamedb", "UR00311", "feature 79: ALTER DATABASE ... MODIFY NAME"},
    {"sp_getbindtoken", "UR00311", "feature 98: MARS or a distributed transaction"},
    {"sp_bindsession", "UR00311", "feature 97: MARS or a distributed transaction"},
    {"sp_resetstatus", "UR00311", "feature 83: ALTER DATABASE ... SET EMERGENCY"},
    {"xp_grantlogin", "UR00311", "feature 44: CREATE LOGIN"},
    {"xp_revokelogin", "UR00311", "feature 45: DROP LOGIN"},
    {"xp_loginconfig", "UR00311", "feature 59: SERVERPROPERTY"},
    {"sp_addextendedproc", "UR00311", "feature 94: CLR"},
    {"sp_dropextendedproc", "UR00311", "feature 95: CLR"},
    {"sp_helpextendedproc", "UR00311", "feature 96: CLR"},
    {"sp_certify_removable", "UR00311", "feature 74: sp_detach_db"},
    {"sp_create_removable", "UR00311", "feature 75: sp_detach_db"},
    {"sp_dbremove", "UR00311", "feature 76: DROP DATABASE"},
    {"sp_addapprole", "UR00311", "feature 53: CREATE APPLICATION ROLE"},
    {"sp_dropapprole", "UR00311", "feature 54: DROP APPLICATION ROLE"},
    {"sp_addlogin", "UR00311", "feature 39: CREATE LOGIN"},
    {"sp_droplogin", "UR00311", "feature 40: DROP LOGIN"},
    {"sp_adduser", "UR00311", "feature 49: CREATE USER"},
    {"sp_dropuser", "UR00311", "feature 50: DROP USER"},
    {"sp_grantdbaccess", "UR00311", "feature 51: CREATE USER"},
    {"sp_revokedbaccess", "UR00311", "feature 52: DROP USER"},
    {"sp_addrole", "UR00311", "feature 56: CREATE ROLE"},
    {"sp_droprole", "UR00311", "feature 57: DROP ROLE"},
    {"sp_approlepassword", "UR00311", "feature 55: ALTER APPLICATION ROLE"},
    {"sp_password", "UR00311", "feature 46: ALTER LOGIN"},
    {"sp_changeobjectowner", "UR00311", "feature 58: ALTER SCHEMA or ALTER AUTHORIZATION"},
    {"sp_defaultdb", "UR00311", "feature 47: ALTER LOGIN"},
    {"sp_defaultlanguage", "UR00311", "feature 48: ALTER LOGIN"},
    {"sp_denylogin", "UR00311", "feature 42: ALTER LOGIN ... DISABLE"},
    {"sp_grantlogin", "UR00311", "feature 41: CREATE LOGIN"},
    {"sp_revokelogin", "UR00311", "feature 43: DROP LOGIN"},
    {"sp_srvrolepermission", "UR00311", "feature 61: sys.server_permissions"},
    {"sp_dbfixedrolepermission", "UR00311", "feature 60: sys.database_permissions"},

    {"sp_dbcmptlevel", k_procedure, "feature 80: ALTER DATABASE ... SET COMPATIBILITY_LEVEL"},
    {"sp_helpdevice", k_procedure, "feature 100: sys.backup_devices"},
    {"sp_addtype", k_procedure, "feature 62: CREATE TYPE"},
    {"sp_droptype", k_procedure, "feature 63: DROP TYPE"},
    {"sp_indexoption", k_procedure, "feature 78: ALTER INDEX ... SET"},
    {"sp_lock", k_procedure, "feature 99: sys.dm_tran_locks"},
    {"sp_control_dbmasterkey_password", k_procedure, "feature 274"},
    {"sp_db_increased_partitions", k_procedure, "feature 253: not needed any more"},
    {"sp_db_selective_xml_index", k_procedure, "ALTER INDEX ... DISABLE"},
    {"sp_db_vardecimal_storage_format", "UR00316", "feature 201: DATA_COMPRESSION"},
    {"sp_estimated_rowsize_reduction_for_vardecimal", "UR00316", "feature 202"},
    {"sp_addrolemember", k_member, "ALTER ROLE ... ADD MEMBER"},
    {"sp_droprolemember", k_member, "ALTER ROLE ... DROP MEMBER"},
    {"sp_addsrvrolemember", k_member, "ALTER SERVER ROLE ... ADD MEMBER"},
    {"sp_dropsrvrolemember", k_member, "ALTER SERVER ROLE ... DROP MEMBER"},
    {"sp_fulltext_catalog", k_full_text, "CREATE, ALTER, DROP FULLTEXT CATALOG"},
    {"sp_fulltext_column", k_full_text, "ALTER FULLTEXT INDEX"},
    {"sp_fulltext_database", k_full_text, "not needed any more"},
    {"sp_fulltext_table", k_full_text, "CREATE, ALTER, DROP FULLTEXT INDEX"},
    {"sp_help_fulltext_catalogs", k_full_text, "sys.fulltext_catalogs"},
    {"sp_help_fulltext_catalogs_cursor", k_full_text, "sys.fulltext_catalogs"},
    {"sp_help_fulltext_columns", k_full_text, "sys.fulltext_index_columns"},
    {"sp_help_fulltext_columns_cursor", k_full_text, "sys.fulltext_index_columns"},
    {"sp_help_fulltext_tables", k_full_text, "sys.fulltext_indexes"},
    {"sp_help_fulltext_tables_cursor", k_full_text, "sys.fulltext_indexes"},
    {"sp_trace_create", k_trace, "Extended Events"},
    {"sp_trace_setevent", k_trace, "Extended Events"},
    {"sp_trace_setfilter", k_trace, "Extended Events"},
    {"sp_trace_setstatus", k_trace, "Extended Events"},

    // What a managed instance does not run.
    {"sp_addextendedproc", "Gantry.ExtendedProcedure", ""},
    {"sp_dropextendedproc", "Gantry.ExtendedProcedure", ""},
    {"sp_attach_db", "Gantry.ExtendedProcedure", k_attach},
    {"sp_attach_single_file_db", "Gantry.ExtendedProcedure", k_attach},
    {"sp_detach_db", "Gantry.ExtendedProcedure", ""},
    {"xp_dirtree", "Gantry.ExtendedProcedure", ""},
    {"xp_subdirs", "Gantry.ExtendedProcedure", ""},
    {"xp_fileexist", "Gantry.ExtendedProcedure", ""},
    {"xp_fixeddrives", "Gantry.ExtendedProcedure", ""},
    {"xp_availablemedia", "Gantry.ExtendedProcedure", ""},
    {"xp_create_subdir", "Gantry.ExtendedProcedure", ""},
    {"xp_delete_file", "Gantry.ExtendedProcedure", ""},
    {"xp_copy_file", "Gantry.ExtendedProcedure", ""},
    {"xp_copy_files", "Gantry.ExtendedProcedure", ""},
    {"xp_delete_files", "Gantry.ExtendedProcedure", ""},
    {"xp_servicecontrol", "Gantry.ExtendedProcedure", ""},
    {"xp_regread", "Gantry.ExtendedProcedure", ""},
    {"xp_regwrite", "Gantry.ExtendedProcedure", ""},
    {"xp_regdeletekey", "Gantry.ExtendedProcedure", ""},
    {"xp_regdeletevalue", "Gantry.ExtendedProcedure", ""},
    {"xp_regenumkeys", "Gantry.ExtendedProcedure", ""},
    {"xp_regenumvalues", "Gantry.ExtendedProcedure", ""},
    {"xp_regaddmultistring", "Gantry.ExtendedProcedure", ""},
    {"xp_regremovemultistring", "Gantry.ExtendedProcedure", ""},
    {"xp_instance_regread", "Gantry.ExtendedProcedure", ""},
    {"xp_instance_regwrite", "Gantry.ExtendedProcedure", ""},
    {"xp_instance_regdeletekey", "Gantry.ExtendedProcedure", ""},
    {"xp_instance_regdeletevalue", "Gantry.ExtendedProcedure", ""},
    {"xp_instance_regenumkeys", "Gantry.ExtendedProcedure", ""},
    {"xp_instance_regenumvalues", "Gantry.ExtendedProcedure", ""},
    {"sp_oacreate", "Gantry.OleAutomation", ""},
    {"sp_oadestroy", "Gantry.OleAutomation", ""},
    {"sp_oageterrorinfo", "Gantry.OleAutomation", ""},
    {"sp_oagetproperty", "Gantry.OleAutomation", ""},
    {"sp_oamethod", "Gantry.OleAutomation", ""},
    {"sp_oasetproperty", "Gantry.OleAutomation", ""},
    {"sp_oastop", "Gantry.OleAutomation", ""},
    {"sp_addmessage", "Gantry.AddMessage", ""},
    {"sp_execute_external_script", "Gantry.ExternalScript", ""},
    {"sp_addumpdevice", "Gantry.BackupDevice", ""},
    {"sp_dropdevice", "Gantry.BackupDevice", ""},
    {"sp_fulltext_semantic_register_language_statistics_db", "Gantry.SemanticSearch", ""},
    {"sp_fulltext_semantic_unregister_language_statistics_db", "Gantry.SemanticSearch", ""},
    {"sp_filestream_force_garbage_collection", "FileStream", ""},
    {"sp_kill_filestream_non_transacted_handles", "FileStream", ""},
    {"sp_rda_reauthorize_db", "Gantry.StretchDatabase", ""},
    {"sp_rda_reconcile_batch", "Gantry.StretchDatabase", ""},
    {"sp_rda_reconcile_columns", "Gantry.StretchDatabase", ""},
    {"sp_rda_reconcile_indexes", "Gantry.StretchDatabase", ""},
    {"sp_rda_deauthorize_db", "Gantry.StretchDatabase", ""},
    {"sp_rda_get_rpo_duration", "Gantry.StretchDatabase", ""},
    {"sp_rda_set_rpo_duration", "Gantry.StretchDatabase", ""},
    {"sp_rda_set_query_mode", "Gantry.StretchDatabase", ""},
    {"sp_rda_test_connection", "Gantry.StretchDatabase", ""},
    {"sp_set_sqlagent_properties", "Gantry.AgentFeature", "settings of the Agent are read-only"},
    {"sp_set_agent_properties", "Gantry.AgentFeature", "settings of the Agent are read-only"},
    {"sp_add_alert", "Gantry.AgentAlert", ""},
    {"sp_update_alert", "Gantry.AgentAlert", ""},
    {"sp_add_proxy", "Gantry.AgentProxy", ""},
    {"sp_update_proxy", "Gantry.AgentProxy", ""},
    {"sp_grant_proxy_to_subsystem", "Gantry.AgentProxy", ""},
    {"sp_grant_login_to_proxy", "Gantry.AgentProxy", ""},
    {"sp_msx_enlist", "Gantry.MultiServerJob", ""},
    {"sp_msx_defect", "Gantry.MultiServerJob", ""},
    {"sp_add_targetservergroup", "Gantry.MultiServerJob", ""},
    {"sp_add_targetsvrgrp_member", "Gantry.MultiServerJob", ""},
    {"sp_add_log_shipping_primary_database", "Gantry.LogShipping", ""},
    {"sp_add_log_shipping_secondary_database", "Gantry.LogShipping", ""},
    {"sp_add_log_shipping_primary_secondary", "Gantry.LogShipping", ""},
    {"sp_add_log_shipping_secondary_primary", "Gantry.LogShipping", ""},
    {"sp_add_log_shipping_alert_job", "Gantry.LogShipping", ""},
    {"sp_change_log_shipping_primary_database", "Gantry.LogShipping", ""},
    {"sp_change_log_shipping_secondary_database", "Gantry.LogShipping", ""},
    {"sp_addmergepublication", "Gantry.Replication", "merge replication"},
    {"sp_changemergepublication", "Gantry.Replication", "merge replication"},
    {"sp_dropmergepublication", "Gantry.Replication", "merge replication"},
    {"sp_addmergearticle", "Gantry.Replication", "merge replication"},
    {"sp_changemergearticle", "Gantry.Replication", "merge replication"},
    {"sp_dropmergearticle", "Gantry.Replication", "merge replication"},
    {"sp_addmergefilter", "Gantry.Replication", "merge replication"},
    {"sp_addmergesubscription", "Gantry.Replication", "merge replication"},
    {"sp_dropmergesubscription", "Gantry.Replication", "merge replication"},
    {"sp_addmergepullsubscription", "Gantry.Replication", "merge replication"},
    {"sp_addmergepullsubscription_agent", "Gantry.Replication", "merge replication"},
    {"sp_addmergepushsubscription_agent", "Gantry.Replication", "merge replication"},
    {"sp_addmergepartition", "Gantry.Replication", "merge replication"},
    {"sp_addmergelogsettings", "Gantry.Replication", "merge replication"},
    {"sp_mergearticlecolumn", "Gantry.Replication", "merge replication"},
    {"sp_addmergealternatepublisher", "Gantry.Replication", "merge replication"},
    {"sp_addqreader_agent", "Gantry.Replication", "updatable subscriptions"},
    {"sp_link_publication", "Gantry.Replication", "updatable subscriptions"},
    {"sp_configure_peerconflictdetection", "Gantry.Replication", "peer-to-peer replication"},
    {"sp_help_peerconflictdetection", "Gantry.Replication", "peer-to-peer replication"},
    {"sp_requestpeerresponse", "Gantry.Replication", "peer-to-peer replication"},
    {"sp_requestpeertopologyinfo", "Gantry.Replication", "peer-to-peer replication"},
};

constexpr NamedRule k_functions[] = {
    {"file_id", k_metadata, "feature 15: FILE_IDEX"},
    {"indexkey_property", k_metadata, "feature 17: sys.index_columns"},
    {"user_id", k_metadata, "feature 16: DATABASE_PRINCIPAL_ID"},
    {"permissions", k_metadata, "feature 170: sys.fn_my_permissions"},
    {"databaseproperty", k_metadata, "DATABASEPROPERTYEX"},
    {"textptr", "Gantry.Deprecated.TextPointer", "feature 5"},
    {"textvalid", "Gantry.Deprecated.TextPointer", "feature 6"},
    {"fn_get_sql", k_function, "feature 151: sys.dm_exec_sql_text"},
    {"fn_virtualservernodes", k_function, "feature 155: sys.dm_os_cluster_nodes"},
    {"fn_servershareddrives", k_function, "feature 156: sys.dm_io_cluster_shared_drives"},
    {"fn_trace_geteventinfo", k_trace, "Extended Events"},
    {"fn_trace_getfilterinfo", k_trace, "Extended Events"},
    {"fn_trace_getinfo", k_trace, "Extended Events"},
    {"fn_trace_gettable", k_trace, "Extended Events"},
    {"getpathlocator", "Gantry.FilestreamFunction", ""},
    {"filetablerootpath", "Gantry.FilestreamFunction", ""},
    {"get_filestream_transaction_context", "Gantry.FilestreamFunction", ""},
    {"getfilenamespacepath", "Gantry.FilestreamFunction", ""},
    {"pathname", "Gantry.FilestreamFunction", ""},
};

constexpr std::string_view k_view = "Gantry.Deprecated.CompatibilityView";

constexpr NamedRule k_old_tables[] = {
    {"sysaltfiles", k_view, "feature 141: sys.master_files"},
    {"syscacheobjects", k_view, "sys.dm_exec_cached_plans"},
    {"syscolumns", k_view, "feature 133: sys.columns"},
    {"syscomments", k_view, "feature 126: sys.sql_modules"},
    {"sysconfigures", k_view, "feature 146: sys.configurations"},
    {"sysconstraints", k_view, "feature 131: sys.check_constraints, sys.key_constraints ..."},
    {"syscurconfigs", k_view, "feature 147: sys.configurations"},
    {"sysdatabases", k_view, "feature 142: sys.databases"},
    {"sysdepends", k_view, "feature 123: sys.sql_expression_dependencies"},
    {"sysdevices", k_view, "feature 144: sys.backup_devices"},
    {"sysfilegroups", k_view, "feature 128: sys.filegroups"},
    {"sysfiles", k_view, "feature 127: sys.database_files"},
    {"sysforeignkeys", k_view, "feature 130: sys.foreign_key_columns"},
    {"sysfulltextcatalogs", k_view, "feature 122: sys.fulltext_catalogs"},
    {"sysindexes", k_view, "feature 132: sys.indexes, sys.partitions"},
    {"sysindexkeys", k_view, "feature 134: sys.index_columns"},
    {"syslockinfo", k_view, "feature 143: sys.dm_tran_locks"},
    {"syslogins", k_view, "feature 140: sys.server_principals, sys.sql_logins"},
    {"sysmembers", k_view, "feature 119: sys.database_role_members"},
    {"sysmessages", k_view, "feature 137: sys.messages"},
    {"sysobjects", k_view, "feature 125: sys.objects"},
    {"sysoledbusers", k_view, "feature 139: sys.linked_logins"},
    {"sysopentapes", k_view, "feature 145: sys.dm_io_backup_tapes"},
    {"sysperfinfo", k_view, "feature 157: sys.dm_os_performance_counters"},
    {"sysperfinfo", "UR00116", "cntr_value is bigint"},
    {"syspermissions", k_view, "feature 121: sys.database_permissions"},
    {"sysprocesses", k_view, "feature 153: sys.dm_exec_sessions, sys.dm_exec_requests"},
    {"sysprotects", k_view, "feature 120: sys.database_permissions"},
    {"sysreferences", k_view, "feature 129: sys.foreign_keys"},
    {"sysremotelogins", k_view, "feature 138: sys.remote_logins"},
    {"sysservers", k_view, "feature 136: sys.servers"},
    {"systypes", k_view, "feature 135: sys.types"},
    {"sysusers", k_view, "feature 124: sys.database_principals"},
    {"spt_committab", "UR00312", ""},
    {"spt_datatype_info", "UR00312", "sys.types"},
    {"spt_datatype_info_ext", "UR00312", "sys.types"},
    {"spt_fallback_db", "UR00312", ""},
    {"spt_fallback_dev", "UR00312", ""},
    {"spt_fallback_usg", "UR00312", ""},
    {"spt_monitor", "UR00312", "sys.dm_os_performance_counters"},
    {"spt_provider_types", "UR00312", "sys.types"},
    {"spt_server_info", "UR00312", "SERVERPROPERTY"},
    {"spt_values", "UR00312", "a table of numbers of your own"},
    {"syscursorcolumns", "UR00312", "sys.dm_exec_cursors"},
    {"syscursorrefs", "UR00312", "sys.dm_exec_cursors"},
    {"syscursors", "UR00312", "sys.dm_exec_cursors"},
    {"syscursortables", "UR00312", "sys.dm_exec_cursors"},
    {"sysdbfiles", "UR00312", "sys.database_files"},
    {"sysfile1", "UR00312", "sys.database_files"},
    {"sysfiles1", "UR00312", "sys.database_files"},
    {"sysfulltextnotify", "UR00312", ""},
    {"syslocks", "UR00312", "sys.dm_tran_locks"},
    {"sysopenrowset", "UR00312", ""},
    {"sysproperties", "UR00312", "sys.extended_properties"},
    {"sysprufiles", "UR00312", "sys.database_files"},
    {"sysxlogins", "UR00312", "sys.server_principals"},
};

constexpr NamedRule k_catalog_views[] = {
    {"database_principal_aliases", "DatabasePrincipalAlias", ""},
    {"numbered_procedures", k_catalog, "feature 148: none"},
    {"numbered_procedure_parameters", k_catalog, "feature 149: none"},
    {"sql_dependencies", k_catalog, "feature 198: sys.sql_expression_dependencies"},
    {"endpoint_webmethods", "Gantry.Removed.CatalogView", "feature 22: none"},
    {"soap_endpoints", "Gantry.Removed.CatalogView", "feature 23: none"},
    {"http_endpoints", "Gantry.Removed.CatalogView", "none"},
    {"traces", k_trace, "sys.server_event_sessions"},
    {"trace_events", k_trace, "sys.dm_xe_objects"},
    {"trace_event_bindings", k_trace, "sys.dm_xe_object_columns"},
    {"trace_categories", k_trace, "sys.dm_xe_map_values"},
    {"trace_columns", k_trace, "sys.dm_xe_object_columns"},
    {"trace_subclass_values", k_trace, "sys.dm_xe_map_values"},
};

constexpr std::string_view k_refused = "Gantry.SpConfigure";
constexpr std::string_view k_server_option = "Gantry.Deprecated.ServerOption";
constexpr std::string_view k_gone_option = "Gantry.Removed.ServerOption";

constexpr NamedRule k_configurations[] = {
    {"allow polybase export", k_refused, "refused"},
    {"allow updates", k_refused, "refused"},
    {"filestream access level", k_refused, "refused"},
    {"filestream_access_level", k_refused, "refused"},
    {"remote access", k_refused, "refused"},
    {"remote data archive", k_refused, "refused"},
    {"remote proc trans", k_refused, "refused"},
    {"scan for startup procs", k_refused, "refused"},
    {"ole automation procedures", k_refused, "accepted without effect"},
    {"allow updates", k_server_option, "feature 173: no effect"},
    {"locks", k_server_option, "feature 174: no effect"},
    {"open objects", k_server_option, "feature 175: no effect"},
    {"set working set size", k_server_option, "feature 176: no effect"},
    {"priority boost", k_server_option, "feature 199"},
    {"remote proc trans", k_server_option, "feature 37"},
    {"c2 audit mode", k_server_option, "feature 252: common criteria compliance enabled"},
    {"default trace enabled", k_server_option, "feature 253: Extended Events"},
    {"awe enabled", k_gone_option, "gone with SQL Server 2012"},
    {"user instances enabled", k_gone_option, "of SQL Server Express"},
    {"user instance timeout", k_gone_option, "of SQL Server Express"},
    {"web assistant procedures", k_gone_option, "gone with SQL Server 2008"},
    {"sql mail xps", k_gone_option, "gone with SQL Server 2012"},
};

constexpr std::string_view k_column = "Gantry.Removed.ViewColumn";

constexpr NamedRule k_view_columns[] = {
    {"dm_os_memory_cache_counters.single_pages_kb", k_column, "pages_kb"},
    {"dm_os_memory_cache_counters.multi_pages_kb", k_column, "pages_kb"},
    {"dm_os_memory_cache_counters.single_pages_in_use_kb", k_column, "pages_in_use_kb"},
    {"dm_os_memory_cache_counters.multi_pages_in_use_kb", k_column, "pages_in_use_kb"},
    {"dm_os_memory_cache_entries.pages_allocated_count", k_column, "pages_kb"},
    {"dm_os_memory_clerks.single_pages_kb", k_column, "pages_kb"},
    {"dm_os_memory_clerks.multi_pages_kb", k_column, "pages_kb"},
    {"dm_os_memory_nodes.single_pages_kb", k_column, "pages_kb"},
    {"dm_os_memory_nodes.multi_pages_kb", k_column, "pages_kb"},
    {"dm_os_memory_objects.pages_allocated_count", k_column, "pages_in_bytes"},
    {"dm_os_memory_objects.max_pages_allocated_count", k_column, "max_pages_in_bytes"},
    {"dm_os_sys_info.physical_memory_in_bytes", k_column, "physical_memory_kb"},
    {"dm_os_sys_info.virtual_memory_in_bytes", k_column, "virtual_memory_kb"},
    {"dm_os_sys_info.bpool_commit_target", k_column, "committed_target_kb"},
    {"dm_os_sys_info.bpool_committed", k_column, "committed_kb"},
    {"dm_os_sys_info.bpool_visible", k_column, "visible_target_kb"},
    {"dm_os_sys_info.single_pages_kb", k_column, "pages_kb"},
    {"dm_os_workers.locale", k_column, "none"},
};
// clang-format on

// Rules of one name lie side by side.
class NameTable {
  public:
    explicit NameTable(std::span<const NamedRule> rules) : rules_(rules.begin(), rules.end()) {
        std::stable_sort(rules_.begin(), rules_.end(),
                         [](const NamedRule& a, const NamedRule& b) { return a.name < b.name; });
        for (size_t begin = 0, end = 0; begin < rules_.size(); begin = end) {
            while (end < rules_.size() && rules_[end].name == rules_[begin].name)
                ++end;
            by_name_.emplace(rules_[begin].name,
                             std::span<const NamedRule>(&rules_[begin], end - begin));
        }
    }

    std::span<const NamedRule> find(std::string_view name) const {
        const auto found = by_name_.find(name);
        return found == by_name_.end() ? std::span<const NamedRule>() : found->second;
    }

  private:
    std::vector<NamedRule> rules_;
    std::unordered_map<std::string_view, std::span<const NamedRule>> by_name_;
};

}  // namespace

std::span<const NamedRule> rules_of_procedure(std::string_view name) {
    static const NameTable table(k_procedures);
    return table.find(name);
}

std::span<const NamedRule> rules_of_function(std::string_view name) {
    static const NameTable table(k_functions);
    return table.find(name);
}

std::span<const NamedRule> rules_of_old_table(std::string_view name) {
    static const NameTable table(k_old_tables);
    return table.find(name);
}

std::span<const NamedRule> rules_of_catalog_view(std::string_view name) {
    static const NameTable table(k_catalog_views);
    return table.find(name);
}

std::span<const NamedRule> rules_of_configuration(std::string_view option) {
    static const NameTable table(k_configurations);
    return table.find(option);
}

std::span<const NamedRule> rules_of_view_column(std::string_view name) {
    static const NameTable table(k_view_columns);
    return table.find(name);
}

bool is_old_view_column(std::string_view column) {
    static const std::unordered_set<std::string_view> columns = [] {
        std::unordered_set<std::string_view> out;
        for (const NamedRule& rule : k_view_columns)
            out.insert(rule.name.substr(rule.name.find('.') + 1));
        return out;
    }();
    return columns.contains(column);
}

}  // namespace gantry::assess
