#include "tds/channel.h"

#include "base/error.h"

namespace gantry::tds {

namespace {

constexpr uint8_t k_tls_handshake_record = 0x16;

}  // namespace

void Channel::receive(ByteSpan raw) {
    if (raw.empty()) return;
    if (!first_byte_seen_) {
        first_byte_seen_ = true;
        if (raw[0] == k_tls_handshake_record && tls_context_ != nullptr) {
            strict_ = true;
            start_tls(TlsUse::everything);
        }
    }
    if (stream_) {
        receive_tls(raw);
    } else {
        reader_.feed(raw);
    }
}

void Channel::start_tls(TlsUse use) {
    GANTRY_ASSERT(tls_context_ != nullptr && use != TlsUse::none);
    use_ = use;
    stream_ = std::make_unique<TlsStream>(*tls_context_, !strict_);
    // A client that did not wait for our answer to its PRELOGIN.
    Bytes rest = reader_.take_rest();
    if (!rest.empty()) receive_tls(rest);
}

// Handshake records come inside TDS packets of type PRELOGIN, what follows comes bare. The first
// byte tells them apart at any moment: 0x12 against 0x14..0x17 of a TLS record. Within TLS a
// record is never cut by a packet of the other kind.
void Channel::receive_tls(ByteSpan raw) {
    undecided_.insert(undecided_.end(), raw.begin(), raw.end());
    Bytes plain;
    size_t at = 0;
    bool wrapped = !strict_ && !stream_->is_established();
    while (at < undecided_.size()) {
        ByteSpan rest = ByteSpan(undecided_).subspan(at);
        if (stream_->is_established() || strict_ || rest[0] != uint8_t(PacketType::prelogin)) {
            stream_->receive(rest, plain);
            at = undecided_.size();
            break;
        }
        if (rest.size() < k_packet_header_bytes) break;
        size_t size = load_be<uint16_t>(&rest[2]);
        if (size < k_packet_header_bytes) throw ProtocolError("a TLS packet is too short");
        if (rest.size() < size) break;
        stream_->receive(rest.subspan(k_packet_header_bytes, size - k_packet_header_bytes),
                         plain);
        at += size;
    }
    undecided_.erase(undecided_.begin(), undecided_.begin() + ptrdiff_t(at));
    move_handshake_output(wrapped);
    if (!plain.empty()) reader_.feed(plain);
}

void Channel::move_handshake_output(bool wrapped) {
    Bytes records;
    stream_->take_output(records);
    if (records.empty()) return;
    if (!wrapped) {
        outgoing_.insert(outgoing_.end(), records.begin(), records.end());
        return;
    }
    PacketWriter packets(PacketType::prelogin);
    packets.payload().append(records);
    packets.finish(outgoing_);
}

std::optional<Message> Channel::next() {
    std::optional<Message> message = reader_.next();
    if (message && message->type == PacketType::login7 && use_ == TlsUse::login_only) {
        // From here on both sides speak in the clear.
        stream_.reset();
        use_ = TlsUse::none;
    }
    return message;
}

void Channel::login_done(uint32_t packet_bytes, uint16_t spid) {
    reader_.set_message_bytes_max(k_message_bytes_max);
    writer_.set_packet_bytes(packet_bytes);
    writer_.set_spid(spid);
}

void Channel::move_plain_packets() {
    if (stream_) {
        stream_->send(plain_packets_);
        stream_->take_output(outgoing_);
        plain_packets_.clear();
    }
}

void Channel::flush_full() {
    writer_.flush_full(stream_ ? plain_packets_ : outgoing_);
    move_plain_packets();
}

void Channel::flush_all() {
    writer_.flush_all(stream_ ? plain_packets_ : outgoing_);
    move_plain_packets();
}

void Channel::finish_reply() {
    writer_.finish(stream_ ? plain_packets_ : outgoing_);
    move_plain_packets();
}

void Channel::consume_outgoing(size_t count) {
    sent_ += count;
    GANTRY_ASSERT(sent_ <= outgoing_.size());
    if (sent_ == outgoing_.size()) {
        outgoing_.clear();
        sent_ = 0;
    }
}

}  // namespace gantry::tds
