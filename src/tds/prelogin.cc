#include "tds/prelogin.h"

#include <fmt/core.h>

namespace gantry::tds {

namespace {

enum Option : uint8_t {
    option_version = 0,
    option_encryption = 1,
    option_instance = 2,
    option_thread_id = 3,
    option_mars = 4,
    option_trace_id = 5,
    option_federated_auth = 6,
    option_nonce = 7,
    option_terminator = 0xFF,
};

std::string until_zero(ByteSpan data) {
    std::string_view text = as_text(data);
    return std::string(text.substr(0, text.find('\0')));
}

void read_option(uint8_t option, ByteSpan data, Prelogin& out) {
    ByteReader reader(data);
    switch (option) {
        case option_version:
            out.version = reader.be<uint32_t>();
            break;
        case option_encryption: {
            uint8_t value = reader.u8();
            // 0x80 says that the client has a certificate of its own; we ask for none.
            value &= 0x7F;
            if (value > uint8_t(Encryption::required)) {
                throw ProtocolError(fmt::format("PRELOGIN asks for encryption {}", value));
            }
            out.encryption = Encryption(value);
            break;
        }
        case option_instance:
            out.instance = until_zero(data);
            break;
        case option_thread_id:
            if (data.size() >= 4) out.thread_id = reader.be<uint32_t>();
            break;
        case option_mars:
            out.mars = reader.u8() != 0;
            break;
        case option_trace_id:
            out.has_trace_id = true;
            break;
        case option_federated_auth:
            out.federated_auth_required = reader.u8();
            break;
        default:
            break;  // nonce and options of later versions
    }
}

}  // namespace

Prelogin parse_prelogin(ByteSpan payload) {
    Prelogin out;
    ByteReader reader(payload);
    // Five bytes an option: the payload bounds the loop.
    while (true) {
        uint8_t option = reader.u8();
        if (reader.failed()) throw ProtocolError("PRELOGIN has no terminator");
        if (option == option_terminator) return out;
        size_t offset = reader.be<uint16_t>();
        size_t length = reader.be<uint16_t>();
        if (reader.failed() || offset + length > payload.size()) {
            throw ProtocolError(fmt::format("PRELOGIN option {} lies outside", option));
        }
        read_option(option, payload.subspan(offset, length), out);
    }
}

EncryptionChoice choose_encryption(Encryption client, bool available, bool force) {
    bool client_can = client != Encryption::not_supported;
    if (!available) {
        bool must = client == Encryption::on || client == Encryption::required;
        return {Encryption::not_supported, TlsUse::none, must};
    }
    if (!client_can) {
        if (force) return {Encryption::required, TlsUse::none, true};
        return {Encryption::not_supported, TlsUse::none};
    }
    if (client == Encryption::off && !force) return {Encryption::off, TlsUse::login_only};
    if (client == Encryption::off) return {Encryption::required, TlsUse::everything};
    return {Encryption::on, TlsUse::everything};
}

Bytes build_prelogin_reply(const Prelogin& request, Encryption answer) {
    struct Entry {
        uint8_t option;
        Bytes data;
    };
    ByteWriter version;
    version.u8(k_server_major);
    version.u8(k_server_minor);
    version.be(k_server_build);
    version.u16(0);  // sub-build
    std::vector<Entry> entries;
    entries.push_back({option_version, version.take()});
    entries.push_back({option_encryption, {uint8_t(answer)}});
    entries.push_back({option_instance, {0}});  // 0: the instance name fits
    entries.push_back({option_thread_id, {}});
    entries.push_back({option_mars, {0}});
    if (request.has_trace_id) entries.push_back({option_trace_id, {}});
    if (request.federated_auth_required) entries.push_back({option_federated_auth, {0}});

    ByteWriter out;
    size_t offset = entries.size() * 5 + 1;
    for (const Entry& entry : entries) {
        out.u8(entry.option);
        out.be(uint16_t(offset));
        out.be(uint16_t(entry.data.size()));
        offset += entry.data.size();
    }
    out.u8(option_terminator);
    for (const Entry& entry : entries) out.append(entry.data);
    return out.take();
}

}  // namespace gantry::tds
