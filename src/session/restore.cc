// RESTORE DATABASE over TDS: the request from the statement, a background task that does it
// (restore_tasks.h), and the client that waits for the task.

#include "restore/restore.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/log.h"
#include "base/utf.h"
#include "engine/store/kept_steps.h"
#include "engine/store/store.h"
#include "engine/unsupported.h"
#include "session/backup_devices.h"
#include "session/interpreter.h"
#include "session/server_permissions.h"
#include "session/restore_options.h"
#include "session/restore_reporting.h"
#include "session/restore_tasks.h"
#include "types/convert.h"

namespace gantry::session {

namespace {

constexpr int k_restore_message = 3211;
constexpr int k_permission_denied = 262;

// How often the client of a running restore is looked at, and told of progress.
constexpr auto k_look_interval = std::chrono::milliseconds(100);

// Waits for the task on behalf of a client: "n percent processed." every STATS percent. The
// restore goes on when the client goes away, and when it times out, which is an attention: as on a
// managed instance (docs: RESTORE statements, Azure SQL Managed Instance). KILL ends it.
class TaskWatch {
  public:
    TaskWatch(SessionState& state, Reply& reply, RestoreTask& task, int stats)
        : state_(state), reply_(reply), task_(task), stats_(stats) {}

    // Throws ClientGone and Cancelled; the task goes on then, but where the session was killed.
    void wait() {
        Client& client = state_.client;
        while (!task_.wait(k_look_interval)) {
            try {
                client.wait(-1, false, 0);
                if (client.stop_requested()) throw ClientGone("the server stops");
            } catch (const ClientGone&) {
                if (state_.activity->is_killed()) task_.cancel();
                throw;
            }
            if (client.take_attention()) throw Cancelled();
            tell(task_.view().percent);
        }
    }
    void tell(int percent) {
        state_.activity->set_progress(uint64_t(percent), 100);
        percent -= percent % stats_;
        if (percent <= told_) return;
        told_ = percent;
        reply_.info(k_restore_message, 0, 1, fmt::format("{} percent processed.", percent), 1);
        reply_.push();
    }

  private:
    SessionState& state_;
    Reply& reply_;
    RestoreTask& task_;
    int stats_;
    int told_ = 0;
};

}  // namespace

void Interpreter::restore(const tsql::RestoreStatement& statement) {
    const int line = int(statement.range.line);
    const bool log = statement.restore == tsql::RestoreKind::log;
    if (!log && statement.restore != tsql::RestoreKind::database) {
        throw engine::unsupported("this form of RESTORE", line);
    }
    if (state_.options.noexec) return;
    const std::string words = log ? "RESTORE LOG" : "RESTORE DATABASE";
    RestoreOptions options;
    try {
        options = read_restore(statement);
        if (options.request.replace) require_unused(options.request.name);
    } catch (const SqlError& error) {
        const int number = error.number();
        bool of_restore = (number >= 3000 && number < 5000) || number == k_permission_denied;
        if (!of_restore) throw;
        throw_restore_error(error, words, line);
    }
    run_restore(restore_order(statement, std::move(options.request), words), options.stats, line);
}

// All that is known before the task begins; what is wrong is thrown.
RestoreOptions Interpreter::read_restore(const tsql::RestoreStatement& statement) {
    const int line = int(statement.range.line);
    if (state_.transaction.count > 0) {
        throw SqlError(3021, 16, 0,
                       "Cannot perform a backup or restore operation within a transaction.");
    }
    auto value = [this](const tsql::Expr& expression, const types::SqlType* type) {
        return type == nullptr ? evaluate(expression) : evaluate(expression, *type);
    };
    RestoreOptions options = restore_options(statement, value);
    restore::RestoreRequest& request = options.request;
    request.name = restored_name(statement);
    require_restore_permission(request.name);
    request.devices = backup_devices(
        statement.from, state_.env, [this](const tsql::Expr& expr) { return text_of(expr); }, line);
    request.open = device_opener(state_.env, options.credential);
    request.keep_directory = state_.env.keep_dir;
    request.user = state_.login.name;
    return options;
}

std::string Interpreter::restored_name(const tsql::RestoreStatement& statement) {
    if (statement.database_variable.empty()) return std::string(statement.database.name);
    const types::Value* value = frame_->variables.find(statement.database_variable);
    if (value == nullptr) throw undeclared(statement.database_variable);
    std::string name = value->is_null() ? std::string() : types::to_text(*value);
    if (name.empty()) {
        throw SqlError(3123, 16, 1,
                       "Invalid database name '' specified for backup or restore operation.",
                       fmt::format("{} is empty", statement.database_variable));
    }
    return name;
}

// Of a new database CREATE DATABASE; of one that is there, membership of dbcreator or sysadmin.
void Interpreter::require_restore_permission(const std::string& name) {
    refresh_snapshot();
    if (state_.snapshot->find_summary(name) == nullptr) {
        if (permits(state_, ServerPermission::create_any_database)) return;
        throw create_database_denied();
    }
    if (permits(state_, ServerPermission::alter_any_database)) return;
    throw SqlError(3110, 14, 1,
                   fmt::format("User does not have permission to RESTORE database '{}'.", name));
}

RestoreOrder Interpreter::restore_order(const tsql::RestoreStatement& statement,
                                        restore::RestoreRequest request, const std::string& words) {
    RestoreOrder order;
    order.database = request.name;
    order.command = words;
    std::string_view text = frame_->unit->parsed().text();
    order.shown = state_.env.activity->start_task(
        {.command =
             statement.restore == tsql::RestoreKind::log ? "RESTORE LOG" : "RESTORE DATABASE",
         .database = "master",
         .database_id = store::k_master_id,
         .login = state_.login.name,
         .login_sid = state_.login.sid,
         .text = std::string(text.substr(statement.range.offset, statement.range.length))});
    order.run = [request = std::move(request), conninfo = state_.env.conninfo,
                 &storage = state_.env.storage](int workers, restore::ProgressSink& progress,
                                                std::stop_token stop) {
        StorageGate::Busy busy(storage);
        restore::RestoreRequest sized = request;
        sized.workers = workers;
        for (restore::Device& device : sized.devices)
            device.stop = stop;
        sized.storage_room = [&storage] { return storage.room(); };
        auto connect = [&] { return std::make_unique<pg::Connection>(conninfo); };
        try {
            return restore::restore_database(sized, connect, progress, stop);
        } catch (const IoError&) {
            if (stop.stop_requested()) throw restore::Stopped();
            throw;
        }
    };
    return order;
}

void Interpreter::run_restore(RestoreOrder order, int stats, int line) {
    std::string words = order.command;
    try {
        report_operation(order, state_.env.conninfo);
        auto ended = order.ended;
        RestoreTaskPtr task;
        try {
            task = state_.env.restore_tasks->start(std::move(order));
        } catch (const SqlError&) {
            ended(std::current_exception());
            throw;
        }
        TaskWatch watch(state_, reply_, *task, stats);
        watch.wait();
        const restore::RestoreReport& report = task->report();
        watch.tell(100);
        state_.env.catalogs.invalidate();
        see_restored();
        for (const restore::Message& message : report.messages) {
            reply_.info(message.number, message.severity, message.state, message.text, 1);
        }
        for (const std::string& warning : report.warnings) {
            reply_.info(50000, 0, 1, warning, line);
        }
    } catch (const ClientGone&) {
        throw;
    } catch (const Cancelled&) {
        throw;
    } catch (const std::exception& error) {
        throw_restore_error(error, words, line);
    }
}

// The rest of the batch may use the database. That PostgreSQL has gone meanwhile is told by the next
// statement that needs it: the restore is done.
void Interpreter::see_restored() {
    try {
        refresh_snapshot();
    } catch (const Error& error) {
        log::info("restored_catalog_not_read", {{"why", error.what()}});
    }
}

bool Interpreter::end_restores_of_dropped(const tsql::Statement& statement) {
    const auto* drop = tsql::try_as<tsql::DropStatement>(&statement);
    if (drop == nullptr || drop->object_class != "DATABASE") return false;
    bool ended = false;
    for (const tsql::ObjectName& name : drop->names) {
        RestoreTaskPtr task = state_.env.restore_tasks->find(name.object());
        if (task == nullptr) continue;
        ended = true;
        task->cancel();
        while (!task->wait(k_look_interval)) {
            state_.client.wait(-1, false, 0);
            if (state_.client.stop_requested()) throw ClientGone("the server stops");
        }
    }
    if (!ended) return false;
    state_.env.catalogs.invalidate();
    refresh_snapshot();
    return true;
}

std::vector<std::pair<int32_t, int32_t>> Interpreter::kept_for_dropped(
    const tsql::Statement& statement) {
    std::vector<std::pair<int32_t, int32_t>> out;
    const auto* drop = tsql::try_as<tsql::DropStatement>(&statement);
    if (drop == nullptr || drop->object_class != "DATABASE") return out;
    for (const tsql::ObjectName& name : drop->names) {
        const engine::DatabaseSummary* database = state_.snapshot->find_summary(name.object());
        if (database == nullptr || database->state != "RESTORING") continue;
        state_.backend->with_executor([&](pg::Executor& executor) {
            for (const store::KeptStep& step : store::load_kept_steps(executor, database->id)) {
                out.emplace_back(database->id, step.id);
            }
        });
    }
    return out;
}

}  // namespace gantry::session
