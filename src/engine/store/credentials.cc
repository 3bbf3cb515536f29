#include "engine/store/credentials.h"

#include <fmt/format.h>

#include "engine/store/model_rows.h"
#include "engine/store/pg_names.h"

namespace gantry::store {
namespace {

constexpr std::string_view k_credential_columns =
    "SELECT credential_id, name, identity, sealed_secret FROM gantry.credentials ";

pg::Param sealed_param(const Credential& credential) {
    if (!credential.sealed_secret) return std::nullopt;
    return bytea_text(*credential.sealed_secret);
}

Credential credential_of(const pg::Row& row) {
    Credential out;
    out.id = std::stoi(*row[0]);
    out.name = *row[1];
    out.identity = *row[2];
    if (row[3]) out.sealed_secret = bytes_of_bytea(*row[3]);
    return out;
}

void require_change(const pg::Result& result, std::string_view verb, std::string_view name) {
    if (result.row_count != 0) return;
    throw SqlError(15151, fmt::format("Cannot {} the credential '{}', because it does not exist or "
                                      "you do not have permission.",
                                      verb, name));
}

}  // namespace

std::string secret_label(std::string_view credential_name) {
    return "credential:" + name_key(credential_name);
}

void create_credential(pg::Executor& executor, const Credential& credential) {
    pg::Result made = executor.query(
        "INSERT INTO gantry.credentials (name, name_key, identity, sealed_secret) VALUES ($1, $2, "
        "$3, $4::bytea) ON CONFLICT (name_key) DO NOTHING",
        {credential.name, name_key(credential.name), credential.identity,
         sealed_param(credential)});
    if (made.row_count != 0) return;
    throw SqlError(15530,
                   fmt::format("The credential with name \"{}\" already exists.", credential.name));
}

void alter_credential(pg::Executor& executor, const Credential& credential) {
    require_change(
        executor.query("UPDATE gantry.credentials SET identity = $2, sealed_secret = "
                       "$3::bytea, modify_date = now() AT TIME ZONE 'UTC' WHERE "
                       "name_key = $1",
                       {name_key(credential.name), credential.identity, sealed_param(credential)}),
        "alter", credential.name);
}

void drop_credential(pg::Executor& executor, std::string_view name) {
    require_change(
        executor.query("DELETE FROM gantry.credentials WHERE name_key = $1", {name_key(name)}),
        "drop", name);
}

std::optional<Credential> find_credential(pg::Executor& executor, std::string_view name) {
    pg::Result result =
        executor.query(std::string(k_credential_columns) + "WHERE name_key = $1", {name_key(name)});
    if (result.empty()) return std::nullopt;
    return credential_of(result[0]);
}

std::vector<Credential> list_credentials(pg::Executor& executor) {
    pg::Result result =
        executor.query(std::string(k_credential_columns) + "ORDER BY credential_id");
    std::vector<Credential> out;
    for (const pg::Row& row : result.rows)
        out.push_back(credential_of(row));
    return out;
}

bool has_sealed_secrets(pg::Executor& executor) {
    return !executor
                .query("SELECT 1 FROM gantry.credentials WHERE sealed_secret IS NOT NULL LIMIT 1")
                .empty();
}

}  // namespace gantry::store
