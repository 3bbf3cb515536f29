#include "tdsclient/connection.h"

#include <fmt/format.h>
#include <sybdb.h>

#include "tdsclient/library.h"

namespace gantry::tdsclient {
namespace {

// What other client libraries ask for; db-lib leaves the server's old defaults.
constexpr const char* k_session_options =
    "SET TEXTSIZE 2147483647\n"
    "SET QUOTED_IDENTIFIER, ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, "
    "CONCAT_NULL_YIELDS_NULL ON\n"
    "SET NUMERIC_ROUNDABORT OFF";

// Column types that db-lib returns and its header does not name.
constexpr int k_unique_identifier = 36;
constexpr int k_sql_variant = 98;
constexpr int k_xml = 241;

ValueType value_type(int type) {
    switch (type) {
        case SYBBIT:
        case SYBINT1:
        case SYBINT2:
        case SYBINT4:
        case SYBINT8:
            return ValueType::integer;
        case SYBREAL:
        case SYBFLT8:
            return ValueType::real;
        case SYBDECIMAL:
        case SYBNUMERIC:
        case SYBMONEY:
        case SYBMONEY4:
            return ValueType::decimal;
        case SYBDATETIME:
        case SYBDATETIME4:
        case SYBMSDATE:
        case SYBMSTIME:
        case SYBMSDATETIME2:
        case SYBMSDATETIMEOFFSET:
            return ValueType::date_time;
        case k_unique_identifier:
            return ValueType::guid;
        case k_sql_variant:
            return ValueType::variant;
        case SYBCHAR:
        case SYBVARCHAR:
        case SYBNVARCHAR:
        case SYBTEXT:
        case SYBNTEXT:
        case k_xml:
            return ValueType::text;
        default:
            return ValueType::bytes;
    }
}

// db-lib's own words name a product that is none of ours.
std::string connect_problem(const Reports& reports) {
    if (reports.timed_out) return "no answer in time";
    switch (reports.library_error) {
        case SYBECONN:
            return reports.system_text.empty() ? "nothing answers there" : reports.system_text;
        case SYBEUHST:
            return "there is no such host";
        case SYBEFCON:
            return "the connection was refused before the login";
        default:
            return reports.library_text.empty() ? "refused" : reports.library_text;
    }
}

std::string connect_hint(const ConnectOptions& options, const Reports& reports) {
    switch (reports.library_error) {
        case SYBECONN:
            return "does the server run, does it listen on TCP/IP there, and does a firewall let "
                   "the connection through?";
        case SYBEUHST:
            return "is the host's name right?";
        default:
            break;
    }
    if (options.encryption == Encryption::off)
        return "does the server refuse connections without TLS?";
    if (options.trust_certificate) return "can the server speak TLS? if not, encrypt=no";
    return "is the server's certificate signed by an authority that is trusted here, and for this "
           "host name? ca=FILE trusts another authority, trust=yes any certificate";
}

}  // namespace

std::string ConnectOptions::server_name() const {
    if (!instance.empty()) return host + "\\" + instance;
    return fmt::format("{}:{}", host, port);
}

struct Connection::State {
    std::string server_name;
    DBPROCESS* process = nullptr;
    Reports reports;
    std::atomic<bool> cancelled = false;

    ~State() {
        const ReportScope scope(reports);
        if (process != nullptr) dbclose(process);
    }

    [[noreturn]] void throw_server_error() const {
        const ServerMessage& first = reports.errors.front();
        SqlError error(first.number, first.severity, first.state, first.text);
        error.set_line(first.line);
        error.set_procedure(first.procedure);
        throw error;
    }

    // What the library reported, as an exception. Nothing when all is well.
    void check(bool failed) {
        if (cancelled.load()) throw CancelledError("the query was cancelled");
        if (reports.timed_out) {
            throw TimeoutError(fmt::format("{} did not answer in time", server_name));
        }
        if (!reports.errors.empty()) throw_server_error();
        if (dbdead(process)) {
            throw IoError(fmt::format("the connection to {} broke{}{}", server_name,
                                      reports.library_text.empty() ? "" : ": ",
                                      reports.library_text));
        }
        if (failed) {
            throw IoError(fmt::format(
                "{}: {}", server_name,
                reports.library_text.empty() ? "the query failed" : reports.library_text));
        }
    }

    void send(std::string_view batch) {
        cancelled.store(false);
        reports.clear();
        dbfreebuf(process);
        const std::string text(batch);
        if (dbcmd(process, text.c_str()) == FAIL || dbsqlexec(process) == FAIL) check(true);
    }

    std::vector<ColumnInfo> columns() const {
        std::vector<ColumnInfo> out(size_t(dbnumcols(process)));
        for (size_t i = 0; i < out.size(); ++i) {
            const char* name = dbcolname(process, int(i) + 1);
            if (name != nullptr) out[i].name = name;
            out[i].library_type = dbcoltype(process, int(i) + 1);
            out[i].type = value_type(out[i].library_type);
        }
        return out;
    }

    void rows(const Visitor& visit, int result) {
        const std::vector<ColumnInfo> names = columns();
        for (;;) {
            const STATUS status = dbnextrow(process);
            if (status == NO_MORE_ROWS) return;
            if (status == FAIL || cancelled.load()) check(true);
            visit(Row(process, names, result));
        }
    }

    void results(const Visitor& visit) {
        for (int result = 0;;) {
            const RETCODE code = dbresults(process);
            if (code == NO_MORE_RESULTS) break;
            // One statement of the batch failed: the others' results follow.
            if (code == FAIL) {
                if (dbdead(process) || cancelled.load() || reports.timed_out) check(true);
                if (reports.errors.empty()) check(true);
                break;
            }
            if (dbnumcols(process) > 0) rows(visit, result++);
        }
        check(false);
    }
};

namespace {

int is_cancelled(void* process) {
    // Called by the library about once a second while it waits.
    auto* flag =
        reinterpret_cast<std::atomic<bool>*>(dbgetuserdata(static_cast<DBPROCESS*>(process)));
    return flag != nullptr && flag->load() ? TRUE : FALSE;
}

int on_interrupt(void*) {
    return INT_CANCEL;
}

}  // namespace

Connection::Connection(const ConnectOptions& options) : state_(std::make_unique<State>()) {
    State& state = *state_;
    state.server_name = options.server_name();
    state.reports.cancelled = &state.cancelled;
    state.process = open_process(options, state.reports);
    if (state.process == nullptr) {
        if (!state.reports.errors.empty()) state.throw_server_error();
        throw IoError(fmt::format("no connection to {}: {}", state.server_name,
                                  connect_problem(state.reports)),
                      connect_hint(options, state.reports));
    }
    dbsetuserdata(state.process, reinterpret_cast<BYTE*>(&state.cancelled));
    dbsetinterrupt(state.process, is_cancelled, on_interrupt);
    if (options.query_timeout_s > 0) {
        dbsetopt(state.process, DBSETTIME, std::to_string(options.query_timeout_s).c_str(), 0);
    }
    execute(k_session_options);
}

Connection::~Connection() = default;

void Connection::query(std::string_view batch, const Visitor& visit) {
    const ReportScope scope(state_->reports);
    if (!is_open()) throw IoError(fmt::format("the connection to {} is closed", server_name()));
    try {
        state_->send(batch);
        state_->results(visit);
    } catch (...) {
        if (!dbdead(state_->process)) dbcancel(state_->process);
        throw;
    }
}

void Connection::execute(std::string_view batch) {
    query(batch, [](const Row&) {});
}

std::string Connection::scalar(std::string_view batch) {
    std::string out;
    bool first = true;
    query(batch, [&](const Row& row) {
        if (first && row.size() > 0) out = row.text(0);
        first = false;
    });
    return out;
}

void Connection::use_database(std::string_view name) {
    execute("USE " + quote_name(name));
}

void Connection::cancel() {
    state_->cancelled.store(true);
}

bool Connection::is_open() const {
    return state_->process != nullptr && !dbdead(state_->process);
}

const std::string& Connection::server_name() const {
    return state_->server_name;
}

const std::vector<ServerMessage>& Connection::messages() const {
    return state_->reports.messages;
}

std::string quote_name(std::string_view name) {
    std::string out = "[";
    for (char c : name) {
        out += c;
        if (c == ']') out += ']';
    }
    return out + "]";
}

std::string quote_literal(std::string_view text) {
    std::string out = "N'";
    for (char c : text) {
        out += c;
        if (c == '\'') out += '\'';
    }
    return out + "'";
}

}  // namespace gantry::tdsclient
