#include "session/session_activity.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <openssl/rand.h>
#include <sys/socket.h>

#include <cstring>

namespace gantry::session {

namespace {

struct Endpoint {
    std::string address;
    uint16_t port = 0;
};

Endpoint endpoint_of(const sockaddr_storage& storage) {
    char text[INET6_ADDRSTRLEN] = {};
    Endpoint out;
    if (storage.ss_family == AF_INET) {
        sockaddr_in address{};
        std::memcpy(&address, &storage, sizeof address);
        inet_ntop(AF_INET, &address.sin_addr, text, sizeof text);
        out.port = ntohs(address.sin_port);
    } else if (storage.ss_family == AF_INET6) {
        sockaddr_in6 address{};
        std::memcpy(&address, &storage, sizeof address);
        // An IPv4 client of a socket that takes both.
        if (IN6_IS_ADDR_V4MAPPED(&address.sin6_addr)) {
            inet_ntop(AF_INET, address.sin6_addr.s6_addr + 12, text, sizeof text);
        } else {
            inet_ntop(AF_INET6, &address.sin6_addr, text, sizeof text);
        }
        out.port = ntohs(address.sin6_port);
    }
    out.address = text;
    return out;
}

std::string random_guid() {
    uint8_t b[16] = {};
    if (RAND_bytes(b, sizeof b) != 1) return "00000000-0000-0000-0000-000000000000";
    b[6] = uint8_t((b[6] & 0x0F) | 0x40);
    b[8] = uint8_t((b[8] & 0x3F) | 0x80);
    std::string out;
    for (int i = 0; i < 16; ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
        out += fmt::format("{:02X}", b[i]);
    }
    return out;
}

int16_t isolation_number(tsql::IsolationLevel level) {
    switch (level) {
        case tsql::IsolationLevel::read_uncommitted:
            return 1;
        case tsql::IsolationLevel::repeatable_read:
            return 3;
        case tsql::IsolationLevel::serializable:
            return 4;
        case tsql::IsolationLevel::snapshot:
            return 5;
        default:
            return 2;
    }
}

}  // namespace

void announce_session(SessionState& state, std::function<void()> end) {
    ActivityIdentity identity;
    identity.session_id = state.spid;
    identity.login = state.login.name;
    identity.login_sid = state.login.sid;
    identity.host = state.request.host;
    identity.program = state.request.application;
    identity.interface_name = state.request.interface_name;
    identity.client_process_id = state.request.client_process_id;
    identity.tds_version = state.request.raw_version;
    identity.encrypted = state.client.channel().is_encrypted();
    identity.packet_bytes = int32_t(state.request.packet_bytes);
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (getpeername(state.client.socket(), reinterpret_cast<sockaddr*>(&storage), &size) == 0) {
        Endpoint peer = endpoint_of(storage);
        identity.client_address = peer.address;
        identity.client_port = peer.port;
    }
    size = sizeof storage;
    if (getsockname(state.client.socket(), reinterpret_cast<sockaddr*>(&storage), &size) == 0) {
        Endpoint own = endpoint_of(storage);
        identity.local_address = own.address;
        identity.local_port = own.port;
    }
    identity.backend_pid = int32_t(state.backend->wire().backend_pid());
    identity.login_time = std::chrono::system_clock::now();
    identity.connection_id = random_guid();
    state.activity = state.env.activity->add_session(std::move(identity), std::move(end));
    state.activity->watch_this_thread();
    publish_facts(state);
}

void publish_facts(const SessionState& state) {
    ActivityFacts facts;
    facts.database = state.database;
    if (state.snapshot != nullptr) {
        const engine::DatabaseSummary* found = state.snapshot->find_summary(state.database);
        if (found != nullptr) facts.database_id = found->id;
    }
    facts.settings = state.settings;
    facts.ansi_defaults = state.settings.ansi_nulls && state.settings.ansi_padding &&
                          state.settings.ansi_warnings && state.settings.ansi_null_default &&
                          state.settings.quoted_identifier && state.options.implicit_transactions &&
                          state.options.cursor_close_on_commit;
    facts.isolation_level = isolation_number(state.options.isolation);
    facts.lock_timeout_ms = state.options.lock_timeout_ms;
    facts.text_size = state.options.textsize;
    facts.context_info = state.options.context_info;
    state.activity->set_facts(std::move(facts));
}

void publish_counters(const SessionState& state) {
    state.activity->set_counters(state.transaction.count, state.transaction.descriptor,
                                 state.row_count, state.error_number, state.nest_level);
}

}  // namespace gantry::session
