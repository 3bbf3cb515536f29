#include "live/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"

namespace gantry::live {
namespace {

constexpr size_t k_warnings_max = 200;

constexpr CatalogQuery k_server = {
    .what = "the server's properties",
    .view = "SERVERPROPERTY",
    .columns =
        "version=CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128)), "
        "edition=CAST(SERVERPROPERTY('Edition') AS nvarchar(128)), "
        "engine_edition=CAST(SERVERPROPERTY('EngineEdition') AS int), "
        "collation=CAST(SERVERPROPERTY('Collation') AS nvarchar(128)), "
        "name=CAST(@@SERVERNAME AS nvarchar(256)), "
        "is_sysadmin=IS_SRVROLEMEMBER('sysadmin'), "
        "sees_definitions=HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW ANY DEFINITION'), "
        "sees_state=HAS_PERMS_BY_NAME(NULL, NULL, 'VIEW SERVER STATE')",
    .rest = "",
};

// The first word in the first quotes of "Invalid column name 'x'.", "'x' is not a recognized
// built-in function name."
std::string quoted_word(std::string_view text) {
    const size_t begin = text.find('\'');
    const size_t end = begin == std::string_view::npos ? begin : text.find('\'', begin + 1);
    if (end == std::string_view::npos) return {};
    const std::string_view quoted = text.substr(begin + 1, end - begin - 1);
    return std::string(quoted.substr(0, quoted.find(' ')));
}

bool is_missing_column(int number) {
    // The last is of services and of Gantry: "Statement or construct 'x' is not supported".
    constexpr int k_invalid_column = 207, k_not_a_function = 195, k_not_supported = 40510;
    return number == k_invalid_column || number == k_not_a_function || number == k_not_supported;
}

std::string reason_of(const SqlError& error) {
    switch (error.number()) {
        case 208:
            return "this server has no such views";
        case 229:
        case 230:
        case 297:
        case 300:
        case 371:
        case 916:
            return fmt::format("the login may not see them (error {})", error.number());
        default:
            return fmt::format("error {}: {}", error.number(), error.what());
    }
}

}  // namespace

int ServerInfo::view_major() const {
    return is_service() ? k_newest_major - 1 : major;
}

Source::Source(const tdsclient::ConnectOptions& options) : connection_(options) {
    ask_server();
}

Source::Source(const tdsclient::ConnectOptions& options, ServerInfo info)
    : connection_(options), info_(std::move(info)) {}

void Source::ask_server() {
    read(k_server, [&](const tdsclient::Row& row) {
        info_.version = row.text("version");
        info_.edition = row.text("edition");
        if (row.integer("engine_edition") != 0) {
            info_.engine_edition = int(row.integer("engine_edition"));
        }
        info_.collation = row.text("collation");
        info_.name = row.text("name");
        info_.is_sysadmin = row.flag("is_sysadmin");
        info_.sees_definitions = row.flag("sees_definitions") || info_.is_sysadmin;
        info_.sees_state = row.flag("sees_state") || info_.is_sysadmin;
    });
    if (info_.name.empty()) info_.name = connection_.server_name();
    const char* text = info_.version.data();
    const char* end = text + info_.version.size();
    const auto major = std::from_chars(text, end, info_.major);
    if (major.ptr != end) std::from_chars(major.ptr + 1, end, info_.minor);
    if (info_.major < k_oldest_major) {
        throw IoError(fmt::format("{} is version {}: SQL Server 2005 is the oldest that is read",
                                  connection_.server_name(), info_.version));
    }
}

bool Source::read(const CatalogQuery& query, const Visitor& visit) {
    const int major = info_.view_major();
    if (major < query.since) return true;
    constexpr size_t k_missing_max = 64;
    std::vector<std::string> missing;
    for (;;) {
        size_t rows = 0;
        try {
            connection_.query(query_text(query, major, missing), [&](const tdsclient::Row& row) {
                ++rows;
                visit(row);
            });
            break;
        } catch (const SqlError& error) {
            const std::string name = quoted_word(error.what());
            const bool again = rows == 0 && is_missing_column(error.number()) &&
                               missing.size() < k_missing_max && mentions(query, name) &&
                               std::find(missing.begin(), missing.end(), name) == missing.end();
            if (!again) return refused(query.what, error);
            missing.push_back(name);
        }
    }
    for (const std::string& name : missing)
        warn(fmt::format("{} of this server has no {}", query.view, name));
    return true;
}

bool Source::read_batch(std::string_view what, std::string_view batch, const Visitor& visit) {
    try {
        connection_.query(batch, visit);
        return true;
    } catch (const SqlError& error) {
        return refused(what, error);
    }
}

bool Source::refused(std::string_view what, const SqlError& error) {
    const std::string reason = reason_of(error);
    auto group = std::find_if(refused_.begin(), refused_.end(),
                              [&](const auto& one) { return one.first == reason; });
    if (group == refused_.end()) {
        if (refused_.size() >= k_warnings_max) return false;
        group = refused_.insert(refused_.end(), {reason, {}});
    }
    group->second.emplace_back(what);
    return false;
}

void Source::warn(std::string text) {
    if (warnings_.size() >= k_warnings_max) return;
    if (std::find(warnings_.begin(), warnings_.end(), text) != warnings_.end()) return;
    warnings_.push_back(std::move(text));
}

std::vector<std::string> Source::take_warnings() {
    for (const auto& [reason, names] : std::exchange(refused_, {}))
        warnings_.push_back(fmt::format("not read: {}; {}", fmt::join(names, ", "), reason));
    return std::exchange(warnings_, {});
}

}  // namespace gantry::live
