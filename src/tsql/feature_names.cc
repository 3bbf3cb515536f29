#include "tsql/feature_names.h"

#include <string>
#include <unordered_map>

#include "base/utf.h"

namespace gantry::tsql {
namespace {

using Names = std::unordered_map<std::string_view, FeatureId>;

// Words separated by blanks, all with one feature.
void add(Names& names, FeatureId id, std::string_view words) {
    while (!words.empty()) {
        const size_t blank = words.find(' ');
        names.emplace(words.substr(0, blank), id);
        words = blank == words.npos ? std::string_view{} : words.substr(blank + 1);
    }
}

std::optional<FeatureId> find(const Names& names, std::string_view name) {
    const std::string lower = ascii_lower(name);
    const auto found = names.find(std::string_view(lower));
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

Names make_functions() {
    using enum FeatureId;
    Names names;
    add(names, functions_2012,
        "choose concat cume_dist datefromparts datetime2fromparts datetimefromparts "
        "datetimeoffsetfromparts eomonth first_value format lag last_value lead percent_rank "
        "percentile_cont percentile_disc smalldatetimefromparts timefromparts");
    add(names, functions_2016,
        "compress current_transaction_id datediff_big decompress isjson json_modify json_query "
        "json_value session_context string_escape");
    add(names, functions_2017, "concat_ws string_agg translate trim");
    add(names, functions_2019, "approx_count_distinct");
    add(names, functions_2022,
        "approx_percentile_cont approx_percentile_disc bit_count date_bucket datetrunc get_bit "
        "greatest json_array json_object json_path_exists least left_shift right_shift set_bit");
    add(names, functions_2025,
        "base64_decode base64_encode edit_distance edit_distance_similarity "
        "jaro_winkler_distance jaro_winkler_similarity json_arrayagg json_contains json_objectagg "
        "product regexp_count regexp_instr regexp_replace regexp_substr unistr vector_distance "
        "vector_norm vector_normalize vector_search vectorproperty ai_generate_embeddings "
        "ai_generate_chunks current_date");
    add(names, regexp_like, "regexp_like regexp_matches regexp_split_to_table");
    add(names, generate_series, "generate_series");
    add(names, string_split, "string_split");
    add(names, openjson, "openjson");
    add(names, text_functions, "textptr textvalid");
    add(names, removed_functions, "databaseproperty");
    add(names, old_functions,
        "fn_get_sql file_id indexkey_property user_id permissions fn_virtualservernodes "
        "fn_servershareddrives fn_trace_geteventinfo fn_trace_getfilterinfo fn_trace_getinfo "
        "fn_trace_gettable");
    return names;
}

Names make_procedures() {
    Names names;
    add(names, FeatureId::removed_procedures, "sp_dboption sp_addalias sp_dropalias");
    add(names, FeatureId::old_procedures,
        "sp_addapprole sp_addextendedproc sp_addlogin sp_addremotelogin sp_addrole "
        "sp_addrolemember sp_addserver sp_addsrvrolemember sp_addtype sp_adduser "
        "sp_approlepassword sp_attach_db sp_attach_single_file_db sp_bindefault sp_bindrule "
        "sp_bindsession sp_certify_removable sp_change_users_login sp_changedbowner "
        "sp_changeobjectowner sp_control_dbmasterkey_password sp_create_removable "
        "sp_db_increased_partitions sp_db_selective_xml_index sp_db_vardecimal_storage_format "
        "sp_dbcmptlevel sp_dbfixedrolepermission sp_dbremove sp_defaultdb sp_defaultlanguage "
        "sp_denylogin sp_depends sp_dropapprole sp_dropextendedproc sp_droplogin "
        "sp_dropremotelogin sp_droprole sp_droprolemember sp_dropsrvrolemember sp_droptype "
        "sp_dropuser sp_estimated_rowsize_reduction_for_vardecimal sp_getbindtoken "
        "sp_grantdbaccess sp_grantlogin sp_helpdevice sp_helpextendedproc sp_helpremotelogin "
        "sp_indexoption sp_lock sp_password sp_remoteoption sp_renamedb sp_resetstatus "
        "sp_revokedbaccess sp_revokelogin sp_srvrolepermission sp_trace_create sp_trace_setevent "
        "sp_trace_setfilter sp_trace_setstatus sp_unbindefault sp_unbindrule xp_grantlogin "
        "xp_loginconfig xp_revokelogin");
    return names;
}

Names make_types() {
    Names names;
    add(names, FeatureId::types_2008,
        "date time datetime2 datetimeoffset hierarchyid geometry geography");
    add(names, FeatureId::types_2025, "vector json");
    add(names, FeatureId::old_types, "text ntext image");
    add(names, FeatureId::timestamp_type, "timestamp");
    return names;
}

Names make_system_tables() {
    Names names;
    add(names, FeatureId::old_system_tables,
        "sysaltfiles syscacheobjects syscolumns syscomments sysconfigures sysconstraints "
        "syscurconfigs sysdatabases sysdepends sysdevices sysfilegroups sysfiles sysforeignkeys "
        "sysfulltextcatalogs sysindexes sysindexkeys syslockinfo syslogins sysmembers sysmessages "
        "sysobjects sysoledbusers sysopentapes sysperfinfo syspermissions sysprocesses "
        "sysprotects sysreferences sysremotelogins sysservers systypes sysusers");
    return names;
}

}  // namespace

std::optional<FeatureId> feature_of_function(std::string_view name) {
    static const Names names = make_functions();
    return find(names, name);
}

std::optional<FeatureId> feature_of_procedure(std::string_view name) {
    static const Names names = make_procedures();
    return find(names, name);
}

std::optional<FeatureId> feature_of_type(std::string_view name) {
    static const Names names = make_types();
    return find(names, name);
}

bool is_old_system_table(std::string_view name) {
    static const Names names = make_system_tables();
    return find(names, name).has_value();
}

}  // namespace gantry::tsql
