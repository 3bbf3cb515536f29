// Certificates and keys, column encryption, credentials, security policies and audits.

#include "live/read_keys.h"

namespace gantry::live {

using namespace catalog;

namespace {

constexpr CatalogQuery k_certificates = {
    .what = "certificates",
    .view = "sys.certificates",
    .columns =
        "certificate_id, name, principal_id, pvt_key_encryption_type, "
        "is_active_for_begin_dialog, issuer_name, subject, cert_serial_number, sid, "
        "start_date, expiry_date, thumbprint",
    .rest = "FROM sys.certificates AS t ORDER BY t.certificate_id",
};
constexpr CatalogQuery k_asymmetric_keys = {
    .what = "asymmetric keys",
    .view = "sys.asymmetric_keys",
    .columns =
        "asymmetric_key_id, name, principal_id, pvt_key_encryption_type, algorithm_desc, "
        "key_length, sid, thumbprint, public_key",
    .rest = "FROM sys.asymmetric_keys AS t ORDER BY t.asymmetric_key_id",
};
constexpr CatalogQuery k_symmetric_keys = {
    .what = "symmetric keys",
    .view = "sys.symmetric_keys",
    .columns =
        "symmetric_key_id, name, principal_id, algorithm_desc, key_length, create_date, "
        "modify_date, guid=CAST(t.key_guid AS varbinary(16))",
    .rest = "FROM sys.symmetric_keys AS t ORDER BY t.symmetric_key_id",
};
constexpr CatalogQuery k_column_master_keys = {
    .what = "column master keys",
    .view = "sys.column_master_keys",
    .columns =
        "column_master_key_id, name, key_store_provider_name, key_path, "
        "allow_enclave_computations@15",
    .rest = "FROM sys.column_master_keys AS t ORDER BY t.column_master_key_id",
    .since = 13,
};
constexpr CatalogQuery k_column_keys = {
    .what = "column encryption keys",
    .view = "sys.column_encryption_keys",
    .columns = "column_encryption_key_id, name",
    .rest = "FROM sys.column_encryption_keys AS t ORDER BY t.column_encryption_key_id",
    .since = 13,
};
constexpr CatalogQuery k_scoped_credentials = {
    .what = "credentials of the database",
    .view = "sys.database_scoped_credentials",
    .columns = "credential_id, name, credential_identity, create_date, modify_date",
    .rest = "FROM sys.database_scoped_credentials AS t ORDER BY t.credential_id",
    .since = 13,
};
constexpr CatalogQuery k_policies = {
    .what = "security policies",
    .view = "sys.security_policies",
    .columns = "object_id, schema_id, name, is_enabled, is_schema_bound, is_not_for_replication",
    .rest = "FROM sys.security_policies AS t ORDER BY t.object_id",
    .since = 13,
};
constexpr CatalogQuery k_predicates = {
    .what = "predicates of security policies",
    .view = "sys.security_predicates",
    .columns =
        "object_id, security_predicate_id, target_object_id, predicate_definition, "
        "predicate_type, operation_desc",
    .rest = "FROM sys.security_predicates AS t ORDER BY t.object_id, t.security_predicate_id",
    .since = 13,
};
constexpr CatalogQuery k_audits = {
    .what = "audit specifications of the database",
    .view = "sys.database_audit_specifications",
    .columns =
        "database_specification_id, name, is_state_enabled, "
        "guid=CAST(t.audit_guid AS varbinary(16))",
    .rest = "FROM sys.database_audit_specifications AS t ORDER BY t.database_specification_id",
    .since = 10,
};

void read_column_keys(Reader& reader) {
    reader.source.read(k_column_master_keys, [&](const Row& row) {
        ColumnMasterKey key;
        key.id = int_of(row, "column_master_key_id");
        key.name = row.text("name");
        key.key_store_provider = row.text("key_store_provider_name");
        key.key_path = row.text("key_path");
        key.allow_enclave_computations = row.flag("allow_enclave_computations");
        reader.out.column_master_keys.push_back(std::move(key));
    });
    reader.source.read(k_column_keys, [&](const Row& row) {
        ColumnEncryptionKey key;
        key.id = int_of(row, "column_encryption_key_id");
        key.name = row.text("name");
        reader.out.column_encryption_keys.push_back(std::move(key));
    });
    reader.source.read(k_scoped_credentials, [&](const Row& row) {
        Credential credential;
        credential.id = int_of(row, "credential_id");
        credential.name = row.text("name");
        credential.identity = row.text("credential_identity");
        credential.created = row.text("create_date");
        credential.modified = row.text("modify_date");
        reader.out.scoped_credentials.push_back(std::move(credential));
    });
}

void read_policies(Reader& reader) {
    reader.source.read(k_policies, [&](const Row& row) {
        SecurityPolicy policy;
        policy.object_id = int_of(row, "object_id");
        policy.schema_id = int_of(row, "schema_id");
        policy.name = row.text("name");
        policy.enabled = row.flag("is_enabled");
        policy.schema_bound = row.flag("is_schema_bound");
        policy.not_for_replication = row.flag("is_not_for_replication");
        reader.out.security_policies.push_back(std::move(policy));
    });
    reader.source.read(k_predicates, [&](const Row& row) {
        const int32_t policy_id = int_of(row, "object_id");
        for (SecurityPolicy& policy : reader.out.security_policies) {
            if (policy.object_id != policy_id) continue;
            SecurityPredicate predicate;
            predicate.id = int_of(row, "security_predicate_id");
            predicate.target_object_id = int_of(row, "target_object_id");
            predicate.text = row.text("predicate_definition");
            predicate.block = row.integer("predicate_type") == 1;
            predicate.operation = row.text("operation_desc");
            policy.predicates.push_back(std::move(predicate));
        }
    });
}

}  // namespace

void read_key_objects(Source& source, KeyObjects out) {
    source.read(k_certificates, [&](const Row& row) {
        Certificate certificate;
        certificate.id = int_of(row, "certificate_id");
        certificate.name = row.text("name");
        certificate.owner_id = int_of(row, "principal_id");
        certificate.private_key_encryption = word_of(row, "pvt_key_encryption_type");
        certificate.active_for_begin_dialog = row.flag("is_active_for_begin_dialog");
        certificate.issuer_name = row.text("issuer_name");
        certificate.subject = row.text("subject");
        certificate.serial_number = row.text("cert_serial_number");
        certificate.sid = bytes_of(row, "sid");
        certificate.start_date = row.text("start_date");
        certificate.expiry_date = row.text("expiry_date");
        certificate.thumbprint = bytes_of(row, "thumbprint");
        out.certificates.push_back(std::move(certificate));
    });
    source.read(k_asymmetric_keys, [&](const Row& row) {
        AsymmetricKey key;
        key.id = int_of(row, "asymmetric_key_id");
        key.name = row.text("name");
        key.owner_id = int_of(row, "principal_id");
        key.private_key_encryption = word_of(row, "pvt_key_encryption_type");
        key.algorithm = row.text("algorithm_desc");
        key.key_bits = int_of(row, "key_length");
        key.sid = bytes_of(row, "sid");
        key.thumbprint = bytes_of(row, "thumbprint");
        key.public_key = bytes_of(row, "public_key");
        out.asymmetric_keys.push_back(std::move(key));
    });
    source.read(k_symmetric_keys, [&](const Row& row) {
        SymmetricKey key;
        key.id = int_of(row, "symmetric_key_id");
        key.name = row.text("name");
        key.owner_id = int_of(row, "principal_id");
        key.algorithm = row.text("algorithm_desc");
        key.key_bits = int_of(row, "key_length");
        key.created = row.text("create_date");
        key.modified = row.text("modify_date");
        key.guid = bytes_of(row, "guid");
        out.symmetric_keys.push_back(std::move(key));
    });
}

void read_keys(Reader& reader) {
    Database& out = reader.out;
    read_key_objects(reader.source, {out.certificates, out.asymmetric_keys, out.symmetric_keys});
    read_column_keys(reader);
    read_policies(reader);
    reader.source.read(k_audits, [&](const Row& row) {
        AuditSpecification audit;
        audit.id = int_of(row, "database_specification_id");
        audit.name = row.text("name");
        audit.enabled = row.flag("is_state_enabled");
        audit.audit_guid = bytes_of(row, "guid");
        out.audit_specifications.push_back(std::move(audit));
    });
}

void add_key_queries(QueryList& out) {
    out.insert(out.end(),
               {&k_certificates, &k_asymmetric_keys, &k_symmetric_keys, &k_column_master_keys,
                &k_column_keys, &k_scoped_credentials, &k_policies, &k_predicates, &k_audits});
}

}  // namespace gantry::live
