#include "engine/store/logins.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include "engine/store/model_rows.h"
#include "engine/store/pg_names.h"

namespace gantry::store {
namespace {

constexpr std::string_view k_login_columns =
    "SELECT principal_id, name, type, sid, default_database, default_language, is_disabled, "
    "must_change, is_sysadmin FROM gantry.logins ";

Login login_of(const pg::Row& row) {
    Login login;
    RowReader io(row);
    io(login.id), io(login.name), io(login.type), io(login.sid), io(login.default_database);
    io(login.default_language), io(login.disabled), io(login.must_change), io(login.sysadmin);
    return login;
}

Bytes random_sid() {
    Bytes sid(16);
    if (RAND_bytes(sid.data(), int(sid.size())) != 1) throw Error("OpenSSL has no random numbers");
    return sid;
}

void require_change(const pg::Result& result, std::string_view name) {
    if (result.row_count != 0) return;
    throw SqlError(15151, fmt::format("Cannot alter the login '{}', because it does not exist or "
                                      "you do not have permission.",
                                      name));
}

// What is compared when the login does not exist, so that the answer takes as long.
const Bytes& decoy_hash() {
    static const Bytes k_hash = hash_password("\x01", 0);
    return k_hash;
}

}  // namespace

Login create_login(pg::Executor& executor, const NewLogin& request) {
    if (find_login(executor, request.name)) {
        throw SqlError(15025, fmt::format("The server principal '{}' already exists.",
                                          request.name));
    }
    Bytes hash = request.password_hash.empty() ? hash_password(request.password)
                                               : request.password_hash;
    bool is_sa = name_key(request.name) == "sa";
    Bytes sid = !request.sid.empty() ? request.sid : is_sa ? Bytes{1} : random_sid();
    // 1 is sa, 2..256 are the fixed server roles.
    executor.query(
        "INSERT INTO gantry.logins (principal_id, name, name_key, sid, password_hash, "
        "default_database, default_language, is_disabled, must_change, is_sysadmin) VALUES ("
        "CASE WHEN $1 = 'sa' THEN 1 ELSE (SELECT greatest(max(principal_id), 256) + 1 FROM "
        "gantry.logins) END, $2, $1, $3::bytea, $4::bytea, $5, 'us_english', $6, false, $7)",
        {name_key(request.name), request.name, bytea_text(sid), bytea_text(hash),
         request.default_database, request.disabled ? "t" : "f",
         request.sysadmin || is_sa ? "t" : "f"});
    return *find_login(executor, request.name);
}

void drop_login(pg::Executor& executor, std::string_view name) {
    pg::Result result =
        executor.query("DELETE FROM gantry.logins WHERE name_key = $1", {name_key(name)});
    if (result.row_count != 0) return;
    throw SqlError(15151, fmt::format("Cannot drop the login '{}', because it does not exist or "
                                      "you do not have permission.",
                                      name));
}

void set_password(pg::Executor& executor, std::string_view name, std::string_view password) {
    require_change(executor.query("UPDATE gantry.logins SET password_hash = $2::bytea, "
                                  "must_change = false, modify_date = now() AT TIME ZONE 'UTC' "
                                  "WHERE name_key = $1",
                                  {name_key(name), bytea_text(hash_password(password))}),
                   name);
}

void set_disabled(pg::Executor& executor, std::string_view name, bool disabled) {
    require_change(executor.query("UPDATE gantry.logins SET is_disabled = $2, modify_date = "
                                  "now() AT TIME ZONE 'UTC' WHERE name_key = $1",
                                  {name_key(name), disabled ? "t" : "f"}),
                   name);
}

void set_default_database(pg::Executor& executor, std::string_view name,
                          std::string_view database) {
    require_change(executor.query("UPDATE gantry.logins SET default_database = $2, modify_date = "
                                  "now() AT TIME ZONE 'UTC' WHERE name_key = $1",
                                  {name_key(name), std::string(database)}),
                   name);
}

std::optional<Login> find_login(pg::Executor& executor, std::string_view name) {
    pg::Result result =
        executor.query(std::string(k_login_columns) + "WHERE name_key = $1", {name_key(name)});
    if (result.empty()) return std::nullopt;
    return login_of(result[0]);
}

std::vector<Login> list_logins(pg::Executor& executor) {
    pg::Result result = executor.query(std::string(k_login_columns) + "ORDER BY principal_id");
    std::vector<Login> out;
    for (const pg::Row& row : result.rows) out.push_back(login_of(row));
    return out;
}

LoginCheck verify_login(pg::Executor& executor, std::string_view name, std::string_view password) {
    pg::Result result = executor.query(
        "SELECT password_hash FROM gantry.logins WHERE name_key = $1 AND type = 'S'",
        {name_key(name)});
    Bytes hash = result.value() ? bytes_of_bytea(*result.value()) : decoy_hash();
    bool matches = password_matches(password, hash);
    if (!result.value()) return {LoginOutcome::unknown, std::nullopt};
    if (!matches) return {LoginOutcome::wrong_password, std::nullopt};
    std::optional<Login> login = find_login(executor, name);
    if (!login || login->disabled) return {LoginOutcome::disabled, std::nullopt};
    return {LoginOutcome::ok, std::move(login)};
}

}  // namespace gantry::store
