// Schemas, principals, permissions, keys and policies: Flattener of flat.h.

#include "base/bytes.h"
#include "catalog/diff/flat.h"

namespace gantry::catalog::diff {

namespace {

constexpr int32_t k_first_fixed_role = 16384;

std::string principal_kind(const Principal& principal) {
    switch (principal.type) {
        case 'R':
            return "role";
        case 'A':
            return "application role";
        default:
            return "user";
    }
}

std::string user_kind(char type) {
    switch (type) {
        case 'S':
            return "SQL user";
        case 'U':
            return "Windows user";
        case 'G':
            return "Windows group";
        case 'C':
            return "user of a certificate";
        case 'K':
            return "user of an asymmetric key";
        case 'E':
            return "external user";
        case 'X':
            return "external group";
        default:
            return std::string(1, type);
    }
}

}  // namespace

void Flattener::add_schemas() {
    for (const Schema& schema : db_.schemas) {
        // Those of the fixed roles, and what every database has.
        if (schema.id >= k_first_fixed_role || schema.id == 3 || schema.id == 4) continue;
        add("schema", schema.name).self.set("owner", owner(schema.owner_id));
    }
}

void Flattener::add_principals() {
    for (const Principal& principal : db_.principals) {
        if (principal.is_fixed_role || principal.id == 0 || principal.id == 3 ||
            principal.id == 4) {
            continue;
        }
        FlatPart& self = add(principal_kind(principal), principal.name).self;
        if (principal.type == 'R') {
            self.set("owner", owner(principal.owner_id));
            continue;
        }
        self.set("kind", user_kind(principal.type));
        self.set("default schema", principal.default_schema);
        self.set("SID", to_hex(principal.sid));
        self.set("default language", principal.default_language);
        self.set("signed by", principal.signed_by);
        self.set("password hash", to_hex(principal.password_hash));
    }
}

void Flattener::add_role_members() {
    for (const RoleMember& member : db_.role_members) {
        add("role member", fmt::format("{} in {}", names_.principal_name(member.member_id),
                                       names_.principal_name(member.role_id)));
    }
}

std::string Flattener::securable(const Permission& permission) const {
    int32_t id = permission.major_id;
    auto named = [&](const char* kind, const auto& list) {
        for (const auto& entry : list) {
            if (entry.id == id) return fmt::format(" on {} {}", kind, entry.name);
        }
        return fmt::format(" on {} {}", kind, id);
    };
    switch (permission.securable_class) {
        case 0:
            return {};
        case 1: {
            const script::NamedObject* object = names_.object(id);
            std::string column;
            if (permission.minor_id != 0) {
                column = fmt::format(" (column {})", permission.minor_id);
                const auto* columns = object == nullptr ? nullptr
                                      : object->table   ? &object->table->columns
                                      : object->module  ? &object->module->columns
                                                        : nullptr;
                if (columns != nullptr) {
                    column = " (" + column_names(*columns, {permission.minor_id}) + ")";
                }
            }
            return " on " + object_name(id) + column;
        }
        case 3:
            return fmt::format(" on schema {}", names_.schema(id));
        case 4:
            return fmt::format(" on principal {}", names_.principal_name(id));
        case 5:
            return named("assembly", db_.assemblies);
        case 6:
            return named("type", db_.user_types);
        case 10:
            return named("XML schema collection", db_.xml_schema_collections);
        case 15:
            return named("message type", db_.message_types);
        case 16:
            return named("contract", db_.service_contracts);
        case 17:
            return named("service", db_.services);
        case 23:
            return named("full-text catalog", db_.fulltext_catalogs);
        case 24:
            return named("symmetric key", db_.symmetric_keys);
        case 25:
            return named("certificate", db_.certificates);
        case 26:
            return named("asymmetric key", db_.asymmetric_keys);
        default:
            return fmt::format(" on class {} id {}", permission.securable_class, id);
    }
}

void Flattener::add_permissions() {
    for (const Permission& permission : db_.permissions) {
        // On the system's own objects: they come with the server.
        if (permission.securable_class == 1) {
            const script::NamedObject* object = names_.object(permission.major_id);
            if (permission.major_id < 0 || (object != nullptr && object->is_system)) continue;
        }
        FlatPart& self =
            add("permission", fmt::format("{}{} to {}", permission.name, securable(permission),
                                          names_.principal_name(permission.grantee_id)))
                .self;
        self.set("state", permission.state == 'D'   ? "DENY"
                          : permission.state == 'W' ? "GRANT WITH GRANT OPTION"
                          : permission.state == 'R' ? "REVOKE"
                                                    : "GRANT");
        self.set("granted by", owner(permission.grantor_id));
    }
}

void Flattener::add_encryption_keys() {
    for (const Certificate& certificate : db_.certificates) {
        FlatPart& self = add("certificate", certificate.name).self;
        self.set("owner", owner(certificate.owner_id));
        self.set("subject", certificate.subject).set("issuer", certificate.issuer_name);
        self.set("expires", certificate.expiry_date);
        self.set("thumbprint", to_hex(certificate.thumbprint));
        self.set("private key", certificate.private_key_encryption);
    }
    for (const AsymmetricKey& key : db_.asymmetric_keys) {
        FlatPart& self = add("asymmetric key", key.name).self;
        self.set("owner", owner(key.owner_id)).set("algorithm", key.algorithm);
        self.set("thumbprint", to_hex(key.thumbprint));
    }
    for (const SymmetricKey& key : db_.symmetric_keys) {
        FlatPart& self = add("symmetric key", key.name).self;
        self.set("owner", owner(key.owner_id)).set("algorithm", key.algorithm);
        self.set("GUID", to_hex(key.guid));
    }
    for (const ColumnMasterKey& key : db_.column_master_keys) {
        FlatPart& self = add("column master key", key.name).self;
        self.set("provider", key.key_store_provider).set("path", key.key_path);
    }
    for (const ColumnEncryptionKey& key : db_.column_encryption_keys) {
        FlatPart& self = add("column encryption key", key.name).self;
        std::string values;
        for (const ColumnEncryptionKeyValue& value : key.values) {
            values += (values.empty() ? "" : ", ") + digest(value.encrypted_value);
        }
        self.set("values", values);
    }
    for (const Credential& credential : db_.scoped_credentials) {
        add("database scoped credential", credential.name)
            .self.set("identity", credential.identity);
    }
}

void Flattener::add_policies() {
    for (const SecurityPolicy& policy : db_.security_policies) {
        FlatObject& out = add("security policy", dotted(policy.schema_id, policy.name));
        out.self.flag("enabled", policy.enabled);
        out.self.flag("schema-bound", policy.schema_bound);
        out.self.flag("not for replication", policy.not_for_replication);
        for (const SecurityPredicate& predicate : policy.predicates) {
            std::string name =
                fmt::format("{} on {}{}{}", predicate.block ? "BLOCK" : "FILTER",
                            object_name(predicate.target_object_id),
                            predicate.operation.empty() ? "" : " ", predicate.operation);
            out.part("predicate", name, fold(name)).set("text", predicate.text);
        }
    }
    for (const AuditSpecification& audit : db_.audit_specifications) {
        FlatObject& out = add("audit specification", audit.name);
        out.self.flag("enabled", audit.enabled);
        std::string actions;
        for (const AuditAction& action : audit.actions) {
            actions +=
                fmt::format("{}{} class {} by {}", actions.empty() ? "" : ", ", action.action,
                            action.securable_class, names_.principal_name(action.principal_id));
        }
        out.self.set("actions", actions);
    }
}

}  // namespace gantry::catalog::diff
