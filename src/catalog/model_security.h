#pragma once
// Principals, permissions, keys, policies and audits of the schema model. Plain data, texts in
// UTF-8, ids are SQL Server's own; part of catalog::Database (model.h). Secrets are not here: what
// a backup holds of private keys and passwords is encrypted, only hashes and public parts are kept.

#include <cstdint>
#include <string>
#include <vector>

namespace gantry::catalog {

enum class AuthenticationType : uint8_t {  // sys.database_principals.authentication_type
    none = 0,
    instance = 1,
    database = 2,  // contained user with a password
    windows = 3,
    external = 4,  // Entra
};

struct Principal {
    int32_t id = 0;  // 0 public, 1 dbo, 2 guest, 3 INFORMATION_SCHEMA, 4 sys, 16384.. fixed roles
    std::string name;
    char type = 'S';  // sys.database_principals.type: S, U, G, R, A, C, K, E, X
    std::string default_schema;
    std::vector<uint8_t> sid;
    int32_t owner_id = 1;  // of roles; other principals own themselves: 0 in the catalog view
    bool is_fixed_role = false;
    AuthenticationType authentication = AuthenticationType::none;
    std::string default_language = {};  // name or empty
    int32_t default_language_lcid = -1;
    std::vector<uint8_t> password_hash = {};  // application roles and contained users
    bool allow_encrypted_value_modifications = false;
    std::string created = {}, modified = {};  // "2012-05-06T07:08:09.123"
    std::string signed_by = {};  // users of type C and K: the certificate's or key's name
};

// As sys.database_principals derives it since 2012; a database user's SID without login begins
// with nine bytes of its own.
AuthenticationType authentication_of(const Principal& principal);

struct RoleMember {
    int32_t role_id = 0;
    int32_t member_id = 0;
};

struct Permission {
    uint8_t securable_class = 0;  // sys.database_permissions.class: 0 database, 1 object or column,
                                  // 3 schema, 4 principal, 5 assembly, 6 type, 10 XML schema
                                  // collection, 15-19 broker, 23 full-text catalog, 24-26 keys, ...
    int32_t major_id = 0;
    int32_t minor_id = 0;  // column id, or 0
    int32_t grantee_id = 0;
    int32_t grantor_id = 0;
    std::string type;  // "SL", "EX", ...
    std::string name;  // "SELECT"; the type again when it is not known
    char state = 'G';  // G grant, W grant with grant option, D deny, R revoke (of a column)
};

struct Certificate {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::string private_key_encryption = "NA";  // NA no private key, MK, PW, SK
    bool active_for_begin_dialog = false;
    std::string issuer_name;
    std::string subject;
    std::string serial_number;
    std::vector<uint8_t> sid;
    std::string start_date, expiry_date;
    std::vector<uint8_t> thumbprint;
    std::vector<uint8_t> encoded;  // DER of the public part
};

struct AsymmetricKey {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::string private_key_encryption = "NA";
    std::string algorithm;  // "RSA_2048"
    int32_t key_bits = 0;
    std::vector<uint8_t> sid;
    std::vector<uint8_t> thumbprint;
    std::vector<uint8_t> public_key;
};

struct KeyEncryption {
    std::string type;  // sys.key_encryptions.crypt_type: ESKM, ESKP, EPUC, EPUA, ESP2, ...
    std::vector<uint8_t> thumbprint;
};

struct SymmetricKey {
    int32_t id = 0;
    std::string name;
    int32_t owner_id = 1;
    std::string algorithm;  // "AES_256", or its code when unknown
    int32_t key_bits = 0;
    std::vector<uint8_t> guid;
    std::vector<KeyEncryption> encryptions;
    std::string created, modified;
};

// Always Encrypted.
struct ColumnMasterKey {
    int32_t id = 0;
    std::string name;
    std::string key_store_provider;
    std::string key_path;
    bool allow_enclave_computations = false;
    std::vector<uint8_t> signature;
};

struct ColumnEncryptionKeyValue {
    int32_t master_key_id = 0;
    std::string algorithm;
    std::vector<uint8_t> encrypted_value;
};

struct ColumnEncryptionKey {
    int32_t id = 0;
    std::string name;
    std::vector<ColumnEncryptionKeyValue> values;
};

// A credential's name and identity; its secret cannot be read.
struct Credential {
    int32_t id = 0;
    std::string name;
    std::string identity;
    std::string created, modified;
    std::string provider;  // cryptographic provider, empty: none
};

struct SecurityPredicate {
    int32_t id = 0;
    int32_t target_object_id = 0;
    std::string text;       // "([rls].[fn]([TenantId]))"
    bool block = false;     // else FILTER
    std::string operation;  // of a block predicate: "AFTER INSERT", ...; empty: all
};

struct SecurityPolicy {
    int32_t object_id = 0;
    int32_t schema_id = 1;
    std::string name;
    bool enabled = false;
    bool schema_bound = true;
    bool not_for_replication = false;
    std::vector<SecurityPredicate> predicates;
};

struct AuditAction {
    std::string action;  // "SL", or the name where known
    uint8_t securable_class = 0;
    int32_t major_id = 0;
    int32_t minor_id = 0;
    int32_t principal_id = 0;
    bool success = true, failure = true;
};

struct AuditSpecification {
    int32_t id = 0;
    std::string name;
    std::vector<uint8_t> audit_guid;
    bool enabled = false;
    std::vector<AuditAction> actions;
};

}  // namespace gantry::catalog
