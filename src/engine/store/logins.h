#pragma once
// SQL logins of the instance, in gantry.logins. Passwords are kept only as SQL Server's own
// hashes, so that logins lifted from a master database keep working:
//     0x0200  salt[4]  SHA-512(UTF-16LE password, salt)            SQL Server 2012 and later
//     0x0100  salt[4]  SHA-1(UTF-16LE password, salt) [+ upper-case form, 2000]   before
// (sys.sql_logins.password_hash; layout as PWDCOMPARE checks it.)
//
// Comparison takes the same time whether the login exists, is disabled or the password is wrong.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "engine/store/server_roles.h"
#include "pg/executor.h"

namespace gantry::store {

constexpr int32_t k_sa_id = 1;

struct Login {
    int32_t id = 0;  // principal_id
    std::string name;
    char type = 'S';  // sys.server_principals.type
    Bytes sid;
    std::string default_database = "master";
    std::string default_language = "us_english";
    bool disabled = false;
    bool must_change = false;
    bool policy_checked = true;
    bool expiration_checked = false;
    uint32_t roles = 0;  // the bit of each ServerRole

    bool is_in(ServerRole role) const {
        return role == ServerRole::public_ || ((roles >> uint32_t(role)) & 1) != 0;
    }
};

struct NewLogin {
    std::string name = {};
    std::string password = {};  // used when password_hash is empty
    Bytes password_hash = {};  // as sys.sql_logins shows it
    Bytes sid = {};            // empty: a fresh one
    std::string default_database = "master";
    std::string default_language = "us_english";
    bool must_change = false;
    bool policy_checked = true;
    bool expiration_checked = false;
};

// What is not set stays as it is.
struct LoginChange {
    std::optional<std::string> name = {}, default_database = {}, default_language = {};
    std::optional<Bytes> password_hash = {};
    std::optional<bool> must_change = {}, policy_checked = {}, expiration_checked = {};
    std::optional<bool> disabled = {};
};

// 15025 when the name is taken, 15433 when the SID is. Passwords are checked by who sets them.
// The first login named sa is 1, and in sysadmin.
Login create_login(pg::Executor& executor, const NewLogin& request);
void drop_login(pg::Executor& executor, std::string_view name);  // 15151 when there is none
// 15151 when there is none, 15025.
void alter_login(pg::Executor& executor, std::string_view name, const LoginChange& change);
std::optional<Login> find_login(pg::Executor& executor, std::string_view name);
std::optional<Login> find_login(pg::Executor& executor, int32_t id);
std::vector<Login> list_logins(pg::Executor& executor);

enum class LoginOutcome { ok, unknown, wrong_password, disabled };
struct LoginCheck {
    LoginOutcome outcome = LoginOutcome::unknown;
    std::optional<Login> login;  // set when ok
};
bool is_password_of(pg::Executor& executor, std::string_view name, std::string_view password);
LoginCheck verify_login(pg::Executor& executor, std::string_view name, std::string_view password);

// PWDENCRYPT with a random salt, and PWDCOMPARE.
Bytes hash_password(std::string_view password);
Bytes hash_password(std::string_view password, uint32_t salt);
bool password_matches(std::string_view password, ByteSpan hash);

}  // namespace gantry::store
