#include "catalog/verify/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "backup/data_file_pages.h"
#include "backup/file_cover.h"
#include "backup/recovery.h"
#include "base/error.h"
#include "catalog/verify/raw_check.h"
#include "catalog/verify/row_check.h"

namespace gantry::catalog {

using backup::ExtentOnMedia;
using storage::PageId;

namespace {

class Verifier {
  public:
    Verifier(const VerifyOptions& options, VerifyReport& report)
        : options_(options), report_(report), findings_(options.findings_of_each_kind) {}

    Findings& findings() { return findings_; }

    // Checks what `place` adds while it adds it. `total`: extents.
    void check_raw_pages(backup::IndexedPages& pages, uint64_t total,
                         const std::function<const ByteSource&(uint32_t file)>& source_of,
                         const std::function<void(RawCheck&)>& place) {
        RawCheck::Calls calls;
        // A fault maps what lies around it too, and so brings back some of what was given back
        // before: what lies further behind goes once more, each time a stretch is done.
        constexpr uint64_t k_stretch = 32 << 20;
        std::atomic<uint64_t> stretch{0};
        calls.release = [&](const ExtentOnMedia& first, const ExtentOnMedia& last) {
            if (first.file != last.file) return;
            const ByteSource& source = source_of(first.file);
            uint64_t begin = uint64_t(first.bytes - source.mapped().data());
            source.release(begin, uint64_t(last.bytes - first.bytes) + storage::k_extent_size);
            uint64_t here = begin / k_stretch;
            if (here < 2 || stretch.exchange(here) == here) return;
            source.release((here - 2) * k_stretch, k_stretch);
        };
        calls.progress = [&](uint64_t done) { progress("pages", done, total); };
        RawCheck check(pages, options_.threads, options_.findings_of_each_kind, std::move(calls));
        place(check);
        check.finish(findings_);
        auto count = [&](RawPage state) { return check.counts()[size_t(state)]; };
        RawPageCounts& p = report_.pages;
        p.checksum += count(RawPage::checksum_good);
        p.torn_bits += count(RawPage::torn_good);
        p.unprotected += count(RawPage::unprotected);
        p.filler += count(RawPage::filler);
        p.unformatted += count(RawPage::unformatted);
        p.stale += count(RawPage::stale);
        p.damaged += count(RawPage::damaged);
    }

    bool wants_structure() const { return options_.structure; }
    // As above, with the log of `recovered` replayed: it may have made pages that no extent had.
    void check_recovered(const backup::RecoveredPages& recovered, std::vector<PageId> extents) {
        auto add = [&](const std::vector<PageId>& pages) {
            for (PageId page : pages)
                extents.push_back({page.file, page.page - page.page % storage::k_pages_per_extent});
        };
        for (const backup::RecoveryStep& step : recovered.steps())
            add(step.changed_pages);
        add(recovered.undone_pages());
        check_structure(recovered, std::move(extents), recovered.row_deltas());
    }

    void check_structure(const storage::PageSource& pages, std::vector<PageId> extents,
                         std::unordered_map<uint64_t, int64_t> row_deltas = {}) {
        if (!options_.structure) return;
        std::sort(extents.begin(), extents.end());
        extents.erase(std::unique(extents.begin(), extents.end()), extents.end());
        progress("structure", 0, 1);
        DatabaseCheckOptions options;
        options.threads = options_.threads;
        options.row_deltas = std::move(row_deltas);
        report_.counts = check_database(pages, std::move(extents), options, findings_);
        report_.structure_checked = report_.counts.units > 0;
        progress("structure", 1, 1);
    }

    void finish() {
        report_.errors = findings_.count(Severity::error);
        report_.warnings = findings_.count(Severity::warning);
        report_.notes = findings_.count(Severity::note);
        report_.suppressed = findings_.suppressed();
        report_.findings = findings_.sorted();
    }

  private:
    void progress(const char* phase, uint64_t done, uint64_t total) {
        if (!options_.progress) return;
        std::lock_guard lock(progress_mutex_);
        options_.progress(phase, done, total);
    }

    const VerifyOptions& options_;
    VerifyReport& report_;
    Findings findings_;
    std::mutex progress_mutex_;
};

// Streams that are walked over, a line for each kind.
void note_other_streams(const backup::MediaSet& media, size_t set, Findings& findings) {
    std::map<std::string, std::pair<uint64_t, uint64_t>> kinds;
    for (const backup::OtherStream& other : media.other_streams(set)) {
        auto& [count, bytes] = kinds[fmt::format("{} of block {}", other.stream, other.block)];
        ++count;
        bytes += other.length;
    }
    for (const auto& [kind, counts] : kinds) {
        findings.note(CheckKind::media, {},
                      fmt::format("{} streams {} with {} bytes were not read: data outside of "
                                  "pages (FILESTREAM, full-text, memory-optimised)",
                                  counts.first, kind, counts.second));
    }
    for (const backup::MediaFile& file : media.files()) {
        const backup::MediaContents& contents = file.contents;
        if (!contents.trailing_problem.empty()) {
            findings.error(CheckKind::media, {},
                           fmt::format("{}: a set cannot be read: {}", file.name(),
                                       contents.trailing_problem));
        }
        if (contents.trailing_size == 0) continue;
        findings.note(CheckKind::media, {},
                      fmt::format("{}: {} bytes from {:#x} on follow the last set{}", file.name(),
                                  contents.trailing_size, contents.trailing_at,
                                  contents.trailing_is_zero ? ", all zero" : ""));
    }
}

// The log streams of a set, of all its families.
LogCounts check_logs(const backup::MediaSet& media, size_t set, Findings& findings) {
    constexpr uint64_t k_stream_pad = 2;
    LogCounts out;
    for (size_t i = 0; i < media.files().size(); ++i) {
        ByteSpan bytes = media.files()[i].stream().mapped();
        for (const backup::LogExtent& log : media.on_media(i, set).logs) {
            if (log.data.length <= k_stream_pad || !log.data.whole) continue;
            if (log.data.at + log.data.length > bytes.size()) continue;
            media.files()[i].stream().need(log.data.at, log.data.length);
            ByteSpan data =
                bytes.subspan(log.data.at + k_stream_pad, log.data.length - k_stream_pad);
            LogCounts part = check_log(log, data, media.files()[i].name(), findings);
            out.blocks += part.blocks;
            out.records += part.records;
            out.bytes += part.bytes;
            media.files()[i].stream().release(log.data.at, log.data.length);
        }
    }
    return out;
}

// All records of compressed files; those that are damaged read as zeros from here on.
void decompress(const backup::MediaSet& media, Findings& findings) {
    for (const backup::MediaFile& file : media.files()) {
        if (!file.container) continue;
        std::vector<std::string> problems;
        file.container->materialise(&problems);
        for (const std::string& problem : problems) {
            findings.error(CheckKind::container, {}, fmt::format("{}: {}", file.name(), problem));
        }
    }
}

// Files of the database without a page in this set. False when the primary file is among them:
// then nothing says what the pages are.
bool note_absent_files(const backup::BackupSetHeader& header, const storage::PageSource& pages,
                       Findings& findings) {
    std::vector<uint16_t> there = pages.files();
    std::set<uint16_t> absent;
    for (const backup::DatabaseFile& file : header.files) {
        if (file.type != 'D' || std::count(there.begin(), there.end(), file.file_id) > 0) continue;
        std::string what = fmt::format("no pages of file {} ({}, filegroup {}) are in this set",
                                       file.file_id, file.logical_name, file.file_group_name);
        absent.insert(uint16_t(file.file_id));
        // Full backups have pages of every file that is online.
        if (header.type == 'D') {
            findings.warning(CheckKind::media, {}, std::move(what));
        } else {
            findings.note(CheckKind::media, {}, std::move(what));
        }
    }
    if (backup::is_file_type(header.type)) findings.set_absent_files(std::move(absent));
    constexpr uint16_t k_primary_file = 1;
    return std::count(there.begin(), there.end(), k_primary_file) > 0;
}

// What a log that cannot be replayed says: damage has a number, what is not known has none.
void add_log_failure(const FormatError& error, Findings& findings) {
    Finding finding = finding_of(CheckKind::log, error);
    if (error.number() == 0) finding.severity = Severity::warning;
    finding.what = "the log was not replayed: " + finding.what;
    findings.add(std::move(finding));
}

// The one or two sets as a chain of their own.
backup::Chain chain_of(const std::vector<backup::ChainSet>& sets, size_t index, size_t set,
                       const std::optional<BaseSet>& base) {
    backup::Chain chain;
    auto add = [&](size_t media, size_t number, backup::ChainRole role) {
        for (size_t i = 0; i < sets.size(); ++i) {
            if (sets[i].media != media || sets[i].set != number) continue;
            chain.database = sets[i].header.database_name;
            chain.steps.push_back({i, role, sets[i].header.first_lsn, sets[i].header.last_lsn, {}});
            chain.reached = sets[i].header.last_lsn;
        }
    };
    if (base) add(base->media, base->set, backup::ChainRole::full);
    add(index, set, base ? backup::ChainRole::differential : backup::ChainRole::full);
    return chain;
}

void verify_pages_of_set(std::vector<backup::MediaSet>& all, size_t index, size_t set,
                         std::optional<BaseSet> base, Verifier& verifier, VerifyReport& report) {
    backup::MediaSet& media = all[index];
    char type = report.header.type;
    bool is_differential = backup::is_differential_type(type);
    if (!is_differential) base.reset();
    auto pages =
        std::make_shared<backup::IndexedPages>(media.files()[0].name(), report.database, true);
    if (base) all[base->media].place_pages(base->set, *pages);
    uint64_t total = 0;
    for (size_t i = 0; i < media.files().size(); ++i) {
        for (const auto& pass : media.on_media(i, set).data_passes) {
            for (const backup::StreamExtent& stream : pass)
                total += stream.length / storage::k_extent_size;
        }
    }
    verifier.check_raw_pages(
        *pages, total,
        [&](uint32_t file) -> const ByteSource& { return media.files()[file].stream(); },
        [&](RawCheck& check) {
            media.place_pages(set, *pages, [&](const ExtentOnMedia& extent) { check.add(extent); });
        });
    if ((is_differential && !base) || !verifier.wants_structure()) return;
    if (!note_absent_files(report.header, *pages, verifier.findings())) return;
    try {
        std::vector<backup::ChainSet> sets = backup::chain_sets(all);
        backup::RecoveredPages recovered(all, sets, chain_of(sets, index, set, base), {}, pages);
        verifier.check_recovered(recovered, pages->extents());
        return;
    } catch (const FormatError& error) {
        add_log_failure(error, verifier.findings());
    }
    verifier.check_structure(*pages, pages->extents());
}

}  // namespace

VerifyReport verify_set(std::vector<backup::MediaSet>& all, size_t index, size_t set,
                        const std::optional<BaseSet>& base, const VerifyOptions& options) {
    backup::MediaSet& media = all[index];
    VerifyReport report;
    report.header = media.sets()[set];
    report.database = report.header.database_name;
    for (const backup::MediaFile& file : media.files())
        report.files.push_back(file.name());
    Verifier verifier(options, report);
    try {
        decompress(media, verifier.findings());
        media.require_complete();
        media.require_whole(set);
        note_other_streams(media, set, verifier.findings());
        try {
            report.has_stream_checksums = media.verify_stream_checksums(set);
        } catch (const FormatError& error) {
            verifier.findings().add(finding_of(CheckKind::media, error));
        }
        report.log = check_logs(media, set, verifier.findings());
        if (report.header.type != 'L') {
            verify_pages_of_set(all, index, set, base, verifier, report);
        }
    } catch (const FormatError& error) {
        verifier.findings().add(finding_of(CheckKind::media, error));
    }
    verifier.finish();
    return report;
}

VerifyReport verify_data_files(std::vector<std::unique_ptr<ByteSource>> files,
                               std::vector<std::unique_ptr<ByteSource>> logs,
                               const VerifyOptions& options) {
    VerifyReport report;
    report.is_backup = false;
    for (const auto& file : files)
        report.files.push_back(file->name());
    for (const auto& file : logs)
        report.files.push_back(file->name());
    Verifier verifier(options, report);
    try {
        auto owned = std::make_unique<backup::DataFilePages>(std::move(files), true);
        backup::DataFilePages& pages = *owned;
        std::string warning = pages.state_warning();
        if (!warning.empty() && logs.empty()) {
            verifier.findings().warning(CheckKind::media, {}, warning);
        }
        std::vector<ExtentOnMedia> extents = pages.extents_on_media();
        verifier.check_raw_pages(
            pages, extents.size(),
            [&](uint32_t file) -> const ByteSource& { return *pages.sources()[file]; },
            [&](RawCheck& check) {
                for (const ExtentOnMedia& extent : extents) {
                    pages.need(extent.bytes, uint64_t(extent.page_count) * storage::k_page_size);
                    check.add(extent);
                }
            });
        if (logs.empty()) {
            verifier.check_structure(pages, pages.extents());
        } else {
            backup::RecoveredPages recovered(std::move(owned), std::move(logs), {});
            verifier.check_recovered(recovered, pages.extents());
        }
    } catch (const FormatError& error) {
        verifier.findings().add(finding_of(CheckKind::media, error));
    }
    verifier.finish();
    return report;
}

}  // namespace gantry::catalog
