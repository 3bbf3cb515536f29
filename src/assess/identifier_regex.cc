#include "assess/identifier_regex.h"

#include <fmt/format.h>
#include <unicode/regex.h>

#include <algorithm>

#include "base/error.h"

namespace gantry::assess {
namespace {

constexpr int32_t k_steps_max = 100;  // some milliseconds
constexpr int32_t k_stack_bytes_max = 1 << 20;

}  // namespace

struct IdentifierRegex::Pattern {
    std::unique_ptr<icu::RegexPattern> compiled;
};

IdentifierRegex::IdentifierRegex(const std::string& pattern)
    : pattern_(std::make_unique<Pattern>()) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where;
    pattern_->compiled.reset(icu::RegexPattern::compile(icu::UnicodeString::fromUTF8(pattern),
                                                        UREGEX_CASE_INSENSITIVE, where, status));
    if (U_FAILURE(status)) {
        throw Error(fmt::format("\"{}\" is no regular expression: {} at character {}", pattern,
                                u_errorName(status), where.offset));
    }
}

IdentifierRegex::~IdentifierRegex() = default;

bool IdentifierRegex::matches(std::string_view name) const {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(name.data(), int32_t(std::min<size_t>(name.size(), 1024))));
    const std::unique_ptr<icu::RegexMatcher> matcher(pattern_->compiled->matcher(text, status));
    if (U_FAILURE(status)) return false;
    matcher->setTimeLimit(k_steps_max, status);
    matcher->setStackLimit(k_stack_bytes_max, status);
    const bool found = matcher->find(status);
    return U_SUCCESS(status) && found;
}

}  // namespace gantry::assess
