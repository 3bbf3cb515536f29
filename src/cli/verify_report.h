#pragma once
// How a verification is shown: a block of lines for each set, JSON, the table of bytes, and
// progress on a terminal. Prints to standard output, progress to standard error.

#include <chrono>
#include <string>
#include <vector>

#include "catalog/verify/account.h"
#include "catalog/verify/verify.h"
#include "cli/input_files.h"

namespace gantry::cli {

void print_verify_report(const catalog::VerifyReport& report);
void print_verify_json(const Inputs& inputs, const std::vector<catalog::VerifyReport>& reports,
                       bool clean);

// Markdown: a row for each file, and one for the stream inside a compressed file.
class AccountTable {
  public:
    void add(const catalog::FileAccount& file);
    void print() const;
    uint64_t unexplained() const { return unexplained_; }

  private:
    void add_row(const std::string& name, uint64_t size, const catalog::ByteAccount& bytes);

    std::vector<std::vector<std::string>> rows_;
    catalog::ByteAccount sum_;
    uint64_t unexplained_ = 0;
};

// One line that is overwritten; nothing where standard error is no terminal.
class VerifyProgress {
  public:
    VerifyProgress();
    void show(const std::string& phase, uint64_t done, uint64_t total);
    void clear();

  private:
    bool terminal_;
    bool shown_ = false;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace gantry::cli
