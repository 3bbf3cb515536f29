#include "pg/wire_message.h"

#include <fmt/core.h>

#include <charconv>
#include <cstring>

namespace gantry::pg {
namespace {

constexpr size_t k_header_bytes = 5;  // type, then a length that counts itself

[[noreturn]] void malformed(std::string_view what) {
    throw FormatError(fmt::format("PostgreSQL sent a malformed {} message", what));
}

// A zero-terminated string; fails the reader when there is no terminator.
std::string_view read_text(ByteReader& reader, ByteSpan body, std::string_view what) {
    size_t start = reader.position();
    const void* end =
        start < body.size() ? std::memchr(body.data() + start, 0, body.size() - start) : nullptr;
    if (end == nullptr) malformed(what);
    size_t size = size_t(static_cast<const uint8_t*>(end) - (body.data() + start));
    std::string_view text = as_text(reader.take(size));
    reader.skip(1);
    return text;
}

int parse_int(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

// ---- MessageBuffer

MessageBuffer::MessageBuffer(size_t capacity)
    : storage_(capacity < 64 ? 64 : capacity), capacity_normal_(storage_.size()) {}

std::span<uint8_t> MessageBuffer::writable() {
    if (begin_ == end_) {
        begin_ = end_ = 0;
        if (storage_.size() > capacity_normal_) {
            storage_ = Bytes(capacity_normal_);
        }
    }
    // Room at the end is worth keeping as it is; moving a partial message costs a copy, so it
    // happens only when little room is left.
    if (storage_.size() - end_ < storage_.size() / 4 && begin_ > 0) {
        std::memmove(storage_.data(), storage_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == storage_.size()) {
        if (storage_.size() >= 2 * k_message_bytes_max) {
            throw FormatError("PostgreSQL sent more than can be buffered");
        }
        storage_.resize(storage_.size() * 2);
    }
    return std::span(storage_).subspan(end_);
}

void MessageBuffer::commit(size_t count) {
    GANTRY_ASSERT(count <= storage_.size() - end_);
    end_ += count;
}

Message MessageBuffer::next() {
    if (buffered() < k_header_bytes) return {};
    const uint8_t* p = storage_.data() + begin_;
    uint32_t length = load_be<uint32_t>(p + 1);
    if (length < 4 || length > k_message_bytes_max) {
        throw FormatError(fmt::format(
            "PostgreSQL sent a message of type {} with the impossible length {}", p[0], length));
    }
    if (buffered() < size_t(length) + 1) return {};
    begin_ += size_t(length) + 1;
    return {Reply(p[0]), ByteSpan(p + k_header_bytes, length - 4)};
}

// ---- Bodies

void read_data_row(ByteSpan body, std::vector<Field>& fields) {
    if (body.size() < 2) malformed("DataRow");
    size_t count = load_be<uint16_t>(body.data());
    const uint8_t* p = body.data() + 2;
    const uint8_t* end = body.data() + body.size();
    // Each value takes at least its length word, so `count` cannot make the vector large.
    if (size_t(end - p) < count * 4) malformed("DataRow");
    fields.resize(count);
    for (Field& field : fields) {
        if (end - p < 4) malformed("DataRow");
        int32_t size = load_be<int32_t>(p);
        p += 4;
        if (size < -1 || (size > 0 && end - p < size)) malformed("DataRow");
        field = {p, size};
        if (size > 0) p += size;
    }
    if (p != end) malformed("DataRow");
}

void read_row_description(ByteSpan body, std::vector<ColumnDescription>& columns) {
    columns.clear();
    ByteReader reader(body);
    size_t count = reader.be<uint16_t>();
    for (size_t i = 0; i < count; ++i) {
        ColumnDescription column;
        column.name = read_text(reader, body, "RowDescription");
        column.table_oid = reader.be<uint32_t>();
        column.attribute = reader.be<int16_t>();
        column.type_oid = reader.be<uint32_t>();
        column.type_size = reader.be<int16_t>();
        column.type_modifier = reader.be<int32_t>();
        column.format = reader.be<int16_t>();
        if (reader.failed()) break;
        columns.push_back(column);
    }
    if (reader.failed() || !reader.at_end()) malformed("RowDescription");
}

void read_parameter_description(ByteSpan body, std::vector<uint32_t>& type_oids) {
    type_oids.clear();
    ByteReader reader(body);
    size_t count = reader.be<uint16_t>();
    if (reader.failed() || reader.remaining() != count * 4) malformed("ParameterDescription");
    for (size_t i = 0; i < count; ++i)
        type_oids.push_back(reader.be<uint32_t>());
}

std::string_view read_command_tag(ByteSpan body) {
    ByteReader reader(body);
    return read_text(reader, body, "CommandComplete");
}

uint64_t command_row_count(std::string_view tag) {
    size_t space = tag.rfind(' ');
    if (space == std::string_view::npos) return 0;
    uint64_t count = 0;
    const char* end = tag.data() + tag.size();
    auto [stop, error] = std::from_chars(tag.data() + space + 1, end, count);
    return error == std::errc{} && stop == end ? count : 0;
}

Diagnostic read_diagnostic(ByteSpan body) {
    Diagnostic out;
    ByteReader reader(body);
    for (;;) {
        if (reader.at_end()) malformed("ErrorResponse");
        uint8_t code = reader.u8();
        if (code == 0) break;
        std::string_view value = read_text(reader, body, "ErrorResponse");
        switch (code) {
            case 'S':
                if (out.severity.empty()) out.severity = value;
                break;
            case 'V':
                out.severity = value;
                break;
            case 'C':
                out.sqlstate = value;
                break;
            case 'M':
                out.message = value;
                break;
            case 'D':
                out.detail = value;
                break;
            case 'H':
                out.hint = value;
                break;
            case 'P':
                out.position = parse_int(value);
                break;
            case 'W':
                out.context = value;
                break;
            case 's':
                out.schema = value;
                break;
            case 't':
                out.table = value;
                break;
            case 'c':
                out.column = value;
                break;
            case 'd':
                out.data_type = value;
                break;
            case 'n':
                out.constraint = value;
                break;
            default:
                break;  // the manual asks to ignore codes one does not know
        }
    }
    return out;
}

CopyDescription read_copy_description(ByteSpan body) {
    ByteReader reader(body);
    CopyDescription out;
    out.binary = reader.u8() == 1;
    out.column_count = reader.be<uint16_t>();
    reader.skip(size_t(out.column_count) * 2);
    if (reader.failed()) malformed("CopyResponse");
    return out;
}

NotificationView read_notification(ByteSpan body) {
    ByteReader reader(body);
    NotificationView out;
    out.backend_pid = reader.be<uint32_t>();
    out.channel = read_text(reader, body, "NotificationResponse");
    out.payload = read_text(reader, body, "NotificationResponse");
    return out;
}

ParameterStatusView read_parameter_status(ByteSpan body) {
    ByteReader reader(body);
    ParameterStatusView out;
    out.name = read_text(reader, body, "ParameterStatus");
    out.value = read_text(reader, body, "ParameterStatus");
    return out;
}

TransactionStatus read_ready_for_query(ByteSpan body) {
    if (body.size() != 1 || (body[0] != 'I' && body[0] != 'T' && body[0] != 'E')) {
        malformed("ReadyForQuery");
    }
    return TransactionStatus(char(body[0]));
}

// ---- MessageWriter

size_t MessageWriter::begin(char type) {
    start_ = out_.size();
    out_.u8(uint8_t(type));
    size_t length_at = out_.size();
    out_.be<uint32_t>(0);
    return length_at;
}

void MessageWriter::fail(std::string message) {
    out_.bytes().resize(start_);
    throw FormatError(std::move(message));
}

void MessageWriter::end(size_t length_at) {
    size_t length = out_.size() - length_at;
    if (length > MessageBuffer::k_message_bytes_max) {
        fail(fmt::format("a message of {} bytes is more than PostgreSQL takes", length));
    }
    out_.patch_be<uint32_t>(length_at, uint32_t(length));
}

void MessageWriter::text(std::string_view value) {
    if (value.find('\0') != std::string_view::npos) {
        fail("text sent to PostgreSQL as SQL or as a name contains U+0000");
    }
    out_.append(value);
    out_.u8(0);
}

void MessageWriter::bare(char type) {
    end(begin(type));
}

void MessageWriter::named(char type, char kind, std::string_view name) {
    size_t at = begin(type);
    out_.u8(uint8_t(kind));
    text(name);
    end(at);
}

void MessageWriter::query(std::string_view sql) {
    size_t at = begin('Q');
    text(sql);
    end(at);
}

void MessageWriter::parse(std::string_view statement, std::string_view sql,
                          std::span<const uint32_t> param_types) {
    GANTRY_ASSERT(param_types.size() <= 65535);
    size_t at = begin('P');
    text(statement);
    text(sql);
    out_.be<uint16_t>(uint16_t(param_types.size()));
    for (uint32_t oid : param_types)
        out_.be<uint32_t>(oid);
    end(at);
}

void MessageWriter::bind(std::string_view portal, std::string_view statement,
                         std::span<const BindParam> params, Format results) {
    GANTRY_ASSERT(params.size() <= 65535);
    size_t at = begin('B');
    text(portal);
    text(statement);
    out_.be<uint16_t>(uint16_t(params.size()));
    for (const BindParam& param : params)
        out_.be<int16_t>(int16_t(param.format));
    out_.be<uint16_t>(uint16_t(params.size()));
    for (const BindParam& param : params) {
        if (param.null) {
            out_.be<int32_t>(-1);
            continue;
        }
        if (param.bytes.size() > MessageBuffer::k_message_bytes_max) {
            fail(fmt::format("a parameter of {} bytes is more than PostgreSQL takes",
                             param.bytes.size()));
        }
        out_.be<int32_t>(int32_t(param.bytes.size()));
        out_.append(param.bytes);
    }
    out_.be<uint16_t>(1);
    out_.be<int16_t>(int16_t(results));
    end(at);
}

void MessageWriter::execute(std::string_view portal, int32_t row_count_max) {
    size_t at = begin('E');
    text(portal);
    out_.be<int32_t>(row_count_max);
    end(at);
}

void MessageWriter::copy_data(ByteSpan bytes) {
    size_t at = begin('d');
    out_.append(bytes);
    end(at);
}

void MessageWriter::copy_fail(std::string_view reason) {
    size_t at = begin('f');
    text(reason);
    end(at);
}

}  // namespace gantry::pg
