#pragma once
// A regular expression over one identifier, from a rule file: ICU's syntax, case does not matter,
// a part of the name may match. Time is bounded: a name that takes too long does not match.
// Read by any number of threads.

#include <memory>
#include <string>
#include <string_view>

namespace gantry::assess {

class IdentifierRegex {
  public:
    // Error when it is no regular expression.
    explicit IdentifierRegex(const std::string& pattern);
    ~IdentifierRegex();

    bool matches(std::string_view name) const;

  private:
    struct Pattern;
    std::unique_ptr<Pattern> pattern_;
};

}  // namespace gantry::assess
