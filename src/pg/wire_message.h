#pragma once
// PostgreSQL's frontend/backend protocol 3.0 without the socket: an incremental splitter of the
// server's bytes into messages, readers of their bodies, and a builder of the client's messages.
// Source: PostgreSQL 15 manual, chapter 55 "Frontend/Backend Protocol", section 55.7.
//
// Everything handed out borrows the receive buffer and is valid until the buffer's next
// `writable()`. The server is trusted less than fully: every length is checked, and a body that
// does not hold together throws FormatError. No call allocates on the word of a length field.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "pg/error.h"

namespace gantry::pg {

enum class Reply : uint8_t {
    none = 0,
    authentication = 'R',
    backend_key_data = 'K',
    bind_complete = '2',
    close_complete = '3',
    command_complete = 'C',
    copy_data = 'd',
    copy_done = 'c',
    copy_in_response = 'G',
    copy_out_response = 'H',
    data_row = 'D',
    empty_query_response = 'I',
    error_response = 'E',
    no_data = 'n',
    notice_response = 'N',
    notification_response = 'A',
    parameter_description = 't',
    parameter_status = 'S',
    parse_complete = '1',
    portal_suspended = 's',
    ready_for_query = 'Z',
    row_description = 'T',
};

// One message of the server; `body` is what follows the length word.
struct Message {
    Reply type = Reply::none;
    ByteSpan body;

    explicit operator bool() const { return type != Reply::none; }
};

// The receive buffer: fill `writable()`, `commit()` what came, then take messages until none is
// whole. Grows only for a message larger than itself, by doubling as bytes really arrive, and
// shrinks back when that message has been consumed.
class MessageBuffer {
  public:
    // PostgreSQL's own limit of one allocation is 1 GiB - 1; a message is that plus a header.
    static constexpr size_t k_message_bytes_max = (size_t(1) << 30) + 1024;

    explicit MessageBuffer(size_t capacity = 128 * 1024);

    // Free space at the end, at least 1 byte; moves or grows, so invalidates earlier messages.
    std::span<uint8_t> writable();
    void commit(size_t count);
    // The next whole message, or a false one. FormatError when its length cannot be true.
    Message next();

    size_t buffered() const { return end_ - begin_; }
    size_t capacity() const { return storage_.size(); }

  private:
    Bytes storage_;
    size_t capacity_normal_;
    size_t begin_ = 0;
    size_t end_ = 0;
};

// A value of a DataRow.
struct Field {
    const uint8_t* data = nullptr;
    int32_t size = -1;  // -1: NULL

    bool is_null() const { return size < 0; }
    ByteSpan bytes() const { return {data, size < 0 ? size_t(0) : size_t(size)}; }
    std::string_view text() const { return as_text(bytes()); }
};

struct ColumnDescription {
    std::string_view name;
    uint32_t table_oid = 0;
    int16_t attribute = 0;  // column number in that table, 0 for an expression
    uint32_t type_oid = 0;
    int16_t type_size = 0;
    int32_t type_modifier = -1;
    int16_t format = 0;  // 0 text, 1 binary
};

struct CopyDescription {
    bool binary = false;
    uint16_t column_count = 0;
};

// These fill a vector that the caller keeps, so that a stream of rows allocates nothing.
void read_data_row(ByteSpan body, std::vector<Field>& fields);
void read_row_description(ByteSpan body, std::vector<ColumnDescription>& columns);
void read_parameter_description(ByteSpan body, std::vector<uint32_t>& type_oids);

// The tag of CommandComplete ("INSERT 0 5") and the number at its end (0 when it has none).
std::string_view read_command_tag(ByteSpan body);
uint64_t command_row_count(std::string_view tag);

Diagnostic read_diagnostic(ByteSpan body);
CopyDescription read_copy_description(ByteSpan body);

struct NotificationView {
    uint32_t backend_pid = 0;
    std::string_view channel;
    std::string_view payload;
};
NotificationView read_notification(ByteSpan body);

struct ParameterStatusView {
    std::string_view name;
    std::string_view value;
};
ParameterStatusView read_parameter_status(ByteSpan body);

// 'I' idle, 'T' in a transaction, 'E' in a failed one.
enum class TransactionStatus : char { idle = 'I', active = 'T', failed = 'E' };
TransactionStatus read_ready_for_query(ByteSpan body);

enum class Format : int16_t { text = 0, binary = 1 };

// A parameter of Bind, borrowed for the call.
struct BindParam {
    ByteSpan bytes;
    bool null = false;
    Format format = Format::binary;
};

// Appends the client's messages to `out`. FormatError, and nothing appended, when a name or SQL
// holds U+0000 or a message would be larger than PostgreSQL takes.
class MessageWriter {
  public:
    explicit MessageWriter(ByteWriter& out) : out_(out) {}

    void query(std::string_view sql);
    void parse(std::string_view statement, std::string_view sql,
               std::span<const uint32_t> param_types);
    void bind(std::string_view portal, std::string_view statement,
              std::span<const BindParam> params, Format results);
    void describe_statement(std::string_view statement) { named('D', 'S', statement); }
    void describe_portal(std::string_view portal) { named('D', 'P', portal); }
    void close_statement(std::string_view statement) { named('C', 'S', statement); }
    void close_portal(std::string_view portal) { named('C', 'P', portal); }
    void execute(std::string_view portal, int32_t row_count_max);  // 0: all rows
    void sync() { bare('S'); }
    void flush() { bare('H'); }
    void copy_data(ByteSpan bytes);
    void copy_done() { bare('c'); }
    void copy_fail(std::string_view reason);
    void terminate() { bare('X'); }

  private:
    size_t begin(char type);
    void end(size_t length_at);
    void text(std::string_view value);
    void bare(char type);
    void named(char type, char kind, std::string_view name);
    [[noreturn]] void fail(std::string message);

    ByteWriter& out_;
    size_t start_ = 0;  // of the message being built
};

}  // namespace gantry::pg
