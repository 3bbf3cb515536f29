#include "tds/packet.h"

#include <fmt/core.h>

namespace gantry::tds {

namespace {

bool is_client_packet(uint8_t type) {
    switch (PacketType(type)) {
        case PacketType::sql_batch:
        case PacketType::rpc:
        case PacketType::attention:
        case PacketType::bulk_load:
        case PacketType::federated_token:
        case PacketType::transaction_manager:
        case PacketType::login7:
        case PacketType::sspi:
        case PacketType::prelogin:
            return true;
        default:
            return false;
    }
}

}  // namespace

void PacketReader::feed(ByteSpan bytes) {
    if (start_ == buffer_.size()) {
        buffer_.clear();
        start_ = 0;
    } else if (start_ > 65536) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + ptrdiff_t(start_));
        start_ = 0;
    }
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

std::optional<PacketReader::Header> PacketReader::whole_packet() const {
    size_t available = buffer_.size() - start_;
    if (available == 0) return std::nullopt;
    const uint8_t* p = buffer_.data() + start_;
    if (!is_client_packet(p[0])) {
        throw ProtocolError(fmt::format("the first byte of a packet is {:#04x}", p[0]));
    }
    if (available < k_packet_header_bytes) return std::nullopt;
    size_t size = load_be<uint16_t>(p + 2);
    if (size < k_packet_header_bytes || size > k_packet_bytes_max) {
        throw ProtocolError(fmt::format("a packet says it has {} bytes", size));
    }
    if (available < size) return std::nullopt;
    return Header{PacketType(p[0]), p[1], size};
}

void PacketReader::consume(size_t count) { start_ += count; }

std::optional<Message> PacketReader::next_packet() {
    auto header = whole_packet();
    if (!header) return std::nullopt;
    const uint8_t* body = buffer_.data() + start_ + k_packet_header_bytes;
    Message packet{header->type, uint8_t(header->status & ~k_status_end_of_message),
                   Bytes(body, body + header->size - k_packet_header_bytes)};
    consume(header->size);
    return packet;
}

std::optional<Message> PacketReader::next() {
    while (auto header = whole_packet()) {
        if (partial_ && partial_->type != header->type) {
            // A client that gives up sending sends an attention instead of the rest.
            if (header->type != PacketType::attention) {
                throw ProtocolError("a packet of another type inside a message");
            }
            partial_.reset();
        }
        if (!partial_) partial_.emplace(Message{header->type, header->status, {}});
        size_t body_bytes = header->size - k_packet_header_bytes;
        if (partial_->payload.size() + body_bytes > message_bytes_max_) {
            throw ProtocolError(
                fmt::format("a message is longer than {} bytes", message_bytes_max_));
        }
        const uint8_t* body = buffer_.data() + start_ + k_packet_header_bytes;
        partial_->payload.insert(partial_->payload.end(), body, body + body_bytes);
        consume(header->size);
        if ((header->status & k_status_end_of_message) == 0) continue;
        Message message = std::move(*partial_);
        partial_.reset();
        if ((header->status & k_status_ignore) != 0) continue;
        message.status &= uint8_t(~k_status_end_of_message);
        return message;
    }
    return std::nullopt;
}

Bytes PacketReader::take_rest() {
    Bytes rest(buffer_.begin() + ptrdiff_t(start_), buffer_.end());
    buffer_.clear();
    start_ = 0;
    return rest;
}

void PacketWriter::emit(ByteSpan body, bool last, Bytes& out) {
    uint8_t header[k_packet_header_bytes];
    header[0] = uint8_t(type_);
    header[1] = last ? k_status_end_of_message : 0;
    store_be(header + 2, uint16_t(body.size() + k_packet_header_bytes));
    store_be(header + 4, spid_);
    header[6] = packet_id_++;
    header[7] = 0;
    out.insert(out.end(), header, header + sizeof header);
    out.insert(out.end(), body.begin(), body.end());
}

void PacketWriter::flush_full(Bytes& out) {
    ByteSpan rest = payload_.bytes();
    if (rest.size() <= body_bytes()) return;
    out.reserve(out.size() + rest.size() + (rest.size() / body_bytes() + 1) * 8);
    while (rest.size() > body_bytes()) {
        emit(rest.first(body_bytes()), false, out);
        rest = rest.subspan(body_bytes());
    }
    Bytes& bytes = payload_.bytes();
    std::memmove(bytes.data(), rest.data(), rest.size());
    bytes.resize(rest.size());
}

void PacketWriter::flush_all(Bytes& out) {
    flush_full(out);
    if (payload_.size() == 0) return;
    emit(payload_.bytes(), false, out);
    payload_.clear();
}

void PacketWriter::finish(Bytes& out) {
    flush_full(out);
    emit(payload_.bytes(), true, out);
    payload_.clear();
    packet_id_ = 1;
}

}  // namespace gantry::tds
