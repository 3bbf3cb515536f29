#pragma once
// Progress on standard error: a block that is drawn over itself on a terminal, four times a second;
// else one key=value line at each step and every 10 s (base/log.h).

#include <memory>
#include <string>

#include "restore/progress.h"

namespace gantry::restore {

// `source` is what is restored, as a person named it: "sales.bak".
std::unique_ptr<ProgressSink> console_progress(const std::string& source);
// The two forms, for tests: draws through `write`.
std::string render_block(const Progress& progress, const std::string& source);

std::string human_count(uint64_t count);             // "1.2 M"
std::string human_duration(std::chrono::milliseconds duration);  // "3 min 12 s"

}  // namespace gantry::restore
