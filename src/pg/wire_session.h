#pragma once
// The hot path of a client session: one PostgreSQL backend, spoken to in protocol 3.0 directly
// (docs/decisions/0002-own-postgres-protocol-reader.md). libpq connects and authenticates; then
// its socket is taken over and libpq only keeps it open.
//
// Sending: send_*() append to a buffer; flush() writes it. Receiving: next() hands out messages
// that are whole in the buffer, read_some() fills it without blocking, wait() does both. A thread
// that also serves a client polls {client, fd()} and calls read_some() when fd() is readable.
//
//     session.send_bind("", "q1", params);  session.send_execute();  session.send_sync();
//     session.flush();
//     while (Message m = session.wait()) {
//         if (m.type == Reply::data_row) read_data_row(m.body, fields);   // borrowed spans
//         if (m.type == Reply::error_response) error = read_diagnostic(m.body);
//         if (m.type == Reply::ready_for_query && session.pending_syncs() == 0) break;
//     }
//
// A message is valid until the next read_some(), wait() or flush(). NoticeResponse goes to the
// notice handler, ParameterStatus and NotificationResponse are kept here; next() never returns
// these.
//
// One thread at a time, except cancel(). IoError when the connection is lost, FormatError when the
// server's bytes make no sense; after either `broken()` is true and the session is good for
// nothing. Unix sockets and unencrypted TCP only.

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pg/executor.h"
#include "pg/wire_message.h"

struct pg_conn;
struct pg_cancel;

namespace gantry::pg {

class WireSession : public Executor {
  public:
    explicit WireSession(const std::string& conninfo);
    ~WireSession() override;
    WireSession(const WireSession&) = delete;
    WireSession& operator=(const WireSession&) = delete;

    // ---- Sending. Nothing leaves before flush(), except that the buffer is written when it
    // passes 256 KiB.
    void send_query(std::string_view sql);  // simple protocol; counts as a sync
    void send_parse(std::string_view statement, std::string_view sql,
                    std::span<const uint32_t> param_types = {});
    void send_bind(std::string_view portal, std::string_view statement,
                   std::span<const BindParam> params, Format results = Format::binary);
    void send_describe_statement(std::string_view statement);
    void send_describe_portal(std::string_view portal = {});
    void send_execute(std::string_view portal = {}, int32_t row_count_max = 0);
    void send_close_statement(std::string_view statement);
    void send_close_portal(std::string_view portal);
    void send_sync();
    void send_flush();
    void send_copy_data(ByteSpan bytes);
    void send_copy_done();
    void send_copy_fail(std::string_view reason);

    // Writes everything; while PostgreSQL does not take bytes, its answers are read into the
    // buffer, so that neither side waits for the other.
    void flush();
    // Writes what the socket takes now; true when nothing is left.
    bool flush_some();

    // ---- Receiving.
    int fd() const { return fd_; }
    // Reads once without blocking; true when bytes came.
    bool read_some();
    // The next whole message in the buffer; false (Reply::none) when more bytes are needed.
    Message next();
    // The next message, flushing first and waiting for it. With a timeout, false when it passed.
    Message wait(int timeout_ms = -1);

    // Queries and syncs sent whose ReadyForQuery has not been handed out.
    size_t pending_syncs() const { return pending_syncs_; }
    // As of the last ReadyForQuery.
    TransactionStatus transaction_status() const { return transaction_status_; }
    bool broken() const { return broken_; }
    // Reads until pending_syncs() is 0. Returns the first error met, if any; rows are dropped, an
    // open COPY IN is refused, COPY OUT data dropped.
    std::optional<PgError> drain();

    // ---- Executor: blocking, text, small. No sync may be pending.
    void execute(std::string_view sql) override;

    // Asks PostgreSQL to stop the running statement. From any thread; blocks for a connection.
    bool cancel();
    uint32_t backend_pid() const { return backend_pid_; }
    // server_version, standard_conforming_strings, ... as last reported; empty when unknown.
    std::string_view parameter(std::string_view name) const;
    void on_notice(std::function<void(const Diagnostic&)> handler);
    void on_notification(std::function<void(const NotificationView&)> handler);
    // True when the peer is still there and nothing unexpected waits to be read. Does not block.
    bool healthy();

  protected:
    Result query_with(std::string_view sql, std::span<const Param> params) override;

  private:
    bool absorb(const Message& message);
    Result collect();
    void require_in_step() const;
    void overflow_check();
    bool write_once();
    void wait_for(short events, int timeout_ms, short& ready);
    void throw_farewell();
    [[noreturn]] void lost(std::string_view what, int error);

    pg_conn* connection_ = nullptr;
    pg_cancel* cancel_ = nullptr;
    int fd_ = -1;
    uint32_t backend_pid_ = 0;
    bool broken_ = false;
    TransactionStatus transaction_status_ = TransactionStatus::idle;
    size_t pending_syncs_ = 0;
    MessageBuffer in_;
    ByteWriter out_;
    size_t out_sent_ = 0;
    std::map<std::string, std::string, std::less<>> parameters_;
    std::function<void(const Diagnostic&)> notice_handler_;
    std::function<void(const NotificationView&)> notification_handler_;
    std::vector<Field> fields_;
};

}  // namespace gantry::pg
