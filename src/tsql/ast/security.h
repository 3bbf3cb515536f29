#pragma once
// Logins, users, roles, permissions, credentials.

#include "tsql/ast/query.h"

namespace gantry::tsql {

enum class GrantVerb : uint8_t { grant, deny, revoke };

struct Permission : NodeOf<NodeKind::Permission, Node> {
    std::string_view name;  // upper-cased words; ALL, ALL PRIVILEGES
    List<Identifier> columns;
    GANTRY_TSQL_FIELDS(name, columns)
};

struct GrantStatement : NodeOf<NodeKind::GrantStatement, Statement> {
    GrantVerb verb = GrantVerb::grant;
    bool grant_option_for = false;  // REVOKE GRANT OPTION FOR
    List<const Permission*> permissions;
    std::string_view object_class;  // of ON class::name: upper-cased; empty when not written
    ObjectName object;              // empty: the database or the server
    List<Identifier> columns;       // ON t (a, b)
    List<Identifier> principals;
    bool revoke_from = false;       // REVOKE ... FROM (else TO)
    bool with_grant_option = false;
    bool cascade = false;
    Identifier as_principal;
    GANTRY_TSQL_FIELDS(verb, grant_option_for, permissions, object_class, object, columns,
                       principals, revoke_from, with_grant_option, cascade, as_principal)
};

enum class SecurityVerb : uint8_t { create, alter };

// CREATE|ALTER LOGIN. Password text is in the options PASSWORD (value, then words as options).
struct LoginStatement : NodeOf<NodeKind::LoginStatement, Statement> {
    SecurityVerb verb = SecurityVerb::create;
    Identifier name;
    std::string_view from;   // WINDOWS, CERTIFICATE, ASYMMETRIC KEY, EXTERNAL PROVIDER
    Identifier from_name;
    std::string_view action; // ALTER: ENABLE, DISABLE, ADD CREDENTIAL, DROP CREDENTIAL
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(verb, name, from, from_name, action, options)
};

struct UserStatement : NodeOf<NodeKind::UserStatement, Statement> {
    SecurityVerb verb = SecurityVerb::create;
    Identifier name;
    std::string_view from;  // "FOR LOGIN", "FROM LOGIN", "WITHOUT LOGIN", "FOR CERTIFICATE" ...
    Identifier from_name;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(verb, name, from, from_name, options)
};

// CREATE|ALTER ROLE, SERVER ROLE, APPLICATION ROLE.
struct RoleStatement : NodeOf<NodeKind::RoleStatement, Statement> {
    SecurityVerb verb = SecurityVerb::create;
    std::string_view object_class;  // ROLE, SERVER ROLE, APPLICATION ROLE
    Identifier name;
    Identifier owner;
    std::string_view action;  // ADD MEMBER, DROP MEMBER, WITH NAME
    Identifier member;
    List<const Option*> options;
    GANTRY_TSQL_FIELDS(verb, object_class, name, owner, action, member, options)
};

// ALTER AUTHORIZATION ON class::name TO principal.
struct AlterAuthorizationStatement : NodeOf<NodeKind::AlterAuthorizationStatement, Statement> {
    std::string_view object_class;
    ObjectName object;
    bool schema_owner = false;
    Identifier principal;
    GANTRY_TSQL_FIELDS(object_class, object, schema_owner, principal)
};

// CREATE|ALTER CREDENTIAL, DATABASE SCOPED CREDENTIAL.
struct CredentialStatement : NodeOf<NodeKind::CredentialStatement, Statement> {
    SecurityVerb verb = SecurityVerb::create;
    bool database_scoped = false;
    Identifier name;
    List<const Option*> options;
    Identifier provider;  // FOR CRYPTOGRAPHIC PROVIDER
    GANTRY_TSQL_FIELDS(verb, database_scoped, name, options, provider)
};

}  // namespace gantry::tsql
