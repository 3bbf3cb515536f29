#pragma once
// The server's side of one TDS connection without the socket: raw bytes to messages and back,
// with TLS in its three ways (MS-TDS 3.3.5.1, 2.2.6.5; TDS 8.0: TLS first).
//
//     channel.receive(bytes);                 // what the socket gave; throws ProtocolError
//     while (auto message = channel.next()) ...
//     TokenWriter(channel.payload(), v).done(...);
//     channel.finish_reply();                 // or flush_full() while a result streams
//     write(channel.outgoing()); channel.consume_outgoing(n);
//
// One thread. Memory: what was received and not taken, and what was not yet written.

#include <memory>
#include <optional>

#include "base/bytes.h"
#include "tds/packet.h"
#include "tds/prelogin.h"
#include "tds/tls.h"

namespace gantry::tds {

class Channel {
  public:
    // `tls` may be null: encryption is then not supported. Must outlive the channel.
    explicit Channel(const TlsContext* tls) : tls_context_(tls) {}

    void receive(ByteSpan raw);
    std::optional<Message> next();

    // After PRELOGIN's answer was sent in the clear.
    void start_tls(TlsUse use);
    bool is_encrypted() const { return stream_ != nullptr; }
    // The client began with TLS itself (TDS 8.0): everything is encrypted already.
    bool is_strict() const { return strict_; }

    // Call when the login succeeded: longer messages are allowed from now on.
    void login_done(uint32_t packet_bytes, uint16_t spid);

    PacketWriter& writer() { return writer_; }
    ByteWriter& payload() { return writer_.payload(); }
    // PRELOGIN's answer goes in a packet of type reply as well.
    void flush_full();
    void flush_all();
    void finish_reply();

    ByteSpan outgoing() const { return ByteSpan(outgoing_).subspan(sent_); }
    void consume_outgoing(size_t count);
    size_t outgoing_bytes() const { return outgoing_.size() - sent_; }

  private:
    void receive_tls(ByteSpan raw);
    void move_handshake_output(bool wrapped);
    void move_plain_packets();

    const TlsContext* tls_context_;
    TlsUse use_ = TlsUse::none;
    bool strict_ = false;
    bool first_byte_seen_ = false;
    std::unique_ptr<TlsStream> stream_;
    Bytes undecided_;       // raw bytes during a handshake that are not yet a whole TDS packet
    Bytes plain_packets_;   // packets to be encrypted or sent
    PacketReader reader_;
    PacketWriter writer_;
    Bytes outgoing_;
    size_t sent_ = 0;
};

}  // namespace gantry::tds
