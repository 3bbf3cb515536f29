#pragma once
// The reply to one request: tokens in the right order, and DONE tokens held back until it is known
// whether another follows (bit DONE_MORE).
//
// One thread; lives as long as the request. Nothing is sent before a packet is full, push() or
// finish().

#include <string>
#include <string_view>

#include "base/error.h"
#include "session/client.h"
#include "tds/tokens.h"

namespace gantry::session {

class Reply {
  public:
    Reply(Client& client, tds::TdsVersion version, std::string_view server_name)
        : client_(client), version_(version), server_name_(server_name) {}

    tds::TdsVersion version() const { return version_; }
    // For any token but DONE: flushes the held DONE first.
    tds::TokenWriter tokens();
    // A token that was made before.
    void token(ByteSpan bytes);
    // Where row tokens are appended.
    Bytes& row_bytes();

    void done(tds::DoneKind kind, uint16_t status, uint16_t command, uint64_t row_count);
    void error(const SqlError& error);
    void info(int number, int severity, int state, std::string_view message, int line,
              std::string_view procedure = {});

    // Moves whole packets towards the socket; waits for the client when it is far behind.
    void drain_if_large();
    // Sends what there is now: RAISERROR ... WITH NOWAIT.
    void push();
    // Ends the reply; a final DONE is made when none was held.
    void finish(bool in_transaction);
    // Ends with the acknowledgement of an attention; `in_request`: it cut a request short.
    void finish_attention(bool in_transaction, bool in_request);

    // Bytes of the reply may go no further than this ahead of the client.
    static constexpr size_t k_ahead_bytes_max = 1 << 20;
    bool is_client_behind() const;

    bool saw_error() const { return saw_error_; }

  private:
    struct Held {
        tds::DoneKind kind;
        uint16_t status;
        uint16_t command;
        uint64_t row_count;
    };
    void release(bool more);

    Client& client_;
    tds::TdsVersion version_;
    std::string server_name_;
    std::optional<Held> held_;
    bool saw_error_ = false;
    bool error_since_done_ = false;
};

}  // namespace gantry::session
