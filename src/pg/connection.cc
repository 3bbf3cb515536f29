#include "pg/connection.h"

#include <errno.h>
#include <fmt/core.h>
#include <poll.h>

#include <chrono>
#include <cstring>

#include "pg/libpq_helpers.h"
#include "pg/wire_message.h"

namespace gantry::pg {
namespace {

constexpr size_t k_copy_buffer_bytes = 256 * 1024;

// "PGCOPY\n\377\r\n\0", int32 flags 0, int32 extension length 0 (manual: COPY, Binary Format).
constexpr uint8_t k_header[] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xFF, '\r', '\n',
                                0,   0,   0,   0,   0,   0,   0,    0,    0};
constexpr uint8_t k_trailer[] = {0xFF, 0xFF};

[[noreturn]] void throw_lost(PGconn* connection) {
    std::string message = PQerrorMessage(connection);
    while (!message.empty() && message.back() == '\n')
        message.pop_back();
    throw IoError("lost the connection to PostgreSQL: " + message);
}

// Throws what `result` says when it is a failure.
void check(PGconn* connection, const PGresult* result) {
    if (result == nullptr) throw_lost(connection);
    ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_FATAL_ERROR && status != PGRES_BAD_RESPONSE) return;
    if (PQstatus(connection) != CONNECTION_OK &&
        PQresultErrorField(result, PG_DIAG_SQLSTATE) == nullptr) {
        throw_lost(connection);
    }
    throw PgError(diagnostic_of(result));
}

std::string with_terminator(std::string_view sql) {
    if (sql.find('\0') != std::string_view::npos) {
        throw FormatError("text sent to PostgreSQL as SQL contains U+0000");
    }
    return std::string(sql);
}

Result copied(const PGresult* from) {
    Result out;
    out.tag = PQcmdStatus(const_cast<PGresult*>(from));
    out.row_count = command_row_count(out.tag);
    int columns = PQnfields(from);
    int rows = PQntuples(from);
    for (int c = 0; c < columns; ++c)
        out.columns.emplace_back(PQfname(from, c));
    out.rows.resize(size_t(rows));
    for (int r = 0; r < rows; ++r) {
        Row& row = out.rows[size_t(r)];
        row.reserve(size_t(columns));
        for (int c = 0; c < columns; ++c) {
            if (PQgetisnull(from, r, c)) {
                row.emplace_back();
            } else {
                row.emplace_back(
                    std::string(PQgetvalue(from, r, c), size_t(PQgetlength(from, r, c))));
            }
        }
    }
    return out;
}

}  // namespace

const ByteSpan k_copy_binary_header{k_header};
const ByteSpan k_copy_binary_trailer{k_trailer};

Connection::Connection(const std::string& conninfo) : connection_(connect_or_throw(conninfo)) {
    cancel_ = PQgetCancel(connection_);
    PQsetNoticeReceiver(connection_, &Connection::receive_notice, this);
}

Connection::~Connection() {
    if (cancel_ != nullptr) PQfreeCancel(cancel_);
    if (connection_ != nullptr) PQfinish(connection_);
}

void Connection::receive_notice(void* self, const pg_result* notice) {
    auto* connection = static_cast<Connection*>(self);
    if (connection->notice_handler_) connection->notice_handler_(diagnostic_of(notice));
}

void Connection::on_notice(std::function<void(const Diagnostic&)> handler) {
    notice_handler_ = std::move(handler);
}

void Connection::execute(std::string_view sql) {
    ResultPtr result(PQexec(connection_, with_terminator(sql).c_str()));
    check(connection_, result.get());
}

Result Connection::query_with(std::string_view sql, std::span<const Param> params) {
    std::vector<const char*> values;
    values.reserve(params.size());
    for (const Param& param : params)
        values.push_back(param ? param->c_str() : nullptr);
    ResultPtr result(PQexecParams(connection_, with_terminator(sql).c_str(), int(values.size()),
                                  nullptr, values.data(), nullptr, nullptr, 0));
    check(connection_, result.get());
    return copied(result.get());
}

void Connection::copy_out(std::string_view sql, const std::function<void(ByteSpan)>& take) {
    ResultPtr start(PQexec(connection_, with_terminator(sql).c_str()));
    check(connection_, start.get());
    if (PQresultStatus(start.get()) != PGRES_COPY_OUT) {
        throw Error(fmt::format("not a COPY TO STDOUT statement: {}", sql));
    }
    char* chunk = nullptr;
    int size = 0;
    while ((size = PQgetCopyData(connection_, &chunk, 0)) > 0) {
        std::unique_ptr<char, decltype(&PQfreemem)> owner(chunk, &PQfreemem);
        take({reinterpret_cast<const uint8_t*>(chunk), size_t(size)});
    }
    if (size == -2) throw_lost(connection_);
    ResultPtr result(PQgetResult(connection_));
    while (ResultPtr more{PQgetResult(connection_)}) {
    }
    check(connection_, result.get());
}

void Connection::listen(std::string_view channel) {
    execute("LISTEN " + quote_identifier(channel));
}

std::optional<Notification> Connection::poll_notification(int timeout_ms) {
    using Clock = std::chrono::steady_clock;
    auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
    for (;;) {
        if (PQconsumeInput(connection_) == 0) throw_lost(connection_);
        if (PGnotify* notify = PQnotifies(connection_)) {
            std::unique_ptr<PGnotify, decltype(&PQfreemem)> owner(notify, &PQfreemem);
            return Notification{notify->relname, notify->extra, notify->be_pid};
        }
        auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) return std::nullopt;
        pollfd entry{PQsocket(connection_), POLLIN, 0};
        if (::poll(&entry, 1, int(left.count())) < 0 && errno != EINTR) {
            throw IoError(fmt::format("poll failed: {}", std::strerror(errno)));
        }
    }
}

bool Connection::cancel() {
    char reason[256];
    return cancel_ != nullptr && PQcancel(cancel_, reason, sizeof reason) == 1;
}

int Connection::backend_pid() const {
    return PQbackendPID(connection_);
}

// ---- CopyWriter

CopyWriter::CopyWriter(Connection& connection, std::string_view sql) : connection_(connection) {
    ResultPtr start(PQexec(connection_.native(), with_terminator(sql).c_str()));
    check(connection_.native(), start.get());
    if (PQresultStatus(start.get()) != PGRES_COPY_IN) {
        throw Error(fmt::format("not a COPY FROM STDIN statement: {}", sql));
    }
    buffer_.reserve(k_copy_buffer_bytes);
    open_ = true;
}

CopyWriter::~CopyWriter() {
    try {
        abort("the load was abandoned");
    } catch (const Error&) {
        // The connection is lost, and with it the COPY.
    }
}

void CopyWriter::put(ByteSpan bytes) {
    GANTRY_ASSERT(open_);
    if (bytes.size() >= k_copy_buffer_bytes) {
        send(buffer_);
        buffer_.clear();
        send(bytes);
        return;
    }
    if (buffer_.size() + bytes.size() > k_copy_buffer_bytes) {
        send(buffer_);
        buffer_.clear();
    }
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void CopyWriter::send(ByteSpan bytes) {
    // libpq takes an int; and a message must stay below PostgreSQL's 1 GiB.
    constexpr size_t k_piece_bytes_max = 1 << 20;
    while (!bytes.empty()) {
        ByteSpan piece = bytes.first(std::min(bytes.size(), k_piece_bytes_max));
        if (PQputCopyData(connection_.native(), reinterpret_cast<const char*>(piece.data()),
                          int(piece.size())) != 1) {
            fail();
        }
        bytes = bytes.subspan(piece.size());
    }
}

uint64_t CopyWriter::finish() {
    GANTRY_ASSERT(open_);
    send(buffer_);
    buffer_.clear();
    if (PQputCopyEnd(connection_.native(), nullptr) != 1) fail();
    open_ = false;
    ResultPtr result(PQgetResult(connection_.native()));
    while (ResultPtr more{PQgetResult(connection_.native())}) {
    }
    check(connection_.native(), result.get());
    return command_row_count(PQcmdTuples(result.get())[0] == '\0'
                                 ? std::string_view()
                                 : std::string_view(PQcmdStatus(result.get())));
}

void CopyWriter::abort(std::string_view reason) {
    if (!open_) return;
    open_ = false;
    buffer_.clear();
    PGconn* native = connection_.native();
    if (PQputCopyEnd(native, std::string(reason).c_str()) != 1) throw_lost(native);
    // The error that comes back is our own reason.
    while (ResultPtr more{PQgetResult(native)}) {
    }
}

void CopyWriter::fail() {
    open_ = false;
    PGconn* native = connection_.native();
    // PostgreSQL's own words, when it had any, wait in the result.
    std::string message = PQerrorMessage(native);
    while (ResultPtr result{PQgetResult(native)}) {
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR &&
            PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) != nullptr) {
            throw PgError(diagnostic_of(result.get()));
        }
        if (PQresultStatus(result.get()) == PGRES_COPY_IN) break;
    }
    throw IoError("lost the connection to PostgreSQL during COPY: " + message);
}

}  // namespace gantry::pg
