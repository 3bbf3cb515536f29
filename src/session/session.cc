#include "session/session.h"

#include <fmt/core.h>

#include "base/log.h"
#include "session/errors.h"
#include "session/interpreter.h"
#include "session/session_activity.h"
#include "tds/prelogin.h"

namespace gantry::session {

Session::Session(Environment& environment, int socket, uint16_t spid)
    : environment_(environment),
      client_(socket, environment.tls),
      state_(environment, client_),
      pause_(environment.pause, spid) {
    state_.spid = spid;
}

Session::~Session() {
    if (state_.backend) {
        environment_.own_backends.remove(int(state_.backend->wire().backend_pid()));
        // KILL may ask PostgreSQL to cancel what this process runs, which must not reach another
        // session's statement.
        if (state_.activity->is_killed()) state_.backend->end_for_good();
        state_.backend.reset();
    }
    // Last: who waits for the session to be gone finds its locks released.
    environment_.activity->remove(state_.spid);
}

void Session::run() {
    try {
        serve();
    } catch (const ClientGone& gone) {
        log::debug("session_end", {{"spid", std::to_string(state_.spid)}, {"why", gone.what()}});
    } catch (const std::exception& error) {
        log::warning("session_failed",
                     {{"spid", std::to_string(state_.spid)}, {"why", error.what()}});
    }
}

namespace {

class BusyGuard {
  public:
    explicit BusyGuard(std::atomic<int>& count) : count_(count) { ++count_; }
    ~BusyGuard() { --count_; }
    BusyGuard(const BusyGuard&) = delete;
    BusyGuard& operator=(const BusyGuard&) = delete;

  private:
    std::atomic<int>& count_;
};

}  // namespace

void Session::serve() {
    if (!log_in()) return;
    while (true) {
        bool alone = environment_.busy_sessions.load(std::memory_order_relaxed) == 0;
        int spin_us = alone ? Environment::k_spin_us : 0;
        tds::Message message = client_.read_message({}, spin_us);
        BusyGuard busy(environment_.busy_sessions);
        handle(message);
    }
}

namespace {

SqlError protocol_error() {
    return SqlError(4002, 16, 1,
                    "The incoming tabular data stream (TDS) protocol stream is incorrect. The "
                    "stream ended unexpectedly.");
}

// What a client is told whose request was cut short by KILL.
void say_killed(Reply& reply) {
    reply.error(SqlError(596, 21, 1,
                         "Cannot continue the execution because the session is in the kill "
                         "state."));
    reply.finish(false);
}

}  // namespace

void Session::acknowledge_stray_attention() {
    // The request it meant was answered before it came; the client waits for this all the same.
    Reply reply(client_, state_.version, environment_.server_name);
    reply.finish_attention(state_.transaction.count > 0, false);
}

void Session::handle(tds::Message& message) {
    if (message.type == tds::PacketType::attention) {
        acknowledge_stray_attention();
        return;
    }
    Reply reply(client_, state_.version, environment_.server_name);
    Interpreter interpreter(state_, reply);
    PausePass pass(pause_);
    state_.activity->begin_request();
    // Who has the answer finds the request ended.
    auto in_transaction = [&] {
        publish_counters(state_);
        state_.activity->end_request();
        return state_.transaction.count > 0;
    };
    try {
        pass_pause_gate();
        if (message.resets_connection()) interpreter.reset_connection(message.keeps_transaction());
        switch (message.type) {
            case tds::PacketType::sql_batch:
                interpreter.batch(tds::parse_batch(message.payload, state_.version).text);
                break;
            case tds::PacketType::rpc: {
                tds::RpcRequest request = tds::parse_rpc(message.payload, state_.version);
                interpreter.remote_calls(request);
                break;
            }
            case tds::PacketType::transaction_manager:
                interpreter.transaction_request(
                    tds::parse_transaction_request(message.payload, state_.version));
                break;
            case tds::PacketType::bulk_load:
                reply.error(SqlError(40510, "Bulk load (INSERT BULK) is not supported in this "
                                            "version of Gantry."));
                break;
            default:
                throw tds::ProtocolError("a login message after the login");
        }
        note_held_state();
        reply.finish(in_transaction());
    } catch (const Cancelled&) {
        if (state_.settings.xact_abort) interpreter.roll_back_everything();
        note_held_state();
        reply.finish_attention(in_transaction(), true);
    } catch (const SqlError& error) {
        // A request that could not be taken apart, but whose end is known.
        reply.error(error);
        reply.finish(in_transaction());
    } catch (const tds::ProtocolError&) {
        reply.error(protocol_error());
        reply.finish(false);
        throw;
    } catch (const ClientGone&) {
        if (state_.activity->is_killed()) say_killed(reply);
        throw;
    } catch (const pg::PgError& error) {
        reply.error(SqlError(596, 21, 1, fmt::format("Cannot continue the execution because the "
                                                     "session is in the kill state: {}",
                                                     error.what())));
        reply.finish(false);
        throw;
    } catch (const IoError& error) {
        // PostgreSQL is gone: restarted after a crash, or stopped.
        reply.error(SqlError(6005, 21, 1, fmt::format("The session's backend was lost: {}",
                                                      error.what()),
                             "connect again"));
        reply.finish(false);
        throw;
    }
}

}  // namespace gantry::session
