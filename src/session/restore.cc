// RESTORE DATABASE over TDS: the request from the statement, progress as INFO tokens (STATS), an
// attention stops it.

#include "restore/restore.h"

#include <fmt/core.h>

#include <algorithm>
#include <exception>

#include "base/utf.h"
#include "engine/unsupported.h"
#include "session/backup_devices.h"
#include "session/interpreter.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

// Options of RESTORE that change nothing here: files are PostgreSQL's own, and how the bytes are
// read is Gantry's. RECOVERY and CHECKSUM are what a restore does anyway.
bool has_no_meaning_here(std::string_view option) {
    static constexpr std::string_view k_names[] = {
        "MOVE",      "RECOVERY",    "CHECKSUM",   "BUFFERCOUNT",   "MAXTRANSFERSIZE",
        "BLOCKSIZE", "UNLOAD",      "NOUNLOAD",   "REWIND",        "NOREWIND",
        "RESTART",   "LOADHISTORY", "NEW_BROKER", "ENABLE_BROKER", "ERROR_BROKER_CONVERSATIONS"};
    return std::find(std::begin(k_names), std::end(k_names), option) != std::end(k_names);
}

constexpr int k_restore_message = 3211;

// "n percent processed." every STATS percent, and a look at the client.
class ClientProgress : public restore::ProgressSink {
  public:
    ClientProgress(Client& client, Reply& reply, std::stop_source& stop, int stats)
        : client_(client), reply_(reply), stop_(stop), stats_(stats) {}

    std::chrono::milliseconds interval() const override { return std::chrono::milliseconds(200); }
    void begin_step(const restore::Progress& progress) override { show(progress); }
    void show(const restore::Progress& progress) override {
        // What the client did is thrown where the restore has ended, not through it.
        try {
            client_.wait(-1, false, 0);
            if (progress.bytes_total > 0) tell(progress);
        } catch (const Error&) {
            gone_ = std::current_exception();
            stop_.request_stop();
        }
        if (client_.has_attention() || client_.stop_requested()) stop_.request_stop();
    }
    void warning(std::string_view text) override { warnings_.emplace_back(text); }

    const std::vector<std::string>& warnings() const { return warnings_; }
    void check() const {
        if (gone_) std::rethrow_exception(gone_);
    }

  private:
    void tell(const restore::Progress& progress) {
        int percent = int(progress.bytes_done * 100 / progress.bytes_total);
        percent -= percent % stats_;
        if (percent <= told_ || percent >= 100) return;
        told_ = percent;
        reply_.info(k_restore_message, 0, 1, fmt::format("{} percent processed.", percent), 1);
        reply_.push();
    }

    Client& client_;
    Reply& reply_;
    std::stop_source& stop_;
    int stats_;
    int told_ = 0;
    std::vector<std::string> warnings_;
    std::exception_ptr gone_;
};

}  // namespace

void Interpreter::restore(const tsql::RestoreStatement& statement) {
    if (statement.restore != tsql::RestoreKind::database || statement.from.empty() ||
        !statement.files.empty()) {
        throw engine::unsupported("this form of RESTORE", int(statement.range.line));
    }
    if (state_.transaction.count > 0) {
        throw SqlError(3021, 16, 0,
                       "Cannot perform a backup or restore operation within a transaction.");
    }
    if (!state_.login.sysadmin) {
        throw SqlError(262, 14, 1, "RESTORE DATABASE permission denied in database 'master'.");
    }
    restore::RestoreRequest request;
    request.name = statement.database.name;
    if (!statement.database_variable.empty()) {
        const types::Value* value = frame_->variables.find(statement.database_variable);
        if (value == nullptr) throw undeclared(statement.database_variable);
        request.name = value->is_null() ? std::string() : types::to_text(*value);
    }
    request.devices = backup_devices(
        statement.from, state_.env, [this](const tsql::Expr& expr) { return text_of(expr); },
        int(statement.range.line));
    request.open = device_opener(state_.env);
    request.file_position = 1;  // what FILE is when it is not given
    int stats = 10;
    for (const tsql::Option* option : statement.options) {
        auto number = [&]() -> int {
            if (option->value == nullptr) return 10;
            types::Value value = evaluate(*option->value, types::int_type());
            return value.is_null() ? 0 : int(value.integer());
        };
        if (option->name == "REPLACE") {
            request.replace = true;
        } else if (option->name == "FILE") {
            request.file_position = number();
        } else if (option->name == "STATS") {
            stats = std::clamp(number(), 1, 100);
        } else if (option->name == "NO_CHECKSUM") {
            request.verify_checksums = false;
        } else if (!has_no_meaning_here(option->name)) {
            throw engine::unsupported(fmt::format("RESTORE WITH {}", option->name),
                                      int(statement.range.line));
        }
    }
    std::stop_source stop;
    ClientProgress progress(state_.client, reply_, stop, stats);
    std::string conninfo = state_.env.conninfo;
    auto connect = [&conninfo] { return std::make_unique<pg::Connection>(conninfo); };
    try {
        restore::RestoreReport report =
            restore::restore_database(request, connect, progress, stop.get_token());
        state_.env.catalogs.invalidate();
        refresh_snapshot();
        for (const restore::Message& message : report.messages) {
            reply_.info(message.number, message.severity, message.state, message.text, 1);
        }
        for (const std::string& warning : report.warnings) {
            reply_.info(50000, 0, 1, warning, int(statement.range.line));
        }
    } catch (const restore::Stopped&) {
        progress.check();
        if (state_.client.stop_requested()) throw ClientGone("the server stops");
        state_.client.take_attention();
        throw Cancelled();
    } catch (const std::exception& error) {
        // The cause, then 3013: the batch goes on after the last.
        std::vector<SqlError> errors = restore::error_messages(error);
        GANTRY_ASSERT(!errors.empty());
        for (size_t i = 0; i + 1 < errors.size(); ++i) {
            errors[i].set_line(int(statement.range.line));
            reply_.error(errors[i]);
        }
        throw errors.back();
    }
}

}  // namespace gantry::session
