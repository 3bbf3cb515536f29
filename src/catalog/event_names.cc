#include "catalog/event_names.h"

#include <algorithm>
#include <cctype>

namespace gantry::catalog {

namespace {

struct Event {
    int32_t id;
    std::string_view name;
};

// By number, as "DDL event groups" of SQL Server's documentation lists them.
constexpr Event k_events[] = {
    {1, "INSERT"},
    {2, "UPDATE"},
    {3, "DELETE"},
    {21, "CREATE_TABLE"},
    {22, "ALTER_TABLE"},
    {23, "DROP_TABLE"},
    {24, "CREATE_INDEX"},
    {25, "ALTER_INDEX"},
    {26, "DROP_INDEX"},
    {27, "CREATE_STATISTICS"},
    {28, "UPDATE_STATISTICS"},
    {29, "DROP_STATISTICS"},
    {34, "CREATE_SYNONYM"},
    {36, "DROP_SYNONYM"},
    {41, "CREATE_VIEW"},
    {42, "ALTER_VIEW"},
    {43, "DROP_VIEW"},
    {51, "CREATE_PROCEDURE"},
    {52, "ALTER_PROCEDURE"},
    {53, "DROP_PROCEDURE"},
    {61, "CREATE_FUNCTION"},
    {62, "ALTER_FUNCTION"},
    {63, "DROP_FUNCTION"},
    {71, "CREATE_TRIGGER"},
    {72, "ALTER_TRIGGER"},
    {73, "DROP_TRIGGER"},
    {74, "CREATE_EVENT_NOTIFICATION"},
    {76, "DROP_EVENT_NOTIFICATION"},
    {91, "CREATE_TYPE"},
    {93, "DROP_TYPE"},
    {101, "CREATE_ASSEMBLY"},
    {102, "ALTER_ASSEMBLY"},
    {103, "DROP_ASSEMBLY"},
    {131, "CREATE_USER"},
    {132, "ALTER_USER"},
    {133, "DROP_USER"},
    {134, "CREATE_ROLE"},
    {135, "ALTER_ROLE"},
    {136, "DROP_ROLE"},
    {137, "CREATE_APPLICATION_ROLE"},
    {138, "ALTER_APPLICATION_ROLE"},
    {139, "DROP_APPLICATION_ROLE"},
    {141, "CREATE_SCHEMA"},
    {142, "ALTER_SCHEMA"},
    {143, "DROP_SCHEMA"},
    {144, "CREATE_LOGIN"},
    {145, "ALTER_LOGIN"},
    {146, "DROP_LOGIN"},
    {147, "LOGON"},
    {151, "CREATE_MESSAGE_TYPE"},
    {152, "ALTER_MESSAGE_TYPE"},
    {153, "DROP_MESSAGE_TYPE"},
    {154, "CREATE_CONTRACT"},
    {156, "DROP_CONTRACT"},
    {157, "CREATE_QUEUE"},
    {158, "ALTER_QUEUE"},
    {159, "DROP_QUEUE"},
    {161, "CREATE_SERVICE"},
    {162, "ALTER_SERVICE"},
    {163, "DROP_SERVICE"},
    {164, "CREATE_ROUTE"},
    {165, "ALTER_ROUTE"},
    {166, "DROP_ROUTE"},
    {167, "GRANT_SERVER"},
    {168, "DENY_SERVER"},
    {169, "REVOKE_SERVER"},
    {170, "GRANT_DATABASE"},
    {171, "DENY_DATABASE"},
    {172, "REVOKE_DATABASE"},
    {174, "CREATE_REMOTE_SERVICE_BINDING"},
    {175, "ALTER_REMOTE_SERVICE_BINDING"},
    {176, "DROP_REMOTE_SERVICE_BINDING"},
    {177, "CREATE_XML_SCHEMA_COLLECTION"},
    {178, "ALTER_XML_SCHEMA_COLLECTION"},
    {179, "DROP_XML_SCHEMA_COLLECTION"},
    {181, "CREATE_ENDPOINT"},
    {182, "ALTER_ENDPOINT"},
    {183, "DROP_ENDPOINT"},
    {191, "CREATE_PARTITION_FUNCTION"},
    {192, "ALTER_PARTITION_FUNCTION"},
    {193, "DROP_PARTITION_FUNCTION"},
    {194, "CREATE_PARTITION_SCHEME"},
    {195, "ALTER_PARTITION_SCHEME"},
    {196, "DROP_PARTITION_SCHEME"},
    {197, "CREATE_CERTIFICATE"},
    {198, "ALTER_CERTIFICATE"},
    {199, "DROP_CERTIFICATE"},
    {201, "CREATE_DATABASE"},
    {202, "ALTER_DATABASE"},
    {203, "DROP_DATABASE"},
    {204, "ALTER_AUTHORIZATION_SERVER"},
    {205, "ALTER_AUTHORIZATION_DATABASE"},
    {206, "CREATE_XML_INDEX"},
    {207, "ADD_ROLE_MEMBER"},
    {208, "DROP_ROLE_MEMBER"},
    {209, "ADD_SERVER_ROLE_MEMBER"},
    {210, "DROP_SERVER_ROLE_MEMBER"},
    {211, "ALTER_EXTENDED_PROPERTY"},
    {212, "ALTER_FULLTEXT_CATALOG"},
    {213, "ALTER_FULLTEXT_INDEX"},
    {214, "ALTER_INSTANCE"},
    {215, "ALTER_MESSAGE"},
    {216, "ALTER_PLAN_GUIDE"},
    {217, "ALTER_REMOTE_SERVER"},
    {218, "BIND_DEFAULT"},
    {219, "BIND_RULE"},
    {220, "CREATE_DEFAULT"},
    {221, "CREATE_EXTENDED_PROCEDURE"},
    {222, "CREATE_EXTENDED_PROPERTY"},
    {223, "CREATE_FULLTEXT_CATALOG"},
    {224, "CREATE_FULLTEXT_INDEX"},
    {225, "CREATE_LINKED_SERVER"},
    {226, "CREATE_LINKED_SERVER_LOGIN"},
    {227, "CREATE_MESSAGE"},
    {228, "CREATE_PLAN_GUIDE"},
    {229, "CREATE_RULE"},
    {230, "CREATE_REMOTE_SERVER"},
    {231, "DROP_DEFAULT"},
    {232, "DROP_EXTENDED_PROCEDURE"},
    {233, "DROP_EXTENDED_PROPERTY"},
    {234, "DROP_FULLTEXT_CATALOG"},
    {235, "DROP_FULLTEXT_INDEX"},
    {236, "DROP_LINKED_SERVER_LOGIN"},
    {237, "DROP_MESSAGE"},
    {238, "DROP_PLAN_GUIDE"},
    {239, "DROP_RULE"},
    {240, "DROP_REMOTE_SERVER"},
    {241, "RENAME"},
    {242, "UNBIND_DEFAULT"},
    {243, "UNBIND_RULE"},
    {244, "CREATE_SYMMETRIC_KEY"},
    {245, "ALTER_SYMMETRIC_KEY"},
    {246, "DROP_SYMMETRIC_KEY"},
    {247, "CREATE_ASYMMETRIC_KEY"},
    {248, "ALTER_ASYMMETRIC_KEY"},
    {249, "DROP_ASYMMETRIC_KEY"},
    {251, "ALTER_SERVICE_MASTER_KEY"},
    {252, "CREATE_MASTER_KEY"},
    {253, "ALTER_MASTER_KEY"},
    {254, "DROP_MASTER_KEY"},
    {255, "ADD_SIGNATURE_SCHEMA_OBJECT"},
    {256, "DROP_SIGNATURE_SCHEMA_OBJECT"},
    {257, "ADD_SIGNATURE"},
    {258, "DROP_SIGNATURE"},
    {259, "CREATE_CREDENTIAL"},
    {260, "ALTER_CREDENTIAL"},
    {261, "DROP_CREDENTIAL"},
    {262, "DROP_LINKED_SERVER"},
    {263, "ALTER_LINKED_SERVER"},
    {264, "CREATE_EVENT_SESSION"},
    {265, "ALTER_EVENT_SESSION"},
    {266, "DROP_EVENT_SESSION"},
    {267, "CREATE_RESOURCE_POOL"},
    {268, "ALTER_RESOURCE_POOL"},
    {269, "DROP_RESOURCE_POOL"},
    {270, "CREATE_WORKLOAD_GROUP"},
    {271, "ALTER_WORKLOAD_GROUP"},
    {272, "DROP_WORKLOAD_GROUP"},
    {273, "ALTER_RESOURCE_GOVERNOR_CONFIG"},
    {274, "CREATE_SPATIAL_INDEX"},
    {275, "CREATE_CRYPTOGRAPHIC_PROVIDER"},
    {276, "ALTER_CRYPTOGRAPHIC_PROVIDER"},
    {277, "DROP_CRYPTOGRAPHIC_PROVIDER"},
    {278, "CREATE_DATABASE_ENCRYPTION_KEY"},
    {279, "ALTER_DATABASE_ENCRYPTION_KEY"},
    {280, "DROP_DATABASE_ENCRYPTION_KEY"},
    {281, "CREATE_BROKER_PRIORITY"},
    {282, "ALTER_BROKER_PRIORITY"},
    {283, "DROP_BROKER_PRIORITY"},
    {284, "CREATE_SERVER_AUDIT"},
    {285, "ALTER_SERVER_AUDIT"},
    {286, "DROP_SERVER_AUDIT"},
    {287, "CREATE_SERVER_AUDIT_SPECIFICATION"},
    {288, "ALTER_SERVER_AUDIT_SPECIFICATION"},
    {289, "DROP_SERVER_AUDIT_SPECIFICATION"},
    {290, "CREATE_DATABASE_AUDIT_SPECIFICATION"},
    {291, "ALTER_DATABASE_AUDIT_SPECIFICATION"},
    {292, "DROP_DATABASE_AUDIT_SPECIFICATION"},
    {293, "CREATE_FULLTEXT_STOPLIST"},
    {294, "ALTER_FULLTEXT_STOPLIST"},
    {295, "DROP_FULLTEXT_STOPLIST"},
    {296, "ALTER_SERVER_CONFIGURATION"},
    {297, "CREATE_SEARCH_PROPERTY_LIST"},
    {298, "ALTER_SEARCH_PROPERTY_LIST"},
    {299, "DROP_SEARCH_PROPERTY_LIST"},
    {300, "CREATE_SERVER_ROLE"},
    {301, "ALTER_SERVER_ROLE"},
    {302, "DROP_SERVER_ROLE"},
    {303, "CREATE_SEQUENCE"},
    {304, "ALTER_SEQUENCE"},
    {305, "DROP_SEQUENCE"},
    {306, "CREATE_AVAILABILITY_GROUP"},
    {307, "ALTER_AVAILABILITY_GROUP"},
    {308, "DROP_AVAILABILITY_GROUP"},
    {10001, "DDL_EVENTS"},
    {10002, "DDL_SERVER_LEVEL_EVENTS"},
    {10003, "DDL_ENDPOINT_EVENTS"},
    {10004, "DDL_DATABASE_EVENTS"},
    {10005, "DDL_SERVER_SECURITY_EVENTS"},
    {10006, "DDL_LOGIN_EVENTS"},
    {10007, "DDL_GDR_SERVER_EVENTS"},
    {10008, "DDL_AUTHORIZATION_SERVER_EVENTS"},
    {10009, "DDL_CREDENTIAL_EVENTS"},
    {10010, "DDL_SERVICE_MASTER_KEY_EVENTS"},
    {10011, "DDL_EXTENDED_PROCEDURE_EVENTS"},
    {10012, "DDL_LINKED_SERVER_EVENTS"},
    {10013, "DDL_LINKED_SERVER_LOGIN_EVENTS"},
    {10014, "DDL_MESSAGE_EVENTS"},
    {10015, "DDL_REMOTE_SERVER_EVENTS"},
    {10016, "DDL_DATABASE_LEVEL_EVENTS"},
    {10017, "DDL_TABLE_VIEW_EVENTS"},
    {10018, "DDL_TABLE_EVENTS"},
    {10019, "DDL_VIEW_EVENTS"},
    {10020, "DDL_INDEX_EVENTS"},
    {10021, "DDL_STATISTICS_EVENTS"},
    {10022, "DDL_SYNONYM_EVENTS"},
    {10023, "DDL_FUNCTION_EVENTS"},
    {10024, "DDL_PROCEDURE_EVENTS"},
    {10025, "DDL_TRIGGER_EVENTS"},
    {10026, "DDL_EVENT_NOTIFICATION_EVENTS"},
    {10027, "DDL_ASSEMBLY_EVENTS"},
    {10028, "DDL_TYPE_EVENTS"},
    {10029, "DDL_DATABASE_SECURITY_EVENTS"},
    {10030, "DDL_CERTIFICATE_EVENTS"},
    {10031, "DDL_USER_EVENTS"},
    {10032, "DDL_ROLE_EVENTS"},
    {10033, "DDL_APPLICATION_ROLE_EVENTS"},
    {10034, "DDL_SCHEMA_EVENTS"},
    {10035, "DDL_GDR_DATABASE_EVENTS"},
    {10036, "DDL_AUTHORIZATION_DATABASE_EVENTS"},
    {10037, "DDL_SYMMETRIC_KEY_EVENTS"},
    {10038, "DDL_ASYMMETRIC_KEY_EVENTS"},
    {10039, "DDL_CRYPTO_SIGNATURE_EVENTS"},
    {10040, "DDL_MASTER_KEY_EVENTS"},
    {10041, "DDL_SSB_EVENTS"},
    {10042, "DDL_MESSAGE_TYPE_EVENTS"},
    {10043, "DDL_CONTRACT_EVENTS"},
    {10044, "DDL_QUEUE_EVENTS"},
    {10045, "DDL_SERVICE_EVENTS"},
    {10046, "DDL_ROUTE_EVENTS"},
    {10047, "DDL_REMOTE_SERVICE_BINDING_EVENTS"},
    {10048, "DDL_XML_SCHEMA_COLLECTION_EVENTS"},
    {10049, "DDL_PARTITION_EVENTS"},
    {10050, "DDL_PARTITION_FUNCTION_EVENTS"},
    {10051, "DDL_PARTITION_SCHEME_EVENTS"},
    {10052, "DDL_DEFAULT_EVENTS"},
    {10053, "DDL_EXTENDED_PROPERTY_EVENTS"},
    {10054, "DDL_FULLTEXT_CATALOG_EVENTS"},
    {10055, "DDL_PLAN_GUIDE_EVENTS"},
    {10056, "DDL_RULE_EVENTS"},
    {10057, "DDL_EVENT_SESSION_EVENTS"},
    {10058, "DDL_RESOURCE_GOVERNOR_EVENTS"},
    {10059, "DDL_RESOURCE_POOL"},
    {10060, "DDL_WORKLOAD_GROUP"},
    {10061, "DDL_CRYPTOGRAPHIC_PROVIDER_EVENTS"},
    {10062, "DDL_DATABASE_ENCRYPTION_KEY_EVENTS"},
    {10063, "DDL_BROKER_PRIORITY_EVENTS"},
    {10064, "DDL_SERVER_AUDIT_EVENTS"},
    {10065, "DDL_SERVER_AUDIT_SPECIFICATION_EVENTS"},
    {10066, "DDL_DATABASE_AUDIT_SPECIFICATION_EVENTS"},
    {10067, "DDL_FULLTEXT_STOPLIST_EVENTS"},
    {10069, "DDL_SEARCH_PROPERTY_LIST_EVENTS"},
    {10070, "DDL_SEQUENCE_EVENTS"},
    {10071, "DDL_AVAILABILITY_GROUP_EVENTS"},
};

// The next word of a T-SQL text in upper case, past white space and comments; empty at the end.
// What is no word is one character.
std::string next_word(std::string_view text, size_t& at) {
    auto starts = [&](std::string_view prefix) { return text.substr(at, prefix.size()) == prefix; };
    for (;;) {
        while (at < text.size() && std::isspace(uint8_t(text[at])))
            ++at;
        if (starts("--")) {
            at = std::min(text.find('\n', at), text.size());
        } else if (starts("/*")) {
            size_t end = text.find("*/", at + 2);
            at = end == std::string_view::npos ? text.size() : end + 2;
        } else {
            break;
        }
    }
    if (at >= text.size()) return {};
    char quote = text[at] == '[' ? ']' : text[at] == '"' ? '"' : 0;
    if (quote != 0) {
        size_t end = text.find(quote, at + 1);
        at = end == std::string_view::npos ? text.size() : end + 1;
        return "\"";
    }
    std::string word;
    while (at < text.size() && (std::isalnum(uint8_t(text[at])) || text[at] == '_'))
        word += char(std::toupper(uint8_t(text[at++])));
    if (word.empty()) word = text[at++];
    return word;
}

}  // namespace

std::string event_name(int32_t event) {
    const Event* end = std::end(k_events);
    const Event* found = std::lower_bound(std::begin(k_events), end, event,
                                          [](const Event& e, int32_t id) { return e.id < id; });
    return found != end && found->id == event ? std::string(found->name) : std::string();
}

bool is_instead_of(std::string_view text) {
    size_t at = 0;
    std::string previous;
    for (std::string word = next_word(text, at); !word.empty(); word = next_word(text, at)) {
        if (word == "OF" && previous == "INSTEAD") return true;
        if (word == "AFTER" || word == "FOR") return false;
        previous = word;
    }
    return false;
}

}  // namespace gantry::catalog
