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
#include "pg/executor.h"

namespace gantry::store {

struct Login {
    int32_t id = 0;  // principal_id: sa is 1
    std::string name;
    char type = 'S';  // sys.server_principals.type
    Bytes sid;
    std::string default_database = "master";
    std::string default_language = "us_english";
    bool disabled = false;
    bool must_change = false;
    bool sysadmin = false;
};

struct NewLogin {
    std::string name = {};
    std::string password = {};  // used when password_hash is empty
    Bytes password_hash = {};  // as sys.sql_logins shows it
    Bytes sid = {};            // empty: a fresh one
    std::string default_database = "master";
    bool disabled = false;
    bool sysadmin = false;
};

// 15025 when the name is taken, 15419/33xxx never: password policy is the instance's business.
Login create_login(pg::Executor& executor, const NewLogin& request);
void drop_login(pg::Executor& executor, std::string_view name);  // 15151 when there is none
void set_password(pg::Executor& executor, std::string_view name, std::string_view password);
void set_disabled(pg::Executor& executor, std::string_view name, bool disabled);
void set_default_database(pg::Executor& executor, std::string_view name,
                          std::string_view database);
std::optional<Login> find_login(pg::Executor& executor, std::string_view name);
std::vector<Login> list_logins(pg::Executor& executor);

enum class LoginOutcome { ok, unknown, wrong_password, disabled };
struct LoginCheck {
    LoginOutcome outcome = LoginOutcome::unknown;
    std::optional<Login> login;  // set when ok
};
LoginCheck verify_login(pg::Executor& executor, std::string_view name, std::string_view password);

// PWDENCRYPT with a random salt, and PWDCOMPARE.
Bytes hash_password(std::string_view password);
Bytes hash_password(std::string_view password, uint32_t salt);
bool password_matches(std::string_view password, ByteSpan hash);

}  // namespace gantry::store
