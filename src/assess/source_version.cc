#include "assess/source_version.h"

#include <fmt/format.h>

#include <charconv>

#include "base/utf.h"

namespace gantry::assess {
namespace {

struct Release {
    std::string_view name;  // as one writes it
    int major, minor, first_build, level;
    int first_internal, last_internal;
};

constexpr Release k_releases[] = {
    {"2000", 8, 0, 194, 80, 515, 539},    {"2005", 9, 0, 1399, 90, 600, 612},
    {"2008", 10, 0, 1600, 100, 613, 655}, {"2008R2", 10, 50, 1600, 100, 656, 665},
    {"2012", 11, 0, 2100, 110, 666, 706}, {"2014", 12, 0, 2000, 120, 707, 782},
    {"2016", 13, 0, 1601, 130, 783, 852}, {"2017", 14, 0, 1000, 140, 853, 869},
    {"2019", 15, 0, 2000, 150, 870, 904}, {"2022", 16, 0, 1000, 160, 905, 957},
    {"2025", 17, 0, 1000, 170, 958, 998},
};

struct Update {
    std::string_view release, name;
    int build;
};

// Within a release by build.
constexpr Update k_updates[] = {
    {"2005", "SP1", 2047},    {"2005", "SP2", 3042},   {"2005", "SP3", 4035},
    {"2005", "SP4", 5000},    {"2008", "SP1", 2531},   {"2008", "SP2", 4000},
    {"2008", "SP3", 5500},    {"2008", "SP4", 6000},   {"2008R2", "SP1", 2500},
    {"2008R2", "SP2", 4000},  {"2008R2", "SP3", 6000}, {"2012", "SP1", 3000},
    {"2012", "SP1CU2", 3339}, {"2012", "SP2", 5058},   {"2012", "SP3", 6020},
    {"2012", "SP4", 7001},    {"2014", "SP1", 4100},   {"2014", "SP2", 5000},
    {"2014", "SP3", 6024},    {"2016", "SP1", 4001},   {"2016", "SP2", 5026},
    {"2016", "SP3", 6300},
};

SourceVersion version_of(const Release& release, int build) {
    SourceVersion out;
    out.major = release.major;
    out.minor = release.minor;
    out.build = build;
    out.compatibility_level = release.level;
    std::string_view update;
    for (const Update& one : k_updates) {
        if (one.release == release.name && build >= one.build) update = one.name;
    }
    std::string name(release.name);
    if (name == "2008R2") name = "2008 R2";
    std::string suffix(update);
    if (const size_t cumulative = suffix.find("CU"); cumulative != suffix.npos) {
        suffix.insert(cumulative, " ");
    }
    out.name = fmt::format("SQL Server {}{}{}", name, suffix.empty() ? "" : " ", suffix);
    return out;
}

std::optional<SourceVersion> parse_build(std::string_view text) {
    int parts[3] = {0, 0, 0};
    for (int i = 0; i < 3 && !text.empty(); ++i) {
        const char* end = text.data() + text.size();
        auto [rest, error] = std::from_chars(text.data(), end, parts[i]);
        if (error != std::errc() || parts[i] < 0) return {};
        text.remove_prefix(size_t(rest - text.data()));
        if (text.empty()) break;
        if (text[0] != '.') return {};
        text.remove_prefix(1);
    }
    if (text.find_first_not_of("0123456789") != text.npos) return {};
    return source_version_of_build(parts[0], parts[1], parts[2]);
}

}  // namespace

std::optional<SourceVersion> source_version_of_build(int major, int minor, int build) {
    for (const Release& release : k_releases) {
        // 10.50.1600, of which some places keep 10.50 and some 10.5.
        const bool minor_fits = major != 10 || (minor >= 5) == (release.minor == 50);
        if (release.major == major && minor_fits) {
            return version_of(release, build);
        }
    }
    return {};
}

std::optional<SourceVersion> source_version_of_database(int internal_version) {
    for (const Release& release : k_releases) {
        if (release.first_internal <= internal_version && internal_version <= release.last_internal)
            return version_of(release, 0);
    }
    return {};
}

std::optional<SourceVersion> parse_source_version(std::string_view text) {
    std::string word;
    for (char c : ascii_lower(text)) {
        if (c != ' ' && c != '-' && c != '_') word += c;
    }
    if (word.starts_with("sqlserver")) word.erase(0, 9);
    if (word.starts_with("sql")) word.erase(0, 3);
    if (word.find('.') != word.npos) return parse_build(word);
    for (const Release& release : k_releases) {
        const std::string name = ascii_lower(release.name);
        if (!word.starts_with(name)) continue;
        const std::string rest = word.substr(name.size());
        if (rest.empty() || rest == "rtm") return version_of(release, release.first_build);
        for (const Update& update : k_updates) {
            if (update.release == release.name && ascii_iequals(update.name, rest)) {
                return version_of(release, update.build);
            }
        }
    }
    return {};
}

std::string known_source_versions() {
    std::string out;
    for (const Release& release : k_releases) {
        if (!out.empty()) out += ", ";
        out += release.name;
    }
    return out;
}

}  // namespace gantry::assess
