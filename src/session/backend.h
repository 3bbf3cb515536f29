#pragma once
// The session's PostgreSQL backend: compiled statements in, rows out, while the client is watched
// for attentions; transactions and the savepoint around each statement (DESIGN D6).
//
// A statement is one round trip: [BEGIN] [SAVEPOINT] statement [RELEASE] Sync. One thread.
// Errors: pg::PgError, Cancelled, IoError when PostgreSQL is gone, ClientGone.

#include <list>
#include <string>
#include <unordered_map>

#include "engine/compiled.h"
#include "pg/pool.h"
#include "session/client.h"
#include "session/reply.h"

namespace gantry::session {

// The client sent an attention: everything up to the request's end is dropped.
class Cancelled : public Error {
  public:
    Cancelled() : Error("the client cancelled the request") {}
};

// Takes the rows of one statement.
class RowSink {
  public:
    virtual ~RowSink() = default;
    // Once, when the statement is known to run: before the first row, or at its end.
    virtual void start() {}
    // Body of a DataRow, valid during the call.
    virtual void row(ByteSpan body) = 0;
    // Called between rows; true: stop reading PostgreSQL until the client has read.
    virtual bool is_full() { return false; }
};

class RowStore;

class Backend {
  public:
    Backend(pg::Pool::Lease lease, Client& client);
    ~Backend();
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    // Runs one statement; returns the number of its command tag. `keep_prepared`: it will come
    // again, keep PostgreSQL's plan. `row_limit`: at most so many rows; 0: all.
    uint64_t run(const engine::CompiledPtr& compiled, std::span<const pg::BindParam> parameters,
                 RowSink& sink, bool keep_prepared, int32_t row_limit);

    // Transactions. begin() travels with the next statement.
    void begin(std::string isolation_clause);
    void commit();
    void rollback();
    void savepoint(const std::string& name);
    void rollback_to(const std::string& name);
    bool in_transaction() const { return in_transaction_; }
    // The BEGIN that no statement took along yet: begun, but PostgreSQL does not know of it, so that
    // another backend may take it over. Empty: there is none.
    std::string begin_to_come() const { return begin_pending_ ? begin_sql_ : std::string(); }
    void take_over_begin(std::string sql);
    // A statement that fails rolls itself back, not the transaction. Off under XACT_ABORT ON.
    void set_statement_savepoints(bool on) { statement_savepoints_ = on; }

    // For work through pg::Executor (DDL): in the transaction, behind a savepoint of its own, or in
    // a transaction made for it.
    template <typename Work>
    void with_executor(Work&& work) {
        start_work();
        try {
            work(static_cast<pg::Executor&>(*lease_));
        } catch (...) {
            abandon_work();
            throw;
        }
        end_work();
    }
    // COPY ... FROM STDIN (FORMAT binary) of rows as PostgreSQL sent them, in the transaction.
    void copy_in(std::string_view sql, const RowStore& rows);
    // A setting of PostgreSQL for the rest of the session.
    void set_parameter(const std::string& name, const std::string& value);

    pg::WireSession& wire() { return *lease_; }
    // As new: for sp_reset_connection. Ends an open transaction.
    void reset();
    bool is_lost() const { return lost_; }
    // Cancels what runs, rolls back and closes: nobody else gets this PostgreSQL process.
    void end_for_good() noexcept;

  private:
    struct Prepared {
        engine::CompiledPtr compiled;  // keeps the key's address from being used again
        std::string name;
    };
    using PreparedList = std::list<Prepared>;

    void utility(std::string_view name, std::string_view sql);
    void forget_utilities();
    std::string prepared_name(const engine::CompiledPtr& compiled, bool keep, bool& known);
    void receive(RowSink& sink, size_t main_command, uint64_t& row_count);
    void finish_pending();
    void repair_after_error(bool had_savepoint);
    void start_work();
    void end_work();
    void abandon_work();
    void simple(std::string_view sql);
    void flush_begin();

    pg::Pool::Lease lease_;
    Client& client_;
    bool in_transaction_ = false;
    bool begin_pending_ = false;
    bool statement_savepoints_ = true;
    bool own_work_ = false;
    bool lost_ = false;
    std::string begin_sql_;
    PreparedList prepared_;  // most recent first
    std::unordered_map<const engine::CompiledStatement*, PreparedList::iterator> by_statement_;
    uint64_t next_name_ = 1;
    std::unordered_map<std::string, bool> utilities_;
};

}  // namespace gantry::session
