#include "cli/assess_backups.h"

#include <algorithm>
#include <numeric>

#include "assess/backup_rules.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "cli/command_line.h"
#include "cli/size_workloads.h"

namespace gantry::cli {
namespace {

// Of the full backup at the beginning of the chain: the file that a restore takes.
assess::BackupFacts backup_facts(const Inputs& inputs, const OpenedDatabase& opened) {
    assess::BackupFacts out;
    if (opened.chain.empty()) return out;
    const backup::MediaSet& media = inputs.media[opened.chain.front().media];
    out.file = media.files()[0].name();
    out.sets_in_file = media.sets().size();
    out.media_password = media.label().has_password;
    out.header = &header_of(inputs, opened.chain.front());
    return out;
}

uint64_t bytes_of(const backup::BackupSetHeader& header) {
    uint64_t bytes = 0;
    for (const backup::DatabaseFile& file : header.files)
        bytes += file.size;
    return bytes;
}

uint64_t bytes_of(const std::vector<catalog::DatabaseFile>& files) {
    uint64_t bytes = 0;
    for (const catalog::DatabaseFile& file : files)
        bytes += uint64_t(std::max<int64_t>(file.size_pages, 0)) * storage::k_page_size;
    return bytes;
}

// What the header of a backup says for the way to the target.
void add_backup_facts(const Inputs& inputs, const InputDatabase& database,
                      const backup::BackupSetHeader& header, assess::MethodSource& method) {
    const auto version = assess::source_version_of_build(
        header.software_major, header.software_minor, header.software_build);
    if (version) method.version = version;
    method.has_checksums = (header.flags & backup::k_flag_checksum) != 0;
    method.has_log_backups =
        std::any_of(database.sets.begin(), database.sets.end(),
                    [&](SetRef set) { return header_of(inputs, set).type == 'L'; });
}

}  // namespace

OpenedDatabase BackupAssessor::open(const InputDatabase& database,
                                    std::vector<UnreadInput>* unread) const {
    if (database.is_data_files()) {
        return open_data_files(inputs_, inputs_.data_files[database.data_files], true);
    }
    for (size_t i = database.sets.size(); i-- > 1;) {
        try {
            OpenedDatabase opened =
                open_chain(inputs_, chain_to(inputs_, database, database.sets[i]), true);
            opened.image->model();
            return opened;
        } catch (const Error& error) {
            if (unread == nullptr) continue;
            const SetRef set = database.sets[i];
            unread->push_back({inputs_.media[set.media].files()[0].name(),
                               with_hint(error.what(), error.hint())});
        }
    }
    return open_chain(inputs_, chain_to(inputs_, database, database.sets.front()), true);
}

const std::string& BackupAssessor::source_of(const InputDatabase& database) const {
    if (database.is_data_files()) return inputs_.data_files[database.data_files].paths[0];
    return inputs_.media[database.sets.back().media].files()[0].name();
}

// The file an opened database was read from.
const std::string& BackupAssessor::source_of(const OpenedDatabase& opened,
                                             const InputDatabase& database) const {
    if (opened.chain.empty()) return source_of(database);
    return inputs_.media[opened.chain.back().media].files()[0].name();
}

void BackupAssessor::forget(const InputDatabase& database) const {
    for (const SetRef& set : database.sets)
        inputs_.media[set.media].forget();
}

AssessedDatabase BackupAssessor::assess(const InputDatabase& database) const {
    AssessedDatabase out;
    try {
        const OpenedDatabase opened = open(database, &out.unread);
        assess_opened(database, opened, out);
    } catch (const Error& error) {
        out.subjects.clear();
        out.unread.push_back({source_of(database), with_hint(error.what(), error.hint())});
    }
    forget(database);
    return out;
}

void BackupAssessor::assess_opened(const InputDatabase& database, const OpenedDatabase& opened,
                                   AssessedDatabase& out) const {
    const catalog::Database& model = opened.image->model();
    out.memory_optimized = is_memory_optimized(model);
    out.files = model.files;
    uint64_t bytes = bytes_of(model.files);
    assess::AssessOptions options = options_;
    const assess::BackupFacts facts = backup_facts(inputs_, opened);
    if (facts.header != nullptr) {
        options.backup = &facts;
        // The pages of SQL Server 2005 do not tell how large its files are.
        if (bytes == 0) bytes = bytes_of(*facts.header);
    }
    assess::Subject subject = assess::assess_database(model, bytes, options);
    subject.source = source_of(opened, database);
    if (subject.name.empty()) subject.name = database.name;
    subject.method.database = subject.name;
    if (!opened.chain.empty()) {
        const backup::BackupSetHeader& header = header_of(inputs_, opened.chain.back());
        subject.server = header.server_name;
        add_backup_facts(inputs_, database, header, subject.method);
    }
    if (!opened.warning.empty()) subject.warnings.push_back(opened.warning);
    out.subjects.push_back(std::move(subject));
}

std::vector<std::vector<size_t>> databases_by_media(const Inputs& inputs,
                                                    const std::vector<InputDatabase>& databases) {
    // Each medium's group, found through the first database that has it.
    std::vector<size_t> group(databases.size());
    std::iota(group.begin(), group.end(), size_t{0});
    const auto root = [&](size_t i) {
        while (group[i] != i)
            i = group[i] = group[group[i]];
        return i;
    };
    constexpr size_t k_none = size_t(-1);
    std::vector<size_t> first(inputs.media.size(), k_none);
    for (size_t i = 0; i < databases.size(); ++i) {
        for (const SetRef& set : databases[i].sets) {
            if (first[set.media] == k_none) first[set.media] = i;
            const size_t a = root(first[set.media]), b = root(i);
            group[std::max(a, b)] = std::min(a, b);
        }
    }
    std::vector<std::vector<size_t>> out;
    std::vector<size_t> place(databases.size(), k_none);
    for (size_t i = 0; i < databases.size(); ++i) {
        size_t& at = place[root(i)];
        if (at == k_none) {
            at = out.size();
            out.emplace_back();
        }
        out[at].push_back(i);
    }
    return out;
}

}  // namespace gantry::cli
