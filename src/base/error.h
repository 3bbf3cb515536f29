#pragma once
// The one family of exceptions (DESIGN D11). Thrown where a fault is found, caught at the edges:
// a CLI command, the statement loop of a session, a worker of a pool, the extension's C boundary.
// Messages follow SQL Server's text where a number exists; a hint is a question or a command.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>

namespace gantry {

class Error : public std::runtime_error {
  public:
    explicit Error(std::string message, std::string hint = {})
        : std::runtime_error(std::move(message)), hint_(std::move(hint)) {}

    // Empty when there is nothing useful to say.
    const std::string& hint() const { return hint_; }

  private:
    std::string hint_;
};

// The operating system or a peer refused: open, read, connect, disk full.
class IoError : public Error {
  public:
    using Error::Error;
};

// Bytes from outside are not what their format says. `number` is the SQL Server error a client
// sees for it (3241 malformed family, 3183 bad page, 3203 read failed, ...); 0 when there is none.
class FormatError : public Error {
  public:
    explicit FormatError(std::string message, int number = 0, std::string hint = {})
        : Error(std::move(message), std::move(hint)), number_(number) {}

    int number() const { return number_; }

  private:
    int number_;
};

// What a T-SQL client gets in an ERROR token (MS-TDS 2.2.7.10).
class SqlError : public Error {
  public:
    SqlError(int number, int severity, int state, std::string message, std::string hint = {})
        : Error(std::move(message), std::move(hint)),
          number_(number),
          severity_(severity),
          state_(state) {}
    // Severity 16, state 1: what most of sys.messages carries.
    SqlError(int number, std::string message) : SqlError(number, 16, 1, std::move(message)) {}

    int number() const { return number_; }
    int severity() const { return severity_; }
    int state() const { return state_; }
    // 1-based line in the batch or module; 0 when not known yet.
    int line() const { return line_; }
    void set_line(int line) { line_ = line; }
    // Name of the module that raised it, empty for a batch.
    const std::string& procedure() const { return procedure_; }
    void set_procedure(std::string procedure) { procedure_ = std::move(procedure); }

  private:
    int number_;
    int severity_;
    int state_;
    int line_ = 0;
    std::string procedure_;
};

// Our own mistake, never outside bytes: prints where and aborts, in release builds too.
[[noreturn]] void assert_failed(const char* expression, const char* file, int line);

}  // namespace gantry

#define GANTRY_ASSERT(expression) \
    ((expression) ? void(0) : ::gantry::assert_failed(#expression, __FILE__, __LINE__))
