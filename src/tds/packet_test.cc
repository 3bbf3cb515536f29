#include "tds/packet.h"

#include <gtest/gtest.h>

namespace gantry::tds {
namespace {

Bytes packet(uint8_t type, uint8_t status, std::string_view body) {
    ByteWriter out;
    out.u8(type);
    out.u8(status);
    out.be(uint16_t(body.size() + 8));
    out.zeros(4);
    out.append(body);
    return out.take();
}

TEST(PacketReader, JoinsPacketsWhateverTheirPieces) {
    Bytes wire = packet(1, 0x08, "SELECT ");
    Bytes second = packet(1, 0x01, "1");
    wire.insert(wire.end(), second.begin(), second.end());
    for (size_t step = 1; step <= wire.size(); ++step) {
        PacketReader reader;
        std::optional<Message> message;
        for (size_t at = 0; at < wire.size(); at += step) {
            reader.feed(ByteSpan(wire).subspan(at, std::min(step, wire.size() - at)));
            if (auto next = reader.next()) message = std::move(next);
        }
        ASSERT_TRUE(message) << step;
        EXPECT_EQ(as_text(message->payload), "SELECT 1");
        EXPECT_TRUE(message->resets_connection());
        EXPECT_FALSE(message->keeps_transaction());
    }
}

TEST(PacketReader, DropsAnIgnoredMessage) {
    PacketReader reader;
    reader.feed(packet(1, 0x00, "abc"));
    reader.feed(packet(1, 0x03, ""));
    EXPECT_FALSE(reader.next());
    reader.feed(packet(6, 0x01, ""));
    auto message = reader.next();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, PacketType::attention);
}

TEST(PacketReader, RefusesNonsense) {
    PacketReader types;
    types.feed(Bytes{'G', 'E', 'T', ' '});
    EXPECT_THROW(types.next(), ProtocolError);

    PacketReader lengths;
    lengths.feed(Bytes{1, 1, 0, 7, 0, 0, 0, 0});
    EXPECT_THROW(lengths.next(), ProtocolError);

    PacketReader limited;
    limited.set_message_bytes_max(10);
    limited.feed(packet(1, 0, "12345678901"));
    EXPECT_THROW(limited.next(), ProtocolError);

    PacketReader mixed;
    mixed.feed(packet(1, 0, "x"));
    mixed.feed(packet(3, 1, "y"));
    EXPECT_THROW(mixed.next(), ProtocolError);
}

TEST(PacketWriter, LastPacketCarriesEndOfMessage) {
    for (size_t size : {0, 1, 503, 504, 505, 1008, 1009, 5000}) {
        PacketWriter writer;
        writer.set_packet_bytes(512);
        writer.set_spid(0x1234);
        Bytes out;
        Bytes sent;
        for (size_t i = 0; i < size; ++i) {
            writer.payload().u8(uint8_t(i));
            sent.push_back(uint8_t(i));
            if (i % 700 == 0) writer.flush_full(out);
        }
        writer.finish(out);
        Bytes got;
        size_t at = 0;
        uint8_t number = 1;
        while (at < out.size()) {
            size_t length = load_be<uint16_t>(&out[at + 2]);
            ASSERT_LE(length, 512u);
            bool last = at + length == out.size();
            EXPECT_EQ(out[at], 4);
            EXPECT_EQ(out[at + 1], last ? 1 : 0);
            EXPECT_EQ(load_be<uint16_t>(&out[at + 4]), 0x1234);
            EXPECT_EQ(out[at + 6], number++);
            got.insert(got.end(), out.begin() + ptrdiff_t(at) + 8,
                       out.begin() + ptrdiff_t(at + length));
            at += length;
        }
        EXPECT_EQ(got, sent) << size;
    }
}

}  // namespace
}  // namespace gantry::tds
