#pragma once
// The tokens of a reply (MS-TDS 2.2.7), appended to a payload. ROW and NBCROW are made by
// session/row_encoder.h, which knows how PostgreSQL sends values.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "tds/login7.h"
#include "tds/protocol.h"
#include "tds/wire_type.h"

namespace gantry::tds {

constexpr std::string_view k_program_name = "Microsoft SQL Server";

// Flags of a column (MS-TDS 2.2.7.4).
constexpr uint16_t k_column_nullable = 0x0001;
constexpr uint16_t k_column_case_sensitive = 0x0002;
constexpr uint16_t k_column_updatable_unknown = 0x0008;
constexpr uint16_t k_column_identity = 0x0010;
constexpr uint16_t k_column_computed = 0x0020;

struct ColumnMetadata {
    std::string name;
    WireType type;
    uint32_t user_type = 0;
    uint16_t flags = 0;
    // Only for text, ntext and image: the table's name in parts.
    std::vector<std::string> table_parts;
};

struct Notice {
    int32_t number = 0;
    uint8_t state = 1;
    uint8_t severity = 0;
    std::string_view message;
    std::string_view server;
    std::string_view procedure;
    int32_t line = 1;
};

enum class DoneKind : uint8_t { done, done_proc, done_in_proc };

class TokenWriter {
  public:
    TokenWriter(ByteWriter& out, TdsVersion version) : out_(out), version_(version) {}

    void login_ack(const Login& login);
    void env_database(std::string_view now, std::string_view before);
    void env_language(std::string_view now, std::string_view before);
    void env_packet_size(uint32_t now, uint32_t before);
    void env_collation(const CollationBytes& now);
    void env_transaction_begun(uint64_t descriptor);
    void env_transaction_committed(uint64_t descriptor);
    void env_transaction_rolled_back(uint64_t descriptor);
    void env_reset_done();
    // Features answered, in order; the terminator follows.
    void feature_ack(std::span<const Feature> features);

    // INFO below severity 11, else ERROR.
    void notice(const Notice& notice);

    void columns(std::span<const ColumnMetadata> columns);
    void no_columns();
    void order(std::span<const uint16_t> column_numbers);
    void return_status(int32_t value);
    // `value` is the encoded value with its length, as in a row.
    void return_value(uint16_t ordinal, std::string_view name, const WireType& type,
                      uint32_t user_type, ByteSpan value);
    void done(DoneKind kind, uint16_t status, uint16_t command, uint64_t row_count);

  private:
    size_t begin(TokenType type);
    void end(size_t length_at);
    void env_text(uint8_t kind, std::string_view now, std::string_view before);
    void env_descriptor(uint8_t kind, uint64_t now, uint64_t before);
    void user_type(uint32_t value);

    ByteWriter& out_;
    TdsVersion version_;
};

// CurCmd of DONE tokens, as SQL Server numbers statements.
constexpr uint16_t k_command_select = 0xC1;
constexpr uint16_t k_command_insert = 0xC3;
constexpr uint16_t k_command_delete = 0xC4;
constexpr uint16_t k_command_update = 0xC5;
constexpr uint16_t k_command_merge = 0x117;
constexpr uint16_t k_command_begin_transaction = 0xD4;
constexpr uint16_t k_command_commit = 0xD5;
constexpr uint16_t k_command_rollback = 0xD2;
constexpr uint16_t k_command_execute = 0xE0;
constexpr uint16_t k_command_none = 0xFD;

}  // namespace gantry::tds
