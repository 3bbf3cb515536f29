// Rules about CREATE and ALTER DATABASE.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "assess/word_list.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

// ALTER DATABASE ... SET options that belong to the platform of a managed instance.
constexpr std::string_view k_refused =
    " AUTO_CLOSE DISABLE_BROKER EMERGENCY ENABLE_BROKER ERROR_BROKER_CONVERSATIONS FILESTREAM HADR "
    "NEW_BROKER OFFLINE PAGE_VERIFY READ_ONLY REMOTE_DATA_ARCHIVE RESTRICTED_USER SINGLE_USER ";
constexpr std::string_view k_always_on = " ANSI_NULLS ANSI_PADDING CONCAT_NULL_YIELDS_NULL ";
constexpr int k_oldest_current_level = 130;  // lower ones are deprecated

bool has_file_name(const List<const FileSpec*>& files) {
    return std::any_of(files.begin(), files.end(),
                       [](const FileSpec* file) { return has_option(file->options, "FILENAME"); });
}

// "AUTO_CLOSE" 'ON' or one name "AUTO_CLOSE ON": whichever way the option was written.
bool is_off(const Option& option) {
    return option.word == "OFF" || option.name.ends_with(" OFF");
}

}  // namespace

void CodeRules::create_database(const CreateDatabaseStatement& node) {
    std::string reason;
    if (!node.filegroups.empty() || !node.log_files.empty()) reason = "files";
    if (!node.containment.empty()) reason = "CONTAINMENT";
    if (!node.options.empty()) reason = fmt::format("WITH {}", node.options[0]->name);
    if (!node.for_clause.empty()) reason = fmt::format("FOR {}", node.for_clause);
    if (node.snapshot_of) reason = "AS SNAPSHOT OF";
    if (!reason.empty()) found("Gantry.CreateDatabaseOptions", node, std::move(reason));
    for (const FileGroupSpec* group : node.filegroups) {
        if (group->contains == "FILESTREAM") found("FileStream", *group);
    }
    if (node.log_files.size() > 1) found("MultipleLogFiles", node);
    if (node.collation) collation(node, node.collation.name);
}

void CodeRules::alter_database(const AlterDatabaseStatement& node) {
    switch (node.action) {
        case AlterDatabaseAction::set:
            for (const Option* option : node.options)
                database_option(node, *option);
            return;
        case AlterDatabaseAction::add_log_file:
            return found("Gantry.AlterDatabaseOptions", node, "ADD LOG FILE");
        case AlterDatabaseAction::add_file:
        case AlterDatabaseAction::modify_file:
            if (has_file_name(node.files)) {
                found("Gantry.AlterDatabaseOptions", node, "FILENAME");
            }
            return;
        case AlterDatabaseAction::add_filegroup:
            for (const Option* option : node.options) {
                if (option->word == "FILESTREAM") found("FileStream", node);
            }
            return;
        case AlterDatabaseAction::modify_filegroup:
            for (const Option* option : node.options) {
                if (option->name == "READONLY" || option->name == "READWRITE") {
                    found("Gantry.Deprecated.FilegroupOption", node, std::string(option->name));
                }
            }
            return;
        case AlterDatabaseAction::collate:
            return collation(node, node.target.name);
        default:
            return;
    }
}

void CodeRules::database_option(const Node& node, const Option& option) {
    const std::string_view first = option.name.substr(0, option.name.find(' '));
    if (first == "PARTNER" || first == "WITNESS") return found("UR00017", node);
    if (first == "TORN_PAGE_DETECTION" || option.word == "TORN_PAGE_DETECTION") {
        found("UR00314", node);
    }
    if (lists(k_always_on, first) && is_off(option)) {
        found("UR00303", node, std::string(first));
    }
    if (first == "COMPATIBILITY_LEVEL") {
        const auto* level = try_as<Literal>(option.value);
        const int number = level == nullptr ? 0 : std::atoi(std::string(level->text).c_str());
        if (number > 0 && number < k_oldest_current_level) {
            found("Gantry.Deprecated.CompatibilityLevel", node, std::string(level->text));
        }
    }
    const bool recovery =
        first == "RECOVERY" && option.word != "FULL" && option.name != "RECOVERY FULL";
    if (first == "AUTOMATIC_TUNING") {
        for (const Option* tuned : option.options) {
            if (tuned->name != "CREATE_INDEX" && tuned->name != "DROP_INDEX") continue;
            found("Gantry.AlterDatabaseOptions", node, fmt::format("{} {}", first, tuned->name));
        }
    } else if (recovery || lists(k_refused, first)) {
        found("Gantry.AlterDatabaseOptions", node,
              option.word.empty() ? std::string(option.name)
                                  : fmt::format("{} {}", option.name, option.word));
    }
}

}  // namespace gantry::assess
