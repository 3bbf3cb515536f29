#include "tds/login7.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/utf.h"

namespace gantry::tds {

namespace {

// Offsets into the fixed part (MS-TDS 2.2.6.4).
constexpr size_t k_offset_table = 36;
constexpr size_t k_fixed_bytes_min = 86;
constexpr size_t k_fixed_bytes_72 = 94;
constexpr size_t k_feature_count_max = 64;

// No name is longer than this many characters; a password change may carry 128 as well.
constexpr size_t k_text_characters_max = 128;

struct Field {
    uint16_t offset;
    uint16_t length;  // characters, for texts
};

class Login7Reader {
  public:
    explicit Login7Reader(ByteSpan payload) : payload_(payload) {}

    Login read();

  private:
    Field field(size_t at) const {
        if (at + 4 > payload_.size()) return {0, 0};
        return {load_le<uint16_t>(&payload_[at]), load_le<uint16_t>(&payload_[at + 2])};
    }
    ByteSpan bytes(const Field& f, size_t count, const char* what) const;
    std::string text(size_t at, const char* what, size_t characters_max) const;
    std::string password(size_t at) const;
    void read_flags(Login& out) const;
    void read_features(Login& out) const;

    ByteSpan payload_;
};

ByteSpan Login7Reader::bytes(const Field& f, size_t count, const char* what) const {
    if (count == 0) return {};
    if (size_t(f.offset) + count > payload_.size()) {
        throw ProtocolError(fmt::format("LOGIN7: {} lies outside the packet", what));
    }
    return payload_.subspan(f.offset, count);
}

std::string Login7Reader::text(size_t at, const char* what, size_t characters_max) const {
    Field f = field(at);
    if (f.length > characters_max) {
        throw ProtocolError(fmt::format("LOGIN7: {} has {} characters", what, f.length));
    }
    return utf16le_to_utf8(bytes(f, size_t(f.length) * 2, what));
}

// MS-TDS 2.2.6.4: each byte was nibble-swapped, then xor 0xA5.
std::string Login7Reader::password(size_t at) const {
    Field f = field(at);
    if (f.length > k_text_characters_max) throw ProtocolError("LOGIN7: password too long");
    ByteSpan hidden = bytes(f, size_t(f.length) * 2, "password");
    Bytes plain(hidden.begin(), hidden.end());
    for (uint8_t& b : plain) {
        b ^= 0xA5;
        b = uint8_t((b << 4) | (b >> 4));
    }
    return utf16le_to_utf8(plain);
}

void Login7Reader::read_flags(Login& out) const {
    uint8_t flags1 = payload_[24], flags2 = payload_[25], type_flags = payload_[26],
            flags3 = payload_[27];
    out.database_is_mandatory = (flags1 & 0x40) != 0;
    out.odbc = (flags2 & 0x02) != 0;
    out.integrated = (flags2 & 0x80) != 0;
    out.ole_db = (type_flags & 0x10) != 0;
    out.read_only_intent = (type_flags & 0x20) != 0;
    out.change_password = (flags3 & 0x01) != 0;
}

void Login7Reader::read_features(Login& out) const {
    bool has_extension = (payload_[27] & 0x10) != 0;
    if (!has_extension || out.version < TdsVersion::v7_4) return;
    // The field "Extension" holds the place of a DWORD that holds the place of the features.
    Field f = field(k_offset_table + 5 * 4);
    if (f.length < 4) return;
    size_t place = load_le<uint32_t>(bytes(f, 4, "extension").data());
    if (place > payload_.size()) throw ProtocolError("LOGIN7: features lie outside the packet");
    ByteReader reader(payload_.subspan(place));
    for (size_t count = 0; count < k_feature_count_max; ++count) {
        uint8_t id = reader.u8();
        if (reader.failed() || id == k_feature_terminator) return;
        uint32_t length = reader.u32();
        ByteSpan data = reader.take(length);
        if (reader.failed()) throw ProtocolError("LOGIN7: a feature lies outside the packet");
        out.features.push_back({id, Bytes(data.begin(), data.end())});
    }
    throw ProtocolError("LOGIN7: too many features");
}

TdsVersion version_of(uint32_t raw) {
    switch (raw >> 24) {
        case 0x71:
            return TdsVersion::v7_1;
        case 0x72:
            return TdsVersion::v7_2;
        case 0x73:
            return TdsVersion::v7_3;
        case 0x70:
            break;
        default:
            if (raw >> 24 >= 0x74 || raw == 0x08000000) return TdsVersion::v7_4;
    }
    throw SqlError(17832, 20, 1,
                   fmt::format("The login packet used to open the connection is structurally "
                               "invalid: it asks for TDS version {:#010x}. Gantry speaks TDS 7.1 "
                               "to 7.4.", raw));
}

Login Login7Reader::read() {
    if (payload_.size() < k_fixed_bytes_min) throw ProtocolError("LOGIN7 is too short");
    uint32_t length = load_le<uint32_t>(payload_.data());
    if (length < k_fixed_bytes_min || length > payload_.size()) {
        throw ProtocolError(fmt::format("LOGIN7 says it has {} bytes", length));
    }
    payload_ = payload_.first(length);

    Login out;
    out.raw_version = load_le<uint32_t>(&payload_[4]);
    out.version = version_of(out.raw_version);
    uint32_t wanted = load_le<uint32_t>(&payload_[8]);
    // 0 asks for the server's default.
    out.packet_bytes = wanted == 0 ? k_packet_bytes_default
                                   : std::clamp(wanted, k_packet_bytes_min, k_packet_bytes_max);
    out.client_program_version = load_le<uint32_t>(&payload_[12]);
    out.client_process_id = load_le<uint32_t>(&payload_[16]);
    out.time_zone_minutes = load_le<int32_t>(&payload_[28]);
    out.client_lcid = load_le<uint32_t>(&payload_[32]);
    read_flags(out);

    size_t at = k_offset_table;
    out.host = text(at, "host name", k_text_characters_max);
    out.user = text(at + 4, "user name", k_text_characters_max);
    out.password = password(at + 8);
    out.application = text(at + 12, "application name", k_text_characters_max);
    out.server = text(at + 16, "server name", 32767);
    out.interface_name = text(at + 24, "interface name", k_text_characters_max);
    out.language = text(at + 28, "language", k_text_characters_max);
    out.database = text(at + 32, "database", k_text_characters_max);
    // 6 bytes of client id, then SSPI and the file to attach.
    if (field(at + 42).length != 0) out.integrated = true;
    out.attached_file = text(at + 46, "file to attach", 260);
    if (out.version >= TdsVersion::v7_2 && payload_.size() >= k_fixed_bytes_72) {
        if (out.change_password) out.new_password = password(at + 50);
    }
    read_features(out);
    return out;
}

}  // namespace

Login parse_login7(ByteSpan payload) { return Login7Reader(payload).read(); }

uint32_t login_ack_version(const Login& login) {
    switch (login.version) {
        case TdsVersion::v7_1:
            return login.raw_version == 0x71000000 ? 0x07010000 : 0x71000001;
        case TdsVersion::v7_2:
            return 0x72090002;
        case TdsVersion::v7_3:
            return login.raw_version >= 0x730B0003 ? 0x730B0003 : 0x730A0003;
        case TdsVersion::v7_4:
            break;
    }
    return 0x74000004;
}

}  // namespace gantry::tds
