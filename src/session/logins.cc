// CREATE, ALTER and DROP LOGIN of SQL logins. Passwords are hashed here: PostgreSQL gets neither
// them nor the statement's text.
// Source: CREATE LOGIN, ALTER LOGIN, DROP LOGIN (Transact-SQL), Password policy.

#include "session/logins.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

#include "engine/store/logins.h"
#include "engine/store/password_rules.h"
#include "engine/unsupported.h"
#include "session/languages.h"
#include "session/server_permissions.h"

namespace gantry::session {

namespace {

using store::PasswordFault;
using store::ServerRole;

constexpr size_t k_sid_bytes = 16;

// Its own errors name the login, whatever is wrong: who may not change it need not know it exists.
SqlError no_login(std::string_view verb, std::string_view name) {
    return SqlError(15151, fmt::format("Cannot {} the login '{}', because it does not exist or you "
                                       "do not have permission.",
                                       verb, name));
}

SqlError invalid_value(std::string_view parameter) {
    return SqlError(15021, fmt::format("Invalid value given for parameter {}. Specify a valid "
                                       "parameter value.",
                                       parameter));
}

// Its length is the parser's business (103).
void check_name(std::string_view name) {
    // DOMAIN\user is Windows' own.
    if (name.empty() || name.find('\\') != std::string_view::npos) {
        throw SqlError(15006, fmt::format("'{}' is not a valid name because it contains invalid "
                                          "characters.",
                                          name));
    }
}

void check_password(std::string_view login, std::string_view password, bool by_policy) {
    constexpr std::string_view k_policy =
        "Password validation failed. The password does not meet the operating system policy "
        "requirements because it is ";
    const PasswordFault fault = store::password_fault(login, password);
    if (fault == PasswordFault::too_long) {
        throw SqlError(15156, fmt::format("The password that you specified is too long. The "
                                          "password should have no more than {} characters.",
                                          store::k_password_characters_max));
    }
    if (!by_policy || fault == PasswordFault::none) return;
    const std::string hint =
        "use at least 8 characters of three kinds (upper case, lower case, digits, symbols), "
        "without the login's name; CHECK_POLICY = OFF takes any password";
    if (fault == PasswordFault::too_short) {
        throw SqlError(15116, 16, 1, fmt::format("{}too short.", k_policy), hint);
    }
    throw SqlError(15118, 16, 1, fmt::format("{}not complex enough.", k_policy), hint);
}

// As sys.sql_logins shows it: version, salt, SHA-1 (twice in SQL Server 2000) or SHA-512.
bool is_password_hash(ByteSpan hash) {
    if (hash.size() < 2 || hash[1] != 0) return false;
    return (hash[0] == 2 && hash.size() == 70) ||
           (hash[0] == 1 && (hash.size() == 26 || hash.size() == 46));
}

struct PasswordOption {
    std::string text;
    Bytes hash;  // HASHED
    bool must_change = false;
    std::optional<std::string> old_password;
};

std::string literal_text(const tsql::Option& option) {
    auto* literal = tsql::try_as<tsql::Literal>(option.value);
    return literal == nullptr ? std::string() : std::string(literal->text);
}

Bytes binary_literal(const tsql::Option& option) {
    auto* literal = tsql::try_as<tsql::Literal>(option.value);
    if (literal == nullptr || literal->literal != tsql::LiteralKind::binary) return {};
    std::string digits(literal->text);
    if (digits.size() % 2 != 0) digits.insert(0, "0");
    Bytes out(digits.size() / 2);
    for (size_t i = 0; i < out.size(); ++i)
        std::from_chars(&digits[2 * i], &digits[2 * i] + 2, out[i], 16);
    return out;
}

// What a statement asks of a login; what it does not name is not set.
struct LoginOptions {
    std::optional<PasswordOption> password;
    Bytes sid;
    std::optional<std::string> database, language, new_name;
    std::optional<bool> policy, expiration;

    bool only_what_a_login_may_do_itself() const {
        return !policy && !expiration && !new_name &&
               (!password ||
                (password->old_password && password->hash.empty() && !password->must_change));
    }
};

PasswordOption read_password(const tsql::Option& option) {
    PasswordOption out;
    bool hashed = false;
    for (const tsql::Option* more : option.options) {
        if (more->name == "HASHED") hashed = true;
        if (more->name == "MUST_CHANGE") out.must_change = true;
        if (more->name == "OLD_PASSWORD") out.old_password = literal_text(*more);
        // UNLOCK: no login is ever locked.
    }
    if (!hashed) {
        out.text = literal_text(option);
        return out;
    }
    out.hash = binary_literal(option);
    if (!is_password_hash(out.hash)) throw invalid_value("PASSWORD");
    return out;
}

LoginOptions login_options(const tsql::LoginStatement& statement,
                           const engine::CatalogSnapshot& catalog) {
    LoginOptions out;
    for (const tsql::Option* option : statement.options) {
        const std::string_view name = option->name;
        if (name == "PASSWORD") {
            out.password = read_password(*option);
        } else if (name == "SID") {
            out.sid = binary_literal(*option);
            if (out.sid.size() != k_sid_bytes) {
                throw SqlError(15419, "Supplied parameter sid should be binary(16).");
            }
        } else if (name == "DEFAULT_DATABASE") {
            out.database = option->target.object();
            if (catalog.find_summary(*out.database) == nullptr) {
                throw SqlError(15010,
                               fmt::format("The database '{}' does not exist. Supply a valid "
                                           "database name. To see available databases, use "
                                           "sys.databases.",
                                           *out.database));
            }
        } else if (name == "DEFAULT_LANGUAGE") {
            const std::string asked = option->value != nullptr
                                          ? literal_text(*option)
                                          : std::string(option->target.object());
            const Language* language = find_language(asked);
            if (language == nullptr) {
                throw SqlError(15033,
                               fmt::format("'{}' is not a valid official language name.", asked));
            }
            out.language = language->name;
        } else if (name == "NAME") {
            out.new_name = option->target.object();
            check_name(*out.new_name);
        } else if (name == "CHECK_POLICY") {
            out.policy = option->word == "ON";
        } else if (name == "CHECK_EXPIRATION") {
            out.expiration = option->word == "ON";
        } else if (name != "NO CREDENTIAL") {  // which none has
            throw engine::unsupported(fmt::format("{} of a login", name),
                                      int(statement.range.line));
        }
    }
    return out;
}

store::LoginChange login_change(const LoginOptions& options, const store::Login& login) {
    store::LoginChange out;
    out.name = options.new_name;
    out.default_database = options.database;
    out.default_language = options.language;
    const bool policy = options.policy.value_or(login.policy_checked);
    // Without a policy there is no expiration.
    const bool expiration = policy && options.expiration.value_or(login.expiration_checked);
    if (!policy && options.expiration.value_or(false)) {
        throw SqlError(15122,
                       "The CHECK_EXPIRATION option cannot be used when CHECK_POLICY is OFF.");
    }
    const bool must_change = options.password ? options.password->must_change : login.must_change;
    if (must_change && !expiration) {
        if (options.policy || options.expiration) {
            throw SqlError(
                15128,
                "The CHECK_POLICY and CHECK_EXPIRATION options cannot be turned OFF when "
                "MUST_CHANGE is ON.");
        }
        throw SqlError(15099,
                       "The MUST_CHANGE option cannot be used when CHECK_EXPIRATION is OFF.");
    }
    out.policy_checked = policy;
    out.expiration_checked = expiration;
    if (!options.password) return out;
    out.must_change = must_change;
    out.password_hash = options.password->hash;
    if (out.password_hash->empty()) {
        check_password(login.name, options.password->text, policy);
        out.password_hash = store::hash_password(options.password->text);
    }
    return out;
}

void create_login(const tsql::LoginStatement& statement, SessionState& state) {
    if (!permits(state, ServerPermission::alter_any_login)) {
        throw SqlError(15247, "User does not have permission to perform this action.");
    }
    const LoginOptions options = login_options(statement, *state.snapshot);
    store::NewLogin request;
    request.name = statement.name.name;
    check_name(request.name);
    request.policy_checked = options.policy.value_or(true);
    request.expiration_checked = options.expiration.value_or(false);
    if (request.expiration_checked && !request.policy_checked) {
        throw SqlError(15122,
                       "The CHECK_EXPIRATION option cannot be used when CHECK_POLICY is OFF.");
    }
    GANTRY_ASSERT(options.password);
    request.must_change = options.password->must_change;
    if (request.must_change && !request.expiration_checked) {
        throw SqlError(15099,
                       "The MUST_CHANGE option cannot be used when CHECK_EXPIRATION is OFF.");
    }
    request.password = options.password->text;
    request.password_hash = options.password->hash;
    if (request.password_hash.empty()) {
        check_password(request.name, request.password, request.policy_checked);
    }
    request.sid = options.sid;
    if (options.database) request.default_database = *options.database;
    if (options.language) request.default_language = *options.language;
    state.backend->with_executor(
        [&](pg::Executor& executor) { store::create_login(executor, request); });
}

void alter_login(const tsql::LoginStatement& statement, SessionState& state) {
    const std::string name(statement.name.name);
    const bool is_manager = permits(state, ServerPermission::alter_any_login);
    const LoginOptions options = login_options(statement, *state.snapshot);
    state.backend->with_executor([&](pg::Executor& executor) {
        const std::optional<store::Login> login = store::find_login(executor, name);
        if (!login) throw no_login("alter", name);
        const bool is_own = login->id == state.login.id;
        // Whoever could change an administrator's password would be one.
        const bool may = is_manager && (!login->is_in(ServerRole::sysadmin) ||
                                        state.login.is_in(ServerRole::sysadmin));
        if (!may &&
            !(is_own && statement.action.empty() && options.only_what_a_login_may_do_itself())) {
            throw no_login("alter", name);
        }
        store::LoginChange change;
        if (!statement.action.empty()) {
            change.disabled = statement.action == "DISABLE";
        } else {
            change = login_change(options, *login);
            const bool is_old_right =
                !options.password || !options.password->old_password ||
                store::is_password_of(executor, name, *options.password->old_password);
            if (!is_old_right) throw no_login("alter", name);
        }
        store::alter_login(executor, name, change);
    });
}

// A client that has just closed its connection may still be seen for a moment.
bool is_logged_in(const store::Login& login, SessionState& state) {
    constexpr int k_tries = 50, k_pause_ms = 20;
    const auto is_there = [&](const ActivityPtr& session) {
        const ActivityIdentity& who = session->identity();
        return !who.is_background && who.login_sid == login.sid;
    };
    for (int tries = 0; tries < k_tries; ++tries) {
        const std::vector<ActivityPtr> all = state.env.activity->all();
        if (std::none_of(all.begin(), all.end(), is_there)) return false;
        if (login.id == state.login.id) return true;
        state.client.wait(-1, false, k_pause_ms);
    }
    return true;
}

}  // namespace

void run_login_statement(const tsql::LoginStatement& statement, SessionState& state) {
    const int line = int(statement.range.line);
    const bool creates = statement.verb == tsql::SecurityVerb::create;
    if (!statement.from.empty()) {
        throw engine::unsupported(fmt::format("CREATE LOGIN FROM {}", statement.from), line);
    }
    if (statement.action.ends_with("CREDENTIAL")) {
        throw engine::unsupported(fmt::format("ALTER LOGIN ... {}", statement.action), line);
    }
    (creates ? create_login : alter_login)(statement, state);
}

void run_drop_login(const tsql::DropStatement& statement, SessionState& state) {
    const std::string name(statement.names[0].object());
    const bool is_manager = permits(state, ServerPermission::alter_any_login);
    state.backend->with_executor([&](pg::Executor& executor) {
        const std::optional<store::Login> login = store::find_login(executor, name);
        if (!login || !is_manager) throw no_login("drop", name);
        if (login->id == store::k_sa_id) {
            throw SqlError(15405, 11, 1,
                           fmt::format("Cannot use the special principal '{}'.", login->name));
        }
        if (login->is_in(ServerRole::sysadmin) && !state.login.is_in(ServerRole::sysadmin)) {
            throw no_login("drop", name);
        }
        if (is_logged_in(*login, state)) {
            throw SqlError(15434, fmt::format("Could not drop login '{}' as the user is currently "
                                              "logged in.",
                                              login->name));
        }
        store::drop_login(executor, name);
    });
}

}  // namespace gantry::session
