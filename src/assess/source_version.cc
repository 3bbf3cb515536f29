#include "assess/source_version.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

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

// A build number with all its parts somewhere in a longer text, as in @@VERSION.
std::optional<SourceVersion> build_within(std::string_view text) {
    constexpr std::string_view k_digits = "0123456789";
    constexpr std::string_view k_build = "0123456789.";
    for (size_t at = 0; (at = text.find_first_of(k_digits, at)) != text.npos;) {
        const size_t end = std::min(text.find_first_not_of(k_build, at), text.size());
        std::string_view number = text.substr(at, end - at);
        at = end;
        while (number.ends_with('.'))
            number.remove_suffix(1);
        if (std::count(number.begin(), number.end(), '.') < 2) continue;
        if (auto version = parse_build(number)) return version;
    }
    return {};
}

// Small letters and digits, without the words that say nothing about the version.
std::string squeezed(std::string_view text) {
    std::string out;
    for (char c : ascii_lower(text)) {
        if (std::string_view(" -_()\t").find(c) == std::string_view::npos) out += c;
    }
    for (const std::string_view word :
         {"microsoft", "sqlserver", "sql", "enterprise", "standard", "developer", "express", "web",
          "evaluation", "edition", "64bit", "x64", "rtm"}) {
        const size_t at = out.find(word);
        if (at != out.npos) out.erase(at, word.size());
    }
    if (out.starts_with('v')) out.erase(0, 1);
    return out;
}

// "sp1cu3", "cu18", "gdr", "": the service pack decides, and of updates only what is known of them.
std::optional<SourceVersion> version_with_updates(const Release& release, std::string_view rest) {
    int build = release.first_build;
    if (rest.starts_with("sp")) {
        const std::string_view pack = rest.substr(0, 3);
        const auto known = std::find_if(std::begin(k_updates), std::end(k_updates), [&](auto& one) {
            return one.release == release.name && ascii_iequals(one.name, pack);
        });
        if (known == std::end(k_updates)) return {};
        build = known->build;
        rest.remove_prefix(pack.size());
    }
    if (rest.starts_with("cu")) {
        rest.remove_prefix(2);
        int number = 0;
        const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
        if (error != std::errc() || number < 1) return {};
        rest.remove_prefix(size_t(end - rest.data()));
        constexpr int k_2012_sp1 = 3000, k_2012_sp1_cu2 = 3339;
        if (release.major == 11 && build == k_2012_sp1 && number >= 2) build = k_2012_sp1_cu2;
    }
    if (rest.starts_with("gdr")) rest.remove_prefix(3);
    if (rest.starts_with("+gdr")) rest.remove_prefix(4);
    if (!rest.empty()) return {};
    return version_of(release, build);
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
    if (auto version = build_within(text)) return version;
    std::string word = squeezed(text);
    constexpr size_t k_major_digits = 2;  // "13", of which 2016 is the only one
    const bool is_major = word.size() <= k_major_digits &&
                          word.find_first_not_of("0123456789") == word.npos && !word.empty();
    if (is_major || word.find('.') != word.npos) return parse_build(word);
    const Release* best = nullptr;  // 2008R2 rather than 2008
    for (const Release& release : k_releases) {
        const bool longer = best == nullptr || release.name.size() > best->name.size();
        if (word.starts_with(ascii_lower(release.name)) && longer) best = &release;
    }
    if (best == nullptr) return {};
    return version_with_updates(*best, std::string_view(word).substr(best->name.size()));
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
