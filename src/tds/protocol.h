#pragma once
// Numbers of the TDS protocol (MS-TDS 2.2) that more than one file of this folder needs.

#include <array>
#include <cstdint>

#include "base/error.h"

namespace gantry::tds {

// What a client and this server agreed on. Ordered: `version >= TdsVersion::v7_2` asks for a
// feature. TDS 8.0 speaks 7.4 inside TLS.
enum class TdsVersion : uint8_t { v7_1, v7_2, v7_3, v7_4 };

// MS-TDS 2.2.3.1.1.
enum class PacketType : uint8_t {
    sql_batch = 0x01,
    rpc = 0x03,
    reply = 0x04,
    attention = 0x06,
    bulk_load = 0x07,
    federated_token = 0x08,
    transaction_manager = 0x0E,
    login7 = 0x10,
    sspi = 0x11,
    prelogin = 0x12,
};

// MS-TDS 2.2.3.1.2, status bits of a packet.
constexpr uint8_t k_status_end_of_message = 0x01;
constexpr uint8_t k_status_ignore = 0x02;
constexpr uint8_t k_status_reset_connection = 0x08;
constexpr uint8_t k_status_reset_connection_keep_transaction = 0x10;

constexpr size_t k_packet_header_bytes = 8;
constexpr uint32_t k_packet_bytes_min = 512;
constexpr uint32_t k_packet_bytes_max = 32767;
constexpr uint32_t k_packet_bytes_default = 4096;

// A batch or RPC may be long (a 65,536 packet batch is SQL Server's own limit); what comes before
// the login is short.
constexpr size_t k_message_bytes_max = size_t(256) << 20;
constexpr size_t k_login_message_bytes_max = size_t(128) << 10;

enum class TokenType : uint8_t {
    return_status = 0x79,
    col_metadata = 0x81,
    order = 0xA9,
    error = 0xAA,
    info = 0xAB,
    return_value = 0xAC,
    login_ack = 0xAD,
    feature_ext_ack = 0xAE,
    row = 0xD1,
    nbc_row = 0xD2,
    env_change = 0xE3,
    done = 0xFD,
    done_proc = 0xFE,
    done_in_proc = 0xFF,
};

// Status of DONE, DONEPROC and DONEINPROC (MS-TDS 2.2.7.6).
constexpr uint16_t k_done_final = 0x0000;
constexpr uint16_t k_done_more = 0x0001;
constexpr uint16_t k_done_error = 0x0002;
constexpr uint16_t k_done_in_transaction = 0x0004;
constexpr uint16_t k_done_count = 0x0010;
constexpr uint16_t k_done_attention = 0x0020;
constexpr uint16_t k_done_server_error = 0x0100;

// The five bytes a collation takes on the wire: LCID and flags, then the SQL sort id
// (MS-TDS 2.2.5.1.2).
using CollationBytes = std::array<uint8_t, 5>;

// The peer broke the protocol: the connection ends.
class ProtocolError : public Error {
  public:
    using Error::Error;
};

}  // namespace gantry::tds
