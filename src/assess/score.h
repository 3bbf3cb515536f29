#pragma once
// The score of a subject and of a report, 0 to 100, and the sentences that show how it and the
// effort came about. The arithmetic is simple on purpose and is in docs/reference/assess.md: a
// reader can do it again from the findings.

#include <string>
#include <vector>

#include "assess/finding.h"

namespace gantry::assess {

constexpr int k_green_score = 90;  // nothing blocks
constexpr int k_amber_score = 60;  // something does not run before it is changed

struct Score {
    int value = 100;
    std::vector<std::string> explanation;  // one step each, then what would make it green
};

Score score_of(const Subject& subject);
// The lowest of its subjects.
Score score_of(const Report& report);
std::string_view score_colour(int value);  // "green", "amber", "red"

std::vector<std::string> explain_effort(const Subject& subject);
std::vector<std::string> explain_effort(const Report& report);

// One sentence: the verdict, what was looked at, what was found, the work.
std::string summary_of(const Report& report);

// "3 databases", "1 database"; `many` where adding an s is not enough.
std::string counted(uint64_t number, std::string_view one, std::string_view many = {});

}  // namespace gantry::assess
