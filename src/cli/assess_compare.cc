#include "cli/assess_compare.h"

#include <fmt/format.h>

#include "base/byte_source.h"
#include "cli/command_line.h"

namespace gantry::cli {
namespace {

constexpr uint64_t k_bytes_max = uint64_t{2} << 30;

// What is wrong with the old report is wrong usage: it is not among what is assessed.
template <class F>
auto as_usage(F&& f) {
    try {
        return f();
    } catch (const Error& error) {
        throw UsageError(error.what(), error.hint());
    }
}

}  // namespace

std::optional<assess::OldReport> load_old_report(const std::string& path) {
    if (path.empty()) return {};
    return as_usage([&]() -> std::optional<assess::OldReport> {
        const auto source = open_file(path);
        if (source->size() > k_bytes_max) throw Error(fmt::format("{}: over 2 GB", path));
        std::string text(source->size(), '\0');
        const size_t read =
            source->read_at(0, {reinterpret_cast<uint8_t*>(text.data()), text.size()});
        text.resize(read);
        return assess::read_old_report(text, path);
    });
}

void compare_with(const assess::OldReport& before, assess::Report& report) {
    as_usage([&] {
        report.comparison = assess::compare(before, report);
        return 0;
    });
}

}  // namespace gantry::cli
