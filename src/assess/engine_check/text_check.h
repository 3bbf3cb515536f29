#pragma once
// From failures of one text to findings, and the counts of a database or script.

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "assess/engine_check/failure.h"
#include "assess/finding.h"

namespace gantry::assess {

// Where a text comes from, as findings show it.
struct CheckedText {
    std::string object, type;
    std::string_view text;
    uint32_t first_line = 1;
    bool is_module = true;
    // Of what does not bind; empty: Gantry.Engine.DoesNotBind. With another one the text is no
    // code, and is not counted.
    std::string rule = {};
};

class EngineTally {
  public:
    EngineTally(Findings& findings, EngineSummary& summary)
        : findings_(findings), summary_(summary) {}

    // A text that was compiled, with what failed in it.
    void add(const CheckedText& text, std::vector<Failure> failures);
    void skip(const CheckedText& text, std::string reason);
    // Fills in the features, the most used first.
    void finish();

  private:
    static void keep_first(std::vector<Failure>& failures);

    struct Feature {
        uint64_t texts = 0, places = 0;
        bool supported = true;
    };

    Findings& findings_;
    EngineSummary& summary_;
    std::map<std::string, Feature> features_;
    std::set<std::string> told_;  // what cannot be told of a script
};

}  // namespace gantry::assess
