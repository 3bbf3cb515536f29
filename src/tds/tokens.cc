#include "tds/tokens.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/utf.h"
#include "tds/prelogin.h"
#include "tds/text.h"

namespace gantry::tds {

namespace {

// MS-TDS 2.2.7.9.
enum EnvChange : uint8_t {
    env_kind_database = 1,
    env_kind_language = 2,
    env_kind_packet_size = 4,
    env_kind_collation = 7,
    env_kind_begin = 8,
    env_kind_commit = 9,
    env_kind_rollback = 10,
    env_kind_reset = 18,
};

// A token's length has 16 bits; a message of this many characters always fits.
constexpr size_t k_message_characters_max = 4000;

}  // namespace

size_t TokenWriter::begin(TokenType type) {
    out_.u8(uint8_t(type));
    out_.u16(0);
    return out_.size() - 2;
}

void TokenWriter::end(size_t length_at) {
    out_.patch_le(length_at, uint16_t(out_.size() - length_at - 2));
}

void TokenWriter::user_type(uint32_t value) {
    if (version_ >= TdsVersion::v7_2) {
        out_.u32(value);
    } else {
        out_.u16(uint16_t(value));
    }
}

void TokenWriter::login_ack(const Login& login) {
    size_t at = begin(TokenType::login_ack);
    out_.u8(1);  // the interface speaks T-SQL
    out_.be(login_ack_version(login));
    write_b_varchar(out_, k_program_name);
    out_.u8(k_server_major);
    out_.u8(k_server_minor);
    out_.be(k_server_build);
    end(at);
}

void TokenWriter::env_text(uint8_t kind, std::string_view now, std::string_view before) {
    size_t at = begin(TokenType::env_change);
    out_.u8(kind);
    write_b_varchar(out_, now);
    write_b_varchar(out_, before);
    end(at);
}

void TokenWriter::env_database(std::string_view now, std::string_view before) {
    env_text(env_kind_database, now, before);
}
void TokenWriter::env_language(std::string_view now, std::string_view before) {
    env_text(env_kind_language, now, before);
}
void TokenWriter::env_packet_size(uint32_t now, uint32_t before) {
    env_text(env_kind_packet_size, std::to_string(now), std::to_string(before));
}

void TokenWriter::env_collation(const CollationBytes& now) {
    size_t at = begin(TokenType::env_change);
    out_.u8(env_kind_collation);
    out_.u8(uint8_t(now.size()));
    out_.append(now);
    out_.u8(0);
    end(at);
}

void TokenWriter::env_descriptor(uint8_t kind, uint64_t now, uint64_t before) {
    if (version_ < TdsVersion::v7_2) return;
    size_t at = begin(TokenType::env_change);
    out_.u8(kind);
    for (uint64_t descriptor : {now, before}) {
        if (descriptor == 0) {
            out_.u8(0);
        } else {
            out_.u8(8);
            out_.u64(descriptor);
        }
    }
    end(at);
}

void TokenWriter::env_transaction_begun(uint64_t descriptor) {
    env_descriptor(env_kind_begin, descriptor, 0);
}
void TokenWriter::env_transaction_committed(uint64_t descriptor) {
    env_descriptor(env_kind_commit, 0, descriptor);
}
void TokenWriter::env_transaction_rolled_back(uint64_t descriptor) {
    env_descriptor(env_kind_rollback, 0, descriptor);
}

void TokenWriter::env_reset_done() {
    if (version_ < TdsVersion::v7_2) return;
    size_t at = begin(TokenType::env_change);
    out_.u8(env_kind_reset);
    out_.u8(0);
    out_.u8(0);
    end(at);
}

void TokenWriter::feature_ack(std::span<const Feature> features) {
    out_.u8(uint8_t(TokenType::feature_ext_ack));
    for (const Feature& feature : features) {
        out_.u8(feature.id);
        out_.u32(uint32_t(feature.data.size()));
        out_.append(feature.data);
    }
    out_.u8(k_feature_terminator);
}

void TokenWriter::notice(const Notice& notice) {
    size_t at = begin(notice.severity > 10 ? TokenType::error : TokenType::info);
    out_.le(notice.number);
    out_.u8(notice.state);
    out_.u8(notice.severity);
    Bytes message = utf8_to_utf16le(notice.message);
    size_t units = std::min(message.size() / 2, k_message_characters_max);
    out_.u16(uint16_t(units));
    out_.append(ByteSpan(message).first(units * 2));
    write_b_varchar(out_, notice.server);
    write_b_varchar(out_, notice.procedure);
    if (version_ >= TdsVersion::v7_2) {
        out_.le(notice.line);
    } else {
        out_.u16(uint16_t(std::min(notice.line, 0xFFFF)));
    }
    end(at);
}

void TokenWriter::columns(std::span<const ColumnMetadata> columns) {
    out_.u8(uint8_t(TokenType::col_metadata));
    out_.u16(uint16_t(columns.size()));
    for (const ColumnMetadata& column : columns) {
        user_type(column.user_type);
        out_.u16(column.flags);
        write_type_info(out_, column.type);
        if (column.type.form == ValueForm::text) {
            if (version_ >= TdsVersion::v7_2) {
                size_t count = std::min<size_t>(column.table_parts.size(), 4);
                out_.u8(uint8_t(count));
                for (size_t i = 0; i < count; ++i) write_us_varchar(out_, column.table_parts[i]);
            } else {
                std::string name = column.table_parts.empty() ? "" : column.table_parts.back();
                write_us_varchar(out_, name);
            }
        }
        write_b_varchar(out_, column.name);
    }
}

void TokenWriter::no_columns() {
    out_.u8(uint8_t(TokenType::col_metadata));
    out_.u16(0xFFFF);
}

void TokenWriter::order(std::span<const uint16_t> column_numbers) {
    size_t at = begin(TokenType::order);
    for (uint16_t number : column_numbers) out_.u16(number);
    end(at);
}

void TokenWriter::return_status(int32_t value) {
    out_.u8(uint8_t(TokenType::return_status));
    out_.le(value);
}

void TokenWriter::return_value(uint16_t ordinal, std::string_view name, const WireType& type,
                               uint32_t user_type_id, ByteSpan value) {
    out_.u8(uint8_t(TokenType::return_value));
    out_.u16(ordinal);
    write_b_varchar(out_, name);
    out_.u8(1);  // an output parameter
    user_type(user_type_id);
    out_.u16(k_column_nullable);
    write_type_info(out_, type);
    out_.append(value);
}

void TokenWriter::done(DoneKind kind, uint16_t status, uint16_t command, uint64_t row_count) {
    static constexpr TokenType tokens[] = {TokenType::done, TokenType::done_proc,
                                           TokenType::done_in_proc};
    out_.u8(uint8_t(tokens[int(kind)]));
    out_.u16(status);
    out_.u16(command);
    if (version_ >= TdsVersion::v7_2) {
        out_.u64(row_count);
    } else {
        out_.u32(uint32_t(std::min<uint64_t>(row_count, 0xFFFFFFFF)));
    }
}

}  // namespace gantry::tds
