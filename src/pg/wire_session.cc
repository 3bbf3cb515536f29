#include "pg/wire_session.h"

#include <errno.h>
#include <fmt/core.h>
#include <libpq-fe.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>

#include "pg/libpq_helpers.h"

namespace gantry::pg {
namespace {

constexpr size_t k_out_bytes_max = 256 * 1024;
constexpr size_t k_out_bytes_kept = 1024 * 1024;

}  // namespace

WireSession::WireSession(const std::string& conninfo) {
    connection_ = connect_or_throw(conninfo);
    if (PQsslInUse(connection_) || PQgssEncInUse(connection_)) {
        PQfinish(connection_);
        throw IoError("client sessions need an unencrypted connection to PostgreSQL",
                      "use a Unix socket, or add sslmode=disable gssencmode=disable");
    }
    cancel_ = PQgetCancel(connection_);
    fd_ = PQsocket(connection_);  // libpq has made it non-blocking
    backend_pid_ = uint32_t(PQbackendPID(connection_));
    for (const char* name : {"server_version", "server_encoding", "client_encoding", "TimeZone",
                             "integer_datetimes", "standard_conforming_strings"}) {
        if (const char* value = PQparameterStatus(connection_, name)) parameters_[name] = value;
    }
}

WireSession::~WireSession() {
    // PQfinish sends Terminate and closes the socket. What we had not sent is dropped with it.
    if (cancel_ != nullptr) PQfreeCancel(cancel_);
    if (connection_ != nullptr) PQfinish(connection_);
}

void WireSession::lost(std::string_view what, int error) {
    broken_ = true;
    throw IoError(fmt::format("lost the connection to PostgreSQL ({}{}{})", what,
                              error != 0 ? ": " : "", error != 0 ? std::strerror(error) : ""));
}

// PostgreSQL says why it closes a connection (a shutdown, pg_terminate_backend) before it does:
// that is a better error than a broken pipe. Answers not read yet are lost with the connection.
void WireSession::throw_farewell() {
    broken_ = true;
    for (;;) {
        std::span<uint8_t> space = in_.writable();
        ssize_t count = ::recv(fd_, space.data(), space.size(), MSG_DONTWAIT);
        if (count <= 0) return;
        in_.commit(size_t(count));
        while (Message message = in_.next()) {
            if (message.type != Reply::error_response) continue;
            PgError error(read_diagnostic(message.body));
            if (error.fatal()) throw error;
        }
    }
}

// ---- Sending

void WireSession::overflow_check() {
    if (out_.size() - out_sent_ > k_out_bytes_max) flush();
}

void WireSession::send_query(std::string_view sql) {
    MessageWriter(out_).query(sql);
    ++pending_syncs_;
    overflow_check();
}

void WireSession::send_parse(std::string_view statement, std::string_view sql,
                             std::span<const uint32_t> param_types) {
    MessageWriter(out_).parse(statement, sql, param_types);
    overflow_check();
}

void WireSession::send_bind(std::string_view portal, std::string_view statement,
                            std::span<const BindParam> params, Format results) {
    MessageWriter(out_).bind(portal, statement, params, results);
    overflow_check();
}

void WireSession::send_describe_statement(std::string_view statement) {
    MessageWriter(out_).describe_statement(statement);
}

void WireSession::send_describe_portal(std::string_view portal) {
    MessageWriter(out_).describe_portal(portal);
}

void WireSession::send_execute(std::string_view portal, int32_t row_count_max) {
    MessageWriter(out_).execute(portal, row_count_max);
}

void WireSession::send_close_statement(std::string_view statement) {
    MessageWriter(out_).close_statement(statement);
}

void WireSession::send_close_portal(std::string_view portal) {
    MessageWriter(out_).close_portal(portal);
}

void WireSession::send_sync() {
    MessageWriter(out_).sync();
    ++pending_syncs_;
}

void WireSession::send_flush() {
    MessageWriter(out_).flush();
}

void WireSession::send_copy_data(ByteSpan bytes) {
    MessageWriter(out_).copy_data(bytes);
    overflow_check();
}

void WireSession::send_copy_done() {
    MessageWriter(out_).copy_done();
}

void WireSession::send_copy_fail(std::string_view reason) {
    MessageWriter(out_).copy_fail(reason);
}

// Writes once; true when the buffer is empty now.
bool WireSession::write_once() {
    if (out_.size() > out_sent_) {
        ssize_t sent = ::send(fd_, out_.bytes().data() + out_sent_, out_.size() - out_sent_,
                              MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return false;
            int error = errno;
            throw_farewell();
            lost("write failed", error);
        }
        out_sent_ += size_t(sent);
    }
    if (out_sent_ < out_.size()) return false;
    out_.clear();
    out_sent_ = 0;
    if (out_.bytes().capacity() > k_out_bytes_kept) out_ = ByteWriter();
    return true;
}

bool WireSession::flush_some() {
    return write_once();
}

void WireSession::flush() {
    while (!write_once()) {
        short ready = 0;
        wait_for(POLLIN | POLLOUT, -1, ready);
        if (ready & POLLIN) read_some();
    }
}

// ---- Receiving

void WireSession::wait_for(short events, int timeout_ms, short& ready) {
    pollfd entry{fd_, events, 0};
    int count = ::poll(&entry, 1, timeout_ms);
    if (count < 0 && errno != EINTR) lost("poll failed", errno);
    ready = count > 0 ? entry.revents : short(0);
}

bool WireSession::read_some() {
    std::span<uint8_t> space = in_.writable();
    ssize_t count = ::recv(fd_, space.data(), space.size(), MSG_DONTWAIT);
    if (count > 0) {
        in_.commit(size_t(count));
        return true;
    }
    if (count == 0) lost("it closed the connection", 0);
    if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) lost("read failed", errno);
    return false;
}

// Handles what may come at any time; false when the caller has to see the message.
bool WireSession::absorb(const Message& message) {
    switch (message.type) {
        case Reply::notice_response:
            if (notice_handler_) notice_handler_(read_diagnostic(message.body));
            return true;
        case Reply::parameter_status: {
            ParameterStatusView status = read_parameter_status(message.body);
            parameters_.insert_or_assign(std::string(status.name), std::string(status.value));
            return true;
        }
        case Reply::notification_response:
            if (notification_handler_) notification_handler_(read_notification(message.body));
            return true;
        default:
            return false;
    }
}

Message WireSession::next() {
    try {
        for (;;) {
            Message message = in_.next();
            if (!message) return {};
            if (message.type == Reply::data_row) return message;
            if (message.type == Reply::ready_for_query) {
                transaction_status_ = read_ready_for_query(message.body);
                if (pending_syncs_ == 0) throw FormatError("PostgreSQL answered without a request");
                --pending_syncs_;
                return message;
            }
            if (!absorb(message)) return message;
        }
    } catch (const FormatError&) {
        broken_ = true;
        throw;
    }
}

Message WireSession::wait(int timeout_ms) {
    using Clock = std::chrono::steady_clock;
    if (Message message = next()) return message;
    // A fresh request is not answered yet: polling first saves the read that would find nothing.
    bool read_first = out_.size() == out_sent_;
    flush();
    auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
    for (;;) {
        if (read_first && read_some()) {
            if (Message message = next()) return message;
            continue;
        }
        read_first = true;
        int left_ms = -1;
        if (timeout_ms >= 0) {
            auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
            if (left.count() <= 0) return {};
            left_ms = int(left.count());
        }
        short ready = 0;
        wait_for(POLLIN, left_ms, ready);
    }
}

std::optional<PgError> WireSession::drain() {
    std::optional<PgError> first;
    while (pending_syncs_ > 0) {
        Message message = wait();
        if (message.type == Reply::error_response && !first) {
            first.emplace(read_diagnostic(message.body));
        } else if (message.type == Reply::copy_in_response) {
            send_copy_fail("no data was sent");
        }
    }
    return first;
}

// ---- Executor

Result WireSession::collect() {
    Result result;
    std::optional<PgError> error;
    std::vector<ColumnDescription> columns;
    while (pending_syncs_ > 0) {
        Message message = wait();
        switch (message.type) {
            case Reply::row_description:
                read_row_description(message.body, columns);
                for (const auto& column : columns)
                    result.columns.emplace_back(column.name);
                break;
            case Reply::data_row: {
                read_data_row(message.body, fields_);
                Row& row = result.rows.emplace_back();
                row.reserve(fields_.size());
                for (const Field& field : fields_) {
                    row.push_back(field.is_null() ? Param() : Param(std::string(field.text())));
                }
                break;
            }
            case Reply::command_complete:
                result.tag = read_command_tag(message.body);
                result.row_count = command_row_count(result.tag);
                break;
            case Reply::error_response:
                if (!error) error.emplace(read_diagnostic(message.body));
                break;
            case Reply::copy_in_response:
                send_copy_fail("no data was sent");
                break;
            default:
                break;
        }
    }
    if (error) throw *error;
    return result;
}

// What a lost connection still owed never comes: whoever rolls back behind its error gets one more.
void WireSession::require_in_step() const {
    if (broken_) throw IoError("lost the connection to PostgreSQL before");
    GANTRY_ASSERT(pending_syncs_ == 0);
}

void WireSession::execute(std::string_view sql) {
    require_in_step();
    send_query(sql);
    if (std::optional<PgError> error = drain()) throw *error;
}

Result WireSession::query_with(std::string_view sql, std::span<const Param> params) {
    require_in_step();
    std::vector<BindParam> values;
    values.reserve(params.size());
    for (const Param& param : params) {
        values.push_back({param ? as_bytes(*param) : ByteSpan(), !param, Format::text});
    }
    send_parse("", sql);
    send_bind("", "", values, Format::text);
    send_describe_portal();
    send_execute();
    send_sync();
    return collect();
}

// ---- The rest

bool WireSession::cancel() {
    char reason[256];
    return cancel_ != nullptr && PQcancel(cancel_, reason, sizeof reason) == 1;
}

std::string_view WireSession::parameter(std::string_view name) const {
    auto found = parameters_.find(name);
    return found == parameters_.end() ? std::string_view() : std::string_view(found->second);
}

void WireSession::on_notice(std::function<void(const Diagnostic&)> handler) {
    notice_handler_ = std::move(handler);
}

void WireSession::on_notification(std::function<void(const NotificationView&)> handler) {
    notification_handler_ = std::move(handler);
}

bool WireSession::healthy() {
    if (broken_) return false;
    try {
        while (read_some()) {
            // Only asynchronous messages may come unasked; an error here is a farewell.
            if (next()) return false;
        }
    } catch (const Error&) {
        return false;
    }
    return pending_syncs_ == 0 && in_.buffered() == 0;
}

}  // namespace gantry::pg
