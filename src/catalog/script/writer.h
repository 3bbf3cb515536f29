#pragma once
// Collects batches of a script and the SET options in force between them. Not thread-safe; made for
// one script.
//
// A server keeps a module's text from the beginning of its batch: nothing may stand between GO and
// that text, not even an empty line, or the text would grow with every script made of it.

#include <optional>
#include <string>
#include <string_view>

#include "catalog/script/script.h"

namespace gantry::catalog::script {

// How a statement says "only when it is not there yet".
struct Guard {
    std::string missing;  // a condition that is true when the object is not there
    bool alone = false;   // the statement must be the only one of its batch
};

class ScriptWriter {
  public:
    explicit ScriptWriter(const ScriptOptions& options) : options_(options) {}

    // One batch: the text and GO. Sets QUOTED_IDENTIFIER and ANSI_NULLS on before it.
    void batch(std::string_view text);
    // A batch that makes an object; under if_not_exists it runs only when `guard.missing` holds.
    void create(std::string_view text, const Guard& guard, bool ansi_nulls = true);
    // The same for a module, under the SET options it was stored with.
    void module(std::string_view text, const Guard& guard, bool ansi_nulls, bool quoted_identifier);
    // Runs under if_not_exists only when the condition holds; every time otherwise.
    void alter(std::string_view text, std::string_view condition);

    // "-- text" on a line of its own.
    void comment(std::string_view text);
    // A heading over what follows, written when something follows.
    void heading(std::string_view text) { heading_ = text; }
    // What the script lacks, in the script and in its summary.
    void cannot(std::string_view what, std::string_view reason);

    Script take() { return std::move(script_); }

  private:
    void set_options(bool ansi_nulls, bool quoted_identifier);
    void blank_line();
    void write_heading();
    void write_batch(std::string_view text);

    const ScriptOptions& options_;
    Script script_;
    std::string heading_;
    bool in_batch_ = false;  // something was written since the last GO
    std::optional<bool> ansi_nulls_;
    std::optional<bool> quoted_identifier_;
};

}  // namespace gantry::catalog::script
