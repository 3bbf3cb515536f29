#pragma once
// A blocking PostgreSQL connection over libpq: set-up, the restore road (binary COPY), tests and
// tools. The hot path of client sessions is `pg/wire_session.h`.
//
// Owns its PGconn. One thread at a time, except cancel(). PgError when a statement fails, IoError
// when the connection cannot be made or is lost.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "pg/executor.h"

struct pg_conn;
struct pg_cancel;
struct pg_result;

namespace gantry::pg {

struct Notification {
    std::string channel;
    std::string payload;
    int backend_pid = 0;
};

class Connection : public Executor {
  public:
    explicit Connection(const std::string& conninfo);
    ~Connection() override;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void execute(std::string_view sql) override;

    // Called for every NOTICE/WARNING; by default they are dropped.
    void on_notice(std::function<void(const Diagnostic&)> handler);

    // COPY (query) TO STDOUT or COPY table TO STDOUT: `take` gets each chunk (for text and CSV one
    // row, for binary one tuple), valid during the call.
    void copy_out(std::string_view sql, const std::function<void(ByteSpan)>& take);

    void listen(std::string_view channel);
    // The next notification, waiting up to `timeout_ms` (0: only look).
    std::optional<Notification> poll_notification(int timeout_ms);

    // Asks PostgreSQL to stop the running statement. From any thread. False when it could not ask.
    bool cancel();

    int backend_pid() const;
    pg_conn* native() { return connection_; }

  protected:
    Result query_with(std::string_view sql, std::span<const Param> params) override;

  private:
    friend class CopyWriter;
    static void receive_notice(void* self, const pg_result* notice);

    pg_conn* connection_ = nullptr;
    pg_cancel* cancel_ = nullptr;
    std::function<void(const Diagnostic&)> notice_handler_;
};

// COPY ... FROM STDIN. Buffers up to 256 KiB before handing it to libpq, whose own buffer is
// flushed when the socket takes it: put() blocks when PostgreSQL is slower, so memory is bounded.
//
//     CopyWriter copy(connection, "COPY t FROM STDIN (FORMAT binary)");
//     copy.put(k_copy_binary_header); copy.put(tuple)...; copy.put(k_copy_binary_trailer);
//     uint64_t rows = copy.finish();
//
// Destroyed without finish() it aborts: nothing is loaded. The connection must outlive it and
// cannot be used for anything else meanwhile.
class CopyWriter {
  public:
    CopyWriter(Connection& connection, std::string_view sql);
    ~CopyWriter();
    CopyWriter(const CopyWriter&) = delete;
    CopyWriter& operator=(const CopyWriter&) = delete;

    void put(ByteSpan bytes);
    // Ends the COPY and returns the number of rows; PgError when PostgreSQL refused any of them.
    uint64_t finish();
    // Ends the COPY with an error, so that nothing of it stays.
    void abort(std::string_view reason);

  private:
    void send(ByteSpan bytes);
    [[noreturn]] void fail();

    Connection& connection_;
    Bytes buffer_;
    bool open_ = false;
};

// COPY BINARY file format: signature, flags, header extension length; and the end mark.
extern const ByteSpan k_copy_binary_header;   // 19 bytes
extern const ByteSpan k_copy_binary_trailer;  // int16 -1

}  // namespace gantry::pg
