#pragma once
// LOGIN7 (MS-TDS 2.2.6.4): who wants to log in, from where, to what.

#include <string>
#include <vector>

#include "base/bytes.h"
#include "tds/protocol.h"

namespace gantry::tds {

// MS-TDS 2.2.7.11, feature ids both sides use.
constexpr uint8_t k_feature_session_recovery = 0x01;
constexpr uint8_t k_feature_federated_auth = 0x02;
constexpr uint8_t k_feature_column_encryption = 0x04;
constexpr uint8_t k_feature_global_transactions = 0x05;
constexpr uint8_t k_feature_data_classification = 0x09;
constexpr uint8_t k_feature_utf8 = 0x0A;
constexpr uint8_t k_feature_terminator = 0xFF;

struct Feature {
    uint8_t id = 0;
    Bytes data;
};

struct Login {
    uint32_t raw_version = 0;  // as the client sent it
    TdsVersion version = TdsVersion::v7_4;
    uint32_t packet_bytes = k_packet_bytes_default;  // clamped to what is allowed
    uint32_t client_program_version = 0;
    uint32_t client_process_id = 0;
    bool odbc = false;           // ODBC defaults: SET ANSI_DEFAULTS ON and the like
    bool ole_db = false;
    bool read_only_intent = false;
    bool integrated = false;     // SSPI: not supported here
    bool database_is_mandatory = false;  // a database that can't be used ends the login
    bool change_password = false;
    int32_t time_zone_minutes = 0;
    uint32_t client_lcid = 0;
    std::string host, user, password, application, server, interface_name, language, database;
    std::string attached_file, new_password;
    std::vector<Feature> features;
};

// Texts come as UTF-8, passwords de-obfuscated. Throws ProtocolError. A TDS version below 7.1
// gives SqlError 17832, as the handshake can't be understood.
Login parse_login7(ByteSpan payload);

// The four bytes of the version a LOGINACK carries, as a big-endian number.
uint32_t login_ack_version(const Login& login);

}  // namespace gantry::tds
