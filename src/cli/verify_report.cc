#include "cli/verify_report.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command_line.h"
#include "cli/text_table.h"

namespace gantry::cli {

using catalog::ByteAccount;
using catalog::Finding;
using catalog::VerifyReport;
using nlohmann::ordered_json;

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

std::string place_of(const Finding& finding) {
    if (finding.page.is_null()) return "-";
    std::string out = storage::to_string(finding.page);
    if (finding.slot >= 0) out += fmt::format(" slot {}", finding.slot);
    return out;
}

std::string title_of(const VerifyReport& report) {
    std::string files = joined(report.files);
    if (!report.is_backup) return files;
    return fmt::format("{}, set {} ({} of {})", files, report.header.position,
                       report.header.type_description(), report.database);
}

std::string summary_of(const VerifyReport& report) {
    const catalog::RawPageCounts& p = report.pages;
    std::string out = fmt::format(
        "  {} pages: {} with checksum, {} with torn bits, {} unprotected, "
        "{} never formatted, {} stale, {} filler, {} damaged\n",
        p.total(), p.checksum, p.torn_bits, p.unprotected, p.unformatted, p.stale, p.filler,
        p.damaged);
    if (report.log.blocks > 0) {
        out +=
            fmt::format("  {} log records in {} blocks\n", report.log.records, report.log.blocks);
    }
    if (report.has_stream_checksums) out += "  backup checksums hold\n";
    if (report.structure_checked) {
        out += fmt::format("  {} pages in use, {} tables, {} rows\n", report.counts.pages_in_use,
                           report.counts.tables, report.counts.rows);
    } else if (report.header.type != 'L') {
        out += "  what lies between pages was not checked\n";
    }
    return out;
}

ordered_json finding_json(const Finding& finding) {
    ordered_json out;
    out["severity"] = catalog::to_string(finding.severity);
    out["check"] = catalog::to_string(finding.kind);
    if (!finding.page.is_null()) {
        out["file"] = finding.page.file;
        out["page"] = finding.page.page;
    }
    if (finding.slot >= 0) out["slot"] = finding.slot;
    out["what"] = finding.what;
    return out;
}

ordered_json report_json(const VerifyReport& report) {
    ordered_json out;
    out["files"] = report.files;
    if (report.is_backup) {
        out["position"] = report.header.position;
        out["type"] = std::string(1, report.header.type);
        out["database"] = report.database;
    }
    out["ok"] = report.clean();
    const catalog::RawPageCounts& p = report.pages;
    out["pages"] = {{"total", p.total()},           {"checksum", p.checksum},
                    {"tornBits", p.torn_bits},      {"unprotected", p.unprotected},
                    {"unformatted", p.unformatted}, {"stale", p.stale},
                    {"filler", p.filler},           {"damaged", p.damaged}};
    out["backupChecksums"] = report.has_stream_checksums;
    out["structureChecked"] = report.structure_checked;
    out["pagesInUse"] = report.counts.pages_in_use;
    out["tables"] = report.counts.tables;
    out["rows"] = report.counts.rows;
    out["logBlocks"] = report.log.blocks;
    out["logRecords"] = report.log.records;
    out["errors"] = report.errors;
    out["warnings"] = report.warnings;
    out["notes"] = report.notes;
    out["findings"] = ordered_json::array();
    for (const Finding& finding : report.findings)
        out["findings"].push_back(finding_json(finding));
    out["findingsNotListed"] = report.suppressed;
    return out;
}

}  // namespace

void print_verify_report(const VerifyReport& report) {
    fmt::print("{}: {}\n", printable(title_of(report)), report.clean() ? "clean" : "DAMAGED");
    fmt::print("{}", summary_of(report));
    if (!report.findings.empty()) {
        Table table{{"  severity", "check", "page", "what"}, {}};
        for (const Finding& finding : report.findings) {
            table.rows.push_back({fmt::format("  {}", catalog::to_string(finding.severity)),
                                  catalog::to_string(finding.kind), place_of(finding),
                                  printable(finding.what)});
        }
        fmt::print("{}", render_table(table));
    }
    if (report.suppressed > 0) fmt::print("  and {} more\n", report.suppressed);
    fmt::print("\n");
    std::fflush(stdout);
}

void print_verify_json(const Inputs& inputs, const std::vector<VerifyReport>& reports, bool clean) {
    ordered_json out;
    out["ok"] = clean;
    out["sets"] = ordered_json::array();
    for (const VerifyReport& report : reports)
        out["sets"].push_back(report_json(report));
    out["rejected"] = ordered_json::array();
    for (const RejectedFile& file : inputs.rejected) {
        out["rejected"].push_back(
            {{"path", file.path}, {"reason", file.reason}, {"number", file.number}});
    }
    fmt::print("{}\n", out.dump(2, ' ', false, ordered_json::error_handler_t::replace));
}

void AccountTable::add_row(const std::string& name, uint64_t size, const ByteAccount& b) {
    std::vector<std::string> row{name};
    for (uint64_t value : {size, b.headers, b.metadata, b.pages_used, b.pages_free, b.pages_empty,
                           b.filler, b.log, b.log_unused, b.padding, b.checksums, b.compressed,
                           b.other + b.trailing, b.unexplained}) {
        row.push_back(fmt::format("{}", value));
    }
    rows_.push_back(std::move(row));
    unexplained_ += b.unexplained;
    if (b.total() > size) unexplained_ += b.total() - size;
    if (b.total() < size) unexplained_ += size - b.total();
}

void AccountTable::add(const catalog::FileAccount& file) {
    add_row(file.file, file.size, file.bytes);
    if (file.is_compressed) add_row("– decompressed", file.stream_size, file.stream);
}

void AccountTable::print() const {
    static constexpr const char* k_columns[] = {
        "file",       "bytes",           "headers",    "metadata", "pages in use",
        "free pages", "never formatted", "filler",     "log",      "log unused",
        "padding",    "checksums",       "compressed", "other",    "unexplained"};
    std::string head, rule;
    for (const char* column : k_columns) {
        head += fmt::format("| {} ", column);
        rule += head.size() < 10 ? "|---" : "|---:";
    }
    fmt::print("{}|\n{}|\n", head, rule);
    for (const std::vector<std::string>& row : rows_) {
        for (const std::string& cell : row)
            fmt::print("| {} ", cell);
        fmt::print("|\n");
    }
}

VerifyProgress::VerifyProgress() : terminal_(is_terminal(STDERR_FILENO)) {}

void VerifyProgress::show(const std::string& phase, uint64_t done, uint64_t total) {
    if (!terminal_ || total == 0) return;
    auto now = std::chrono::steady_clock::now();
    if (shown_ && now - last_ < std::chrono::milliseconds(200)) return;
    last_ = now;
    shown_ = true;
    fmt::print(stderr, "\r\033[K{}: {} %", phase, done * 100 / total);
    std::fflush(stderr);
}

void VerifyProgress::clear() {
    if (shown_) fmt::print(stderr, "\r\033[K");
    shown_ = false;
}

}  // namespace gantry::cli
