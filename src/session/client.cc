#include "session/client.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace gantry::session {

namespace {

// A client that sends ahead while we work is not read further than this.
constexpr size_t k_queued_bytes_max = size_t(4) << 20;
constexpr size_t k_read_bytes = 16384;

int remaining_ms(const Deadline& deadline) {
    if (!deadline) return -1;
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        *deadline - std::chrono::steady_clock::now());
    return int(std::clamp<int64_t>(left.count(), 0, 1 << 30));
}

}  // namespace

Client::Client(int socket, const tds::TlsContext* tls)
    : socket_(socket), channel_(tls) {
    // Blocking: a session that waits for nothing but its client waits in recv. Everything else
    // says MSG_DONTWAIT.
    int flags = fcntl(socket_, F_GETFL, 0);
    fcntl(socket_, F_SETFL, flags & ~O_NONBLOCK);
    int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(socket_, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
}

Client::~Client() {
    close(socket_);
}

void Client::wake() {
    stop_.store(true, std::memory_order_relaxed);
    // Whoever waits for the client, in recv or in poll, sees the end of its stream.
    shutdown(socket_, SHUT_RD);
}

bool Client::read_some(bool may_block) {
    uint8_t bytes[k_read_bytes];
    ssize_t count = recv(socket_, bytes, sizeof bytes, may_block ? 0 : MSG_DONTWAIT);
    if (count > 0) {
        channel_.receive(ByteSpan(bytes, size_t(count)));
        sort_messages();
        return true;
    }
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return false;
    peer_closed_ = true;
    return false;
}

void Client::sort_messages() {
    while (auto message = channel_.next()) {
        if (message->type == tds::PacketType::attention) {
            attention_ = true;
        } else {
            queued_bytes_ += message->payload.size();
            queue_.push_back(std::move(*message));
        }
    }
}

tds::Message Client::read_message(Deadline deadline, int spin_us) {
    while (true) {
        if (attention_) {
            attention_ = false;
            return tds::Message{tds::PacketType::attention, 0, {}};
        }
        if (!queue_.empty()) {
            tds::Message message = std::move(queue_.front());
            queue_.pop_front();
            queued_bytes_ -= message.payload.size();
            return message;
        }
        if (stop_requested()) throw ClientGone("the server stops");
        // Handshake records that TLS made.
        if (!flush_some()) {
            wait(-1, false, remaining_ms(deadline));
            continue;
        }
        if (peer_closed_) throw ClientGone("the client closed the connection");
        if (spin(spin_us)) continue;
        if (deadline) {
            pollfd fd{socket_, POLLIN, 0};
            int ready = poll(&fd, 1, remaining_ms(deadline));
            if (ready == 0) throw ClientGone("the client was silent for too long");
        }
        read_some(true);
    }
}

// Looks for bytes without sleeping.
bool Client::spin(int us) {
    if (us <= 0) return false;
    auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(us);
    do {
        if (read_some(false)) return true;
        if (peer_closed_) return false;
    } while (std::chrono::steady_clock::now() < end);
    return false;
}

bool Client::flush_some() {
    while (channel_.outgoing_bytes() > 0) {
        ByteSpan rest = channel_.outgoing();
        ssize_t count = send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count > 0) {
            channel_.consume_outgoing(size_t(count));
            continue;
        }
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
        throw ClientGone("the client closed the connection");
    }
    return true;
}

void Client::flush() {
    while (!flush_some()) {
        if (stop_requested()) throw ClientGone("the server stops");
        wait(-1, false, -1);
    }
}

Client::Ready Client::wait(int other, bool want_other, int timeout_ms) {
    pollfd fds[2];
    fds[0] = {socket_, 0, 0};
    if (!peer_closed_ && queued_bytes_ < k_queued_bytes_max) fds[0].events |= POLLIN;
    if (channel_.outgoing_bytes() > 0) fds[0].events |= POLLOUT;
    if (fds[0].events == 0) fds[0].fd = -1;
    fds[1] = {want_other ? other : -1, POLLIN, 0};
    int ready = poll(fds, want_other ? 2 : 1, timeout_ms);
    Ready out;
    if (ready <= 0) return out;
    out.other = want_other && fds[1].revents != 0;
    if ((fds[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0) {
        read_some(false);
        if (stop_requested()) throw ClientGone("the server stops");
        if (peer_closed_) throw ClientGone("the client closed the connection");
    }
    if ((fds[0].revents & POLLOUT) != 0) flush_some();
    return out;
}

bool Client::take_attention() {
    bool was = attention_;
    attention_ = false;
    return was;
}

}  // namespace gantry::session
