#pragma once
// The commands of each way in and mode, private to method_advice. Every T-SQL statement parses at
// the source's compatibility level (method_advice_test.cc looks).

#include <string>
#include <vector>

#include "assess/method_advice.h"

namespace gantry::assess {

// `way` and `shape` are those chosen.
std::vector<MethodStep> steps_of(Mode mode, const MethodSource& source, Target target, WayIn way,
                                 const BackupShape& shape);

// The name as a part of a URL and of a file's name: letters, digits, '-' and '_'. The words
// "backup" and "backups", which the Log Replay Service reserves, are not in it.
std::string url_name(const std::string& database);

}  // namespace gantry::assess
