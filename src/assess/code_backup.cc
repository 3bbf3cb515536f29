// Rules about BACKUP and RESTORE: what was removed, and what a managed instance does not run.

#include <fmt/format.h>

#include <algorithm>

#include "assess/code_rules.h"
#include "base/utf.h"

namespace gantry::assess {

using namespace tsql;

namespace {

constexpr size_t k_stripes_max = 32;  // of a backup that a managed instance takes

constexpr std::string_view k_refused_options[] = {
    "CREDENTIAL",  "DIFFERENTIAL", "FILE_SNAPSHOT", "NORECOVERY", "STANDBY",
    "NO_TRUNCATE", "REWIND",       "NOREWIND",      "UNLOAD",     "NOUNLOAD",
};

bool on_tape(const List<const BackupDevice*>& devices) {
    return std::any_of(devices.begin(), devices.end(),
                       [](const BackupDevice* device) { return device->type == "TAPE"; });
}

bool all_urls(const List<const BackupDevice*>& devices) {
    return !devices.empty() &&
           std::all_of(devices.begin(), devices.end(),
                       [](const BackupDevice* device) { return device->type == "URL"; });
}

bool has_password(const List<const Option*>& options) {
    return has_option(options, "PASSWORD") || has_option(options, "MEDIAPASSWORD");
}

// Why a managed instance refuses the backup; empty: it takes it.
std::string refusal(const BackupStatement& node) {
    if (node.backup == BackupKind::log) return "log backup";
    if (node.backup != BackupKind::database) return "not one database";
    if (!node.files.empty()) return "files or filegroups";
    if (!node.mirrors.empty()) return "MIRROR TO";
    if (!all_urls(node.to)) return "not to a URL";
    for (std::string_view option : k_refused_options) {
        if (has_option(node.options, option)) return std::string(option);
    }
    if (!has_option(node.options, "COPY_ONLY")) return "without COPY_ONLY";
    return node.to.size() > k_stripes_max ? "more than 32 stripes" : "";
}

std::string refusal(const RestoreStatement& node) {
    if (node.restore == RestoreKind::log) return "RESTORE LOG";
    if (node.restore == RestoreKind::rewindonly) return "RESTORE REWINDONLY";
    if (!all_urls(node.from)) return "not from a URL";
    const bool database = node.restore == RestoreKind::database;
    if (database && !node.files.empty()) return "files, filegroups or pages";
    if (database && !node.options.empty()) return fmt::format("WITH {}", node.options[0]->name);
    return "";
}

}  // namespace

void CodeRules::backup(const BackupStatement& node) {
    const std::string_view words = result_.text(node.range);
    if (node.dump_word) found("UR00029", node);
    // LOG is written TRAN or TRANSACTION.
    if (node.backup == BackupKind::log && ascii_iequals(words.substr(0, 11), "backup tran")) {
        found("UR00007", node);
    }
    if (has_option(node.options, "NO_LOG") || has_option(node.options, "TRUNCATE_ONLY")) {
        found("UR00006", node);
    }
    if (has_password(node.options)) found("UR00300", node);
    if (on_tape(node.to)) found("Gantry.Deprecated.TapeDevice", node, "feature 235");
    std::string reason = refusal(node);
    if (!reason.empty()) found("Gantry.BackupStatement", node, std::move(reason));
}

void CodeRules::restore(const RestoreStatement& node) {
    const std::string_view words = result_.text(node.range);
    if (node.load_word) found("UR00029", node);
    if (node.restore == RestoreKind::log && ascii_iequals(words.substr(0, 12), "restore tran")) {
        found("UR00007", node);
    }
    if (has_password(node.options)) found("UR00300", node);
    if (has_option(node.options, "DBO_ONLY")) found("Gantry.Removed.RestoreDboOnly", node);
    if (on_tape(node.from)) found("Gantry.Deprecated.TapeDevice", node, "feature 235");
    std::string reason = refusal(node);
    if (!reason.empty()) found("Gantry.RestoreStatement", node, std::move(reason));
}

}  // namespace gantry::assess
