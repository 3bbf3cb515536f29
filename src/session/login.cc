// The first part of a session: PRELOGIN, TLS, LOGIN7 and its answer.

#include <chrono>

#include <fmt/core.h>

#include "base/log.h"
#include "engine/store/logins.h"
#include "engine/store/password_rules.h"
#include "session/interpreter.h"
#include "session/languages.h"
#include "session/session.h"
#include "session/session_activity.h"
#include "tds/prelogin.h"
#include "types/collation.h"

namespace gantry::session {

namespace {

// The client gets state 1 whatever it was, so that it does not learn who exists; the log has the
// state that SQL Server's error log would have.
SqlError login_failed(std::string_view user) {
    return SqlError(18456, 14, 1, fmt::format("Login failed for user '{}'.", user));
}

SqlError login_refused(int number, std::string_view user, std::string_view reason) {
    return SqlError(number, 14, 1,
                    fmt::format("Login failed for user '{}'. Reason: {}", user, reason));
}

int log_state(store::LoginOutcome outcome) {
    switch (outcome) {
        case store::LoginOutcome::unknown: return 5;
        case store::LoginOutcome::disabled: return 7;
        default: return 8;  // the password
    }
}

// The password the client gives to take the place of the one it logs in with.
void change_password(pg::Executor& executor, const store::Login& login,
                     std::string_view new_password) {
    constexpr std::string_view k_failed =
        "Password change failed. The password does not meet operating system policy requirements "
        "because it is ";
    const store::PasswordFault fault = store::password_fault(login.name, new_password);
    if (fault == store::PasswordFault::too_long) {
        throw login_refused(18465, login.name, fmt::format("{}too long.", k_failed));
    }
    if (login.policy_checked && fault == store::PasswordFault::too_short) {
        throw login_refused(18464, login.name, fmt::format("{}too short.", k_failed));
    }
    if (login.policy_checked && fault != store::PasswordFault::none) {
        throw login_refused(18466, login.name, fmt::format("{}not complex enough.", k_failed));
    }
    store::alter_login(
        executor, login.name,
        {.password_hash = store::hash_password(new_password), .must_change = false});
}

}  // namespace

void Session::negotiate(const tds::Message& message) {
    tds::Prelogin request = tds::parse_prelogin(message.payload);
    tds::EncryptionChoice choice{tds::Encryption::on, tds::TlsUse::none};
    if (!client_.channel().is_strict()) {
        choice = tds::choose_encryption(request.encryption, environment_.tls != nullptr,
                                        environment_.force_encryption);
    }
    client_.channel().payload().append(tds::build_prelogin_reply(request, choice.answer));
    client_.channel().finish_reply();
    client_.flush();
    if (choice.refused) throw ClientGone("no way of encryption that both sides accept");
    if (choice.use != tds::TlsUse::none) client_.channel().start_tls(choice.use);
}

tds::Message Session::read_login(Deadline deadline) {
    tds::Message message = client_.read_message(deadline);
    // A client may leave PRELOGIN out; jTDS does for SQL Server 7.
    if (message.type == tds::PacketType::prelogin) {
        negotiate(message);
        message = client_.read_message(deadline);
    } else if (environment_.force_encryption && !client_.channel().is_encrypted()) {
        throw ClientGone("the client did not ask for encryption");
    }
    if (message.type != tds::PacketType::login7) {
        throw tds::ProtocolError("something else than LOGIN7 came");
    }
    return message;
}

void Session::refuse(const SqlError& error) {
    Reply reply(client_, state_.version, environment_.server_name);
    reply.error(error);
    reply.done(tds::DoneKind::done, tds::k_done_error, 0, 0);
    reply.finish(false);
}

bool Session::log_in() {
    Deadline deadline = std::chrono::steady_clock::now() +
                        std::chrono::milliseconds(environment_.login_timeout_ms);
    tds::Message message = read_login(deadline);
    tds::Login request;
    try {
        request = tds::parse_login7(message.payload);
        state_.version = request.version;
        if (request.integrated) {
            throw SqlError(18452, 14, 1,
                           "Login failed. The login is from an untrusted domain and cannot be "
                           "used with Integrated authentication.");
        }
        if (!check_login(request)) return false;
    } catch (const SqlError& error) {
        log::info("login_failed", {{"user", request.user}, {"why", error.what()}});
        refuse(error);
        return false;
    } catch (const IoError& error) {
        log::warning("login_failed", {{"user", request.user}, {"why", error.what()}});
        refuse(SqlError(17809, 20, 1,
                        fmt::format("Could not connect because the backend is not available: {}",
                                    error.what())));
        return false;
    }
    announce_session(state_, [this] { client_.wake(); });
    answer_login(request);
    return true;
}

// Fills the state; false when the client was told that it can't come in.
bool Session::check_login(const tds::Login& request) {
    PausePass pass(pause_);
    pass_pause_gate();
    state_.backend = std::make_unique<Backend>(environment_.pool.take(), client_);
    pg::WireSession& wire = state_.backend->wire();
    environment_.own_backends.add(int(wire.backend_pid()));
    store::LoginCheck check = store::verify_login(wire, request.user, request.password);
    if (check.outcome != store::LoginOutcome::ok) {
        log::info("login_refused", {{"user", request.user},
                                    {"state", std::to_string(log_state(check.outcome))}});
        if (check.outcome == store::LoginOutcome::disabled) {
            throw login_refused(18470, request.user, "The account is disabled.");
        }
        throw login_failed(request.user);
    }
    if (request.change_password && !request.new_password.empty()) {
        pg::in_transaction(wire, [&] { change_password(wire, *check.login, request.new_password); });
    } else if (check.login->must_change) {
        throw login_refused(18488, request.user, "The password of the account must be changed.");
    }
    state_.login = *check.login;
    if (const Language* language = find_language(state_.login.default_language)) {
        use_language(state_.settings, *language);
    }
    state_.snapshot = environment_.catalogs.current();
    bool asked = !request.database.empty();
    std::string wanted = asked ? request.database : state_.login.default_database;
    const engine::DatabaseSummary* database = state_.snapshot->find_summary(wanted);
    const auto is_usable = [&] { return database != nullptr && database->state == "ONLINE"; };
    if (!is_usable() && environment_.catalogs.has_moved_on(*state_.snapshot)) {
        state_.snapshot = environment_.catalogs.current();
        database = state_.snapshot->find_summary(wanted);
    }
    bool usable = is_usable();
    if (!usable) {
        SqlError cannot_open(4060, 11, 1,
                             fmt::format("Cannot open database \"{}\" requested by the login. The "
                                         "login failed.", wanted));
        Reply reply(client_, state_.version, environment_.server_name);
        if (database != nullptr) reply.error(engine::not_open(*database));
        reply.error(cannot_open);
        reply.error(login_failed(request.user));
        reply.done(tds::DoneKind::done, tds::k_done_error, 0, 0);
        reply.finish(false);
        return false;
    }
    state_.initial_database = database->name;
    state_.database = database->name;
    state_.database_collation = database->collation;
    state_.request = request;
    state_.request.password.clear();
    state_.request.new_password.clear();
    // Clients of ODBC and OLE DB start with the ANSI defaults on, others with what the engine's
    // defaults are, which are the same but for these.
    if (!request.odbc && !request.ole_db) {
        state_.settings.ansi_null_default = false;
        state_.settings.ansi_nulls = false;
        state_.settings.ansi_padding = false;
        state_.settings.ansi_warnings = false;
        state_.settings.quoted_identifier = false;
        state_.settings.concat_null_yields_null = false;
        state_.settings.arithabort = false;
    }
    return true;
}

void Session::answer_login(const tds::Login& request) {
    Reply reply(client_, state_.version, environment_.server_name);
    tds::TokenWriter tokens = reply.tokens();
    uint32_t collation = environment_.server_collation != 0 ? environment_.server_collation
                                                            : types::k_default_collation;
    tokens.env_database(state_.database, "master");
    reply.info(5701, 0, 2, fmt::format("Changed database context to '{}'.", state_.database), 1);
    tokens.env_collation(types::tds_collation(
        state_.database_collation != 0 ? state_.database_collation : collation));
    tokens.env_language(state_.settings.language, "");
    reply.info(5703, 0, 1,
               fmt::format("Changed language setting to {}.", state_.settings.language), 1);
    tokens.login_ack(request);
    tokens.env_packet_size(request.packet_bytes, tds::k_packet_bytes_default);
    std::vector<tds::Feature> features;
    for (const tds::Feature& feature : request.features) {
        if (feature.id == tds::k_feature_utf8) features.push_back({tds::k_feature_utf8, {1}});
    }
    if (!request.features.empty()) tokens.feature_ack(features);
    reply.done(tds::DoneKind::done, 0, 0, 0);
    reply.finish(false);
    client_.channel().login_done(request.packet_bytes, state_.spid);
    log::debug("login", {{"user", request.user},
                         {"spid", std::to_string(state_.spid)},
                         {"application", request.application}});
}

}  // namespace gantry::session
