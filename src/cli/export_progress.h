#pragma once
// One line on standard error while an export runs, drawn over itself, and only on a terminal.

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "cli/export_table.h"

namespace gantry::cli {

class ExportProgressLine {
  public:
    explicit ExportProgressLine(const ExportProgress& progress);
    ~ExportProgressLine();  // the line is gone afterwards
    ExportProgressLine(const ExportProgressLine&) = delete;
    ExportProgressLine& operator=(const ExportProgressLine&) = delete;

    void set_table(const std::string& name);

  private:
    void run(std::stop_token ended);
    void draw();

    const ExportProgress& progress_;
    std::mutex mutex_;
    std::condition_variable_any ended_;
    std::string table_;
    std::jthread thread_;  // none when stderr is no terminal
};

}  // namespace gantry::cli
