#pragma once
// TDS packets (MS-TDS 2.2.3): messages come apart into packets and together again.
// Sans-I/O: bytes in, messages out, and back. One connection, one thread.

#include <optional>

#include "base/bytes.h"
#include "tds/protocol.h"

namespace gantry::tds {

struct Message {
    PacketType type = PacketType::sql_batch;
    uint8_t status = 0;  // status bits of its first packet, without EOM
    Bytes payload;

    bool resets_connection() const {
        return (status & (k_status_reset_connection |
                          k_status_reset_connection_keep_transaction)) != 0;
    }
    bool keeps_transaction() const {
        return (status & k_status_reset_connection_keep_transaction) != 0;
    }
};

// Collects the packets of a message. An attention may come between the packets of another
// message's successor, never inside one; a message whose last packet says IGNORE is dropped.
class PacketReader {
  public:
    // Takes bytes as they come. Throws ProtocolError.
    void feed(ByteSpan bytes);
    // The next whole message, or nullopt until more bytes came.
    std::optional<Message> next();
    // What one packet at the front holds, without waiting for its message: for TLS handshake
    // packets, which carry no EOM discipline.
    std::optional<Message> next_packet();
    // Bytes fed and not yet consumed: the plain TLS records that follow a handshake.
    Bytes take_rest();

    void set_message_bytes_max(size_t bytes) { message_bytes_max_ = bytes; }

  private:
    struct Header {
        PacketType type;
        uint8_t status;
        size_t size;  // with the header
    };
    std::optional<Header> whole_packet() const;
    void consume(size_t count);

    Bytes buffer_;
    size_t start_ = 0;
    std::optional<Message> partial_;
    size_t message_bytes_max_ = k_login_message_bytes_max;
};

// Cuts a reply into packets. Payload is appended to payload(); flush_full() moves whole packets
// to `out` and keeps at least one byte, so that the last packet can carry EOM.
class PacketWriter {
  public:
    explicit PacketWriter(PacketType type = PacketType::reply) : type_(type) {}

    void set_packet_bytes(uint32_t bytes) { packet_bytes_ = bytes; }
    uint32_t packet_bytes() const { return packet_bytes_; }
    void set_spid(uint16_t spid) { spid_ = spid; }

    ByteWriter& payload() { return payload_; }
    // True when flush_full() would write something.
    bool has_full_packet() const { return payload_.size() > body_bytes(); }
    void flush_full(Bytes& out);
    // Everything so far in packets without EOM: a message the client shall see now.
    void flush_all(Bytes& out);
    // Ends the message.
    void finish(Bytes& out);

  private:
    size_t body_bytes() const { return packet_bytes_ - k_packet_header_bytes; }
    void emit(ByteSpan body, bool last, Bytes& out);

    PacketType type_;
    uint32_t packet_bytes_ = k_packet_bytes_default;
    uint16_t spid_ = 0;
    uint8_t packet_id_ = 1;
    ByteWriter payload_;
};

}  // namespace gantry::tds
