#pragma once
// One client from its first byte to its last: PRELOGIN, TLS, LOGIN7, then request after request.
// A thread runs it; the thread owns everything in it. Only stop() may come from elsewhere.

#include <functional>
#include <memory>

#include "session/client.h"
#include "session/environment.h"
#include "session/state.h"

namespace gantry::session {

class Session {
  public:
    // Owns `socket`. `spid` is this session's number for the client's eyes.
    Session(Environment& environment, int socket, uint16_t spid);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // Returns when the client is gone. Throws nothing: what goes wrong is logged.
    void run();
    // Makes run() return soon. From any thread.
    void stop() { client_.wake(); }

  private:
    void serve();
    // False when the client was refused.
    bool log_in();
    void negotiate(const tds::Message& message);
    tds::Message read_login(Deadline deadline);
    bool check_login(const tds::Login& request);
    void refuse(const SqlError& error);
    void answer_login(const tds::Login& request);
    void handle(tds::Message& message);
    void pass_pause_gate();
    void renew_backend();
    void note_held_state();
    void acknowledge_stray_attention();

    Environment& environment_;
    Client client_;
    SessionState state_;
    PauseGate::Member pause_;
};

}  // namespace gantry::session
