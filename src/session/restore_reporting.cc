#include "session/restore_reporting.h"

#include <algorithm>

#include "base/log.h"
#include "engine/store/operations.h"
#include "pg/connection.h"
#include "restore/progress.h"
#include "restore/restore.h"

namespace gantry::session {

namespace {

// The row of sys.dm_operation_status. A restore does not fail because its row can't be written.
class Operation {
  public:
    Operation(std::string conninfo, const RestoreOrder& order) : conninfo_(std::move(conninfo)) {
        attempt([&](pg::Executor& executor) {
            id_ = store::begin_operation(executor, order.database, order.command);
        });
    }

    void tell(int percent) {
        int told = percent >= 50 ? 50 : 0;
        if (told <= told_) return;
        told_ = told;
        attempt([&](pg::Executor& executor) { store::update_operation(executor, id_, told); });
    }

    void end(const std::exception_ptr& failure) {
        attempt([&](pg::Executor& executor) {
            if (!failure) {
                store::end_operation(executor, id_);
                return;
            }
            try {
                std::rethrow_exception(failure);
            } catch (const restore::Stopped& stopped) {
                store::end_operation(executor, id_, SqlError(3204, 16, 1, stopped.what()), true);
            } catch (const std::exception& error) {
                std::vector<SqlError> errors = restore::error_messages(error);
                GANTRY_ASSERT(!errors.empty());
                store::end_operation(executor, id_, errors.front(), false);
            }
        });
    }

  private:
    template <typename Work>
    void attempt(Work&& work) {
        try {
            pg::Connection connection(conninfo_);
            work(static_cast<pg::Executor&>(connection));
        } catch (const Error& error) {
            log::warning("operation_status_lost", {{"why", error.what()}});
        }
    }

    std::string conninfo_;
    std::string id_;
    int told_ = -1;
};

// Passes everything on, and tells the operation's row how far it is.
class ReportingSink : public restore::ProgressSink {
  public:
    ReportingSink(restore::ProgressSink& inner, Operation& operation)
        : inner_(inner), operation_(operation) {}

    std::chrono::milliseconds interval() const override { return inner_.interval(); }
    void begin_step(const restore::Progress& progress) override {
        tell(progress);
        inner_.begin_step(progress);
    }
    void show(const restore::Progress& progress) override {
        tell(progress);
        inner_.show(progress);
    }
    void warning(std::string_view text) override { inner_.warning(text); }

  private:
    void tell(const restore::Progress& progress) {
        percent_ = std::max(percent_, restore::percent_of(progress));
        operation_.tell(percent_);
    }

    restore::ProgressSink& inner_;
    Operation& operation_;
    int percent_ = 0;
};

}  // namespace

void report_operation(RestoreOrder& order, const std::string& conninfo) {
    // Shared by the order's functions.
    auto operation = std::make_shared<Operation>(conninfo, order);
    order.run = [operation, inner = std::move(order.run)](
                    int workers, restore::ProgressSink& progress, std::stop_token stop) {
        operation->tell(0);
        ReportingSink sink(progress, *operation);
        return inner(workers, sink, stop);
    };
    order.ended = [operation](const std::exception_ptr& failure) { operation->end(failure); };
}

}  // namespace gantry::session
