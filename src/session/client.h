#pragma once
// The client's socket and its TDS channel, with what a session waits for in one
// place: the client, PostgreSQL and the server's wish to stop.
//
// One thread, except wake(). Throws ClientGone when the peer closed or the server stops,
// tds::ProtocolError when it breaks the protocol.

#include <atomic>
#include <chrono>
#include <deque>
#include <optional>

#include "base/error.h"
#include "tds/channel.h"

namespace gantry::session {

// The connection is over; nothing can be told to the client any more.
class ClientGone : public Error {
  public:
    using Error::Error;
};

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

class Client {
  public:
    // Owns `socket`. `tls` may be null.
    Client(int socket, const tds::TlsContext* tls);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    tds::Channel& channel() { return channel_; }
    int socket() const { return socket_; }

    // The next message. An attention that stands alone is answered by the session, so it comes
    // back too. Throws ClientGone at the deadline.
    // `spin_us`: how long to look for it before going to sleep (Environment::busy_sessions).
    tds::Message read_message(Deadline deadline = {}, int spin_us = 0);

    // Writes everything; attentions met meanwhile are remembered.
    void flush();
    // Writes what the socket takes; true when nothing is left.
    bool flush_some();

    struct Ready {
        bool other = false;  // the other descriptor is readable
    };
    // Waits until `other` is readable (-1: none), an attention came, output moved or the time is
    // over. `want_other` false: only the client is watched.
    Ready wait(int other, bool want_other, int timeout_ms);

    // True once when the client asked to cancel what runs.
    bool take_attention();
    bool has_attention() const { return attention_; }

    // Makes the thread see stop_requested() soon. From any thread.
    void wake();
    bool stop_requested() const { return stop_.load(std::memory_order_relaxed); }

  private:
    bool read_some(bool may_block);
    bool spin(int us);
    void sort_messages();

    int socket_;
    tds::Channel channel_;
    std::deque<tds::Message> queue_;
    size_t queued_bytes_ = 0;
    bool attention_ = false;
    bool peer_closed_ = false;
    std::atomic<bool> stop_{false};
};

}  // namespace gantry::session
