// Certificates, asymmetric and symmetric keys, credentials and the keys of Always Encrypted: public
// parts only, private ones are encrypted by keys that no backup holds.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/certificate.h"
#include "catalog/model_parts.h"

namespace gantry::catalog {

using types::TypeId;

namespace {

constexpr uint8_t k_guid_symmetric_key = 2;    // sysguidrefs.class
constexpr uint8_t k_crypt_symmetric_key = 24;  // sysobjkeycrypts.class

std::string symmetric_algorithm(const std::string& code) {
    constexpr std::pair<std::string_view, std::string_view> k_names[] = {{"R2", "RC2"},
                                                                         {"R4", "RC4"},
                                                                         {"D", "DES"},
                                                                         {"D3", "TRIPLE_DES"},
                                                                         {"DT", "TRIPLE_DES_3KEY"},
                                                                         {"DX", "DESX"},
                                                                         {"A1", "AES_128"},
                                                                         {"A2", "AES_192"},
                                                                         {"A3", "AES_256"}};
    for (const auto& [key, name] : k_names) {
        if (key == code) return std::string(name);
    }
    return code;
}

void add_certificates(const ModelSources& sources, Database& out) {
    sources.catalog.scan(
        k_syscerts, {"id", "name", "thumbprint", "encrtype", "cert", "status"},
        [&](const SystemRow& row) {
            Certificate certificate;
            certificate.id = int32_t(row.integer(0));
            certificate.name = row.text(1);
            certificate.thumbprint = to_bytes(row.bytes(2));
            certificate.private_key_encryption = trimmed(row.text(3));
            certificate.encoded = to_bytes(row.bytes(4));
            certificate.active_for_begin_dialog = (row.integer(5) & 1) == 0;
            certificate.owner_id = sources.target(k_reference_certificate_owner, certificate.id, 1);
            if (auto facts = read_certificate(certificate.encoded)) {
                certificate.subject = facts->subject;
                certificate.issuer_name = facts->issuer;
                certificate.serial_number = facts->serial_number;
                certificate.start_date = facts->not_before;
                certificate.expiry_date = facts->not_after;
            } else {
                out.warnings.push_back(
                    fmt::format("certificate {} could not be parsed", certificate.name));
            }
            // S-1-9-1-<thumbprint> in binary form.
            certificate.sid = {1, 6, 0, 0, 0, 0, 0, 9, 1, 0, 0, 0};
            certificate.sid.insert(certificate.sid.end(), certificate.thumbprint.begin(),
                                   certificate.thumbprint.end());
            out.certificates.push_back(std::move(certificate));
        });
}

void add_asymmetric_keys(const ModelSources& sources, Database& out) {
    sources.catalog.scan(
        k_sysasymkeys, {"id", "name", "thumbprint", "bitlength", "algorithm", "encrtype", "pukey"},
        [&](const SystemRow& row) {
            AsymmetricKey key;
            key.id = int32_t(row.integer(0));
            key.name = row.text(1);
            key.thumbprint = to_bytes(row.bytes(2));
            key.key_bits = int32_t(row.integer(3));
            std::string code = trimmed(row.text(4));
            // 1R, 2R, ...: RSA with the bits beside it.
            key.algorithm = code.ends_with('R') ? fmt::format("RSA_{}", key.key_bits) : code;
            key.private_key_encryption = trimmed(row.text(5));
            key.public_key = to_bytes(row.bytes(6));
            key.owner_id = sources.target(k_reference_asymmetric_owner, key.id, 1);
            out.asymmetric_keys.push_back(std::move(key));
        });
}

void add_symmetric_keys(const ModelSources& sources, Database& out) {
    std::map<int32_t, Bytes> guids;
    sources.catalog.scan(k_sysguidrefs, {"class", "id", "guid"}, [&](const SystemRow& row) {
        if (row.integer(0) == k_guid_symmetric_key) {
            guids[int32_t(row.integer(1))] = to_bytes(row.bytes(2));
        }
    });
    std::map<int32_t, std::vector<KeyEncryption>> encryptions;
    sources.catalog.scan(k_sysobjkeycrypts, {"class", "id", "thumbprint", "type"},
                         [&](const SystemRow& row) {
                             if (row.integer(0) != k_crypt_symmetric_key) return;
                             encryptions[int32_t(row.integer(1))].push_back(
                                 {trimmed(row.text(3)), to_bytes(row.bytes(2))});
                         });
    for (const NamedRow& row : sources.named(k_class_symmetric_key)) {
        SymmetricKey key;
        key.id = row.id;
        key.name = row.name;
        key.algorithm = symmetric_algorithm(row.type);
        key.key_bits = row.property;
        key.owner_id = sources.target(k_reference_key_owner, row.id, 1);
        key.guid = guids[row.id];
        key.encryptions = encryptions[row.id];
        key.created = row.created;
        key.modified = row.modified;
        out.symmetric_keys.push_back(std::move(key));
    }
}

// The keys of Always Encrypted are in classes of sysclsobjs that no sample shows. They are known by
// their values: a master key names a key store provider and a path, an encryption key has an
// algorithm and a value whose first byte is 1 (its public format).
void add_column_keys(const ModelSources& sources, Database& out) {
    constexpr std::string_view k_providers[] = {"MSSQL_CERTIFICATE_STORE", "MSSQL_CNG_STORE",
                                                "MSSQL_CSP_PROVIDER", "AZURE_KEY_VAULT"};
    auto is_provider = [&](const std::string& text) {
        return std::find(std::begin(k_providers), std::end(k_providers), text) !=
               std::end(k_providers);
    };
    std::vector<std::pair<const NamedRow*, std::string>> encryption_keys;
    for (const auto& [object_class, rows] : sources.class_objects) {
        for (const NamedRow& row : rows) {
            ColumnMasterKey master;
            std::string algorithm;
            for (const ValueRow* value : sources.values_of(row.id)) {
                std::string text = variant_text(value->variant);
                if (is_provider(text)) {
                    master.key_store_provider = text;
                } else if (text == "RSA_OAEP") {
                    algorithm = text;
                } else if (value->sub_id == 0 && !text.empty() && master.key_path.empty() &&
                           types::is_character(TypeId(value->variant[0]))) {
                    master.key_path = text;
                }
            }
            bool known = object_class == k_class_schema || object_class == k_class_data_space;
            if (known) continue;
            if (!master.key_store_provider.empty()) {
                master.id = row.id;
                master.name = row.name;
                out.column_master_keys.push_back(std::move(master));
            } else if (!algorithm.empty()) {
                encryption_keys.emplace_back(&row, algorithm);
            }
        }
    }
    for (const auto& [row, algorithm] : encryption_keys) {
        ColumnEncryptionKey key;
        key.id = row->id;
        key.name = row->name;
        for (const ValueRow* value : sources.values_of(row->id)) {
            const Bytes& bytes = value->has_image ? value->image : value->variant;
            if (!value->has_image || bytes.empty() || bytes[0] != 1) continue;
            key.values.push_back({value->sub_id, algorithm, bytes});
        }
        out.column_encryption_keys.push_back(std::move(key));
    }
    bool used = std::any_of(out.tables.begin(), out.tables.end(), [](const Table& table) {
        return std::any_of(table.columns.begin(), table.columns.end(),
                           [](const Column& column) { return column.encryption_type != 0; });
    });
    if (used && out.column_encryption_keys.empty()) {
        out.warnings.push_back(
            "columns are encrypted (Always Encrypted) but their column encryption keys were not "
            "found: their values stay as the client encrypted them");
    }
}

// Users made from certificates and keys carry a SID that ends in the thumbprint.
void name_signers(Database& out) {
    for (Principal& principal : out.principals) {
        if (principal.type != 'C' && principal.type != 'K') continue;
        auto ends_in = [&](const std::vector<uint8_t>& thumbprint) {
            return !thumbprint.empty() && principal.sid.size() > thumbprint.size() &&
                   std::equal(thumbprint.rbegin(), thumbprint.rend(), principal.sid.rbegin());
        };
        for (const Certificate& certificate : out.certificates) {
            if (ends_in(certificate.thumbprint)) principal.signed_by = certificate.name;
        }
        for (const AsymmetricKey& key : out.asymmetric_keys) {
            if (ends_in(key.thumbprint)) principal.signed_by = key.name;
        }
    }
}

}  // namespace

std::vector<Credential> read_credentials(const ModelSources& sources) {
    std::vector<Credential> out;
    for (const NamedRow& row : sources.named(k_class_credential)) {
        Credential credential;
        credential.id = row.id;
        credential.name = row.name;
        credential.created = row.created;
        credential.modified = row.modified;
        const ValueRow* identity = sources.value(k_value_credential, row.id, 0, 1);
        if (identity != nullptr) credential.identity = variant_text(identity->variant);
        out.push_back(std::move(credential));
    }
    return out;
}

void add_keys(const ModelSources& sources, Database& out) {
    add_certificates(sources, out);
    add_asymmetric_keys(sources, out);
    add_symmetric_keys(sources, out);
    out.scoped_credentials = read_credentials(sources);
    add_column_keys(sources, out);
    name_signers(out);
}

}  // namespace gantry::catalog
