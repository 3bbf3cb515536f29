#pragma once
// PRELOGIN (MS-TDS 2.2.6.5): what client and server settle before the login, above all TLS.

#include <optional>
#include <string>

#include "base/bytes.h"
#include "tds/protocol.h"

namespace gantry::tds {

// MS-TDS 2.2.6.5, B_FENCRYPTION.
enum class Encryption : uint8_t { off = 0, on = 1, not_supported = 2, required = 3 };

struct Prelogin {
    uint32_t version = 0;       // client: major.minor.build, big-endian
    Encryption encryption = Encryption::not_supported;
    std::string instance;       // empty, or the instance name the client looks for
    uint32_t thread_id = 0;
    bool mars = false;
    bool has_trace_id = false;
    std::optional<uint8_t> federated_auth_required;
};

// Throws ProtocolError.
Prelogin parse_prelogin(ByteSpan payload);

// What TLS covers after PRELOGIN.
enum class TlsUse : uint8_t { none, login_only, everything };

struct EncryptionChoice {
    Encryption answer;
    TlsUse use;
    bool refused = false;  // no way to agree: answer, then close
};

// MS-TDS 2.2.6.5, table of encryption outcomes. `available`: this server has a certificate.
// `force`: it accepts encrypted connections only.
EncryptionChoice choose_encryption(Encryption client, bool available, bool force);

// The server's answer. MARS is answered 0, so drivers fall back to one request at a time.
Bytes build_prelogin_reply(const Prelogin& request, Encryption answer);

// The version this server reports in PRELOGIN and LOGINACK: SQL Server 2022.
constexpr uint8_t k_server_major = 16;
constexpr uint8_t k_server_minor = 0;
constexpr uint16_t k_server_build = 1000;

}  // namespace gantry::tds
