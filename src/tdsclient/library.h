#pragma once
// db-lib's global state: started once, its callbacks bound to the connection that the calling
// thread works on. Private to src/tdsclient. Thread-safe.

#include <atomic>
#include <string>
#include <vector>

#include "tdsclient/connection.h"

struct tds_dblib_dbprocess;  // DBPROCESS

namespace gantry::tdsclient {

// What the callbacks gather while a call of the library runs.
struct Reports {
    static constexpr size_t k_messages_max = 1000;

    std::vector<ServerMessage> errors;    // severity above 10
    std::vector<ServerMessage> messages;  // the others
    int library_error = 0;                // the first of db-lib's own, SYBE...
    std::string library_text, system_text;
    bool timed_out = false;
    std::atomic<bool>* cancelled = nullptr;

    void clear();
};

// Binds the callbacks of the calling thread to `reports` while it lives.
class ReportScope {
  public:
    explicit ReportScope(Reports& reports);
    ~ReportScope();
    ReportScope(const ReportScope&) = delete;
    ReportScope& operator=(const ReportScope&) = delete;

  private:
    Reports* outer_;
};

// Logs in; nullptr when that failed: `reports` says why. Asked for one after another, as the
// library's connection settings are the process's.
tds_dblib_dbprocess* open_process(const ConnectOptions& options, Reports& reports);

}  // namespace gantry::tdsclient
