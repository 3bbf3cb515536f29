// Assemblies, certificates, keys: their public parts. Private keys and secrets are not in reach.

#include <fmt/format.h>

#include <algorithm>

#include "catalog/script/order.h"
#include "catalog/script/parts.h"
#include "catalog/script/quote.h"

namespace gantry::catalog::script {
namespace {

void script_assembly(Context& context, const Assembly& assembly) {
    std::string title = "assembly " + bracket(assembly.name);
    auto main = std::find_if(assembly.files.begin(), assembly.files.end(),
                             [](const AssemblyFile& file) { return file.id == 1; });
    if (main == assembly.files.end() || main->content.empty()) {
        context.out.cannot(title, "its bytes were not found");
        return;
    }
    context.out.create(
        fmt::format("CREATE ASSEMBLY {}{}\nFROM {}\nWITH PERMISSION_SET = {}",
                    bracket(assembly.name), authorization(context, assembly.owner_id),
                    hex(main->content), assembly.permission_set),
        {fmt::format("NOT EXISTS (SELECT 1 FROM sys.assemblies WHERE name = {})",
                     literal(assembly.name)),
         false});
    for (const AssemblyFile& file : assembly.files) {
        if (file.id == 1) continue;
        context.out.alter(
            fmt::format("ALTER ASSEMBLY {} ADD FILE FROM {} AS {}", bracket(assembly.name),
                        hex(file.content), literal(file.name)),
            fmt::format("NOT EXISTS (SELECT 1 FROM sys.assembly_files WHERE name = {})",
                        literal(file.name)));
    }
    if (!assembly.visible) {
        context.out.batch(
            fmt::format("ALTER ASSEMBLY {} WITH VISIBILITY = OFF", bracket(assembly.name)));
    }
}

void script_certificates(Context& context) {
    for (const Certificate& certificate : context.db.certificates) {
        std::string title = "certificate " + bracket(certificate.name);
        if (certificate.name.starts_with("##MS_") || certificate.name.starts_with("MS_SQL"))
            continue;  // the server's own
        if (certificate.encoded.empty()) {
            context.out.cannot(title, "its public part was not found");
            continue;
        }
        if (certificate.private_key_encryption != "NA") {
            context.out.cannot("the private key of " + title,
                               "it is encrypted in the database; the statement below makes the "
                               "public part alone");
        }
        context.out.create(
            fmt::format(
                "CREATE CERTIFICATE {}{}\nFROM BINARY = {}{}", bracket(certificate.name),
                authorization(context, certificate.owner_id), hex(certificate.encoded),
                certificate.active_for_begin_dialog ? "" : "\nACTIVE FOR BEGIN_DIALOG = OFF"),
            {fmt::format("CERT_ID({}) IS NULL", literal(certificate.name)), false});
    }
}

void script_column_keys(Context& context) {
    for (const ColumnMasterKey& key : context.db.column_master_keys) {
        std::string text = fmt::format(
            "CREATE COLUMN MASTER KEY {}\nWITH (\n    KEY_STORE_PROVIDER_NAME = {},\n    KEY_PATH "
            "= {}",
            bracket(key.name), literal(key.key_store_provider), literal(key.key_path));
        if (key.allow_enclave_computations) {
            text += fmt::format(",\n    ENCLAVE_COMPUTATIONS (SIGNATURE = {})", hex(key.signature));
        }
        context.out.create(
            text + "\n)",
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.column_master_keys WHERE name = {})",
                         literal(key.name)),
             false});
    }
    for (const ColumnEncryptionKey& key : context.db.column_encryption_keys) {
        std::vector<std::string> values;
        for (const ColumnEncryptionKeyValue& value : key.values) {
            std::string_view master = "?";
            for (const ColumnMasterKey& m : context.db.column_master_keys) {
                if (m.id == value.master_key_id) master = m.name;
            }
            values.push_back(fmt::format(
                "\n(\n    COLUMN_MASTER_KEY = {},\n    ALGORITHM = {},\n    ENCRYPTED_VALUE = "
                "{}\n)",
                bracket(master),
                ascii_literal(value.algorithm.empty() ? "RSA_OAEP" : value.algorithm),
                hex(value.encrypted_value)));
        }
        context.out.create(
            fmt::format("CREATE COLUMN ENCRYPTION KEY {}\nWITH VALUES{}", bracket(key.name),
                        join(values, ",")),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.column_encryption_keys WHERE name = {})",
                         literal(key.name)),
             false});
    }
}

}  // namespace

void script_assemblies(Context& context) {
    context.out.heading("Assemblies");
    std::vector<OrderNode> nodes;
    std::vector<OrderEdge> edges;
    for (const Assembly& assembly : context.db.assemblies) {
        if (assembly.is_system || assembly.id == 1) continue;
        nodes.push_back(
            {assembly.id, fmt::format("{}\n{:010}", assembly.name, uint32_t(assembly.id))});
        for (int32_t needed : assembly.references)
            edges.push_back({assembly.id, needed, false});
    }
    for (int32_t id : order_nodes(nodes, edges).ids) {
        if (const Assembly* assembly = context.names.assembly(id)) {
            script_assembly(context, *assembly);
        }
    }
}

void script_keys(Context& context) {
    context.out.heading("Certificates and keys");
    script_certificates(context);
    for (const AsymmetricKey& key : context.db.asymmetric_keys) {
        if (key.name.starts_with("MS_SQL")) continue;  // master's own
        context.out.cannot("asymmetric key " + bracket(key.name),
                           "T-SQL makes one only from a file, an assembly or a provider; its " +
                               key.algorithm + " public key is " + hex(key.public_key));
    }
    for (const SymmetricKey& key : context.db.symmetric_keys) {
        if (key.name.starts_with("##MS_")) {
            if (key.name == "##MS_DatabaseMasterKey##") {
                context.out.cannot("the database master key",
                                   "it is encrypted; make it with CREATE MASTER KEY ENCRYPTION BY "
                                   "PASSWORD");
            }
            continue;
        }
        context.out.cannot("symmetric key " + bracket(key.name),
                           "its " + key.algorithm +
                               " key is encrypted; it can be made again only from its KEY_SOURCE "
                               "and IDENTITY_VALUE");
    }
    script_column_keys(context);
    for (const Credential& credential : context.db.scoped_credentials) {
        context.out.cannot(fmt::format("the secret of credential {}", bracket(credential.name)),
                           "it is encrypted; put it in place of the text below");
        context.out.create(
            fmt::format("CREATE DATABASE SCOPED CREDENTIAL {}\nWITH IDENTITY = {}, SECRET = "
                        "N'<secret>'",
                        bracket(credential.name), literal(credential.identity)),
            {fmt::format("NOT EXISTS (SELECT 1 FROM sys.database_scoped_credentials WHERE name = "
                         "{})",
                         literal(credential.name)),
             false});
    }
}

}  // namespace gantry::catalog::script
