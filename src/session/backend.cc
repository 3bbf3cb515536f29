#include "session/backend.h"
#include "session/row_store.h"

#include <fmt/core.h>

#include <atomic>
#include <chrono>
#include <exception>
#include <thread>
#include <utility>

namespace gantry::session {

namespace {

constexpr size_t k_prepared_max = 400;
constexpr std::string_view k_save = "SAVEPOINT gantry_statement";
constexpr std::string_view k_release = "RELEASE SAVEPOINT gantry_statement";
constexpr std::string_view k_back = "ROLLBACK TO SAVEPOINT gantry_statement";

// How many sessions of this process wait for PostgreSQL just now.
std::atomic<unsigned> g_waiting{0};

struct Waiting {
    unsigned others = g_waiting.fetch_add(1, std::memory_order_relaxed);
    ~Waiting() { g_waiting.fetch_sub(1, std::memory_order_relaxed); }
};

// Being woken from poll costs about as much as a point query takes. While a core is free, look for
// the answer for a moment instead of sleeping: one waiting session for every two cores may.
constexpr std::chrono::microseconds k_spin_time{60};

bool may_spin(const Waiting& waiting) {
    static const unsigned k_spinners_max = std::thread::hardware_concurrency() / 2;
    return waiting.others < k_spinners_max &&
           g_waiting.load(std::memory_order_relaxed) <= k_spinners_max;
}

bool spin(pg::WireSession& session) {
    auto until = std::chrono::steady_clock::now() + k_spin_time;
    do {
        if (session.read_some()) return true;
    } while (std::chrono::steady_clock::now() < until);
    return false;
}

}  // namespace

Backend::Backend(pg::Pool::Lease lease, Client& client)
    : lease_(std::move(lease)), client_(client) {}

Backend::~Backend() {
    // What still runs for a client that is gone shall not run to its end.
    if (lease_ && !lease_->broken() && lease_->pending_syncs() > 0) lease_->cancel();
}

void Backend::end_for_good() noexcept {
    constexpr auto k_patience = std::chrono::seconds(5);
    try {
        if (!lease_->broken() && lease_->pending_syncs() > 0) {
            lease_->cancel();
            auto deadline = std::chrono::steady_clock::now() + k_patience;
            while (lease_->pending_syncs() > 0) {
                auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                    deadline - std::chrono::steady_clock::now());
                if (left.count() <= 0 || !lease_->wait(int(left.count()))) break;
            }
        }
        bool in_step = !lease_->broken() && lease_->pending_syncs() == 0;
        if (in_step && lease_->transaction_status() != pg::TransactionStatus::idle) {
            lease_->execute("ROLLBACK");
        }
    } catch (const Error&) {
        // PostgreSQL rolls back when it sees the connection closed.
    }
    lease_.discard();
}

// Utility statements are prepared once, so that a savepoint costs no parsing.
void Backend::utility(std::string_view name, std::string_view sql) {
    bool& known = utilities_[std::string(name)];
    if (!known) lease_->send_parse(name, sql);
    known = true;
    lease_->send_bind({}, name, {});
    lease_->send_execute();
}

void Backend::forget_utilities() {
    for (auto& [name, known] : utilities_) {
        if (known) lease_->send_close_statement(name);  // one that is not there is no error
        known = false;
    }
}

std::string Backend::prepared_name(const engine::CompiledPtr& compiled, bool keep, bool& known) {
    auto found = by_statement_.find(compiled.get());
    if (found != by_statement_.end()) {
        prepared_.splice(prepared_.begin(), prepared_, found->second);
        known = true;
        return found->second->name;
    }
    known = false;
    if (!keep) return {};
    if (prepared_.size() >= k_prepared_max) {
        lease_->send_close_statement(prepared_.back().name);
        by_statement_.erase(prepared_.back().compiled.get());
        prepared_.pop_back();
    }
    prepared_.push_front(Prepared{compiled, fmt::format("g{}", next_name_++)});
    by_statement_[compiled.get()] = prepared_.begin();
    return prepared_.front().name;
}

uint64_t Backend::run(const engine::CompiledPtr& compiled,
                      std::span<const pg::BindParam> parameters, RowSink& sink,
                      bool keep_prepared, int32_t row_limit) {
    size_t before = 0;
    if (begin_pending_) {
        lease_->send_parse({}, begin_sql_);
        lease_->send_bind({}, {}, {});
        lease_->send_execute();
        ++before;
    }
    bool has_savepoint = in_transaction_ && statement_savepoints_;
    bool utilities_known = utilities_["g_save"] && utilities_["g_release"];
    if (has_savepoint) {
        utility("g_save", k_save);
        ++before;
    }
    bool known = false;
    std::string name = prepared_name(compiled, keep_prepared, known);
    if (!known) lease_->send_parse(name, compiled->sql);
    lease_->send_bind({}, name, parameters);
    lease_->send_execute({}, row_limit);
    if (has_savepoint) utility("g_release", k_release);
    lease_->send_sync();

    uint64_t row_count = 0;
    try {
        receive(sink, before, row_count);
    } catch (...) {
        if (lease_->broken() || lease_->pending_syncs() > 0) throw;
        // Whether Parse came through is not known: prepare it anew next time.
        if (!known && !name.empty()) {
            lease_->send_close_statement(name);
            prepared_.pop_front();
            by_statement_.erase(compiled.get());
        }
        // PostgreSQL skips what follows an error, the first Parse of these among it.
        if (has_savepoint && !utilities_known) forget_utilities();
        repair_after_error(has_savepoint);
        throw;
    }
    begin_pending_ = false;
    return row_count;
}

// Until ReadyForQuery. An error is thrown only then, so that the connection is in step again.
void Backend::receive(RowSink& sink, size_t main_command, uint64_t& row_count) {
    lease_->flush();
    std::optional<pg::PgError> error;
    std::exception_ptr failure;  // of the sink: our own, thrown when PostgreSQL is in step
    size_t command = 0;
    uint64_t rows = 0;
    bool started = false;
    bool cancelled = false;
    Waiting waiting;
    bool spun = false;
    auto give = [&](ByteSpan row) {
        try {
            if (!started) sink.start();
            started = true;
            if (!row.empty()) sink.row(row);
        } catch (const ClientGone&) {
            throw;
        } catch (const Error&) {
            failure = std::current_exception();
            lease_->cancel();
        }
    };
    while (true) {
        pg::Message message = lease_->next();
        if (!message) {
            if (!std::exchange(spun, true) && may_spin(waiting) && spin(*lease_)) continue;
            bool may_read = !sink.is_full();
            Client::Ready ready = client_.wait(lease_->fd(), may_read, -1);
            if (!cancelled && (client_.has_attention() || client_.stop_requested())) {
                client_.take_attention();
                cancelled = true;
                lease_->cancel();
            }
            if (ready.other) lease_->read_some();
            continue;
        }
        switch (message.type) {
            case pg::Reply::data_row:
                if (error || failure || cancelled || command != main_command) break;
                ++rows;
                give(message.body);
                break;
            case pg::Reply::portal_suspended:  // the row limit was reached
                row_count = rows;
                ++command;
                break;
            case pg::Reply::command_complete:
            case pg::Reply::empty_query_response:
                if (command == main_command && !error && !failure && !cancelled) {
                    give({});
                    if (message.type == pg::Reply::command_complete) {
                        row_count = pg::command_row_count(pg::read_command_tag(message.body));
                    }
                }
                ++command;
                break;
            case pg::Reply::error_response:
                if (!error) error.emplace(pg::read_diagnostic(message.body));
                break;
            case pg::Reply::ready_for_query:
                if (lease_->pending_syncs() > 0) break;
                if (cancelled) {
                    if (client_.stop_requested()) throw ClientGone("the server stops");
                    throw Cancelled();
                }
                if (failure) std::rethrow_exception(failure);
                if (error) throw *error;
                return;
            default:
                break;
        }
    }
}

void Backend::finish_pending() {
    if (auto error = lease_->drain()) throw *error;
}

void Backend::simple(std::string_view sql) {
    lease_->send_query(sql);
    lease_->flush();
    finish_pending();
}

// After a failed statement PostgreSQL's transaction is failed as well.
void Backend::repair_after_error(bool had_savepoint) {
    bool begin_failed = begin_pending_ &&
                        lease_->transaction_status() == pg::TransactionStatus::idle;
    bool healthy = lease_->transaction_status() == pg::TransactionStatus::active;
    if (in_transaction_ && healthy) {
        // The statement itself came through (a cancel that was late, a row we could not send).
        begin_pending_ = false;
        return;
    }
    if (!in_transaction_ || begin_failed) {
        if (begin_failed) in_transaction_ = false;
        begin_pending_ = false;
        return;
    }
    begin_pending_ = false;
    if (lease_->transaction_status() == pg::TransactionStatus::idle) {
        in_transaction_ = false;
        return;
    }
    if (had_savepoint) {
        utility("g_back", k_back);
        utility("g_release", k_release);
        lease_->send_sync();
        lease_->flush();
        finish_pending();
        return;
    }
    simple("ROLLBACK");
    in_transaction_ = false;
}

void Backend::begin(std::string isolation_clause) {
    GANTRY_ASSERT(!in_transaction_);
    begin_sql_ = "BEGIN" + isolation_clause;
    begin_pending_ = true;
    in_transaction_ = true;
}

void Backend::take_over_begin(std::string sql) {
    if (sql.empty()) return;
    GANTRY_ASSERT(!in_transaction_);
    begin_sql_ = std::move(sql);
    begin_pending_ = true;
    in_transaction_ = true;
}

void Backend::flush_begin() {
    if (!begin_pending_) return;
    begin_pending_ = false;
    simple(begin_sql_);
}

void Backend::commit() {
    if (!in_transaction_) return;
    in_transaction_ = false;
    if (begin_pending_) {
        begin_pending_ = false;
        return;
    }
    simple("COMMIT");
}

void Backend::rollback() {
    if (!in_transaction_) return;
    in_transaction_ = false;
    if (begin_pending_) {
        begin_pending_ = false;
        return;
    }
    simple("ROLLBACK");
}

void Backend::savepoint(const std::string& name) {
    flush_begin();
    simple("SAVEPOINT " + pg::quote_identifier(name));
}

void Backend::rollback_to(const std::string& name) {
    flush_begin();
    simple("ROLLBACK TO SAVEPOINT " + pg::quote_identifier(name));
}

void Backend::start_work() {
    if (in_transaction_) {
        flush_begin();
        simple(k_save);
        return;
    }
    simple("BEGIN");
    own_work_ = true;
}

void Backend::end_work() {
    if (own_work_) {
        own_work_ = false;
        simple("COMMIT");
        return;
    }
    simple(k_release);
}

void Backend::abandon_work() {
    if (lease_->broken()) return;
    if (own_work_) {
        own_work_ = false;
        simple("ROLLBACK");
        return;
    }
    simple(k_back);
    simple(k_release);
}

void Backend::copy_in(std::string_view sql, const RowStore& rows) {
    // Signature, flags, length of the header's extension; a count of -1 ends it.
    static constexpr uint8_t k_header[] = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', 0xFF, '\r', '\n', 0,
                                           0,   0,   0,   0,   0,   0,   0,   0};
    static constexpr uint8_t k_end[] = {0xFF, 0xFF};
    lease_->send_query(sql);
    while (pg::Message message = lease_->wait()) {
        if (message.type == pg::Reply::copy_in_response) break;
        if (message.type == pg::Reply::error_response) {
            pg::PgError error(pg::read_diagnostic(message.body));
            lease_->drain();
            throw error;
        }
    }
    lease_->send_copy_data(k_header);
    rows.read_all([this](ByteSpan piece) { lease_->send_copy_data(piece); });
    lease_->send_copy_data(k_end);
    lease_->send_copy_done();
    lease_->flush();
    finish_pending();
}

void Backend::set_parameter(const std::string& name, const std::string& value) {
    flush_begin();
    simple(fmt::format("SELECT pg_catalog.set_config({}, {}, false)", pg::quote_literal(name),
                       pg::quote_literal(value)));
}

void Backend::reset() {
    rollback();
}

}  // namespace gantry::session
