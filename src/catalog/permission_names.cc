#include "catalog/permission_names.h"

#include <algorithm>

namespace gantry::catalog {

namespace {

struct Permission {
    std::string_view type;
    std::string_view name;
};

// By type: sys.database_permissions and sys.server_permissions of SQL Server's documentation.
constexpr Permission k_permissions[] = {
    {"AADS", "ALTER ANY DATABASE EVENT SESSION"},
    {"AAMK", "ALTER ANY MASK"},
    {"ADBO", "ADMINISTER BULK OPERATIONS"},
    {"AEDS", "ALTER ANY EXTERNAL DATA SOURCE"},
    {"AEFF", "ALTER ANY EXTERNAL FILE FORMAT"},
    {"AESS", "ALTER ANY EVENT SESSION"},
    {"AL", "ALTER"},
    {"ALAA", "ALTER ANY SERVER AUDIT"},
    {"ALAG", "ALTER ANY AVAILABILITY GROUP"},
    {"ALAK", "ALTER ANY ASYMMETRIC KEY"},
    {"ALAR", "ALTER ANY APPLICATION ROLE"},
    {"ALAS", "ALTER ANY ASSEMBLY"},
    {"ALCD", "ALTER ANY CREDENTIAL"},
    {"ALCF", "ALTER ANY CERTIFICATE"},
    {"ALCK", "ALTER ANY COLUMN ENCRYPTION KEY"},
    {"ALCM", "ALTER ANY COLUMN MASTER KEY"},
    {"ALCO", "ALTER ANY CONNECTION"},
    {"ALDA", "ALTER ANY DATABASE AUDIT"},
    {"ALDB", "ALTER ANY DATABASE"},
    {"ALDC", "ALTER ANY DATABASE SCOPED CONFIGURATION"},
    {"ALDS", "ALTER ANY DATASPACE"},
    {"ALED", "ALTER ANY DATABASE EVENT NOTIFICATION"},
    {"ALES", "ALTER ANY EVENT NOTIFICATION"},
    {"ALFT", "ALTER ANY FULLTEXT CATALOG"},
    {"ALHE", "ALTER ANY ENDPOINT"},
    {"ALLG", "ALTER ANY LOGIN"},
    {"ALLS", "ALTER ANY LINKED SERVER"},
    {"ALMT", "ALTER ANY MESSAGE TYPE"},
    {"ALRL", "ALTER ANY ROLE"},
    {"ALRS", "ALTER RESOURCES"},
    {"ALRT", "ALTER ANY ROUTE"},
    {"ALSB", "ALTER ANY REMOTE SERVICE BINDING"},
    {"ALSC", "ALTER ANY CONTRACT"},
    {"ALSK", "ALTER ANY SYMMETRIC KEY"},
    {"ALSM", "ALTER ANY SCHEMA"},
    {"ALSP", "ALTER ANY SECURITY POLICY"},
    {"ALSR", "ALTER ANY SERVER ROLE"},
    {"ALSS", "ALTER SERVER STATE"},
    {"ALST", "ALTER SETTINGS"},
    {"ALSV", "ALTER ANY SERVICE"},
    {"ALTG", "ALTER ANY DATABASE DDL TRIGGER"},
    {"ALTR", "ALTER TRACE"},
    {"ALUS", "ALTER ANY USER"},
    {"AUTH", "AUTHENTICATE"},
    {"BADB", "BACKUP DATABASE"},
    {"BALO", "BACKUP LOG"},
    {"CADB", "CONNECT ANY DATABASE"},
    {"CL", "CONTROL"},
    {"CO", "CONNECT"},
    {"CORP", "CONNECT REPLICATION"},
    {"COSQ", "CONNECT SQL"},
    {"CP", "CHECKPOINT"},
    {"CRAC", "CREATE AVAILABILITY GROUP"},
    {"CRAG", "CREATE AGGREGATE"},
    {"CRAK", "CREATE ASYMMETRIC KEY"},
    {"CRAS", "CREATE ASSEMBLY"},
    {"CRCF", "CREATE CERTIFICATE"},
    {"CRDB", "CREATE DATABASE"},
    {"CRDE", "CREATE DDL EVENT NOTIFICATION"},
    {"CRDF", "CREATE DEFAULT"},
    {"CRED", "CREATE DATABASE DDL EVENT NOTIFICATION"},
    {"CRFN", "CREATE FUNCTION"},
    {"CRFT", "CREATE FULLTEXT CATALOG"},
    {"CRHE", "CREATE ENDPOINT"},
    {"CRMT", "CREATE MESSAGE TYPE"},
    {"CRPR", "CREATE PROCEDURE"},
    {"CRQU", "CREATE QUEUE"},
    {"CRRL", "CREATE ROLE"},
    {"CRRT", "CREATE ROUTE"},
    {"CRRU", "CREATE RULE"},
    {"CRSB", "CREATE REMOTE SERVICE BINDING"},
    {"CRSC", "CREATE CONTRACT"},
    {"CRSK", "CREATE SYMMETRIC KEY"},
    {"CRSM", "CREATE SCHEMA"},
    {"CRSN", "CREATE SYNONYM"},
    {"CRSO", "CREATE SEQUENCE"},
    {"CRSR", "CREATE SERVER ROLE"},
    {"CRSV", "CREATE SERVICE"},
    {"CRTB", "CREATE TABLE"},
    {"CRTE", "CREATE TRACE EVENT NOTIFICATION"},
    {"CRTY", "CREATE TYPE"},
    {"CRVW", "CREATE VIEW"},
    {"CRXS", "CREATE XML SCHEMA COLLECTION"},
    {"DABO", "ADMINISTER DATABASE BULK OPERATIONS"},
    {"DL", "DELETE"},
    {"EAES", "EXECUTE ANY EXTERNAL SCRIPT"},
    {"EX", "EXECUTE"},
    {"IAL", "IMPERSONATE ANY LOGIN"},
    {"IM", "IMPERSONATE"},
    {"IN", "INSERT"},
    {"KIDC", "KILL DATABASE CONNECTION"},
    {"RC", "RECEIVE"},
    {"RF", "REFERENCES"},
    {"SHDN", "SHUTDOWN"},
    {"SL", "SELECT"},
    {"SN", "SEND"},
    {"SPLN", "SHOWPLAN"},
    {"SUQN", "SUBSCRIBE QUERY NOTIFICATIONS"},
    {"SUS", "SELECT ALL USER SECURABLES"},
    {"TO", "TAKE OWNERSHIP"},
    {"UMSK", "UNMASK"},
    {"UP", "UPDATE"},
    {"VW", "VIEW DEFINITION"},
    {"VWAD", "VIEW ANY DEFINITION"},
    {"VWCK", "VIEW ANY COLUMN ENCRYPTION KEY DEFINITION"},
    {"VWCM", "VIEW ANY COLUMN MASTER KEY DEFINITION"},
    {"VWCT", "VIEW CHANGE TRACKING"},
    {"VWDB", "VIEW ANY DATABASE"},
    {"VWDS", "VIEW DATABASE STATE"},
    {"VWSS", "VIEW SERVER STATE"},
    {"XA", "EXTERNAL ACCESS ASSEMBLY"},
    {"XU", "UNSAFE ASSEMBLY"},
};

// Types that mean something else at the server (class 100).
constexpr Permission k_server_permissions[] = {
    {"AUTH", "AUTHENTICATE SERVER"},
    {"CL", "CONTROL SERVER"},
    {"CRDB", "CREATE ANY DATABASE"},
};

}  // namespace

std::string permission_name(std::string_view type, uint8_t securable_class) {
    constexpr uint8_t k_class_server = 100;
    if (securable_class == k_class_server) {
        for (const Permission& permission : k_server_permissions) {
            if (permission.type == type) return std::string(permission.name);
        }
    }
    const Permission* end = std::end(k_permissions);
    const Permission* found = std::lower_bound(
        std::begin(k_permissions), end, type,
        [](const Permission& p, std::string_view wanted) { return p.type < wanted; });
    return std::string(found != end && found->type == type ? found->name : type);
}

}  // namespace gantry::catalog
