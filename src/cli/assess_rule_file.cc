#include "cli/assess_rule_file.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <iterator>

#include "assess/rule_file.h"
#include "cli/command_line.h"

namespace gantry::cli {
namespace {

constexpr std::streamsize k_bytes_max = 4 << 20;

std::string read_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string text(size_t(k_bytes_max) + 1, '\0');
    file.read(text.data(), std::streamsize(text.size()));
    if (!file.is_open() || file.bad() || (file.fail() && !file.eof())) {
        throw UsageError(fmt::format("{}: the rule file cannot be read", path));
    }
    if (file.gcount() > k_bytes_max) throw UsageError(fmt::format("{}: over 4 MB", path));
    text.resize(size_t(file.gcount()));
    return text;
}

}  // namespace

std::unique_ptr<assess::RuleSet> load_rules(const std::string& path) {
    if (path.empty()) return std::make_unique<assess::RuleSet>();
    const std::string text = read_text(path);
    const std::string today = fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr)));
    try {
        return assess::read_rule_file(text, path, today);
    } catch (const Error& error) {
        throw UsageError(error.what(), error.hint());
    }
}

}  // namespace gantry::cli
