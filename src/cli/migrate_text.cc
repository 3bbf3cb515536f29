#include "cli/migrate_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "cli/text_table.h"
#include "restore/console_progress.h"

namespace gantry::cli {
namespace {

using namespace migrate;

constexpr size_t k_lines_max = 12;  // of one list; the report has all

void add_lines(const std::vector<std::string>& lines, std::string& out) {
    for (size_t i = 0; i < lines.size() && i < k_lines_max; ++i)
        out += fmt::format("    {}\n", printable(lines[i]));
    if (lines.size() > k_lines_max) {
        out += fmt::format("    and {} more: --output json and --report have them\n",
                           lines.size() - k_lines_max);
    }
}

std::string made_of(const PlannedDatabase& database) {
    size_t differentials = 0, logs = 0, stripes = 1;
    for (const PlannedStep& step : database.steps) {
        stripes = std::max(stripes, step.files.size());
        differentials += step.role == backup::ChainRole::differential;
        logs += step.role == backup::ChainRole::log;
    }
    std::string out = "full";
    if (differentials > 0) out += fmt::format(" + {} differential", differentials);
    if (logs > 0) out += fmt::format(" + {} log", logs);
    if (stripes > 1) out += fmt::format(", {} stripes", stripes);
    return out;
}

// Of what cannot be read nothing is known.
std::string known_size(uint64_t bytes) {
    return bytes == 0 ? std::string() : human_size(bytes);
}

std::string level(const PlannedDatabase& database) {
    if (database.target_level == 0) return {};
    if (database.source_level == database.target_level)
        return std::to_string(database.source_level);
    return fmt::format("{} -> {}", database.source_level, database.target_level);
}

std::string milliseconds(int64_t ms) {
    return restore::human_duration(std::chrono::milliseconds(ms));
}

void add_not_moved(const std::vector<NotMoved>& all, std::string& out) {
    if (all.empty()) return;
    out += "\nNot moved:\n";
    for (const NotMoved& one : all) {
        out += fmt::format("  {}: {}{}\n", printable(one.name), printable(one.reason),
                           one.how.empty() ? "" : "; " + one.how);
    }
}

}  // namespace

std::string migration_plan_text(const Plan& plan) {
    const bool strict = plan.target.managed_rules && plan.target.product == Product::gantry;
    std::string out = fmt::format(
        "Plan: to {} ({} {}{})\n\n", printable(plan.target.name), product_name(plan.target.product),
        plan.target.version, strict ? ", with the rules of a managed instance for RESTORE" : "");
    // Of one server each name says all.
    const bool servers = std::any_of(
        plan.databases.begin(), plan.databases.end(),
        [&](const PlannedDatabase& one) { return one.server != plan.databases[0].server; });
    TextTable table({"", "database", "on the target", "from", "made of", ">backups", ">data",
                     ">tables", "level", servers ? "server" : ""});
    size_t number = 0;
    for (const PlannedDatabase& database : plan.databases) {
        const bool possible = database.problem.empty();
        table.add({possible ? std::to_string(++number) : "-", database.name,
                   possible ? database.target_name : "cannot be moved", database.source_version,
                   database.steps.empty() ? "" : made_of(database),
                   known_size(database.backup_bytes), known_size(database.data_bytes),
                   grouped(int64_t(database.tables)), level(database),
                   servers ? database.server : ""});
    }
    if (table.empty()) {
        out += "  no database to move\n";
    } else {
        out += table.text(2);
    }
    for (const PlannedDatabase& database : plan.databases) {
        if (!database.problem.empty()) {
            out += fmt::format("\n{} cannot be moved: {}\n", printable(database.name),
                               printable(database.problem));
            if (!database.hint.empty()) out += fmt::format("  {}\n", printable(database.hint));
        }
        if (!database.not_coming.empty()) {
            out += fmt::format("\n{}, after the move:\n", printable(database.name));
            add_lines(database.not_coming, out);
        }
        if (!database.notes.empty()) {
            out += fmt::format("\n{}, its backups:\n", printable(database.name));
            add_lines(database.notes, out);
        }
    }
    add_not_moved(plan.not_moved, out);
    if (!plan.notes.empty()) {
        out += "\nAround the databases:\n";
        add_lines(plan.notes, out);
    }
    out += fmt::format(
        "\n{} to restore, about {} at {} MB/s (an assumption, nothing was measured "
        "yet)\n",
        human_size(plan.bytes()), restore::human_duration(plan.estimate()),
        k_assumed_bytes_per_second / 1'000'000);
    return out;
}

std::string migration_end_text(const MigrationReport& report, const std::string& folder) {
    std::map<Outcome, size_t> counts;
    size_t before = 0;
    for (const DatabaseResult& result : report.results) {
        ++counts[result.outcome];
        before += result.done_before;
    }
    std::string out;
    const auto add = [&](size_t number, const std::string& text) {
        if (number > 0) out += fmt::format("{}{} {}", out.empty() ? "\n" : ", ", number, text);
    };
    add(counts[Outcome::equal], "equal");
    add(counts[Outcome::different], "different");
    add(counts[Outcome::not_possible], "cannot be moved");
    add(counts[Outcome::failed], "failed");
    add(counts[Outcome::stopped], "stopped");
    if (!out.empty()) {
        out += fmt::format(", of {} {}\n", report.results.size(),
                           report.results.size() == 1 ? "database" : "databases");
    }
    if (counts[Outcome::failed] + counts[Outcome::stopped] > 0) {
        out += "the same command goes on from here\n";
    }
    if (before > 0) {
        out += fmt::format(
            "{} passed over, as an earlier run found them equal: --compare-again "
            "compares them as they are now\n",
            before);
    }
    if (!folder.empty()) out += fmt::format("report: {}/index.html, migration.json\n", folder);
    return out;
}

std::string migration_result_text(const MigrationReport& report) {
    std::string out = "\n";
    TextTable table({"database", "result", ">rows", ">tables equal", ">different", ">not compared",
                     ">level", ">restore", ">compare"});
    std::string details;
    for (size_t i = 0; i < report.results.size(); ++i) {
        const DatabaseResult& result = report.results[i];
        const PlannedDatabase& database = report.plan.databases[i];
        uint64_t rows = 0, equal = 0, different = 0, not_compared = 0;
        std::vector<std::string> lines;
        for (const TableRecord& one : result.tables) {
            rows += one.target_rows;
            equal += one.result == TableResult::equal;
            not_compared += one.result == TableResult::not_compared;
            different += one.result == TableResult::different || one.result == TableResult::missing;
            if (one.result != TableResult::equal) {
                lines.push_back(fmt::format("{}: {}{}{}", one.name, result_name(one.result),
                                            one.detail.empty() ? "" : ": ", one.detail));
                if (one.result == TableResult::different) {
                    lines.back() += fmt::format(" ({} rows in the backup, {} on the target)",
                                                one.source_rows, one.target_rows);
                }
            }
            for (const std::string& column : one.not_compared)
                lines.push_back(fmt::format("{}: not compared: {}", one.name, column));
        }
        const int level = result.record.compatibility_level;
        std::string outcome = outcome_name(result.outcome);
        if (result.outcome == Outcome::not_possible) outcome = "cannot be moved";
        if (result.done_before) outcome += ", done before";
        table.add({database.target_name, outcome, grouped(int64_t(rows)), std::to_string(equal),
                   std::to_string(different), std::to_string(not_compared),
                   level == 0 ? "" : std::to_string(level), milliseconds(result.record.restore_ms),
                   milliseconds(result.record.verify_ms)});
        if (!result.error.empty() && result.outcome != Outcome::not_possible) {
            details +=
                fmt::format("\n{}: {}\n", printable(database.target_name), printable(result.error));
            if (!result.hint.empty()) details += fmt::format("  {}\n", printable(result.hint));
        }
        if (!lines.empty()) {
            details += fmt::format("\n{}:\n", printable(database.target_name));
            add_lines(lines, details);
        }
    }
    return out + table.text() + details;
}

}  // namespace gantry::cli
