#include "engine/store/logins.h"

#include <fmt/format.h>
#include <openssl/rand.h>

#include "engine/store/model_rows.h"
#include "engine/store/pg_names.h"

namespace gantry::store {
namespace {

constexpr std::string_view k_login_columns =
    "SELECT principal_id, name, type, sid, default_database, default_language, is_disabled, "
    "must_change, is_policy_checked, is_expiration_checked, (SELECT coalesce(sum(1 << m.role_id), "
    "0) FROM gantry.server_role_members m WHERE m.member_id = principal_id) FROM gantry.logins ";

Login login_of(const pg::Row& row) {
    Login login;
    RowReader io(row);
    io(login.id), io(login.name), io(login.type), io(login.sid), io(login.default_database);
    io(login.default_language), io(login.disabled), io(login.must_change);
    io(login.policy_checked), io(login.expiration_checked), io(login.roles);
    return login;
}

std::optional<Login> login_where(pg::Executor& executor, std::string_view condition,
                                 const std::string& value) {
    pg::Result result =
        executor.query(fmt::format("{}WHERE {}", k_login_columns, condition), {value});
    if (result.empty()) return std::nullopt;
    return login_of(result[0]);
}

// Whoever makes or renames logins, one after the other: until the end of the transaction.
void lock_logins(pg::Executor& executor) {
    executor.execute("SELECT pg_advisory_xact_lock('gantry.logins'::regclass::bigint)");
}

// Roles and logins share their names.
void require_free_name(pg::Executor& executor, const std::string& name) {
    if (!find_login(executor, name) && !find_server_role(executor, name)) return;
    throw SqlError(15025, fmt::format("The server principal '{}' already exists.", name));
}

std::string bool_text(bool value) { return value ? "t" : "f"; }

Bytes random_sid() {
    Bytes sid(16);
    if (RAND_bytes(sid.data(), int(sid.size())) != 1) throw Error("OpenSSL has no random numbers");
    return sid;
}

// What is compared when the login does not exist, so that the answer takes as long.
const Bytes& decoy_hash() {
    static const Bytes k_hash = hash_password("\x01", 0);
    return k_hash;
}

}  // namespace

Login create_login(pg::Executor& executor, const NewLogin& request) {
    lock_logins(executor);
    require_free_name(executor, request.name);
    Bytes hash = request.password_hash.empty() ? hash_password(request.password)
                                               : request.password_hash;
    const bool is_sa = name_key(request.name) == "sa" && !find_login(executor, k_sa_id);
    Bytes sid = !request.sid.empty() ? request.sid : is_sa ? Bytes{1} : random_sid();
    const pg::Result taken = executor.query("SELECT 1 FROM gantry.logins WHERE sid = $1::bytea",
                                            {bytea_text(sid)});
    if (!taken.empty()) throw SqlError(15433, "Supplied parameter sid is in use.");
    // 1 is sa, 2..256 are the server roles.
    executor.query(
        "INSERT INTO gantry.logins (principal_id, name, name_key, sid, password_hash, "
        "default_database, default_language, is_disabled, must_change, is_policy_checked, "
        "is_expiration_checked) VALUES (CASE WHEN $9::bool THEN 1 ELSE (SELECT "
        "greatest(max(principal_id), 256) + 1 FROM gantry.logins) END, $2, $1, $3::bytea, "
        "$4::bytea, $5, $6, false, $7::bool, $8::bool, $10::bool)",
        {name_key(request.name), request.name, bytea_text(sid), bytea_text(hash),
         request.default_database, request.default_language, bool_text(request.must_change),
         bool_text(request.policy_checked), bool_text(is_sa),
         bool_text(request.expiration_checked)});
    if (is_sa) add_server_role_member(executor, ServerRole::sysadmin, k_sa_id);
    return *find_login(executor, request.name);
}

void alter_login(pg::Executor& executor, std::string_view name, const LoginChange& change) {
    lock_logins(executor);
    if (change.name && name_key(*change.name) != name_key(name)) {
        require_free_name(executor, *change.name);
    }
    const auto flag = [](const std::optional<bool>& value) -> pg::Param {
        if (!value) return std::nullopt;
        return bool_text(*value);
    };
    pg::Param key, hash;
    if (change.name) key = name_key(*change.name);
    if (change.password_hash) hash = bytea_text(*change.password_hash);
    const pg::Result result = executor.query(
        "UPDATE gantry.logins SET name = coalesce($2, name), name_key = coalesce($3, name_key), "
        "default_database = coalesce($4, default_database), default_language = coalesce($5, "
        "default_language), password_hash = coalesce($6::bytea, password_hash), must_change = "
        "coalesce($7::bool, must_change), is_policy_checked = coalesce($8::bool, "
        "is_policy_checked), is_expiration_checked = coalesce($9::bool, is_expiration_checked), "
        "is_disabled = coalesce($10::bool, is_disabled), modify_date = now() AT TIME ZONE 'UTC' "
        "WHERE name_key = $1",
        {name_key(name), change.name, key, change.default_database, change.default_language, hash,
         flag(change.must_change), flag(change.policy_checked), flag(change.expiration_checked),
         flag(change.disabled)});
    if (result.row_count != 0) return;
    throw SqlError(15151, fmt::format("Cannot alter the login '{}', because it does not exist or "
                                      "you do not have permission.",
                                      name));
}

void drop_login(pg::Executor& executor, std::string_view name) {
    pg::Result result =
        executor.query("DELETE FROM gantry.logins WHERE name_key = $1", {name_key(name)});
    if (result.row_count != 0) return;
    throw SqlError(15151, fmt::format("Cannot drop the login '{}', because it does not exist or "
                                      "you do not have permission.",
                                      name));
}

std::optional<Login> find_login(pg::Executor& executor, std::string_view name) {
    return login_where(executor, "name_key = $1", name_key(name));
}

std::optional<Login> find_login(pg::Executor& executor, int32_t id) {
    return login_where(executor, "principal_id = $1", std::to_string(id));
}

std::vector<Login> list_logins(pg::Executor& executor) {
    pg::Result result = executor.query(std::string(k_login_columns) + "ORDER BY principal_id");
    std::vector<Login> out;
    for (const pg::Row& row : result.rows) out.push_back(login_of(row));
    return out;
}

bool is_password_of(pg::Executor& executor, std::string_view name, std::string_view password) {
    pg::Result result = executor.query(
        "SELECT password_hash FROM gantry.logins WHERE name_key = $1 AND type = 'S'",
        {name_key(name)});
    Bytes hash = result.value() ? bytes_of_bytea(*result.value()) : decoy_hash();
    return password_matches(password, hash) && result.value().has_value();
}

LoginCheck verify_login(pg::Executor& executor, std::string_view name, std::string_view password) {
    const bool matches = is_password_of(executor, name, password);
    std::optional<Login> login = find_login(executor, name);
    if (!login) return {LoginOutcome::unknown, std::nullopt};
    if (!matches) return {LoginOutcome::wrong_password, std::nullopt};
    if (login->disabled) return {LoginOutcome::disabled, std::nullopt};
    return {LoginOutcome::ok, std::move(login)};
}

}  // namespace gantry::store
