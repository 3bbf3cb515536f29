#include "assess/engine_check/failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/utf.h"

namespace gantry::assess {
namespace {

constexpr int k_not_supported = 40510;

// The first text in quotes of a message.
std::string quoted_part(std::string_view message) {
    for (char quote : {'\'', '"'}) {
        const size_t begin = message.find(quote);
        if (begin == message.npos) continue;
        const size_t end = message.find(quote, begin + 1);
        if (end == message.npos) continue;
        return std::string(message.substr(begin + 1, end - begin - 1));
    }
    return {};
}

std::vector<std::string> parts_of(std::string_view name) {
    std::vector<std::string> out(1);
    for (char c : name) {
        if (c == '.') {
            out.emplace_back();
        } else {
            out.back() += c;
        }
    }
    return out;
}

bool is_system_database(std::string_view name) {
    return ascii_iequals(name, "master") || ascii_iequals(name, "msdb") ||
           ascii_iequals(name, "tempdb") || ascii_iequals(name, "model");
}

// Of the server itself: not in any backup of a user's database.
bool is_system_object(const std::vector<std::string>& parts) {
    const std::string& object = parts.back();
    const std::string schema = parts.size() > 1 ? parts[parts.size() - 2] : "";
    if (ascii_iequals(schema, "sys") || ascii_iequals(schema, "INFORMATION_SCHEMA")) return true;
    if (parts.size() > 2 && is_system_database(parts[parts.size() - 3])) return true;
    const std::string lower = ascii_lower(object);
    constexpr std::array<std::string_view, 12> k_compatibility_views = {
        "sysobjects",   "syscolumns",     "sysindexes", "sysusers",
        "sysdatabases", "syscomments",    "systypes",   "sysprocesses",
        "sysindexkeys", "sysforeignkeys", "sysfiles",   "syslogins"};
    return std::find(k_compatibility_views.begin(), k_compatibility_views.end(), lower) !=
           k_compatibility_views.end();
}

Failure unsupported_feature(std::string feature, std::string detail) {
    Failure out;
    out.kind = FailureKind::not_supported;
    out.feature = std::move(feature);
    out.detail = std::move(detail);
    return out;
}

Failure cannot_tell(std::string reason) {
    Failure out;
    out.kind = FailureKind::cannot_tell;
    out.detail = std::move(reason);
    return out;
}

// Of a database that no backup holds, only what scripts create is known.
std::optional<Failure> not_known(const FailedStatement& statement, std::string_view database) {
    if (database.empty()) database = statement.database;
    const bool partial =
        statement.partial != nullptr && statement.partial->contains(ascii_lower(database));
    if (!partial) return std::nullopt;
    return cannot_tell("no backup is among those read in which its names could be looked up");
}

Failure missing_object(const SqlError& error, const FailedStatement& statement,
                       const std::string& name) {
    const std::vector<std::string> parts = parts_of(name);
    if (parts.back().starts_with('#') || name.starts_with('@')) {
        return cannot_tell(fmt::format("{} is not made in this text: its caller makes it", name));
    }
    if (is_system_object(parts)) {
        return unsupported_feature("system object " + ascii_lower(name), "");
    }
    if (parts.size() > 2 && !parts[parts.size() - 3].empty()) {
        const std::string& database = parts[parts.size() - 3];
        if (statement.catalog.find(database) == nullptr) {
            return cannot_tell(
                fmt::format("{}: no backup of database {} is among those read", name, database));
        }
    }
    const std::string database = parts.size() > 2 ? parts[parts.size() - 3] : "";
    if (auto unknown = not_known(statement, database)) return *unknown;
    Failure out;
    out.feature = std::to_string(error.number());
    out.detail = fmt::format("{}: {}", error.number(), error.what());
    out.source_too = true;
    return out;
}

Failure bad_synonym(const SqlError& error, const FailedStatement& statement,
                    const std::string& name) {
    const engine::DatabaseCatalog* database = statement.catalog.find(statement.database);
    if (database != nullptr) {
        for (const catalog::Synonym& synonym : database->model().synonyms) {
            if (!ascii_iequals(synonym.name, name)) continue;
            std::string target;
            for (char c : synonym.target) {
                if (c != '[' && c != ']') target += c;
            }
            if (parts_of(target).size() > 3) return unsupported_feature("linked servers", "");
            return missing_object(error, statement, target);
        }
    }
    return cannot_tell(error.what());
}

Failure missing_procedure(const SqlError& error, const FailedStatement& statement,
                          const std::string& name) {
    const std::vector<std::string> parts = parts_of(name);
    const std::string lower = ascii_lower(parts.back());
    const std::string schema = parts.size() > 1 ? parts[parts.size() - 2] : "";
    const std::string database = parts.size() > 2 ? parts[parts.size() - 3] : "";
    const bool of_server = lower.starts_with("sp_") || lower.starts_with("xp_") ||
                           ascii_iequals(schema, "sys") || is_system_database(database);
    if (of_server) return unsupported_feature("procedure " + lower, "");
    return missing_object(error, statement, name);
}

Failure missing_column(const SqlError& error, const FailedStatement& statement) {
    if (statement.reads_system_views) {
        return unsupported_feature("a column of a system view",
                                   fmt::format("a column of a system view: {}", error.what()));
    }
    Failure out;
    out.feature = std::to_string(error.number());
    out.detail = fmt::format("{}: {}", error.number(), error.what());
    out.source_too = true;
    return out;
}

Failure missing_type(const SqlError& error, const FailedStatement& statement) {
    if (auto unknown = not_known(statement, {})) return *unknown;
    Failure out;
    out.feature = std::to_string(error.number());
    out.detail = fmt::format("{}: {}", error.number(), error.what());
    return out;
}

Failure by_number(const SqlError& error, const FailedStatement& statement,
                  const std::string& name) {
    switch (error.number()) {
        case k_not_supported: {
            const std::string construct = refused_construct(error.what());
            const std::string feature = feature_of(construct);
            return unsupported_feature(feature, feature_with_names(construct));
        }
        case 195:  // not a recognized built-in function name
            return unsupported_feature(fmt::format("function {}()", ascii_upper(name)), "");
        case 208:
        case 1087:
        case 1088:
        case 4701:
        case 4902:
            return missing_object(error, statement, name);
        case 911:
            return cannot_tell(fmt::format("{} is not among the databases read", name));
        case 5313:
            return bad_synonym(error, statement, name);
        case 2812:
            return missing_procedure(error, statement, name);
        case 207:
        case 4104:
            return missing_column(error, statement);
        case 243:
        case 2715:
            return missing_type(error, statement);
        case 2760:
            if (auto unknown = not_known(statement, {})) return *unknown;
            break;
        case 7202:
            return unsupported_feature("linked servers", "");
        case 4121:
            return missing_object(error, statement, name);
        default:
            break;
    }
    Failure out;
    out.feature = std::to_string(error.number());
    out.detail = fmt::format("{}: {}", error.number(), error.what());
    return out;
}

}  // namespace

std::string refused_construct(std::string_view message) {
    constexpr std::string_view k_head = "Statement or construct '";
    constexpr std::string_view k_tail = "' is not supported in this version";
    if (!message.starts_with(k_head)) return {};
    const size_t end = message.rfind(k_tail);
    if (end == message.npos || end < k_head.size()) return {};
    return std::string(message.substr(k_head.size(), end - k_head.size()));
}

std::string feature_with_names(std::string_view construct) {
    std::string names;
    const std::string feature = feature_of(construct, &names);
    return names.empty() ? feature : fmt::format("{} ({})", feature, names);
}

std::string feature_of(std::string_view construct, std::string* names) {
    std::string out;
    while (!construct.empty()) {
        const size_t begin = construct.find('\'');
        const size_t end = begin == construct.npos ? begin : construct.find('\'', begin + 1);
        if (end == construct.npos) {
            out += construct;
            break;
        }
        out += construct.substr(0, begin);
        if (names != nullptr) {
            *names += names->empty() ? "" : ", ";
            *names += construct.substr(begin + 1, end - begin - 1);
        }
        construct.remove_prefix(end + 1);
        if (out.ends_with(' ') && construct.starts_with(' ')) construct.remove_prefix(1);
    }
    while (out.ends_with(' '))
        out.pop_back();
    return out;
}

Failure classify(const SqlError& error, const FailedStatement& statement) {
    // 4121 names column and function: the function is the second.
    std::string message = error.what();
    std::string name = quoted_part(message);
    if (error.number() == 4121) {
        const size_t second = message.find("aggregate ");
        if (second != message.npos) name = quoted_part(std::string_view(message).substr(second));
    }
    Failure out = by_number(error, statement, name);
    if (out.kind == FailureKind::not_supported) {
        if (out.detail.empty()) out.detail = out.feature;
        if (error.number() == k_not_supported) name = quoted_part(refused_construct(message));
    }
    if (!error.procedure().empty()) out.detail += fmt::format("; inside {}", error.procedure());
    out.name = parts_of(name).back();
    out.line = uint32_t(std::max(error.line(), 0));
    return out;
}

}  // namespace gantry::assess
